"""A document with its formulas as TeX, for where their characters cannot be shown."""

from __future__ import annotations

from dataclasses import replace

from reader.fulltext.document import (
    Block,
    Caption,
    CodeListing,
    Display,
    Document,
    FormulaLine,
    Paragraph,
    Place,
    Run,
    Runs,
    Section,
    Table,
    plain,
)


def formulas_as_tex(document: Document) -> Document:
    """The same document; a formula without TeX stays as it is."""
    return replace(document, sections=tuple(map(_section, document.sections)))


def _section(section: Section) -> Section:
    return replace(
        section,
        title=_runs(section.title),
        blocks=tuple(map(_block, section.blocks)),
        notes=tuple(replace(note, runs=_runs(note.runs)) for note in section.notes),
        references=tuple(replace(each, runs=_runs(each.runs)) for each in section.references),
    )


def _block(block: Block) -> Block:
    match block:
        case Paragraph(runs, place):
            return Paragraph(_runs(runs), _place(place))
        case Display(lines, place):
            return Display(tuple(map(_line, lines)), _place(place))
        case Table(rows, head, place):
            cells = (tuple(replace(cell, runs=_runs(cell.runs)) for cell in row) for row in rows)
            return Table(tuple(cells), head, _place(place))
        case Caption():
            return replace(block, runs=_runs(block.runs))
        case CodeListing(lines, place):
            return CodeListing(tuple(map(_runs, lines)), _place(place))


def _line(line: FormulaLine) -> FormulaLine:
    parts = _runs(line.parts)
    return FormulaLine(parts, (plain(parts),), 0, line.number)


def _place(place: Place) -> Place:
    return replace(place, mark=_runs(place.mark))


def _runs(runs: Runs) -> Runs:
    return tuple(map(_run, runs))


def _run(run: Run) -> Run:
    return replace(run, text=run.target) if run.kind == "formula" and run.target else run
