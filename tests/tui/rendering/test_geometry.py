"""Where the panes are, from the size of the screen."""

from __future__ import annotations

import pytest

from reader.tui.rendering.geometry import (
    LAYOUTS,
    PaneGeometry,
    PaneLayoutName,
    RowShape,
    Split,
    moved,
    pane_geometry,
)

WIDTHS = range(60, 251)
BARS = 2
"""Lines of the screen that no pane has."""


def of(width: int, lines: int, layout: PaneLayoutName = "split", **split: int) -> PaneGeometry:
    """The panes of a screen of so many columns and lines."""
    return pane_geometry(width, lines - BARS, layout, Split(**split))


@pytest.mark.parametrize("lines", [15, 24, 29, 30, 40, 50])
def test_the_panes_and_their_border_fill_the_screen(lines: int) -> None:
    for width in WIDTHS:
        found = of(width, lines)
        assert found.is_split
        if found.side:
            assert found.list_width + 1 + found.paper_width == width
            assert found.list_height == found.paper_height == lines - BARS
        else:
            assert found.list_width == found.paper_width == width
            assert found.list_height + 1 + found.paper_height == lines - BARS


def test_they_are_beside_each_other_from_110_columns_on() -> None:
    assert [width for width in WIDTHS if of(width, 40).side] == [*range(110, 251)]


def test_the_list_has_a_fair_part_of_the_width() -> None:
    for width in range(110, 251):
        part = of(width, 40).list_width / width
        assert 0.40 - 1 / width <= part <= 0.70, width
        assert of(width, 40).paper_width <= (90 if width >= 180 else 86) or part == 0.70


@pytest.mark.parametrize(
    ("size", "panes"),
    [
        ((120, 40), (57, 62)),
        ((160, 45), (76, 83)),
        ((179, 45), (92, 86)),
        ((180, 50), (89, 90)),
        ((200, 50), (109, 90)),
    ],
)
def test_the_widths_of_both(size: tuple[int, int], panes: tuple[int, int]) -> None:
    found = of(*size)
    assert (found.list_width, found.paper_width) == panes


@pytest.mark.parametrize(("lines", "high"), [(20, 6), (24, 8), (29, 9), (30, 13), (40, 18)])
def test_one_above_the_other_the_list_has_a_part_of_the_height(lines: int, high: int) -> None:
    assert of(100, lines).list_height == high


@pytest.mark.parametrize("width", [110, 120, 150, 180, 250])
def test_the_border_beside_the_list_moves_and_stops(width: int) -> None:
    for step, end in ((2, width * 70 // 100), (-2, width * 40 // 100)):
        split, before = Split(), of(width, 40).list_width
        for _ in range(width):
            split = moved(split, step, width, 38)
            now = pane_geometry(width, 38, "split", split).list_width
            assert now == (min(before + 2, end) if step > 0 else max(before - 2, end))
            before = now
        assert before == end
        assert split.stacked == 0


@pytest.mark.parametrize("lines", [24, 40])
def test_the_border_below_the_list_moves_and_stops(lines: int) -> None:
    for step, end in ((1, lines * 70 // 100), (-1, lines * 25 // 100)):
        split, before = Split(), of(80, lines).list_height
        for _ in range(lines):
            split = moved(split, step, 80, lines - BARS)
            now = pane_geometry(80, lines - BARS, "split", split).list_height
            assert now == (min(before + 1, end) if step > 0 else max(before - 1, end))
            before = now
        assert before == end
        assert split.side == 0


def test_at_its_end_the_border_comes_back_with_the_first_step() -> None:
    far = moved(Split(), 1_000, 120, 38)
    assert pane_geometry(120, 38, "split", far).list_width == 84
    assert pane_geometry(120, 38, "split", moved(far, -2, 120, 38)).list_width == 82


def test_a_border_that_was_moved_on_a_wide_screen_stays_within_a_narrow_one() -> None:
    split = moved(Split(), 60, 250, 48)
    for width in WIDTHS:
        found = pane_geometry(width, 38, "split", split)
        if found.side:
            assert width * 40 // 100 <= found.list_width <= width * 70 // 100


def test_alone_a_pane_has_the_whole_screen() -> None:
    for width in WIDTHS:
        for layout in ("titles", "dense"):
            found = of(width, 40, layout)
            assert (found.list_width, found.list_height) == (width, 38)
            assert (found.paper_width, found.paper_height) == (0, 0)
        found = of(width, 40, "abstract")
        assert (found.paper_width, found.paper_height) == (width, 38)
        assert (found.list_width, found.list_height) == (0, 0)


@pytest.mark.parametrize(
    ("size", "layout", "shape"),
    [
        ((80, 24), "split", RowShape()),
        ((109, 40), "split", RowShape()),
        ((110, 40), "split", RowShape(least=2)),
        ((179, 40), "split", RowShape(least=2)),
        ((180, 40), "split", RowShape(columns=True, beside=41)),
        ((109, 40), "titles", RowShape()),
        ((110, 40), "titles", RowShape(columns=True, beside=41)),
        ((80, 24), "dense", RowShape(most=1)),
        ((120, 40), "dense", RowShape(columns=True, beside=41, most=1)),
        ((59, 40), "split", RowShape(most=1)),
        ((80, 14), "split", RowShape(most=1)),
    ],
    ids=str,
)
def test_how_rows_are_laid_out(
    size: tuple[int, int], layout: PaneLayoutName, shape: RowShape
) -> None:
    assert of(*size, layout).shape == shape


def test_on_the_least_screen_nothing_is_less_than_a_line() -> None:
    for layout in LAYOUTS:
        found = of(40, 10, layout)
        assert found.list_height >= 1 or layout == "abstract"
        assert found.paper_height >= 1 or layout in ("titles", "dense")
