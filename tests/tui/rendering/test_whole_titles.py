"""How many titles are whole, and how many papers are in sight: counted over all recorded days."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path
from statistics import median

import pytest

from reader.feed.item_decoder import decode_items
from reader.paper import UNMARKED, Paper
from reader.tui.rendering.geometry import (
    LAYOUTS,
    PaneGeometry,
    PaneLayoutName,
    Split,
    pane_geometry,
)
from reader.tui.rendering.row_text import RowStyle, line_height
from reader.tui.state.list_view import Heading, Line, Row

# All of them are decoded once.
pytestmark = pytest.mark.xdist_group("whole titles")

SIZES: list[tuple[int, int, PaneLayoutName, float, int]] = [
    (60, 20, "split", 99.9, 3),
    (80, 24, "split", 100, 4),
    (100, 40, "split", 100, 14),
    (110, 40, "split", 98.4, 16),
    (120, 40, "split", 99.6, 17),
    (140, 40, "split", 99.9, 18),
    (160, 45, "split", 100, 21),
    (200, 50, "split", 100, 29),
    (60, 20, "titles", 99.9, 8),
    (80, 24, "titles", 100, 14),
    (120, 40, "titles", 100, 27),
    (200, 50, "titles", 100, 48),
]
"""Columns and lines; titles that are whole, in per cent, and papers in sight on the median."""


@pytest.fixture(scope="module")
def papers(archived: Path) -> list[Paper]:
    """The papers of every recorded day, day after day."""
    found: list[Paper] = []
    for file in sorted((archived / "daily").glob("*.json")):
        found += decode_items(json.loads(file.read_bytes()), date.fromisoformat(file.stem)).papers
    return found


def panes(width: int, lines: int, layout: PaneLayoutName) -> PaneGeometry:
    return pane_geometry(width, lines - 2, layout, Split())


def whole(rows: Iterable[Row], found: PaneGeometry) -> float:
    """The part of the titles that need no more lines than they may have, in per cent."""
    style = RowStyle(replace(found.shape, most=99))
    fits = [line_height(row, found.list_width, style) <= found.shape.most for row in rows]
    return 100 * sum(fits) / len(fits)


def in_sight(lines: Iterable[Line], found: PaneGeometry) -> list[int]:
    """How many papers are whole on the screen, window after window."""
    style, counts, left, count = RowStyle(found.shape), [], found.list_height, 0
    for line in lines:
        height = line_height(line, found.list_width, style)
        if height > left:
            counts.append(count)
            left, count = found.list_height, 0
        left -= height
        count += isinstance(line, Row)
    return counts


def with_headings(papers: Iterable[Paper]) -> Iterator[Line]:
    """The lines of the queue."""
    for day, listed in groupby(papers, lambda paper: paper.listed):
        rows = tuple(Row(paper, UNMARKED) for paper in listed)
        yield Heading(str(day), rows, open=True, is_day=True)
        yield from rows


@pytest.mark.parametrize(("width", "lines", "layout", "most", "seen"), SIZES)
def test_titles_are_whole_and_papers_in_sight(
    papers: list[Paper], width: int, lines: int, layout: PaneLayoutName, most: float, seen: int
) -> None:
    found = panes(width, lines, layout)
    rows = [Row(paper, UNMARKED) for paper in papers]
    assert len(rows) > 6_900
    assert whole(rows, found) >= most
    assert median(in_sight(rows, found)) >= seen


@pytest.mark.parametrize("inset", [False, True], ids=["day", "opened group"])
def test_at_every_width_nearly_all_titles_are_whole(papers: list[Paper], inset: bool) -> None:
    rows = [Row(paper, UNMARKED, inset=inset) for paper in papers[::5]]
    widths = {
        width: whole(rows, panes(width, 40, layout))
        for layout in LAYOUTS[:2]
        for width in (*range(60, 110, 5), *range(110, 120), *range(120, 251, 5), 179)
    }
    assert {width: part for width, part in widths.items() if part < 98} == {}


def test_with_headings_of_days_sixteen_papers_are_in_sight(papers: list[Paper]) -> None:
    assert median(in_sight(with_headings(papers), panes(120, 40, "split"))) >= 16
