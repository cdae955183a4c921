"""Walks through the article of a page, and makes sections and blocks of what it comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from reader.fulltext import page_blocks
from reader.fulltext.document import (
    BibliographyEntry,
    Block,
    Caption,
    Cell,
    CodeListing,
    Display,
    FormulaLine,
    Paragraph,
    Place,
    Run,
    Runs,
    Section,
    Table,
    plain,
)
from reader.fulltext.line_walk import LineWalk
from reader.fulltext.page_formulas import DisplayParts, display_line
from reader.fulltext.page_text import classes, node_text
from reader.text import clean_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MAX_TITLE = 500
_SECTIONS = frozenset(
    {
        *("ltx_part", "ltx_chapter", "ltx_section", "ltx_appendix", "ltx_bibliography"),
        *("ltx_index", "ltx_abstract", "ltx_acknowledgements", "ltx_subsection"),
        *("ltx_subsubsection", "ltx_paragraph", "ltx_subparagraph"),
    }
)


class PageWalk(LineWalk):
    """One walk.

    Attributes:
        sections: what was found, in the order of the page.
        title: of the paper.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sections: list[Section] = []
        self.title = ""
        self._blocks: list[Block] = []
        self._references: list[BibliographyEntry] = []
        self._open = Section(0)
        self._level = 0
        self._place = Place()
        self._lead: Runs = ()
        """The title of a theorem, with which its first paragraph begins."""

    def article(self, node: LexborNode) -> None:
        """Walk through it all."""
        self._content(node, 0)
        self._flush()
        self._close_section()

    def _block(self, node: LexborNode, tag: str, kinds: frozenset[str], depth: int) -> None:
        if "ltx_title" in kinds or tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._title(node, kinds, depth)
            return
        self._flush()
        if kinds & _SECTIONS:
            self._section(node, depth)
        elif tag == "table" or "ltx_tabular" in kinds:
            self._table(node, kinds, depth)
        elif tag == "figure":
            self._figure(node, depth)
        elif tag == "figcaption":
            self._caption(node, depth)
        elif "ltx_listing" in kinds or "ltx_verbatim" in kinds or tag == "pre":
            self._listing(node, depth)
        elif "ltx_bibitem" in kinds:
            self._reference(node, depth)
        else:
            self._contained(node, tag, kinds, depth)
        self._flush()

    # -- sections

    def _section(self, node: LexborNode, depth: int) -> None:
        self._close_section()
        self._level += 1
        self._open = Section(self._level, id=node.attributes.get("id") or "")
        self._content(node, depth)
        self._close_section()
        self._level -= 1
        # What follows a section within the one around it has no heading of its own.
        self._open = Section(self._level)

    def _close_section(self) -> None:
        self._flush()
        self._end_lead()
        has_more = self._blocks or self._notes or self._references
        if self._open.title or self._open.number or has_more:
            self.sections.append(
                replace(
                    self._open,
                    blocks=tuple(self._blocks),
                    notes=tuple(self._notes),
                    references=tuple(self._references),
                )
            )
        self._blocks, self._notes, self._references = [], [], []

    def _title(self, node: LexborNode, kinds: frozenset[str], depth: int) -> None:
        if "ltx_title_document" in kinds:
            named = (run for run in self._runs_in(node, depth) if run.kind != "note")
            self.title = clean_line(plain(named), _MAX_TITLE)
            return
        fresh = not (self._blocks or self._open.title or self._open.number)
        of_section = not kinds & {"ltx_title_theorem", "ltx_title_proof"}
        if self._level and fresh and of_section and self._runs.is_empty:
            tag = page_blocks.child_with(node, "ltx_tag")
            number = clean_line(node_text(tag), 40).rstrip(".:") if tag else ""
            if tag:
                self._passed.add(tag.mem_id)
            title = self._runs_in(node, depth)
            self._open = replace(self._open, number=number, title=title)
            return
        self._flush()
        runs = self._runs_in(node, depth, style="bold")
        if of_section and runs:
            self._put(Paragraph(runs, self._place))
        else:
            self._lead = (*self._lead, *runs)

    # -- blocks

    def _show_formula(self, node: LexborNode, run: Run) -> None:
        self._flush()
        parts = DisplayParts()
        parts.add(node, run, whole=True)
        self._put(Display((display_line((run,), parts, ""),), self._place))

    def _flush(self) -> None:
        """End the paragraph."""
        if self._flat:
            return
        runs, empty = self._runs.taken(), self._runs.was_empty
        if not empty:
            self._put(Paragraph(runs, self._place))

    def _put(self, block: Block) -> None:
        lead, self._lead = self._lead, ()
        if lead and isinstance(block, Paragraph):
            block = replace(block, runs=(*lead, Run(" "), *block.runs))
        elif lead:
            self._blocks.append(Paragraph(lead, self._place))
        self._blocks.append(block)
        if self._place.mark:
            self._place = replace(self._place, mark=())

    def _contained(self, node: LexborNode, tag: str, kinds: frozenset[str], depth: int) -> None:
        """Anything whose blocks are blocks of the section."""
        before = self._place
        is_item = tag in ("li", "dd") or "ltx_item" in kinds
        if tag == "dt":
            with self._styled("bold"):
                self._content(node, depth)
        else:
            if is_item:
                mark = self._item_mark(node, tag, depth)
                self._place = replace(before, indent=before.indent + 1, mark=mark or before.mark)
            elif tag == "blockquote" or "ltx_theorem" in kinds:
                self._place = replace(before, barred=True)
            self._content(node, depth)
        self._flush()
        if "ltx_theorem" in kinds:
            self._end_lead()
        # Once the mark of the item around it is written it is not written again.
        used = before.mark and not self._place.mark
        self._place = replace(before, mark=()) if used else before

    def _end_lead(self) -> None:
        """A title that no paragraph follows stands alone."""
        lead, self._lead = self._lead, ()
        if lead:
            self._put(Paragraph(lead, self._place))

    def _item_mark(self, node: LexborNode, tag: str, depth: int) -> tuple[Run, ...]:
        found = page_blocks.child_with(node, "ltx_tag")
        if found is None:
            return (Run("•"),) if tag == "li" else ()
        self._passed.add(found.mem_id)
        return self._runs_in(found, depth)

    def _table(self, node: LexborNode, kinds: frozenset[str], depth: int) -> None:
        if any(each.startswith("ltx_eq") for each in kinds):
            if lines := tuple(self._formula_lines(node, depth)):
                self._put(Display(lines, self._place))
            return
        rows: list[tuple[Cell, ...]] = []
        head = 0
        for row in page_blocks.rows(node):
            found = tuple(
                page_blocks.cell(cell, self._runs_in(cell, depth + 2))
                for cell in page_blocks.cells(row)
            )
            if found:
                head += head == len(rows) and page_blocks.is_head_row(row, found)
                rows.append(found)
        if any(cell.runs for row in rows for cell in row):
            self._put(Table(tuple(rows), head if head < len(rows) else 0, self._place))

    def _formula_lines(self, node: LexborNode, depth: int) -> Iterator[FormulaLine]:
        for row in page_blocks.rows(node):
            number, parts, before = "", DisplayParts(), 0
            runs: list[Run] = []
            for cell in page_blocks.cells(row):
                if "ltx_eqn_eqno" in classes(cell):
                    number = clean_line(node_text(cell), 20)
                else:
                    found = self._runs_in(cell, depth + 2, parts)
                    runs += [Run(" ")] * bool(runs and found) + list(found)
                    if found and "ltx_align_right" in classes(cell) and not before:
                        before = len(runs)
            if runs or number:
                yield display_line(tuple(runs), parts, number, before)

    def _figure(self, node: LexborNode, depth: int) -> None:
        outer, self._pictures = self._pictures, []
        first = len(self._blocks)
        self._content(node, depth)
        self._flush()
        pictures, self._pictures = tuple(self._pictures), outer
        captions = [
            at
            for at in range(min(first, len(self._blocks)), len(self._blocks))
            if isinstance(self._blocks[at], Caption)
        ]
        if pictures and captions:
            caption = self._blocks[captions[-1]]
            assert isinstance(caption, Caption)
            joined = (*caption.pictures, *pictures)
            self._blocks[captions[-1]] = replace(caption, pictures=joined)
        elif pictures and outer is not None:
            outer += pictures
        elif pictures:
            self._put(Caption("", (), pictures, node.attributes.get("id") or ""))

    def _caption(self, node: LexborNode, depth: int) -> None:
        found = page_blocks.child_with(node, "ltx_tag")
        tag = clean_line(node_text(found), 60).rstrip(" :.") if found else ""
        if found:
            self._passed.add(found.mem_id)
        parent = node.parent
        name = (parent.attributes.get("id") or "") if parent else ""
        self._put(Caption(tag, self._runs_in(node, depth), (), name))

    def _listing(self, node: LexborNode, depth: int) -> None:
        lines = [self._listing_line(line, depth) for line in page_blocks.listing_lines(node)]
        has_formulas = any(run.kind == "formula" for _, line in lines for run in line)
        source = None if has_formulas else page_blocks.listing_source(node)
        if source is not None or not lines:
            found = page_blocks.source_lines(node_text(node) if source is None else source)
        else:
            found = page_blocks.numbered_lines(lines)
        if any(found):
            self._put(CodeListing(found, self._place))

    def _listing_line(self, line: LexborNode, depth: int) -> tuple[str, Runs]:
        """The number of a line of a program, and the line."""
        tag = page_blocks.child_with(line, "ltx_tag")
        number = clean_line(node_text(tag), 12) if tag else ""
        if tag:
            self._passed.add(tag.mem_id)
        return number, self._runs_in(line, depth + 2, keeps_space=True)

    def _reference(self, node: LexborNode, depth: int) -> None:
        found = page_blocks.child_with(node, "ltx_tag")
        tag = self._runs_in(found, depth) if found else ()
        if found:
            self._passed.add(found.mem_id)
        runs = self._runs_in(node, depth)
        self._references.append(page_blocks.reference(node, tag, runs))
