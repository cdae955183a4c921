"""Fewer bytes to the terminal: of the style of a text no more is said than what changes.

Rich and Textual write the whole style of each piece of text before it, and take it back behind it,
though it mostly goes on. Over a slow line half of the bytes of a frame are such sequences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple


class Style(NamedTuple):
    """How a terminal draws text: attributes and colours, as the parameters of an SGR sequence."""

    attributes: frozenset[int] = frozenset()
    foreground: str = ""
    background: str = ""
    """Empty where it is the terminal's own."""


PLAIN = Style()

# ECMA-48 calls the first CSI; the second is a string for the terminal, such as the address of a
# link; the third is any other sequence of two characters.
_SEQUENCE = re.compile(r"\x1b\[([0-?]*)[ -/]*([@-~])|\x1b[\]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.")
_NEEDS_NO_STYLE = frozenset("ABCDEFGHcdfhlnqrstu")
"""Ends of sequences that draw nothing. What erases does so in the background colour."""
_ON_BLANKS = frozenset({4, 7, 9, 21, 53})
"""Attributes that are seen on blanks as well."""
_ATTRIBUTES = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 9})
_LENGTHS = {"2": 5, "5": 3}
"""Parameters of a colour by what follows 38 or 48."""


def shortened(text: str) -> str:
    """What draws the same with fewer bytes, from a plain style to a plain style.

    Args:
        text: as it is to be written to the terminal.

    Returns:
        The text itself where something in it is not understood.
    """
    if "\x1b[" not in text:
        return text
    written: list[str] = []
    shown = wanted = PLAIN
    for part, parameters, end in _parts(text):
        if end == "m":
            styled = _applied(wanted, parameters)
            if styled is None:
                return text
            wanted = styled
            continue
        if end not in _NEEDS_NO_STYLE and not _is_drawn_alike(part, shown, wanted):
            written.append(_change(shown, wanted))
            shown = wanted
        written.append(part)
    written.append(_change(shown, wanted))
    return "".join(written)


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    """Pieces of text and sequences; of a CSI its parameters and its end, ``?`` of another."""
    at = 0
    for found in _SEQUENCE.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], "", ""
        at = found.end()
        if found[2]:
            yield found[0], found[1], found[2]
        else:
            # It draws nothing, and says nothing of the style.
            yield found[0], "", "h"
    if at < len(text):
        yield text[at:], "", ""


@lru_cache(maxsize=4096)
def _applied(style: Style, parameters: str) -> Style | None:
    """The style after an SGR sequence; None where it has parameters that are not known here."""
    codes = parameters.split(";")
    at = 0
    while at < len(codes):
        code = codes[at] or "0"
        if not code.isascii() or not code.isdigit():
            return None
        number, length = int(code), 1
        if number in (38, 48):
            length = _LENGTHS.get(codes[at + 1] if at + 1 < len(codes) else "", 0)
            if not length or at + length > len(codes):
                return None
        changed = _with(style, number, ";".join(codes[at : at + length]))
        if changed is None:
            return None
        style = changed
        at += length
    return style


def _with(style: Style, code: int, written: str) -> Style | None:
    if code == 0:
        return PLAIN
    if code in _ATTRIBUTES:
        return style._replace(attributes=style.attributes | {code})
    if code == 39 or 30 <= code <= 38 or 90 <= code <= 97:
        return style._replace(foreground="" if code == 39 else written)
    if code == 49 or 40 <= code <= 48 or 100 <= code <= 107:
        return style._replace(background="" if code == 49 else written)
    return None


def _is_drawn_alike(part: str, one: Style, other: Style) -> bool:
    """Whether a part looks the same in both styles: blanks often, and an end of a line always."""
    if part.strip(" \r\n"):
        return False
    same = one.background == other.background
    return " " not in part or (same and not (one.attributes | other.attributes) & _ON_BLANKS)


@lru_cache(maxsize=4096)
def _change(before: Style, after: Style) -> str:
    """The sequence that leads from one style to another."""
    if before == after:
        return ""
    if after == PLAIN:
        return "\x1b[m"
    codes: list[str] = []
    if not before.attributes <= after.attributes:
        codes.append("0")
        before = PLAIN
    codes += map(str, sorted(after.attributes - before.attributes))
    if before.foreground != after.foreground:
        codes.append(after.foreground or "39")
    if before.background != after.background:
        codes.append(after.background or "49")
    return f"\x1b[{';'.join(codes)}m"
