"""A list whose API is out of order is read from the web page that shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from reader.errors import FeedError
from reader.feed.huggingface import HuggingFace, ListAnswer, Refused, Unreachable
from reader.feed.item_decoder import decode_items
from tests import feed_faults as faults
from tests.feed_fixtures import HASTE
from tests.feed_items import item, items
from tests.feed_pages import listing_props, page
from tests.feed_server import FeedServer

DAY = date(2024, 1, 2)


def page_of(server: FeedServer, text: str) -> None:
    """From now on the API is broken, and every web page is this one."""

    def act(handler: faults.Handler, service: FeedServer) -> None:
        if service.requests[-1].path.startswith("/api/"):
            handler.send(501, b"", {})
        else:
            handler.send(200, text.encode(), {"Content-Type": "text/html"})

    server.fault = faults.Fault(act)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (faults.not_json(), "the answer is not JSON."),
        (faults.an_object(), "an object came where a list was expected."),
        (faults.status(403), "HTTP 403 Forbidden."),
        (faults.status(410), "HTTP 410 Gone."),
        (faults.status(500), "HTTP 500 Internal Server Error."),
        (faults.status(503), "HTTP 503 Service Unavailable."),
        (
            faults.body(b'[{"papier": {}}, 3]'),
            "none of the papers can be read (a number is not a paper).",
        ),
    ],
    ids=["no JSON", "an object", "403", "410", "500", "503", "other items"],
)
def test_a_broken_api_is_got_round_and_that_is_said(
    server: FeedServer, feed: HuggingFace, fault: faults.Fault, reason: str
) -> None:
    server.fault = faults.of_the_api(fault)
    assert feed.day(DAY) == ListAnswer(
        server.days["2024-01-02"],
        "page",
        f"Could not get the papers of 2024-01-02 from 127.0.0.1:{server.port}: {reason}",
    )


def test_a_token_that_is_refused_is_named_in_the_reason(
    server: FeedServer, feed: HuggingFace
) -> None:
    server.fault = faults.of_the_api(faults.status(401))
    assert "the token in HF_TOKEN may be out of date" in (feed.day(DAY).reason or "")


def test_every_period_has_a_page(server: FeedServer, feed: HuggingFace) -> None:
    server.fault = faults.of_the_api(faults.an_object())
    answers = [feed.day(DAY), feed.week("2024-W01"), feed.month("2024-01"), feed.trending()]
    assert [len(answer.items or ()) for answer in answers] == [3, 3, 3, 3]
    assert {answer.source for answer in answers} == {"page"}
    assert [asked.path for asked in server.requests[1::2]] == [
        "/papers/date/2024-01-02",
        "/papers/week/2024-W01",
        "/papers/month/2024-01",
        "/papers/trending",
    ]
    assert server.requests[1].headers["Accept"] == "text/html"


def test_a_page_that_shows_the_first_papers_alone_is_said_to(
    server: FeedServer, feed: HuggingFace
) -> None:
    server.days["2024-01-01"] = items(120, "2024-01-01")
    server.fault = faults.of_the_api(faults.an_object())
    answer = feed.month("2024-01")
    assert len(answer.items or ()) == 100
    assert (answer.reason or "").endswith(". The page shows the first 100 papers alone.")


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(400),
        faults.status(404),
        faults.too_many_requests({"RateLimit": '"api";r=0;t=214'}),
        faults.status(503, {"Retry-After": "214"}),
    ],
    ids=["400", "404", "429", "503 with a wait"],
)
def test_a_plain_no_is_taken_for_one(
    server: FeedServer, feed: HuggingFace, fault: faults.Fault
) -> None:
    server.fault = faults.of_the_api(fault)
    with pytest.raises(Refused):
        feed.day(DAY)
    assert len(server.requests) == 1


@pytest.mark.parametrize("fault", [faults.drop, faults.cut_short])
def test_a_service_that_cannot_be_reached_has_no_pages_either(
    server: FeedServer, feed: HuggingFace, fault: Callable[[], faults.Fault]
) -> None:
    server.fault = faults.of_the_api(fault())
    with pytest.raises(Unreachable):
        feed.day(DAY)
    assert all(asked.path.startswith("/api/") for asked in server.requests)


class TestAPageOfNoUse:
    @pytest.mark.parametrize("value", ["2023-12-31", "2024-01-04"])
    def test_it_leads_to_another_day(
        self, server: FeedServer, feed: HuggingFace, value: str
    ) -> None:
        server.fault = faults.of_the_api(faults.an_object())
        with pytest.raises(FeedError, match="an object came where a list was expected"):
            feed.day(date.fromisoformat(value))
        assert [asked.path for asked in server.requests[1:]] == [
            f"/papers/date/{value}",
            "/papers",
        ]

    @pytest.mark.parametrize(
        ("told", "week"),
        [
            ({"dateString": "2023-W52", "periodType": "week"}, "2024-W01"),
            ({"dateString": "2024-01-02", "periodType": "day"}, "2024-W01"),
            ({"dateString": "2024-01-02"}, "2024-W01"),
            ({"dateString": "2024-01", "periodType": "month"}, "2024-W01"),
            ({"dateString": "2024-W01", "periodType": "week", "isTrending": True}, "2024-W01"),
            ({}, "2024-W01"),
        ],
        ids=["another week", "a day", "an older day", "a month", "trending", "nothing told"],
    )
    def test_it_shows_another_list(
        self, server: FeedServer, feed: HuggingFace, told: dict[str, object], week: str
    ) -> None:
        page_of(server, page("DailyPapers", listing_props(items(3), **told)))
        with pytest.raises(Refused, match="HTTP 501 Not Implemented"):
            feed.week(week)

    def test_a_list_is_not_what_trends(self, server: FeedServer, feed: HuggingFace) -> None:
        page_of(server, page("DailyPapers", listing_props(items(3), dateString="2024-01-02")))
        with pytest.raises(Refused, match=r"the trending papers from .*: HTTP 501"):
            feed.trending()

    @pytest.mark.parametrize(
        "fault",
        [faults.not_json(), faults.status(500), faults.status(404), faults.drop(), faults.bomb(33)],
        ids=["a hotel", "500", "404", "dropped", "bomb"],
    )
    def test_it_fails_as_well(
        self, server: FeedServer, feed: HuggingFace, fault: faults.Fault
    ) -> None:
        def act(handler: faults.Handler, service: FeedServer) -> None:
            if service.requests[-1].path.startswith("/api/"):
                handler.send(200, b"null", {})
            else:
                fault.act(handler, service)

        server.fault = faults.Fault(act)
        with pytest.raises(FeedError, match="null came where a list was expected"):
            feed.day(DAY)
        assert len(server.requests) == 2, "a page is not tried again"

    def test_it_takes_too_long(self, server: FeedServer, feed: HuggingFace) -> None:
        def act(handler: faults.Handler, service: FeedServer) -> None:
            if service.requests[-1].path.startswith("/api/"):
                handler.send(200, b"null", {})
            else:
                faults.drip().act(handler, service)

        server.fault = faults.Fault(act)
        with pytest.raises(FeedError, match="null came where a list was expected"):
            feed.day(DAY, budget=HASTE)

    def test_items_that_nobody_can_read_come_as_they_are(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        server.fault = faults.body(b"[1, 2]")
        answer = feed.day(DAY)
        assert (answer.items, answer.source) == ([1, 2], "api")


def test_a_week_whose_page_does_not_tell_which_is_believed_where_it_was_asked_for(
    server: FeedServer, feed: HuggingFace
) -> None:
    told = {"dateString": "Week 1", "periodType": "week"}
    page_of(server, page("DailyPapers", listing_props(items(3), **told)))
    assert feed.week("2024-W01").items == items(3)


def test_one_readable_item_is_enough_for_the_api(server: FeedServer, feed: HuggingFace) -> None:
    server.days["2024-01-02"] = [item(title=""), item("2401.00002")]
    answer = feed.day(DAY)
    assert answer.source == "api"
    assert decode_items(answer.items, DAY).broken == 1


class TestDiscussions:
    def test_the_page_has_the_comments_where_the_api_has_none(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        server.fault = faults.of_the_api(faults.body(b'{"id": "2401.02001", "linkedModels": []}'))
        told = feed.discussion("2401.02001")
        assert isinstance(told, dict)
        assert (told["comments"], told["linkedModels"]) == ([], [])
        assert server.requests[1].path == "/papers/2401.02001"

    def test_of_two_failures_that_of_the_api_is_told(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        server.fault = faults.status(501)
        with pytest.raises(Refused, match=r"the discussion of 2401\.02001 from .*: HTTP 501"):
            feed.discussion("2401.02001")
        assert len(server.requests) == 4
