"""The index comes up to date while nobody does anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from textual import events

from reader.archive import Archive
from reader.archive.full_text_index import PORTION
from reader.archive.listing_store import RawListing
from reader.errors import ArchiveError
from reader.paper import Period
from reader.query import parse
from reader.tui.keys.input_queue import InputQueue
from reader.tui.parts import index_upkeep
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.index_upkeep import IndexUpkeep
from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, places, run_two_days

MORNING = datetime(2024, 1, 2, 8, tzinfo=UTC)


class Runner:
    """Does work at once, and calls back when that is due by a clock of its own."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self._then: list[Callable[[], None]] = []

    def after(self, seconds: float, callback: Callable[[], None]) -> None:
        self.waits.append(seconds)
        self._then.append(callback)

    def run(self, work: Any, done: Any, failed: Any) -> None:
        try:
            result = work()
        except ArchiveError as error:
            failed(error)
        else:
            done(result)

    def go_on(self) -> None:
        """Let the time pass until the next callback is due."""
        self._then.pop(0)()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive.sqlite")


@pytest.fixture
def runner() -> Runner:
    return Runner()


@pytest.fixture
def keys() -> InputQueue:
    return InputQueue()


@pytest.fixture
def upkeep(archive: Archive, keys: InputQueue, runner: Runner) -> IndexUpkeep:
    return IndexUpkeep(archive, lambda: keys.added, cast(BackgroundRunner, runner))


def fill(archive: Archive, papers: int) -> None:
    rows = [(f"2401.{at:05d}", item(f"2401.{at:05d}")) for at in range(papers)]
    archive.store_many([RawListing(Period.day(date(2024, 1, 2)), rows, 0, MORNING)])


def waiting(archive: Archive) -> int:
    return archive.search(parse("less"), {}, 1, 0).unindexed


def test_all_that_waits_is_indexed_in_portions(
    archive: Archive, runner: Runner, upkeep: IndexUpkeep
) -> None:
    fill(archive, 3 * PORTION)
    upkeep.look()
    assert waiting(archive) == 3 * PORTION, "the first look only sees whether keys are pressed"
    for left in (2, 1, 0):
        runner.go_on()
        assert waiting(archive) == left * PORTION
    runner.go_on()
    runner.go_on()
    quiet, between, again = index_upkeep.QUIET, index_upkeep.BETWEEN, index_upkeep.AGAIN
    assert runner.waits == [quiet, between, between, between, quiet, again]


def test_it_waits_while_keys_are_pressed(
    archive: Archive, keys: InputQueue, runner: Runner, upkeep: IndexUpkeep
) -> None:
    fill(archive, 2 * PORTION)
    upkeep.look()
    for _ in range(3):
        keys.add(events.Key("j", "j"))
        runner.go_on()
        assert waiting(archive) == 2 * PORTION
    runner.go_on()
    assert waiting(archive) == PORTION
    keys.add(events.Key("j", "j"))
    runner.go_on()
    assert waiting(archive) == PORTION, "between two portions as well"


def test_an_archive_that_cannot_be_written_is_left_alone_for_a_while(
    archive: Archive, runner: Runner, upkeep: IndexUpkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> bool:
        raise ArchiveError("full")

    monkeypatch.setattr(archive, "index_portion", refuse)
    upkeep.look()
    runner.go_on()
    assert runner.waits[1:] == [index_upkeep.AGAIN]


def test_the_app_indexes_what_another_process_has_stored(
    home: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_upkeep, "QUIET", 0.001)
    monkeypatch.setattr(index_upkeep, "BETWEEN", 0.001)
    archive = Archive(places(home).archive)
    day = Period.day(date(2024, 1, 1) - timedelta(9))
    rows = [(f"2312.{at:05d}", item(f"2312.{at:05d}")) for at in range(PORTION + 1)]
    archive.store_many([RawListing(day, rows, 0, MORNING)])

    async def story(desk: Desk) -> None:
        await desk.until(lambda: waiting(archive) == 0)

    run_two_days(home, feed_server, story)
