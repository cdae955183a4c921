"""The rules of cleaning, over every recorded paper."""

from __future__ import annotations

import json
import re

import pytest

from reader.text import clean_line, clean_paragraphs, readable
from reader.text.links import links
from reader.text.plain import fold
from reader.text.tex_symbols import compose_accents
from tests.recorded import days

_NAMES = re.compile(
    r"\\[A-Za-z]+|(?<![a-z])(?:text(?:bf|it|tt|sc)?|mathrm|teal|orange|red|url)(?=\{)"
    r"|(?<=\{)bf |\^circ"
)
_SIGNS = re.compile(r"[^\w\s]|_")
_WORD = re.compile(r"[^\W\d_]{4,}")
# What the authors called their own work, which an abstract by itself does not tell.
OWN = re.compile(
    r"\\(?:(?:our)?method(?:name)?|ours(?:hort)?|approach|framework|(?:model|sys|benchmark)?name)\b",
    re.IGNORECASE,
)


LOST = set(
    re.findall(
        r"\w+",
        """approx boldsymbolπ cdot circ delta dots downarrow epsilon gamma infty lambda langle lceil
        llmtimesmapreduce mtimes oleft propto rangle rceil right rightarrow star theta times timesa
        timesh timesrtx ttfamily uparrow varepsilon varphi λcdot ωapprox""",
    )
)
"""Names of TeX that lost their backslash, some of them with what they were glued to."""
NEW = set(
    re.findall(
        r"\w+",
        """benchmarkname circfour circone circthree circtwo fireicon framework latex method
        methodname mineru minerupro modelname openbiorq ourmethod ours ourshort return sysname""",
    )
)
"""Macros that their authors defined, shown by their names."""


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str]]:
    """Every title, abstract, summary and keyword, with the id of its paper."""
    found: dict[tuple[str, str], None] = {}
    for file in days():
        for item in json.loads(file.read_bytes()):
            paper = item["paper"]
            found[paper["id"], clean_paragraphs(paper["summary"], 20_000)] = None
            rest = (paper["title"], item["title"], paper.get("ai_summary", ""))
            for text in (*rest, *paper.get("ai_keywords", [])):
                found[paper["id"], clean_line(text, 4_000)] = None
    return list(found)


def unbalanced(text: str) -> int:
    """How many braces have no partner."""
    open_ones = lone = 0
    for brace in re.findall("[{}]", text):
        if brace == "{":
            open_ones += 1
        elif open_ones:
            open_ones -= 1
        else:
            lone += 1
    return open_ones + lone


def test_nothing_recorded_is_left_with_what_a_reader_should_not_see(
    texts: list[tuple[str, str]],
) -> None:
    for identifier, text in texts:
        shown = readable(text)
        assert shown.replace("\n", "").isprintable(), identifier
        assert "\\" not in OWN.sub("", shown), identifier
        assert unbalanced(shown) <= unbalanced(text), identifier
        assert readable(shown) == shown, identifier
        for link in links(shown):
            assert not link.url.endswith((".", ",", "}", ")")) or "(" in link.url, identifier


def words_and_text(text: str, names: str) -> tuple[set[str], str]:
    """The words of four letters and more, and the text in plain letters without any sign."""
    plain = fold(_NAMES.sub(names, compose_accents(text))).lower()
    return set(_WORD.findall(plain)), _SIGNS.sub("", plain)


def test_no_word_is_joined_or_lost(texts: list[tuple[str, str]]) -> None:
    """Every word is still there, perhaps next to another sign, and there is no new one.

    What is left are names of TeX that lost their backslash, and signs that took their place.
    """
    lost, new = set(), set()
    for identifier, text in texts:
        shown = readable(text)
        if shown == text:
            continue
        before, source = words_and_text(text, " ")
        _, glued = words_and_text(text, "")
        after, target = words_and_text(shown, " ")
        lost |= {(identifier, word) for word in before if word not in target}
        new |= {(i, w) for i, w in ((identifier, w) for w in after) if w not in source + glued}
    assert {word for _, word in lost} <= LOST, sorted(lost)
    assert {word for _, word in new} <= NEW, sorted(new)
