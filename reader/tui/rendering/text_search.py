"""Where words are found in a text of many lines, also where they go over the end of one."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from textual.content import Content

_BETWEEN = r"[\s▎│]+"
"""What may stand between two words: blanks, ends of lines, bars at the beginning of lines."""
_MATCH, _CURRENT = "$match underline on $match-back", "reverse"


_Spans = tuple[tuple[int, int, int], ...]
"""The parts of a match on each line: the line, the first character, the one behind the last."""


@dataclass(frozen=True, slots=True)
class TextSearch:
    """A search in force, and at which match its reader is; nothing is looked for at first."""

    typed: str = ""
    origin: int = 0
    """The line that was on top when it was begun."""
    matches: tuple[_Spans, ...] = ()
    current: int = 0

    def __bool__(self) -> bool:
        return bool(self.typed.strip())

    @property
    def words(self) -> str:
        """Which match is the current one: ``2 of 14``; empty where there is none."""
        return f"{self.current + 1} of {len(self.matches)}" if self.matches else ""

    @property
    def line(self) -> int | None:
        """The line that the current match begins on; None where there is none."""
        return self.matches[self.current][0][0] if self.matches else None

    def of(self, lines: Sequence[Content]) -> TextSearch:
        """The same search in other lines, at the match of the same number."""
        matches = text_matches(lines, self.typed)
        return replace(self, matches=matches, current=max(0, min(self.current, len(matches) - 1)))

    def at_line(self, line: int) -> TextSearch:
        """At the first match on a line or below it, else at the first of all."""
        at = bisect_left([spans[0][0] for spans in self.matches], line)
        return replace(self, current=at if at < len(self.matches) else 0)

    def moved(self, step: int) -> TextSearch:
        """At another match, from the end on to the beginning."""
        count = len(self.matches)
        return replace(self, current=(self.current + step) % count if count else 0)

    def styled(self, lines: Sequence[Content]) -> Sequence[Content]:
        """The lines that were searched, with all matches standing out, the current one most."""
        if not self.matches:
            return lines
        styled = list(lines)
        for number, spans in enumerate(self.matches):
            style = f"{_MATCH} {_CURRENT}" if number == self.current else _MATCH
            for line, start, end in spans:
                styled[line] = styled[line].stylize(style, start, end)
        return styled


def text_matches(lines: Sequence[Content], typed: str) -> tuple[_Spans, ...]:
    """Find what was typed, in any case of its letters, whatever blanks are between its words."""
    words = typed.split()
    if not words:
        return ()
    plain = [line.plain for line in lines]
    offsets = [0, *accumulate(len(line) + 1 for line in plain)]
    pattern = re.compile(_BETWEEN.join(map(re.escape, words)), re.IGNORECASE)
    return tuple(
        tuple(_by_line(offsets, *match.span())) for match in pattern.finditer("\n".join(plain))
    )


def _by_line(offsets: Sequence[int], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    line = bisect_right(offsets, start) - 1
    while start < end:
        behind = min(end, offsets[line + 1] - 1)
        if behind > start:
            yield line, start - offsets[line], behind - offsets[line]
        line += 1
        start = offsets[line]
