"""A note in an editor that does not end as it should: nothing that was typed is lost."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="needs a pseudo-terminal")

from reader.library import Library
from tests.feed_server import FeedServer, items
from tests.terminal import Terminal
from tests.tui.app.test_terminal import PROGRAM, environment

WROTE = "typed for an hour\nnever twice\n"
_BEGIN = f"""
import os, signal, sys
from pathlib import Path
file = Path(sys.argv[1])
swap = file.with_name(f".{{file.name}}.swp")
swap.write_text("a swap file")
file.write_text({WROTE!r})
"""

Opened = Callable[[str], Terminal]


@pytest.fixture
def editing(home: Path, feed_server: FeedServer) -> Opened:
    """The app, with an editor that writes and then does what is given."""
    feed_server.days["2024-01-02"] = items(3, "2024-01-02")

    def start(source: str) -> Terminal:
        script = home / "editor.py"
        script.write_text(_BEGIN + source)
        editor = {"EDITOR": f"{sys.executable} {script}", "VISUAL": ""}
        env = environment(feed_server.url, date(2024, 1, 3)) | editor
        return Terminal(PROGRAM, env, 200, 30)

    return start


def wait_for_notice(terminal: Terminal, text: str) -> None:
    """Wait for a notice, which is broken into lines."""
    while "".join(text.split()) not in "".join(terminal.text.split()):
        assert terminal._read(), terminal.text


def notes(home: Path) -> list[str]:
    return [marks.note for _, marks in Library(home).marked() if marks.note]


def kept(home: Path) -> dict[str, str]:
    """What lies in the folder of what is not saved, by name."""
    folder = home / "unsaved"
    return {each.name: each.read_text() for each in folder.iterdir()} if folder.exists() else {}


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "was ended by SIGKILL"),
        ("os.kill(os.getpid(), signal.SIGHUP)", "was ended by SIGHUP"),
        ("sys.exit(3)", "ended with 3"),
        ("file.write_bytes(b'caf\\xe9'); os._exit(0)", "is no UTF-8"),
    ],
)
def test_one_that_does_not_end_well_changes_no_note_and_its_files_stay(
    home: Path, editing: Opened, end: str, said: str
) -> None:
    with editing(end) as terminal:
        terminal.wait_for("fetched")
        terminal.press("E")
        wait_for_notice(terminal, "the note is as it was")
        folder = home / "unsaved"
        file, swap = sorted(folder.iterdir(), reverse=True)
        where = f"and what was written is in {file} (beside it {swap.name})"
        wait_for_notice(terminal, f"{said}; the note is as it was, {where}")
        terminal.press("q")
        assert terminal.leave() == 0
    assert notes(home) == []
    assert swap.read_text() == "a swap file"
    assert file.read_bytes() in (WROTE.encode(), b"caf\xe9")
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_nothing_stays_of_one_that_ended_well(home: Path, editing: Opened) -> None:
    with editing("swap.unlink()") as terminal:
        terminal.wait_for("fetched")
        terminal.press("E")
        terminal.wait_for("never twice")
        terminal.press("q")
        assert terminal.leave() == 0
    assert notes(home) == [WROTE.strip()]
    assert kept(home) == {}


def test_a_swap_file_that_it_leaves_is_named_and_stays(home: Path, editing: Opened) -> None:
    with editing("") as terminal:
        terminal.wait_for("fetched")
        terminal.press("E")
        wait_for_notice(terminal, "Your editor has left")
        terminal.press("q")
        assert terminal.leave() == 0
    assert notes(home) == [WROTE.strip()]
    assert list(kept(home).values()) == ["a swap file"]


def test_where_the_app_is_killed_meanwhile_the_text_is_there(home: Path, editing: Opened) -> None:
    with editing("os.kill(os.getppid(), signal.SIGKILL)") as terminal:
        terminal.wait_for("fetched")
        terminal.press("E")
        assert terminal.leave() == -signal.SIGKILL
    assert sorted(kept(home).values()) == ["a swap file", WROTE]


def test_where_the_note_cannot_be_written_its_file_is_named(home: Path, editing: Opened) -> None:
    with editing("swap.unlink()") as terminal:
        terminal.wait_for("fetched")
        (home / "journal").write_text("in the way")
        terminal.press("E")
        wait_for_notice(terminal, "The note is kept in")
        terminal.press("q")
        assert terminal.leave() == 0
    assert list(kept(home).values()) == [WROTE], "once, not twice"
