"""A whole paper as a value: sections of blocks, and runs of text in them. It knows no widgets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

RunKind = Literal["text", "formula", "link", "note", "picture", "error"]
Style = Literal["", "bold", "italic", "code"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line of text; all of it is clean."""

    text: str
    """As it is shown; of a formula, in one line of Unicode."""
    kind: RunKind = "text"
    style: Style = ""
    target: str = ""
    """Of a link: `#ID` of something in the document, or an address. Of a formula: its TeX."""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands on the page."""

    indent: int = 0
    """How many lists or quotes it is within."""
    mark: Runs = ()
    """What stands before its first line, such as the bullet of a list."""
    barred: bool = False
    """It belongs to a theorem, or is quoted."""


_HERE = Place()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text."""

    runs: Runs
    place: Place = _HERE


@dataclass(frozen=True, slots=True)
class FormulaRow:
    """One of the lines in which a long formula is written."""

    flat: str
    """Without anything stacked."""
    stacked: tuple[str, ...]
    axis: int = 0


@dataclass(frozen=True, slots=True)
class FormulaLine:
    """A line of its own with formulas, perhaps with words between them."""

    parts: Runs
    """From left to right."""
    stacked: tuple[str, ...]
    """The same in several lines, with fractions, sums and matrices stacked."""
    axis: int = 0
    """The index of that of them beside which the number stands."""
    number: str = ""
    """Such as `(3)`."""
    lead: int = 0
    """Cells before the place at which the lines of a display are put below each other."""
    rows: tuple[FormulaRow, ...] = ()
    """The same, where it is written in several lines."""


@dataclass(frozen=True, slots=True)
class Display:
    """Formulas between paragraphs."""

    lines: tuple[FormulaLine, ...]
    place: Place = _HERE


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    runs: Runs
    columns: int = 1
    """How many it spans."""
    rows: int = 1
    align: Literal["left", "right", "center"] = "left"
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a cell that spans rows is in the first of them alone."""

    rows: tuple[tuple[Cell, ...], ...]
    head: int = 0
    """How many rows at its beginning are the head."""
    place: Place = _HERE


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, which is elsewhere."""

    target: str
    """The address, as the page has it; empty for one that is drawn in the page."""
    label: str = ""
    """The words in it, where they are known."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What is said of a figure or a table, and the pictures that belong to it."""

    tag: str
    """Such as `Figure 3`; empty where the page has none."""
    runs: Runs
    pictures: tuple[Picture, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class CodeListing:
    """Lines of a program or an algorithm, as they are."""

    lines: tuple[Runs, ...]
    place: Place = _HERE


Block = Paragraph | Display | Table | Caption | CodeListing


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote."""

    mark: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class BibliographyEntry:
    """An entry of the bibliography."""

    tag: str
    """As the paper cites it, such as `[12]`; may be empty."""
    runs: Runs
    id: str = ""
    arxiv: str | None = None
    """The arXiv id that it names, without a version."""
    doi: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what follows it to the next one."""

    level: int
    """1 for a section; 0 for what stands before the first of them."""
    number: str = ""
    title: Runs = ()
    id: str = ""
    blocks: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    references: tuple[BibliographyEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper."""

    sections: tuple[Section, ...]
    title: str = ""
    authors: tuple[str, ...] = ()
    """As far as the page tells them apart; the feed knows them better."""
    paper: str = ""
    """The arXiv id that the page names, without a version."""
    version: int | None = None
    date: str = ""
    """Of that version, as the page has it."""
    licence: str = ""
    source: Literal["arxiv", "huggingface"] = "arxiv"
    errors: int = field(default=0)
    """Places that the converter could not read."""


def runs_of(section: Section) -> Iterator[Runs]:
    """All texts of a section, its heading first."""
    yield section.title
    for block in section.blocks:
        yield from block_runs(block)
    for note in section.notes:
        yield note.runs
    for reference in section.references:
        yield reference.runs


def block_runs(block: Block) -> Iterator[Runs]:
    """All texts of a block."""
    match block:
        case Paragraph(runs, place):
            yield from (place.mark, runs)
        case Display(lines, place):
            yield place.mark
            yield from (line.parts for line in lines)
        case Table(rows, _, place):
            yield place.mark
            yield from (cell.runs for row in rows for cell in row)
        case Caption():
            yield block.runs
        case CodeListing(lines, place):
            yield place.mark
            yield from lines


def plain(runs: Iterable[Run]) -> str:
    """The text of runs."""
    return "".join(run.text for run in runs)
