"""What can be taken back and what can be made again, followed through one machine's journal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from reader.library.journal import Action, Change

Place = tuple[str, str]
"""A paper and a field of it."""

PERMANENT = frozenset({"citation_key", "key_fixed"})
"""Fields that no undo touches: a citation key that has been given stays."""

StampOf = Callable[[Place], str]
"""The stamp that a place bears now."""


class Step:
    """One action, and the stamps under which its effect stands now."""

    def __init__(self, action: Action) -> None:
        self.stamp = action.stamp
        self.changes = {
            (change.paper, change.field): change
            for change in action.changes
            if change.field not in PERMANENT
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

    def undo(self, stamp_of: StampOf, mine: Collection[str]) -> tuple[str, list[Change]] | None:
        """The action to take back next and the changes that do it.

        Of the actions whose stamps are in `mine` the last, else the last of all; those of which
        nothing stands any more are passed over.
        """
        if (step := _last_standing(self._done, stamp_of, mine)) is None:
            return None
        back = [each._replace(was=each.now, now=each.was) for each in step.standing(stamp_of)]
        return step.stamp, back

    def redo(self, stamp_of: StampOf, mine: Collection[str]) -> tuple[str, list[Change]] | None:
        """The undone action to make again next and the changes that do it."""
        if (step := _last_standing(self._undone, stamp_of, mine)) is None:
            return None
        return step.stamp, step.standing(stamp_of)

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
                before.stands[place] = action.stamp


def _stamped(step: Step, action: Action) -> dict[Place, str]:
    places = ((change.paper, change.field) for change in action.changes)
    return {place: action.stamp for place in places if place in step.changes}


def _found(steps: Sequence[Step], stamp: str) -> Step | None:
    return next((step for step in reversed(steps) if step.stamp == stamp), None)


def _last_standing(steps: Sequence[Step], stamp_of: StampOf, mine: Collection[str]) -> Step | None:
    own = (step for step in reversed(steps) if step.stamp in mine)
    for step in (*own, *reversed(steps)):
        if step.standing(stamp_of):
            return step
    return None
