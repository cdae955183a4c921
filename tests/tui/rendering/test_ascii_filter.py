"""A screen of ASCII alone."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.tui.rendering.ascii_filter import plain, wanted
from tests.feed_server import FeedServer, items


@given(st.text(max_size=40))
def test_it_takes_as_many_columns(text: str) -> None:
    assert plain(text).isascii()
    assert cell_len(plain(text)) == sum(map(cell_len, text))


@pytest.mark.parametrize(
    ("symbols", "environment", "ascii_alone"),
    [
        ("ascii", {"LANG": "en_US.UTF-8"}, True),
        ("unicode", {"LC_ALL": "C"}, False),
        ("auto", {"LANG": "en_US.UTF-8"}, False),
        ("auto", {"LANG": "en_US.utf8"}, False),
        ("auto", {"LC_ALL": "C", "LANG": "en_US.UTF-8"}, True),
        ("auto", {"LANG": "de_DE.ISO-8859-1"}, True),
        ("auto", {}, False),
    ],
)
def test_the_setting_goes_before_the_locale(
    symbols: str, environment: dict[str, str], ascii_alone: bool
) -> None:
    assert wanted(symbols, environment) is ascii_alone


def test_nothing_else_is_written_to_the_terminal(home: Path, feed_server: FeedServer) -> None:
    pytest.importorskip("pty", reason="needs a pseudo-terminal")
    from tests.terminal import Terminal

    feed_server.days["2024-01-02"] = items(3, "2024-01-02")
    env = os.environ | {
        "HF_ENDPOINT": feed_server.url,
        "PAPER_READER_TODAY": date(2024, 1, 3).isoformat(),
        "LC_ALL": "C",
    }
    with Terminal((sys.executable, "-m", "reader"), env, 100, 30) as terminal:
        terminal.wait_for("fetched")
        terminal.press("s")
        terminal.wait_for(">*    2 Invented Paper 1")
        assert "2 unread" in terminal.text
        assert terminal.text.isascii()
        terminal.press("q")
        assert terminal.leave() == 0
