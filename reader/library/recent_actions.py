"""What this machine did last, read backwards from the end of its journal, as far as is needed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from reader.library.journal_entry import Change, JournalEntry
from reader.library.undo_history import StampOf, UndoHistory

_FIRST_LOOK = 2048
_FARTHER = 4

Load = Callable[[int], tuple[Iterable[JournalEntry], bool]]
"""The actions in about so many bytes at the end of the journal, and whether they are all."""


class LazyUndoHistory:
    """Undo and redo as `UndoHistory` has them, of a journal that is not read whole for that.

    The end of a journal tells as much as all of it, where it holds whatever was taken back or
    made again in it, and what it was taken from.
    """

    def __init__(self, machine: str, load: Load) -> None:
        """Read the end of the journal.

        Args:
            machine: the id of the machine whose journal it is.
            load: reads the end.

        Raises:
            OSError: it cannot be read.
        """
        self._by = f"-{machine}"
        self._load = load
        self._size = _FIRST_LOOK
        self._read()

    def follow(self, entry: JournalEntry) -> None:
        """Take the next line of the journal into account."""
        # What was rescued from the journal of another machine is not this one's to take back.
        if entry.stamp.endswith(self._by):
            self._history.follow(entry)

    def undo(self, stamp_of: StampOf, mine: Collection[str]) -> tuple[str, list[Change]] | None:
        """As `UndoHistory.undo`.

        Raises:
            OSError: the journal cannot be read.
        """
        found = self._history.undo(stamp_of, mine)
        while not self._whole and not self._is_last(found, mine):
            self._look_farther()
            found = self._history.undo(stamp_of, mine)
        return found

    def redo(self, stamp_of: StampOf, mine: Collection[str]) -> tuple[str, list[Change]] | None:
        """As `UndoHistory.redo`.

        Raises:
            OSError: the journal cannot be read.
        """
        while not self._whole and not (self._history.complete and self._history.begun):
            self._look_farther()
        return self._history.redo(stamp_of, mine)

    def _is_last(self, found: tuple[str, list[Change]] | None, mine: Collection[str]) -> bool:
        """Nothing that was done before what has been read goes before it."""
        if found is None or not self._history.complete:
            return False
        return not mine or found[0] in mine or self._history.stamps.issuperset(mine)

    def _look_farther(self) -> None:
        self._size *= _FARTHER
        self._read()

    def _read(self) -> None:
        self._history = UndoHistory()
        entries, self._whole = self._load(self._size)
        for entry in entries:
            self.follow(entry)
