"""Titles in lines."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.text import ELLIPSIS
from reader.tui.rendering.title_wrap import cut, line_count, wrapped

WORDS = st.text(st.sampled_from("abc-Z木é"), min_size=1, max_size=30)
TITLES = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
"""As they are shown: words with one blank between them."""
# Less than two cells have no room for a letter of two.
WIDTHS = st.integers(2, 60)


@given(TITLES, WIDTHS, st.integers(1, 4))
@example("aaa aaa", 3, 1)
@example("aaaa aaa", 3, 2)
def test_as_many_lines_as_are_counted(title: str, width: int, most: int) -> None:
    assert line_count(title, width, most) == len(wrapped(title, width, most)) <= most


@given(TITLES, WIDTHS, st.integers(1, 4))
def test_no_line_is_too_wide(title: str, width: int, most: int) -> None:
    assert all(cell_len(line) <= width for line in wrapped(title, width, most))


@given(TITLES, WIDTHS)
def test_a_title_is_broken_at_blanks_and_where_a_word_is_longer_than_a_line(
    title: str, width: int
) -> None:
    lines = wrapped(title, width, len(title))
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    words = title.split()
    for line in lines:
        for word in line.split():
            broken = any(word in whole for whole in words if cell_len(whole) > width)
            assert word in words or broken


@given(TITLES, WIDTHS, st.integers(1, 4))
def test_what_has_no_room_ends_in_an_ellipsis(title: str, width: int, most: int) -> None:
    lines = wrapped(title, width, most)
    whole = wrapped(title, width, len(title))
    assert (lines == whole) is (len(whole) <= most)
    if lines != whole:
        assert lines[-1].endswith(ELLIPSIS)
        assert lines[: most - 1] == whole[: most - 1]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Short", ("Short",)),
        ("Law-Grounded Physical Intelligence", ("Law-Grounded", "Physical", "Intelligence")),
        ("Self-Distillation", ("Self-Distill", "ation")),
        ("A word", ("A word",)),
        ("Exactly here", ("Exactly here",)),
        ("Exactly here 2", ("Exactly here", "2")),
        ("One two three four five six seven", ("One two", "three four", "five six…")),
        ("", ("",)),
    ],
)
def test_lines_of_twelve_cells(title: str, lines: tuple[str, ...]) -> None:
    assert wrapped(title, 12, 3) == lines
    assert line_count(title, 12, 3) == len(lines)


@given(st.text(st.sampled_from("ab 木…"), max_size=20), st.integers(0, 20))
def test_a_text_is_cut_only_where_it_has_no_room(text: str, width: int) -> None:
    shown = cut(text, width)
    assert cell_len(shown) <= width
    assert (shown == text) is (cell_len(text) <= width) or shown.endswith(ELLIPSIS)
