"""Weeks, months, what is trending, what the service finds, and what people say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reader.paper import Period
from tests.cli.program import Program
from tests.feed_items import comment, item
from tests.feed_server import FeedServer


def test_a_week_and_a_month_join_their_days(here: Program) -> None:
    for words in (["--week", "2024-W01"], ["--month", "2024-01"]):
        ran = here("list", *words, "--ids")
        assert ran.code == 0
        assert ran.ids == ["2401.00001", "2401.00002", "2401.00003", "2312.00009"]
        assert f"{words[1]}: 4 papers, 4 unread." in ran.err


def test_the_53rd_week_works_although_the_service_refuses_it(
    here: Program, service: FeedServer
) -> None:
    service.today = date(2027, 1, 2)
    service.days["2026-12-31"] = [item("2612.00001", "Last Things", "2026-12-31", upvotes=1)]
    service.days["2027-01-01"] = [item("2612.00002", "First Things", "2027-01-01", upvotes=9)]
    ran = replace(here, today=service.today)("list", "--week", "2026-W53", "--ids")
    assert ran.ids == ["2612.00002", "2612.00001"], "most upvotes first"
    assert all("week" not in asked.query for asked in service.requests)


def test_what_was_listed_once_is_listed_without_a_network(here: Program) -> None:
    online = here("list", "--trending", "--ids")
    offline = here("list", "--trending", "--ids", "--offline")
    assert online.ids
    assert offline.ids == online.ids
    assert "The list is as it was on" in offline.err


def test_the_service_is_searched(here: Program, service: FeedServer) -> None:
    ran = here("list", "--search", "survey", "--ids")
    assert "2401.00002" in ran.ids
    assert service.requests[-1].query["q"] == "survey"
    assert "Search for “survey”:" in ran.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--week", "2024-01"], "is no week such as"),
        (["--week", "2025-W53"], "is no week such as"),
        (["--week", "2023-W01"], "begin on 2023-05-04"),
        (["--week", "2024-W02"], "has not begun yet"),
        (["--month", "2024-13"], "is no month such as"),
        (["--month", "2024-02"], "has not begun yet"),
        (["--search", " "], "needs words to search for"),
        (["--trending", "--date", "2024-01-02"], "exclude each other"),
    ],
)
def test_a_mistake_is_told(here: Program, words: list[str], sentence: str) -> None:
    ran = here("list", *words)
    assert ran.code == 2
    assert sentence in ran.err


def test_the_discussion_is_shown_with_answers_below_what_they_answer(
    here: Program, service: FeedServer
) -> None:
    service.comments["2401.00001"] = [
        comment("c1", "A fine paper.\n\nWith \x1b[31mcolour."),
        comment("c2", "Thank you.", parent="c1"),
    ]
    ran = here("show", "--discussion", "2401.00001")
    talk = ran.out.split("\nDiscussion\n")[1]
    assert "  A fine paper." in talk
    assert "\n    Thank you." in talk
    assert "\x1b" not in talk
    told = here("show", "--discussion", "--json", "2401.00001").json["discussion"]
    assert [(each["text"].split("\n")[0], each["depth"]) for each in told["comments"]] == [
        ("A fine paper.", 0),
        ("Thank you.", 1),
    ]
    assert "Nobody has said anything yet." in here("show", "--discussion", "2401.00002").out


@pytest.mark.parametrize(
    ("period", "first", "last", "count"),
    [
        (Period("day", "2024-01-02"), "2024-01-02", "2024-01-02", 1),
        (Period("week", "2026-W53"), "2026-12-28", "2027-01-03", 7),
        (Period("month", "2024-02"), "2024-02-01", "2024-02-29", 29),
    ],
)
def test_the_days_of_a_period(period: Period, first: str, last: str, count: int) -> None:
    assert (str(period.days[0]), str(period.days[-1]), len(period.days)) == (first, last, count)


def test_what_is_trending_has_no_days() -> None:
    assert Period("trending").days == ()
    assert Period("search", "x").days == ()


def test_what_no_terminal_can_show_is_not_searched_for(here: Program, service: FeedServer) -> None:
    ran = here("list", "--search", "\udce9\x1b")
    assert (ran.code, ran.out, service.requests) == (2, "", [])
    assert "--search needs words to search for" in ran.err
    ran = here("list", "--search", "\udce9attention")
    assert ran.code == 0
    assert ran.err.startswith("paper-reader: Search for “attention”: ")
