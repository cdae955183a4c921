"""A command of the person's, run to its end within a time, whatever it does."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import IO

from reader.system.threads import start_thread

_MOST = 65_536
"""Bytes of each output that are kept; a command that prints on without an end gets no reader."""
_PATIENCE = 0.5
"""Seconds in which what an ended command has printed is read; one that it has started in the
background may hold the pipe open for ever."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    """Its exit code; below 0 the signal that killed it."""
    output: bytes = field(repr=False)
    errors: bytes


def run_child(command: str | Sequence[str], given: bytes, seconds: float) -> Ended:
    """Run a command.

    Args:
        command: a text for the shell, or the words of a command that is run without one.
        given: what it reads from its standard input; where that is empty, it reads our own, from
            which a person may be asked for a passphrase.
        seconds: how long it may take; it is killed then.

    Raises:
        TimeoutError: it took longer.
        OSError: it cannot be started.
        ValueError: its words cannot be those of a command.
    """
    # At a terminal it is of our group, so that it can ask there and ctrl-c ends it too. Where
    # nobody sits it has a group of its own, so that all that it has started is killed with it.
    is_apart = not (sys.stdin and sys.stdin.isatty())
    process = _started(command, given, is_apart)
    outputs = [bytearray(), bytearray()]
    readers = [
        start_thread(partial(_read, pipe, kept), "child")
        for pipe, kept in zip((process.stdout, process.stderr), outputs, strict=True)
        if pipe
    ]
    if process.stdin:
        start_thread(partial(_write, process.stdin, given), "child")
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        _kill(process, is_apart)
        raise TimeoutError(f"it took longer than {seconds:g} seconds") from None
    except BaseException:
        _kill(process, is_apart)
        raise
    end = time.monotonic() + _PATIENCE
    for reader in readers:
        reader.join(max(0.0, end - time.monotonic()))
    return Ended(code, *(bytes(kept) for kept in outputs))


def _started(command: str | Sequence[str], given: bytes, is_apart: bool) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        shell=isinstance(command, str),
        stdin=subprocess.PIPE if given else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=is_apart,
    )


def _read(pipe: IO[bytes], kept: bytearray) -> None:
    """Read until nothing comes any more, or too much; what is printed then finds no reader."""
    with contextlib.suppress(OSError), pipe:
        while len(kept) < _MOST and (more := os.read(pipe.fileno(), _MOST - len(kept))):
            kept += more


def _write(pipe: IO[bytes], given: bytes) -> None:
    # A command need not read all of it.
    with contextlib.suppress(OSError), pipe:
        pipe.write(given)


def _kill(process: subprocess.Popen[bytes], is_apart: bool) -> None:
    with contextlib.suppress(OSError):
        if is_apart and sys.platform != "win32":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
