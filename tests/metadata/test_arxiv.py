"""arXiv's query API: how it is asked, and what comes of every way in which that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reader import __version__
from reader.errors import ConfigError, FeedError
from reader.metadata.arxiv import ArxivClient
from reader.net import MalformedAnswer, Refused, Unreachable
from reader.net.rate_limits import RequestPacer
from tests import feed_faults as faults
from tests.arxiv_server import ERROR, ArxivServer, Entry, feed

IDS = [f"2401.{number:05}" for number in range(1, 251)]


@pytest.fixture
def server() -> Iterator[ArxivServer]:
    with ArxivServer(entries={paper: Entry(f"Paper {paper}") for paper in IDS}) as server:
        yield server


@pytest.fixture
def pace(tmp_path: Path, pauses: list[float], clock: Callable[[], float]) -> RequestPacer:
    return RequestPacer(tmp_path / "turn", 3.0, lambda: 1e9 + clock(), pauses.append)


@pytest.fixture
def arxiv(server: ArxivServer, pace: RequestPacer) -> Iterator[ArxivClient]:
    arxiv = ArxivClient(server.url, pace)
    yield arxiv
    arxiv.close()


@pytest.fixture
def hasty(server: ArxivServer, pace: RequestPacer) -> Iterator[ArxivClient]:
    """For what would never end; how soon is no matter."""
    arxiv = ArxivClient(server.url, pace, budget=0.3)
    yield arxiv
    arxiv.close()


def told(arxiv: ArxivClient, papers: list[str]) -> list[str]:
    """The papers that it tells something of."""
    parts = arxiv.entries(papers, lambda _: None)
    return [entry.paper for part in parts for entry in part]


def test_a_hundred_papers_are_asked_for_with_one_request_three_seconds_apart(
    server: ArxivServer, arxiv: ArxivClient, pauses: list[float]
) -> None:
    done: list[int] = []
    parts = [len(part) for part in arxiv.entries(IDS, done.append)]
    assert (parts, done) == ([100, 100, 50], [0, 100, 200])
    assert [len(asked.ids) for asked in server.requests] == [100, 100, 50]
    assert [asked.query["max_results"] for asked in server.requests] == ["100", "100", "50"]
    assert pauses == pytest.approx([3.0, 3.0])
    assert server.connections == 1


def test_it_is_told_who_asks_and_no_token(
    server: ArxivServer, arxiv: ArxivClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    told(arxiv, IDS[:1])
    (asked,) = server.requests
    assert asked.headers["User-Agent"] == f"paper-reader/{__version__}"
    assert "hf_secret" not in str(asked.headers) + asked.path
    assert asked.path.startswith("/api/query?id_list=2401.00001&")


def test_a_paper_that_it_does_not_know_is_absent(server: ArxivServer, arxiv: ArxivClient) -> None:
    del server.entries[IDS[1]]
    assert told(arxiv, IDS[:3]) == [IDS[0], IDS[2]]
    assert told(arxiv, [IDS[1]]) == []


def test_one_wrong_id_costs_no_other_paper(server: ArxivServer, arxiv: ArxivClient) -> None:
    server.wrong = {IDS[3]}
    assert told(arxiv, IDS[:10]) == [*IDS[:3], *IDS[4:10]]


def test_an_error_that_comes_as_a_success_is_one_too(
    server: ArxivServer, arxiv: ArxivClient
) -> None:
    server.fault = faults.body(feed(ERROR.format("x")).encode(), times=1)
    assert told(arxiv, IDS[:4]) == IDS[:4]
    assert len(server.requests) == 3


def test_what_was_not_asked_for_is_not_taken(server: ArxivServer, arxiv: ArxivClient) -> None:
    other = feed(Entry("A").xml(IDS[0]), Entry("B").xml("9999.00001"))
    server.fault = faults.body(other.encode())
    assert told(arxiv, IDS[:1]) == IDS[:1]


class TestFailures:
    @pytest.mark.parametrize("status", [429, 503])
    def test_where_it_is_busy_it_is_left_alone(
        self, server: ArxivServer, arxiv: ArxivClient, status: int
    ) -> None:
        parts = arxiv.entries(IDS, lambda _: None)
        assert len(next(parts)) == 100
        server.fault = faults.status(status, body=b"Rate exceeded.")
        with pytest.raises(Refused, match="ask again in a quarter of an hour") as caught:
            next(parts)
        assert caught.value.status == status
        assert len(server.requests) == 2
        assert list(parts) == []

    @pytest.mark.parametrize(
        ("fault", "kind", "sentence"),
        [
            (faults.body(feed().encode()), FeedError, "the answer is empty; it may be too busy"),
            (faults.body(b"Rate exceeded."), MalformedAnswer, "cannot be read, as it is not XML"),
            (faults.body(b"<html/>"), MalformedAnswer, "cannot be read, as it is no Atom feed"),
            (faults.body(b"<!DOCTYPE a []><a/>"), MalformedAnswer, "as it has a document type"),
            (faults.body(b"\xff\xfe<\x00a\x00"), MalformedAnswer, "cannot be read"),
            (faults.bomb(33), MalformedAnswer, "is larger than 32 MB"),
            (faults.endless_body(), FeedError, "the answer is larger than 32 MB"),
            (faults.status(500), Refused, "HTTP 500"),
            (faults.status(404), Refused, "HTTP 404"),
            (faults.drop(), Unreachable, "breaks off"),
            (faults.cut_short(), Unreachable, "breaks off"),
            (
                faults.redirect("http://elsewhere.example/api/query"),
                FeedError,
                "it sends us on to http://elsewhere.example, where we do not go; a network may "
                "ask to log in first, or the setting metadata.arxiv may have to name that place",
            ),
            (faults.redirect("/again"), FeedError, "sends us on more than 5 times"),
        ],
        ids=[
            *("empty", "words", "page", "doctype", "utf-16", "bomb", "endless", "500", "404"),
            *("drop", "cut", "elsewhere", "round"),
        ],
    )
    def test_the_sentence_says_what_is_wrong(
        self,
        server: ArxivServer,
        arxiv: ArxivClient,
        fault: faults.Fault,
        kind: type[FeedError],
        sentence: str,
    ) -> None:
        server.fault = fault
        with pytest.raises(kind) as caught:
            told(arxiv, IDS[:2])
        assert sentence in str(caught.value)

    @pytest.mark.parametrize(
        "fault",
        [faults.hang(), faults.drip(), faults.drip_headers()],
        ids=["hang", "drip", "drip headers"],
    )
    def test_what_would_never_end_is_given_up(
        self, server: ArxivServer, hasty: ArxivClient, fault: faults.Fault
    ) -> None:
        server.fault = fault
        with pytest.raises(Unreachable, match=r"in time|longer than 0\.3 s"):
            told(hasty, IDS[:2])

    def test_an_endpoint_that_is_none_is_told(self, pace: RequestPacer) -> None:
        with pytest.raises(ConfigError, match="must be a URL"):
            ArxivClient("export.arxiv.org", pace)
