"""A change of the settings file by hand counts from the next key on; mistakes cost themselves."""

from __future__ import annotations

import os
from pathlib import Path

from reader.settings import read_settings
from reader.tui.rendering.themes import theme_in_use
from tests.feed_server import FeedServer, item
from tests.tui.driving import Desk, Story, run


def play(home: Path, server: FeedServer, story: Story, written: str = "") -> None:
    server.days["2024-01-02"] = [
        item(f"2401.0000{n}", title) for n, title in enumerate(["Cats", "Dogs", "Fast Attention"])
    ]
    (home / "config.toml").write_text(written)
    run(home, server, story, settings=read_settings(home / "config.toml", {}))


def highlighted(desk: Desk) -> list[str]:
    return [row.paper.title for row in desk.screen.lists.view.rows if row.highlighted]


def test_what_is_written_counts_from_the_next_key_on(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        (home / "config.toml").write_text(
            "theme = 'light'\n[highlight]\nx = 'title:cats'\n[mute]\ny = 'title:dogs'\n"
            "[keys]\nread = 'X'\n[views]\nk = 'title:fast'\n"
        )
        await desk.press("X")
        assert (len(desk.unread), highlighted(desk)) == (2, ["Cats"])
        assert desk.app.theme == "paper-light"
        await desk.press("r")
        assert "r does nothing here" in desk.footer
        await desk.press("g", "k")
        await desk.loaded("Archive: title:fast")
        await desk.press("q")
        (home / "config.toml").unlink()
        await desk.press("j")
        assert highlighted(desk) == []
        assert theme_in_use(desk.app) == "auto"
        await desk.press("r")
        assert len(desk.unread) < 2
        assert desk.notices == []

    play(home, feed_server, story)


def test_a_mistake_is_said_with_its_line_and_what_was_in_force_stays(
    home: Path, feed_server: FeedServer
) -> None:
    file = home / "config.toml"

    async def story(desk: Desk) -> None:
        settings = desk.screen.settings
        file.write_text(
            "queue_days = 99\n[highlight]\nx = 'up:>many'\nnew = 'title:dogs'\n[kees]\n"
        )
        await desk.press("j")
        assert highlighted(desk) == ["Cats", "Dogs"]
        assert settings.current.queue_days == 3
        days, query = desk.notices
        assert days.startswith(f"{file}, line 1: queue_days is 99, but must be from 1 to 60")
        assert "3 is used" in days
        assert query.startswith(f"{file}, line 3: ")
        await desk.press("j", "k")
        assert len(desk.notices) == 2, "each is said once"
        file.write_text("[highlight\n")
        await desk.press("j")
        assert highlighted(desk) == ["Cats", "Dogs"]
        assert "is not TOML" in desk.notices[2]
        assert "line 1" in desk.notices[2]
        assert "the settings stay as they were" in desk.notices[2]

    play(home, feed_server, story, "queue_days = 3\n[highlight]\nx = 'title:cats'\n")


def test_what_cannot_change_while_the_app_runs_is_said(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        (home / "config.toml").write_text("endpoint = 'http://127.0.0.1:9'\n")
        await desk.press("j")
        assert desk.notices == ["endpoint counts from the next start on."]

    play(home, feed_server, story)


def test_a_file_that_only_looks_new_is_read_and_changes_nothing(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        view = desk.screen.lists.view
        os.utime(home / "config.toml", (1, 1))
        await desk.press("j", "k")
        assert desk.screen.lists.view is view

    play(home, feed_server, story, "[highlight]\nx = 'title:cats'\n")


class TestTheme:
    async def choose(self, desk: Desk) -> None:
        await desk.press("ctrl+p")
        await desk.type("theme")
        await desk.press("enter", "j", "enter")

    def test_where_the_file_names_one_the_file_is_changed(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk) -> None:
            await self.choose(desk)
            assert desk.app.theme == "paper-light"
            assert (home / "config.toml").read_text() == 'theme = "light" # at night\n'
            assert "theme is “light” in config.toml now, and was “dark”." in desk.footer
            assert desk.app.choices.theme == ""

        play(home, feed_server, story, 'theme = "dark" # at night\n')

    def test_where_it_says_auto_it_is_left_alone(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            await self.choose(desk)
            assert desk.app.theme == "paper-dark"
            assert (home / "config.toml").read_text() == 'theme = "auto"\n'
            assert desk.app.choices.theme == "dark"

        play(home, feed_server, story, 'theme = "auto"\n')

    def test_where_the_file_cannot_be_written_it_counts_until_the_end(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        async def story(desk: Desk) -> None:
            (home / "config.toml").chmod(0o444)
            await self.choose(desk)
            assert desk.app.theme == "paper-light"
            assert (home / "config.toml").read_text() == 'theme = "dark"\n'
            (said,) = desk.notices
            assert said.startswith("The theme counts until you leave: ")
            assert said.endswith("config.toml is read-only; nothing was written.")

        play(home, feed_server, story, 'theme = "dark"\n')
