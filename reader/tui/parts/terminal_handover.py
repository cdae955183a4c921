"""The terminal in other hands: those of an editor, or of the shell."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator

from textual.app import App, SuspendNotSupported

_KEYS = ("SIGINT", "SIGQUIT")
"""What ctrl+c and ctrl+\\ send while the terminal is not the app's."""


@contextlib.contextmanager
def handed_over() -> Iterator[None]:
    """While another program has the terminal, its keys are not ours, not even ctrl+c.

    To be used in the main thread, inside of `App.suspend`. What was typed to that program, and
    not read by it, is thrown away at the end, as it was not meant for the app.
    """
    # A handler of ours goes back to the default in what is started; to be ignored would not.
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
    """Stop, as a job of the shell, until the shell goes on with it.

    Returns:
        Why that is not possible; empty where it is.
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


def _stop() -> bool:
    """Stop this job; whether it was, and was brought back."""
    continued: list[bool] = []
    # The system stops no job that no shell could bring back, where it is asked for by this signal.
    before = (
        signal.signal(signal.SIGTSTP, signal.SIG_DFL),
        signal.signal(signal.SIGCONT, lambda *_: continued.append(True)),
    )
    try:
        # Also whoever started the program and waits for it, such as a script.
        os.killpg(0, signal.SIGTSTP)
    finally:
        signal.signal(signal.SIGTSTP, before[0])
        signal.signal(signal.SIGCONT, before[1])
    return bool(continued)


def _forget_typed() -> None:
    with contextlib.suppress(ImportError):
        import termios

        with contextlib.suppress(termios.error):
            termios.tcflush(0, termios.TCIFLUSH)
