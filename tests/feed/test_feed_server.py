"""The service that the tests use behaves as the real one is known to."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from reader.feed.item_decoder import decode_items
from tests.feed_items import comment, item, items, linked
from tests.feed_server import FeedServer


def get(server: FeedServer, path: str, **headers: str) -> tuple[int, Any, dict[str, str]]:
    """Status, JSON value and headers."""
    request = Request(server.url + path, headers=headers)
    try:
        with urlopen(request) as response:
            return response.status, json.load(response), dict(response.headers)
    except HTTPError as error:
        with error:
            body = error.read()
            return error.code, json.loads(body) if body else None, dict(error.headers)


@pytest.fixture
def server(feed_server: FeedServer) -> FeedServer:
    feed_server.days["2024-01-01"] = items(2, "2024-01-01")
    feed_server.days["2024-01-02"] = items(120, "2024-01-02")
    feed_server.days["2024-01-03"] = items(3, "2024-01-03")
    return feed_server


def test_a_day_has_fifty_papers_unless_more_are_asked_for(server: FeedServer) -> None:
    assert len(get(server, "/api/daily_papers?date=2024-01-02")[1]) == 50
    assert len(get(server, "/api/daily_papers?date=2024-01-02&limit=100")[1]) == 100


def test_a_link_leads_to_the_next_page_until_the_last(server: FeedServer) -> None:
    _, _, headers = get(server, "/api/daily_papers?date=2024-01-02&limit=100")
    following = f"{server.url}/api/daily_papers?date=2024-01-02&limit=100&p=1"
    assert headers["Link"] == f'<{following}>; rel="next"'
    _, rest, headers = get(server, following.removeprefix(server.url))
    assert len(rest) == 20
    assert "Link" not in headers


def test_a_page_after_the_last_is_empty(server: FeedServer) -> None:
    assert get(server, "/api/daily_papers?date=2024-01-02&p=100")[:2] == (200, [])


def test_a_day_without_papers_is_an_empty_list(server: FeedServer) -> None:
    assert get(server, "/api/daily_papers?date=2023-12-31")[:2] == (200, [])


def test_a_day_lists_the_most_upvotes_first(server: FeedServer) -> None:
    server.days["2024-01-02"] = [item("2401.00001", upvotes=1), item("2401.00002", upvotes=9)]
    listed = get(server, "/api/daily_papers?date=2024-01-02")[1]
    assert [each["paper"]["upvotes"] for each in listed] == [9, 1]


def test_without_a_day_the_newest_come_first_across_days(server: FeedServer) -> None:
    server.days["2024-01-04"] = items(1, "2024-01-04")
    listed = decode_items(get(server, "/api/daily_papers?limit=100")[1], None).papers
    days = [paper.listed for paper in listed]
    assert days == [date(2024, 1, 3)] * 3 + [date(2024, 1, 2)] * 97


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("limit=101", "expected number to be <=100"),
        ("limit=0", "expected number to be >=1"),
        ("limit=many", "expected number"),
        ("p=-1", "expected number to be >=0"),
        ("date=2025-13-40", "Invalid ISO date"),
        ("date=2024-1-2", "Invalid ISO date"),
        ("date=rubbish", "Invalid ISO date"),
        ("date=2024-01-04", "must not be after 2024-01-03"),
        ("sort=upvotes", "Invalid option"),
        ("week=2026-W53", "must match pattern at week"),
        ("week=2026-30", "must match pattern at week"),
        ("month=2026-13", "must match pattern at month"),
    ],
)
def test_a_wrong_request_is_refused_in_words(server: FeedServer, query: str, words: str) -> None:
    status, value, _ = get(server, f"/api/daily_papers?{query}")
    assert status == 400
    assert words in value["error"]


def test_one_paper_is_flat_and_an_unknown_one_is_not_found(server: FeedServer) -> None:
    status, paper, _ = get(server, "/api/papers/2401.01000")
    assert (status, paper["id"]) == (200, "2401.01000")
    assert "numComments" not in paper
    assert "comments" not in paper
    assert (paper["linkedModels"], paper["numTotalSpaces"]) == ([], 0)
    assert get(server, "/api/papers/2401.99999")[:2] == (404, {"error": "Paper not found"})


def test_a_week_and_a_month_list_the_most_upvotes_first_across_days(server: FeedServer) -> None:
    for period in ("week=2024-W01", "month=2024-01"):
        listed = get(server, f"/api/daily_papers?{period}&limit=100&p=1")[1]
        assert len(listed) == 25
        assert [each["paper"]["upvotes"] for each in listed][-6:] == [2, 2, 2, 1, 1, 1]


def test_what_trends_has_the_most_stars_and_no_day(server: FeedServer) -> None:
    server.days["2023-06-01"] = [item("2305.00001", githubStars=900)]
    listed = get(server, "/api/daily_papers?sort=trending&date=2024-01-01&limit=2")[1]
    assert [each["paper"]["id"] for each in listed] == ["2305.00001", "2401.03000"]


def test_a_search_finds_wrapped_items(server: FeedServer) -> None:
    server.days["2024-01-03"] = [item("2401.00001", "Rivers", summary="Of water.")]
    found = get(server, "/api/papers/search?q=water+rivers")[1]
    assert [each["paper"]["id"] for each in found] == ["2401.00001"]
    assert len(get(server, "/api/papers/search?q=paper")[1]) == 120
    assert get(server, "/api/papers/search?q=" + "a" * 251)[0] == 400
    assert get(server, "/api/papers/search?q=a&limit=121")[0] == 400


def test_comments_are_flat_and_come_when_asked_for(server: FeedServer) -> None:
    server.comments["2401.01000"] = [comment("c1"), comment("c2", parent="c1")]
    told = get(server, "/api/papers/2401.01000?field=comments")[1]
    assert [each["id"] for each in told["comments"]] == ["c1", "c2"]
    assert get(server, "/api/papers/2401.01000?field=votes")[0] == 400


def test_linked_repositories_are_cut_and_their_total_is_not(server: FeedServer) -> None:
    server.linked["2401.01000"] = {"spaces": [linked(f"a/{n}") for n in range(12)]}
    told = get(server, "/api/papers/2401.01000")[1]
    assert (len(told["linkedSpaces"]), told["numTotalSpaces"]) == (10, 12)


@pytest.mark.parametrize(
    ("path", "led_to", "told"),
    [
        ("/papers", None, {"dateString": "2024-01-03", "periodType": "day"}),
        ("/papers/date/2024-01-02", None, {"dateString": "2024-01-02", "periodType": "day"}),
        ("/papers/week/2024-W01", None, {"dateString": "2024-W01", "periodType": "week"}),
        ("/papers/month/2024-01", None, {"dateString": "2024-01", "periodType": "month"}),
        ("/papers/trending", None, {"isTrending": True}),
        ("/papers/date/2023-12-31", "/papers", {"dateString": "2024-01-03"}),
        ("/papers/date/rubbish", "/papers", {"dateString": "2024-01-03"}),
        ("/papers/week/2024-W52", "/papers/week/2024-W01", {"dateString": "2024-W01"}),
    ],
)
def test_pages_show_lists_and_lead_to_the_newest_where_there_is_none(
    server: FeedServer, path: str, led_to: str | None, told: dict[str, Any]
) -> None:
    with urlopen(server.url + path) as response:
        assert response.url == server.url + (led_to or path)
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        html = response.read().decode()
    (data,) = re.findall(
        r'<div class="SVELTE[^"]*" data-target="DailyPapers" data-props="(.*?)">', html
    )
    props = json.loads(unescape(data))
    assert props.items() >= told.items()
    assert 0 < len(props["dailyPapers"]) <= 100


def test_answers_tell_what_is_left_of_each_quota(server: FeedServer) -> None:
    server.quotas.clock = lambda: 0.0
    for _ in range(2):
        headers = get(server, "/api/daily_papers")[2]
    assert headers["RateLimit"] == '"api";r=498;t=300'
    assert headers["RateLimit-Policy"] == '"fixed window";"api";q=500;w=300'
    headers = get(server, "/api/papers/search?q=a")[2]
    assert headers["RateLimit"] == '"search";r=49;t=300'


def test_what_is_beyond_the_quota_is_refused_until_the_window_ends(server: FeedServer) -> None:
    seconds = 0.0
    server.quotas.clock = lambda: seconds
    server.quotas.most = {"api": 1}
    assert get(server, "/api/daily_papers")[0] == 200
    seconds = 250.5
    with pytest.raises(HTTPError) as caught:
        urlopen(server.url + "/api/daily_papers")
    with caught.value as refused:
        assert (refused.code, refused.headers["RateLimit"]) == (429, '"api";r=0;t=50')
        assert refused.headers["Content-Type"] == "text/html"
    seconds = 300
    assert get(server, "/api/daily_papers")[0] == 200


def test_an_answer_that_is_known_is_not_sent_again(server: FeedServer) -> None:
    tag = get(server, "/api/daily_papers")[2]["ETag"]
    assert tag.startswith('W/"')
    assert get(server, "/api/daily_papers", **{"If-None-Match": tag})[0] == 304


def test_recorded_days_are_served_as_they_were(recorded: Path) -> None:
    folder = recorded / "daily"
    with FeedServer(date(2026, 7, 24), folder) as server:
        for file in sorted(folder.glob("2026-07-*.json")):
            sent = get(server, f"/api/daily_papers?date={file.stem}&limit=100")[1]
            assert sent == json.loads(file.read_bytes())


def test_it_can_be_started_by_hand() -> None:
    command = [sys.executable, "-m", "tests.feed_server"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout
        line = process.stdout.readline()
        process.terminate()
    assert re.fullmatch(
        r"HF_ENDPOINT=http://127\.0\.0\.1:\d+ PAPER_READER_TODAY=2024-01-03\n", line
    )
