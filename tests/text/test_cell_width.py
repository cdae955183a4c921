"""Texts in lines of so many cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text.cell_width import cell_count, wrap_cells


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("  \n ", []),
        ("one two three", ["one two", "three"]),
        ("one\n two", ["one two"]),
        ("exactly te and", ["exactly te", "and"]),
        ("unbreakableword", ["unbreakabl", "eword"]),
        ("a unbreakableword", ["a", "unbreakabl", "eword"]),
        ("三四五六七八", ["三四五六七", "八"]),
        ("a 三四五六七八", ["a 三四五六", "七八"]),
        # What closes a sentence never begins a line.
        ("三四五六七。八", ["三四五六", "七。八"]),
        ("三四ab五六七", ["三四ab五六", "七"]),
        ("see https://example.org/x now", ["see", "https://example.org/x", "now"]),
        ("見https://example.org/x。", ["見", "https://example.org/x", "。"]),
        ("e\u0301" * 10, ["e\u0301" * 10]),
    ],
)
def test_lines_of_ten_cells(text: str, lines: list[str]) -> None:
    assert wrap_cells(text, 10) == lines


TEXTS = st.text(st.sampled_from("ab, 三。（e\u0301\n-é🙂"), max_size=80)


@given(TEXTS, st.integers(4, 20))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = wrap_cells(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(lines)
    assert all(cell_count(line) <= width for line in lines)
