"""What can be taken back and what can be made again, followed through one machine's journal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import chain

from reader.library.citation_keys import FIXED, PROPOSED
from reader.library.journal_entry import Change, JournalEntry

FieldKey = tuple[str, str]
"""A paper and a field of it."""

PERMANENT = frozenset({PROPOSED, FIXED})
"""Fields that no undo touches: a citation key that has been given stays."""

WRITTEN = "written:"
"""What the fields begin with that remember what was last written into a bibliography."""

_AFTER_ALL = "~"

StampOf = Callable[[FieldKey], str]
"""The stamp that a place bears now."""


class UndoStep:
    """One action, and the stamps under which its effect stands now."""

    def __init__(self, entry: JournalEntry) -> None:
        self.stamp = entry.stamp
        self.changes = {
            (change.paper, change.field): change
            for change in entry.changes
            # What is about the reader, such as where the queue was left, no undo touches either,
            # nor what is remembered of files, which it does not change back.
            if change.paper
            and change.field not in PERMANENT
            and not change.field.startswith(WRITTEN)
        }
        self.stands: dict[FieldKey, str] = {}

    def standing(self, stamp_of: StampOf) -> list[Change]:
        """The changes that nobody has changed again since."""
        return [
            self.changes[place] for place, stamp in self.stands.items() if stamp_of(place) == stamp
        ]


class UndoHistory:
    """Undo and redo, many levels deep.

    A change is taken back only where the field still bears the stamp under which this action's
    effect stands, so what another window or machine did since is never undone with it.
    """

    def __init__(self) -> None:
        self._done: list[UndoStep] = []
        self._undone: list[UndoStep] = []
        # Of each place the steps that changed it: those that are done, those that are undone.
        self._on: dict[FieldKey, list[UndoStep]] = {}
        self._off: dict[FieldKey, list[UndoStep]] = {}

        self.stamps: set[str] = set()
        """Of every action that was followed."""
        self.begun = False
        """One of them did something anew, so that nothing undone before it counts any more."""
        self.complete = True
        """What was taken back or made again was among them."""

    def follow(self, entry: JournalEntry) -> None:
        """Take the next line of the journal into account."""
        if entry.summary:
            return
        self.stamps.add(entry.stamp)
        if entry.undoes is None:
            new = UndoStep(entry)
            if new.changes:
                self.begun = True
                self._undone.clear()
                self._off.clear()
                self._do(new, entry)
        elif done := _found(self._done, entry.undoes):
            self._done.remove(done)
            self._take_back(done, entry)
        elif undone := _found(self._undone, entry.undoes):
            self._undone.remove(undone)
            self._do(undone, entry)
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

    def _do(self, step: UndoStep, entry: JournalEntry) -> None:
        self._done.append(step)
        for place in step.stands:
            self._off[place].remove(step)
        step.stands = _stamped(step, entry)
        for place, stamp in step.stands.items():
            self._on.setdefault(place, []).append(step)
            # The value is what the next one to be made again found, unless another machine came
            # between.
            after = self._off[place][-1] if self._off.get(place) else None
            if after and after.changes[place].was == step.changes[place].now:
                after.stands[place] = stamp

    def _take_back(self, step: UndoStep, entry: JournalEntry) -> None:
        self._undone.append(step)
        for place in step.stands:
            self._on[place].remove(step)
        step.stands = _stamped(step, entry)
        for place, stamp in step.stands.items():
            self._off.setdefault(place, []).append(step)
            # The value is what the action before made it, unless another machine came between.
            before = self._on[place][-1] if self._on.get(place) else None
            if before and before.changes[place].now == step.changes[place].was:
                before.stands[place] = stamp


def _stamped(step: UndoStep, entry: JournalEntry) -> dict[FieldKey, str]:
    return {
        (change.paper, change.field): change.at or entry.stamp
        for change in entry.changes
        if (change.paper, change.field) in step.changes
    }


def _found(steps: Sequence[UndoStep], stamp: str) -> UndoStep | None:
    return next((step for step in reversed(steps) if step.stamp == stamp), None)


def _last_standing(
    steps: Sequence[UndoStep], stamp_of: StampOf, mine: Collection[str]
) -> UndoStep | None:
    first = min(mine, default=_AFTER_ALL)
    own = (step for step in reversed(steps) if step.stamp in mine)
    earlier = (step for step in reversed(steps) if step.stamp < first)
    return next((step for step in chain(own, earlier) if step.standing(stamp_of)), None)
