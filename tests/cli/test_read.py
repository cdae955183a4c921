"""`paper-reader read` and `fetch --text`: whole papers in a shell."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator

import pytest

from tests import feed_faults as faults
from tests.arxiv_server import ArxivServer
from tests.cli.program import Program
from tests.cli.test_manual_pages import shown
from tests.feed_server import FeedServer
from tests.fulltext.pages import MARKDOWN, page

ONE, TWO, THREE = "2401.00001", "2401.00002", "2401.00003"


@pytest.fixture
def site() -> Iterator[ArxivServer]:
    with ArxivServer(pages={ONE: page()}) as server:
        yield server


@pytest.fixture
def program(here: Program, site: ArxivServer) -> Program:
    return here.with_(PAPER_READER_ARXIV_SITE=site.url)


def our_turn(program: Program) -> None:
    """The three seconds between two requests are over."""
    turn = program.home / "cache" / "arxiv.turn"
    if turn.exists():
        os.utime(turn, (0, 0))


def test_a_paper_is_printed_as_text(program: Program, site: ArxivServer) -> None:
    ran = program("read", f"arXiv:{ONE}v1")
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[:3] == [
        "An Invented Paper",
        "Ada Example, Bo Sample",
        "arXiv:2401.00001v2   31 Aug 2026   CC BY 4.0",
    ]
    assert "1  Words" in ran.lines
    assert "\x1b" not in ran.out
    assert program("read", "--format", "text", ONE).out == ran.out
    assert len(site.requests) == 1


def test_without_the_characters_formulas_are_tex(run: Program, site: ArxivServer) -> None:
    program = run.with_(PAPER_READER_ARXIV_SITE=site.url, PYTHONIOENCODING="ascii", LC_ALL="C")
    lines = program("read", ONE).lines
    assert all(line.isascii() for line in lines)
    assert "A first line with x^{2} and a note1, see [7]." in lines
    assert any(line.startswith("| y ") and line.endswith("(3)") for line in lines)


def test_and_as_markdown(program: Program) -> None:
    lines = program("read", ONE, "--format", "markdown").lines
    assert lines[0] == "# An Invented Paper"
    assert "$$ y \\tag{3} $$" in lines


def test_the_authors_are_those_of_the_list(program: Program) -> None:
    program("fetch")
    shown = program("show", "--json", ONE).json["authors"]
    assert program("read", ONE).lines[1] == ", ".join(shown)


def test_it_is_there_offline_once_it_was_read(program: Program, site: ArxivServer) -> None:
    text = program("read", ONE).out
    site.fault = faults.status(500)
    assert program("read", ONE, "--offline").out == text
    ran = program("read", TWO, "--offline")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "paper-reader: The network is not used, as --offline was given; "
        f"the text of {TWO} was never fetched before.\n"
    )


def test_of_some_papers_there_is_only_a_pdf(program: Program) -> None:
    ran = program("read", TWO)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith(f"its PDF is https://arxiv.org/pdf/{TWO}.\n")


def test_the_text_of_hugging_face_says_what_it_is(program: Program, service: FeedServer) -> None:
    service.markdown[TWO] = MARKDOWN.replace(ONE, TWO)
    ran = program("read", TWO)
    assert (ran.code, ran.err) == (0, "")
    assert "Text of Hugging Face, as arXiv has no HTML" in ran.out


def test_an_address_that_is_none_is_told_with_its_setting(program: Program) -> None:
    ran = program.with_(PAPER_READER_ARXIV_SITE="ftp://x")("read", ONE)
    assert ran.code == 1
    assert "fulltext.arxiv" in ran.err


def test_a_terminal_gets_it_through_its_pager(run: Program, site: ArxivServer) -> None:
    pager = f"{sys.executable} -c \"import sys; print('lines:', len(list(sys.stdin)))\""
    program = run.with_(PAPER_READER_ARXIV_SITE=site.url, PAGER=pager, COLUMNS="80")
    assert re.fullmatch(r"lines: [4-6]\d\r\n", shown(program, "read", ONE, LINES="24"))
    whole = shown(program, "read", ONE, LINES="200")
    assert "lines:" not in whole
    assert "\x1b[1mAn Invented Paper\x1b[22m" in whole


def test_the_starred_papers_are_fetched_and_no_more_than_once(
    program: Program, site: ArxivServer
) -> None:
    site.pages[TWO] = page(paper=TWO)
    program("mark", ONE, TWO, "--star")
    program("read", ONE)
    our_turn(program)
    ran = program("fetch", "--text")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        "paper-reader: Fetching the text of 1 paper.\n"
        "paper-reader: 1 text fetched; 2 of 2 papers can be read offline.\n"
    )
    asked = len(site.requests)
    assert program("fetch", "--text").err.startswith("paper-reader: 0 texts fetched; 2 of 2")
    assert len(site.requests) == asked
    assert program("read", TWO, "--offline").code == 0


def test_what_came_of_it_as_json(program: Program) -> None:
    program("fetch", "--text", ONE)
    our_turn(program)
    told = program("fetch", "--text", "--json", ONE, TWO).json
    assert told == {
        "papers": 2,
        "in_cache": 1,
        "fetched": 0,
        "without_text": [TWO],
        "failed": [],
    }
    assert program("fetch", "--text", "--json", ONE, TWO).json == told


def test_when_arxiv_is_away_the_rest_is_left_for_later(program: Program, site: ArxivServer) -> None:
    site.fault = faults.status(503)
    program("mark", ONE, "--star")
    ran = program("fetch", "--text")
    assert ran.code == 1
    assert "no text was fetched, and the same command asks again" in ran.err
    site.fault = None
    our_turn(program)
    assert program("fetch", "--text").code == 0


def test_a_query_selects_of_the_library(program: Program) -> None:
    program("mark", ONE, "--tag", "thesis")
    assert "1 text fetched; 1 of 1" in program("fetch", "--text", "tag:thesis").err
    assert "no such paper is in the library" in program("fetch", "--text", "tag:other").err.lower()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("fetch", "tag:thesis"), "a QUERY is for --text"),
        (("fetch", "--text", "--date", "2024-01-01"), "--text excludes --date"),
        (("read",), "Missing argument 'PAPER'"),
        (("read", ONE, "--format", "pdf"), "'pdf' is not one of"),
    ],
)
def test_what_is_no_command(program: Program, arguments: tuple[str, ...], why: str) -> None:
    ran = program(*arguments)
    assert ran.code == 2
    assert why in ran.err
