"""How many bytes a key, a letter and a decision write to a real terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.feed_server import FeedServer, items
from tests.terminal import Terminal
from tests.tui.app.test_terminal import PROGRAM, environment

LINK = "oo  huggingface.co/papers/{}"
"""One of the last lines of the paper under the cursor."""


@pytest.fixture
def terminal(home: Path, feed_server: FeedServer) -> Terminal:
    feed_server.days["2024-01-02"] = items(30)
    terminal = Terminal(PROGRAM, environment(feed_server.url, feed_server.today), 120, 40)
    terminal.wait_for("fetched")
    terminal.wait_for(LINK.format("2401.02000"))
    return terminal


def written(terminal: Terminal, keys: str, text: str, *, gone: bool = False) -> int:
    """The bytes until a text is there."""
    before = len(terminal.written)
    terminal.press(keys)
    terminal.wait_for(text, gone=gone)
    return len(terminal.written) - before


def test_keys_write_little_more_than_what_changes(terminal: Terminal) -> None:
    with terminal:
        # The first key asks for the keys of its context too.
        written(terminal, "j", LINK.format("2401.02001"))
        down = written(terminal, "j", LINK.format("2401.02002"))
        assert 100 < down <= 2_000
        decision = written(terminal, "r", "29 unread")
        assert 100 < decision <= 2_500
        written(terminal, "/", "/")
        letter = written(terminal, "z", "No title, author or abstract has")
        assert 100 < letter <= 10_000


def test_styles_are_not_said_again_for_each_piece(terminal: Terminal) -> None:
    with terminal:
        written(terminal, "j", LINK.format("2401.02001"))
        before = len(terminal.written)
        terminal.press("jjj")
        terminal.wait_for(LINK.format("2401.02004"))
        said = terminal.written[before:]
    # Each of them was said in full and taken back: more than half of all bytes.
    assert said.count(b"\x1b[0m") == 0
    styles = sum(len(part.partition(b"m")[0]) + 3 for part in said.split(b"\x1b[")[1:])
    assert styles < len(said)
