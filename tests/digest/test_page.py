"""A digest as a page of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from reader.digest import Digest
from reader.digest.page import write
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


def test_a_page_has_all_that_is_known_of_its_papers() -> None:
    read = HtmlText(write(PLAIN))
    for words in (
        *("Daily papers", "Friday, 14 August 2026 · 3 papers", "Topic 2", "Starred last week"),
        *("12,345 votes · DeepSeek · 20 comments · 14 August 2026", "One sentence of a model."),
        *("Tri Dao, Ada Example, Zoë Müller", "at 50%, too.", "More of it.", "now 131"),
    ):
        assert words in read.text
    assert read.papers == ["2501.12948", "2307.08691", "2312.00752", "2205.14135"]


def test_a_page_asks_nothing_of_the_network() -> None:
    page = write(PLAIN)
    assert "default-src 'none'" in page
    assert not re.search(r"@import|url\(|<link|<img|<script|src=", page)
    assert [*deeds(page)] == []


def test_a_page_is_light_dark_and_printable() -> None:
    page = write(PLAIN)
    assert "color-scheme: light dark" in page
    assert "@media (prefers-color-scheme: dark)" in page
    assert "@media print" in page


def test_a_long_page_has_its_contents_at_the_top() -> None:
    papers = crowd(6)
    read = HtmlText(write(digest(papers[:2], papers[2:4], papers[4:])))
    assert [each for each in read.links if each.startswith("#")] == ["#s1", "#s2", "#s3"]
    ids = [dict(attributes).get("id") for tag, attributes in read.elements if tag == "h2"]
    assert ids == ["s1", "s2", "s3"]
    assert "nav" not in HtmlText(write(PLAIN)).tags


def test_many_authors_are_counted() -> None:
    paper = replace(DAO, authors=DAO.authors * 400)
    assert "Zoë Müller, Tri Dao, Ada Example +1192" in write(digest([paper]))


def test_no_paper_is_left_out_however_many_there_are() -> None:
    assert len(HtmlText(write(digest(crowd(1_000)))).papers) == 1_000


@pytest.mark.parametrize("evil", EVILS, ids=lambda evil: repr(evil[:20]))
def test_any_text_is_bounded_and_harmless(evil: str) -> None:
    page = write(evil_digest(evil))
    assert [*deeds(page)] == []
    assert clean(page) == page
    assert len(page) < 300_000


@given(AWKWARD_DIGESTS)
def test_any_digest_is_a_page_that_does_nothing(made: Digest) -> None:
    page = write(made)
    assert [*deeds(page)] == []
    every = [paper.id for paper in made.papers]
    assert HtmlText(page).papers[: len(every)] == every


def test_recorded_days() -> None:
    for file in some():
        made = recorded_digest(file)
        page = write(made)
        assert [*deeds(page)] == []
        assert HtmlText(page).papers == [paper.id for paper in made.papers]


@pytest.mark.skipif(not shutil.which("tidy"), reason="there is no tidy")
def test_tidy_has_nothing_to_say(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(write(digest([OWN], [DAO], crowd(3))), "utf-8")
    done = subprocess.run(["tidy", "-q", "-e", file], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
