"""A document as lines of text, as wide as is good to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from reader.fulltext.document import (
    BibliographyEntry,
    Block,
    Caption,
    CodeListing,
    Display,
    Document,
    FormulaLine,
    Note,
    Paragraph,
    Place,
    Run,
    Section,
    Table,
    plain,
)
from reader.fulltext.letter_scripts import raised
from reader.fulltext.line_wrap import TextLine, wrapped
from reader.fulltext.picture_address import picture_address
from reader.fulltext.table_layout import table_lines
from reader.text.cell_width import cell_count

WIDTH = 78
"""Cells of a line of text."""
OTHER_SOURCE = "Text of Hugging Face, as arXiv has no HTML: formulas are TeX, tables are missing."
_INDENT = 4
_BAR = "▎ "
_FAR = "\u00a0\u00a0 "
"""Between two things in one line; it may be broken there."""
_NOTE_RULE = TextLine("─" * 20)
_MOST_PICTURES = 4
"""Of one figure whose addresses are printed."""


def document_lines(
    document: Document, wide: int = WIDTH, authors: Sequence[str] = ()
) -> Iterator[TextLine]:
    """The lines of a whole paper.

    Args:
        document: the paper.
        wide: cells that tables, formulas and listings may take; text takes at most `WIDTH`.
        authors: as the feed has them; if there are none, those of the page.
    """
    width = min(WIDTH, wide)
    if document.title:
        yield from wrapped((Run(document.title),), width, bold=True)
    names = ", ".join(authors or document.authors)
    if names:
        yield from wrapped((Run(names),), width)
    if imprint := document_imprint(document):
        yield from wrapped((Run(_FAR.join(imprint)),), width)
    if document.source == "huggingface":
        yield from wrapped((Run(OTHER_SOURCE),), width)
    for section in document.sections:
        yield TextLine()
        yield from section_lines(section, document, wide)


def document_imprint(document: Document) -> tuple[str, ...]:
    """What is said below the title: which version it is, from when, and under which licence."""
    version = f"v{document.version}" if document.version else ""
    name = f"arXiv:{document.paper}{version}" if document.paper else ""
    return tuple(filter(None, (name, document.date, document.licence)))


def section_lines(section: Section, document: Document, wide: int) -> Iterator[TextLine]:
    """The lines of a section: its heading, its blocks, its notes, its references."""
    width = min(WIDTH, wide)
    if section.title or section.number:
        number = (Run(f"{section.number}\u00a0 "),) if section.number else ()
        yield from wrapped((*number, *section.title), width, rest="  ", bold=True)
        if section.blocks or section.notes or section.references:
            yield TextLine()
    before: Block | None = None
    for block in section.blocks:
        if before is not None and not _is_next_item(before, block):
            yield TextLine()
        yield from _block_lines(block, document, wide)
        before = block
    if section.notes:
        if before is not None:
            yield TextLine()
        yield _NOTE_RULE
        yield from chain.from_iterable(_note_lines(note, width) for note in section.notes)
        if section.references:
            yield TextLine()
    for reference in section.references:
        yield from _reference_lines(reference, width)


def _is_next_item(before: Block, block: Block) -> bool:
    """Whether two items of a list follow each other."""
    return (
        isinstance(before, Paragraph)
        and isinstance(block, Paragraph)
        and bool(block.place.mark)
        and before.place.indent >= block.place.indent > 0
    )


def _block_lines(block: Block, document: Document, wide: int) -> Iterator[TextLine]:
    match block:
        case Paragraph(runs, place):
            first, rest = _margins(place)
            yield from wrapped(runs, min(WIDTH, wide), first, rest)
        case Display(lines, place):
            yield from _display_lines(lines, place, wide)
        case Table(_, _, place):
            _, rest = _margins(place)
            yield from _after(rest, table_lines(block, max(20, wide - cell_count(rest))))
        case Caption():
            yield from _caption_lines(block, document, min(WIDTH, wide))
        case CodeListing(lines, place):
            yield from _listing_lines(lines, place, wide)


def _margins(place: Place) -> tuple[str, str]:
    """What stands before the first line of a block, and before the others."""
    bar = _BAR if place.barred else ""
    rest = bar + " " * (_INDENT * place.indent)
    if not place.mark:
        return rest, rest
    mark = plain(place.mark)
    free = max(1, _INDENT - 1 - cell_count(mark))
    first = f"{bar}{' ' * (_INDENT * (place.indent - 1))} {mark}{' ' * free}"
    return first, rest


def _after(margin: str, lines: Iterable[TextLine]) -> Iterator[TextLine]:
    """Lines with something before each."""
    for text, bold in lines:
        spans = tuple((start + len(margin), end + len(margin)) for start, end in bold)
        yield TextLine((margin + text).rstrip(), spans)


def _display_lines(lines: Sequence[FormulaLine], place: Place, wide: int) -> Iterator[TextLine]:
    first, rest = _margins(place)
    if place.mark:
        yield TextLine(first.rstrip())
    margin = rest if place.barred else rest + _BAR
    margin += "  " * place.barred
    lead = max((line.lead + bool(line.lead) for line in lines), default=0)
    for at, line in enumerate(lines):
        number = f"  {line.number}" if line.number else ""
        room = wide - cell_count(margin) - cell_count(number)
        free = lead - line.lead - bool(line.lead)
        widest = max(map(cell_count, line.stacked), default=0)
        if widest + free <= room:
            widest += free
        else:
            free = 0
        if at and max(len(line.stacked), len(lines[at - 1].stacked)) > 1:
            yield TextLine(margin.rstrip())
        if widest <= room:
            shown = [f"{' ' * free}{text}" for text in line.stacked]
            axis = line.axis
        else:
            shown, axis = _broken(line, room)
        narrow = min(wide, WIDTH)
        right = narrow if widest <= narrow - cell_count(margin + number) else wide
        for row, text in enumerate(shown):
            tail = ""
            if number and row == axis:
                tail = " " * (right - cell_count(margin + text + number)) + number
            yield TextLine((margin + text + tail).rstrip())


def _broken(line: FormulaLine, room: int) -> tuple[list[str], int]:
    """A formula that is too wide, in lines; and beside which of them its number stands."""
    if not line.rows:
        return [text for text, _ in wrapped(line.parts, room, "", "    ")], 0
    shown: list[str] = []
    axis = None
    for row in line.rows:
        is_stacked = max(map(cell_count, row.stacked), default=0) <= room
        if axis is None:
            axis = row.axis if is_stacked else 0
        elif is_stacked and len(row.stacked) > 1:
            shown.append("")
        broken = (text for text, _ in wrapped((Run(row.flat),), room, "", "    "))
        shown += row.stacked if is_stacked else broken
    return shown, axis or 0


def _listing_lines(lines: Sequence[tuple[Run, ...]], place: Place, wide: int) -> Iterator[TextLine]:
    _, rest = _margins(place)
    margin = rest + "  "
    texts = [plain(runs) for runs in lines]
    for text in texts:
        indent = len(text) - len(text.lstrip())
        if cell_count(margin + text) <= wide:
            yield TextLine((margin + text).rstrip())
        else:
            before = margin + " " * min(indent, wide // 2)
            yield from wrapped((Run(text.strip()),), wide, before, before + "    ")


def _caption_lines(caption: Caption, document: Document, width: int) -> Iterator[TextLine]:
    tag = (Run(caption.tag.replace(" ", "\u00a0"), style="bold"), Run("  ")) if caption.tag else ()
    if tag or caption.runs:
        runs = (tag[0], Run("\u00a0 "), *caption.runs) if tag else caption.runs
        yield from wrapped(runs, width)
    addresses = [picture_address(picture, document) for picture in caption.pictures]
    known = [address for address in addresses if address]
    for address in known[:_MOST_PICTURES]:
        yield TextLine(f"  [picture: {address}]")
    if len(known) > _MOST_PICTURES:
        yield TextLine(f"  [and {len(known) - _MOST_PICTURES} more]")
    for label in filter(None, (picture.label for picture in caption.pictures)):
        yield from wrapped((Run(f"[drawing: {label}]"),), width, "  ", "  ")


def _note_lines(note: Note, width: int) -> Iterator[TextLine]:
    mark = raised(note.mark) or f"[{note.mark}]"
    yield from wrapped(note.runs, width, f"{mark} ", "  ")


def _reference_lines(reference: BibliographyEntry, width: int) -> Iterator[TextLine]:
    tag = f"{reference.tag} " if reference.tag else ""
    yield from wrapped((Run(tag), *reference.runs), width, "", "    ")
