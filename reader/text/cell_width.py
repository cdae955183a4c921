"""How much room a text takes on a terminal."""

from __future__ import annotations

import re
import unicodedata

from reader.text.sanitizer import ELLIPSIS

# One that builds no emoji; some programs take what follows it for a part of what is before it.
_LETTER_JOINER = re.compile("\u200d(?![\u2190-\u2bff\U0001f000-\U0001faff])")


def of_known_width(text: str, instead: str = "") -> str:
    """A text without the joiners between letters, as terminals disagree how wide it is with them.

    Args:
        text: what is shown.
        instead: what takes the place of each.
    """
    return text if text.isascii() else _LETTER_JOINER.sub(instead, text)


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
