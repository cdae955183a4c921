"""A decision on papers, and what is said when the last of a list was made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from reader.library.store import Wish
from reader.paper import Paper
from reader.tui.stand import Stand


@dataclass(frozen=True, slots=True)
class Decision:
    """What can be decided on one paper or on many."""

    wishes: Callable[[Sequence[Paper]], list[Wish]]
    """What it changes."""
    goes_on: bool = False
    """The cursor goes to the next unread paper then."""


def account(stand: Stand) -> str:
    """What was done with a list that is read, and where to go on."""
    view, period = stand.view, stand.period
    done = stand.tally.words(stand.writer.marks, monotonic())
    words = f"Every paper here is read: {done}." if done else "Every paper here is read."
    if view.query and view.unread:
        return f"{words} esc shows all, {view.unread} unread."
    if period and period.beside(-1):
        return f"{words} [ goes to the {period.kind} before."
    return words
