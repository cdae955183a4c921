"""What is in a digest: each paper once, the reader's own first, then by topic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reader.digest import Digest, sentence, source
from reader.digest.contents import (
    HIGHLIGHTS,
    NEW,
    RISEN,
    STARRED,
    Chosen,
    compose,
    lately_risen,
    lately_starred,
    new_papers,
    wanted_days,
)
from reader.digest.records import DigestHistory
from reader.paper import Author, Paper

DAY = date(2026, 7, 24)
MORNING = datetime(2026, 7, 24, 6, tzinfo=UTC)


def paper(number: int, **more: Any) -> Paper:
    return replace(Paper(f"2401.{number:05}", f"Title {number}", listed=DAY), **more)


def after(*digests: Iterable[int], last: date = DAY) -> DigestHistory:
    """The history after digests of papers with these numbers."""
    history = DigestHistory("daily")
    for numbers in digests:
        papers = {paper(number).id: last for number in numbers}
        record = history.begin("Daily papers", MORNING, last, papers)
        history = replace(history, records=(*history.records, record.finished()))
    return history


def ids(digest: Digest) -> list[str]:
    return [each.id for each in digest.papers]


def test_the_first_digest_is_of_the_newest_day_alone() -> None:
    assert wanted_days(DigestHistory("daily"), DAY) is None


def test_the_next_looks_at_all_days_since_the_last_and_at_late_arrivals() -> None:
    since = wanted_days(after([1], last=DAY - timedelta(1)), DAY)
    assert since and since.days == (DAY - timedelta(1), DAY), "nothing from before the first"
    long_ago = after([1], [2], last=DAY - timedelta(30))
    later = replace(long_ago, records=(long_ago.records[0], *after([3], last=DAY).records))
    since = wanted_days(later, DAY)
    assert since and since.days[0] == DAY - timedelta(7)
    assert since.days[-1] == DAY


def test_a_year_away_is_no_year_of_papers() -> None:
    since = wanted_days(after([1], last=DAY - timedelta(400)), DAY)
    assert since and len(since.days) == 61


@given(st.lists(st.lists(st.integers(1, 30), unique=True), max_size=8))
def test_no_paper_is_new_twice(mornings: list[list[int]]) -> None:
    history, seen = DigestHistory("daily"), list[str]()
    for numbers in mornings:
        new = new_papers(map(paper, numbers), history, lambda _: True)
        seen += [each.id for each in new]
        if new:
            record = history.begin("", MORNING, DAY, {each.id: DAY for each in new})
            history = replace(history, records=(*history.records, record))
    assert len(seen) == len(set(seen))
    assert set(seen) == {paper(number).id for numbers in mornings for number in numbers}


def test_the_readers_own_come_first_and_the_most_voted_before_the_others() -> None:
    papers = (paper(1, upvotes=3), paper(2, upvotes=9), paper(3), paper(4, upvotes=30))
    digest = compose("Daily papers", DAY, Chosen(papers, frozenset({papers[0].id})))
    assert [section.heading for section in digest.sections] == [HIGHLIGHTS, NEW]
    assert ids(digest) == [papers[place].id for place in (0, 3, 1, 2)]


def test_a_long_digest_is_grouped_by_topic() -> None:
    papers = tuple(
        paper(number, title=f"Robot grasping {number}" if number % 2 else f"Diffusion {number}")
        for number in range(40)
    )
    digest = compose("Daily papers", DAY, Chosen(papers))
    assert len(digest.sections) > 1
    assert sorted(ids(digest)) == sorted(each.id for each in papers)


def test_what_is_new_does_not_stand_at_the_end_as_well() -> None:
    chosen = Chosen((paper(1),), starred=(paper(1), paper(2)), risen=((paper(3), "now 131"),))
    digest = compose("Daily papers", DAY, chosen)
    assert [each.heading for each in digest.looking_back] == [STARRED, RISEN]
    assert [each.paper.id for each in digest.looking_back[0].entries] == [paper(2).id]
    assert digest.looking_back[1].entries[0].remark == "now 131"
    assert chosen.looking_back == (paper(1).id, paper(2).id, paper(3).id)


def test_what_stood_at_the_end_once_does_not_come_back() -> None:
    history = DigestHistory("daily")
    record = history.begin("", MORNING, DAY, {paper(1).id: DAY}, [paper(2).id])
    history = replace(history, records=(record,))
    starred = [(paper(number).id, "starred", MORNING) for number in (2, 3)]
    assert lately_starred(starred, history, MORNING) == [paper(3).id]
    assert lately_starred([(paper(4).id, "read", MORNING)], history, MORNING) == []
    assert lately_starred(starred, history, MORNING + timedelta(8)) == []
    risen = lately_risen([paper(2), paper(5)], {paper(5).id: "now 131"}, history)
    assert risen == ((paper(5), "now 131"),)


def test_a_sentence_is_the_summary_or_else_the_first_two() -> None:
    assert sentence(paper(1, summary="One line.")) == "One line."
    told = paper(1, abstract="We do it. It works, e.g. here. Third.")
    assert sentence(told) == "We do it. It works, e.g. here."
    assert sentence(paper(1)) == ""
    assert len(sentence(paper(1, abstract="word " * 5000))) <= 300


def test_whose_paper_it_is() -> None:
    authors = tuple(map(Author, ("Tri Dao", "Dan Fu", "Albert Gu")))
    assert source(paper(1, authors=authors)) == "Tri Dao +2"
    assert source(paper(1, authors=authors[:1])) == "Tri Dao"
    assert source(paper(1, authors=authors, organization="Stanford")) == "Stanford"
    assert source(paper(1)) == ""
