"""Tables, listings and entries of a bibliography on a page: where their parts are."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from reader.fulltext.document import BibliographyEntry, Cell, Run, Runs, plain
from reader.fulltext.page_text import classes
from reader.paper import mentioned_ids
from reader.text import clean, clean_line, late_pattern

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_DEEPEST_ROW = 8
_MOST_COLUMNS, _MOST_ROWS = 100, 1_000
_MOST_SOURCE = 1_000_000
"""Characters of a listing that is encoded in a link."""
_ROW_TAGS, _CELL_TAGS = ("tr",), ("td", "th")
_DATA = "data:text/plain;base64,"
_DOI = late_pattern(r"\b10\.\d{4,9}/[^\s\"<>|{}\\^\[\]`]{1,200}[^\s\"<>|{}\\^\[\]`.,;:)]")


def child_with(node: LexborNode, name: str) -> LexborNode | None:
    """The first element directly in a node that has a class."""
    return next((child for child in node.iter() if name in classes(child)), None)


def rows(table: LexborNode, depth: int = 0) -> Iterator[LexborNode]:
    """The rows of a table."""
    for child in table.iter():
        if str(child.tag) in _ROW_TAGS or "ltx_tr" in classes(child):
            yield child
        elif depth < _DEEPEST_ROW and str(child.tag) not in _CELL_TAGS:
            yield from rows(child, depth + 1)


def cells(row: LexborNode) -> Iterator[LexborNode]:
    """The cells of a row."""
    for child in row.iter():
        if str(child.tag) in _CELL_TAGS or {"ltx_td", "ltx_th"} & classes(child):
            yield child


def cell(node: LexborNode, runs: Runs) -> Cell:
    """A cell with that text."""
    kinds, attributes = classes(node), node.attributes
    align: Literal["left", "right", "center"] = "left"
    if "ltx_align_right" in kinds:
        align = "right"
    elif "ltx_align_center" in kinds:
        align = "center"
    return Cell(
        runs,
        _span(attributes.get("colspan"), kinds, "ltx_colspan_", _MOST_COLUMNS),
        _span(attributes.get("rowspan"), kinds, "ltx_rowspan_", _MOST_ROWS),
        align,
        is_head=str(node.tag) == "th" and "ltx_th_row" not in kinds,
    )


def _span(written: str | None, kinds: frozenset[str], prefix: str, most: int) -> int:
    named = next((each.removeprefix(prefix) for each in kinds if each.startswith(prefix)), "")
    digits = (written or named).strip()
    return min(max(int(digits), 1), most) if digits.isdecimal() and len(digits) < 9 else 1


def is_head_row(row: LexborNode, row_cells: tuple[Cell, ...]) -> bool:
    """Whether a row names the columns."""
    parent = row.parent
    in_head = parent is not None and (str(parent.tag) == "thead" or "ltx_thead" in classes(parent))
    return in_head or all(each.is_head or not each.runs for each in row_cells)


def listing_lines(node: LexborNode, depth: int = 0) -> Iterator[LexborNode]:
    """The lines of a listing."""
    for child in node.iter():
        kinds = classes(child)
        if "ltx_listingline" in kinds:
            yield child
        elif depth < _DEEPEST_ROW and "ltx_listing_data" not in kinds:
            yield from listing_lines(child, depth + 1)


def listing_source(node: LexborNode) -> str | None:
    """The source of a listing, where the page holds it as a link to be saved."""
    data = child_with(node, "ltx_listing_data")
    link = next(data.iter(), None) if data else None
    href = (link.attributes.get("href") or "") if link else ""
    if not href.startswith(_DATA) or len(href) > _MOST_SOURCE * 2:
        return None
    try:
        source = base64.b64decode(href.removeprefix(_DATA), validate=True)
    except (binascii.Error, ValueError):
        return None
    return clean(source.decode("utf-8", "replace")).expandtabs()[:_MOST_SOURCE]


def source_lines(source: str) -> tuple[Runs, ...]:
    """Lines of a listing, without empty ones at its ends."""
    lines = [line.rstrip() for line in source.split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return tuple((Run(line, style="code"),) if line else () for line in lines)


def numbered_lines(lines: Sequence[tuple[str, Runs]]) -> tuple[Runs, ...]:
    """Lines with their numbers in a column before them, without the indentation of all."""
    indents = [_indent(runs) for _, runs in lines if plain(runs).strip()]
    least = min(indents, default=0)
    widest = max((len(number) for number, _ in lines), default=0)
    return tuple(
        _numbered(f"{number:>{widest}} " if widest else "", runs, least) for number, runs in lines
    )


def _indent(runs: Runs) -> int:
    text = plain(runs)
    return len(text) - len(text.lstrip(" "))


def _numbered(number: str, runs: Runs, indent: int) -> Runs:
    kept: list[Run] = []
    for run in runs:
        cut = min(indent, len(run.text) - len(run.text.lstrip(" ")))
        indent = indent - cut if cut == len(run.text) else 0
        kept.append(replace(run, text=run.text[cut:]))
    return (Run(number), *kept) if number else tuple(kept)


def reference(node: LexborNode, tag: Runs, runs: Runs) -> BibliographyEntry:
    """An entry of the bibliography, and which paper it is."""
    text = f"{plain(runs)} {' '.join(run.target for run in runs)}"
    doi = _DOI.search(text)
    return BibliographyEntry(
        clean_line(plain(tag), 300),
        runs,
        node.attributes.get("id") or "",
        next((each.id for each in mentioned_ids(text)), None),
        doi[0] if doi else None,
    )
