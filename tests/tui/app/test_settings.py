"""Keys, highlights and mutes of the reader's own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from reader.settings import read_settings
from reader.settings.saved_queries import read_saved_queries
from reader.tui.keys.actions import ACTIONS
from reader.tui.keys.bindings import bind
from reader.tui.state.list_view import Heading
from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, opened

Story = Callable[[Desk], Awaitable[None]]


def run(home: Path, server: FeedServer, settings: str, story: Story) -> None:
    server.days["2024-01-02"] = [
        item(f"2401.0000{n}", title, "2024-01-02", upvotes=9 - n)
        for n, title in enumerate(["Cats and Dogs", "Radiology Reports", "Fast Attention"])
    ]
    home.mkdir(exist_ok=True)
    file = home / "config.toml"
    file.write_text(settings)

    async def whole() -> None:
        async with opened(home, server, settings=read_settings(file, {})) as desk:
            await story(desk)

    asyncio.run(whole())


def keys(settings: str, tmp_path: Path) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    file = tmp_path / "config.toml"
    file.write_text(settings)
    read = read_settings(file, {})
    bindings = bind(ACTIONS, read.tables["keys"], lambda name: read.where(f"keys.{name}"))
    said = [problem.removeprefix(f"{file}, ") for problem in bindings.problems]
    return {action.id: action.keys for action in bindings.actions}, said


class TestKeys:
    def test_a_key_of_ones_own_works_and_is_in_the_help(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk) -> None:
            await desk.press("d")
            assert len(desk.unread) == 2
            assert "d read" in desk.footer
            await desk.press("r")
            assert len(desk.unread) == 2, "the usual key is no longer one"
            assert "r does nothing here" in desk.footer
            await desk.burst("?", "/", *"unread")
            help_text = str(desk.app.screen.query_one("#help-text").render())
            assert "d                 Mark read and go to the next unread (read)" in help_text

        run(home, feed_server, '[keys]\nread = "d"', story)

    def test_a_key_that_is_taken_from_another_action_is_told(self, tmp_path: Path) -> None:
        bound, said = keys('[keys]\nread = ["r", "s"]', tmp_path)
        assert bound["read"] == ("r", "s")
        assert bound["star"] == ()
        assert said == ["line 2: s was the key of star, and is that of read now"]

    @pytest.mark.parametrize(
        "key", ["X", "é", "zz", "<f6>", "<ctrl+g>", "<alt+x>", "<ctrl+left_square_bracket>"]
    )
    def test_what_a_terminal_sends_is_a_key(self, tmp_path: Path, key: str) -> None:
        bound, said = keys(f'[keys]\nauthors = "{key}"', tmp_path)
        assert bound["authors"] == (key,)
        assert said == []

    def test_two_that_change_places_are_no_mistake(self, tmp_path: Path) -> None:
        bound, said = keys('[keys]\nread = "s"\nstar = "r"', tmp_path)
        assert (bound["read"], bound["star"], said) == (("s",), ("r",), [])

    @pytest.mark.parametrize(
        ("settings", "sentence"),
        [
            ('reed = "r"', "line 2: there is no action reed"),
            ('read = "x1"\nstar = "x1"', "line 3: x1 is the key of read already, and not of star"),
            ('read = "g"', "line 2: g is the key of read, so that gg for first, gd for newest"),
            ('read = ""', "line 2: a key of read is empty"),
            ('read = "<ctrl+foo>"', "line 2: a key of read is ctrl+foo, which no terminal sends"),
            ('read = "<f25>"', "line 2: a key of read is f25, which no terminal sends"),
            ('read = "ctrl+d"', "line 2: a key of read is ctrl+d, which is longer than anybody"),
        ],
    )
    def test_a_mistake_is_told_with_its_line(
        self, tmp_path: Path, settings: str, sentence: str
    ) -> None:
        _, said = keys(f"[keys]\n{settings}", tmp_path)
        assert any(each.startswith(sentence) for each in said), said


def test_a_list_of_ones_own_has_a_key_and_is_of_the_whole_archive(
    home: Path, feed_server: FeedServer
) -> None:
    feed_server.days["2024-01-01"] = [item("2401.00009", "Older Attention", "2024-01-01")]

    async def story(desk: Desk) -> None:
        await desk.press("left_square_bracket")
        await desk.loaded("Mon 1 Jan")
        await desk.press("g")
        assert "a title:attention" in desk.footer
        await desk.press("a")
        await desk.loaded("Archive: title:attention")
        assert sorted(desk.titles) == ["Fast Attention", "Older Attention"]

    run(home, feed_server, "[views]\na = 'title:attention'", story)


def line(desk: Desk, y: int) -> str:
    """A line of the list on the screen."""
    return desk.screen.lists.rows.render_line(y).text


class TestTaste:
    def test_what_is_highlighted_stands_out(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            out = [row.paper.title for row in desk.screen.lists.view.rows if row.highlighted]
            assert out == ["Fast Attention"]
            (row,) = (row for row in range(6) if "Fast Attention" in line(desk, row))
            assert line(desk, row).startswith(" ●»")
            assert [line(desk, at)[2] for at in range(0, 6, 2) if at != row] == [" ", " "]

        run(home, feed_server, "[highlight]\nmine = 'title:attention'", story)

    def test_what_is_muted_is_folded_away_at_the_bottom(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk) -> None:
            *rows, heading = desk.screen.lists.view.lines
            assert len(rows) == 2
            assert isinstance(heading, Heading)
            assert (heading.name, len(heading.rows)) == ("muted", 1)
            await desk.press("G", "z", "a", "j")
            assert desk.at == "Radiology Reports"
            await desk.press("s")
            assert desk.starred == ["Radiology Reports"]

        run(home, feed_server, "[mute]\nmedical = 'title:radiology'", story)

    def test_a_highlight_goes_before_a_mute(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            assert not any(isinstance(line, Heading) for line in desk.screen.lists.view.lines)

        settings = "[mute]\nall = 'title:cats'\n[highlight]\nmine = 'title:dogs'"
        run(home, feed_server, settings, story)

    def test_a_query_with_a_mistake_is_told_with_its_line(self, tmp_path: Path) -> None:
        file = tmp_path / "config.toml"
        file.write_text("[mute]\na = 'title:cats'\nb = 'up:>many'\n")
        settings = read_settings(file, {})
        saved_queries = read_saved_queries(settings.tables, settings.where)
        assert len(saved_queries.mutes) == 1
        (problem,) = saved_queries.problems
        assert problem.startswith(f"{file}, line 3: ")
