"""The first frame has its final geometry: what the terminal was sent, from the start to rest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyte
import pytest

from tests.feed_server import FeedServer
from tests.terminal import Terminal
from tests.tui.app.test_terminal import PROGRAM, environment

DAY = date(2026, 8, 14)
PIECE = 1024
"""Bytes after which the screen is looked at."""


@pytest.fixture
def service(archived: Path) -> Iterator[FeedServer]:
    with FeedServer(today=DAY, data=archived / "daily") as server:
        yield server


def screens(written: bytes, columns: int, rows: int) -> Iterator[list[str]]:
    """The lines of the screen, again and again while the bytes arrive."""
    screen = pyte.Screen(columns, rows)
    stream = pyte.ByteStream(screen)
    for start in range(0, len(written), PIECE):
        stream.feed(written[start : start + PIECE])
        yield list(screen.display)


def border(lines: list[str]) -> tuple[str, int] | None:
    """Where the border between the panes is, as far as it is drawn."""
    for line, text in enumerate(lines[1:-1], 1):
        if text.startswith("────"):
            return "line", line
    middle = [text.index("│") for text in lines if "│" in text]
    return ("column", max(set(middle), key=middle.count)) if len(middle) > 4 else None


def borders(columns: int, rows: int, endpoint: str, *words: str) -> set[tuple[str, int]]:
    """All places where the border was between the start and rest."""
    with Terminal([*PROGRAM, *words], environment(endpoint, DAY), columns, rows) as terminal:
        terminal.wait_for("unread")
        terminal.press("jkq")
        assert terminal.leave() == 0
    found = (border(lines) for lines in screens(terminal.written, columns, rows))
    return {place for place in found if place}


@pytest.mark.parametrize(
    ("columns", "rows", "place"),
    [(80, 24, ("line", 9)), (120, 40, ("column", 57)), (200, 50, ("column", 109))],
)
def test_the_border_is_where_it_stays(
    home: Path, service: FeedServer, columns: int, rows: int, place: tuple[str, int]
) -> None:
    assert borders(columns, rows, service.url) == {place}
    # Again with an archive, a library and an order of the reader's own.
    (home / "state.json").write_text(json.dumps({"sort": "upvotes", "fold": "topic"}))
    assert borders(columns, rows, service.url) == {place}


def test_a_border_that_was_moved_is_there_at_once(home: Path, service: FeedServer) -> None:
    (home / "state.json").write_text(json.dumps({"side": 8}))
    assert borders(120, 40, service.url) == {("column", 65)}


def test_titles_alone_are_never_beside_a_paper(home: Path, service: FeedServer) -> None:
    (home / "state.json").write_text(json.dumps({"layout": "titles"}))
    assert borders(120, 40, service.url) == set()
