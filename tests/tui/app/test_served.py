"""The app in a browser: run by a server that talks to it in packets, as textual-serve does."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import select
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pyte
import pytest

from reader.archive import Archive
from reader.library import Library
from reader.system import kept_frame
from tests.feed_server import FeedServer
from tests.terminal import PATIENCE
from tests.tui.driving import TODAY, two_days

WEB = {
    "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver",
    "TEXTUAL_FPS": "60",
    "TEXTUAL_COLOR_SYSTEM": "truecolor",
    "TERM_PROGRAM": "textual",
    "COLUMNS": "100",
    "ROWS": "30",
}
"""What textual-serve sets."""
PROGRAM = [sys.executable, "-m", "reader"]


class Packets:
    """The side of the server: a program that is run without a terminal, in packets."""

    def __init__(self, env: dict[str, str], *arguments: str, columns: int = 100) -> None:
        self.screen = pyte.Screen(columns, 30)
        self._stream = pyte.ByteStream(self.screen)
        self._waiting = b""
        self.begun = False
        self.told: list[dict[str, Any]] = []
        """The packets about the app."""
        self.process = subprocess.Popen(
            [*PROGRAM, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | WEB | env,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def press(self, keys: str) -> None:
        self._send(b"D", keys.encode())

    def tell(self, **about: object) -> None:
        self._send(b"M", json.dumps(about).encode())

    def wait_for(self, text: str) -> str:
        while text not in self.text:
            assert self.read(), f"{text!r} is not there:\n{self.text}"
        return self.text

    def starred_row(self) -> str:
        """The row of the one paper that is starred, as soon as there is one."""
        while not (rows := [row for row in self.text.split("\n") if "★" in row[:4]]):
            assert self.read()
        (row,) = rows
        return row

    def leave(self) -> tuple[int, str]:
        """Read to the end; the exit status, and what was said."""
        while self.read():
            pass
        assert self.process.stderr
        return self.process.wait(PATIENCE), self.process.stderr.read().decode()

    def read(self) -> bool:
        assert self.process.stdout
        if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
            return False
        data = os.read(self.process.stdout.fileno(), 65536)
        self._waiting += data
        if not self.begun:
            first, found, self._waiting = self._waiting.partition(b"\n")
            assert first == b"__GANGLION__" and found
            self.begun = True
        while len(self._waiting) >= 5:
            end = 5 + int.from_bytes(self._waiting[1:5], "big")
            if len(self._waiting) < end:
                break
            kind, payload = self._waiting[:1], self._waiting[5:end]
            self._waiting = self._waiting[end:]
            if kind == b"D":
                self._stream.feed(payload)
            else:
                self.told.append(json.loads(payload))
        return bool(data)

    def _send(self, kind: bytes, payload: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(kind + len(payload).to_bytes(4, "big") + payload)
        self.process.stdin.flush()


@pytest.fixture
def env(home: Path, feed_server: FeedServer) -> Iterator[dict[str, str]]:
    with FeedServer(today=TODAY) as server:
        two_days(server)
        yield {
            "PAPER_READER_HOME": str(home),
            "HF_ENDPOINT": server.url,
            "PAPER_READER_TODAY": TODAY.isoformat(),
        }


def test_it_is_the_app_although_there_is_no_terminal(env: dict[str, str], home: Path) -> None:
    with Packets(env | {"TERM": "dumb"}) as app:
        app.wait_for("? help")
        app.wait_for("fetched")
        app.press("s")
        app.starred_row()
        app.press("q")
        assert app.leave() == (0, "")
    assert app.told == [{"type": "exit"}]
    assert len(Library(home).starred()) == 1
    assert Archive(home / "cache" / "archive.sqlite").days()


def test_keys_are_whole_and_reports_are_none(env: dict[str, str]) -> None:
    with Packets(env, "--sample") as app:
        app.wait_for("? help")
        app.press("\x1b[")
        app.press("B")
        app.press("\x1b[?2048;0$y\x1b[12;40R")
        app.press("s")
        assert "UI-MOPD" not in app.starred_row(), "the arrow has moved the cursor"
        app.press("q")
        assert app.leave()[0] == 0


def test_the_window_in_the_browser_may_change(env: dict[str, str]) -> None:
    with Packets(env, "--sample", columns=140) as app:
        app.wait_for("? help")
        app.tell(type="resize", width=140, height=30)
        while not any(len(row) > 110 for row in app.text.split("\n")):
            assert app.read()
        app.tell(type="quit")
        assert app.leave() == (0, "")


def test_links_open_in_the_browser_in_which_the_app_is_seen(env: dict[str, str]) -> None:
    with Packets(env | {"BROWSER": "false"}, "--sample") as app:
        app.wait_for("? help")
        app.press("oa")
        app.wait_for("Opened https://arxiv.org/abs/")
        app.press("\x1a")
        app.wait_for("This terminal cannot be handed over to a shell.")
        app.press("q")
        app.leave()
    (opened, _) = app.told
    assert opened["type"] == "open_url"
    assert opened["url"].startswith("https://arxiv.org/abs/2607.")


def test_it_ends_with_its_server(env: dict[str, str], home: Path) -> None:
    with Packets(env) as app:
        app.wait_for("fetched")
        app.press("s")
        app.starred_row()
        assert app.process.stdin and app.process.stdout and app.process.stderr
        app.process.stdout.close()
        app.process.stdin.close()
        assert app.process.wait(PATIENCE) == 0
        assert app.process.stderr.read() == b""
        app.process.stdin = app.process.stdout = None
    assert len(Library(home).starred()) == 1


def test_no_frame_is_painted_before_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    master, slave = pty.openpty()
    path = Path(kept_frame.frame_file())
    path.parent.mkdir(parents=True)
    monkeypatch.setenv("TERM", "xterm")
    streams = [os.fdopen(os.dup(slave), mode) for mode in ("r", "w", "w")]
    for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
        monkeypatch.setattr(sys, name, stream)
    monkeypatch.setattr(sys, "__stdout__", sys.stdout)
    for served in (False, True):
        if served:
            monkeypatch.setenv("TEXTUAL_DRIVER", WEB["TEXTUAL_DRIVER"])
        path.write_bytes(kept_frame.keep("1", "2401.00001", "a frame", []))
        path.chmod(0o600)
        monkeypatch.setattr(kept_frame, "painted", None)
        kept_frame.paint("1")
        assert kept_frame.is_on_screen() is not served
        if kept_frame.painted:
            kept_frame.painted.release()
    monkeypatch.undo()
    for stream in streams:
        stream.close()
    os.close(master)
    os.close(slave)


@pytest.mark.filterwarnings("default")
def test_textual_serve_shows_it_on_the_loopback(env: dict[str, str]) -> None:
    client: Any = pytest.importorskip("aiohttp", reason="textual-serve is not here")
    server: Any = pytest.importorskip("textual_serve.server", reason="textual-serve is not here")

    async def seen() -> str:
        program = shlex.join(["env", *(f"{name}={value}" for name, value in env.items()), *PROGRAM])
        application = await server.Server(program, host="127.0.0.1", port=1)._make_app()
        runner = client.web.AppRunner(application)
        await runner.setup()
        site = client.web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0]
        screen = pyte.Screen(100, 30)
        stream = pyte.ByteStream(screen)
        try:
            async with (
                client.ClientSession() as session,
                session.ws_connect(f"ws://{host}:{port}/ws?width=100&height=30") as socket,
            ):
                sent = False
                async for message in socket:
                    if message.type != client.WSMsgType.BINARY:
                        continue
                    stream.feed(message.data)
                    if not sent and "fetched" in "".join(screen.display):
                        await socket.send_json(["stdin", "s"])
                        sent = True
                    if any("★" in row[:4] for row in screen.display):
                        await socket.send_json(["stdin", "q"])
        finally:
            await runner.cleanup()
        return "\n".join(screen.display)

    screen = asyncio.run(asyncio.wait_for(seen(), PATIENCE))
    assert any("★" in row[:4] for row in screen.split("\n"))
