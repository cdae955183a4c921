"""Marked rows, ranges, commands on a query, and the last decision again."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.feed_server import FeedServer
from tests.tui.driving import Desk, numbers, two_days
from tests.tui.driving import run_two_days as run


def chosen(desk: Desk) -> list[str]:
    return [paper.title for paper in desk.screen.lists.view.selected]


def test_a_decision_acts_on_all_marked_rows_and_is_undone_by_one_key(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("m", "j", "2", "m")
        assert numbers(chosen(desk)) == [0, 2, 3]
        assert "3 marked" in desk.header
        await desk.press("s")
        assert numbers(desk.starred) == [0, 2, 3]
        assert chosen(desk) == []
        await desk.press("u")
        assert desk.starred == []
        assert len(desk.unread) == 12

    run(home, feed_server, story)


def test_m_on_a_marked_row_takes_the_mark_away(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("m", "k", "m")
        assert chosen(desk) == []

    run(home, feed_server, story)


def test_a_range_follows_the_cursor_both_ways(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("5", "j", "v", "2", "j")
        await desk.until(lambda: numbers(chosen(desk)) == [5, 6, 7])
        await desk.press("4", "k")
        await desk.until(lambda: numbers(chosen(desk)) == [3, 4, 5])
        await desk.press("r")
        assert numbers([title for title in desk.titles if title not in desk.unread]) == [3, 4, 5]
        assert chosen(desk) == []
        await desk.press("j")
        assert chosen(desk) == [], "the range is over"

    run(home, feed_server, story)


def test_escape_takes_away_the_range_then_the_marks_then_the_filter(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("slash")
        await desk.type("up:<10")
        await desk.press("enter")
        shown = len(desk.titles)
        assert shown < 12
        await desk.press("m", "v", "j")
        await desk.until(lambda: len(chosen(desk)) == 3)
        await desk.press("escape")
        assert len(chosen(desk)) == 1
        await desk.press("escape")
        assert chosen(desk) == []
        assert len(desk.titles) == shown
        await desk.press("escape")
        assert len(desk.titles) == 12

    run(home, feed_server, story)


def test_rows_are_marked_by_query(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("M")
        await desk.type("up:>=")
        await desk.until(lambda: desk.mistake)
        await desk.type("7")
        await desk.until(lambda: "6 of 12" in desk.remark)
        await desk.press("enter")
        assert len(chosen(desk)) == 6

    run(home, feed_server, story)


def test_a_command_shows_what_it_will_touch_before_enter(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("colon")
        await desk.type("star")
        await desk.until(lambda: "star: on which papers?" in desk.mistake)
        await desk.type(" up:<4")
        await desk.until(lambda: desk.remark)
        assert len(chosen(desk)) == 3
        assert "3 papers: Invented Paper" in desk.remark
        assert desk.starred == []
        await desk.press("enter")
        assert len(desk.starred) == 3
        assert chosen(desk) == []
        await desk.press("u")
        assert desk.starred == []

    run(home, feed_server, story)


def test_a_command_that_is_left_touches_nothing(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("colon")
        await desk.type("read up:<4")
        await desk.until(lambda: len(chosen(desk)) == 3)
        await desk.press("escape")
        assert chosen(desk) == []
        assert len(desk.unread) == 12

    run(home, feed_server, story)


def test_the_arrows_bring_commands_back(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        for command in ("read up:<4", "tag rl up:>8"):
            await desk.press("colon")
            await desk.type(command)
            await desk.press("enter")
        await desk.press("colon", "up", "up")
        field = desk.screen.query_one("#prompt-input", Input)
        assert field.value == "read up:<4"
        await desk.press("down")
        assert field.value == "tag rl up:>8"
        await desk.press("escape")

    run(home, feed_server, story)


def test_a_tag_is_renamed_everywhere_and_opened_as_a_list(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("colon")
        await desk.type("tag rl up:<4")
        await desk.press("enter")
        await desk.press("left_square_bracket")
        await desk.loaded("Mon 1 Jan")
        await desk.press("colon")
        await desk.type("retag rl reinforcement")
        await desk.until(lambda: "3 papers of the library" in desk.remark)
        await desk.press("enter")
        await desk.press("g", "number_sign")
        await desk.type("rei")
        await desk.press("enter")
        await desk.loaded("Library: tag:")
        assert len(desk.titles) == 3
        assert {row.marks.tags for row in desk.screen.lists.view.rows} == {("reinforcement",)}

    run(home, feed_server, story)


def test_a_dot_makes_the_last_decision_again(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("full_stop")
        assert "no decision to repeat" in desk.footer
        await desk.press("t")
        await desk.type("rl")
        await desk.press("enter", "3", "j", "2", "full_stop")
        tagged = [row.paper.title for row in desk.screen.lists.view.rows if row.marks.tags]
        assert numbers(tagged) == [0, 3, 4]

    run(home, feed_server, story)


def test_at_the_end_there_is_an_account(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("s", "s", *"r" * 10)
        assert "12 seen, 2 starred, less than a minute" in desk.footer
        assert "[ older" in desk.footer

    run(home, feed_server, story)


def test_starred_papers_and_the_whole_library_are_lists(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("s", "r", "r", "g", "s")
        await desk.loaded("Starred")
        assert desk.titles == ["Invented Paper 0"]
        await desk.press("g", "l")
        await desk.loaded("Library")
        assert len(desk.titles) == 3
        await desk.press("g", "d")
        await desk.loaded("Tue 2 Jan")
        assert len(desk.titles) == 12

    run(home, feed_server, story)


class TestOnAllLists:
    """A command whose query names days is about all that was ever fetched."""

    def test_it_is_counted_before_enter_and_undone_as_one_change(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk) -> None:
            await desk.press("left_square_bracket")
            await desk.loaded("Mon 1 Jan")
            await desk.press("right_square_bracket")
            await desk.loaded("Tue 2 Jan")
            await desk.press("colon")
            await desk.type("star listed:2024-01-01..")
            await desk.until(lambda: "15 papers of all lists" in desk.remark)
            assert desk.starred == []
            await desk.press("enter")
            await desk.until(lambda: len(desk.starred) == 12)
            await desk.press("left_square_bracket")
            await desk.loaded("Mon 1 Jan")
            assert len(desk.starred) == 3
            await desk.press("u")
            assert desk.starred == []

        run(home, feed_server, story)

    def test_nothing_is_touched_before_it_was_counted(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk) -> None:
            typed = ("space" if c == " " else c for c in ":read listed:2024-01-02 up:<4")
            await desk.burst(*typed, "enter")
            await desk.until(lambda: "3 papers of all lists" in desk.remark)
            assert len(desk.unread) == 12
            await desk.press("enter")
            await desk.until(lambda: len(desk.unread) == 9)
            assert "3 papers: read listed:2024-01-02 up:<4. u undoes it" in desk.footer

        run(home, feed_server, story)

    def test_the_same_command_again_looks_again(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            for left in (0, 0):
                await desk.press("colon")
                await desk.type("read listed:2024-01-02 is:unread")
                await desk.until(lambda: "of all lists" in desk.remark)
                await desk.press("enter")
                await desk.until(partial(lambda left: len(desk.unread) == left, left))
                await desk.press("u")
                await desk.until(lambda: len(desk.unread) == 12)

        run(home, feed_server, story)


def test_what_was_typed_is_there_in_the_next_run(home: Path, feed_server: FeedServer) -> None:
    async def evening(desk: Desk) -> None:
        await desk.press("colon")
        await desk.type("read up:<4")
        await desk.press("enter", "slash")
        await desk.type("up:>5")
        await desk.press("enter")
        kept = home / "cache" / "typed.txt"
        await desk.until(lambda: kept.exists() and "up:>5" in kept.read_text())

    async def morning(desk: Desk) -> None:
        field = desk.screen.query_one("#prompt-input", Input)
        await desk.press("colon")
        await desk.until(lambda: desk.screen.prompts.history("command"))
        await desk.press("up")
        assert field.value == "read up:<4"
        await desk.press("escape", "M", "up")
        assert field.value == "up:>5", "queries are remembered wherever they were typed"
        await desk.press("escape")

    run(home, feed_server, evening)
    run(home, feed_server, morning)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=str)
def test_the_prompts_of_queries_say_their_keys_and_what_can_be_asked(
    home: Path, feed_server: FeedServer, size: tuple[int, int]
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        def menu() -> str:
            line = desk.screen.query_one("#prompt-menu")
            return str(line.render()) if line.display else ""

        field = desk.screen.query_one("#prompt-input", Input)
        await desk.press("slash")
        assert desk.hints == "enter keep  esc clear  tab complete  ? fields"
        assert not menu()
        await desk.press("question_mark")
        assert "title: abstract: author: org:" in menu()
        assert "is: unread read starred" in menu()
        await desk.press("question_mark")
        assert not menu()
        await desk.type("what?")
        assert field.value == "what?", "it is a letter where something stands before it"
        assert "? fields" not in desk.hints
        await desk.press("ctrl+u")
        await desk.type("invented")
        assert desk.remark.strip() == "12 of 12 shown"
        assert desk.screen.query_one("#prompt-remark").region.x == 23
        await desk.type(" -a-word-that-takes-the-room-of-keys" * 2)
        assert field.region.width >= 50
        assert "tab complete" not in desk.hints
        await desk.press("enter", "slash")
        assert "↑ earlier" in desk.hints
        await desk.press("escape", "colon")
        assert desk.hints == "enter do it  esc leave  tab complete  ? syntax"
        await desk.press("question_mark")
        assert "tag untag NAME QUERY" in menu()
        await desk.press("escape", "e")
        assert desk.hints == "enter save  esc leave"

    run(home, feed_server, story, size=size)
