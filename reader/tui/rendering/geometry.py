"""Where the panes are, and how much room a row has: computed from the size of the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PaneLayoutName = Literal["split", "titles", "dense", "abstract"]
LAYOUTS: tuple[PaneLayoutName, ...] = ("split", "titles", "dense", "abstract")
"""Both panes; titles whole; one line a row; the abstract alone."""
LAYOUT_WORDS: Mapping[PaneLayoutName, str] = {
    "split": "",
    "titles": "titles",
    "dense": "titles, one line",
    "abstract": "abstract",
}
"""What the header says of each; nothing of the usual one."""

SIDE_BY_SIDE, COLUMNS = 110, 180
"""Widths from which the panes stand side by side, and from which metadata has columns."""
_SMALL = 60, 15
"""Columns and lines below which a row has one line."""
_ENOUGH = 53
"""Cells of a list beside the paper with which 98 of 100 titles are whole, also in groups."""
_BARS = 2
"""Lines of the screen above and below the panes."""
_BESIDE_COLUMNS = 41
"""Cells that no title can have where metadata has columns."""


@dataclass(frozen=True, slots=True)
class RowShape:
    """How the rows of a list are laid out."""

    columns: bool = False
    """Metadata stands in columns beside the titles, not behind their last line."""
    beside: int = 9
    """Cells of a list that no title can have: signs, columns, scroll bar."""
    least: int = 1
    most: int = 3
    """Lines of a row. A title that needs more is cut."""


@dataclass(frozen=True, slots=True)
class Split:
    """How far the reader has moved the border between list and paper."""

    side: int = 0
    """Cells by which the list is wider, side by side."""
    stacked: int = 0
    """Lines by which it is higher, one above the other."""


@dataclass(frozen=True, slots=True)
class PaneGeometry:
    """The panes of a screen; what is not shown has no size."""

    list_width: int
    list_height: int
    paper_width: int
    paper_height: int
    side: bool
    """The paper is beside the list, not below it."""
    shape: RowShape

    @property
    def is_split(self) -> bool:
        """Both panes are shown, with a border of one cell between them."""
        return bool(self.list_width and self.paper_width)


def pane_geometry(
    width: int, height: int, layout: PaneLayoutName, split: Split, screen: int = 0
) -> PaneGeometry:
    """Compute where the panes are.

    Args:
        width: the cells of the screen.
        height: the lines of the panes; the screen has `_BARS` more.
        layout: which panes are shown.
        split: how far their border was moved.
        screen: the lines of the screen, where what stands below the panes takes more of them for
            the moment: neither rows nor the border move for that.
    """
    side = width >= SIDE_BY_SIDE
    lines = max(screen, height + _BARS)
    shape = _shape(width, lines, layout)
    if layout in ("titles", "dense"):
        return PaneGeometry(width, height, 0, 0, side, shape)
    if layout == "abstract":
        return PaneGeometry(0, 0, width, height, side, shape)
    if side:
        usual = width - 91 if width >= COLUMNS else width - min(86, width * 52 // 100) - 1
        usual = max(usual, _ENOUGH)
        wide = _within(usual + split.side, width * 40 // 100, width * 70 // 100)
        return PaneGeometry(wide, height, width - wide - 1, height, side, shape)
    usual = lines * (34 if lines < 30 else 45) // 100
    high = _within(usual + split.stacked, lines * 25 // 100, lines * 70 // 100)
    high = _within(high, 1, max(1, height - 2))
    return PaneGeometry(width, high, width, max(0, height - high - 1), side, shape)


def moved(split: Split, step: int, width: int, height: int) -> Split:
    """The border moved by some cells or lines, no further than it can go.

    Args:
        split: where it is.
        step: how far, towards the paper.
        width: as for `pane_geometry`.
        height: as for `pane_geometry`.
    """
    now = pane_geometry(width, height, "split", split)
    usual = pane_geometry(width, height, "split", Split())
    if now.side:
        wanted = Split(now.list_width - usual.list_width + step, split.stacked)
        got = pane_geometry(width, height, "split", wanted)
        return Split(got.list_width - usual.list_width, split.stacked)
    wanted = Split(split.side, now.list_height - usual.list_height + step)
    got = pane_geometry(width, height, "split", wanted)
    return Split(split.side, got.list_height - usual.list_height)


def _shape(width: int, lines: int, layout: PaneLayoutName) -> RowShape:
    if width < _SMALL[0] or lines < _SMALL[1]:
        return RowShape(most=1)
    match layout:
        case "dense":
            return _in_columns(width >= SIDE_BY_SIDE, most=1)
        case "titles":
            return _in_columns(width >= SIDE_BY_SIDE)
        case _ if width >= COLUMNS:
            return _in_columns(True)
        case _ if width >= SIDE_BY_SIDE:
            return RowShape(least=2)
        case _:
            return RowShape()


def _in_columns(columns: bool, most: int = 3) -> RowShape:
    return (
        RowShape(columns=True, beside=_BESIDE_COLUMNS, most=most)
        if columns
        else RowShape(most=most)
    )


def _within(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))
