"""Text in Markdown that does nothing, and links that lead where they led."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reader.text import clean
from reader.text.markdown_escape import inline, link, paragraph

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXTS = st.text(
    st.one_of(st.sampled_from("\\`*_[]<>&~$|^@#=%:/.-+!()1aA \n\t"), st.characters()), max_size=60
)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("snake_case, _not_", r"snake_case, \_not\_"),
        ("a = b == c", r"a = b \== c"),
        ("see www.example.org", r"see www\.example.org"),
        ("1. one", r"1. one"),
        ("a\nb", "a b"),
    ],
)
def test_a_text_inside_a_line(text: str, escaped: str) -> None:
    assert inline(text) == escaped


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("1. one", r"1\. one"), ("- a", r"\- a"), ("a. b", r"a\. b"), (": a", r"\: a"), ("a", "a")],
)
def test_a_text_at_the_start_of_a_line(text: str, escaped: str) -> None:
    assert paragraph(text) == escaped


@given(TEXTS)
def test_a_paragraph_reads_as_it_was(text: str) -> None:
    words = " ".join(clean(text).split())
    tokens = READER.parse(paragraph(text))
    assert [token.type for token in tokens][::2] == (
        ["paragraph_open", "paragraph_close"] if words else []
    )
    read = "".join(each.content for token in tokens for each in token.children or ())
    assert read == words


@given(TEXTS, st.text(st.sampled_from("ab()[]<>&;*_`\\$|^é%20#?=/ "), max_size=30))
def test_a_link_is_one_link(words: str, rest: str) -> None:
    tokens = READER.parse(f"x {link(inline(words), f'https://example.org/{rest}')} y")
    (line,) = (token for token in tokens if token.type == "inline")
    kinds = [each.type for each in line.children or () if not each.type.startswith("text")]
    assert kinds == ["link_open", "link_close"]
