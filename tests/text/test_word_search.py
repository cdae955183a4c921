"""Where the words of a query stand in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text.word_search import highlight_spans, search_words


@pytest.mark.parametrize(
    ("text", "term", "parts"),
    [
        ("Flash-Attention, flashier", "flash", ["Flash", "flash"]),
        ("Flash-Attention", "flash atten", ["Flash-Atten"]),
        ("of MÜLLER's tale", "muller s", ["MÜLLER's"]),
        ("Straße", "strass", ["Straß"]),
        ("智谱AI", "谱", ["谱"]),
        ("flash\nattention", "flash attention", []),
        ("preflash", "flash", []),
        ("GPT GPT-4", "gpt gpt", ["GPT GPT"]),
    ],
)
def test_they_are_found_as_in_a_search(text: str, term: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in highlight_spans(text, [term])] == parts


@given(st.text(), st.lists(st.text(max_size=5)))
def test_parts_are_in_order_and_apart(text: str, terms: list[str]) -> None:
    ends = [place for span in highlight_spans(text, terms) for place in span]
    assert ends == sorted(set(ends))
    assert all(0 <= place <= len(text) for place in ends)


@given(st.text(alphabet="aBé -4字ß\n", min_size=1, max_size=12))
def test_every_text_is_found_in_itself(text: str) -> None:
    line = text.split("\n")[0]
    assert bool(highlight_spans(text, [line])) is bool(search_words(line).strip())
