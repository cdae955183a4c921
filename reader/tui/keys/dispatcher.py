"""From key strokes to actions: counts, prefixes and plain keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reader.tui.keys.actions import Action, strokes


@dataclass(frozen=True, slots=True)
class MatchedKeys:
    """A key sequence is complete."""

    action: Action
    count: int
    """How many times; 1 where none was typed."""


@dataclass(frozen=True, slots=True)
class PendingKeys:
    """More keys must follow."""

    typed: str
    following: tuple[tuple[str, Action], ...]
    """What can follow, each key with its action; empty after a bare count."""


class Dispatcher:
    """Takes one stroke after another."""

    def __init__(self, actions: Iterable[Action]) -> None:
        self._table = {strokes(keys): action for action in actions for keys in action.keys}
        self._prefix: tuple[str, ...] = ()
        self._count = ""

    def clear(self) -> None:
        """Forget what was typed."""
        self._prefix, self._count = (), ""

    def feed(self, stroke: str) -> MatchedKeys | PendingKeys | None:
        """Take a stroke; None where it means nothing, and what was typed before is forgotten."""
        if self._count and not self._prefix and stroke == "escape":
            self.clear()
            return None
        if not self._prefix and stroke.isdecimal() and (self._count or stroke != "0"):
            # Four digits are more papers than any list has.
            self._count = (self._count + stroke)[:4]
            return PendingKeys(self._count, ())
        sequence = (*self._prefix, stroke)
        if action := self._table.get(sequence):
            number = stroke if action.numbered and stroke.isdecimal() else self._count
            count = int(number or 1)
            self.clear()
            return MatchedKeys(action, count)
        length = len(sequence)
        following = tuple(
            (keys[length], action)
            for keys, action in self._table.items()
            if len(keys) > length and keys[:length] == sequence
        )
        if not following:
            self.clear()
            return None
        self._prefix = sequence
        return PendingKeys(self._count + "".join(sequence), following)
