"""From strokes to actions."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from reader.tui.keys.actions import ACTIONS, Action, shown, strokes
from reader.tui.keys.dispatcher import Dispatcher, MatchedKeys, PendingKeys
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


def test_the_table_teaches_the_keys_of_triage() -> None:
    taught = {action.keys[0] for action in ACTIONS if action.rank == 1}
    assert taught == {"j", "k", "r", "s", "u", "?", "q"}


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
