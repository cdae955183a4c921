"""The header of a day says how much waits in the queue, as far as it was fetched."""

from __future__ import annotations

from pathlib import Path

from reader.paper import Period
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, run, two_days


def test_what_waits_beside_a_day_is_counted_and_follows_each_decision(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def fetch(desk: Desk) -> None:
        assert "in the queue" not in desk.header, "nothing else was fetched yet"
        await desk.press("[")
        await desk.until(lambda: "Mon 1 Jan" in desk.header)
        await desk.until(lambda: "15 in the queue since 2 Jan gq" in desk.header)
        await desk.press("r")
        assert "14 in the queue" in desk.header
        await desk.press("]")
        await desk.until(lambda: "14 in the queue since 1 Jan gq" in desk.header)
        requests = len(feed_server.requests)
        await desk.press("A")
        assert "2 in the queue since 1 Jan gq" in desk.header
        assert len(feed_server.requests) == requests

    run(home, feed_server, fetch, size=(140, 40))


def test_other_lists_say_nothing_of_it(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.until(lambda: len(desk.titles) == 15)
        assert "in the queue" not in desk.header

    run(home, feed_server, story, size=(140, 40), period=Period("queue"))
