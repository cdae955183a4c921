"""MathML, as LaTeXML writes it, in characters: in one line, or with fractions and sums stacked.

https://www.w3.org/TR/mathml-core/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from reader.fulltext.formula_box import EMPTY, Box, above_each_other, beside, fence, grid
from reader.fulltext.formula_brackets import grouped, listed, one_line_fraction
from reader.fulltext.letter_scripts import accented, lowered, raised
from reader.text import clean, late_pattern

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_DEEPEST = 60
"""Elements within each other; what is deeper is read as text."""
_MOST = 4_000
"""Elements of one formula; what comes after them is read as text."""

_INVISIBLE = "\u200b\u2060\u2061\u2062\u2063\u2064\ufeff"
_NO_SIGNS = dict.fromkeys(map(ord, _INVISIBLE))
_RELATIONS = frozenset("=<>≤≥≠≈≃≅∼∝≡∈∉∋⊂⊆⊃⊇⊊⊄→←↔⇒⇐⇔⟶⟵⟹⟺⟸↦⟼≪≫≲≳≜≔≐⊢⊨⊧⊥∥≺≻⪯⪰⩽⩾:=↪↠⇌⇝⊑≟⟂≍≼≽") | {
    ":=",
    "=:",
    "≔",
    "::=",
    "mod",
    "iff",
    "==",
    "!=",
}
_BINARY = frozenset("+−-±∓×÷⋅∘⊗⊕⊙∪∩∧∨∖⊎⊔⊓∗⋆★⊖⋊⋉∙") | {"++", "*"}
_OPENING = frozenset("([{⟨⌊⌈|‖∣∥")
_CLOSING = frozenset(")]}⟩⌋⌉|‖∣∥")
_LARGE = frozenset("∑∏∐∫∬∭∮⋃⋂⨁⨂⋁⋀⨆⨿")
_SPACE = Box((" ",))
_LENGTH = late_pattern(r"\s*(-?\d{1,4}(?:\.\d{1,6})?)(em|ex|pt|mu|px)?\s*")
_WIDE = {"em": 0.45, "ex": 1.0, "pt": 4.5, "px": 6.0, "mu": 8.0}
"""From which width on a space is one cell."""
_AROUND = frozenset({"math", "semantics", "mrow", "mstyle", "mtable", "mtr", "mtd"})
"""Around the one table that a formula consists of."""
_SKIPPED = frozenset(
    {"annotation", "annotation-xml", "mphantom", "-comment", "mprescripts", "none"}
)


def formula_line(math: LexborNode) -> str:
    """A formula in one line."""
    return _written(math, stacked=False).text.strip()


def formula_box(math: LexborNode) -> Box:
    """A formula with its fractions, limits and matrices stacked."""
    return _written(math, stacked=True)


def formula_rows(math: LexborNode) -> tuple[tuple[Box, str], ...]:
    """The lines of a formula that is written in several, such as a sum over two lines.

    Each is stacked, and in one line. There are none where it is not.
    """
    node: LexborNode | None = math
    while node is not None and str(node.tag) in _AROUND:
        children = list(_children(node))
        if len(children) > 1 and str(node.tag) == "mtable":
            break
        node = children[0] if len(children) == 1 else None
    if node is None or str(node.tag) != "mtable":
        return ()
    rows = [row for row in node.iter() if str(row.tag) in ("mtr", "mlabeledtr")]
    stacked, flat = _Writer(stacked=True), _Writer(stacked=False)
    return tuple((stacked.table_row(row), flat.table_row(row).text.strip()) for row in rows)


def _written(math: LexborNode, *, stacked: bool) -> Box:
    return _Writer(stacked=stacked).row(math, 0)


class _Writer:
    """Writes one formula."""

    def __init__(self, *, stacked: bool) -> None:
        self._stacked = stacked
        self._flat = 0
        """Within so many scripts, where nothing is stacked and no space is free."""
        self._left = _MOST

    def box(self, node: LexborNode, depth: int) -> Box:
        tag = str(node.tag)
        if tag in _SKIPPED:
            return EMPTY
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            return _words(_text(node))
        if tag in _TOKENS:
            return _TOKENS[tag](node)
        write = _ELEMENTS.get(tag)
        return write(self, node, depth + 1) if write else self.row(node, depth + 1)

    def row(self, node: LexborNode, depth: int) -> Box:
        """What is in an element, from left to right."""
        children = list(_children(node))
        if len(children) == 1 and str(children[0].tag) != "mo":
            return self.box(children[0], depth)
        parts = [(child, self.box(child, depth)) for child in children]
        above = max((box.axis for _, box in parts), default=0)
        below = max((box.height - box.axis for _, box in parts), default=1)
        row: list[Box] = []
        for at, (child, box) in enumerate(parts):
            sign = _operator(child)
            if sign is None:
                row += [*_gap(row, box), box]
            else:
                if above + below > 1 and child.attributes.get("stretchy") != "false":
                    box = fence(box.text, above, below) if box.height == 1 else box
                row += self._spaced(sign, child, box, row, is_last=at + 1 == len(parts))
        return beside(row)

    def _spaced(
        self, sign: str, node: LexborNode, box: Box, row: list[Box], *, is_last: bool
    ) -> list[Box]:
        """An operator with the space around it."""
        if not box.text.strip() and box.height == 1:
            wide = any(_is_wide(node.attributes.get(name)) for name in ("lspace", "rspace"))
            return [_SPACE] if wide and not self._flat else []
        before = row[-1].text if row else ""
        if self._flat:
            return [*_gap(row, box), box]
        if sign in _RELATIONS and sign not in _CLOSING:
            left, right = bool(before and not before.endswith(" ")), not is_last
        elif sign in _BINARY:
            said = next((box.text for box in reversed(row[-2:]) if box.text.strip()), "").strip()
            binds = not said or said[-1] in _OPENING | _RELATIONS | {",", ";"}
            left, right = not binds and not before.endswith(" "), not binds and not is_last
        elif sign in {",", ";"}:
            left, right = False, not is_last
            if _is_wide(node.attributes.get("rspace"), 1.5):
                box = Box((f"{box.text}  ",)) if box.height == 1 and not is_last else box
        else:
            left = _is_wide(node.attributes.get("lspace")) and bool(before)
            right = _is_wide(node.attributes.get("rspace")) and not is_last
        gap = [_SPACE] if left else _gap(row, box)
        return [*gap, box, *([_SPACE] if right else [])]

    def flat(self, node: LexborNode, depth: int) -> str:
        """In one line without spaces, for a script."""
        self._flat += 1
        try:
            return self.box(node, depth).text.strip()
        finally:
            self._flat -= 1

    @property
    def stacks(self) -> bool:
        """Whether something may take more than one line here."""
        return self._stacked and not self._flat

    def fraction(self, node: LexborNode, depth: int) -> Box:
        above, below = _some(node, 2)
        choose = (node.attributes.get("linethickness") or "").startswith("0")
        if self.stacks:
            top, bottom = self._part(above, depth), self._part(below, depth)
            width = max(top.width, bottom.width)
            line = Box((" " * width if choose else "─" * width,))
            return above_each_other([top, line, bottom], 1)
        top, bottom = self._part(above, depth), self._part(below, depth)
        if choose:
            return _words(f"{top.text.strip()} choose {bottom.text.strip()}")
        return Box((one_line_fraction(top.text.strip(), bottom.text.strip()),), 0, True, True)

    def _part(self, node: LexborNode | None, depth: int) -> Box:
        return self.box(node, depth) if node else EMPTY

    def root(self, node: LexborNode, depth: int) -> Box:
        if str(node.tag) == "mroot":
            base, index = _some(node, 2)
            inner = self._part(base, depth)
            sign = self.flat(index, depth) if index else ""
            sign = (raised(sign) or f"{sign}") + "√"
        else:
            inner, sign = self.row(node, depth), "√"
        if inner.height == 1:
            return Box((sign + grouped(inner.text),))
        ends = [fence(each, inner.axis, inner.height - inner.axis) for each in "()"]
        return beside([Box((sign,)), ends[0], inner, ends[1]])

    def scripts(self, node: LexborNode, depth: int) -> Box:
        """`msub`, `msup`, `msubsup`."""
        tag = str(node.tag)
        base, *scripts = _some(node, 3 if tag == "msubsup" else 2)
        written = [self.flat(script, depth) if script else "" for script in scripts]
        below, above = (written[0], "") if tag == "msub" else ("", written[0])
        if tag == "msubsup":
            below, above = written
        return self._with_scripts(self._part(base, depth), below, above)

    def _with_scripts(self, base: Box, below: str, above: str) -> Box:
        tail = _script(below, "_", lowered) + _script(above, "^", raised)
        ends = base.ends_word or (tail[-1:].isalnum() and ("_" in tail or "^" in tail))
        if base.height == 1 and " " in base.text.strip() and base.text.strip()[-1:] not in _CLOSING:
            base = Box((f"({base.text.strip()})",))
        both = beside([base, _raised_to_the_top(tail, base, up=bool(above and not below))])
        return Box(both.lines, both.axis, base.starts_word, ends)

    def limits(self, node: LexborNode, depth: int) -> Box:
        """`munder`, `mover`, `munderover`."""
        tag = str(node.tag)
        base, *parts = _some(node, 3 if tag == "munderover" else 2)
        inner = self._part(base, depth)
        written = [self.flat(part, depth) if part else "" for part in parts]
        if tag == "munderover":
            below, above = written
        else:
            below, above = (written[0], "") if tag == "munder" else ("", written[0])
        sign = above or below
        if not (above and below) and inner.height == 1:
            if (letter := accented(inner.text, sign)) is not None:
                return Box((letter,), 0, inner.starts_word, inner.ends_word)
            if sign in "⏞⏟︷︸⎴⎵{}" or not sign:
                return inner
        if not self.stacks or (inner.height == 1 and below + above in ("", "′")):
            return self._with_scripts(inner, below, above)
        boxes = [Box((above,)), inner, Box((below,))]
        kept = [box for box in boxes if box is inner or box.text]
        stacked = above_each_other(kept, kept.index(inner))
        word = inner.text.strip()[:1] in _LARGE or inner.ends_word
        return Box(stacked.lines, stacked.axis, inner.starts_word, word)

    def multiscripts(self, node: LexborNode, depth: int) -> Box:
        children = list(node.iter())
        tags = [str(child.tag) for child in children]
        at = tags.index("mprescripts") if "mprescripts" in tags else len(tags)
        behind = [self.flat(child, depth) for child in children[1:at]]
        before = [self.flat(child, depth) for child in children[at + 1 :]]
        base = self._part(children[0] if children else None, depth)
        head = self._with_scripts(EMPTY, "".join(before[::2]), "".join(before[1::2]))
        return beside([head, self._with_scripts(base, "".join(behind[::2]), "".join(behind[1::2]))])

    def table(self, node: LexborNode, depth: int) -> Box:
        found = [
            [cell for cell in row.iter() if str(cell.tag) == "mtd"]
            for row in node.iter()
            if str(row.tag) in ("mtr", "mlabeledtr")
        ]
        cells = [row for row in found if row]
        if not cells:
            return EMPTY
        rows = [[self.row(cell, depth + 2) for cell in row] for row in cells]
        if self.stacks:
            aligns = (node.attributes.get("columnalign") or "").split()
            widest = max(cells, key=len)
            aligns += [aligns[-1] if aligns else "center"] * (len(widest) - len(aligns))
            return grid(
                rows,
                [
                    cell.attributes.get("columnalign") or aligns[at]
                    for at, cell in enumerate(widest)
                ],
            )
        lines = (listed([box.text.strip() for box in row], _RELATIONS) for row in rows)
        return Box(("; ".join(lines),))

    def table_row(self, row: LexborNode) -> Box:
        """A row of a table."""
        cells = (self.row(cell, 3) for cell in row.iter() if str(cell.tag) == "mtd")
        return beside([part for cell in cells for part in (cell, _SPACE)])

    def space(self, node: LexborNode, _: int) -> Box:
        return _SPACE if _is_wide(node.attributes.get("width")) and not self._flat else EMPTY

    def first(self, node: LexborNode, depth: int) -> Box:
        """Of elements that say the same thing several times."""
        inner = next(_children(node), None)
        return self._part(inner, depth)


_ELEMENTS: dict[str, Callable[[_Writer, LexborNode, int], Box]] = {
    "mfrac": _Writer.fraction,
    "msqrt": _Writer.root,
    "mroot": _Writer.root,
    "msub": _Writer.scripts,
    "msup": _Writer.scripts,
    "msubsup": _Writer.scripts,
    "munder": _Writer.limits,
    "mover": _Writer.limits,
    "munderover": _Writer.limits,
    "mmultiscripts": _Writer.multiscripts,
    "mtable": _Writer.table,
    "mspace": _Writer.space,
    "semantics": _Writer.first,
    "maction": _Writer.first,
}


def _text(node: LexborNode) -> str:
    return clean((node.text() or "").translate(_NO_SIGNS)).replace("\u00a0", " ").replace("\n", " ")


def _identifier(node: LexborNode) -> Box:
    text = " ".join(_text(node).split())
    is_word = len(text) > 1 and text.isalpha()
    return Box((text,), 0, is_word, is_word)


def _number(node: LexborNode) -> Box:
    return Box((" ".join(_text(node).split()),))


def _words(text: str) -> Box:
    return Box((" ".join(text.split()),), 0, True, True)


def _quoted(node: LexborNode) -> Box:
    text = _text(node)
    kept = " ".join(text.split())
    before, behind = (" " * (end.isspace()) for end in (text[:1] or "x", text[-1:] or "x"))
    is_word = len(kept) > 1
    return Box((f"{before}{kept}{behind}" if kept else " " * bool(text),), 0, is_word, is_word)


def _operator_box(node: LexborNode) -> Box:
    text = " ".join(_text(node).split())
    is_word = len(text) > 1 and text.isalpha()
    return Box((text,), 0, is_word, is_word or text in _LARGE)


_TOKENS: dict[str, Callable[[LexborNode], Box]] = {
    "mi": _identifier,
    "mn": _number,
    "mo": _operator_box,
    "mtext": _quoted,
    "ms": _quoted,
    "-text": lambda node: _words(_text(node)),
}


def _children(node: LexborNode) -> Iterator[LexborNode]:
    """The elements in a node; of text between them, what is no white space."""
    for child in node.iter(include_text=True):
        tag = str(child.tag)
        if tag in _SKIPPED or (tag == "-text" and not (child.text() or "").strip()):
            continue
        yield child


def _some(node: LexborNode, count: int) -> list[LexborNode | None]:
    """So many of the elements in a node; None where there are fewer."""
    found = list(node.iter())[:count]
    return [*found, *[None] * (count - len(found))]


def _operator(node: LexborNode) -> str | None:
    """The sign of an operator; None for anything else."""
    return _text(node).strip() if str(node.tag) == "mo" else None


def _gap(row: list[Box], box: Box) -> list[Box]:
    """The space that keeps a word and what is beside it apart."""
    before = row[-1] if row else EMPTY
    last, first = before.text[-1:], box.text[:1]
    if not last or not first or last.isspace() or first.isspace():
        return []
    # A fraction in one line is no function of what is in the brackets behind it.
    signs = "√−([{⌊⌈⟨∫∑" if "/" in before.text else "√−"
    apart = (before.ends_word and (first.isalnum() or first in signs)) or (
        box.starts_word and (last.isalnum() or last in ")]}")
    )
    return [_SPACE] if apart else []


def _is_wide(length: str | None, times: float = 1.0) -> bool:
    match = _LENGTH.fullmatch(length) if length else None
    return match is not None and float(match[1]) >= _WIDE[match[2] or "px"] * times


def _script(text: str, sign: str, letters: Callable[[str], str | None]) -> str:
    if not text:
        return ""
    found = letters(text.replace(" ", ""))
    return found if found is not None else f"{sign}{grouped(text)}"


def _raised_to_the_top(tail: str, base: Box, *, up: bool) -> Box:
    """A script beside a base of several lines: at its first line, or its last."""
    if base.height == 1:
        return Box((tail,))
    at = 0 if up else base.height - 1
    blank = " " * Box((tail,)).width
    return Box(tuple(tail if line == at else blank for line in range(base.height)), base.axis)
