"""The line on top: what list this is, how much of it is unread, how fresh it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.content import Content

from reader.paper import Listing
from reader.text import shorten
from reader.tui.rendering.list_titles import since, title

_FILTER = 30
"""Characters of the filter."""
_BARS = ((140, 20), (100, 12), (0, 8))
"""From which width on the bar of what is read has how many cells."""
_BETWEEN = 3
"""Blanks between two parts."""


@dataclass(frozen=True, slots=True)
class ListCounts:
    """What the header says of a list."""

    listing: Listing
    unread: int
    filter_text: str = ""
    """The filter in force; empty where there is none."""
    shown: int = 0
    """How many papers the filter lets through."""
    marked: int = 0
    arranged: str = ""
    """How the list is sorted and folded, where that is not as it came."""
    news: str = ""
    """What there is that the reader has not seen; empty where there is nothing."""
    queue: str = ""
    """How much waits in the queue; empty where nothing does."""
    layout: str = ""
    """Which panes are shown; empty where they are the usual ones."""
    trouble: str = ""
    """What has failed in the background; empty where nothing has."""

    @property
    def is_known(self) -> bool:
        """The list was fetched."""
        return bool(self.listing.papers or self.listing.fetched_at)


def header_line(counts: ListCounts, freshness: str, width: int) -> Content:
    """What list this is on the left, how far it is read and how fresh it is on the right.

    What has no room is left out: first how fresh the list is, then the queue, the layout, the bar,
    the number of papers.
    """
    period = counts.listing.period
    name = [
        Content.styled(title(period, width), "bold"),
        *map(Content, filter(None, [since(period)])),
    ]
    left = list(_facts(counts))
    bar, queue, layout = _progress(counts, width), _queue(counts), _layout(counts)
    fresh = [Content.styled(freshness, "$dim")] if freshness else []
    papers = _papers(counts)
    for parts, right in (
        ([*name, *papers, *left, *layout, *queue], [*bar, *fresh]),
        ([*name, *papers, *left, *layout, *queue], bar),
        ([*name, *papers, *left, *layout], bar),
        ([*name, *papers, *left], bar),
        ([*name, *papers, *left], []),
        ([*name[:1], *_papers(counts, short=True), *left], []),
    ):
        line, end = _joined(parts), _joined(right)
        gap = width - 2 - line.cell_length - end.cell_length
        if gap >= (_BETWEEN if end else 0):
            return Content.assemble(" ", line, " " * gap, end)
    return Content.assemble(" ", line).truncate(max(1, width - 1), ellipsis=True)


def _joined(parts: list[Content]) -> Content:
    return Content(" " * _BETWEEN).join(parts)


def _papers(counts: ListCounts, *, short: bool = False) -> list[Content]:
    if not counts.is_known:
        return []
    papers = len(counts.listing.papers)
    words = "" if short else "1 paper, " if papers == 1 else f"{papers} papers, "
    return [Content(f"{words}{counts.unread} unread")]


def _facts(counts: ListCounts) -> Iterator[Content]:
    """What else is so."""
    listing = counts.listing
    if not counts.is_known:
        return
    if counts.filter_text:
        yield Content(f"/{shorten(counts.filter_text, _FILTER)} shows {counts.shown}")
    if counts.marked:
        yield Content.styled(f"{counts.marked} marked", "$secondary")
    if counts.arranged:
        yield Content.styled(counts.arranged, "$dim")
    if listing.broken:
        total = len(listing.papers) + listing.broken
        words = f"{listing.broken} of {total} items could not be read"
        yield Content.styled(words, "$text-warning")
    if counts.trouble:
        yield Content.styled(counts.trouble, "$text-warning")
    if counts.news:
        yield Content.styled(counts.news, "$primary")


def _queue(counts: ListCounts) -> list[Content]:
    return [Content.styled(counts.queue, "$dim")] if counts.queue else []


def _layout(counts: ListCounts) -> list[Content]:
    return [Content.styled(counts.layout, "$dim")] if counts.layout else []


def _progress(counts: ListCounts, width: int) -> list[Content]:
    papers = len(counts.listing.papers)
    if not papers:
        return []
    cells = next(cells for least, cells in _BARS if width >= least)
    read = papers - counts.unread
    # Full only where all is read, and empty only where nothing is.
    filled = cells if read == papers else min(cells - 1, -(-cells * read // papers))
    return [
        Content.assemble(
            ("━" * filled, "$foreground"),
            ("─" * (cells - filled), "$divider"),
            f" {read}/{papers}",
        )
    ]
