"""What comes in from outside: nothing harmful passes, no size goes unbounded."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text import clean, clean_line, clean_paragraphs, shorten
from tests.recorded import some


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
        ("ก" + "\u0e49" * 50, "ก" + "\u0e49" * 3),
        ("hid\u200dden", "hidden"),
        ("👩" + "\u200d" * 9 + "🔬", "👩\u200d🔬"),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴"),
        ("a\u2028b\u2029c\x85d\x0be\x0cf", "a\nb\nc\nd\ne\nf"),
        ("a\U0001bca0\U0001d173\U00013430\U0001fffeb", "ab"),
        ("\x1bP+q544e\x1b\\", "P+q544e\\"),
        ("\ud83d\ude00", ""),
        ("[/b][link=x][@click=y]", "[/b][link=x][@click=y]"),
    ],
)
def test_clean_takes_away_what_could_harm(dirty: str, clear: str) -> None:
    assert clean(dirty) == clear


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم کتاب\u200cها را",
        "ه\u200d ۱۴۰۳",
        "شمال\u200fC++\u200f غرب",
        "क्\u200dष र्\u200d क्\u200cष",
        "ශ්\u200dරී ලංකා",
        "അവന്\u200d",
        "ᠨᠢ\u180b ᠬᠠᠷ\u180eᠠ",
        "ភាសា\u200bខ្មែរ",
        "辻\U000e0100さん",
        "❤\ufe0f 👩🏽\u200d🔬 👨\u200d👩\u200d👧 🏳\ufe0f\u200d🌈",
        "مَرْحَبًا",
    ],
    ids=lambda text: unicodedata.name(text[0]),
)
def test_what_a_script_needs_stays(text: str) -> None:
    assert clean(text) == text
    assert clean_line(text, 100) == text
    assert clean(f"before {text}\nafter") == f"before {text}\nafter"


@pytest.mark.parametrize(
    ("dirty", "clear"),
    [
        ("pay\u200cpal", "paypal"),
        ("раз\u200cный", "разный"),
        ("left\u200eright\u200f", "leftright"),
        ("ه\u200c\u200c\u200cا", "ه\u200cا"),
        ("ه" + "\u200c\u200d" * 50 + "ا", "ه\u200c\u200d\u200cا"),
        ("辻" + "".join(map(chr, range(0xE0100, 0xE01F0))), "辻\U000e0100"),
        ("a" + "".join(map(chr, range(0xE0100, 0xE01F0))), "a"),
        ("شمال\u202eC\u202c \u2067غرب\u2069", "شمالC غرب"),
        ("ᠨ\u200b\u180bx\u180b", "ᠨ\u180bx"),
    ],
)
def test_the_same_characters_go_where_they_only_hide_something(dirty: str, clear: str) -> None:
    assert clean(dirty) == clear


INVISIBLE = "aه辻ᠨក👩\u0301\ufe0f\u200b\u200c\u200d\u200e\u200f\u061c\u180b\u180e\U000e0100 \n"


@given(st.text(alphabet=INVISIBLE, max_size=30))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


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


def test_joiners_are_no_way_round_the_bound_on_marks() -> None:
    flood = clean("z" + "\u0301\u200d\ufe0f" * 50)
    assert sum(unicodedata.category(each) == "Mn" for each in flood) == 3


def test_what_is_cut_says_so() -> None:
    assert shorten("abcdef", 6) == "abcdef"
    assert shorten("abcdef", 5) == "abcd…"
    assert shorten("ab cdef", 4) == "ab…"


def test_what_is_cut_before_cleaning_says_so_too() -> None:
    assert clean_line("word " + "\u200b" * 1_000, 20) == "word…"
    assert clean_paragraphs("word\n" + " " * 1_000 + "more", 20) == "word…"
    assert clean_line("\u200b" * 1_000, 20) == ""


@given(st.text(alphabet=st.characters()))
def test_nothing_harmful_passes_any_door(text: str) -> None:
    for through in (clean(text), clean_line(text, 50), clean_paragraphs(text, 50)):
        kinds = {unicodedata.category(each) for each in through.replace("\n", "").replace("\t", "")}
        assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
        assert not set(through) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert len(clean_line(text, 50)) <= 50
    assert "\n" not in clean_line(text, 50)
    assert clean(clean(text)) == clean(text)


def test_the_recorded_abstracts_lose_no_word() -> None:
    for file in some():
        for item in json.loads(file.read_bytes()):
            abstract = item["paper"]["summary"]
            assert clean_paragraphs(abstract, 20_000).split() == abstract.split()
