"""The search in the text of the reading view."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.tui.widgets.reading_pane import ReadingPane
from tests.feed_server import FeedServer, item
from tests.tui.driving import Desk, run

TEXT = "\n\n".join(f"Line {n} has a needle in it." if n % 20 == 0 else "Hay." for n in range(100))


@pytest.fixture
def service(feed_server: FeedServer) -> FeedServer:
    feed_server.days["2024-01-02"] = [
        item("2401.00001", "First Paper", summary=TEXT, upvotes=9),
        item("2401.00002", "Second Paper", summary="No such thing.", upvotes=8),
    ]
    return feed_server


def pane(desk: Desk) -> ReadingPane:
    return desk.screen.query_one(ReadingPane)


def top(desk: Desk) -> int:
    return round(pane(desk).scroll_offset.y)


def current(desk: Desk) -> str:
    """The line on which the current match is, as it is on the screen."""
    (line,) = [
        strip.text.strip()
        for strip in map(pane(desk).render_line, range(pane(desk).size.height))
        if any(each.style and each.style.reverse for each in strip)
    ]
    return line


async def reading(desk: Desk) -> None:
    await desk.press("enter")
    await desk.until(lambda: pane(desk)._is_seen)


async def find(desk: Desk, text: str, key: str = "enter") -> None:
    await desk.press("slash")
    await desk.type(text)
    await desk.press(key)


def test_matches_are_gone_through_and_counted(home: Path, service: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await reading(desk)
        await desk.press("slash")
        await desk.type("NEEDLE")
        assert desk.remark.strip() == "1 of 5"
        await desk.press("enter")
        assert "n N 1 of 5" in desk.footer
        assert current(desk).startswith("Line 0 ")
        for number, line in ((2, 20), (3, 40), (4, 60), (5, 80), (1, 0)):
            await desk.press("n")
            assert f"n N {number} of 5" in desk.footer
            assert current(desk).startswith(f"Line {line} ")
        await desk.press("N")
        assert "5 of 5" in desk.footer
        await desk.press("2", "N")
        assert "3 of 5" in desk.footer
        assert desk.screen.pane_layout.is_reading

    run(home, service, story)


def test_escape_comes_back_to_where_one_was_and_then_to_the_list(
    home: Path, service: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await reading(desk)
        await desk.press("3", "j")
        assert top(desk) == 3
        await find(desk, "needle")
        await desk.press("n", "n", "escape")
        assert (top(desk), desk.screen.pane_layout.is_reading) == (3, True)
        assert "of 5" not in desk.footer
        await find(desk, "needle in", "escape")
        assert (top(desk), desk.screen.pane_layout.is_reading) == (3, True)
        await desk.press("escape")
        assert not desk.screen.pane_layout.is_reading
        assert desk.screen.lists.view.query is None

    run(home, service, story)


def test_q_leaves_and_nothing_of_the_search_stays(home: Path, service: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await reading(desk)
        await find(desk, "needle")
        await desk.press("q")
        assert not desk.screen.pane_layout.is_reading
        await desk.press("n")
        assert desk.at == "Second Paper", "n is the next unread paper again"
        await desk.press("k")
        await reading(desk)
        assert pane(desk).match == ""
        await desk.press("n")
        assert desk.at == "Second Paper"

    run(home, service, story)


def test_what_is_not_there_is_said_and_nobody_is_thrown_out(
    home: Path, service: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await reading(desk)
        await desk.press("2", "j")
        await desk.press("slash")
        await desk.type("nowhere")
        assert desk.remark.strip() == "nothing found"
        await desk.press("enter")
        assert 'This text does not have "nowhere".' in desk.footer
        assert (top(desk), desk.screen.pane_layout.is_reading) == (2, True)
        await desk.press("slash", "enter")
        assert (top(desk), desk.screen.pane_layout.is_reading) == (2, True)
        await desk.press("slash", "backspace")
        assert desk.screen.pane_layout.is_reading

    run(home, service, story)


def test_the_next_paper_is_read_without_it(home: Path, service: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await reading(desk)
        await find(desk, "needle")
        await desk.press("right_square_bracket")
        assert (desk.at, pane(desk).match) == ("Second Paper", "")
        assert "of 5" not in desk.footer

    run(home, service, story)


def test_words_are_found_over_the_ends_of_lines(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = [
        item(summary="word " * 100 + "far away " + "word " * 50, ai_summary="sum " * 60 + "x y.")
    ]

    async def story(desk: Desk) -> None:
        await reading(desk)
        for typed in ("word  word far away word", "sum x y", "word " * 30):
            await desk.press("slash")
            await desk.type(typed)
            assert desk.remark.strip().startswith("1 of "), typed
            await desk.press("escape")

    run(home, feed_server, story, size=(60, 20))


def test_signs_are_what_they_are(home: Path, service: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await reading(desk)
        for typed in ("(", "[a", "*", "\\", "a{9999}", "|", "^$"):
            await find(desk, typed)
            assert f'does not have "{typed}"' in desk.footer
            assert not desk.notices

    run(home, service, story)


def test_the_search_follows_what_is_drawn_anew(home: Path, service: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await reading(desk)
        await find(desk, "needle")
        await desk.press("n")
        await desk.pilot.resize_terminal(70, 24)
        await desk.until(lambda: "2 of 5" in desk.footer)
        await desk.press("a", "n")
        assert "3 of 5" in desk.footer
        assert current(desk).startswith("Line 40 ")

    run(home, service, story)
