"""`paper-reader search`: all that was ever fetched, the best first, without a network."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from reader.archive import Archive
from reader.archive.full_text_index import PORTION
from reader.archive.listing_store import RawListing
from reader.paper import Period
from reader.query import parse
from tests.cli.program import Program
from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.terminal import Terminal


@pytest.fixture
def fetched(here: Program, service: FeedServer) -> Program:
    """Both days are in the archive."""
    for day in ("2024-01-01", "2024-01-02"):
        here("fetch", "--date", day)
    service.requests.clear()
    return here


def test_what_is_found_is_printed_the_best_first_and_nobody_is_asked(
    fetched: Program, run: Program, service: FeedServer
) -> None:
    ran = run("search", "surveys")
    assert (ran.code, ran.lines) == (0, ["2401.00002 ●    20 A Survey of Surveys"])
    assert ran.err == "paper-reader: 1 of 4 papers.\n"
    assert fetched("search", "more", "or", "new").ids[0] in ("2312.00009", "2401.00003")
    assert service.requests == []


def test_without_words_the_newest_come_first(fetched: Program) -> None:
    assert fetched("search", "up:>=5").ids == [
        *("2401.00001", "2401.00002", "2401.00003", "2312.00009"),
    ]


def test_the_end_of_a_word_may_be_left_out(fetched: Program) -> None:
    assert fetched("search", "--offline", "atten", "onc").ids == ["2401.00001"]


def test_marks_are_honoured_and_shown(fetched: Program) -> None:
    fetched("mark", "2401.00002", "--star", "--tag", "rl")
    assert fetched("search", "tag:rl").lines == ["2401.00002  ★   20 #rl A Survey of Surveys"]
    assert "2401.00002" not in fetched("search", "is:unread").ids
    assert fetched("search", "--json", "is:starred").json[0]["tags"] == ["rl"]


def test_no_more_than_are_wanted_are_printed_and_the_rest_is_told(fetched: Program) -> None:
    ran = fetched("search", "--ids", "--limit", "2", "less")
    assert len(ran.lines) == 2
    assert ran.err == "paper-reader: The first 2 of 4 in 4 papers; --limit brings more.\n"
    assert "The first 1 that were found in 4 papers;" in fetched("search", "/e/", "--limit=1").err


def test_nothing_found_is_no_failure(fetched: Program) -> None:
    ran = fetched("search", "zebra")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        "paper-reader: Nothing is found for “zebra” in the 4 papers that were fetched.\n"
    )
    assert fetched("search", "--json", "zebra").json == []


def test_an_empty_archive_is_explained(here: Program) -> None:
    ran = here("search", "zebra")
    assert (ran.code, ran.out) == (0, "")
    assert "paper-reader fetch --since 2025-01-01 fetches the lists from that day on." in ran.err


def test_a_mistake_is_pointed_at(fetched: Program) -> None:
    ran = fetched("search", "up:>many")
    assert (ran.code, ran.out) == (2, "")
    assert "  up:>many\n      ^\n" in ran.err


@pytest.mark.parametrize(
    "arguments", [[], ["  "], ["x", "--limit", "0"], ["x", "--json", "--ids"]], ids=str
)
def test_a_wrong_command_is_explained(here: Program, arguments: list[str]) -> None:
    ran = here("search", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


class TestOnline:
    def test_the_service_is_asked(self, here: Program, service: FeedServer) -> None:
        service.days["2024-01-02"] = [item("2401.00007", "Zebra Fish"), item("2401.00008")]
        ran = here("search", "--online", "--ids", "zebra")
        assert ran.code == 0 and "2401.00007" in ran.lines
        assert service.requests

    def test_it_knows_words_alone(self, here: Program, service: FeedServer) -> None:
        for words in (["is:unread"], ["title:zebra"], ["zebra", "or", "fish"]):
            ran = here("search", "--online", *words)
            assert (ran.code, service.requests) == (2, [])
            assert "the service searches for words alone" in ran.err
        assert here("search", "--online", "--offline", "zebra").code == 2


class TestOnATerminal:
    def written(self, run: Program, **variables: str) -> bytes:
        command = [*run.command, "search", "survey"]
        with Terminal(command, run.environment | variables) as terminal:
            assert terminal.leave() == 0
            return terminal.written

    def test_what_was_found_stands_out(self, fetched: Program, run: Program) -> None:
        bold = b"A \x1b[1mSurvey\x1b[22m of \x1b[1mSurvey\x1b[22ms"
        assert bold in self.written(run)
        assert b"\x1b" not in self.written(run, NO_COLOR="1")


def test_what_is_not_indexed_is_found_and_indexed_behind_the_answer(
    fetched: Program, service: FeedServer
) -> None:
    archive = Archive(fetched.home / "cache" / "archive.sqlite")
    rows = [(f"2312.{at:05d}", item(f"2312.{at:05d}", "A Zebra")) for at in range(1100)]
    moment = datetime(2023, 12, 1, tzinfo=UTC)
    archive.store_many([RawListing(Period.day(date(2023, 12, 1)), rows, 0, moment)])
    waiting = 1100
    while waiting > 0:
        ran = fetched("search", "--ids", "zebra")
        assert len(ran.lines) == 50
        assert "The first 50 of 1,100 in 1,103 papers" in ran.err
        assert ("papers not indexed yet" in ran.err) == (waiting >= 1000)
        waiting -= PORTION
    assert archive.search(parse("zebra"), {}).unindexed == 0
