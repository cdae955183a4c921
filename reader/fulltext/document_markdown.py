"""A document as Markdown: formulas as TeX, tables with bars, footnotes behind the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from reader.fulltext.document import (
    Block,
    Caption,
    Cell,
    CodeListing,
    Display,
    Document,
    Paragraph,
    Place,
    Run,
    Runs,
    Section,
    Table,
    plain,
)
from reader.fulltext.picture_address import picture_address
from reader.fulltext.text_layout import document_imprint
from reader.text.links import openable

_SPECIAL = re.compile(r"[\\`*_\[\]<>|$]")
_BLOCK_START = re.compile(r"\A(\s*\d{0,9})(#{1,6}\s|[+-]\s|(?<=\d)[.)]\s|~{3}|={3}|-{3})")
_FENCE = re.compile(r"`{3,}")
_MOST_LEVELS = 6


def document_markdown(document: Document, authors: tuple[str, ...] = ()) -> Iterator[str]:
    """The lines of a whole paper as Markdown.

    Args:
        document: the paper.
        authors: as the feed has them; if there are none, those of the page.
    """
    if document.title:
        yield f"# {_escaped(document.title)}"
        yield ""
    names = ", ".join(authors or document.authors)
    for line in filter(None, (names, " · ".join(document_imprint(document)))):
        yield _escaped(line)
        yield ""
    for section in document.sections:
        yield from _section(section, document)


def _section(section: Section, document: Document) -> Iterator[str]:
    if section.title or section.number:
        number = f"{section.number} " if section.number else ""
        marks = "#" * min(section.level + 1, _MOST_LEVELS)
        yield f"{marks} {number}{_line(section.title, section)}"
        yield ""
    for block in section.blocks:
        yield from _block(block, section, document)
        yield ""
    for note in section.notes:
        yield f"[^{_label(note.mark, section)}]: {_line(note.runs, section)}"
        yield ""
    for reference in section.references:
        tag = f"{_escaped(reference.tag)} " if reference.tag else ""
        yield f"- {tag}{_line(reference.runs, section)}"
    if section.references:
        yield ""


def _label(mark: str, section: Section) -> str:
    """The name of a footnote, which none of another section has."""
    return re.sub(r"[^\w]+", "", f"{section.id}{mark}") or "note"


def _block(block: Block, section: Section, document: Document) -> Iterator[str]:
    match block:
        case Paragraph(runs, place):
            first, rest = _margins(place)
            text = _line(runs, section)
            if not place.mark:
                text = _BLOCK_START.sub(r"\1\\\2", text, count=1)
            yield first + text
        case Display(lines, place):
            _, rest = _margins(place)
            for line in lines:
                number = f" \\tag{{{line.number.strip('()')}}}" if line.number else ""
                yield f"{rest}$$ {_formulas(line.parts)}{number} $$"
        case Table():
            yield from _table(block, section)
        case Caption(tag, runs, pictures):
            named = f"**{_escaped(tag)}** " if tag else ""
            if tag or runs:
                yield named + _line(runs, section)
            for picture in pictures:
                address = picture_address(picture, document)
                if address:
                    yield f"![{_escaped(tag or 'picture')}](<{address}>)"
                if picture.label:
                    yield f"Drawing: {_escaped(picture.label)}"
        case CodeListing(lines, place):
            _, rest = _margins(place)
            texts = [plain(runs) for runs in lines]
            longest = max((len(each) for text in texts for each in _FENCE.findall(text)), default=2)
            fence = "`" * (longest + 1)
            yield rest + fence
            yield from (rest + text for text in texts)
            yield rest + fence


def _margins(place: Place) -> tuple[str, str]:
    bar = "> " if place.barred else ""
    rest = bar + "  " * place.indent
    if not place.mark:
        return rest, rest
    mark = plain(place.mark)
    known = mark if re.fullmatch(r"\d{1,9}[.)]", mark) else "-"
    shown = "" if known == mark or mark in "•-–∗*◦" else f"{_escaped(mark)} "
    return f"{bar}{'  ' * (place.indent - 1)}{known} {shown}", rest


def _formulas(parts: Runs) -> str:
    return " ".join(
        part.target if part.kind == "formula" else f"\\text{{{part.text}}}"
        for part in parts
        if part.text.strip()
    )


def _table(table: Table, section: Section) -> Iterator[str]:
    columns = max(sum(cell.columns for cell in row) for row in table.rows)
    head = [" ".join(texts) for texts in _columns(table.rows[: table.head], columns, section)]
    yield _row(head or [""] * columns)
    yield _row(["---"] * columns)
    for row in table.rows[table.head :]:
        yield _row([" ".join(texts) for texts in _columns((row,), columns, section)])


def _columns(rows: tuple[tuple[Cell, ...], ...], columns: int, section: Section) -> list[list[str]]:
    """What stands in each column of some rows."""
    found: list[list[str]] = [[] for _ in range(columns)]
    for row in rows:
        at = 0
        for cell in row:
            if text := _line(cell.runs, section):
                found[at].append(text)
            at += cell.columns
    return found


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(runs: Runs, section: Section) -> str:
    return "".join(_run(run, section) for run in _merged(runs)).strip()


def _merged(runs: Runs) -> list[Run]:
    """Runs that look alike as one, and a space between two of them as a part of it."""
    merged: list[Run] = []
    for run in runs:
        last = merged[-1] if merged else None
        if (
            last
            and last.kind == run.kind == "text"
            and (last.style == run.style or run.text == " ")
        ):
            merged[-1] = replace(last, text=last.text + run.text)
        else:
            merged.append(run)
    return merged


def _run(run: Run, section: Section) -> str:
    if run.kind == "note":
        return f"[^{_label(run.text, section)}]"
    if run.kind == "formula":
        # A dollar sign or a bar in the TeX would end the formula or the cell.
        is_plain = run.target and not set("$|`\n") & set(run.target)
        return f"${run.target}$" if is_plain else _escaped(run.text)
    text = _escaped(run.text)
    kept = text.strip()
    if not kept:
        return text
    before, behind = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if run.style == "bold":
        shown = f"**{kept}**"
    elif run.style == "italic":
        shown = f"*{kept}*"
    else:
        shown = kept
    if run.kind == "link" and openable(run.target):
        shown = f"[{shown}](<{run.target}>)"
    return f"{before}{shown}{behind}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
