"""Hands the terminal over: to an editor, to a command, or to the shell (ctrl+z)."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator

from textual.app import App, SuspendNotSupported

_INPUT, _OUTPUT = 0, 1
"""The terminal as this process has it from its parent."""
_KEYS = ("SIGINT", "SIGQUIT")
"""The signals of ctrl+c and ctrl+\\ while another program has the terminal."""


@contextlib.contextmanager
def handed_over() -> Iterator[None]:
    """Ignore ctrl+c and ctrl+\\ while another program has the terminal.

    Must be used in the main thread, inside `App.suspend`. Input that the other program did not
    read is discarded at the end, as it was not meant for the app.
    """
    # A child process resets handlers to the default, but would inherit SIG_IGN.
    before = {
        number: signal.signal(number, lambda *_: None)
        for name in _KEYS
        if (number := getattr(signal, name, None)) is not None
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        _forget_typed()


def suspended(app: App[None]) -> str:
    """Suspend the app as a job of the shell, until the shell continues it.

    Returns:
        Why that is not possible, in a sentence; empty if it was done.
    """
    if not hasattr(signal, "SIGTSTP"):
        return "This system cannot suspend a program."
    stopped = False
    try:
        with app.suspend():
            stopped = _stop()
    except SuspendNotSupported:
        return "This terminal cannot be handed over to a shell."
    return "" if stopped else "There is no shell to go back to; nothing was suspended."


def wait_for_key(words: str) -> None:
    """Say something below what another program has written, and wait until a key is pressed.

    Where there is no terminal, nothing is waited for. Must be used inside `handed_over`.
    """
    with contextlib.suppress(ImportError, OSError):
        import termios
        import tty

        try:
            before = termios.tcgetattr(_INPUT)
        except termios.error:
            return
        try:
            # What was typed while the other program ran was not meant to leave what it wrote.
            # Raw, so that ctrl+c and ctrl+z are keys like any other.
            tty.setraw(_INPUT, termios.TCSAFLUSH)
            os.write(_OUTPUT, f"\r\n{words}".encode("utf-8", "replace"))
            os.read(_INPUT, 1)
        finally:
            termios.tcsetattr(_INPUT, termios.TCSADRAIN, before)
            os.write(_OUTPUT, b"\r\n")


def _stop() -> bool:
    """Stop this process group; return whether it was stopped and continued."""
    continued: list[bool] = []
    # The kernel ignores SIGTSTP in an orphaned process group, which no shell could continue.
    before = (
        signal.signal(signal.SIGTSTP, signal.SIG_DFL),
        signal.signal(signal.SIGCONT, lambda *_: continued.append(True)),
    )
    try:
        # The whole group, as a script that started the program must stop too.
        os.killpg(0, signal.SIGTSTP)
    finally:
        signal.signal(signal.SIGTSTP, before[0])
        signal.signal(signal.SIGCONT, before[1])
    return bool(continued)


def _forget_typed() -> None:
    with contextlib.suppress(ImportError):
        import termios

        with contextlib.suppress(termios.error):
            termios.tcflush(_INPUT, termios.TCIFLUSH)
