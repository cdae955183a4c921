"""Copying: by the tools that are there, by tmux, and where nobody can know by the terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.tui.handlers import clipboard_tools
from reader.tui.handlers.clipboard_tools import copied, tools
from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, run

ABSTRACT = "A word of many. " * 40


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Puts a tool into an otherwise empty PATH; what it was given is in the file it returns."""
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def put(name: str, *, does: str = "", code: int = 0) -> Path:
        given = folder / f"{name}.given"
        script = folder / name
        # Written beside and moved, so that no half of it is ever seen.
        script.write_text(
            f'#!/bin/sh\n{does}\necho "$@" > {given}.words\n/bin/cat > {given}\nexit {code}\n'
        )
        script.chmod(0o755)
        return given

    return put


@pytest.fixture
def paper(feed_server: FeedServer) -> FeedServer:
    feed_server.days["2024-01-02"] = [item(title="Less is More", summary=ABSTRACT)]
    return feed_server


@pytest.mark.parametrize(
    ("name", "variable", "words"),
    [
        ("wl-copy", "WAYLAND_DISPLAY", ""),
        ("xclip", "DISPLAY", "-selection clipboard"),
        ("xsel", "DISPLAY", "--clipboard --input"),
        ("termux-clipboard-set", "TERMUX_VERSION", ""),
        ("tmux", "TMUX", "load-buffer -w -"),
    ],
)
def test_a_tool_of_the_desktop_is_used_and_named(
    home: Path,
    paper: FeedServer,
    tool: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    variable: str,
    words: str,
) -> None:
    given = tool(name)
    monkeypatch.setenv(variable, "1")

    async def story(desk: Desk) -> None:
        await desk.press("y", "t")
        where = "in tmux's buffer" if name == "tmux" else f"by {name}"
        await desk.until(lambda: f"Copied the title ({where}): Less is More" in desk.footer)
        assert given.read_text() == "Less is More"
        assert Path(f"{given}.words").read_text().strip() == words
        assert desk.app.clipboard == "", "the terminal is not asked as well"

    run(home, paper, story)


def test_of_a_tool_without_its_display_nothing_is_asked(tool: Callable[..., Path]) -> None:
    for name in ("wl-copy", "xclip", "xsel", "tmux"):
        tool(name)
    assert tools({}) == ()
    assert [each.where for each in tools({"DISPLAY": ":0", "TMUX": "x"})] == [
        *("in tmux's buffer", "by xclip", "by xsel")
    ]


def test_one_that_fails_falls_to_the_next(tool: Callable[..., Path]) -> None:
    tool("xclip", code=1)
    given = tool("xsel")
    tool("tmux", code=1)
    assert copied("Ünï", tools({"DISPLAY": ":0", "TMUX": "x"})) == "by xsel"
    assert given.read_text() == "Ünï"


def test_a_tmux_that_does_not_know_w_still_has_a_buffer(tool: Callable[..., Path]) -> None:
    given = tool("tmux", does='[ "$2" = -w ] && exit 1')
    assert copied("text", tools({"TMUX": "x"})) == "in tmux's buffer"
    assert given.read_text() == "text"


def test_tmux_and_the_desktop_both_have_it(tool: Callable[..., Path]) -> None:
    files = [tool("tmux"), tool("wl-copy")]
    ways = tools({"WAYLAND_DISPLAY": "1", "TMUX": "x"})
    assert copied("text", ways) == "in tmux's buffer and by wl-copy"
    assert [file.read_text() for file in files] == ["text", "text"]


def test_one_that_hangs_or_stays_behind_is_not_waited_for(
    tool: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard_tools, "_PATIENCE", 0.1)
    tool("xclip", does="exec /bin/sleep 600")
    assert copied("text", tools({"DISPLAY": ":0"})) == ""
    monkeypatch.setattr(clipboard_tools, "_PATIENCE", 60.0)
    tool("xclip", does="/bin/sleep 5 & ")
    assert copied("text", tools({"DISPLAY": ":0"})) == "by xclip"


def test_where_none_works_the_terminal_is_asked_and_the_text_is_shown(
    home: Path, paper: FeedServer, tool: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    tool("xclip", code=1)
    monkeypatch.setenv("DISPLAY", ":0")

    async def story(desk: Desk) -> None:
        await desk.press("y", "t")
        said = "Copied the title, if this terminal can do that: Less is More"
        await desk.until(lambda: said in desk.footer)
        assert desk.app.clipboard == "Less is More"
        assert desk.app.screen is desk.screen

    run(home, paper, story)


def test_a_long_text_is_shown_whole_and_stands_in_nobodys_way(
    home: Path, paper: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("y", "a")
        await desk.until(lambda: desk.app.screen is not desk.screen)
        shown = str(desk.app.screen.query_one("#text-whole").render())
        assert shown == ABSTRACT.strip() == desk.app.clipboard
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen is desk.screen)
        await desk.burst("y", "a", "r")
        await desk.until(lambda: desk.app.screen is desk.screen and not desk.unread)

    run(home, paper, story)


@pytest.mark.skipif(not shutil.which("tmux"), reason="needs tmux")
def test_a_real_tmux_has_the_text_in_its_buffer(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The folder of a test may be longer than the address of a socket can be.
    folder = tempfile.TemporaryDirectory(prefix="tmux-", dir="/tmp")
    request.addfinalizer(folder.cleanup)
    server = ["tmux", "-S", f"{folder.name}/socket", "-f", os.devnull]

    def tmux(*words: str) -> str:
        done = subprocess.run(
            [*server, *words], capture_output=True, text=True, check=True, timeout=60
        )
        return done.stdout

    tmux("new-session", "-d", "sleep 600")
    try:
        monkeypatch.setenv("TMUX", tmux("display-message", "-p", "#{socket_path},#{pid},0").strip())
        assert copied("Ünïcode\nin two lines", tools()) == "in tmux's buffer"
        assert tmux("show-buffer") == "Ünïcode\nin two lines"
    finally:
        tmux("kill-server")
