"""An app that stays open: the new day is reached, and its list is noticed without a key."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from reader.feed.huggingface import HuggingFace
from reader.net import Offline
from reader.paper import Period
from reader.session import Session
from reader.tui.parts.new_list_notice import PAUSE, NewListNotice
from tests import feed_faults as faults
from tests.feed_server import FeedServer, items
from tests.tui.driving import Desk, app_of, places, sample_session, two_days

EVENING = datetime(2024, 1, 2, 23, 50, tzinfo=UTC)


class Clock:
    """What time it is, as the test says."""

    def __init__(self) -> None:
        self.now = EVENING

    def today(self) -> date:
        return self.now.date()

    def passes(self, **length: float) -> None:
        self.now += timedelta(**length)


Story = Callable[[Desk, Clock], Awaitable[None]]


@contextlib.asynccontextmanager
async def open_late(
    home: Path, server: FeedServer, clock: Clock, *, offline: bool = False
) -> AsyncIterator[Desk]:
    def feed() -> HuggingFace:
        if offline:
            raise Offline("--offline was given")
        return HuggingFace(server.url, budget=5.0, pause=lambda _: None)

    session = Session(places(home), clock.today, feed, lambda: clock.now)
    with app_of(session, home) as app:
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            desk = Desk(app, pilot)
            await desk.loaded("Offline: as of" if offline else "fetched")
            await desk.until(lambda: desk.screen.lists.view.rows)
            yield desk


def run(home: Path, server: FeedServer, story: Story) -> None:
    """Play a story that begins ten minutes before midnight."""
    two_days(server, first=4, second=3)
    server.today = date(2024, 1, 4)

    async def whole() -> None:
        clock = Clock()
        async with open_late(home, server, clock) as desk:
            server.requests.clear()
            await story(desk, clock)

    asyncio.run(whole())


async def minutes(desk: Desk, clock: Clock, count: int) -> None:
    """So many minutes pass, at each of which the app looks at the clock."""
    watch: NewListNotice = desk.screen.new_list
    for _ in range(count):
        clock.passes(minutes=1)
        watch.look()
        await desk.until(lambda: not watch._asking)


def asked(server: FeedServer) -> list[str]:
    """The days that lists were asked for since the last time; "" for the newest."""
    days = [each.query.get("date", "") for each in server.requests]
    server.requests.clear()
    return days


class TestKeys:
    """A new day is reached by every key that goes to it."""

    @pytest.mark.parametrize("keys", ["gd", "]", "gD2024-01-03\r", "gDtoday\r"])
    def test_the_list_of_the_new_day_is_opened(
        self, home: Path, feed_server: FeedServer, keys: str
    ) -> None:
        async def story(desk: Desk, clock: Clock) -> None:
            await desk.burst("]")
            await desk.until(lambda: "This is the newest list" in desk.footer)
            feed_server.days["2024-01-03"] = items(5, "2024-01-03")
            clock.passes(hours=10)
            await desk.burst(*("enter" if key == "\r" else key for key in keys))
            await desk.until(lambda: "Wed 3 Jan" in desk.header and len(desk.titles) == 5)

        run(home, feed_server, story)

    def test_a_prompt_that_was_open_over_midnight_knows_what_day_it_is(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk, clock: Clock) -> None:
            feed_server.days["2024-01-03"] = items(5, "2024-01-03")
            await desk.burst("g", "D")
            clock.passes(hours=10)
            await desk.type("2024-01-03")
            assert desk.mistake == ""
            await desk.burst("enter")
            await desk.until(lambda: "Wed 3 Jan" in desk.header)

        run(home, feed_server, story)

    def test_the_queue_holds_the_new_day(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk, clock: Clock) -> None:
            await desk.burst("g", "q")
            await desk.until(lambda: "Queue" in desk.header and len(desk.titles) == 7)
            feed_server.days["2024-01-03"] = [
                each | {"paper": each["paper"] | {"id": f"2402.0000{at}"}}
                for at, each in enumerate(items(2, "2024-01-03"))
            ]
            clock.passes(hours=10)
            await desk.burst("g", "q")
            await desk.until(lambda: len(desk.titles) == 9)
            assert desk.screen.lists.view.listing.period.days[-1] == date(2024, 1, 3)

        run(home, feed_server, story)

    def test_the_week_is_that_of_the_new_day(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk, clock: Clock) -> None:
            clock.passes(days=6)
            feed_server.today = date(2024, 1, 9)
            feed_server.days["2024-01-08"] = items(2, "2024-01-08")
            await desk.burst("g", "t")
            await desk.until(lambda: desk.screen.lists.view.listing.period.kind == "trending")
            await desk.burst("g", "w")
            week = Period.around("week", date(2024, 1, 8))
            await desk.until(lambda: desk.screen.lists.view.listing.period == week)

        run(home, feed_server, story)


class TestNews:
    """A list that appears is told by a quiet word, and nothing moves."""

    def test_a_new_list_is_a_word_in_the_header(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk, clock: Clock) -> None:
            await desk.press("j", "j")
            at, titles = desk.at, desk.titles
            feed_server.days["2024-01-03"] = items(5, "2024-01-03")
            await minutes(desk, clock, 35)
            assert "new list, gd   " in desk.header
            assert desk.footer.strip() == "A new list: Wed 3 Jan, 5 papers. ]"
            assert (desk.at, desk.titles, desk.notices) == (at, titles, [])
            assert desk.screen.lists.view.listing.period.value == "2024-01-02"
            await desk.burst("g", "d")
            await desk.until(lambda: len(desk.titles) == 5)
            assert "new list" not in desk.header

        run(home, feed_server, story)

    def test_papers_that_join_the_list_on_screen_are_counted_and_wait(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk, clock: Clock) -> None:
            clock.now = EVENING - timedelta(hours=6)
            titles = desk.titles
            feed_server.days["2024-01-02"] = items(6, "2024-01-02")
            await minutes(desk, clock, 1)
            assert "2 new papers, gd" in desk.header
            assert desk.titles == titles
            await desk.burst("f5")
            await desk.until(lambda: len(desk.titles) == 6)
            assert "new paper" not in desk.header

        run(home, feed_server, story)

    def test_a_filter_that_is_being_typed_is_left_alone(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk, clock: Clock) -> None:
            feed_server.days["2024-01-03"] = items(5, "2024-01-03")
            await desk.burst("/", "P", "a")
            await minutes(desk, clock, 40)
            assert desk.screen.prompt.asking and "new list" in desk.header
            await desk.burst("p", "enter")
            assert desk.screen.lists.view.query and desk.screen.lists.view.query.text == "Pap"

        run(home, feed_server, story)

    def test_the_service_is_asked_every_half_hour_and_no_more(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk, clock: Clock) -> None:
            await minutes(desk, clock, 29)
            assert asked(feed_server) == []
            await minutes(desk, clock, 1)
            assert asked(feed_server) == ["2024-01-03", ""], "it has begun, and has no papers"
            await minutes(desk, clock, 29)
            assert asked(feed_server) == []
            feed_server.days["2024-01-03"] = items(5, "2024-01-03")
            await minutes(desk, clock, 121)
            assert asked(feed_server) == ["2024-01-03"] * 5
            assert "new list, gd" in desk.header

        run(home, feed_server, story)

    def test_what_the_reader_asks_for_counts(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk, clock: Clock) -> None:
            clock.now = EVENING - timedelta(hours=6)
            await minutes(desk, clock, 29)
            feed_server.requests.clear()
            await desk.burst("f5")
            await desk.until(lambda: feed_server.requests and not desk.screen.service.status.asking)
            feed_server.requests.clear()
            await minutes(desk, clock, 29)
            assert asked(feed_server) == []

        run(home, feed_server, story)

    def test_days_without_papers_are_passed_over(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk, clock: Clock) -> None:
            feed_server.days["2024-01-03"] = items(5, "2024-01-03")
            clock.passes(days=2)
            feed_server.today = date(2024, 1, 4)
            await minutes(desk, clock, 1)
            assert asked(feed_server) == ["2024-01-04", "", "2024-01-03"]
            assert "new list, gd" in desk.header

        run(home, feed_server, story)

    def test_a_service_that_fails_is_asked_again_half_an_hour_later_without_a_word(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk, clock: Clock) -> None:
            feed_server.fault = faults.status(500)
            header = desk.header
            await minutes(desk, clock, 31)
            assert (desk.notices, desk.header) == ([], header)
            feed_server.fault = None
            feed_server.days["2024-01-03"] = items(5, "2024-01-03")
            await minutes(desk, clock, 28)
            assert "new list" not in desk.header
            await minutes(desk, clock, 1)
            assert "new list, gd" in desk.header

        run(home, feed_server, story)

    def test_a_clock_that_was_put_back_stops_nothing(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk, clock: Clock) -> None:
            await minutes(desk, clock, 31)
            clock.passes(days=-20)
            clock.now = max(clock.now, EVENING - timedelta(minutes=30))
            feed_server.days["2024-01-02"] = items(5, "2024-01-02")
            await minutes(desk, clock, 1)
            assert "1 new paper, gd" in desk.header

        run(home, feed_server, story)

    @pytest.mark.parametrize("kind", ["offline", "sample"])
    def test_nobody_is_asked_where_nobody_is_to_be(
        self, home: Path, feed_server: FeedServer, kind: str
    ) -> None:
        two_days(feed_server, first=4)
        feed_server.today = date(2024, 1, 4)

        async def whole() -> None:
            clock = Clock()
            async with open_late(home, feed_server, clock):
                pass
            feed_server.requests.clear()
            if kind == "offline":
                async with open_late(home, feed_server, clock, offline=True) as desk:
                    await minutes(desk, clock, 90)
                    assert desk.notices == []
            else:
                with app_of(sample_session(home), home, only_sample=True) as app:
                    async with app.run_test(size=(120, 40)) as pilot:
                        await minutes(Desk(app, pilot), clock, 90)

        asyncio.run(whole())
        assert feed_server.requests == []

    def test_it_looks_at_the_clock_by_itself(
        self, home: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("reader.tui.parts.new_list_notice.TICK", 0.01)

        async def story(desk: Desk, clock: Clock) -> None:
            feed_server.days["2024-01-03"] = items(5, "2024-01-03")
            clock.passes(seconds=PAUSE.total_seconds())
            await desk.until(lambda: "new list, gd" in desk.header)

        run(home, feed_server, story)
