"""From strokes to actions."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from reader.tui.keys.actions import ACTIONS, Action, shown, strokes
from reader.tui.keys.bindings import bind
from reader.tui.keys.dispatcher import Dispatcher, MatchedKeys, PendingKeys
from reader.tui.keys.key_hints import KeyContext
from reader.tui.widgets.bars import key_line
from tests.feed_server import FeedServer, items
from tests.tui.driving import opened


@pytest.fixture
def keys() -> Dispatcher:
    return Dispatcher(
        (
            Action("down", ("j", "<down>"), "Down", "Move"),
            Action("top", ("gg",), "Top", "Move"),
            Action("date", ("gD",), "Date", "List"),
            Action("start", ("0",), "Start", "Move"),
        )
    )


def test_a_plain_key_runs_at_once(keys: Dispatcher) -> None:
    result = keys.feed("j")
    assert isinstance(result, MatchedKeys)
    assert (result.action.id, result.count) == ("down", 1)
    named = keys.feed("down")
    assert isinstance(named, MatchedKeys)
    assert named.action.id == "down"


def test_a_count_goes_before(keys: Dispatcher) -> None:
    assert keys.feed("1") == PendingKeys("1", ())
    assert keys.feed("0") == PendingKeys("10", ())
    result = keys.feed("j")
    assert isinstance(result, MatchedKeys)
    assert result.count == 10
    again = keys.feed("j")
    assert isinstance(again, MatchedKeys)
    assert again.count == 1


def test_a_zero_alone_is_a_key(keys: Dispatcher) -> None:
    result = keys.feed("0")
    assert isinstance(result, MatchedKeys)
    assert result.action.id == "start"


def test_a_prefix_waits_and_tells_what_can_follow(keys: Dispatcher) -> None:
    waiting = keys.feed("g")
    assert isinstance(waiting, PendingKeys)
    assert waiting.typed == "g"
    assert [(key, action.id) for key, action in waiting.following] == [("g", "top"), ("D", "date")]
    result = keys.feed("D")
    assert isinstance(result, MatchedKeys)
    assert result.action.id == "date"


def test_a_count_may_stand_before_a_prefix(keys: Dispatcher) -> None:
    for stroke in ("3", "g"):
        assert isinstance(keys.feed(stroke), PendingKeys)
    result = keys.feed("g")
    assert isinstance(result, MatchedKeys)
    assert result.count == 3


def test_what_means_nothing_forgets_what_was_typed(keys: Dispatcher) -> None:
    keys.feed("7")
    keys.feed("g")
    assert keys.feed("x") is None
    result = keys.feed("j")
    assert isinstance(result, MatchedKeys)
    assert result.count == 1


def test_a_count_stays_small(keys: Dispatcher) -> None:
    for _ in range(50):
        keys.feed("9")
    result = keys.feed("j")
    assert isinstance(result, MatchedKeys)
    assert result.count == 9999


@pytest.mark.parametrize(
    ("keys", "parts", "words"),
    [
        ("j", ("j",), "j"),
        ("gg", ("g", "g"), "gg"),
        ("<ctrl+d>", ("ctrl+d",), "ctrl+d"),
        ("<down>", ("down",), "↓"),
        ("<", ("<",), "<"),
        ("/", ("/",), "/"),
    ],
)
def test_sequences(keys: str, parts: tuple[str, ...], words: str) -> None:
    assert strokes(keys) == parts
    assert shown(keys) == words


@pytest.mark.parametrize(
    ("context", "width", "words"),
    [
        (
            KeyContext(),
            120,
            "space page/next  r read  s star  t tag  enter open  f follow  / filter  g go",
        ),
        (KeyContext(), 80, "space page  ⏎ open  r read  s star  t tag  / find  g go  y copy"),
        (KeyContext("heading", 3), 120, "za fold  r read all 3  s star all 3  t tag"),
        (KeyContext("fold", 3), 120, "space unfold  r read all 3  s star all 3  t tag"),
        (KeyContext("marks", 2), 120, "r read 2 marked  s star  t tag  x export  y copy"),
        (KeyContext("range", 5), 120, "j longer  k shorter  r read 5"),
        (KeyContext("queue"), 120, "space page/next  r read"),
        (KeyContext("reading"), 120, "space page/next  / find  a authors  ] next paper"),
    ],
    ids=str,
)
def test_the_key_line_teaches_what_the_next_key_is_about(
    context: KeyContext, width: int, words: str
) -> None:
    line = key_line(width, ACTIONS, context).plain
    assert line.startswith(f" {words}")
    assert line.endswith("? help")
    assert len(line) <= width


def test_it_shows_the_keys_in_force_and_leaves_out_what_has_none() -> None:
    bound = bind(ACTIONS, {"read": ("d",), "star": ()}, lambda name: name)
    line = key_line(120, bound.actions).plain
    assert "d read" in line and "r read" not in line and " star" not in line


def test_letters_typed_ahead_into_a_prompt_leave_the_keys_alive(
    home: Path, feed_server: FeedServer
) -> None:
    feed_server.days["2024-01-02"] = items(3, "2024-01-02")

    async def whole() -> None:
        async with opened(home, feed_server) as desk:
            await desk.burst("/", "i", "enter")
            await desk.until(lambda: "/i shows" in desk.header)
            await desk.pilot.pause()
            await desk.press("r")
            assert len(desk.unread) == 2

    asyncio.run(whole())
