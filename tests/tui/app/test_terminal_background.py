"""The app asks a true terminal what background it has, and takes what it says, or silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pty", reason="needs a pseudo-terminal")

from reader.tui.keys.terminal_background import QUERY, can_be_asked
from tests.feed_server import FeedServer
from tests.terminal import Terminal
from tests.tui.keys.test_only_keys import PROGRAM, SECOND, environment

ASKED = QUERY.encode()
DARK, LIGHT = b"48;2;20;23;27", b"48;2;251;250;246"
"""The backgrounds of our own themes, as they are written."""


def opened(server: FeedServer, **more: str) -> Terminal:
    settings = {"COLORTERM": "truecolor", "COLORFGBG": "", **more}
    return Terminal(PROGRAM, environment(server, **settings), 120, 40)


def left(terminal: Terminal) -> bytes:
    """Leave by a key; all that was written."""
    terminal.press("q")
    assert terminal.leave() == 0
    return terminal.written


def remembered(home: Path) -> Any:
    return json.loads((home / "state.json").read_text())["backgrounds"]


def answer(home: Path, server: FeedServer) -> None:
    """Run once in a light terminal."""
    with opened(server) as terminal:
        terminal.wait_for("12 unread")
        terminal.wait_for_bytes(ASKED)
        assert LIGHT not in terminal.written
        terminal.press("\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
        terminal.wait_for_bytes(LIGHT)
        left(terminal)
    assert list(remembered(home).values()) == ["light"]


def test_an_answer_counts_at_once_and_at_the_next_start(
    home: Path, feed_server: FeedServer
) -> None:
    answer(home, feed_server)
    with opened(feed_server) as terminal:
        terminal.wait_for_bytes(ASKED)
        assert LIGHT in terminal.written
        assert DARK not in terminal.written
        terminal.press("\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
        terminal.wait_for("12 unread")
        assert DARK not in left(terminal)
    assert list(remembered(home).values()) == ["light"]


def test_silence_is_dark_and_is_remembered(home: Path, feed_server: FeedServer) -> None:
    answer(home, feed_server)
    with opened(feed_server) as terminal:
        terminal.wait_for_bytes(LIGHT)
        terminal.wait_for_bytes(DARK)
        left(terminal)
    assert remembered(home) == {}


def test_a_late_answer_counts_too(home: Path, feed_server: FeedServer) -> None:
    answer(home, feed_server)
    with opened(feed_server) as terminal:
        terminal.wait_for_bytes(DARK)
        already = terminal.written.count(LIGHT)
        terminal.press("\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
        while terminal.written.count(LIGHT) == already:
            assert terminal._read()
        left(terminal)
    assert list(remembered(home).values()) == ["light"]


def test_keys_typed_meanwhile_are_neither_lost_nor_more(
    home: Path, feed_server: FeedServer
) -> None:
    with opened(feed_server) as terminal:
        terminal.wait_for_bytes(ASKED)
        terminal.press("r\x1b]11;rgb:ff")
        terminal.press("ff/ffff/ffff\x1b\\ku")
        terminal.wait_for_bytes(LIGHT)
        terminal.wait_for("12 unread")
        terminal.press("j")
        screen = terminal.wait_for(SECOND)
        assert "rgb" not in screen
        left(terminal)


def test_an_answer_that_comes_while_one_leaves_is_not_for_the_shell(
    home: Path, feed_server: FeedServer
) -> None:
    shell = ("sh", "-c", '"$@"; stty -icanon -echo min 0 time 5; echo "left:$(cat -v)."', "-")
    settings = environment(feed_server, COLORTERM="truecolor")
    with Terminal((*shell, *PROGRAM), settings, 120, 40) as terminal:
        terminal.wait_for_bytes(ASKED)
        terminal.press("q")
        terminal.press("\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
        terminal.wait_for_bytes(b"left:.")
        assert terminal.leave() == 0


def test_who_chose_a_theme_is_not_asked(home: Path, feed_server: FeedServer) -> None:
    home.mkdir(exist_ok=True)
    (home / "state.json").write_text('{"theme": "light"}')
    with opened(feed_server) as terminal:
        terminal.wait_for("12 unread")
        assert ASKED not in left(terminal)


@pytest.mark.parametrize("name", ["", "dumb", "linux", "vt100", "sun-color"])
def test_a_terminal_that_would_show_the_question_is_not_asked(name: str) -> None:
    assert not can_be_asked(name)


@pytest.mark.parametrize("name", ["xterm-256color", "tmux-256color", "screen", "xterm-kitty"])
def test_others_are_asked(name: str) -> None:
    assert can_be_asked(name)
