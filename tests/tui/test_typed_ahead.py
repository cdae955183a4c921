"""Keys that come faster than the screen is drawn mean what they would mean one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, opened, two_days

Story = Callable[[Desk], Awaitable[None]]


def run(home: Path, server: FeedServer, story: Story, size: tuple[int, int] = (120, 40)) -> None:
    async def whole() -> None:
        async with opened(home, server, size=size) as desk:
            await story(desk)

    asyncio.run(whole())


def numbers(titles: list[str]) -> list[int]:
    return [int(title.rpartition(" ")[2]) for title in titles]


@pytest.mark.parametrize(
    ("keys", "read"),
    [
        ("rrr", [0, 1, 2]),
        ("jrkkr", [0, 1]),
        ("vjjr", [0, 1, 2]),
        ("vGr", list(range(12))),
        ("5jvkkr", [3, 4, 5]),
        ("vjvjjmr", [0, 1, 3]),
        ("mjmr", [0, 2]),
        ("3r2.", [0, 1, 2, 3, 4]),
        ("Gggr", [0]),
        ("rur", [0]),
    ],
)
def test_decisions(home: Path, feed_server: FeedServer, keys: str, read: list[int]) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.burst(*keys)
        await desk.until(
            lambda: numbers([title for title in desk.titles if title not in desk.unread]) == read
        )
        assert desk.at in desk.detail

    run(home, feed_server, story)


@pytest.mark.parametrize("first", [(), ("enter",)], ids=["beside the list", "reading view"])
def test_space_marks_no_abstract_whose_end_was_not_in_sight(
    home: Path, feed_server: FeedServer, first: tuple[str, ...]
) -> None:
    """The first abstract is short, the second needs several pages."""
    feed_server.days["2024-01-02"] = [
        item(f"2401.0000{n}", f"Paper {n}", upvotes=9 - n, summary="Many words. " * length)
        for n, length in enumerate((2, 300, 2))
    ]

    async def story(desk: Desk) -> None:
        await desk.press(*first)
        await desk.pilot.pause()
        await desk.burst("space", "space", "space")
        assert "Paper 1" in desk.unread

    run(home, feed_server, story, (80, 24))


def test_space_typed_ahead_of_the_reading_view_marks_nothing(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.burst("enter", "space")
        await desk.until(lambda: desk.screen.has_class("-reading"))
        assert len(desk.unread) == 12

    run(home, feed_server, story)


def test_a_scroll_typed_ahead_is_of_the_next_paper(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = [
        item(f"2401.0000{n}", f"Paper {n}", upvotes=9 - n, summary="Many words. " * 300)
        for n in range(2)
    ]

    async def story(desk: Desk) -> None:
        await desk.press("enter")
        await desk.pilot.pause()
        await desk.burst("]", "j", "j")
        assert desk.at == "Paper 1"
        assert desk.screen.detail.scroll_offset.y == 2

    run(home, feed_server, story, (80, 24))
