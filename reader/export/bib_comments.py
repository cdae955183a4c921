"""Entries that a person took out of a bibliography without deleting them.

They stand in `@comment{…}`, behind percent signs, or have lost their at sign. BibTeX itself reads
those in `@comment` and those behind percent signs all the same, so their keys stay taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.export.bib_parser import parse_bib_leniently

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reader.export.bib_parser import BibEntry

_COMMENT = re.compile(r"@\s*comment\s*[{(]?", re.IGNORECASE)
_PERCENT = re.compile(r"(?<!\\)%+")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_WITHOUT_SIGN = re.compile(r"^[ \t]*(?=[A-Za-z]+[ \t]*[{(][ \t]*[^\s,{}()=]+[ \t]*,)", re.MULTILINE)


def commented_out_entries(text: str, entries: Sequence[BibEntry]) -> list[BibEntry]:
    """Return the entries in what stands between the entries of a bibliography.

    Args:
        text: the bibliography.
        entries: its entries, in their order.

    Returns:
        The entries that were taken out, read as far as possible; their offsets are those of no
        text.
    """
    between = "\n".join(_texts_between(text, entries))
    if "{" not in between and "(" not in between:
        return []
    laid_open = _PERCENT.sub(" ", _COMMENT.sub("\n", _LINE_END.sub("\n", between)))
    found, _ = parse_bib_leniently(_WITHOUT_SIGN.sub("@", laid_open))
    return found


def _texts_between(text: str, entries: Sequence[BibEntry]) -> Iterator[str]:
    at = 0
    for entry in entries:
        yield text[at : entry.start]
        at = entry.end
    yield text[at:]
