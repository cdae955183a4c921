"""A document as text: what stands where, and that no line is too wide."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.fulltext.document import Cell, Document, Paragraph, Place, Run, Section, Table
from reader.fulltext.latexml_decoder import decode_page
from reader.fulltext.line_wrap import wrapped
from reader.fulltext.table_layout import table_lines
from reader.fulltext.text_layout import WIDTH, document_lines
from reader.text.cell_width import cell_count
from tests.fulltext.pages import page

EXPECTED = """\
An Invented Paper
Ada Example, Bo Sample
arXiv:2401.00001v2   31 Aug 2026   CC BY 4.0

Abstract

What it is about, in many words that mean nothing: of apples, pears and plums,
and of who counted them, and why there are so many in this year.

1  Words

A first line with x² and a note¹, see [7].

▎     1
▎ y = ─                                                                    (3)
▎     2

Behind the formula.

 •  One thing.

Table 2  Numbers of things.

─────────────
Name    Count
─────────────
apples     12
─────────────

────────────────────
¹ What the note says.

1.1  Below

▎ Lemma 4. It holds.

Figure 1  A picture.
  [picture: https://arxiv.org/html/2401.00001v2/x1.png]

  1: for all
  2:   do it

References

[7] A. Example. A title. arXiv:2307.08691v2, doi 10.1000/abc.
"""


def decoded() -> Document:
    document = decode_page(page())
    assert document
    return document


def test_a_page_as_text() -> None:
    assert "".join(f"{line.text}\n" for line in document_lines(decoded())) == EXPECTED


def test_headings_and_what_is_bold_stand_out() -> None:
    bold = [line.text[start:end] for line in document_lines(decoded()) for start, end in line.bold]
    assert bold[:3] == ["An Invented Paper", "Abstract", "1  Words"]
    assert "Lemma 4." in bold


def test_authors_of_the_feed_are_better_than_those_of_the_page() -> None:
    lines = [line.text for line in document_lines(decoded(), authors=["Grace Known"])]
    assert lines[1] == "Grace Known"


def cells(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell((Run(text),) if text else ()) for text in texts)


def texts(table: Table, width: int) -> list[str]:
    return [line.text for line in table_lines(table, width)]


def test_a_table_that_is_too_wide_is_broken_within_its_cells() -> None:
    table = Table((cells("a word", "many words in one cell of it"),))
    assert texts(table, 22) == [
        "──────────────────────",
        "a word  many words in",
        "        one cell of it",
        "──────────────────────",
    ]


def test_a_table_with_too_many_columns_is_turned() -> None:
    head = cells("model", *(f"measure{at}" for at in range(9)))
    row = cells("ours", *(f"{at}.0" for at in range(9)))
    assert texts(Table((head, row), 1), 40)[:3] == ["ours", "  measure0 0.0", "  measure1 1.0"]


def test_cells_that_span_keep_their_columns() -> None:
    rows = (
        (Cell((Run("both"),), columns=2), *cells("c")),
        (Cell((Run("tall"),), rows=2), *cells("1", "2")),
        cells("3", "4"),
    )
    assert texts(Table(rows), 40)[1:-1] == ["both     c", "tall  1  2", "      3  4"]


@given(
    st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=6), min_size=1, max_size=6),
    st.integers(20, 90),
)
def test_no_table_is_wider_than_it_may_be(rows: list[list[str]], width: int) -> None:
    table = Table(tuple(cells(*row) for row in rows), min(1, len(rows) - 1))
    assert all(cell_count(text) <= width for text in texts(table, width))


@given(st.lists(st.text("ab -‐中e\u0301", max_size=30), max_size=8), st.integers(12, 60))
def test_wrapped_text_is_whole_and_fits(pieces: list[str], width: int) -> None:
    lines = [line.text for line in wrapped([Run(piece) for piece in pieces], width, "- ", "  ")]
    assert all(cell_count(line) <= width for line in lines)
    assert "".join("".join(line[2:] for line in lines).split()) == "".join("".join(pieces).split())


def test_what_stands_out_stands_out_in_every_line() -> None:
    runs = [Run("plain "), Run("bold words that go on", style="bold"), Run(" plain")]
    lines = list(wrapped(runs, 16))
    shown = [line.text[start:end] for line in lines for start, end in line.bold]
    assert " ".join(shown) == "bold words that go on"


def test_a_short_formula_is_not_broken() -> None:
    runs = [Run("so it is "), Run("x = y + z", "formula", target="x=y+z")]
    assert [line.text for line in wrapped(runs, 14)] == ["so it is", "x = y + z"]


def test_two_paragraphs_of_an_item_are_apart_and_items_are_not() -> None:
    mark = (Run("•"),)
    blocks = (
        Paragraph((Run("one"),), Place(1, mark)),
        Paragraph((Run("two"),), Place(1, mark)),
        Paragraph((Run("more"),), Place(1)),
    )
    document = Document((Section(0, blocks=blocks),))
    assert [line.text for line in document_lines(document)] == [
        "",
        " •  one",
        " •  two",
        "",
        "    more",
    ]


@pytest.mark.parametrize("name", ["2605.06556v1", "2605.06598v1", "2605.06653v1", "2605.06663v1"])
@pytest.mark.parametrize("width", [40, WIDTH, 120])
def test_no_line_of_a_recorded_paper_is_too_wide(archived: Path, name: str, width: int) -> None:
    document = decode_page((archived / "arxiv_html" / f"{name}.html").read_text("utf-8"))
    assert document
    wide = [
        line.text
        for line in document_lines(document, width)
        if cell_count(line.text) > width and "[picture: " not in line.text
    ]
    assert wide == []
