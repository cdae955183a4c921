"""Mistakes of the program: told, logged, and the next key works."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reader.errors import MistakeError
from reader.library.writer import Writer
from reader.tui.handlers import command_prompt
from reader.tui.handlers.triage import TriageHandler
from reader.tui.parts.citations import CitationLookup
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.screens import help_screen
from reader.tui.screens.help_screen import HelpScreen
from reader.tui.screens.palette_screen import PaletteScreen
from reader.tui.state.prompt_history import PromptHistory
from reader.tui.widgets.row_list import RowList
from tests.conftest import Mistakes
from tests.feed_server import FeedServer
from tests.terminal import Terminal
from tests.tui.driving import Desk, run, two_days


@contextlib.contextmanager
def broken(owner: object, name: str) -> Iterator[None]:
    """A method raises what nobody foresaw, meanwhile."""

    def mistaken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("oops")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, mistaken)
        yield


async def goes_on(desk: Desk, mistakes: Mistakes) -> None:
    """It was told, with the log, and the next keys work."""
    await desk.until(lambda: any("its traceback is in" in each for each in desk.notices))
    assert "oops" in mistakes.take()
    await desk.press("escape")
    left = len(desk.unread)
    await desk.press("G", "r")
    assert len(desk.unread) == left - 1
    assert desk.app.is_running


@pytest.mark.parametrize(
    ("owner", "name", "keys"),
    [
        # Work in threads.
        ("session", "cached", "gq"),
        ("session", "open", "gt"),
        ("listings", "cached_adjacent", "["),
        ("listings", "mark_viewed", "gw"),
        ("session", "statistics", "g="),
        ("catalogue", "known", "r[u"),
        ("lookups", "search_archive", "g/words\r"),
        ("lookups", "matching_papers", ":read listed:2024\r"),
        (PromptHistory, "keep", "/x\r"),
        (PromptHistory, "read", "g/"),
        ("discussions", "kept", "\r"),
        # The library.
        ("library", "commit", "s"),
        ("library", "undo", "ru"),
        ("library", "fix_given_keys", "yk"),
        ("library", "preview_keys", "xout.bib\r"),
        # Callbacks and handlers on the event loop.
        (ListPresenter, "show", "["),
        (CitationLookup, "load", "gw"),
        (TriageHandler, "do_star", "s"),
        (TriageHandler, "_go_on", "r"),
        (command_prompt, "parse", ":read x"),
        (HelpScreen, "press_key", "?j"),
        (help_screen, "_sections", "?"),
        (PaletteScreen, "_search", "\x10"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_mistake_leaves_no_key_unheard(
    home: Path,
    feed_server: FeedServer,
    mistakes: Mistakes,
    monkeypatch: pytest.MonkeyPatch,
    owner: Any,
    name: str,
    keys: str,
) -> None:
    monkeypatch.chdir(home)
    two_days(feed_server, first=4, second=3)
    names = {"\r": "enter", " ": "space", "\x10": "ctrl+p"}

    async def story(desk: Desk) -> None:
        own = desk.screen.session
        target = getattr(own, owner, own) if isinstance(owner, str) else owner
        with broken(target, name):
            await desk.burst(*(names.get(key, key) for key in keys))
            await desk.until(lambda: desk.notices and not desk.screen.is_blocked)
        while desk.app.screen is not desk.screen:
            desk.app.pop_screen()
            await desk.pilot.pause()
        if desk.screen.prompt.asking:
            await desk.press("escape")
        await goes_on(desk, mistakes)

    run(home, feed_server, story)


def test_a_mistake_in_a_timer_is_told_and_the_app_goes_on(
    home: Path, feed_server: FeedServer, mistakes: Mistakes
) -> None:
    two_days(feed_server, first=4)

    async def story(desk: Desk) -> None:
        with broken(Writer, "follow"):
            desk.app.set_timer(0.001, lambda: desk.screen.library.writer.follow())
            await desk.until(lambda: desk.notices)
        await goes_on(desk, mistakes)

    run(home, feed_server, story)


def test_a_mistake_in_drawing_is_told_and_the_app_goes_on(
    home: Path, feed_server: FeedServer, mistakes: Mistakes
) -> None:
    two_days(feed_server, first=4)

    async def story(desk: Desk) -> None:
        with broken(RowList, "render_line"):
            await desk.press("j")
            await desk.until(lambda: desk.notices)
        await goes_on(desk, mistakes)

    run(home, feed_server, story)


def test_mistakes_without_an_end_end_the_app_in_a_sentence(
    home: Path, feed_server: FeedServer, mistakes: Mistakes
) -> None:
    two_days(feed_server, first=4)

    async def story(desk: Desk) -> None:
        def again() -> None:
            desk.app.call_later(again)
            raise ZeroDivisionError("oops")

        desk.app.call_later(again)
        await desk.until(lambda: not desk.app.is_running)

    with pytest.raises(MistakeError, match="its traceback is in"):
        run(home, feed_server, story)
    assert "oops" in mistakes.take()


def test_where_nothing_is_on_screen_yet_the_program_ends_with_a_sentence(
    home: Path, feed_server: FeedServer, mistakes: Mistakes, tmp_path: Path
) -> None:
    script = tmp_path / "broken.py"
    script.write_text(
        "from reader.tui.app.listing_screen import ListingScreen\n"
        "from reader.cli import main\n"
        "ListingScreen.compose = lambda self: 1 / 0\n"
        "main()\n"
    )
    env = os.environ | {"PAPER_READER_HOME": str(home), "HF_ENDPOINT": feed_server.url}
    with Terminal([sys.executable, str(script)], env) as terminal:
        assert terminal.leave() == 1
    said = " ".join(terminal.text.split())
    assert "paper-reader: This is a mistake of paper-reader (ZeroDivisionError)" in said
    assert "Traceback" not in terminal.written.decode()
    assert "ZeroDivisionError: division by zero" in mistakes.take()
