"""A document as Markdown, read by a reader of Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from reader.fulltext.document import Document, Paragraph, Run, Section
from reader.fulltext.document_markdown import document_markdown
from reader.fulltext.latexml_decoder import decode_page
from tests.fulltext.pages import page

EXPECTED = """\
# An Invented Paper

Ada Example, Bo Sample

arXiv:2401.00001v2 · 31 Aug 2026 · CC BY 4.0

## Abstract
"""


def written() -> str:
    document = decode_page(page())
    assert document
    return "\n".join(document_markdown(document))


def of(*runs: Run) -> str:
    document = Document((Section(0, blocks=(Paragraph(runs),)),))
    return "\n".join(document_markdown(document)).strip()


def test_a_page_as_markdown() -> None:
    text = written()
    assert text.startswith(EXPECTED)
    for part in (
        "## 1 Words\n\nA *first* line with $x^{2}$ and a note[^S11], see \\[7\\].",
        "\n$$ y \\tag{3} $$\n",
        "\n- One thing.\n",
        "\n**Table 2** Numbers of things.\n",
        "\n| Name | Count |\n| --- | --- |\n| apples | 12 |\n",
        "\n[^S11]: What the note says.\n",
        "\n### 1.1 Below\n\n> **Lemma 4.** It holds.\n",
        "\n![Figure 1](<https://arxiv.org/html/2401.00001v2/x1.png>)\n",
        "\n```\n1: for all\n2:   do it\n```\n",
        "\n- \\[7\\] A. Example.",
    ):
        assert part in text


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "1. no list",
        "- no list",
        "<b>no tag</b>",
        "*no* [emphasis](x)",
        "`x`",
        "a | b",
    ],
)
def test_what_the_text_says_is_no_markup(text: str) -> None:
    tokens = MarkdownIt().parse(of(Run(text)))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    inline = tokens[1].children or []
    assert {token.type for token in inline} <= {"text", "text_special"}
    assert "".join(token.content for token in inline) == text


def test_a_formula_that_would_end_itself_is_unicode() -> None:
    assert of(Run("x", "formula", target="a$b")) == "x"


def test_no_recorded_paper_loses_a_section(archived: Path) -> None:
    html = (archived / "arxiv_html" / "2605.06663v1.html").read_text("utf-8")
    document = decode_page(html)
    assert document
    tokens = MarkdownIt().enable("table").parse("\n".join(document_markdown(document)))
    assert sum(token.type == "heading_open" for token in tokens) == 1 + sum(
        bool(each.title) for each in document.sections
    )
