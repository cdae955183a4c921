"""Discussions are kept, so that they are there without a network, and say how old they are."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import reader.listings.discussion_cache
from reader.errors import ArchiveError
from reader.feed.huggingface import HuggingFace
from reader.listings.discussion_cache import DiscussionCache, LoadedDiscussion
from reader.net import Offline, Refused, Unreachable
from tests import feed_faults as faults
from tests.feed_items import comment, item
from tests.feed_server import FeedServer

PAPER, OTHER, QUIET = "2401.00001", "2401.00002", "2401.00003"
NOON = datetime(2024, 1, 3, 12, tzinfo=UTC)


@pytest.fixture
def service(feed_server: FeedServer) -> FeedServer:
    feed_server.days["2024-01-02"] = [item(PAPER), item(OTHER), item(QUIET)]
    feed_server.comments[PAPER] = [comment("c1", "Of the \ud800 first.")]
    feed_server.comments[OTHER] = [comment("c2", "Of the other.")]
    return feed_server


@pytest.fixture
def feed(service: FeedServer) -> Iterator[HuggingFace]:
    with HuggingFace(service.url, pause=lambda _: None) as feed:
        yield feed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "discussions.sqlite"


@pytest.fixture
def clock() -> Callable[[], datetime]:
    hours = iter(range(10_000))
    return lambda: NOON + timedelta(hours=next(hours))


@pytest.fixture
def online(file: Path, feed: HuggingFace, clock: Callable[[], datetime]) -> DiscussionCache:
    return DiscussionCache(file, lambda: feed, clock)


@pytest.fixture
def offline(file: Path, clock: Callable[[], datetime]) -> DiscussionCache:
    def refuse() -> HuggingFace:
        raise Offline("the network is not used")

    return DiscussionCache(file, refuse, clock)


def texts(told: LoadedDiscussion | None) -> list[str]:
    return [each.text for each in told.discussion.comments] if told else []


def test_what_was_asked_for_is_there_without_a_network(
    online: DiscussionCache, offline: DiscussionCache
) -> None:
    assert online.kept(PAPER) is None
    told = online.ask(PAPER)
    assert (texts(told), told.fetched_at, told.problem) == (["Of the  first."], NOON, None)
    assert offline.kept(PAPER) == told
    again = offline.ask(PAPER)
    assert (again.discussion, again.fetched_at) == (told.discussion, NOON)
    assert isinstance(again.problem, Offline)


def test_that_nobody_has_said_anything_is_kept_as_well(
    online: DiscussionCache, offline: DiscussionCache
) -> None:
    online.ask(QUIET)
    assert texts(offline.kept(QUIET)) == []
    assert offline.kept(QUIET) is not None


def test_what_was_never_asked_for_is_not_there(offline: DiscussionCache, file: Path) -> None:
    assert offline.kept(PAPER) is None
    with pytest.raises(Offline):
        offline.ask(PAPER)
    assert not file.exists()


def test_a_later_answer_takes_the_place_of_an_earlier_one(
    service: FeedServer, online: DiscussionCache, offline: DiscussionCache
) -> None:
    online.ask(PAPER)
    service.comments[PAPER].append(comment("c9", "A second."))
    online.ask(PAPER)
    told = offline.kept(PAPER)
    assert texts(told) == ["Of the  first.", "A second."]
    assert told and told.fetched_at == NOON + timedelta(hours=1)


@pytest.mark.parametrize("fault", [faults.drop(), faults.status(503), faults.not_json()])
def test_where_the_service_fails_it_is_what_was_kept_and_why(
    service: FeedServer, online: DiscussionCache, fault: faults.Fault
) -> None:
    before = online.ask(PAPER)
    service.fault = fault
    told = online.ask(PAPER)
    assert (told.discussion, told.fetched_at) == (before.discussion, NOON)
    assert told.problem


def test_a_paper_that_the_service_does_not_know(online: DiscussionCache) -> None:
    with pytest.raises(Refused) as caught:
        online.ask("2401.99999")
    assert caught.value.status == 404


def test_an_answer_that_cannot_be_kept_is_told_all_the_same(
    online: DiscussionCache, file: Path
) -> None:
    file.parent.write_text("a file where the folder should be")
    told = online.ask(PAPER)
    assert texts(told) == ["Of the  first."]
    assert isinstance(told.problem, ArchiveError)


@pytest.mark.parametrize(
    "damage",
    [b"no database at all", b"SQLite format 3\x00" + b"\xff" * 4096],
    ids=["text", "pages"],
)
def test_a_damaged_file_is_thrown_away(
    online: DiscussionCache, offline: DiscussionCache, file: Path, damage: bytes
) -> None:
    online.ask(PAPER)
    file.write_bytes(damage)
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    assert offline.kept(PAPER) is None
    online.ask(PAPER)
    assert texts(offline.kept(PAPER)) == ["Of the  first."]


@pytest.mark.parametrize(
    ("column", "value"), [("answer", "no JSON"), ("fetched_at", "yesterday"), ("answer", b"\xff")]
)
def test_a_row_that_nobody_wrote_costs_the_cache_and_not_the_answer(
    online: DiscussionCache, file: Path, column: str, value: object
) -> None:
    online.ask(PAPER)
    with sqlite3.connect(file) as database:
        database.execute(f"UPDATE discussion SET {column} = ?", (value,))
    database.close()
    assert online.kept(PAPER) is None
    assert texts(online.ask(PAPER)) == ["Of the  first."]


def test_an_answer_of_another_shape_is_as_good_as_none(online: DiscussionCache, file: Path) -> None:
    online.ask(PAPER)
    with sqlite3.connect(file) as database:
        database.execute("UPDATE discussion SET answer = ?", (json.dumps(["a list"]),))
    database.close()
    assert online.kept(PAPER) is None


def test_the_oldest_answers_make_room_for_new_ones(
    online: DiscussionCache, offline: DiscussionCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    online.ask(PAPER)
    monkeypatch.setattr(reader.listings.discussion_cache, "MAX_KEPT", 3_000)
    online.ask(OTHER)
    online.ask(QUIET)
    assert offline.kept(QUIET) is not None
    assert offline.kept(PAPER) is None


def test_several_may_ask_at_once(file: Path, feed: HuggingFace) -> None:
    windows = [DiscussionCache(file, lambda: feed, lambda: NOON) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda window: window.ask(PAPER), windows))
    assert [each.problem for each in told] == [None] * 6
    assert windows[0].kept(PAPER) is not None


def test_no_answer_in_time_is_no_answer(
    service: FeedServer, online: DiscussionCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.net.deadline.TIME_BUDGET", 0.05)
    service.gate.clear()
    with pytest.raises(Unreachable, match="took longer"):
        online.ask(PAPER)
