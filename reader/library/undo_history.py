"""Undo and redo: which entries of this machine's journal can be taken back or made again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import chain

from reader.library.citation_keys import FIXED, PROPOSED
from reader.library.journal_entry import WRITTEN, Change, FieldKey, JournalEntry

PERMANENT = frozenset({PROPOSED, FIXED})
"""Fields that undo never touches: a citation key, once given, stays."""

_AFTER_ALL = "~"
"""Sorts after every stamp."""

StampLookup = Callable[[FieldKey], str]
"""Returns the stamp that a field has now."""

Reversal = tuple[str, list[Change]]
"""The stamp of an entry, and the changes that take it back or make it again."""


class UndoStep:
    """One entry, and where its effect is still in place."""

    def __init__(self, entry: JournalEntry) -> None:
        self.stamp = entry.stamp
        self.changes = {
            (change.paper, change.field): change
            for change in entry.changes
            # Undo also leaves alone what is about the reader, such as where the queue was left,
            # and what is remembered of files, as it does not change the files back.
            if change.paper
            and change.field not in PERMANENT
            and not change.field.startswith(WRITTEN)
        }
        self.effect: dict[FieldKey, str] = {}
        """For each field, the stamp that it has as long as nobody changes it again."""

    def unchanged(self, stamp_of: StampLookup) -> list[Change]:
        """The changes whose fields nobody has changed again since."""
        return [self.changes[key] for key, stamp in self.effect.items() if stamp_of(key) == stamp]

    def is_reversed_by(self, entry: JournalEntry) -> bool:
        """Whether an entry takes this one back, and does not make it again."""
        made = ((self.changes.get((each.paper, each.field)), each.now) for each in entry.changes)
        return any(change and change.was == now for change, now in made)


class UndoHistory:
    """Undo and redo, many levels deep.

    A change is taken back only if its field still has the stamp that this entry gave it. So what
    another window or machine did since is never undone with it.
    """

    def __init__(self, find: Callable[[str], JournalEntry | None] = lambda _: None) -> None:
        """Begin.

        Args:
            find: looks up an entry that was not followed, by its stamp.
        """
        self._find = find
        # By stamp, in the order in which they were done or undone.
        self._done: dict[str, UndoStep] = {}
        self._undone: dict[str, UndoStep] = {}
        # For each field the steps that changed it: those that are done, those that are undone.
        self._on: dict[FieldKey, list[UndoStep]] = {}
        self._off: dict[FieldKey, list[UndoStep]] = {}

        self.stamps: set[str] = set()
        """The stamps of all entries that were followed."""
        self.begun = False
        """One of them was neither an undo nor a redo, so nothing before it can be redone."""
        self.complete = True
        """Every entry that was taken back or made again was itself followed, or looked up."""

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
        elif done := self._done.pop(entry.undoes, None):
            self._take_back(done, entry)
        elif undone := self._undone.pop(entry.undoes, None):
            self._do(undone, entry)
        elif found := self._find(entry.undoes):
            step = UndoStep(found)
            (self._take_back if step.is_reversed_by(entry) else self._do)(step, entry)
        else:
            self.complete = False

    def undo(self, stamp_of: StampLookup, own: Collection[str]) -> Reversal | None:
        """The entry to take back next, and the changes that do so; None where nothing is left.

        Entries that have no effect any more are passed over.

        Args:
            stamp_of: looks up the stamp of a field.
            own: the stamps of this window's entries. The last of these is taken back first, then
                the last entry before them; if there are none, the last of all.
        """
        if (step := _last_in_effect(self._done, stamp_of, own)) is None:
            return None
        return step.stamp, [
            Change(paper, field, was=now, now=was)
            for paper, field, was, now, _ in step.unchanged(stamp_of)
        ]

    def redo(self, stamp_of: StampLookup, own: Collection[str]) -> Reversal | None:
        """The undone entry to make again next, and the changes that do so; see `undo`."""
        if (step := _last_in_effect(self._undone, stamp_of, own)) is None:
            return None
        return step.stamp, [each._replace(at="") for each in step.unchanged(stamp_of)]

    def _do(self, step: UndoStep, entry: JournalEntry) -> None:
        _put_last(self._done, step)
        for key in step.effect:
            self._off[key].remove(step)
        step.effect = _stamped(step, entry)
        for key, stamp in step.effect.items():
            self._on.setdefault(key, []).append(step)
            # The value is what the next step to be made again started from, unless another
            # machine changed it in between.
            after = self._off[key][-1] if self._off.get(key) else None
            if after and after.changes[key].was == step.changes[key].now:
                after.effect[key] = stamp

    def _take_back(self, step: UndoStep, entry: JournalEntry) -> None:
        _put_last(self._undone, step)
        for key in step.effect:
            self._on[key].remove(step)
        step.effect = _stamped(step, entry)
        for key, stamp in step.effect.items():
            self._off.setdefault(key, []).append(step)
            # The value is what the step before made it, unless another machine changed it since.
            before = self._on[key][-1] if self._on.get(key) else None
            if before and before.changes[key].now == step.changes[key].was:
                before.effect[key] = stamp


def _stamped(step: UndoStep, entry: JournalEntry) -> dict[FieldKey, str]:
    return {
        (change.paper, change.field): change.at or entry.stamp
        for change in entry.changes
        if (change.paper, change.field) in step.changes
    }


def _put_last(steps: dict[str, UndoStep], step: UndoStep) -> None:
    # Where a line is in the journal twice, the later one counts.
    steps.pop(step.stamp, None)
    steps[step.stamp] = step


def _last_in_effect(
    steps: dict[str, UndoStep], stamp_of: StampLookup, own: Collection[str]
) -> UndoStep | None:
    first = min(own, default=_AFTER_ALL)
    preferred = (step for step in reversed(steps.values()) if step.stamp in own)
    earlier = (step for step in reversed(steps.values()) if step.stamp < first)
    return next((step for step in chain(preferred, earlier) if step.unchanged(stamp_of)), None)


_FIRST_LOOK = 2048
_FARTHER = 4
_MOST_FOUND = 16
"""Entries that are looked up one by one; reading farther is quicker for more."""

Load = Callable[[int], tuple[Iterable[JournalEntry], bool]]
"""Reads the entries in about so many bytes at the end of a journal; says whether these are all."""


class LazyUndoHistory:
    """An `UndoHistory` that reads only as much of the end of a journal as it needs.

    The end is enough if every entry that an undo or a redo in it refers to is in it, or is found.
    """

    def __init__(
        self,
        machine: str,
        load: Load,
        find: Callable[[str], JournalEntry | None] = lambda _: None,
    ) -> None:
        """Read the end of the journal.

        Args:
            machine: the id of the machine whose journal it is.
            load: reads the end.
            find: looks up an entry by its stamp; None where it is not quickly found.

        Raises:
            OSError: it cannot be read.
        """
        self._by = f"-{machine}"
        self._load = load
        self._find = find
        self._left = 0
        """How many more entries may be looked up."""
        self._size = _FIRST_LOOK
        self._read()

    def follow(self, entry: JournalEntry) -> None:
        """Take the next line of the journal into account."""
        # Entries rescued from the journal of another machine are not this one's to take back.
        if entry.stamp.endswith(self._by):
            self._history.follow(entry)

    def undo(self, stamp_of: StampLookup, own: Collection[str]) -> Reversal | None:
        """As `UndoHistory.undo`.

        Raises:
            OSError: the journal cannot be read.
        """
        found = self._history.undo(stamp_of, own)
        while not self._whole and not self._is_last(found, own):
            self._look_farther()
            found = self._history.undo(stamp_of, own)
        return found

    def redo(self, stamp_of: StampLookup, own: Collection[str]) -> Reversal | None:
        """As `UndoHistory.redo`.

        Raises:
            OSError: the journal cannot be read.
        """
        while not self._whole and not (self._history.complete and self._history.begun):
            self._look_farther()
        return self._history.redo(stamp_of, own)

    def _is_last(self, found: Reversal | None, own: Collection[str]) -> bool:
        """Whether no entry before the part that was read could come first."""
        if found is None or not self._history.complete:
            return False
        return not own or found[0] in own or self._history.stamps.issuperset(own)

    def _look_farther(self) -> None:
        self._size *= _FARTHER
        self._read()

    def _read(self) -> None:
        self._history, self._left = UndoHistory(self._found), _MOST_FOUND
        entries, self._whole = self._load(self._size)
        for entry in entries:
            self.follow(entry)

    def _found(self, stamp: str) -> JournalEntry | None:
        if self._left <= 0 or not stamp.endswith(self._by):
            return None
        self._left -= 1
        return self._find(stamp)
