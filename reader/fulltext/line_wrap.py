"""Runs of text broken into lines, at blanks only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reader.fulltext.document import Run
from reader.fulltext.letter_scripts import raised
from reader.text.cell_width import cell_count

Span = tuple[int, int]

_KEPT_TOGETHER = 24
"""Cells of a formula up to which it is not broken."""
_NO_BREAK = "\u00a0"


class TextLine(NamedTuple):
    """A line of text, and which parts of it stand out."""

    text: str = ""
    bold: tuple[Span, ...] = ()


class _Word(NamedTuple):
    text: str
    width: int
    bold: tuple[Span, ...]


def shown(run: Run) -> str:
    """A run as it stands in a line."""
    if run.kind == "note":
        return raised(run.text) or f"[{run.text}]"
    if run.kind == "formula" and " " in run.text and cell_count(run.text) <= _KEPT_TOGETHER:
        return run.text.replace(" ", _NO_BREAK)
    return run.text


def wrapped(
    runs: Iterable[Run], width: int, first: str = "", rest: str = "", *, bold: bool = False
) -> Iterator[TextLine]:
    """Lines of at most `width` cells.

    Args:
        runs: what is broken.
        width: with what stands before.
        first: before the first line.
        rest: before every other one.
        bold: all of it stands out.
    """
    before, line, used = first, list[_Word](), cell_count(first)
    room = max(8, width)
    for word in _broken(_words(runs, bold=bold), max(4, room - cell_count(rest))):
        if line and used + len(line) + word.width > room:
            yield _joined(before, line)
            before, line, used = rest, [], cell_count(rest)
        line.append(word)
        used += word.width
    if line or before.strip():
        yield _joined(before, line)


def _words(runs: Iterable[Run], *, bold: bool) -> Iterator[_Word]:
    """Words, each with its parts that stand out; one word may be of several runs."""
    text, spans = "", list[Span]()
    for run in runs:
        pieces = shown(run).split(" ")
        stands_out = bold or run.style == "bold"
        for at, piece in enumerate(pieces):
            if at:
                if text:
                    yield _word(text, spans)
                text, spans = "", []
            if piece and stands_out:
                spans.append((len(text), len(text) + len(piece)))
            text += piece
    if text:
        yield _word(text, spans)


def _word(text: str, spans: list[Span]) -> _Word:
    text = text.replace(_NO_BREAK, " ")
    return _Word(text, cell_count(text), tuple(spans))


def _broken(words: Iterable[_Word], room: int) -> Iterator[_Word]:
    """The same, a word that is longer than a line in pieces."""
    for word in words:
        if word.width <= room:
            yield word
            continue
        start, taken = 0, 0
        for at, letter in enumerate(word.text):
            cells = cell_count(letter)
            if taken + cells > room:
                yield _piece(word, start, at)
                start, taken = at, 0
            taken += cells
        yield _piece(word, start, len(word.text))


def _piece(word: _Word, start: int, end: int) -> _Word:
    text = word.text[start:end]
    spans = tuple(
        (max(a, start) - start, min(b, end) - start)
        for a, b in word.bold
        if max(a, start) < min(b, end)
    )
    return _Word(text, cell_count(text), spans)


def _joined(before: str, words: list[_Word]) -> TextLine:
    parts, spans, at = [before], list[Span](), len(before)
    for word in words:
        if len(parts) > 1:
            parts.append(" ")
            at += 1
        for start, end in word.bold:
            if spans and at + start <= spans[-1][1] + 1:
                spans[-1] = spans[-1][0], at + end
            else:
                spans.append((at + start, at + end))
        parts.append(word.text)
        at += len(word.text)
    return TextLine("".join(parts).rstrip(), tuple(spans))
