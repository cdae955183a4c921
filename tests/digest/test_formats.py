"""The table of formats."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reader.digest.feeds import PaperFeed, entry_dates
from reader.digest.formats import FEEDS, FORMATS, format_of
from tests.digest.digests import OWN, PLAIN

NOW = datetime(2026, 8, 14, 6, tzinfo=UTC)


@pytest.mark.parametrize("name", FORMATS)
def test_each_writes_a_whole_file(name: str) -> None:
    feed = PaperFeed("daily", "Daily papers", (OWN,), entry_dates([OWN], {}, NOW))
    text = FORMATS[name].write(feed if name in FEEDS else PLAIN)
    assert "2501.12948" in text
    assert text.endswith("\n")


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("digest.txt", "text"),
        ("list.html", "html"),
        ("LIST.HTM", "html"),
        ("list.md", "markdown"),
        ("feed.xml", "atom"),
        ("feed.atom", "atom"),
        ("feed.rss", "rss"),
        ("feed.json", "json"),
        ("list.pdf", None),
        ("md", None),
        ("-", None),
    ],
)
def test_the_ending_of_a_file_tells_its_format(file: str, name: str | None) -> None:
    assert format_of(Path("a.b", file)) == name
