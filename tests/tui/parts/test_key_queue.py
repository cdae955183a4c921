"""Keys that come faster than the screen is drawn mean what they would mean one by one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.widgets import Input

from reader.tui.parts import list_opener
from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, Story, numbers, opened, run, two_days


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

    run(home, feed_server, story, size=(80, 24))


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
        assert desk.screen.lists.pane.scroll_offset.y == 2

    run(home, feed_server, story, size=(80, 24))


@pytest.mark.parametrize(
    ("keys", "starred"),
    [
        (("/", *"up:>5", "enter", "s"), [0]),
        ((":", *"star", "space", *"up:>8", "enter", "G", "s"), [0, 1, 2, 3, 11]),
        (("M", *"up:>9", "enter", "s"), [0, 1, 2]),
        (("t", *"rl", "enter", "s"), [0]),
        (("j", "e", *"why", "enter", "s"), [1]),
        (("/", *"zz", "escape", "s"), [0]),
        (("/", "backspace", "s"), [0]),
    ],
    ids=["filter", "command", "mark", "tag", "note", "left", "empty"],
)
def test_what_follows_a_line_that_was_typed(
    home: Path, feed_server: FeedServer, keys: tuple[str, ...], starred: list[int]
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.burst(*keys)
        await desk.press("escape")
        assert numbers(desk.starred) == starred

    run(home, feed_server, story)


class TestAnotherList:
    """A decision typed right behind the key that opens a list is about that list."""

    def both(self, home: Path, server: FeedServer, story: Story) -> None:
        """Both days are in the archive."""
        two_days(server)

        async def whole() -> None:
            async with opened(home, server) as desk:
                await desk.press("[")
                await desk.loaded("Mon 1 Jan")
                await desk.press("]")
                await desk.loaded("Tue 2 Jan")
                await story(desk)

        asyncio.run(whole())

    def test_the_day_before(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            await desk.burst("[", "j", "r")
            await desk.loaded("Mon 1 Jan")
            await desk.until(lambda: len(desk.unread) == 2)
            await desk.burst("]", "[", "]", "s")
            await desk.loaded("Tue 2 Jan")
            await desk.until(lambda: numbers(desk.starred) == [0])

        self.both(home, feed_server, story)

    def test_the_library(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            await desk.press("s", "s")
            await desk.burst("g", "s", "j", "s")
            await desk.loaded("Starred")
            await desk.until(lambda: len(desk.starred) == 1)

        self.both(home, feed_server, story)

    def test_a_service_that_answers_at_once_is_waited_for(
        self, home: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(list_opener, "MOMENT", 60.0)
        two_days(feed_server)

        async def story(desk: Desk) -> None:
            await desk.burst("[", "j", "r")
            await desk.loaded("Mon 1 Jan")
            await desk.until(lambda: len(desk.unread) == 2)
            await desk.burst("]", "[", "]", "s")
            await desk.until(lambda: numbers(desk.starred) == [0] and len(desk.titles) == 12)

        run(home, feed_server, story)

    def test_where_the_service_takes_its_time_nothing_is_decided(
        self, home: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(list_opener, "MOMENT", 0.001)
        two_days(feed_server)

        async def story(desk: Desk) -> None:
            feed_server.gate.clear()
            await desk.burst("[", "r", "r")
            await desk.until(lambda: "Keys ignored: the list was still loading" in desk.footer)
            feed_server.gate.set()
            await desk.loaded("Mon 1 Jan")
            assert len(desk.unread) == 3
            await desk.press("]")
            await desk.loaded("Tue 2 Jan")
            assert len(desk.unread) == 12

        run(home, feed_server, story)


def test_an_empty_queue_is_opened_like_any_other(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("A", "g", "q")
        await desk.loaded("Queue")
        await desk.until(lambda: desk.titles)

    run(home, feed_server, story)


@pytest.mark.parametrize("key", ["?", "ctrl+p"])
def test_what_stands_before_the_list_gets_the_keys_behind_it(
    home: Path, feed_server: FeedServer, key: str
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.burst(key, "r", "s")
        assert len(desk.unread) == 12
        assert desk.starred == []

    run(home, feed_server, story)


def test_what_is_looked_for_in_the_help(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.burst("?", "/", *"undo")
        await desk.until(
            lambda: (
                (found := desk.app.screen.query("HelpScreen Input"))
                and found.first(Input).value == "undo"
            )
        )
        assert len(desk.unread) == 12

    run(home, feed_server, story)


class TestWhatComesLate:
    """Nothing that comes late may change what the next key is about."""

    def test_a_list_that_was_stepped_to(
        self, home: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(list_opener, "MOMENT", 0.001)
        two_days(feed_server)

        async def story(desk: Desk) -> None:
            feed_server.gate.clear()
            await desk.press("[")
            await desk.loaded("fetching")
            await desk.until(lambda: not desk.screen.is_blocked)
            await desk.press("m", "m")
            feed_server.gate.set()
            await desk.until(lambda: "Mon 1 Jan is there now; [ opens it" in desk.footer)
            assert len(desk.screen.lists.view.selected) == 2
            await desk.press("s")
            assert numbers(desk.starred) == [0, 1]
            await desk.burst("[", "s")
            await desk.loaded("Mon 1 Jan")
            await desk.until(lambda: len(desk.starred) == 1)

        run(home, feed_server, story)

    def test_the_library_asked_again(self, home: Path, feed_server: FeedServer) -> None:
        two_days(feed_server)

        async def story(desk: Desk) -> None:
            await desk.press("s", "s", "s")
            await desk.burst("g", "s", "j", "s")
            await desk.loaded("Starred")
            await desk.until(lambda: len(desk.starred) == 2 and "fetching" not in desk.header)
            at = desk.at
            assert at not in desk.starred
            await desk.press("f5")
            await desk.until(lambda: "fetching" not in desk.header)
            assert (desk.at, len(desk.titles)) == (at, 3)
            await desk.press("s")
            assert len(desk.starred) == 3

        run(home, feed_server, story)

    def test_the_change_of_an_export(
        self, home: Path, feed_server: FeedServer, tmp_path: Path
    ) -> None:
        two_days(feed_server)
        file = tmp_path / "refs.bib"

        async def story(desk: Desk) -> None:
            await desk.burst("x", "ctrl+u", *str(file), "enter", "r")
            await desk.until(lambda: desk.app.screen.query("#change-text"))
            await desk.pilot.pause()
            assert len(desk.unread) == 12
            await desk.press("escape")
            await desk.burst("x", "enter", "y")
            await desk.until(file.exists)
            assert file.read_text().count("@misc{") == 12

        run(home, feed_server, story)

    def test_a_click_while_something_is_typed(self, home: Path, feed_server: FeedServer) -> None:
        two_days(feed_server)

        async def story(desk: Desk) -> None:
            await desk.press("t")
            await desk.type("rl")
            await desk.pilot.click("#list", offset=(10, 5))
            assert desk.at == "Invented Paper 0"
            await desk.press("enter")
            assert desk.screen.lists.view.rows[0].marks.tags == ("rl",)

        run(home, feed_server, story)

    def test_a_terminal_in_which_nothing_can_be_seen(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        two_days(feed_server)

        async def story(desk: Desk) -> None:
            await desk.pilot.resize_terminal(30, 8)
            await desk.press("r", "A")
            await desk.pilot.resize_terminal(120, 40)
            assert len(desk.unread) == 12

        run(home, feed_server, story)
