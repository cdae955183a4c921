"""A text as the input of a command that a person has typed, run by the person's own shell."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from typing import IO

from textual.app import App, SuspendNotSupported

from reader.system.files import reason
from reader.system.threads import start_thread
from reader.tui.handlers.editor import ended
from reader.tui.parts.terminal_handover import handed_over, wait_for_key

_BY_SIGNAL = 128
"""What a shell adds to the number of the signal that has ended a command."""
_NOT_FOUND = 127
"""What a shell ends with where there is no such command."""


def piped(app: App[object], command: str, text: str) -> str:
    """Have a command read a text and use the terminal until it ends and a key is pressed.

    Args:
        app: gives the terminal away for so long.
        command: as typed, for the shell to take apart.
        text: what the command may read; it need not read all of it, or any.

    Returns:
        How it ended, in words behind its name; empty where it ended well.
    """
    problem = ""
    shell = os.environ.get("SHELL") or "sh"
    try:
        with app.suspend():
            # Whatever is raised in here would leave the app hanging:
            # https://github.com/Textualize/textual/issues/6692
            try:
                with handed_over():
                    problem = _how(_run([shell, "-c", command], text.encode("utf-8", "replace")))
                    said = f"The command {problem}. " if problem else ""
                    wait_for_key(f"{said}Press a key to come back.")
            except (OSError, ValueError) as error:
                why = reason(error) if isinstance(error, OSError) else str(error)
                problem = f"was not run: {shell} cannot be started ({why}); set SHELL"
    except SuspendNotSupported:
        problem = "was not run: this terminal cannot be handed over"
    return problem


def _run(words: list[str], data: bytes) -> int:
    """Run a program to its end; its status, below 0 where a signal has ended it."""
    process = subprocess.Popen(words, stdin=subprocess.PIPE)
    assert process.stdin
    # Beside it, as nobody may ever read: what the command has left running can hold the pipe
    # open for longer than the command itself.
    start_thread(lambda: _feed(process.stdin, data), "pipe")
    return process.wait()


def _feed(pipe: IO[bytes] | None, data: bytes) -> None:
    """Write all that is read; one who reads the first lines alone is no mistake."""
    if pipe:
        with contextlib.suppress(OSError):
            pipe.write(data)
        with contextlib.suppress(OSError):
            pipe.close()


def _how(code: int) -> str:
    """How a command ended, in words; empty where it ended well."""
    if code == _NOT_FOUND:
        return f"{ended(code)}: there may be no such command"
    with contextlib.suppress(ValueError):
        return f"{ended(code)} ({signal.Signals(code - _BY_SIGNAL).name})"
    return ended(code) if code else ""
