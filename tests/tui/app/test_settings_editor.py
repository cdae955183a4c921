"""The settings in the reader's own editor, from within the app on a real terminal."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="needs a pseudo-terminal")

from reader.settings.settings_template import settings_template
from tests.feed_server import FeedServer, items
from tests.terminal import Terminal
from tests.tui.app.test_terminal import PROGRAM, environment


def editing(home: Path, server: FeedServer, source: str) -> Terminal:
    """The app, with an editor that does what is given to a `file`."""
    server.days["2024-01-02"] = items(3, "2024-01-02")
    script = home / "editor.py"
    script.write_text(f"import sys\nfrom pathlib import Path\nfile = Path(sys.argv[1])\n{source}")
    editor = {"EDITOR": f"{sys.executable} {script}", "VISUAL": ""}
    return Terminal(PROGRAM, environment(server.url, date(2024, 1, 3)) | editor, 120, 30)


def edit(terminal: Terminal, *said: str) -> None:
    """Open the editor from the palette, and wait for what is said then."""
    terminal.wait_for("fetched")
    terminal.press("\x10")
    terminal.wait_for("What do you want to do?")
    terminal.press("settings\r")
    for sentence in said:
        terminal.wait_for(sentence)
    terminal.press("q")
    assert terminal.leave() == 0


def test_what_is_written_there_is_in_force_when_it_is_left(
    home: Path, feed_server: FeedServer
) -> None:
    source = "with file.open('a') as end: end.write('x = \"author:muster\"\\n')\n"
    (home / "config.toml").write_text("[highlight]\n")
    with editing(home, feed_server, source) as terminal:
        edit(terminal, "config.toml is in force.", "●»")


def test_where_there_is_no_file_the_editor_has_one_to_start_from(
    home: Path, feed_server: FeedServer
) -> None:
    with editing(home, feed_server, "") as terminal:
        edit(terminal, "config.toml is")
    assert (home / "config.toml").read_text() == settings_template()


def test_a_mistake_that_is_left_there_is_said(home: Path, feed_server: FeedServer) -> None:
    with editing(home, feed_server, "file.write_text('queue_days = 99\\n')") as terminal:
        edit(terminal, "line 1: queue_days")


def test_an_editor_that_fails_is_said_and_what_it_wrote_counts(
    home: Path, feed_server: FeedServer
) -> None:
    source = "file.write_text('[highlight]\\nx = \"author:muster\"\\n'); sys.exit(3)"
    with editing(home, feed_server, source) as terminal:
        edit(terminal, "ended with 3", "●»")
