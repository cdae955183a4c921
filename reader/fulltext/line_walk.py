"""Walks through the text of a page: runs of text, formulas, links, notes and pictures."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from reader.fulltext import page_blocks
from reader.fulltext.document import Note, Picture, Run, Runs, Style, plain
from reader.fulltext.letter_scripts import lowered, raised
from reader.fulltext.page_formulas import MOST_FORMULAS, DisplayParts, formula_run
from reader.fulltext.page_text import (
    classes,
    is_hidden,
    link_target,
    node_text,
    own_text,
    visible_text,
)
from reader.fulltext.run_collector import RunCollector
from reader.text import clean_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

DEEPEST = 120
"""Elements within each other; what is deeper is read as text. Papers have up to thirty."""
MOST_ELEMENTS = 1_000_000
"""Of a page, not counting those of formulas; what comes after them is read as text."""
_MAX_LABEL = 400
_ICON = 48
"""Pixels."""
_MAX_ADDRESS = 2_000

_SKIPPED_TAGS = frozenset(
    {
        *("script", "style", "nav", "template", "noscript", "button", "dialog", "iframe", "form"),
        *("input", "select", "textarea", "head", "link", "meta", "-comment", "audio", "video"),
        "canvas", "map", "title", "frame",
    }
)  # fmt: skip
_SKIPPED = frozenset(
    {
        *("ltx_authors", "ltx_note_frontmatter", "ltx_note_mark", "ltx_tag_note", "ltx_note_type"),
        *("ltx_pagination", "ltx_rule", "ltx_bib_cited", "ltx_dates", "ltx_page_logo", "ltx_TOC"),
        *("ltx_role_thanks", "ltx_role_submissionid", "ltx_role_ccs", "ltx_listing_data"),
    }
)
_BLOCK_TAGS = frozenset(
    {
        *("p", "div", "section", "figure", "table", "ul", "ol", "dl", "li", "dt", "dd", "article"),
        *("blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "figcaption", "center", "hr"),
        *("header", "footer", "aside", "main", "address", "details", "summary", "fieldset"),
    }
)
_BLOCK_CLASSES = frozenset({"ltx_p", "ltx_para", "ltx_tabular", "ltx_block", "ltx_listing"})
_STYLES: dict[str, Style] = {
    "ltx_font_bold": "bold", "ltx_font_italic": "italic", "ltx_font_typewriter": "code",
    "ltx_font_slanted": "italic",
}  # fmt: skip
_STYLE_TAGS: dict[str, Style] = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "code": "code", "tt": "code",
}  # fmt: skip


def _is_icon(attributes: Mapping[str, str | None]) -> bool:
    """Whether a picture is no larger than a letter or two."""
    sizes = [attributes.get(name) or "" for name in ("width", "height")]
    return all(size.isdecimal() and len(size) < 3 and int(size) <= _ICON for size in sizes)


class LineWalk(ABC):
    """What the walk knows of the line that it is in.

    Attributes:
        errors: how many places the converter could not read.
    """

    def __init__(self) -> None:
        self.errors = 0
        self._left = MOST_ELEMENTS
        self._notes: list[Note] = []
        self._passed: set[int] = set()
        """Elements that were read before their turn."""
        self._runs = RunCollector()
        self._style: Style = ""
        self._target = ""
        self._flat = 0
        """Within so many elements whose blocks are put into one line."""
        self._display: DisplayParts | None = None
        """Where the formulas of the display go that the walk is in."""
        self._pictures: list[Picture] | None = None
        """Those of the figure that the walk is in."""
        self._formulas = 0
        self._written: dict[str, Run] = {}
        """Formulas by their TeX; most of a paper's are there several times."""

    @abstractmethod
    def _block(self, node: LexborNode, tag: str, kinds: frozenset[str], depth: int) -> None:
        """Read an element that begins a line of its own."""

    @abstractmethod
    def _show_formula(self, node: LexborNode, run: Run) -> None:
        """Put a formula between two paragraphs."""

    # -- what an element is

    def _visit(self, node: LexborNode, depth: int) -> None:
        tag = str(node.tag)
        if tag == "-text":
            self._runs.add_text(own_text(node), self._style, self._target)
            return
        if tag in _SKIPPED_TAGS:
            return
        self._left -= 1
        if depth > DEEPEST or self._left < 0:
            self._runs.add_text(visible_text(node), self._style, self._target)
            return
        kinds = classes(node)
        if kinds & _SKIPPED or node.mem_id in self._passed or is_hidden(node):
            return
        if tag in _BLOCK_TAGS or kinds & _BLOCK_CLASSES:
            self._block_or_line(node, tag, kinds, depth + 1)
        else:
            self._inline(node, tag, kinds, depth + 1)

    def _content(self, node: LexborNode, depth: int) -> None:
        for child in node.iter(include_text=True):
            self._visit(child, depth)

    def _inline(self, node: LexborNode, tag: str, kinds: frozenset[str], depth: int) -> None:
        if tag == "math":
            self._math(node)
        elif tag == "br":
            self._runs.add_break()
        elif tag in ("img", "object", "embed", "svg"):
            self._picture(node, tag, depth)
        elif tag in ("sup", "sub"):
            self._script(node, raised if tag == "sup" else lowered, depth)
        elif "ltx_note" in kinds:
            self._note(node, kinds, depth)
        elif kinds & {"ltx_ERROR", "ltx_WARNING", "ltx_INFO"}:
            self.errors += 1
            self._runs.add(Run("[?]", "error"))
        else:
            style = next((_STYLES[each] for each in kinds if each in _STYLES), None)
            style = style or _STYLE_TAGS.get(tag, self._style)
            target = link_target(node) if tag == "a" else self._target
            before, self._style, self._target = (self._style, self._target), style, target
            self._content(node, depth)
            self._style, self._target = before

    def _block_or_line(self, node: LexborNode, tag: str, kinds: frozenset[str], depth: int) -> None:
        if not self._flat:
            self._block(node, tag, kinds, depth)
            return
        self._runs.add_break()
        self._content(node, depth)
        self._runs.add_break()

    def _math(self, node: LexborNode) -> None:
        self._formulas += 1
        whole = self._formulas <= MOST_FORMULAS
        written = node.attributes.get("alttext") or ""
        run = self._written.get(written) if written else None
        if run is None:
            run = self._written[written] = formula_run(node, whole=whole)
        if self._display is not None:
            self._display.add(node, run, whole=whole)
            self._runs.add(run)
        elif node.attributes.get("display") == "block" and not self._flat and whole:
            self._show_formula(node, run)
        else:
            self._runs.add(run)

    # -- what stands within a line

    def _note(self, node: LexborNode, kinds: frozenset[str], depth: int) -> None:
        found = page_blocks.child_with(node, "ltx_note_mark")
        mark = clean_line(node_text(found), 10) if found else "*"
        runs = self._runs_in(node, depth)
        if not runs:
            return
        self._notes.append(Note(mark, runs))
        if "ltx_role_footnotetext" not in kinds:
            self._runs.add(Run(mark, "note"))

    def _picture(self, node: LexborNode, tag: str, depth: int) -> None:
        attributes = node.attributes
        target = (attributes.get("src") or attributes.get("data") or "")[:_MAX_ADDRESS]
        label = ""
        if tag == "svg":
            outer, self._pictures = self._pictures, None
            label = clean_line(plain(self._runs_in(node, depth)), _MAX_LABEL)
            self._pictures = outer
        if target.lower().startswith(("data:", "javascript:")) or not target.isprintable():
            target = ""
        if self._pictures is not None:
            self._pictures.append(Picture(target, label))
        elif not (self._flat and _is_icon(attributes)):
            self._runs.add(Run(f"[drawing: {label}]" if label else "[picture]", "picture"))

    def _script(self, node: LexborNode, letters: Callable[[str], str | None], depth: int) -> None:
        """Raised or lowered text."""
        runs = self._runs_in(node, depth, target=self._target)
        if len(runs) == 1 and runs[0].kind in ("text", "link"):
            runs = (replace(runs[0], text=letters(runs[0].text) or runs[0].text),)
        for run in runs:
            self._runs.add(run)

    # -- where text goes

    def _runs_in(
        self,
        node: LexborNode,
        depth: int,
        display: DisplayParts | None = None,
        *,
        keeps_space: bool = False,
        style: Style = "",
        target: str = "",
    ) -> Runs:
        """All that is in a node as runs of one line; formulas go also into `display`."""
        before = self._runs, self._display, self._style, self._target
        self._runs, self._display = RunCollector(keeps_space=keeps_space), display
        self._style, self._target = style, target
        self._flat += 1
        try:
            self._content(node, depth)
            return self._runs.taken()
        finally:
            self._flat -= 1
            self._runs, self._display, self._style, self._target = before

    @contextmanager
    def _styled(self, style: Style) -> Iterator[None]:
        before, self._style = self._style, style
        try:
            yield
        finally:
            self._style = before
