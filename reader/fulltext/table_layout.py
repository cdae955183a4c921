"""A table in lines of text: as a table where it fits, else a row after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reader.fulltext.document import Cell, Run, Table, plain
from reader.fulltext.line_wrap import Span, TextLine, wrapped
from reader.text.cell_width import cell_count

_GAP = 2
_MOST_COLUMNS = 60
_NARROWEST = 6
"""Cells of a column that is broken into lines."""
_WIDEST_NAME = 24


class _Placed(NamedTuple):
    """A cell, and which columns it is in."""

    cell: Cell
    start: int
    end: int


def table_lines(table: Table, width: int) -> Iterator[TextLine]:
    """The lines of a table, of at most `width` cells."""
    rows = _placed(table)
    columns = max((each.end for row in rows for each in row), default=0)
    if not columns:
        return
    widths = _widths(rows, columns, width) if columns <= _MOST_COLUMNS else None
    if widths is None:
        yield from _turned(rows, table.head, width)
        return
    rule = TextLine("─" * (sum(widths) + _GAP * (columns - 1)))
    yield rule
    for at, row in enumerate(rows):
        if at and at == table.head:
            yield rule
        yield from _row_lines(row, widths, bold=at < table.head)
    yield rule


def _placed(table: Table) -> list[list[_Placed]]:
    """Where each cell is; one that spans rows takes its place in all of them."""
    taken: dict[int, int] = {}
    """How many rows more a column is taken for."""
    placed: list[list[_Placed]] = []
    for row in table.rows:
        found: list[_Placed] = []
        at = 0
        for cell in row:
            while taken.get(at, 0) > 0:
                at += 1
            end = min(at + cell.columns, _MOST_COLUMNS + 1)
            found.append(_Placed(cell, at, max(end, at + 1)))
            for column in range(at, max(end, at + 1)):
                # Counted down at the end of this row, too.
                taken[column] = cell.rows
            at = max(end, at + 1)
        taken = {column: left - 1 for column, left in taken.items() if left > 1}
        placed.append(found)
    return placed


def _widths(rows: list[list[_Placed]], columns: int, width: int) -> list[int] | None:
    """How wide each column is; None where the table is too wide."""
    widths, words = [1] * columns, [1] * columns
    for row in rows:
        for cell, start, end in row:
            if end - start == 1:
                text = _cell_text(cell)
                widths[start] = max(widths[start], cell_count(text))
                longest = max(map(cell_count, text.split()), default=1)
                words[start] = max(words[start], longest)
    for row in rows:
        for cell, start, end in row:
            if end - start > 1:
                missing = cell_count(_cell_text(cell)) - sum(widths[start:end])
                missing -= _GAP * (end - start - 1)
                if missing > 0:
                    widths[end - 1] += missing
                    words[end - 1] = max(words[end - 1], min(missing, _NARROWEST))
    free = width - _GAP * (columns - 1)
    if sum(widths) <= free:
        return widths
    least = [max(word, min(_NARROWEST, full)) for word, full in zip(words, widths, strict=True)]
    if sum(least) > free:
        return None
    return _shrunk(widths, least, free)


def _shrunk(widths: list[int], least: list[int], free: int) -> list[int]:
    """The widest columns made narrower until all have room."""
    low, high = 1, max(widths)
    while low < high:
        most = (low + high + 1) // 2
        if sum(_capped(widths, least, most)) <= free:
            low = most
        else:
            high = most - 1
    return _capped(widths, least, low)


def _capped(widths: list[int], least: list[int], most: int) -> list[int]:
    return [max(few, min(full, most)) for full, few in zip(widths, least, strict=True)]


def _row_lines(row: list[_Placed], widths: Sequence[int], *, bold: bool) -> Iterator[TextLine]:
    columns: list[tuple[int, list[TextLine]]] = []
    for cell, start, end in row:
        room = sum(widths[start:end]) + _GAP * (end - start - 1)
        offset = sum(widths[:start]) + _GAP * start
        lines = list(wrapped(cell.runs, room, bold=bold)) or [TextLine()]
        columns.append((offset, [_aligned(line, room, cell.align) for line in lines]))
    for at in range(max((len(lines) for _, lines in columns), default=0)):
        parts, spans, cells, length = [], list[Span](), 0, 0
        for offset, lines in columns:
            if at >= len(lines):
                continue
            line = lines[at]
            blank = " " * max(0, offset - cells)
            parts += [blank, line.text]
            length += len(blank)
            spans += [(start + length, end + length) for start, end in line.bold]
            length += len(line.text)
            cells += len(blank) + cell_count(line.text)
        yield TextLine("".join(parts).rstrip(), tuple(spans))


def _aligned(line: TextLine, room: int, align: str) -> TextLine:
    free = max(0, room - cell_count(line.text))
    before = free if align == "right" else free // 2 if align == "center" else 0
    spans = tuple((start + before, end + before) for start, end in line.bold)
    return TextLine(" " * before + line.text, spans)


def _turned(rows: list[list[_Placed]], head: int, width: int) -> Iterator[TextLine]:
    """Each row as lines of its own, a value on each with the name of its column."""
    names: dict[int, str] = {}
    for row in rows[:head]:
        for cell, start, end in row:
            text = _cell_text(cell).strip()
            for column in range(start, end):
                if text:
                    names[column] = f"{names[column]} {text}" if column in names else text
    widest = min(_WIDEST_NAME, max(map(cell_count, names.values()), default=0))
    for at, row in enumerate(rows[head:]):
        if at:
            yield TextLine()
        for number, (cell, start, _) in enumerate(row):
            if not number:
                yield from wrapped(cell.runs, width, bold=True)
            elif cell.runs:
                name = names.get(start, "")
                gap = " " * max(0, widest - cell_count(name))
                runs = (Run(f"{name}{gap}".replace(" ", "\u00a0")), Run(" "), *cell.runs)
                yield from wrapped(runs if names else cell.runs, width, "  ", "    ")


def _cell_text(cell: Cell) -> str:
    return plain(cell.runs)
