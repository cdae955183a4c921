"""The last door before the terminal: no control character that came from outside goes through.

Texts are cleaned where they come in; this holds also where that was forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from reader.text import clean


class TextRewriteFilter(LineFilter):
    """Changes texts that do not fit through a door, and not how wide they are."""

    def __init__(self, fits: Callable[[str], bool], changed: Callable[[str], str]) -> None:
        """Begin.

        Args:
            fits: whether a text goes through as it is.
            changed: makes one that does, of as many columns.
        """
        super().__init__()
        self._fits = fits
        self._changed = changed

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The same segments, with other texts where that has to be."""
        if all(segment.control or self._fits(segment.text) for segment in segments):
            return segments
        return [
            segment
            if segment.control or self._fits(segment.text)
            else Segment(self._changed(segment.text), segment.style)
            for segment in segments
        ]


def control_character_filter() -> TextRewriteFilter:
    """Lets nothing pass that could harm a terminal."""
    return TextRewriteFilter(str.isprintable, _printable)


@lru_cache(256)
def _printable(text: str) -> str:
    cleaned = clean(text).replace("\n", "").replace("\t", "")
    return cleaned + " " * max(0, cell_len(text) - cell_len(cleaned))
