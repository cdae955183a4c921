"""The width of a text on a terminal, in cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from reader.text import ELLIPSIS, late_pattern

# Without what follows it in a script that puts no blanks between words.
_ADDRESS = late_pattern("(https?://[!-~]+)")


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


def wrap_cells(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` cells.

    A line ends at white space, or beside a letter of two cells, as Chinese and Japanese have no
    blanks. A word that is too long is cut; an address never is, but has a line of its own then.

    >>> wrap_cells("one two 三四五六", 10)
    ['one two', '三四五六']
    >>> wrap_cells("三四五六", 6)
    ['三四五', '六']
    """
    lines: list[str] = []
    line, used = "", 0
    for word in text.split():
        blank = " " if line else ""
        for piece in _pieces(word, width):
            cells = cell_count(piece)
            if line and used + len(blank) + cells > width:
                lines.append(line)
                line, used, blank = "", 0, ""
            line += blank + piece
            used += len(blank) + cells
            blank = ""
    return [*lines, line] if line else lines


def _pieces(word: str, width: int) -> Iterator[str]:
    """The parts of a word between which a line may end."""
    if word.isascii() and len(word) <= width:
        yield word
        return
    for number, part in enumerate(_ADDRESS.split(word)):
        if number % 2:
            yield part
        else:
            yield from _fragments(part, width)


def _fragments(text: str, width: int) -> Iterator[str]:
    """Letters of two cells each by itself, with the punctuation after it; others together."""
    start, used = 0, 0
    for at, letter in enumerate(text):
        cells = _cells(letter)
        closes = unicodedata.category(letter) in ("Pe", "Pf", "Po")
        wide = cells > 1 or (at > start and _cells(text[at - 1]) > 1)
        if at > start and cells and ((wide and not closes) or used + cells > width):
            yield text[start:at]
            start, used = at, 0
        used += cells
    if start < len(text):
        yield text[start:]


def _cells(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
