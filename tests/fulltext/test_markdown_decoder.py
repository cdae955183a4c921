"""The Markdown of Hugging Face, which is the last resort."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.fulltext.document import Caption, Paragraph, plain
from reader.fulltext.markdown_decoder import decode_markdown
from reader.fulltext.text_layout import OTHER_SOURCE, document_lines
from tests.fulltext.pages import MARKDOWN


def test_sections_lists_links_and_pictures() -> None:
    document = decode_markdown(MARKDOWN, "2401.00001")
    assert document
    assert (document.title, document.source) == ("An Invented Paper", "huggingface")
    assert [(each.number, plain(each.title)) for each in document.sections] == [
        ("", "Abstract"),
        ("2", "Method"),
    ]
    method = document.sections[1].blocks
    assert isinstance(method[0], Paragraph)
    assert [run.target for run in method[0].runs if run.kind == "link"] == [
        "#S1.F1",
        "https://example.org/a",
    ]
    assert plain(method[0].runs).startswith("We take α of all of it, see a page.")
    assert [plain(each.place.mark) for each in method[1:3] if isinstance(each, Paragraph)] == [
        "•",
        "•",
    ]
    assert isinstance(method[3], Caption)
    assert OTHER_SOURCE.split(",")[0] in "\n".join(line.text for line in document_lines(document))


def test_what_is_of_another_paper_or_of_none() -> None:
    with pytest.raises(ValueError, match=r"another paper, 2401\.00001"):
        decode_markdown(MARKDOWN, "2401.00002")
    assert (
        decode_markdown(MARKDOWN.replace("arxiv.org/html", "huggingface.co"), "2401.00001") is None
    )
    assert decode_markdown("<html>no Markdown</html>", "2401.00001") is None
    assert decode_markdown(MARKDOWN[:120], "2401.00001") is None


def test_what_the_site_put_before_the_paper_is_left_out() -> None:
    chrome = "Back to arXiv\n\nWhy HTML?\nReport Issue\n1Introduction\n\nfailed: datetime.sty\n\n"
    document = decode_markdown(MARKDOWN.replace("######", f"{chrome}######", 1), "2401.00001")
    assert document
    assert plain(document.sections[0].title) == "Abstract"


def test_recorded_beginnings(archived: Path) -> None:
    decoded = {
        path.name[:10]: decode_markdown(path.read_text("utf-8"), path.name[:10])
        for path in (archived / "papers_md").glob("*.md")
    }
    assert {paper for paper, document in decoded.items() if document} == {
        "2401.15077",
        "2607.00272",
    }
    aspire = decoded["2607.00272"]
    assert aspire
    assert [each.number for each in aspire.sections if each.title] == ["", "2", "3", "3.1"]
