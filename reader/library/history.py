"""What can be taken back and what can be made again, followed through one machine's journal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import chain
from typing import NamedTuple

from reader.library.journal import Action, Change
from reader.library.keys import FIXED, PROPOSED

Place = tuple[str, str]
"""A paper and a field of it."""

PERMANENT = frozenset({PROPOSED, FIXED})
"""Fields that no undo touches: a citation key that has been given stays."""

StampOf = Callable[[Place], str]
"""The stamp that a place bears now."""


class Whose(NamedTuple):
    """The actions of this machine that one window may take back."""

    mine: Collection[str] = ()
    """The stamps of its own, which go first."""
    until: str = "~"
    """The stamp up to which the others are meant too; by default all of them."""


ANYBODY = Whose()


class Step:
    """One action, and the stamps under which its effect stands now."""

    def __init__(self, action: Action) -> None:
        self.stamp = action.stamp
        self.changes = {
            (change.paper, change.field): change
            for change in action.changes
            # What is about the reader, such as where the queue was left, no undo touches either.
            if change.paper and change.field not in PERMANENT
        }
        self.stands: dict[Place, str] = {}

    def standing(self, stamp_of: StampOf) -> list[Change]:
        """The changes that nobody has changed again since."""
        return [
            self.changes[place] for place, stamp in self.stands.items() if stamp_of(place) == stamp
        ]


class History:
    """Undo and redo, many levels deep.

    A change is taken back only where the field still bears the stamp under which this action's
    effect stands, so what another window or machine did since is never undone with it.
    """

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._on: dict[Place, list[Step]] = {}

    def follow(self, action: Action) -> None:
        """Take the next line of the journal into account."""
        if action.summary:
            return
        if action.undoes is None:
            new = Step(action)
            if new.changes:
                self._undone.clear()
                self._do(new, action)
        elif done := _found(self._done, action.undoes):
            self._done.remove(done)
            self._undone.append(done)
            self._take_back(done, action)
        elif undone := _found(self._undone, action.undoes):
            self._undone.remove(undone)
            self._do(undone, action)

    def undo(self, stamp_of: StampOf, whose: Whose) -> tuple[str, list[Change]] | None:
        """The action to take back next and the changes that do it.

        The last of the actions that are `whose`, of which anything stands.
        """
        if (step := _last_standing(self._done, stamp_of, whose)) is None:
            return None
        return step.stamp, [
            Change(paper, field, was=now, now=was)
            for paper, field, was, now, _ in step.standing(stamp_of)
        ]

    def redo(self, stamp_of: StampOf, whose: Whose) -> tuple[str, list[Change]] | None:
        """The undone action to make again next and the changes that do it."""
        if (step := _last_standing(self._undone, stamp_of, whose)) is None:
            return None
        return step.stamp, [each._replace(at="") for each in step.standing(stamp_of)]

    def _do(self, step: Step, action: Action) -> None:
        self._done.append(step)
        step.stands = _stamped(step, action)
        for place in step.stands:
            self._on.setdefault(place, []).append(step)

    def _take_back(self, step: Step, action: Action) -> None:
        for place in step.stands:
            self._on[place].remove(step)
        step.stands = _stamped(step, action)
        for place in step.stands:
            # The value is what the action before made it, unless another machine came between.
            before = self._on[place][-1] if self._on[place] else None
            if before and before.changes[place].now == step.changes[place].was:
                before.stands[place] = step.stands[place]


def _stamped(step: Step, action: Action) -> dict[Place, str]:
    return {
        (change.paper, change.field): change.at or action.stamp
        for change in action.changes
        if (change.paper, change.field) in step.changes
    }


def _found(steps: Sequence[Step], stamp: str) -> Step | None:
    return next((step for step in reversed(steps) if step.stamp == stamp), None)


def _last_standing(steps: Sequence[Step], stamp_of: StampOf, whose: Whose) -> Step | None:
    own = (step for step in reversed(steps) if step.stamp in whose.mine)
    earlier = (step for step in reversed(steps) if step.stamp <= whose.until)
    return next((step for step in chain(own, earlier) if step.standing(stamp_of)), None)
