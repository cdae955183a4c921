"""Papers as a reading list, read by CommonMark with the extensions that people write with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from reader.export.export_formats import Reference
from reader.export.markdown_list import item, write
from reader.paper import Author, Marks, Paper
from reader.text import clean, readable
from tests.export.references import AWKWARD_REFERENCES, BARE, R1

PLAIN = frozenset(
    {"bullet_list", "list_item", "paragraph", "inline", "blockquote", "text", "link", "code_inline"}
)


def tokens(text: str) -> list[Token]:
    """All that a reader of Markdown finds, in order."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    found = reader.parse(text)
    return [each for block in found for each in (block, *(block.children or ()))]


def links(text: str) -> dict[str, str]:
    """The text of every link, by its address."""
    found: dict[str, str] = {}
    address = ""
    for token in tokens(text):
        if token.type == "link_open":
            address = str(token.attrs["href"])
            found[address] = ""
        elif token.type == "link_close":
            address = ""
        elif address:
            found[address] += token.content
    return found


def test_an_item() -> None:
    assert item(R1) == (
        r"- [DeepSeek-R1: 50% of \$1, Ångström \& α](https://arxiv.org/abs/2501.12948)."
        " DeepSeek-AI, Łukasz van der Berg, Hal Daumé III. 2025. arXiv:2501.12948"
        " `@deepseekai2025deepseek` #rl #to-read\n"
        "\n"
        "  > One.\n"
        "  >\n"
        "  > Two."
    )


def test_items_are_parted_by_an_empty_line() -> None:
    lines = write([BARE, BARE]).split("\n")
    assert [line[:3] for line in lines] == ["- [", "", "- [", ""]
    assert write([]) == ""


def test_many_authors_are_folded() -> None:
    authors = tuple(Author(f"Ada Example{letter}") for letter in "ABCD")
    text = item(replace(BARE, paper=replace(BARE.paper, authors=authors)))
    assert "Ada ExampleA, Ada ExampleB, Ada ExampleC, et al. 2023." in text


def test_a_paper_without_a_title_is_linked_by_its_id() -> None:
    assert "[2312.00752](https://arxiv.org/abs/2312.00752)" in item(BARE)


@pytest.mark.parametrize(
    "evil",
    [
        "a](http://evil.example)",
        "![x](http://evil.example/a.png)",
        "<script>alert(1)</script> <!-- hidden",
        "`code` ``and`` ~~gone~~ ==marked== %%hidden%%",
        "# heading | cell | *a* _b_ **c** __init__",
        "[[wiki]] [^1] $x$ @user #12 &lt; <http://evil.example>",
        "see http://evil.example or www.evil.example",
        "\n\n- item\n1. one\n> quote\n---\n===\n| a |\n|---|\n    code",
        "\\](http://evil.example)",
    ],
)
def test_nothing_in_a_text_acts(evil: str) -> None:
    paper = Paper("2312.00752", evil, authors=(Author(evil),))
    reference = Reference(paper, "key`<b>", Marks(tags=(evil,), note=evil))
    text = item(reference)
    assert {
        token.type.removesuffix("_open").removesuffix("_close") for token in tokens(text)
    } <= PLAIN
    addresses = links(item(replace(reference, marks=Marks(tags=(evil,)))))
    assert addresses == {paper.arxiv: " ".join(readable(evil).split())}


def test_an_address_in_a_note_stays_a_link() -> None:
    note = "see https://example.org/a_b~c?d=e&f#g, and *more*"
    text = item(replace(BARE, marks=Marks(note=note)))
    assert "https://example.org/a_b~c?d=e&f#g" in links(text).values()
    assert r"and \*more\*" in text


@given(AWKWARD_REFERENCES)
def test_any_paper_is_one_item_with_its_title(reference: Reference) -> None:
    text = write([reference, BARE])
    found = tokens(text)
    assert sum(token.type == "list_item_open" for token in found) == 2
    assert not {"html_block", "html_inline", "image", "fence"} & {token.type for token in found}
    titles = [token.content for token in found if token.type == "inline"]
    title = " ".join(clean(readable(reference.paper.title)).split())
    assert list(links(item(replace(reference, marks=Marks()))).values()) == [title or "2312.00752"]
    assert titles
