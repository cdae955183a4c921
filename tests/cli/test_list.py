"""`paper-reader list`: the papers of a day on stdout, everything else on stderr."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from reader.feed.item_decoder import decode_items
from tests import feed_faults as faults
from tests.cli.program import Program
from tests.feed_items import ABSENT, item, items
from tests.feed_server import FeedServer


def test_the_newest_list_is_printed_one_line_a_paper_in_feed_order(run: Program) -> None:
    ran = run("list")
    assert (ran.code, ran.lines) == (
        0,
        [
            "2401.00001 ●    30 Attention Once More",
            "2401.00002 ●    20 A Survey of Surveys",
            "2401.00003 ●    10 Why Less Is More",
        ],
    )
    assert ran.err == "paper-reader: 2024-01-02: 3 papers, 3 unread.\n"


def test_without_a_terminal_the_program_itself_prints_the_list(run: Program) -> None:
    assert run().out == run("list").out
    assert run("--date", "2024-01-01").ids == ["2312.00009"]


def test_marks_are_shown_in_the_line(here: Program) -> None:
    here("mark", "2401.00002", "--star", "--tag", "surveys")
    assert here("list").lines[1] == "2401.00002  ★   20 #surveys A Survey of Surveys"


def test_a_day_can_be_asked_for(here: Program) -> None:
    ran = here("list", "--date", "2024-01-01")
    assert (ran.code, ran.ids) == (0, ["2312.00009"])


@pytest.mark.parametrize(("word", "day"), [("today", "2024-01-03"), ("yesterday", "2024-01-02")])
def test_a_day_may_be_a_word(here: Program, word: str, day: str) -> None:
    assert f"{day}: " in here("list", "--date", word).err


def test_ids_alone_are_for_another_command(here: Program) -> None:
    assert here("list", "--ids", "up:>=20").out == "2401.00001\n2401.00002\n"


def test_a_query_leaves_papers_out_and_the_message_says_how_many(here: Program) -> None:
    here("mark", "2401.00001", "--read")
    ran = here("list", "is:unread", "up:>=10", "title:more")
    assert ran.ids == ["2401.00003"]
    assert ran.err == "paper-reader: 2024-01-02: 1 of 3 papers.\n"


def test_a_minus_works_behind_two_dashes_and_as_a_word(here: Program) -> None:
    assert here("list", "--", "-title:more").ids == ["2401.00002"]
    assert here("list", "not", "title:more").ids == ["2401.00002"]


def test_a_minus_that_was_taken_for_an_option_is_explained(here: Program) -> None:
    ran = here("list", "-title:more")
    assert ran.code == 2
    assert "-title:more was taken for an option; write not title:more." in ran.err


class TestJson:
    def test_the_object_is_the_one_that_scripts_rely_on(self, run: Program) -> None:
        first = run("list", "--json").json[0]
        abstract = first.pop("abstract")
        assert abstract.startswith("We ask whether") and "54.6% of the words" in abstract
        assert first == {
            "id": "2401.00001",
            "title": "Attention Once More",
            "authors": ["Ada Example", "Bo van der Muster"],
            "published": "2024-01-01",
            "listed": "2024-01-02",
            "upvotes": 30,
            "comments": 2,
            "organization": "Institute of Samples",
            "submitter": "Cy Probe",
            "summary": "A model that is told less can do more.",
            "keywords": ["language models", "brevity"],
            "github": "https://github.com/example/less",
            "github_stars": 34,
            "project": "https://example.org/2401.00001",
            "url": "https://huggingface.co/papers/2401.00001",
            "arxiv": "https://arxiv.org/abs/2401.00001",
            "pdf": "https://arxiv.org/pdf/2401.00001",
            "version": None,
            "withdrawn": None,
            "read": False,
            "starred": False,
            "tags": [],
            "note": None,
            "citation_key": None,
        }

    def test_marks_are_in_it(self, here: Program) -> None:
        here("mark", "2401.00001", "--star", "--tag", "b", "--tag", "a", "--note", "again")
        first = here("list", "--json").json[0]
        marks = ("read", "starred", "tags", "note", "citation_key")
        assert [first[name] for name in marks] == [
            *(True, True, ["a", "b"], "again", "example2024attention"),
        ]

    def test_a_day_without_papers_is_an_empty_list(self, here: Program) -> None:
        ran = here("list", "--json", "--date", "2023-12-31")
        assert (ran.code, ran.out) == (0, "[]\n")
        assert "2023-12-31: 0 papers, 0 unread." in ran.err

    def test_recorded_days_come_out_as_they_went_in(self, recorded: Path, here: Program) -> None:
        folder = recorded / "daily"
        with FeedServer(date(2026, 7, 24), folder) as server:
            live = Program(here.home, server.url, server.today)
            for day in ("2024-05-27", "2025-03-20", "2026-07-24"):
                sent = decode_items(json.loads((folder / f"{day}.json").read_bytes()), None)
                listed = live("list", "--json", "--date", day).json
                assert [each["id"] for each in listed] == [paper.id for paper in sent.papers]
                assert {each["listed"] for each in listed} == {day}
                assert all(each["title"] and each["authors"] for each in listed)


class TestTheNewestList:
    def test_over_a_weekend_it_is_fridays(self, here: Program, service: FeedServer) -> None:
        service.today = date(2024, 1, 7)
        service.days["2024-01-05"] = [item("2401.00005", day="2024-01-05")]
        ran = here.on(service.today)("list")
        assert ran.ids == ["2401.00005"]
        assert len(service.requests) == 3, "today, the newest papers, their day"

    def test_it_is_found_day_by_day_where_papers_do_not_say_theirs(
        self, here: Program, service: FeedServer
    ) -> None:
        service.days = {"2023-12-22": [item("2312.00022", submittedOnDailyAt=ABSENT)]}
        ran = here("list")
        assert ran.ids == ["2312.00022"]
        assert "2023-12-22: 1 paper, 1 unread." in ran.err

    def test_today_may_not_have_begun_yet_where_the_service_is(
        self, here: Program, service: FeedServer
    ) -> None:
        assert here.on(date(2024, 1, 4))("list").ids == here("list").ids

    def test_where_no_day_has_papers_the_list_is_empty(
        self, here: Program, service: FeedServer
    ) -> None:
        service.days.clear()
        ran = here("list", "--json")
        assert (ran.code, ran.json) == (0, [])

    def test_it_has_more_papers_than_the_service_gives_at_once(
        self, here: Program, service: FeedServer
    ) -> None:
        service.days["2024-01-03"] = items(120, "2024-01-03")
        assert len(here("list", "--ids").lines) == 120


class TestWithoutAnAnswer:
    def test_a_list_that_is_known_is_printed_with_its_age(
        self, run: Program, service: FeedServer
    ) -> None:
        known = run("list").out
        service.fault = faults.not_json()
        ran = run("list")
        assert (ran.code, ran.out) == (0, known)
        assert "the answer is not JSON. The list is as it was on 20" in ran.err

    def test_a_day_that_is_known_is_printed_too(self, here: Program, service: FeedServer) -> None:
        # Its list was fetched while the day was open.
        service.days["2024-01-03"] = [item("2401.00033", day="2024-01-03")]
        now = Program(here.home, here.endpoint, date(2024, 1, 3))
        assert now("list", "--date", "2024-01-03").code == 0
        service.fault = faults.status(418)
        assert now("list", "--date", "2024-01-03").ids == ["2401.00033"]

    def test_nothing_to_be_had_is_a_failure(self, here: Program, service: FeedServer) -> None:
        service.fault = faults.not_json()
        ran = here("list")
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.count("\n") == 1

    def test_offline_prints_what_is_known_and_asks_nobody(
        self, run: Program, service: FeedServer
    ) -> None:
        known = run("list").out
        asked = len(service.requests)
        ran = run("list", "--offline")
        assert (ran.code, ran.out, len(service.requests)) == (0, known, asked)
        assert "The network is not used, as --offline was given. The list is as it was" in ran.err

    def test_offline_with_nothing_known_is_a_failure(
        self, here: Program, service: FeedServer
    ) -> None:
        ran = here("list", "--offline")
        assert (ran.code, ran.out, service.requests) == (1, "", [])


class TestBrokenItems:
    def test_they_are_counted_and_the_others_shown(
        self, here: Program, service: FeedServer
    ) -> None:
        service.days["2024-01-03"] = [item("2401.00033"), {"paper": None}, 7]
        ran = here("list")
        assert (ran.code, ran.ids) == (0, ["2401.00033"])
        assert "2 of 3 papers could not be read and had to be left out." in ran.err

    def test_where_all_are_broken_nothing_was_had(self, here: Program, service: FeedServer) -> None:
        service.days["2024-01-03"] = [{"paper": {}}, {}]
        ran = here("list", "--date", "2024-01-03")
        assert (ran.code, ran.out) == (1, "")
        assert "None of the 2 papers of 2024-01-03 could be read" in ran.err

    def test_a_list_that_is_known_is_not_lost_to_them(
        self, here: Program, service: FeedServer
    ) -> None:
        service.days["2024-01-03"] = [item("2401.00033", day="2024-01-03")]
        here("list")
        service.days["2024-01-03"] = [{"paper": {}}]
        assert here("list").ids == ["2401.00033"]
        service.days["2024-01-03"] = []
        ran = here("list")
        assert ran.ids == ["2401.00033"]
        assert "The service says all at once that 2024-01-03 has no papers." in ran.err
        assert here("list", "--offline").ids == ["2401.00033"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--date", "2024-13-01"], "“2024-13-01” is no date such as 2024-01-03."),
        (["--date", "20240101"], "“20240101” is no date such as 2024-01-03."),
        (["--date", "2024-W01-1"], "“2024-W01-1” is no date such as 2024-01-03."),
        (["--date", "2023-05-03"], "the Daily Papers begin on 2023-05-04."),
        (["--date", "2024-01-04"], "2024-01-04 has not begun yet; today is 2024-01-03 (UTC)."),
        (["--bogus"], "No such option '--bogus'."),
    ],
)
def test_a_wrong_command_is_explained(here: Program, arguments: list[str], sentence: str) -> None:
    ran = here("list", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (["mamba", "(rwkv"], "  mamba (rwkv\n        ^\n"),
        (["up:>many"], "  up:>many\n      ^\n"),
        (["混合", "(x"], "  混合 (x\n       ^\n"),
        (["a\tb", "\x1b[1m(x"], "  a b [1m(x\n         ^\n"),
        (["/(/"], "/(/"),
    ],
    ids=["bracket", "number", "wide letters", "control characters", "pattern"],
)
def test_a_mistake_in_a_query_is_pointed_at(here: Program, words: list[str], place: str) -> None:
    ran = here("list", *words)
    assert (ran.code, ran.out) == (2, "")
    assert place in ran.err


def test_a_pattern_that_takes_too_long_is_a_wrong_query(here: Program, service: FeedServer) -> None:
    service.days["2024-01-02"] = [item(title="a" * 400 + "b")]
    ran = here("list", "/(a|aa)+$/")
    assert (ran.code, ran.out) == (2, "")
    assert "takes too long" in ran.err
