"""A paper as text: what comes first, and what has room."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from textual.style import Style

from reader.paper import ArxivVersion, Author, Marks, Paper
from reader.tui.rendering.paper_text import PAPERS_OF, PaperSpace, SummaryPlace, paper_text
from tests.growth import steps

PAPER = Paper(
    "2607.10371",
    "Counting Sheep",
    abstract="An abstract that says what was counted.",
    authors=(Author("Ada Example"), Author("Bo Muster")),
    published=date(2026, 7, 11),
    listed=date(2026, 7, 21),
    upvotes=1016,
    comments=1,
    summary="Sheep were counted.",
    keywords=("sheep", "counting"),
    organization="Institute of Wool",
    submitter="can lee",
    github="https://github.com/example/sheep",
    github_stars=692,
)


def lines(room: PaperSpace, marks: Marks = Marks(), paper: Paper = PAPER) -> list[str]:  # noqa: B008
    text = paper_text(paper, marks, room)
    return [line.rstrip() for line in text.whole.plain.split("\n")]


def at(shown: list[str], text: str) -> int:
    return next(number for number, line in enumerate(shown) if text in line)


@pytest.mark.parametrize(
    ("width", "height", "place", "first"),
    [
        (64, 30, "auto", True),
        (63, 30, "auto", False),
        (64, 29, "auto", False),
        (40, 10, "first", True),
        (84, 50, "last", False),
    ],
)
def test_the_summary_stands_where_there_is_room_or_where_it_is_wanted(
    width: int, height: int, place: SummaryPlace, first: bool
) -> None:
    shown = lines(PaperSpace(width, height, summary=place))
    assert (at(shown, "AI summary") < at(shown, "An abstract")) is first
    assert "▎ AI summary  Sheep were counted." in shown


def test_facts_stand_in_two_columns_where_there_is_room() -> None:
    shown = lines(PaperSpace(62, 38))
    assert "From   Institute of Wool                    Votes     1,016" in shown
    assert "arXiv  2607.10371, 11 Jul                   Comments  1" in shown
    assert "On HF  21 Jul 2026, by can lee              GitHub    ★ 692" in shown
    narrow = lines(PaperSpace(40, 38))
    assert "From      Institute of Wool" in narrow and "Votes     1,016" in narrow


def test_what_is_the_readers_stands_before_the_facts_and_behind_the_abstract() -> None:
    marks = Marks(starred=True, tags=("rl",), note="Read twice.", citation_key="example2026sheep")
    shown = lines(PaperSpace(62, 38), marks)
    own = at(shown, "★ starred  #rl  @example2026sheep")
    assert at(shown, "An abstract") < own < at(shown, "✎ Read twice.") < at(shown, "Votes")


def test_a_withdrawn_paper_says_so_before_its_abstract_and_names_its_version() -> None:
    version = ArxivVersion(3, None, withdrawn=True)
    shown = lines(PaperSpace(62, 38, version=version))
    assert at(shown, "withdrawn") < at(shown, "An abstract")
    assert "2607.10371 v3, 11 Jul" in shown[at(shown, "arXiv  ")]


def test_the_lead_ends_with_the_abstract() -> None:
    text = paper_text(PAPER, Marks(), PaperSpace(62, 20))
    assert text.lead.plain.endswith("what was counted.")
    assert "Links" in text.rest.plain


def test_names_that_can_be_clicked_are_found_in_proportion_to_their_number() -> None:
    def counted(size: int) -> int:
        authors = tuple(Author(f"Person {number}") for number in range(size))
        paper = replace(PAPER, authors=authors)
        return steps(lambda: paper_text(paper, Marks(), PaperSpace(80, 40, unfolded=True)))

    counted(100)
    once, twice, four = map(counted, (400, 800, 1600))
    assert twice < once * 2.3
    assert four < twice * 2.3


def test_a_click_on_a_name_is_about_the_whole_name_and_nothing_beside_it() -> None:
    paper = replace(PAPER, authors=(Author("Li"), Author("Lina Li"), Author("Li")))
    text = paper_text(paper, Marks(tags=("rl",)), PaperSpace(80, 40)).whole
    found = [
        (text.plain[span.start : span.end], span.style.meta[PAPERS_OF])
        for span in text.spans
        if isinstance(span.style, Style) and PAPERS_OF in span.style.meta
    ]
    assert [(shown.removeprefix("#"), of[1]) for shown, of in found] == [
        (value, value)
        for value in ("Li", "Lina Li", "Li", "rl", "Institute of Wool", "sheep", "counting")
    ]
