"""The two parts of a mail: what is in them, how long they are, and that nothing in them acts."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given

from reader.digest import Digest, DigestEntry
from reader.digest.mail_parts import MOST_BYTES, MailParts, mail_parts
from reader.text import clean
from tests.digest.digests import (
    AWKWARD_DIGESTS,
    DAO,
    EVILS,
    OWN,
    PLAIN,
    crowd,
    digest,
    evil_digest,
    recorded_digest,
)
from tests.digest.html_reader import HtmlText, deeds
from tests.recorded import some

_PAGE = re.compile(r"^ {7}https://huggingface\.co/papers/([0-9.]+)$", re.MULTILINE)


def papers_of_text(text: str) -> list[str]:
    """The ids of the papers that the text links to, in order, each once."""
    return [*dict.fromkeys(_PAGE.findall(text))]


def same_papers(parts: MailParts) -> bool:
    """Whether both parts hold the same papers, in the same order."""
    return HtmlText(parts.html).papers == papers_of_text(parts.text)


def test_both_parts_hold_every_paper_in_order() -> None:
    parts = mail_parts(PLAIN)
    assert same_papers(parts)
    assert papers_of_text(parts.text) == ["2501.12948", "2307.08691", "2312.00752", "2205.14135"]


def test_the_html_says_what_the_text_says() -> None:
    read = HtmlText(mail_parts(PLAIN).html)
    for words in (
        *("Daily papers", "Friday, 14 August 2026 · 3 papers", "Topic 1", "Starred last week"),
        *("Let's <think> & 思考", "12,345 votes · DeepSeek · 20 comments"),
        *("One sentence of a model.", "9 votes · Tri Dao +2 · 1 comment · now 131"),
        "The first is here. The second, at 50%, too. The third is not in a sentence. More of it.",
    ):
        assert words in read.text
    assert "https://github.com/Dao-AILab/flash-attention" in read.links


def test_what_programs_for_mail_agree_on() -> None:
    html = mail_parts(PLAIN).html
    read = HtmlText(html)
    assert [*deeds(html)] == []
    assert not read.tags & {"style", "img", "link", "script", "form", "font", "center"}
    tables = [dict(attributes) for tag, attributes in read.elements if tag == "table"]
    assert tables and all(each["role"] == "presentation" for each in tables)
    assert "max-width:600px" in str(tables[0]["style"])
    assert '<!--[if mso]><table role="presentation" align="center" width="600"' in html
    cells = [dict(attributes) for tag, attributes in read.elements if tag == "td"]
    assert all(str(cell["style"]).startswith("padding:") for cell in cells)
    styles = [str(dict(attributes).get("style", "")) for _, attributes in read.elements]
    # Each program chooses the colour of text and ground, in the light and in the dark.
    assert not [
        style for style in styles if re.search(r"background|(?<!-)color:(?!inherit)", style)
    ]
    sizes = [int(size) for style in styles for size in re.findall(r"font-size:(\d+)px", style)]
    assert min(sizes) >= 14
    assert {"lang": "en"} in [
        dict(attributes) for tag, attributes in read.elements if tag == "html"
    ]


@pytest.mark.skipif(not shutil.which("w3m"), reason="there is no w3m")
def test_w3m_shows_the_html_as_lines() -> None:
    html = mail_parts(PLAIN).html.encode()
    command = ["w3m", "-dump", "-T", "text/html", "-I", "utf-8", "-O", "utf-8", "-cols", "70"]
    shown = subprocess.run(command, input=html, capture_output=True, check=True).stdout.decode()
    lines = shown.split("\n")
    at = lines.index("Let's <think> & 思考")
    assert [line for line in lines[at : at + 6] if line] == [
        "Let's <think> & 思考",
        "12,345 votes · DeepSeek · 20 comments",
        "One sentence of a model. Long.",
        "Hugging Face · arXiv",
    ]
    assert max(map(len, lines)) <= 70


def test_titles_and_headings_tell_their_levels() -> None:
    read = HtmlText(mail_parts(PLAIN).html)
    levels = [tag for tag, _ in read.elements if tag in ("h1", "h2", "h3")]
    assert levels == ["h1", "h2", "h3", "h2", "h3", "h3", "h2"]


def test_abstracts_where_they_fit() -> None:
    papers = [replace(paper, abstract=f"{'Word ' * 200}end.") for paper in crowd(24)]
    short = mail_parts(digest(papers[:4], papers[4:8]))
    assert short.html.count("end.") == 8
    # Of a longer one the first sections have theirs, each of them whole.
    long = mail_parts(digest(papers[:4], papers[4:8], papers[8:]))
    assert long.html.count("end.") == 8
    assert len(long.html.encode()) < MOST_BYTES
    assert same_papers(long)


def test_the_sentence_of_a_model_stands_before_the_abstract() -> None:
    text = " ".join(HtmlText(mail_parts(digest([OWN])).html).text.split())
    assert "One sentence of a model. Long." in text


@pytest.mark.parametrize("rest", ["", " Then more. And more."], ids=["alone", "with more"])
def test_a_sentence_that_was_cut_goes_on_where_its_abstract_is_shown(rest: str) -> None:
    long = f"It {'goes on and ' * 40}ends."
    html = mail_parts(digest([replace(DAO, abstract=long + rest)])).html
    text = f">{long}</div>" if not rest else f'>{long} <span style="opacity:.7">{rest[1:]}</span>'
    assert text in html


@pytest.mark.parametrize("count", [0, 1, 50, 200, 1_000])
def test_a_day_of_any_size_is_short_enough_and_counts_what_has_no_room(count: int) -> None:
    parts = mail_parts(digest(crowd(count)[: count // 2], crowd(count)[count // 2 :]))
    assert len(parts.html.encode()) <= MOST_BYTES
    assert same_papers(parts)
    shown = len(papers_of_text(parts.text))
    assert shown == count if count <= 50 else 70 < shown < count
    (left_out,) = {
        int(found[1].replace(",", "")) if found else 0
        for part in parts
        for found in [re.search(r"And ([\d,]+) more papers? on Hugging Face", part)]
    }
    assert shown + left_out == count
    if left_out:
        there = "https://huggingface.co/papers/date/2026-08-14"
        assert there in parts.text.split("\n")
        assert there in HtmlText(parts.html).links
        assert parts.html.count("</h3>") > 20, "those above have their sentence"


def test_what_is_told_at_the_end_is_short_too() -> None:
    parts = mail_parts(digest([OWN], back=map(DigestEntry, crowd(1_000))))
    assert len(parts.html.encode()) <= MOST_BYTES
    assert same_papers(parts)
    assert "One sentence of a model." in parts.html


@pytest.mark.parametrize("evil", EVILS, ids=lambda evil: repr(evil[:20]))
def test_any_text_is_bounded_and_harmless(evil: str) -> None:
    parts = mail_parts(evil_digest(evil))
    assert len(parts.html.encode()) <= MOST_BYTES
    assert same_papers(parts)
    assert [*deeds(parts.html)] == []
    assert clean(parts.html) == parts.html


@given(AWKWARD_DIGESTS)
def test_any_digest_is_the_same_papers_twice(made: Digest) -> None:
    parts = mail_parts(made)
    assert same_papers(parts)
    assert [*deeds(parts.html)] == []
    assert len(parts.html.encode()) <= MOST_BYTES


def test_recorded_days() -> None:
    for file in some():
        made = recorded_digest(file)
        parts = mail_parts(made)
        assert len(parts.html.encode()) <= MOST_BYTES, file.name
        assert papers_of_text(parts.text) == [paper.id for paper in made.papers]
        assert same_papers(parts)
        assert [*deeds(parts.html)] == []
        assert parts.html.count("</h3>") == len(made.papers), "each has its sentence"


def test_the_same_digest_is_the_same_mail() -> None:
    assert mail_parts(PLAIN) == mail_parts(PLAIN)
    assert "flash-attention" not in mail_parts(digest([replace(DAO, github=None)])).html
