"""The frame that was kept from the last time, on the screen before the app is loaded."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.system import kept_frame
from tests.feed_server import FeedServer, items
from tests.terminal import Terminal
from tests.tui.app.test_terminal import PROGRAM, command, environment

ALTERNATE, MOUSE = b"\x1b[?1049h", b"\x1b[?1000h"
"""What the terminal is sent by a frame, and by the app when it takes over."""


Change = Callable[[Path, dict[str, str]], object]
"""Something that the frame depends on is another."""


@pytest.fixture
def env(feed_server: FeedServer) -> dict[str, str]:
    feed_server.days["2024-01-02"] = items(12)
    # A process of its own, as its start is what this is about; see `tests.fork_server`.
    return environment(feed_server.url, feed_server.today) | {"PYTHONHASHSEED": "0"}


def start(
    env: dict[str, str], keys: str = "q", *words: str, size: tuple[int, int] = (120, 40)
) -> bytes:
    """All that a start writes to the terminal, to its end."""
    with Terminal([*PROGRAM, *words], env, *size) as terminal:
        terminal.wait_for("unread")
        if "--offline" not in words:
            # What is left while a list is on its way is no frame to begin with.
            terminal.wait_for("fetched")
        terminal.press(keys)
        assert terminal.leave() == 0
    return terminal.written


def painted(written: bytes) -> bytes:
    """What was on the screen before the app took over."""
    return written[: written.index(MOUSE)]


def test_it_is_there_before_the_app_and_the_app_goes_on_from_it(
    home: Path, env: dict[str, str]
) -> None:
    assert b"Invented" not in painted(start(env, "rrq"))
    written = start(env)
    assert b"10 unread" in painted(written)
    assert written.count(ALTERNATE) == 1
    assert written.count(b"\x1b[?1049l") == 1
    file = home / "cache" / kept_frame.NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_it_shows_what_the_app_shows(home: Path, env: dict[str, str]) -> None:
    with Terminal(PROGRAM, env) as terminal:
        terminal.wait_for("fetched")
        terminal.press("rrsjjSq")
        assert terminal.leave() == 0
    with Terminal(PROGRAM, env) as terminal:
        while MOUSE not in terminal.written:
            terminal._read()
        before = terminal.text.splitlines()
        terminal.press(":")
        terminal.wait_for("esc leave")
        terminal.press("\x1b")
        after = terminal.wait_for("? help").splitlines()
        terminal.press("q")
        assert terminal.leave() == 0
    assert before[1:-1] == after[1:-1], "\n".join([*before, *after])
    assert before[0].split()[:10] == after[0].split()[:10]


def test_a_key_that_is_typed_before_the_app_is_loaded_is_for_what_is_seen(
    home: Path, env: dict[str, str]
) -> None:
    start(env, "rq")
    with Terminal(PROGRAM, env) as terminal:
        terminal.press("s")
        terminal.wait_for("★")
        terminal.press("q")
        assert terminal.leave() == 0
    (starred,) = json.loads(command("list", "--json", "is:starred", env=env))
    (_, second, *_) = json.loads(command("list", "--json", env=env))
    assert starred["id"] == second["id"]


CHANGES: dict[str, Change] = {
    "mark": lambda _, env: command("mark", "2401.00005", "--read", env=env),
    "settings": lambda home, _: (home / "config.toml").write_text('theme = "light"\n'),
    "choices": lambda home, _: (home / "state.json").write_text('{"layout": "titles"}'),
    "colour": lambda _, env: env.update(NO_COLOR="1"),
    "permissions": lambda home, _: (home / "cache" / kept_frame.NAME).chmod(0o644),
    "damage": lambda home, _: (home / "cache" / kept_frame.NAME).write_bytes(b"\xff\x00"),
    "archive": lambda home, _: os.utime(home / "cache" / "archive.sqlite"),
    "day": lambda _, env: env.update(PAPER_READER_TODAY="2024-01-04"),
}


def test_it_is_not_shown_where_something_has_changed(home: Path, env: dict[str, str]) -> None:
    start(env)
    # What stays changed is kept with the next frame.
    for name, change in CHANGES.items():
        change(home, env)
        assert b"unread" not in painted(start(env)), name
    assert b"unread" in painted(start(env))


def test_it_is_that_of_a_plain_start_in_a_window_of_that_size(
    home: Path, env: dict[str, str]
) -> None:
    start(env)
    assert b"unread" not in painted(start(env, "q", "--offline"))
    assert b"unread" in painted(start(env))
    assert b"unread" not in painted(start(env, size=(100, 30)))


def test_a_start_that_fails_leaves_the_terminal_as_it_was(home: Path, env: dict[str, str]) -> None:
    start(env)
    script = (
        "import sys, termios; from reader.system import kept_frame, release\n"
        "before = termios.tcgetattr(0)\n"
        "kept_frame.paint(release.VERSION)\n"
        "assert kept_frame.painted and termios.tcgetattr(0) != before\n"
        "kept_frame.release(); assert termios.tcgetattr(0) == before; print('as before')\n"
    )
    with Terminal([sys.executable, "-c", script], env) as terminal:
        assert terminal.leave() == 0
    assert b"as before" in terminal.written
    assert terminal.written.index(b"\x1b[?1049l") < terminal.written.index(b"as before")


def test_what_it_was_made_from_has_no_secret(home: Path, env: dict[str, str]) -> None:
    start(env | {"HF_TOKEN": "hf_secret", "PAPER_READER_SMTP_PASSWORD": "hunter2"})
    content = (home / "cache" / kept_frame.NAME).read_bytes()
    assert b"hf_secret" not in content
    assert b"hunter2" not in content
