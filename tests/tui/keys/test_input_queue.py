"""What closes itself closes once, and what is typed behind that is for what is in front then."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from textual import events
from textual.containers import VerticalScroll
from textual.geometry import Size

from reader.tui.keys.input_queue import InputQueue
from reader.tui.screens.palette_screen import PaletteScreen
from reader.tui.screens.statistics_screen import StatisticsScreen
from reader.tui.widgets.reading_pane import ReadingPane
from tests.feed_server import FeedServer, items
from tests.tui.driving import Desk, run, two_days
from tests.tui.widgets.test_mouse import place

HELP = ("?",)
STATISTICS = ("g", "=")
PALETTE = ("ctrl+p",)


@pytest.fixture(autouse=True)
def _lists(feed_server: FeedServer) -> None:
    two_days(feed_server)


async def back(desk: Desk) -> None:
    await desk.until(lambda: desk.app.screen is desk.screen and not len(desk.app.input))


@pytest.mark.parametrize(
    ("opens", "closes", "ways"),
    [
        (HELP, ("q",), ["q", "escape", "?", "ctrl+c", "enter"]),
        (STATISTICS, ("q",), ["q", "escape", "ctrl+c"]),
        (PALETTE, ("escape",), ["escape", "ctrl+c"]),
    ],
    ids=["help", "statistics", "palette"],
)
def test_a_screen_closes_once_and_the_key_behind_is_for_the_list(
    home: Path,
    feed_server: FeedServer,
    opens: Sequence[str],
    closes: Sequence[str],
    ways: Sequence[str],
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("s")
        for number, way in enumerate(ways):
            await desk.burst(*opens, way, "j", *opens, *closes, "j")
            await back(desk)
            assert desk.at == f"Invented Paper {1 + 2 * (number + 1)}"
        assert len(desk.starred) == 1

    run(home, feed_server, story)


@pytest.mark.parametrize("times", [2, 3, 5])
def test_the_same_key_again_and_again(home: Path, feed_server: FeedServer, times: int) -> None:
    async def story(desk: Desk) -> None:
        await desk.burst(*"?" * times)
        await desk.until(lambda: not len(desk.app.input))
        await desk.pilot.pause()
        assert (desk.app.screen is desk.screen) is (times % 2 == 0)

    run(home, feed_server, story)


def test_the_help_scrolls_by_keys_that_came_with_the_one_that_opened_it(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.burst("?", "j", "j", "j")
        await desk.until(lambda: not len(desk.app.input))
        text = desk.app.screen.query_one(VerticalScroll)
        await desk.until(lambda: text.scroll_y == 3)
        await desk.burst("G", "k")
        await desk.until(lambda: text.scroll_y == text.max_scroll_y - 1)

    run(home, feed_server, story)


@pytest.mark.parametrize(
    "keys",
    ["enter enter enter", "a q a", "enter q enter", "enter escape enter", "enter enter a"],
)
def test_the_reading_view_is_opened_again_at_once(
    home: Path, feed_server: FeedServer, keys: str
) -> None:
    async def story(desk: Desk) -> None:
        await desk.burst(*keys.split(), "]")
        await desk.until(lambda: desk.screen.has_class("-reading"))
        await desk.until(
            lambda: "Discussion" in desk.screen.query_one("#reading", ReadingPane).text
        )
        assert desk.at == "Invented Paper 1", "] is the next paper, and not the day after"
        await desk.burst("enter", "enter", "q", "j")
        await desk.until(lambda: not desk.screen.has_class("-reading"))
        assert desk.at == "Invented Paper 2"

    run(home, feed_server, story)


def test_space_behind_the_key_that_opens_the_view_again_marks_nothing(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("enter")
        await desk.until(
            lambda: "Discussion" in desk.screen.query_one("#reading", ReadingPane).text
        )
        await desk.burst("q", "enter", "space", "space")
        await desk.until(lambda: not len(desk.app.input))
        assert len(desk.unread) == 12

    run(home, feed_server, story)


class TestThePalette:
    def test_enter_does_one_command_and_the_next_enter_is_for_the_list(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk) -> None:
            await desk.burst("ctrl+p", *"last", "space", *"paper", "enter", "k", "enter")
            await desk.until(lambda: desk.screen.has_class("-reading"))
            assert desk.at == "Invented Paper 10"

        run(home, feed_server, story)

    def test_one_command_opens_what_the_next_key_is_for(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk) -> None:
            await desk.press("s")
            await desk.burst("ctrl+p", *"counted", "enter", "q", "j")
            await back(desk)
            assert desk.at == "Invented Paper 2"
            await desk.burst("ctrl+p", *"counted", "enter")
            await desk.until(lambda: isinstance(desk.app.screen, StatisticsScreen))

        run(home, feed_server, story)

    def test_nothing_is_done_where_nothing_matches(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk) -> None:
            await desk.burst("ctrl+p", *"qqzz", "enter", "enter")
            await desk.until(lambda: isinstance(desk.app.screen, PaletteScreen))
            await desk.burst(*["backspace"] * 4, "down", "down", "up", "pagedown", "escape", "r")
            await back(desk)
            assert len(desk.unread) == 11

        run(home, feed_server, story)

    def test_a_command_is_clicked_twice(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            await desk.press("ctrl+p")
            await desk.until(lambda: isinstance(desk.app.screen, PaletteScreen))
            await desk.pilot.pause()
            await desk.pilot.click("#palette-list", offset=(25, 1), times=2)
            await back(desk)
            assert desk.at == "Invented Paper 0", "up from the first is the first"
            assert desk.app.is_running

        run(home, feed_server, story)


def test_a_key_behind_a_click_is_about_what_was_clicked(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.click_and_burst(place(desk, "Invented Paper 4"), 1, "s")
        await desk.until(lambda: desk.starred == ["Invented Paper 4"])
        await desk.click_and_burst(place(desk, "r read"), 1, "j", "s")
        await desk.until(lambda: len(desk.starred) == 2)
        assert desk.starred == ["Invented Paper 4", "Invented Paper 7"]
        assert len(desk.unread) == 9
        await desk.click_and_burst(place(desk, "Invented Paper 2"), 2, "]")
        await desk.until(lambda: desk.screen.has_class("-reading"))
        assert desk.at == "Invented Paper 3"

    run(home, feed_server, story)


def test_a_click_behind_a_key_waits_for_it(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        desk.send("r", "u")
        await desk.click_and_burst(place(desk, "Invented Paper 4"), 1, "s")
        await desk.until(lambda: desk.starred == ["Invented Paper 4"])
        assert len(desk.unread) == 11

    run(home, feed_server, story)


def test_what_is_typed_behind_the_key_that_leaves_is_not_done(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        desk.send("q", "s", "r", "A")
        await desk.until(lambda: not desk.app.is_running)
        assert len(desk.unread) == 12

    run(home, feed_server, story)


def test_what_comes_late_lets_nobody_else_s_keys_go(home: Path, feed_server: FeedServer) -> None:
    """The list is fetched again while the statistics are counted: q is for these."""

    async def story(desk: Desk) -> None:
        await desk.press("s")
        desk.screen.key_queue.hold(story)
        feed_server.gate.clear()
        desk.screen.opener.fetch(desk.screen.lists.period, again=True)
        await desk.until(lambda: "fetching" in desk.header)
        desk.send("q")
        feed_server.gate.set()
        await desk.until(lambda: "fetching" not in desk.header)
        await desk.until(lambda: len(desk.app.input) == 1)
        assert desk.app.is_running
        desk.screen.key_queue.release(story, dropping=True)
        assert not len(desk.app.input)

    run(home, feed_server, story)


def test_what_is_still_on_its_way_is_forgotten_with_the_rest() -> None:
    before, queue = events.Key("q", "q"), InputQueue()
    queue.add(events.Key("j", "j"))
    queue.clear()
    queue.add(before)
    assert not len(queue)
    after = events.Key("r", "r")
    after.time = before.time + 60
    queue.add(after)
    assert queue.take() is after


@pytest.mark.parametrize("front", ["list", "help"])
def test_two_sizes_that_come_at_once_do_not_follow_each_other_for_ever(
    home: Path, feed_server: FeedServer, front: str
) -> None:
    feed_server.days["2024-01-02"] = items(3, "2024-01-02")

    async def story(desk: Desk) -> None:
        if front == "help":
            await desk.press("?")
        screen = desk.app.screen
        taken: list[Size] = []
        take = screen._screen_resized

        def counted(size: Size) -> None:
            taken.append(size)
            # What stands between two sizes in the queue keeps one from taking the other's place.
            screen.call_later(lambda: None)
            if len(taken) < 20:
                take(size)

        screen._screen_resized = counted  # type: ignore[method-assign]
        for size in (Size(100, 30), desk.app.size):
            screen.post_message(events.Resize(size, size))
            screen.call_later(lambda: None)
        for _ in range(20):
            await desk.pilot.pause()
        assert len(taken) <= 2
        assert screen.size == desk.app.size

    run(home, feed_server, story)
