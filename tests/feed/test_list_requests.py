"""Asking the service for weeks, months, what trends, and what is searched for."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from reader.errors import FeedError
from reader.feed.huggingface import HuggingFace, ListAnswer, Refused
from reader.feed.item_decoder import decode_items
from tests import feed_faults as faults
from tests.feed_items import item, items
from tests.feed_quotas import Quotas
from tests.feed_server import FeedServer

DAY = date(2024, 1, 2)


def ids(answer: ListAnswer) -> list[str]:
    return [paper.id for paper in decode_items(answer.items, None).papers]


class TestWeeksAndMonths:
    def test_a_week_has_its_seven_days(self, server: FeedServer, feed: HuggingFace) -> None:
        for day in ("2023-12-31", "2024-01-01", "2024-01-03"):
            server.days[day] = items(2, day)
        answer = feed.week("2024-W01")
        assert {paper.listed for paper in decode_items(answer.items, None).papers} == {
            date(2024, 1, 1),
            DAY,
            date(2024, 1, 3),
        }
        assert server.requests[0].path == "/api/daily_papers?week=2024-W01&limit=100"

    def test_a_month_is_read_to_its_end(self, server: FeedServer, feed: HuggingFace) -> None:
        for day in ("2023-12-01", "2023-12-02", "2023-12-29"):
            server.days[day] = items(90, day)
        answer = feed.month("2023-12")
        assert len(ids(answer)) == 270
        assert [asked.query.get("p") for asked in server.requests] == [None, "1", "2"]
        assert all(asked.query["month"] == "2023-12" for asked in server.requests)

    def test_a_week_53_is_refused_as_the_service_does(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        with pytest.raises(Refused, match="the papers of 2026-W53 from") as caught:
            feed.week("2026-W53")
        assert caught.value.status == 400
        assert len(server.requests) == 1

    @pytest.mark.parametrize("month", ["2024-13", "../settings", "2024-01&date=2024-01-02"])
    def test_what_is_no_month_stays_within_its_parameter(
        self, server: FeedServer, feed: HuggingFace, month: str
    ) -> None:
        with pytest.raises(Refused):
            feed.month(month)
        assert server.requests[0].query == {"month": month, "limit": "100"}


class TestTrending:
    def test_is_asked_for_without_a_day(self, server: FeedServer, feed: HuggingFace) -> None:
        server.days["2023-06-01"] = [item("2305.00001", "Old and Famous", githubStars=9_000)]
        answer = feed.trending()
        assert ids(answer)[0] == "2305.00001"
        assert len(ids(answer)) == 4
        assert server.requests[0].query == {"sort": "trending", "limit": "100"}

    def test_is_the_first_hundred(self, server: FeedServer, feed: HuggingFace) -> None:
        server.days["2024-01-02"] = items(230)
        assert len(ids(feed.trending())) == 100
        assert len(server.requests) == 1


class TestSearch:
    def test_finds_papers_best_first(self, server: FeedServer, feed: HuggingFace) -> None:
        server.days["2024-01-02"] = [
            item("2401.00001", "Sparse Attention"),
            item("2401.00002", "Sparse Maps"),
            item("2401.00003", "Rivers", summary="Of water."),
        ]
        answer = feed.search("  sparse attention ")
        assert ids(answer) == ["2401.00001", "2401.00002"]
        assert (answer.source, answer.reason, answer.etag) == ("api", None, None)
        assert server.requests[0].query == {"q": "sparse attention", "limit": "120"}

    @pytest.mark.parametrize(("limit", "asked"), [(5, "5"), (0, "1"), (-3, "1"), (999, "120")])
    def test_asks_for_no_more_than_the_service_gives(
        self, server: FeedServer, feed: HuggingFace, limit: int, asked: str
    ) -> None:
        feed.search("paper", limit)
        assert server.requests[0].query["limit"] == asked

    @pytest.mark.parametrize(
        ("query", "sent"),
        [
            ("a" * 300, "a" * 250),
            ("é" * 300, "é" * 250),
            ("🤗" * 200, "🤗" * 125),
            ("a" + "🤗" * 200, "a" + "🤗" * 124),
            ("a\udc80b", "ab"),
            ("a&limit=1#b", "a&limit=1#b"),
        ],
        ids=["letters", "accents", "emoji", "no half of an emoji", "a broken byte", "parameters"],
    )
    def test_cuts_what_the_service_would_refuse(
        self, server: FeedServer, feed: HuggingFace, query: str, sent: str
    ) -> None:
        feed.search(query)
        assert server.requests[0].query["q"] == sent

    def test_has_no_web_page_to_turn_to(self, server: FeedServer, feed: HuggingFace) -> None:
        server.fault = faults.an_object()
        with pytest.raises(FeedError, match=r"the papers searched for from .*: an object came"):
            feed.search("paper")
        assert len(server.requests) == 1


class TestAskingAgain:
    def test_what_has_not_changed_is_not_sent(self, server: FeedServer, feed: HuggingFace) -> None:
        first = feed.day(DAY)
        assert first.etag
        again = feed.day(DAY, first.etag)
        assert (again.items, again.etag) == (None, first.etag)
        assert "If-None-Match" not in server.requests[0].headers

    def test_what_has_changed_is(self, server: FeedServer, feed: HuggingFace) -> None:
        first = feed.day(DAY)
        server.days["2024-01-02"] = items(4)
        again = feed.day(DAY, first.etag)
        assert len(ids(again)) == 4
        assert again.etag not in (None, first.etag)

    def test_a_list_of_several_pages_has_no_one_etag(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        for count in (100, 101):
            server.days["2024-01-02"] = items(count)
            assert feed.day(DAY).etag is None

    def test_the_first_page_alone_is_asked_for_with_it(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        etag = feed.day(DAY).etag
        server.days["2024-01-02"] = items(150)
        assert len(ids(feed.day(DAY, etag))) == 150
        sent = ["If-None-Match" in asked.headers for asked in server.requests]
        assert sent == [False, True, False]

    @pytest.mark.parametrize("etag", ["", "abc", '"a"\r\nX-Evil: 1', '"' + "a" * 999 + '"', '"é"'])
    def test_what_is_no_etag_is_not_sent(
        self, server: FeedServer, feed: HuggingFace, etag: str
    ) -> None:
        assert len(ids(feed.day(DAY, etag))) == 3
        assert "If-None-Match" not in server.requests[0].headers

    @pytest.mark.parametrize("etag", ["abc", 'W/"a b"', '"' + "a" * 999 + '"'])
    def test_what_is_no_etag_is_not_taken(
        self, server: FeedServer, feed: HuggingFace, etag: str
    ) -> None:
        server.fault = faults.body(b"[]", {"ETag": etag})
        assert feed.day(DAY).etag is None

    def test_a_304_that_was_not_asked_for_is_no_answer(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        server.fault = faults.status(304)
        with pytest.raises(Refused, match="HTTP 304 Not Modified"):
            feed.day(DAY)

    def test_works_for_every_list(self, feed: HuggingFace) -> None:
        for ask in (
            lambda etag: feed.week("2024-W01", etag),
            lambda etag: feed.month("2024-01", etag),
            feed.trending,
        ):
            assert ask(ask(None).etag).items is None


@pytest.mark.parametrize(
    ("kind", "value", "days"),
    [("week", "2026-W30", "2026-07-2?"), ("month", "2026-05", "2026-05-??")],
)
def test_recorded_periods_arrive_whole(recorded: Path, kind: str, value: str, days: str) -> None:
    folder = recorded / "daily"
    expected = set()
    for file in folder.glob(f"{days}.json"):
        day = date.fromisoformat(file.stem)
        if kind == "month" or day.isocalendar()[:2] == (2026, 30):
            expected |= {each["paper"]["id"] for each in json.loads(file.read_bytes())}
    with FeedServer(date(2026, 7, 24), folder) as server, HuggingFace(server.url) as feed:
        answer = feed.week(value) if kind == "week" else feed.month(value)
    assert len(expected) > 10
    assert set(ids(answer)) == expected


def test_all_recorded_days_arrive_whole(recorded: Path) -> None:
    folder = recorded / "daily"
    files = sorted(folder.glob("*.json"))
    with (
        FeedServer(date(2026, 7, 24), folder, quotas=Quotas({"api": 1_000})) as server,
        HuggingFace(server.url) as feed,
        ThreadPoolExecutor(8) as threads,
    ):
        days = [date.fromisoformat(file.stem) for file in files]
        for file, answer in zip(files, threads.map(feed.day, days), strict=True):
            assert answer.items == json.loads(file.read_bytes())
        assert len(server.requests) == len(files) > 10
        assert 1 < server.most_at_once <= 4
