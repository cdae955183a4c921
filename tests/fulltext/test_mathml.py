"""Formulas in Unicode: in one line, and stacked."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from reader.fulltext.mathml import formula_box, formula_line, formula_rows


def node(content: str) -> LexborNode:
    found = LexborHTMLParser(f"<math><semantics><mrow>{content}</mrow></semantics></math>")
    math = found.css_first("math")
    assert math
    return math


K, X, Y, N = (f"<mi>{letter}</mi>" for letter in "ixyn")
ONE, TWO = "<mn>1</mn>", "<mn>2</mn>"
APPLY = "<mo>\u2061</mo>"
TIMES = '<mo lspace="0em" rspace="0em">\u2062</mo>'


def op(sign: str) -> str:
    return f"<mo>{sign}</mo>"


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (f"<msup>{X}{TWO}</msup>", "x²"),
        (f"<msub>{X}<mrow>{K}{op('+')}{ONE}</mrow></msub>", "xᵢ₊₁"),
        (f"<msub>{X}<mi>θ</mi></msub>{Y}", "x_θ y"),
        (f"<msub>{X}<mrow>{K}{op(',')}<mi>θ</mi></mrow></msub>{Y}", "x_(i,θ)y"),
        (f"<msubsup>{X}{K}<mo>′</mo></msubsup>", "xᵢ′"),
        (f"{X}{op('=')}{Y}", "x = y"),
        (f"{X}{op('−')}{Y}", "x − y"),
        (f"{op('−')}{Y}", "−y"),
        (f"{X}{op('=')}{op('−')}{Y}", "x = −y"),
        (f"{op('(')}{X}{op(',')}{Y}{op(')')}", "(x, y)"),
        (f"{X}{TIMES}{Y}", "xy"),
        (f"<mi>sin</mi>{APPLY}{X}", "sin x"),
        (f"{TWO}{TIMES}<mi>ln</mi>{APPLY}{op('(')}{X}{op(')')}", "2 ln(x)"),
        (f"<mfrac>{ONE}{TWO}</mfrac>", "1/2"),
        (f"<mfrac>{ONE}{TWO}</mfrac>{X}", "1/2 x"),
        (f"<mfrac><mrow>{X}{op('+')}{ONE}</mrow>{TWO}</mfrac>", "(x + 1)/2"),
        (f"<mfrac linethickness='0pt'>{N}{K}</mfrac>", "n choose i"),
        (f"<msqrt>{X}</msqrt>", "√x"),
        (f"<msqrt>{X}{op('+')}{ONE}</msqrt>", "√(x + 1)"),
        (f"<mroot>{X}<mn>3</mn></mroot>", "³√x"),
        (f"<mover accent='true'>{X}<mo>^</mo></mover>", "x̂"),
        (f"<mover accent='true'><mrow>{X}{Y}</mrow><mo>~</mo></mover>", "tilde(xy)"),
        (f"<munderover>{op('∑')}<mrow>{K}{op('=')}{ONE}</mrow>{N}</munderover>{X}", "∑ᵢ₌₁ⁿ x"),
        ("<mi>ℝ</mi><mtext> if </mtext><mi>x</mi>", "ℝ if x"),
        (f"<msup><mi></mi>{TWO}</msup>{X}", "²x"),
        (f"{X}<mspace width='1em'></mspace>{Y}", "x y"),
        (f"{X}<mo rspace='2em'>;</mo>{Y}", "x;   y"),
        (f"<mfrac><mrow>{X}{Y}</mrow><mrow>{TWO}{X}</mrow></mfrac>", "xy/(2x)"),
        (f"<mfrac><mrow><mi>d</mi>{X}</mrow><mrow><mi>d</mi>{Y}</mrow></mfrac>", "dx/dy"),
        (f"<mfrac>{ONE}{TWO}</mfrac>{op('(')}{X}{op(')')}", "1/2 (x)"),
        (f"<msup>{X}<mrow>{TWO}{K}{N}</mrow></msup>", "x²ⁱⁿ"),
        (f"<mphantom>{X}</mphantom>{Y}", "y"),
        (f"<mtable><mtr><mtd>{X}</mtd><mtd>{Y}</mtd></mtr><mtr><mtd>{ONE}</mtd></mtr></mtable>",
         "x, y; 1"),
        ("<mmultiscripts><mi>T</mi><mi>i</mi><none></none><mprescripts></mprescripts><none></none>"
         "<mn>2</mn></mmultiscripts>", "²Tᵢ"),
    ],
)  # fmt: skip
def test_one_line(content: str, shown: str) -> None:
    assert formula_line(node(content)) == shown


def lines(content: str) -> list[str]:
    return [line.rstrip() for line in formula_box(node(content)).lines]


def test_a_fraction_is_stacked() -> None:
    content = f"{Y}{op('=')}<mfrac><mrow>{X}{op('+')}{ONE}</mrow>{TWO}</mfrac>"
    assert lines(content) == ["    x + 1", "y = ─────", "      2"]


def test_the_limits_of_a_sum_are_above_and_below() -> None:
    content = f"<munderover>{op('∑')}<mrow>{K}{op('=')}{ONE}</mrow>{N}</munderover>{X}"
    assert lines(content) == [" n", " ∑ x", "i=1"]


def test_cases_have_a_tall_brace() -> None:
    rows = "".join(f"<mtr><mtd>{each}</mtd><mtd>{Y}</mtd></mtr>" for each in (X, ONE, TWO))
    content = f"{N}{op('=')}{op('{')}<mtable columnalign='left left'>{rows}</mtable>"
    assert lines(content) == ["    ⎧x  y", "n = ⎨1  y", "    ⎩2  y"]


def test_lines_that_belong_together_are_below_each_other_at_their_signs() -> None:
    def row(left: str, right: str) -> str:
        return (
            f"<mtr><mtd columnalign='right'>{left}</mtd>"
            f"<mtd columnalign='left'>{op('=')}{right}</mtd></mtr>"
        )

    half, both = f"<mfrac>{ONE}{TWO}</mfrac>", f"{X}{op('+')}{Y}"
    content = f"<mtable>{row(both, ONE)}{row(X, half)}</mtable>"
    assert lines(content) == ["x + y = 1", "", "        1", "    x = ─", "        2"]


def test_a_fraction_in_a_script_stays_in_the_line() -> None:
    assert lines(f"<msup>{X}<mfrac>{ONE}{TWO}</mfrac></msup>") == ["x^(1/2)"]


def test_the_lines_of_a_formula_in_several_are_known() -> None:
    rows = f"<mtr><mtd>{X}</mtd><mtd>{op('=')}{Y}</mtd></mtr><mtr><mtd>{op('+')}{ONE}</mtd></mtr>"
    found = formula_rows(node(f"<mtable>{rows}</mtable>"))
    assert [flat for _, flat in found] == ["x = y", "+1"]
    assert [box.text.strip() for box, _ in found] == ["x = y", "+1"]
    assert formula_rows(node(f"{X}<mtable>{rows}</mtable>")) == ()


def test_what_says_the_same_again_is_left_out() -> None:
    twice = LexborHTMLParser(
        "<math><semantics><mi>x</mi><annotation-xml><apply><ci>x</ci></apply></annotation-xml>"
        "<annotation>x</annotation></semantics></math>"
    ).css_first("math")
    assert twice
    assert formula_line(twice) == "x"
