"""The formulas of a page: in Unicode, in stacked lines, and as TeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.fulltext.document import FormulaLine, FormulaRow, Run, Runs, plain
from reader.fulltext.formula_box import Box, beside
from reader.fulltext.mathml import formula_box, formula_line, formula_rows
from reader.text import clean, clean_line, late_pattern, readable

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MOST_FORMULAS = 20_000
"""Of one paper; of those after them only the TeX is read."""
_MAX_TEX = 20_000
_TALLEST = 32
"""Lines of a stacked formula; a taller one is shown in one line."""
# What LaTeXML writes of colours and sizes, which says nothing about the formula.
_NOISE = late_pattern(
    r"\\definecolor(?:\[[^\]]*\])?\{[^{}]*\}\{[^{}]*\}\{[^{}]*\}|\\color(?:\[[^\]]*\])?\{[^{}]*\}"
    r"|\\displaystyle\b ?|\\textstyle\b ?|%\n"
)


def tex(node: LexborNode) -> str:
    """The TeX of a formula, as LaTeXML understood it, without colours."""
    written = (node.attributes.get("alttext") or "")[:_MAX_TEX]
    return " ".join(clean(_NOISE.sub("", written)).split())


def formula_run(node: LexborNode, *, whole: bool) -> Run:
    """A formula within a line; `whole` where its MathML is to be read."""
    source = tex(node)
    text = clean_line(formula_line(node), _MAX_TEX) if whole else ""
    return Run(text or readable(f"${source}$").strip("$"), "formula", target=source)


class DisplayParts:
    """The formulas of a line of a display, as they are collected.

    Attributes:
        boxes: what is stacked of each of them.
        rows: the lines of the last of them, where it is written in several.
    """

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.rows: tuple[tuple[Box, str], ...] = ()

    def add(self, node: LexborNode, run: Run, *, whole: bool) -> None:
        """Add a formula of the page; `whole` where its MathML is to be read."""
        self.boxes.append(formula_box(node) if whole else Box((run.text,)))
        self.rows = formula_rows(node) if whole else ()


def display_line(runs: Runs, parts: DisplayParts, number: str, before: int = 0) -> FormulaLine:
    """A line of a display.

    Args:
        runs: formulas, and words between them.
        parts: what was collected of the formulas, in their order.
        number: of the equation, if it has one.
        before: how many of the runs stand before the place at which lines are put below each other.
    """
    left = iter(parts.boxes)
    row: list[Box] = []
    for run in runs:
        box = next(left, None) if run.kind == "formula" else None
        row.append(box if box and box.height > 1 else Box((run.text,)))
    stacked, lead = beside(row), beside(row[:before]).width
    if stacked.height > _TALLEST:
        stacked = Box((plain(runs),))
    rows = tuple(
        FormulaRow(clean_line(flat, _MAX_TEX), _lines(box), box.axis)
        for box, flat in (parts.rows if len(runs) == 1 else ())
    )
    return FormulaLine(runs, _lines(stacked), stacked.axis, number, lead, rows)


def _lines(box: Box) -> tuple[str, ...]:
    return tuple(clean(line).rstrip() for line in box.lines)
