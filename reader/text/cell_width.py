"""The width of a text on a terminal, in cells."""

from __future__ import annotations

import unicodedata

from reader.text import ELLIPSIS


def cell_count(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def truncate_cells(text: str, width: int) -> str:
    """Cut a text to at most `width` cells, with an ellipsis if something was cut."""
    if cell_count(text) <= width:
        return text
    taken = 1
    for end, letter in enumerate(text):
        taken += _cells(letter)
        if taken > width:
            return text[:end].rstrip() + ELLIPSIS
    return text


def _cells(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
