"""Going through a list: moving, deciding, taking back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from reader.library import Library
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, opened, two_days

Story = Callable[[Desk], Awaitable[None]]


@pytest.fixture
def tell(home: Path, feed_server: FeedServer) -> Callable[[Story], None]:
    """Runs a story on the newest list, twelve papers, none of them read."""
    two_days(feed_server)

    def run(story: Story) -> None:
        async def whole() -> None:
            async with opened(home, feed_server) as desk:
                await story(desk)

        asyncio.run(whole())

    return run


def paper(number: int) -> str:
    return f"Invented Paper {number}"


def test_the_newest_list_opens_with_its_day_its_counts_and_its_age(
    tell: Callable[[Story], None],
) -> None:
    async def story(desk: Desk) -> None:
        assert "Tue 2 Jan 2024" in desk.header
        assert "12 unread" in desk.header
        assert "12 papers" in desk.header
        assert "fetched" in desk.header
        assert desk.at == paper(0)
        assert "54.6% of the words" in desk.detail

    tell(story)


@pytest.mark.parametrize("way", [0, 1])
def test_keys_move_the_cursor(tell: Callable[[Story], None], way: int) -> None:
    ways: list[list[tuple[str, int]]] = [
        [
            *(("j", 1), ("down j k", 1), ("5 j", 5), ("1 0 j 3 k", 7), ("k", 0), ("G", 11)),
            *(("G j", 11), ("G g g", 0), ("4 g g", 3), ("n", 1), ("g x j", 1), ("pagedown", 11)),
            *(("ctrl+f ctrl+b", 0), ("G pageup", 0), ("r r g g n", 2)),
        ],
        [("j r G p p", 9)],
    ]

    async def story(desk: Desk) -> None:
        for keys, at in ways[way]:
            await desk.press("g", "g")
            assert desk.at == paper(0)
            await desk.press(*keys.split())
            assert desk.at == paper(at), keys
            assert desk.at in desk.detail

    tell(story)


def test_looking_around_marks_nothing(tell: Callable[[Story], None], home: Path) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("j", "j", "G", "g", "g", "n", "p", "ctrl+d", "question_mark", "escape")
        await desk.press("left_square_bracket")
        await desk.loaded("Mon 1 Jan")
        await desk.press("right_square_bracket")
        await desk.loaded("Tue 2 Jan")
        assert len(desk.unread) == 12

    tell(story)
    assert not (home / "journal").exists()


def test_r_marks_read_and_goes_to_the_next_unread(tell: Callable[[Story], None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("j", "r", "k", "k", "r")
        assert desk.unread == [paper(n) for n in range(2, 12)]
        assert desk.at == paper(2), "the one between is read already"
        assert "10 unread" in desk.header

    tell(story)


def test_r_on_the_last_goes_to_the_unread_ones_above(tell: Callable[[Story], None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("G", "r")
        assert desk.at == paper(0)

    tell(story)


def test_the_last_decision_says_that_all_is_read(tell: Callable[[Story], None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("1", "2", "r")
        assert desk.unread == []
        assert "All read." in desk.footer

    tell(story)


def test_capital_r_marks_unread_and_stays(tell: Callable[[Story], None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("r", "k", "R")
        assert desk.unread == [paper(n) for n in range(12)]
        assert desk.at == paper(0)

    tell(story)


def test_s_stars_and_goes_on_then_unstars_and_stays(tell: Callable[[Story], None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("s")
        assert desk.starred == [paper(0)]
        assert paper(0) not in desk.unread, "a starred paper is a read one"
        assert desk.at == paper(1)
        await desk.press("k", "s")
        assert desk.starred == []
        assert desk.at == paper(0)
        assert paper(0) not in desk.unread

    tell(story)


def test_a_count_is_one_change(tell: Callable[[Story], None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("3", "r")
        assert desk.unread == [paper(n) for n in range(3, 12)]
        assert desk.at == paper(3)
        await desk.press("u")
        assert len(desk.unread) == 12
        assert "3 papers are unread again" in desk.footer

    tell(story)


def test_space_pages_down_and_only_at_the_end_marks(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)
    for each in feed_server.days["2024-01-02"]:
        each["paper"]["summary"] = "A long abstract. " * 120

    async def story() -> None:
        async with opened(home, feed_server, size=(80, 24)) as desk:
            pages = 0
            while desk.at == paper(0):
                assert len(desk.unread) == 12, "not before its end was seen"
                await desk.press("space")
                pages += 1
                assert pages < 20
            assert pages > 2
            assert desk.unread == [paper(n) for n in range(1, 12)]
            assert desk.screen.lists.pane.scroll_offset.y == 0, (
                "the next abstract starts at its top"
            )

    asyncio.run(story())


def test_tags_are_added_taken_off_and_completed(tell: Callable[[Story], None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("t")
        await desk.type("agents, rl")
        await desk.press("enter")
        assert list(desk.screen.lists.view.rows[0].marks.tags) == ["agents", "rl"]
        assert "#agents #rl" in desk.detail
        assert paper(0) in desk.unread, "a tag is not a decision"
        await desk.press("j", "t")
        await desk.type("-x ag")
        await desk.press("tab", "enter")
        assert list(desk.screen.lists.view.rows[1].marks.tags) == ["agents"]
        await desk.press("k", "t")
        await desk.type("-rl")
        await desk.press("enter")
        assert list(desk.screen.lists.view.rows[0].marks.tags) == ["agents"]

    tell(story)


def test_a_note_is_written_changed_and_left_alone_by_esc(tell: Callable[[Story], None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("e")
        await desk.type("read twice")
        await desk.press("enter")
        assert "read twice" in desk.detail
        await desk.press("e")
        await desk.type(" more")
        await desk.press("escape")
        assert desk.screen.lists.view.rows[0].marks.note == "read twice"
        await desk.press("e", "ctrl+u", "enter")
        assert desk.screen.lists.view.rows[0].marks.note is None

    tell(story)


def test_undo_puts_the_cursor_on_what_came_back_and_says_it(tell: Callable[[Story], None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("r", "s", "G", "u")
        assert desk.at == paper(1)
        assert "is unstarred and unread again" in desk.footer
        await desk.press("u")
        assert desk.at == paper(0)
        assert len(desk.unread) == 12
        await desk.press("u")
        assert "Nothing to undo" in desk.footer
        await desk.press("ctrl+r", "ctrl+r")
        assert desk.starred == [paper(1)]
        assert desk.unread == [paper(n) for n in range(2, 12)]
        await desk.press("ctrl+r")
        assert "Nothing to redo" in desk.footer

    tell(story)


def test_everything_is_found_as_it_was_left_and_can_still_be_undone(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def evening() -> None:
        async with opened(home, feed_server) as desk:
            await desk.press("r", "s", "t")
            await desk.type("rl")
            await desk.press("enter", "e")
            await desk.type("why")
            await desk.press("enter")

    async def morning() -> None:
        async with opened(home, feed_server) as desk:
            assert desk.unread == [paper(n) for n in range(2, 12)]
            assert desk.starred == [paper(1)]
            assert list(desk.screen.lists.view.rows[2].marks.tags) == ["rl"]
            assert desk.screen.lists.view.rows[2].marks.note == "why"
            await desk.press("u", "u", "u", "u")
            assert len(desk.unread) == 12
            assert desk.starred == []
            assert list(desk.screen.lists.view.rows[2].marks.tags) == []

    asyncio.run(evening())
    asyncio.run(morning())


def test_a_marks_what_the_filter_shows_and_one_u_takes_it_back(
    tell: Callable[[Story], None],
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("slash")
        await desk.type("up:>8")
        await desk.press("enter", "A")
        assert desk.titles == [paper(n) for n in range(4)], "rows stay until filtered again"
        assert desk.unread == []
        assert "4 papers marked read" in desk.footer
        await desk.press("escape")
        assert desk.unread == [paper(n) for n in range(4, 12)]
        await desk.press("u")
        assert len(desk.unread) == 12

    tell(story)


def test_what_was_just_marked_does_not_vanish_from_a_filter_of_unread(
    tell: Callable[[Story], None],
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("slash")
        await desk.type("is:unread")
        await desk.press("enter", "r", "r")
        assert len(desk.titles) == 12
        assert desk.at == paper(2)
        await desk.press("slash", "up")
        assert desk.titles == [paper(n) for n in range(2, 12)]
        await desk.press("enter", "slash", "enter")
        assert len(desk.titles) == 12, "an empty filter is none"

    tell(story)


def test_a_change_that_cannot_be_written_is_taken_back_and_said(
    tell: Callable[[Story], None], home: Path
) -> None:
    async def story(desk: Desk) -> None:
        (home / "journal").write_text("a file where the folder should be")
        await desk.press("r")
        assert len(desk.unread) == 12, "the screen shows the true state"
        assert "12 unread" in desk.header
        assert any("marks are as they were" in notice for notice in desk.notices)

    tell(story)


def test_a_mark_made_elsewhere_appears(tell: Callable[[Story], None], home: Path) -> None:
    async def story(desk: Desk) -> None:
        other = Library(home)
        current = desk.screen.lists.view.rows[4].paper
        from reader.library import decisions

        other.commit(decisions.star([current]), {current.id: current})
        await desk.until(lambda: desk.starred == [paper(4)])
        assert desk.at == paper(0), "the cursor stays"

    tell(story)


def test_a_change_that_changes_nothing_leaves_no_sign(tell: Callable[[Story], None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("R")
        assert not desk.screen.lists.view.rows[0].pending

    tell(story)


def test_keys_that_come_before_the_line_is_ready_are_typed_into_it(
    tell: Callable[[Story], None],
) -> None:
    async def story(desk: Desk) -> None:
        for key in ("e", "h", "i"):
            desk.app.post_message(events.Key(key, key))
        await desk.until(lambda: desk.screen.prompt.query_one(Input).value == "hi")
        await desk.press("enter")
        assert desk.screen.lists.view.rows[0].marks.note == "hi"
        assert len(desk.unread) == 12

    tell(story)


def test_a_count_before_t_tags_as_many(tell: Callable[[Story], None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("2", "t")
        await desk.type("#rl ;")
        await desk.press("enter")
        assert [row.marks.tags for row in desk.screen.lists.view.rows[:3]] == [("rl",), ("rl",), ()]

    tell(story)


def test_ctrl_c_leaves_what_is_being_typed_and_not_the_program(
    tell: Callable[[Story], None],
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("e")
        await desk.type("no")
        await desk.press("ctrl+c")
        assert not desk.screen.prompt.asking
        assert desk.app.is_running
        assert desk.screen.lists.view.rows[0].marks.note is None

    tell(story)


def test_the_filter_stays_from_day_to_day(tell: Callable[[Story], None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("slash")
        await desk.type("up:<3")
        await desk.press("enter", "left_square_bracket")
        await desk.loaded("Mon 1 Jan")
        assert desk.titles == [paper(1), paper(2)]
        assert "/up:<3 shows 2" in desk.header

    tell(story)


def test_the_abstract_scrolls_by_halves_and_the_list_stays(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)
    for each in feed_server.days["2024-01-02"]:
        each["paper"]["summary"] = "A long abstract. " * 120

    async def story() -> None:
        async with opened(home, feed_server, size=(80, 24)) as desk:
            await desk.press("ctrl+d")
            down = desk.screen.lists.pane.scroll_offset.y
            assert down > 1
            await desk.press("2", "ctrl+d")
            assert desk.screen.lists.pane.scroll_offset.y == 3 * down
            await desk.press("3", "ctrl+u")
            assert desk.screen.lists.pane.scroll_offset.y == 0
            assert (desk.at, len(desk.unread)) == (paper(0), 12)

    asyncio.run(story())
