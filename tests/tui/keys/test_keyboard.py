"""Keyboards of other scripts, and keys pressed together with alt or ctrl, on every screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from reader.settings import Settings, read_settings
from reader.tui.keys.dispatcher import Keyboard, is_combination
from reader.tui.screens.change_screen import ChangeScreen
from reader.tui.screens.help_screen import HelpScreen
from reader.tui.screens.palette_screen import PaletteScreen
from reader.tui.screens.statistics_screen import StatisticsScreen
from tests.feed_server import FeedServer
from tests.tui.driving import Desk
from tests.tui.driving import run_two_days as run


def settings(home: Path, text: str) -> Settings:
    (home / "config.toml").write_text(text, "utf-8")
    return read_settings(home / "config.toml", {})


async def send(desk: Desk, key: str, character: str | None) -> None:
    """Let the app hear a key as a driver tells of it."""
    event = events.Key(key, character)
    event.set_sender(desk.app)
    assert desk.app._driver
    desk.app._driver.send_message(event)
    await desk.pilot.pause()
    await desk.until(lambda: not desk.screen.library.writer.busy)


RUSSIAN = dict(
    zip(
        "qwertyuiop[]asdfghjkl;'zxcvbnm,.QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>",
        "йцукенгшщзхъфывапролджэячсмитьбюЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ",
        strict=True,
    )
)
GREEK = dict(
    zip(
        "ertyuiopasdfghjklzxcvbnmERTYUIOPASDFGHJKLZXCVBNM",
        "ερτυθιοπασδφγηξκλζχψωβνμΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ",
        strict=True,
    )
)


class TestTheKeyThatIsMeant:
    @pytest.mark.parametrize("layout", [RUSSIAN, GREEK], ids=["Russian", "Greek"])
    def test_is_the_one_at_the_same_place(self, layout: dict[str, str]) -> None:
        keyboard = Keyboard()
        for latin, typed in layout.items():
            assert keyboard.latin(typed) == latin

    def test_in_ukrainian_and_belarusian_too(self) -> None:
        assert [Keyboard().latin(letter) for letter in "іїєўІ"] == ["s", "]", "'", "o", "S"]

    def test_with_ctrl_as_well(self) -> None:
        assert Keyboard().latin("ctrl+к") == "ctrl+r"
        assert Keyboard().latin("alt+shift+я") == "alt+shift+z"
        assert Keyboard().latin("ctrl+х") == "ctrl+х"

    def test_is_itself_where_it_is_latin_a_sign_or_of_no_known_layout(self) -> None:
        for stroke in ("q", "?", ".", ";", "5", "enter", "ctrl+r", "é", "ß", "本", "א"):
            assert Keyboard().latin(stroke) == stroke

    def test_is_itself_where_it_is_bound_or_the_setting_is_off(self) -> None:
        bound = Keyboard.of(["j", "к", "g"], other_scripts=True)
        assert bound.latin("к") == "к"
        assert bound.latin("ы") == "s"
        assert Keyboard.of([], other_scripts=False).latin("ы") == "ы"


def test_a_morning_with_a_russian_keyboard(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("к", "ы")
        assert len(desk.unread) == 10
        assert len(desk.starred) == 1
        await desk.press("г", "3", "о")
        assert len(desk.starred) == 0
        assert desk.at == "Invented Paper 4"
        await desk.press("п", "п")
        assert desk.at == "Invented Paper 0"
        await desk.press("П")
        assert desk.at == "Invented Paper 11"
        await desk.press("х")
        await desk.until(lambda: "1 Jan 2024" in desk.header)
        await desk.press("п", "в")
        await desk.until(lambda: "2 Jan 2024" in desk.header)
        # What is typed is text, also directly behind the key that asks for it.
        await desk.burst("у", *"где-то")
        await desk.burst("enter")
        await desk.until(lambda: "где-то" in desk.detail)
        await desk.burst("й")
        await desk.until(lambda: not desk.app.is_running)

    run(home, feed_server, story)


def test_what_follows_a_prefix_is_shown_in_latin(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("п")
        await desk.until(lambda: "newest day" in desk.footer)
        await desk.press("№")
        await desk.until(lambda: desk.screen.prompt.asking or "tag" in desk.footer)

    run(home, feed_server, story)


def test_screens_before_the_list_hear_it_too(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.pilot.press("question_mark")
        await desk.until(lambda: isinstance(desk.app.screen, HelpScreen))
        text = " ".join(str(desk.app.screen.query_one("#help-text").render()).split())
        assert "A Cyrillic or Greek letter counts as the Latin letter on the same key" in text
        await send(desk, "й", "й")
        await desk.until(lambda: desk.app.screen is desk.screen)

    run(home, feed_server, story, size=(80, 24))


def test_a_letter_that_is_bound_is_what_it_is_bound_to(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("к")
        assert len(desk.starred) == 1
        await desk.press("щ")
        assert desk.at == "Invented Paper 11"
        await desk.press("п", "п")
        assert desk.at == "Invented Paper 0"

    chosen = settings(home, '[keys]\nstar = ["s", "к"]\nlast = "щ"\n')
    assert not chosen.problems
    run(home, feed_server, story, settings=chosen)


def test_the_setting_ends_it(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("к")
        assert len(desk.unread) == 12
        assert "к does nothing here" in desk.footer
        await desk.pilot.press("question_mark")
        await desk.until(lambda: isinstance(desk.app.screen, HelpScreen))
        assert "Cyrillic" not in str(desk.app.screen.query_one("#help-text").render())

    run(home, feed_server, story, settings=settings(home, "other_scripts = false\n"))


@pytest.mark.parametrize("value", ['"yes"', "1", "0", "[]"])
def test_the_setting_is_yes_or_no(home: Path, value: str) -> None:
    chosen = settings(home, f"other_scripts = {value}\n")
    assert chosen.is_on("other_scripts")
    (problem,) = chosen.problems
    assert "line 1: other_scripts must be true or false" in problem


COMBINATIONS = [
    ("alt+shift+a", "A"),
    ("alt+r", "r"),
    ("alt+q", "q"),
    ("alt+y", "y"),
    ("alt+j", "j"),
    ("alt+space", " "),
    ("alt+enter", "\r"),
    ("alt+slash", "/"),
    ("alt+question_mark", "?"),
    ("ctrl+s", "s"),
    ("ctrl+q+x", "q"),
    ("super+r", "r"),
    ("hyper+r", "r"),
    ("meta+r", "r"),
    ("ctrl+alt+q", "q"),
]


def test_what_a_combination_is() -> None:
    assert all(is_combination(key) for key, _ in COMBINATIONS)
    assert not any(map(is_combination, ("a", "A", "plus", "shift+tab", "escape", "alt", "ctrl")))


class TestACombinationWithoutABindingDoesNothing:
    async def all(self, desk: Desk) -> None:
        for key, character in COMBINATIONS:
            await send(desk, key, character)

    def test_in_the_list(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            before = desk.at, desk.header
            await self.all(desk)
            assert (desk.at, desk.header) == before
            assert len(desk.unread) == 12
            assert desk.app.screen is desk.screen

        run(home, feed_server, story)

    def test_in_the_reading_view(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            await desk.press("enter")
            assert desk.screen.has_class("-reading")
            await self.all(desk)
            assert desk.screen.has_class("-reading")
            assert len(desk.unread) == 12

        run(home, feed_server, story)

    def test_in_a_prompt(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            await desk.press("e", "o", "n")
            await self.all(desk)
            await desk.burst("l", "y")
            assert desk.screen.query_one("#prompt-input", Input).value == "only"

        run(home, feed_server, story)

    def test_in_the_help_and_its_search(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            await desk.pilot.press("question_mark")
            await desk.until(lambda: isinstance(desk.app.screen, HelpScreen))
            await self.all(desk)
            assert isinstance(desk.app.screen, HelpScreen)
            await desk.pilot.press("slash", "u")
            await self.all(desk)
            assert desk.app.screen.query_one(Input).value == "u"

        run(home, feed_server, story)

    def test_in_the_statistics(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            await desk.press("s", "g", "equals_sign")
            await desk.until(lambda: isinstance(desk.app.screen, StatisticsScreen))
            await self.all(desk)
            assert isinstance(desk.app.screen, StatisticsScreen)

        run(home, feed_server, story)

    def test_before_a_change(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            await desk.press("x", "ctrl+u")
            await desk.type(str(home / "refs.bib"))
            await desk.burst("enter")
            await desk.until(lambda: isinstance(desk.app.screen, ChangeScreen))
            await self.all(desk)
            assert isinstance(desk.app.screen, ChangeScreen)
            assert not (home / "refs.bib").exists()
            await send(desk, "т", "т")
            await desk.until(lambda: desk.app.screen is desk.screen)
            assert not (home / "refs.bib").exists()

        run(home, feed_server, story)

    def test_in_the_palette(self, home: Path, feed_server: FeedServer) -> None:
        async def story(desk: Desk) -> None:
            await desk.pilot.press("ctrl+p")
            await desk.until(lambda: isinstance(desk.app.screen, PaletteScreen))
            await desk.pilot.press("u")
            await self.all(desk)
            assert isinstance(desk.app.screen, PaletteScreen)
            assert desk.app.screen.query_one(Input).value == "u"

        run(home, feed_server, story)


def test_ctrl_in_the_form_of_modify_other_keys_is_not_its_letter(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("r", "u")
        assert len(desk.unread) == 12
        await send(desk, "ctrl+r", "r")
        assert len(desk.unread) == 11
        await desk.until(lambda: "again" in desk.footer or "read" in desk.footer)
        await send(desk, "ctrl+r", "r")
        assert len(desk.unread) == 11

    run(home, feed_server, story)
