"""Text from outside, made fit for a terminal."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text import clean, clean_line, clean_paragraphs, fold, readable, shorten


@pytest.mark.parametrize(
    ("dirty", "clear"),
    [
        ("plain words", "plain words"),
        ("Tri Đào 木 π", "Tri Đào 木 π"),
        ("a\x1b[31mred\x1b[0m", "a[31mred[0m"),
        ("\x1b]8;;http://x\x07y", "]8;;http://xy"),
        ("bell\x07 back\x08 del\x7f nul\x00", "bell back del nul"),
        ("\x9b31m", "31m"),
        ("abc\u202edcba", "abcdcba"),
        ("\u2066isolate\u2069", "isolate"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("lone\ud800", "lone"),
        ("soft\u00adhyphen", "softhyphen"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("🇵🇸", "🇵🇸"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("z" + "\u0301" * 50, "z" + "\u0301" * 3),
        ("e\u0301", "e\u0301"),
    ],
)
def test_clean_takes_away_what_could_harm(dirty: str, clear: str) -> None:
    assert clean(dirty) == clear


def test_a_line_is_one_line_of_bounded_length() -> None:
    assert clean_line("  A title\n  in two\tlines ", 100) == "A title in two lines"
    assert clean_line("word " * 100, 20) == "word word word word…"
    assert len(clean_line("\u200b" * 10_000 + "x" * 10_000, 50)) <= 50


@pytest.mark.parametrize(
    ("wrapped", "paragraphs"),
    [
        ("one\nparagraph\nwrapped", "one paragraph wrapped"),
        ("first\n  second\nwrapped", "first\nsecond wrapped"),
        ("first\n\n\nsecond", "first\nsecond"),
        ("first\n \n second", "first\nsecond"),
        ("\n  only\n", "only"),
        ("", ""),
    ],
)
def test_paragraphs_are_kept_and_wrapped_lines_joined(wrapped: str, paragraphs: str) -> None:
    assert clean_paragraphs(wrapped, 1000) == paragraphs


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (r"54.6\% of \$1", "54.6% of $1"),
        (r"Q\&A with \#1 and a\_b", "Q&A with #1 and a_b"),
        (r"\emph{very} \textbf{bold}", "very bold"),
        ("``quoted''", "“quoted”"),
        (r"Network\ for", "Network for"),
        ("an apostrophe's place", "an apostrophe's place"),
        (r"left alone: \alpha", r"left alone: \alpha"),
    ],
)
def test_latex_remnants_are_undone(source: str, shown: str) -> None:
    assert readable(source) == shown


@pytest.mark.parametrize(
    ("name", "ascii"),
    [
        ("Łukasz Müller", "Lukasz Muller"),
        ("Đurić", "Duric"),
        ("Søren Ærø", "Soren AEro"),
        ("Straße", "Strasse"),
        ("Nguyễn", "Nguyen"),
        ("木村", "木村"),
    ],
)
def test_accents_are_folded(name: str, ascii: str) -> None:  # noqa: A002 - it says what it is
    assert fold(name) == ascii


def test_what_is_cut_says_so() -> None:
    assert shorten("abcdef", 6) == "abcdef"
    assert shorten("abcdef", 5) == "abcd…"
    assert shorten("ab cdef", 4) == "ab…"


@given(st.text(alphabet=st.characters()))
def test_nothing_harmful_passes_any_door(text: str) -> None:
    for through in (clean(text), clean_line(text, 50), clean_paragraphs(text, 50)):
        kinds = {unicodedata.category(each) for each in through.replace("\n", "").replace("\t", "")}
        assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
        assert not set(through) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert len(clean_line(text, 50)) <= 50
    assert "\n" not in clean_line(text, 50)
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_undoing_twice_breaks_nothing(text: str) -> None:
    assert isinstance(readable(readable(text)), str)
    assert fold(fold(text)) == fold(text)


def test_the_recorded_abstracts_lose_no_word(recorded: Path) -> None:
    for file in sorted((recorded / "daily").glob("*.json"))[::20]:
        for item in json.loads(file.read_bytes()):
            abstract = item["paper"]["summary"]
            assert clean_paragraphs(abstract, 20_000).split() == abstract.split()
