"""Parts of a formula in one line: which of them need brackets to stay what they are."""

from __future__ import annotations

from unicodedata import normalize

from reader.fulltext.letter_scripts import is_atom

_LONGEST = 200
"""Of a part that is looked through for whether it has brackets around it already."""
_ADDED = frozenset(" +−-±=,;:/<>≤≥")
"""Signs that bind less than a line of a fraction."""


def grouped(text: str) -> str:
    """In brackets, unless it is one number, letter or word."""
    text = text.strip()
    is_word = text.isalpha() and normalize("NFKC", text) == text
    return text if is_atom(text) or is_word or _is_bracketed(text) else f"({text})"


def listed(cells: list[str], relations: frozenset[str]) -> str:
    """Cells of a row; one that begins with a relation goes on with the one before."""
    line = ""
    for cell in filter(None, cells):
        gap = " " if cell[0] in relations else ", "
        line += f"{gap}{cell}" if line else cell
    return line


def one_line_fraction(above: str, below: str) -> str:
    """A fraction, with brackets only where it would be another one without them."""
    if _binds_loosely(above):
        above = f"({above})"
    is_one = is_atom(below) or _is_bracketed(below) or (below[:1] in "d∂" and is_atom(below[1:]))
    return f"{above}/{below if is_one else f'({below})'}"


def _binds_loosely(text: str) -> bool:
    """Whether there is a sum or the like in a text, outside of its brackets."""
    depth = 0
    for letter in text:
        depth += (letter in "([{⟨⌊⌈") - (letter in ")]}⟩⌋⌉")
        if letter in _ADDED and not depth:
            return True
    return False


def _is_bracketed(text: str) -> bool:
    """Whether the first bracket of a text is closed by its last letter, and holds it all."""
    if not (text.startswith("(") and text.endswith(")")) or len(text) > _LONGEST:
        return False
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return at + 1 == len(text)
    return False
