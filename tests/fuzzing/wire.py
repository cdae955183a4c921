"""The installed program at the other end of a pseudo-terminal, as bytes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

PROGRAM = (sys.executable, "-m", "reader")
PATIENCE = 30.0
"""Seconds without a byte after which the program is said to hang; no speed is measured."""
_KEPT = 200_000
"""Bytes of the output that are kept."""


class HangError(AssertionError):
    """The program has not drawn what it had to draw."""


def environment(endpoint: str, today: str, home: Path) -> dict[str, str]:
    """What the program runs in: nothing that a key starts does any harm, or outlives it."""
    return os.environ | {
        "HF_ENDPOINT": endpoint,
        # Nobody is there, so that a check for new versions fails at once.
        "PAPER_READER_ARXIV": "http://127.0.0.1:9",
        "PAPER_READER_TODAY": today,
        "PAPER_READER_HOME": str(home),
        "HOME": str(home),
        "BROWSER": "true",
        "EDITOR": "true",
        "VISUAL": "true",
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "TEXTUAL_ANIMATIONS": "none",
    }


class Wire:
    """Sends and receives at the same time, so that neither end can wait for the other."""

    def __init__(
        self,
        env: Mapping[str, str],
        folder: Path,
        command: Sequence[str] = PROGRAM,
        size: tuple[int, int] = (120, 40),
    ) -> None:
        """Start the program.

        Args:
            env: its environment.
            folder: where it works.
            command: the program and its arguments.
            size: columns and rows.
        """
        self.tail = b""
        """The last that it wrote."""
        self.heard: Callable[[bytes], object] = lambda _: None
        """Told all that it writes, whenever that comes."""
        self.received = 0
        """How many bytes it wrote in all."""
        self._master, slave = pty.openpty()
        os.set_blocking(self._master, False)
        self._set(*size)
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(env),
            cwd=folder,
            start_new_session=True,
        )
        os.close(slave)
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    @property
    def is_open(self) -> bool:
        """The program has not closed its end."""
        return self._open

    def send(self, data: bytes) -> None:
        """Type, as far as there is somebody who listens."""
        while data and self._open:
            readable, writable, _ = select.select([self._master], [self._master], [], PATIENCE)
            if not readable and not writable:
                raise HangError("it reads nothing")
            if readable:
                self._read()
            if writable and self._open:
                try:
                    data = data[os.write(self._master, data) :]
                except BlockingIOError:
                    pass
                except OSError:
                    self._open = False

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size."""
        self._set(columns, rows)
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGWINCH)

    def drain(self) -> bytes:
        """Take all that has come so far."""
        got = b""
        while self._open and select.select([self._master], [], [], 0)[0]:
            got += self._read()
        return got

    def more(self, patience: float = PATIENCE) -> bytes:
        """Wait for the next that comes; nothing where the program has ended."""
        if self._open and not select.select([self._master], [], [], patience)[0]:
            raise HangError("it draws nothing")
        return self._read() if self._open else b""

    def wait_for(self, text: bytes, patience: float = PATIENCE) -> bool:
        """Read until a text has come; False where the program ended before."""
        seen = b""
        while self._open and text not in seen:
            seen = seen[-4 * len(text) :] + self.more(patience)
        return text in seen

    def closes(self, patience: float) -> bool:
        """Read until the program ends; False where it falls silent before."""
        try:
            while self._open:
                self.more(patience)
        except HangError:
            return False
        return True

    def leave(self) -> int:
        """Read to the end; the exit status."""
        while self._open:
            self.more()
        return self.process.wait(PATIENCE)

    def _read(self) -> bytes:
        try:
            data = os.read(self._master, 65536)
        except BlockingIOError:
            return b""
        except OSError:  # Linux says so when the other end is closed
            data = b""
        self._open = bool(data)
        self.heard(data)
        self.received += len(data)
        self.tail = (self.tail + data)[-_KEPT:]
        return data

    def _set(self, columns: int, rows: int) -> None:
        self.size = columns, rows
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
