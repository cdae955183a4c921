"""Help, the palette, themes, sizes, and the ways out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.widgets import Input

from reader.system.manual_index import NAMES
from reader.system.manual_pages import summary
from reader.tui.handlers.command_parser import VERBS
from reader.tui.keys.actions import ACTIONS, BY_ID
from reader.tui.rendering.sign_legend import SIGNS
from reader.tui.rendering.themes import theme_in_use
from reader.tui.screens.help_screen import HelpScreen
from reader.tui.screens.manual_screen import ManualScreen
from reader.tui.screens.palette_screen import PaletteScreen
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

    run(home, feed_server, story, size=(80, 24))


@pytest.mark.parametrize(("width", "columns"), [(80, 1), (100, 2), (120, 3), (200, 3)])
def test_help_has_columns_each_heading_once_and_the_signs(
    home: Path, feed_server: FeedServer, width: int, columns: int
) -> None:
    groups = {action.group for action in ACTIONS}
    others = ("Keyboards of other scripts", "Signs in the list", "Votes", "Manual")
    headings = {*groups, *others, "Behind a colon", "In the filter"}

    async def story(desk: Desk) -> None:
        await desk.pilot.press("question_mark")
        await desk.until(lambda: isinstance(desk.app.screen, HelpScreen) and help_text(desk))
        lines = str(desk.app.screen.query_one("#help-text").render()).split("\n")
        found = [cell.strip() for line in lines for cell in re.split("│|  +", line)]
        for heading in headings:
            assert found.count(heading) == 1, heading
        assert max(
            sum(cell in headings for cell in re.split("│ |  +", line)) for line in lines
        ) == (columns)
        for sign, _, words in SIGNS:
            assert any(sign in line and words in line for line in lines), words
        for verb in VERBS:
            assert any(f":{verb} " in line for line in lines), verb

    run(home, feed_server, story, size=(width, 40))


@pytest.mark.parametrize("size", [(2, 24), (8, 12), (24, 9)], ids=str)
def test_a_window_that_shrinks_to_nothing_ends_no_help(
    home: Path, feed_server: FeedServer, size: tuple[int, int]
) -> None:
    async def story(desk: Desk) -> None:
        await desk.pilot.press("question_mark")
        await desk.until(lambda: isinstance(desk.app.screen, HelpScreen))
        await desk.pilot.resize_terminal(*size)
        await desk.pilot.resize_terminal(100, 30)
        await desk.pilot.press("q")
        await desk.until(lambda: desk.app.screen is desk.screen)
        assert desk.notices == []

    run(home, feed_server, story)


def test_what_is_found_in_the_help_is_done_by_enter(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.burst("?", "/", *"last paper")
        await desk.until(lambda: "(last)" in help_text(desk))
        await desk.burst("enter", "enter")
        await desk.until(lambda: desk.at == "Invented Paper 11")

    run(home, feed_server, story)


def page_text(desk: Desk) -> str:
    """The page of the manual with its broken lines joined."""
    return " ".join(str(desk.app.screen.query_one("#manual-text").render()).split())


@pytest.mark.parametrize("size", [(80, 24), (200, 50)], ids=str)
def test_the_help_leads_to_the_pages_of_the_manual(
    home: Path, feed_server: FeedServer, size: tuple[int, int]
) -> None:
    async def story(desk: Desk) -> None:
        await desk.pilot.press("question_mark")
        await desk.until(lambda: isinstance(desk.app.screen, HelpScreen))
        for key, name in zip("1234567890", NAMES, strict=True):
            assert f"{key} {name}: " in help_text(desk)
            await desk.burst(key)
            await desk.until(lambda: isinstance(desk.app.screen, ManualScreen))
            assert summary(name) in page_text(desk)
            await desk.burst("q")
            await desk.until(lambda: isinstance(desk.app.screen, HelpScreen))
        await desk.burst("q")
        await desk.until(lambda: desk.app.screen is desk.screen)

    run(home, feed_server, story, size=size)


def test_a_page_is_found_in_the_help_scrolled_and_as_wide_as_the_window(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.burst("?", "/", *"manual", "space", *"settings", "enter", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, ManualScreen))
        text = desk.app.screen.query_one("#manual")
        for _ in range(2):
            before = text.scroll_offset.y
            await desk.burst("tab")
            assert text.scroll_offset.y > before
        await desk.burst("G")
        assert text.scroll_offset.y == text.max_scroll_y > 0
        await desk.burst("g")
        lines = len(str(desk.app.screen.query_one("#manual-text").render()).split("\n"))
        await desk.pilot.resize_terminal(50, 20)
        await desk.pilot.pause()
        wrapped = str(desk.app.screen.query_one("#manual-text").render()).split("\n")
        assert len(wrapped) > lines
        assert max(map(len, wrapped)) <= 45
        await desk.burst("?", "q")
        await desk.until(lambda: desk.app.screen is desk.screen)

    run(home, feed_server, story, size=(80, 24))


def test_tab_goes_from_heading_to_heading(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.pilot.press("question_mark")
        await desk.until(lambda: isinstance(desk.app.screen, HelpScreen) and help_text(desk))
        text = desk.app.screen.query_one("#help VerticalScroll")
        lines = str(desk.app.screen.query_one("#help-text").render()).split("\n")
        for _ in range(3):
            before = text.scroll_offset.y
            await desk.pilot.press("tab")
            assert text.scroll_offset.y > before
            assert not lines[round(text.scroll_offset.y) - 1].strip()

    run(home, feed_server, story, size=(80, 24))


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


def palette(desk: Desk) -> list[str]:
    """The lines of the palette."""
    rows = desk.app.screen.query_one("#palette-list")
    return [rows.render_line(y).text for y in range(rows.size.height)]


@pytest.mark.parametrize("width", [120, 200])
def test_the_palette_begins_with_what_was_used_last(
    home: Path, feed_server: FeedServer, width: int
) -> None:
    async def use(desk: Desk, words: str) -> None:
        await desk.pilot.press("ctrl+p")
        await desk.until(lambda: isinstance(desk.app.screen, PaletteScreen))
        await desk.type(words)
        await desk.pilot.press("enter")
        await desk.until(lambda: desk.app.screen is desk.screen)

    async def story(desk: Desk) -> None:
        for words in ("last paper", "first paper", "last paper"):
            await use(desk, words)
        assert desk.app.choices.recent == ("last", "first")
        await desk.pilot.press("ctrl+p")
        await desk.until(lambda: isinstance(desk.app.screen, PaletteScreen))
        await desk.pilot.pause()
        first, second, *_ = palette(desk)
        assert first.startswith("▌ Last paper")
        assert second.startswith("  First paper")
        assert len(palette(desk)[2].rstrip().split("   ")) > 1
        await desk.burst("down", "enter")
        await desk.until(lambda: desk.app.screen is desk.screen)
        assert desk.app.choices.recent == ("first", "last")

    run(home, feed_server, story, size=(width, 40))


def test_the_palette_has_two_columns_where_there_is_room(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.pilot.press("ctrl+p")
        await desk.until(lambda: isinstance(desk.app.screen, PaletteScreen))
        await desk.pilot.pause()
        lines = palette(desk)
        height = max(at for at, line in enumerate(lines) if line.strip()) + 1
        assert sum(action.words[:20] in line for line in lines for action in ACTIONS) >= height
        assert ACTIONS[0].words in lines[0]
        assert ACTIONS[height].words[:20] in lines[0]
        await desk.burst(*["down"] * height)
        await desk.until(lambda: palette(desk)[0].rindex("▌") > 50)
        await desk.burst("up", "up")
        await desk.until(lambda: palette(desk)[height - 2].startswith("▌"))
        await desk.type("them")
        await desk.pilot.press("tab")
        await desk.until(lambda: desk.app.screen.query_one(Input).value == "theme")

    run(home, feed_server, story, size=(160, 50))


def test_a_theme_is_tried_with_the_cursor_and_kept_by_enter(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        before = desk.screen.lists.rows.render_line(0)
        desk.screen.press("theme")
        await desk.until(lambda: isinstance(desk.app.screen, ThemeScreen))
        await desk.pilot.press("j", "j")
        await desk.until(lambda: not desk.app.current_theme.dark)
        await desk.until(lambda: desk.screen.lists.rows.render_line(0) != before)
        await desk.pilot.press("escape")
        await desk.until(lambda: theme_in_use(desk.app) == "auto")
        assert desk.app.choices.theme == ""
        desk.screen.press("theme")
        await desk.until(lambda: isinstance(desk.app.screen, ThemeScreen))
        await desk.burst(*"jjjjjj", "enter", "j")
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


def statistics_shown(desk: Desk) -> str:
    shown = desk.app.screen.query("#statistics-text")
    return str(shown.first().render()) if shown else ""


def test_what_was_read_and_kept_is_counted(
    home: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPER_READER_TODAY", "2024-01-03")
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("g", "equals_sign")
        await desk.until(lambda: "Nothing is marked yet" in desk.footer)
        await desk.press("s", "r", "g", "equals_sign")
        await desk.until(lambda: statistics_shown(desk))
        lines = statistics_shown(desk).split("\n")
        at = next(at for at, line in enumerate(lines) if line.startswith("seen"))
        assert lines[at - 1].split()[:2] == ["2", "1"]
        assert "Wed 3 Jan 2024  2 seen  ★ 1" in statistics_shown(desk)
        await desk.burst("w", "[")
        await desk.until(lambda: "December 2023" in statistics_shown(desk))
        await desk.burst("w", "]", "]", "]", "]", "]", "]")
        await desk.until(lambda: "Week 1, from Mon 1 Jan 2024" in statistics_shown(desk))
        assert "▌ Wed  3 Jan" in statistics_shown(desk), "no later day than today"
        await desk.press("q")
        assert desk.app.screen is desk.screen

    run(home, feed_server, story)


def test_the_list_of_a_day_is_opened_from_the_statistics(
    home: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPER_READER_TODAY", "2024-01-03")
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("r", "g", "equals_sign")
        await desk.until(lambda: statistics_shown(desk))
        await desk.burst("k", "k", "enter")
        await desk.loaded("Mon 1 Jan")
        assert desk.app.screen is desk.screen

    run(home, feed_server, story)


def test_statistics_are_written_as_csv_and_over_no_file(
    home: Path, feed_server: FeedServer, tmp_path: Path
) -> None:
    file = tmp_path / "days.csv"

    async def export(desk: Desk) -> None:
        await desk.press("g", "equals_sign")
        await desk.until(lambda: statistics_shown(desk))
        await desk.burst("x")
        await desk.until(lambda: desk.screen.prompt.asking)
        desk.screen.prompt.query_one(Input).value = str(file)
        await desk.burst("enter")

    async def story(desk: Desk) -> None:
        await desk.press("s", "r", "r")
        await export(desk)
        await desk.until(file.exists)
        assert file.read_text() == "date,seen,starred,tagged\n2024-01-03,3,1,0\n"
        file.write_text("mine")
        await export(desk)
        await desk.until(lambda: not desk.screen.prompt.asking)
        assert file.read_text() == "mine"

    run(home, feed_server, story)
