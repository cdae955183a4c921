"""The word that was meant, where no paper has the one that was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.paper import Paper
from reader.query.suggestion import missing_word, nearest_word

PAPERS = (
    Paper("2401.00001", "An agent that plans", abstract="Agents and their memory."),
    Paper("2401.00002", "Diffusion of images", abstract="A model of noise."),
)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("agnet", ("agnet", "agent")),
        ("Difusion", ("Difusion", "diffusion")),
        ("images agnet", ("agnet", "agent")),
        ("memmory", ("memmory", "memory")),
        ("zzzz", ("zzzz", "")),
        ("agent diffusion", ("agent diffusion", "")),
        ("xy", ("xy", "")),
        ("up:>50", ("", "")),
        ("agnet or noise", ("", "")),
        ('"agnet plans"', ("", "")),
        ("-agent", ("", "")),
        ("", ("", "")),
    ],
)
def test_the_missing_word_is_named_with_the_nearest(typed: str, said: tuple[str, str]) -> None:
    assert missing_word(typed, PAPERS) == said


def test_of_several_the_commonest_is_meant() -> None:
    assert nearest_word("mode", {"model": 9, "node": 2}) == "model"
    assert nearest_word("mode", {"model": 1, "node": 2}) == "node"


@given(st.text(st.sampled_from("abcdeé1"), min_size=3, max_size=12), st.integers(0, 11))
def test_one_letter_left_out_is_found_again(word: str, at: int) -> None:
    typed = word[: at % len(word)] + word[at % len(word) + 1 :]
    if len(typed) >= 3 and word[at % len(word)] in "abcde1":
        assert nearest_word(typed, {word: 1}) == word
