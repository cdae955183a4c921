"""From a letter in the filter to the rows it leaves: `python -m tests.benchmarks.filtering`.

Measured is `View.filtered`, which is all that a letter costs beside the redraw, on recorded lists
of a day, a month and more. The floor looks for the same letters in the same texts, made lower case
before, and builds no rows.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypeVar

from reader.feed.item_decoder import decode_items
from reader.paper import UNMARKED, Listing, Paper, Period
from reader.query import parse
from reader.tui.state.arrangement import Arrangement
from reader.tui.state.list_view import RowSources, View

Given = TypeVar("Given")

RECORDED = Path(__file__).parents[3] / "shared" / "data" / "daily"
SIZES = (50, 1_500, 5_000)
LETTERS = ("di", "dif", "diff", "diffu", "diffusion", "diffusion m", "diffusion mo")


HEAD = ("papers", "first ms", "next ms", "floor ms", "next / floor", "fold ms")


def main() -> None:
    """Print one table."""
    if not RECORDED.is_dir():
        sys.exit("the recorded days are not here")
    papers = list(recorded().values())
    print("".join(f"{name:>14}" for name in HEAD))
    for size in SIZES:
        print("".join(f"{figure:>14}" for figure in measured(papers[:size])))


def measured(papers: Sequence[Paper]) -> Iterator[str]:
    """One line of the table."""
    view = View(
        Listing(Period("month", "2026-04"), tuple(papers)),
        RowSources(lambda _: UNMARKED, lambda _: (UNMARKED, False)),
    )
    texts = [f"{paper.title} {paper.abstract}".lower() for paper in papers]

    def filtered(letters: str) -> object:
        return view.filtered(parse(letters))

    def found(letters: str) -> object:
        return [text for text in texts if letters in text]

    first = seconds(filtered, "d")
    rest = median(seconds(filtered, letters) for letters in LETTERS)
    floor = median(seconds(found, letters) for letters in LETTERS)
    fold = seconds(view.arranged, Arrangement(fold="topic"))
    yield str(len(papers))
    yield from (f"{1000 * figure:.2f}" for figure in (first, rest, floor))
    yield f"{rest / floor:.1f}"
    yield f"{1000 * fold:.1f}"


def recorded() -> dict[str, Paper]:
    """Every recorded paper, once."""
    found: dict[str, Paper] = {}
    for file in sorted(RECORDED.glob("*.json")):
        day = date.fromisoformat(file.stem)
        for paper in decode_items(json.loads(file.read_bytes()), day).papers:
            found.setdefault(paper.id, paper)
    return found


def seconds(task: Callable[[Given], object], given: Given) -> float:
    """How long it takes once."""
    began = perf_counter()
    task(given)
    return perf_counter() - began


if __name__ == "__main__":
    main()
