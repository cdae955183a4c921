"""A real terminal for tests: the program runs in a pseudo-terminal, an emulator reads it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from typing import Self

import pyte

from tests.fork_server import Forked, Process, can_fork

PATIENCE = 30.0
"""Seconds after which a screen that was waited for is called missing; no speed is measured."""


class Terminal:
    """A program in a terminal of a given size.

    Everything that it writes is kept in `written`, to look for what must never reach a terminal.
    """

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], columns: int = 120, rows: int = 40
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.written = b""
        self._master, slave = pty.openpty()
        self._size(columns, rows)
        known = {
            **env,
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "",
            # pyte takes the kitty keyboard's sequences for text.
            "TEXTUAL_DISABLE_KITTY_KEY": "1",
        }
        process = Forked if can_fork(command, known) else subprocess.Popen
        self.process: Process = process(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=known,
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(120)
        self.vanish()

    @property
    def text(self) -> str:
        """What is on the screen, a line a row."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())

    def wait_for(self, text: str, *, gone: bool = False) -> str:
        """Read until a text is on the screen (or no longer is); the screen then."""
        while (text in self.text) is gone:
            if not self._read():
                raise AssertionError(
                    f"{text!r} is {'still' if gone else 'not'} there:\n{self.text}"
                )
        return self.text

    def wait_for_bytes(self, wanted: bytes) -> None:
        """Read until the program has written this."""
        while wanted not in self.written:
            if not self._read():
                raise AssertionError(f"{wanted!r} was never written")

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size."""
        self._screen.resize(rows, columns)
        self._size(columns, rows)
        os.kill(self.process.pid, signal.SIGWINCH)

    def vanish(self) -> None:
        """Be gone, without a word to the program."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def leave(self) -> int:
        """Read to the end; the exit status."""
        while self._read():
            pass
        return self.process.wait(PATIENCE)

    def _read(self) -> bool:
        if not select.select([self._master], [], [], PATIENCE)[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # Linux says so when the other end is closed
            return False
        self.written += data
        self._stream.feed(data)
        return bool(data)

    def _size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
