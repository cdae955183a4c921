"""Asking the service for days, pages and papers."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from datetime import date

import pytest

import reader
import reader.feed
import reader.net
from reader.errors import FeedError
from reader.feed.huggingface import MAX_PAGES, HuggingFace, Refused, Unreachable
from reader.feed.item_decoder import decode_items
from tests import feed_faults as faults
from tests.feed_fixtures import TOKEN
from tests.feed_items import item, items
from tests.feed_server import FeedServer

DAY = date(2024, 1, 2)
ONE = json.dumps(items(1)).encode()


class TestDay:
    def test_its_items_come_raw(self, server: FeedServer, feed: HuggingFace) -> None:
        assert feed.day(DAY).items == server.days["2024-01-02"]

    def test_one_request_asks_for_as_much_as_the_service_gives(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        feed.day(DAY)
        (asked,) = server.requests
        assert asked.path == "/api/daily_papers?date=2024-01-02&limit=100"

    def test_the_service_learns_who_asks(self, server: FeedServer, feed: HuggingFace) -> None:
        feed.day(DAY)
        headers = server.requests[0].headers
        assert headers["User-Agent"] == f"paper-reader/{reader.__version__}"
        assert headers["Authorization"] == f"Bearer {TOKEN}"

    def test_without_a_token_none_is_sent(self, server: FeedServer) -> None:
        with HuggingFace(server.url) as feed:
            feed.day(DAY)
        assert "Authorization" not in server.requests[0].headers

    def test_a_day_without_papers_is_an_empty_list(self, feed: HuggingFace) -> None:
        assert feed.day(date(2023, 12, 31)).items == []

    def test_a_day_that_has_not_begun_is_refused_in_the_services_words(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        with pytest.raises(Refused) as caught:
            feed.day(date(2024, 1, 4))
        assert caught.value.status == 400
        assert str(caught.value) == (
            f"could not get the papers of 2024-01-04 from 127.0.0.1:{server.port}: "
            "HTTP 400: “Invalid date: must not be after 2024-01-03”"
        )
        assert len(server.requests) == 1

    def test_an_endpoint_may_have_a_path(self, server: FeedServer) -> None:
        server.prefix = "/mirror"
        with HuggingFace(server.url + "/") as feed:
            assert len(feed.day(DAY).items or ()) == 3
        assert server.requests[0].path.startswith("/mirror/api/daily_papers?")

    def test_text_of_every_script_arrives_as_it_was(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        server.days["2024-01-02"] = [item(title="π ∇ 例え 🇵🇸 \u2028 \x1b")]
        assert feed.day(DAY).items == server.days["2024-01-02"]

    def test_connections_are_used_again(self, server: FeedServer, feed: HuggingFace) -> None:
        for _ in range(3):
            feed.day(DAY)
        assert server.connections == 1


class TestPages:
    def test_a_busy_day_is_read_to_its_end(self, server: FeedServer, feed: HuggingFace) -> None:
        server.days["2024-01-02"] = items(250)
        assert feed.day(DAY).items == server.days["2024-01-02"]
        assert [asked.query.get("p") for asked in server.requests] == [None, "1", "2"]

    def test_a_page_that_names_itself_ends_the_list(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        server.fault = faults.link("/api/daily_papers?limit=100&date=2024-01-02", ONE)
        assert feed.day(DAY).items == items(1)

    def test_pages_that_name_each_other_end_the_list(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        server.fault = faults.link("/api/daily_papers?p=1", ONE)
        assert feed.day(DAY).items == items(1) * 2

    def test_pages_without_end_are_read_so_far_and_no_further(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        def another(handler: faults.Handler, service: FeedServer) -> None:
            following = f'<?p={len(service.requests)}>; rel="next"'
            handler.send(200, ONE, {"Link": following})

        server.fault = faults.Fault(another)
        assert feed.day(DAY).items == items(1) * MAX_PAGES

    def test_an_empty_page_ends_the_list(self, server: FeedServer, feed: HuggingFace) -> None:
        server.fault = faults.link("/api/daily_papers?p=1", b"[]")
        assert feed.day(DAY).items == []
        assert len(server.requests) == 1

    @pytest.mark.parametrize(
        "address",
        [
            "http://{elsewhere}/api/daily_papers?p=1",
            "//{elsewhere}/steal?p=1",
            "http://127.0.0.1@{elsewhere}/?p=1",
        ],
        ids=["host", "no scheme", "user"],
    )
    def test_a_link_to_another_host_is_not_followed(
        self, server: FeedServer, feed: HuggingFace, address: str
    ) -> None:
        server.days["2024-01-02"] = items(101)
        first = json.dumps(items(101)[:100]).encode()
        with FeedServer() as other:
            url = address.format(elsewhere=f"127.0.0.1:{other.port}")
            server.fault = faults.link(url, first, times=1)
            assert feed.day(DAY).items == server.days["2024-01-02"]
            assert other.requests == []

    def test_a_link_never_leads_out_of_the_path_or_the_day(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        link = "/settings/tokens?p=1&date=2024-01-03&limit=1"
        server.fault = faults.link(link, ONE, times=1)
        feed.day(DAY)
        assert server.requests[1].path.startswith("/api/daily_papers?")
        assert server.requests[1].query == {"date": "2024-01-02", "limit": "100", "p": "1"}

    def test_a_link_that_is_none_ends_the_list(self, server: FeedServer, feed: HuggingFace) -> None:
        server.fault = faults.link("http://[::1", ONE)
        assert feed.day(DAY).items == items(1)


class TestLatest:
    def test_newest_first_and_one_page(self, server: FeedServer, feed: HuggingFace) -> None:
        server.days = {day: items(80, day) for day in ("2024-01-01", "2024-01-02", "2024-01-03")}
        days = [paper.listed for paper in decode_items(feed.latest(), None).papers]
        assert days == [date(2024, 1, 3)] * 80 + [date(2024, 1, 2)] * 20
        (asked,) = server.requests
        assert asked.path == "/api/daily_papers?limit=100"

    def test_a_failure_names_what_was_asked_for(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        server.fault = faults.an_object()
        with pytest.raises(FeedError, match="could not get the newest papers from 127"):
            feed.latest()


class TestPaper:
    def test_one_paper_comes_flat(self, server: FeedServer, feed: HuggingFace) -> None:
        told = feed.paper("2401.02001")
        assert isinstance(told, dict)
        assert told.items() > server.days["2024-01-02"][1]["paper"].items()

    def test_one_that_the_service_does_not_know(self, feed: HuggingFace) -> None:
        with pytest.raises(
            Refused, match=r"paper 2401\.99999 from .*: “Paper not found”$"
        ) as caught:
            feed.paper("2401.99999")
        assert caught.value.status == 404

    def test_an_id_never_leads_out_of_the_path(self, server: FeedServer, feed: HuggingFace) -> None:
        with pytest.raises(Refused):
            feed.paper("../settings?a=b")
        assert server.requests[0].path == "/api/papers/..%2Fsettings%3Fa%3Db"

    def test_a_list_is_no_paper(self, server: FeedServer, feed: HuggingFace) -> None:
        server.fault = faults.body(b"[]")
        with pytest.raises(FeedError, match="a list came where an object was expected"):
            feed.paper("2401.02001")


class TestClosing:
    def test_ends_a_call_that_waits(self, server: FeedServer) -> None:
        feed = HuggingFace(server.url)

        def close_meanwhile(handler: faults.Handler, service: FeedServer) -> None:
            feed.close()
            faults.hang().act(handler, service)

        server.fault = faults.Fault(close_meanwhile)
        with pytest.raises(Unreachable, match="it was no longer waited for"):
            feed.day(DAY)

    def test_can_be_done_twice_and_ends_all_asking(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        feed.day(DAY)
        feed.close()
        feed.close()
        with pytest.raises(Unreachable):
            feed.day(DAY)
        assert len(server.requests) == 1


def imported(code: str) -> str:
    """The heavy modules that code imports in a fresh process."""
    look = (
        "print(*(name for name in ('httpx', 'selectolax', 'ssl', 'email') if name in sys.modules))"
    )
    command = [sys.executable, "-c", f"import sys\n{code}\n{look}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_nothing_heavy_is_imported_before_the_first_call() -> None:
    code = "from reader.feed.huggingface import HuggingFace\nHuggingFace('https://hf.co').close()"
    assert imported(code) == ""


def test_few_modules_alone_import_what_is_heavy() -> None:
    rooms = (reader.feed, reader.net)
    names = {
        each.name
        for room in rooms
        for each in pkgutil.iter_modules(room.__path__, room.__name__ + ".")
    }
    heavy = {
        *("reader.net.certificates", "reader.net.connection_diagnosis", "reader.net.http_response"),
        *("reader.net.proxies", "reader.net.transport", "reader.feed.web_page"),
    }
    assert heavy < names
    assert imported("\n".join(f"import {name}" for name in sorted(names - heavy))) == ""
    assert imported("import reader.feed.web_page") == "selectolax"


def test_a_list_from_the_api_needs_no_parser_of_pages(server: FeedServer) -> None:
    code = (
        "from reader.feed.huggingface import HuggingFace\n"
        f"with HuggingFace({server.url!r}) as feed: feed.latest(); feed.trending()"
    )
    assert imported(code) == "httpx ssl email"
