"""What can be taken back and what can be made again, followed through one machine's journal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import chain

from reader.library.citation_keys import FIXED, PROPOSED
from reader.library.fields import WRITTEN, Place
from reader.library.journal import Action, Change

PERMANENT = frozenset({PROPOSED, FIXED})
"""Fields that no undo touches: a citation key that has been given stays."""

_AFTER_ALL = "~"

StampOf = Callable[[Place], str]
"""The stamp that a place bears now."""


class Step:
    """One action, and the stamps under which its effect stands now."""

    def __init__(self, action: Action) -> None:
        self.stamp = action.stamp
        self.changes = {
            (change.paper, change.field): change
            for change in action.changes
            # What is about the reader, such as where the queue was left, no undo touches either,
            # nor what is remembered of files, which it does not change back.
            if change.paper
            and change.field not in PERMANENT
            and not change.field.startswith(WRITTEN)
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
        # Of each place the steps that changed it: those that are done, those that are undone.
        self._on: dict[Place, list[Step]] = {}
        self._off: dict[Place, list[Step]] = {}

        self.stamps: set[str] = set()
        """Of every action that was followed."""
        self.begun = False
        """One of them did something anew, so that nothing undone before it counts any more."""
        self.complete = True
        """What was taken back or made again was among them."""

    def follow(self, action: Action) -> None:
        """Take the next line of the journal into account."""
        if action.summary:
            return
        self.stamps.add(action.stamp)
        if action.undoes is None:
            new = Step(action)
            if new.changes:
                self.begun = True
                self._undone.clear()
                self._off.clear()
                self._do(new, action)
        elif done := _found(self._done, action.undoes):
            self._done.remove(done)
            self._take_back(done, action)
        elif undone := _found(self._undone, action.undoes):
            self._undone.remove(undone)
            self._do(undone, action)
        else:
            self.complete = False

    def undo(self, stamp_of: StampOf, mine: Collection[str]) -> tuple[str, list[Change]] | None:
        """The action to take back next and the changes that do it.

        Of the actions whose stamps are in `mine` the last, else the last before them, else where
        `mine` is empty the last of all; those of which nothing stands any more are passed over.
        """
        if (step := _last_standing(self._done, stamp_of, mine)) is None:
            return None
        return step.stamp, [
            Change(paper, field, was=now, now=was)
            for paper, field, was, now, _ in step.standing(stamp_of)
        ]

    def redo(self, stamp_of: StampOf, mine: Collection[str]) -> tuple[str, list[Change]] | None:
        """The undone action to make again next and the changes that do it."""
        if (step := _last_standing(self._undone, stamp_of, mine)) is None:
            return None
        return step.stamp, [each._replace(at="") for each in step.standing(stamp_of)]

    def _do(self, step: Step, action: Action) -> None:
        self._done.append(step)
        for place in step.stands:
            self._off[place].remove(step)
        step.stands = _stamped(step, action)
        for place, stamp in step.stands.items():
            self._on.setdefault(place, []).append(step)
            # The value is what the next one to be made again found, unless another machine came
            # between.
            after = self._off[place][-1] if self._off.get(place) else None
            if after and after.changes[place].was == step.changes[place].now:
                after.stands[place] = stamp

    def _take_back(self, step: Step, action: Action) -> None:
        self._undone.append(step)
        for place in step.stands:
            self._on[place].remove(step)
        step.stands = _stamped(step, action)
        for place, stamp in step.stands.items():
            self._off.setdefault(place, []).append(step)
            # The value is what the action before made it, unless another machine came between.
            before = self._on[place][-1] if self._on.get(place) else None
            if before and before.changes[place].now == step.changes[place].was:
                before.stands[place] = stamp


def _stamped(step: Step, action: Action) -> dict[Place, str]:
    return {
        (change.paper, change.field): change.at or action.stamp
        for change in action.changes
        if (change.paper, change.field) in step.changes
    }


def _found(steps: Sequence[Step], stamp: str) -> Step | None:
    return next((step for step in reversed(steps) if step.stamp == stamp), None)


def _last_standing(steps: Sequence[Step], stamp_of: StampOf, mine: Collection[str]) -> Step | None:
    first = min(mine, default=_AFTER_ALL)
    own = (step for step in reversed(steps) if step.stamp in mine)
    earlier = (step for step in reversed(steps) if step.stamp < first)
    return next((step for step in chain(own, earlier) if step.standing(stamp_of)), None)
