"""The last door before the terminal: no control character that came from outside goes through.

Texts are cleaned where they come in; this holds also where that was forgotten.
"""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from reader.text import clean


class Harmless(LineFilter):
    """Changes nothing that can be printed."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The same segments; what is not to be printed is a blank, so that columns stay."""
        if all(segment.control or segment.text.isprintable() for segment in segments):
            return segments
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(_printable(segment.text), segment.style)
            for segment in segments
        ]


@lru_cache(256)
def _printable(text: str) -> str:
    cleaned = clean(text).replace("\n", "").replace("\t", "")
    return cleaned + " " * max(0, cell_len(text) - cell_len(cleaned))
