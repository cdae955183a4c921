"""A count before a key is bounded: it is answered at once, and keys behind it are heard."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from reader.library import Library, decisions
from reader.library.writer import MOST_REVERTED
from reader.paper import Paper
from reader.tui.parts.list_walk import MOST_ASKED
from tests.feed_server import FeedServer, items
from tests.tui.driving import Desk, run, two_days

NEWEST = date(2024, 1, 2)


def many_days(server: FeedServer, count: int) -> None:
    for back in range(count):
        day = (NEWEST - timedelta(back)).isoformat()
        server.days[day] = items(3, day)


def shows(desk: Desk, day: str) -> bool:
    return desk.screen.lists.view.listing.period.value == day


@pytest.mark.parametrize(
    ("keys", "at"),
    [
        ("9999j", -1),
        ("9999jj9999k", 0),
        ("9999G", -1),
        ("999999999999gg", -1),
        ("9999n", 2),
        ("9998n", 1),
        ("9999p", 0),
    ],
)
def test_moving_ends_at_the_edge_or_goes_round(
    home: Path, feed_server: FeedServer, keys: str, at: int
) -> None:
    # Of twelve rows three are unread: the second, the third, the fourth.
    two_days(feed_server, first=12)

    async def story(desk: Desk) -> None:
        await desk.burst("8", "r", "u")
        await desk.burst("g", "g", "r", *"jjj", "9", "r", "g", "g")
        titles = desk.titles
        wanted = desk.unread[at] if keys[-1] in "np" else titles[at]
        await desk.burst(*keys)
        assert desk.at == wanted

    run(home, feed_server, story)


@pytest.mark.parametrize("keys", ["999999999999r", "9999s", "9999.", "9999R"])
def test_a_decision_takes_what_is_there_as_one_change(
    home: Path, feed_server: FeedServer, keys: str
) -> None:
    two_days(feed_server, first=6)

    async def story(desk: Desk) -> None:
        await desk.burst("r", "k")
        await desk.burst(*keys, "G", "k")
        assert desk.at == desk.titles[-2], "the keys behind it are heard"
        assert len(desk.unread) == (0 if keys[-1] != "R" else 6)
        await desk.press("u")
        assert len(desk.unread) == 5

    run(home, feed_server, story)


def test_undoing_ends_where_nothing_is_left(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server, first=6)

    async def story(desk: Desk) -> None:
        await desk.burst("r", "s", "r")
        await desk.burst(*"9999u", "G")
        await desk.until(lambda: not desk.screen.library.writer.reverting)
        assert len(desk.unread) == 6
        assert desk.at == desk.titles[-1], "the key behind it was heard"
        await desk.press("2", "ctrl+r")
        assert len(desk.unread) == 4

    run(home, feed_server, story)


def test_one_key_takes_so_many_changes_back_and_no_more(
    home: Path, feed_server: FeedServer
) -> None:
    library = Library(home)
    for number in range(MOST_REVERTED + 6):
        paper = Paper(f"2301.{number:05d}", "Earlier")
        library.commit(decisions.read([paper]), {paper.id: paper})
    two_days(feed_server, first=2)

    async def story(desk: Desk) -> None:
        await desk.press(*"9999u")
        await desk.until(lambda: not desk.screen.library.writer.reverting)
        left = [paper for paper, marks in desk.screen.session.library.marked() if marks.read]
        assert len(left) == 6

    run(home, feed_server, story)


def test_many_days_back_are_asked_for_up_to_a_bound(home: Path, feed_server: FeedServer) -> None:
    many_days(feed_server, MOST_ASKED + 20)

    async def story(desk: Desk) -> None:
        feed_server.requests.clear()
        await desk.press(*"9999[")
        await desk.until(lambda: "lists far" in desk.footer)
        assert f"Went {MOST_ASKED} lists far; gD goes to any day at once" in desk.footer
        reached = NEWEST - timedelta(MOST_ASKED)
        assert desk.screen.lists.view.listing.period.value == reached.isoformat()
        assert len(feed_server.requests) <= MOST_ASKED + 1
        # What is in the archive counts for nothing: from here the same goes on.
        await desk.press(*"9999]")
        await desk.until(lambda: desk.screen.lists.view.listing.period.date == NEWEST)

    run(home, feed_server, story)


@pytest.mark.parametrize("key", ["j", "escape", "Q", "g"])
def test_any_key_stops_it(home: Path, feed_server: FeedServer, key: str) -> None:
    many_days(feed_server, 40)

    async def story(desk: Desk) -> None:
        feed_server.gate.clear()
        feed_server.requests.clear()
        await desk.press(*"9999[")
        await desk.until(lambda: feed_server.requests and not desk.screen.is_blocked)
        await desk.press(key)
        assert desk.at == desk.titles[1 if key == "j" else 0], "it was heard at once"
        feed_server.gate.set()
        await desk.until(lambda: not desk.screen.service.status.asking)
        assert desk.screen.lists.view.listing.period.date == NEWEST
        assert len(feed_server.requests) == 1
        if key == "g":
            await desk.press("escape")
        # And the key alone works as always.
        await desk.press("left_square_bracket")
        await desk.until(
            lambda: desk.screen.lists.view.listing.period.date == NEWEST - timedelta(1)
        )

    run(home, feed_server, story)


def test_a_few_steps_are_waited_for_by_the_key_behind_them(
    home: Path, feed_server: FeedServer
) -> None:
    many_days(feed_server, 5)

    async def story(desk: Desk) -> None:
        for back in (1, 2, 3):
            day = (NEWEST - timedelta(back)).isoformat()
            await desk.press("left_square_bracket")
            await desk.until(partial(shows, desk, day))
        await desk.burst("g", "d")
        await desk.until(lambda: desk.screen.lists.view.listing.period.date == NEWEST)
        await desk.burst(*"3[G")
        await desk.until(
            lambda: desk.screen.lists.view.listing.period.date == NEWEST - timedelta(3)
        )
        await desk.until(lambda: desk.at == desk.titles[-1])

    run(home, feed_server, story)


@pytest.mark.parametrize("key", ["space", "pagedown", "ctrl+d", "ctrl+u", "S", "w", "m", "v", "o"])
def test_no_count_is_too_much_for_any_other_key(
    home: Path, feed_server: FeedServer, key: str
) -> None:
    two_days(feed_server, first=6)

    async def story(desk: Desk) -> None:
        await desk.burst(*"9999", key, "escape", "escape", "G")
        await desk.until(lambda: desk.at == desk.titles[-1])

    run(home, feed_server, story)
