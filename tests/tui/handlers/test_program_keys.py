"""Help, the palette, themes, sizes, and the ways out."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.tui.keys.actions import ACTIONS, BY_ID
from reader.tui.screens.help_screen import HelpScreen
from reader.tui.screens.theme_screen import ThemeScreen
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, two_days
from tests.tui.driving import run_two_days as run


def help_text(desk: Desk) -> str:
    """The help with its broken lines joined."""
    return " ".join(str(desk.app.screen.query_one("#help-text").render()).split())


def test_every_action_has_a_handler_and_no_two_have_a_key(
    home: Path, feed_server: FeedServer
) -> None:
    keys = [(each, action.in_search) for action in ACTIONS for each in action.keys]
    assert len(keys) == len(set(keys))
    assert len(BY_ID) == len(ACTIONS)

    async def story(desk: Desk) -> None:
        for action in ACTIONS:
            assert callable(desk.screen.handlers.find(action.id)), action.id

    run(home, feed_server, story)


def test_no_key_sequence_is_the_beginning_of_another() -> None:
    keys = [each for action in ACTIONS for each in action.keys if not each.startswith("<")]
    hidden = [(one, two) for one in keys for two in keys if one != two and two.startswith(one)]
    assert hidden == []


def test_help_shows_every_key_and_can_be_searched(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.pilot.press("question_mark")
        await desk.until(lambda: isinstance(desk.app.screen, HelpScreen))
        for action in ACTIONS:
            assert action.words in help_text(desk)
        await desk.pilot.press("slash")
        await desk.type("citation key")
        await desk.until(lambda: "Copy the citation key" in help_text(desk))
        assert "Next paper" not in help_text(desk)
        await desk.pilot.press("enter", "j", "q")
        await desk.until(lambda: desk.app.screen is desk.screen)
        await desk.press("j")
        assert desk.at == "Invented Paper 1"

    run(home, feed_server, story)


def test_a_prefix_shows_what_can_follow(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("y")
        assert "BibTeX" in desk.footer
        await desk.press("escape")
        assert "star" in desk.footer
        await desk.press("4", "2")
        assert "42" in desk.footer

    run(home, feed_server, story)


def test_the_palette_does_what_keys_do(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.pilot.press("ctrl+p")
        await desk.until(lambda: desk.app.screen is not desk.screen)
        await desk.type("last paper")
        await desk.pilot.press("enter")
        await desk.until(lambda: desk.at == "Invented Paper 11")

    run(home, feed_server, story)


def test_a_theme_is_tried_with_the_cursor_and_kept_by_enter(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        before = desk.screen.lists.rows.render_line(0)
        desk.screen.press("theme")
        await desk.until(lambda: isinstance(desk.app.screen, ThemeScreen))
        await desk.pilot.press("j")
        await desk.until(lambda: not desk.app.current_theme.dark)
        await desk.until(lambda: desk.screen.lists.rows.render_line(0) != before)
        await desk.pilot.press("escape")
        await desk.until(lambda: desk.app.theme == "paper-dark")
        assert desk.app.choices.theme == ""
        desk.screen.press("theme")
        await desk.until(lambda: isinstance(desk.app.screen, ThemeScreen))
        await desk.burst("j", "j", "j", "j", "enter", "j")
        await desk.until(lambda: desk.app.theme == "nord")
        await desk.until(lambda: desk.app.screen is desk.screen)
        assert desk.app.choices.theme == "nord"

    run(home, feed_server, story)


@pytest.mark.parametrize("size", [(39, 24), (80, 9), (20, 5)], ids=str)
def test_a_terminal_too_small_is_told_so(
    home: Path, feed_server: FeedServer, size: tuple[int, int]
) -> None:
    async def story(desk: Desk) -> None:
        small = desk.screen.query_one("#too-small")
        assert small.display
        assert "40" in str(small.render())
        assert not desk.screen.query_one("#panes").display
        await desk.pilot.resize_terminal(80, 24)
        await desk.pilot.pause()
        assert not small.display

    run(home, feed_server, story, size=size)


def test_thirty_papers_and_a_typical_abstract_are_seen_at_once(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        assert desk.screen.lists.rows.size.height >= 30
        typical = "word " * 276  # 1,383 characters, the median of the recorded abstracts
        assert len(typical) > 1375
        width = desk.screen.lists.pane.scrollable_content_region.width
        assert len(typical) / width + 9 < desk.screen.lists.pane.size.height

    run(home, feed_server, story)


@pytest.mark.parametrize("key", ["q", "ctrl+c", "ctrl+q"])
def test_ways_out(home: Path, feed_server: FeedServer, key: str) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("r")
        await desk.pilot.press(key)
        await desk.until(lambda: not desk.app.is_running)
        assert desk.app.return_code == 0

    run(home, feed_server, story)


def test_what_was_read_and_kept_is_counted(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("g", "equals_sign")
        await desk.until(lambda: "Nothing is marked yet" in desk.footer)
        await desk.press("s", "r", "g", "equals_sign")
        await desk.until(lambda: desk.app.screen.query("#statistics-text"))
        text = str(desk.app.screen.query_one("#statistics-text").render())
        assert "seen            2" in text
        assert "starred         1" in text
        await desk.press("q")
        assert desk.app.screen is desk.screen

    run(home, feed_server, story)
