"""How much room a text takes on a terminal."""

from __future__ import annotations

import unicodedata

from reader.text.door import ELLIPSIS


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(map(_cells, text))


def fitted(text: str, width: int) -> str:
    """A text that takes at most `width` columns, with an ellipsis where something was cut."""
    if cells(text) <= width:
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
