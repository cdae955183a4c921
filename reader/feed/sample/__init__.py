"""The built-in sample: one real Daily Papers day, to look at without a network.

`day.json` keeps the shape of the service's answer. Identifiers, titles, names, dates, counts and
links are those of that day; the abstracts are summaries written for this program, and so are the
keywords.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.paper import Listing

DAY = date(2026, 7, 7)
"""The Daily Papers day that the sample is taken from."""

NOTE = "Built-in sample: the papers of 7 July 2026, their abstracts summarised in our own words."
"""A sentence for the screen, wherever the sample stands in for a list of the service."""


def items() -> list[object]:
    """The items of the day in feed order, for `reader.feed.item_decoder`; new on each call."""
    import json

    loaded: list[object] = json.loads(Path(__file__).with_name("day.json").read_bytes())
    return loaded


def listing() -> Listing:
    """The sample as the listing of its day; nobody was asked, so `fetched_at` is None."""
    from reader.feed.item_decoder import decode_items
    from reader.paper import Listing, Period

    decoded = decode_items(items(), DAY)
    return Listing(Period.day(DAY), decoded.papers, fetched_at=None, broken=decoded.broken)
