"""What was chosen on the screen is there at the next start of the installed program."""

from __future__ import annotations

import json
from pathlib import Path

from tests.feed_server import FeedServer, items
from tests.terminal import Terminal
from tests.tui.app.test_terminal import PROGRAM, environment


def test_layout_order_and_border_are_as_they_were_left(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = items(12)
    env = environment(feed_server.url, feed_server.today)
    with Terminal(PROGRAM, env, 120, 40) as terminal:
        terminal.wait_for("12 unread")
        terminal.press(">>S")
        terminal.wait_for("by upvotes")
        terminal.press("w")
        terminal.wait_for("by upvotes")
        terminal.press("q")
        assert terminal.leave() == 0
    remembered = json.loads((home / "state.json").read_text())
    assert remembered["side"] == 4
    assert (remembered["layout"], remembered["sort"]) == ("titles", "upvotes")
    with Terminal(PROGRAM, env, 120, 40) as terminal:
        terminal.wait_for("by upvotes")
        terminal.press("www")
        terminal.wait_for("From")


def test_the_sample_remembers_nothing(home: Path) -> None:
    env = environment("http://127.0.0.1:1", FeedServer().today)
    with Terminal([*PROGRAM, "--sample"], env, 120, 40) as terminal:
        terminal.wait_for("sample")
        terminal.press("wq")
        assert terminal.leave() == 0
    assert not (home / "state.json").exists()
