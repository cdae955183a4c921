"""The marks in memory, kept in step with the journals and the checkpoint on disk."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import LibraryError
from reader.library.checkpoint import Checkpoint, Document
from reader.library.folded_state import NOTE, READER, TAG, Documents, FoldedState
from reader.library.journal import START, JournalTail
from reader.library.journal_entry import Change, JournalEntry, fits
from reader.library.library_files import MARKS, LibraryFiles, explained
from reader.library.stamp import HybridClock
from reader.paper import Paper

if TYPE_CHECKING:
    from reader.library.undo_history import LazyUndoHistory


_KEEPING_FIELDS = ("starred", TAG, NOTE)


class JournalStore:
    """Reads all journals of a home into a `FoldedState`, and appends to this machine's journal.

    Opening reads the checkpoint, and of each journal what was written after it. Nothing is written
    before the first change.
    """

    def __init__(self, home: Path, now: Callable[[], datetime], *, afresh: bool) -> None:
        """Read what is there.

        Args:
            home: the folder; it need not exist yet.
            now: the clock.
            afresh: read the journals from their start, and ignore the checkpoint.

        Raises:
            LibraryError: it cannot be read, or a later version of this program wrote it.
        """
        self.home = home
        self._files = LibraryFiles(home)
        self._afresh = afresh
        self._undo_history: LazyUndoHistory | None = None
        self._newly_kept = afresh
        self._behind = 0
        self._failed_at = 0
        with explained(f"{home} cannot be read"):
            folded = Checkpoint() if afresh else self._files.marks(whole=False)
        self.state = FoldedState(Documents(folded.papers, folded.stored))
        self._positions = folded.positions
        self._clock = HybridClock(now, folded.latest, folded.highest)
        with explained(f"{home} cannot be read"), _uncollected():
            for name, tail in self._files.tails(self._positions, opening=True):
                self._take_in(name, tail)

    @property
    def damage(self) -> dict[Path, str]:
        """What could not be read and was left out, in a sentence for each file."""
        return self._files.damage

    @property
    def newer(self) -> dict[Path, str]:
        """Lines that a newer version of this program wrote, in a sentence for each journal."""
        return self._files.newer

    def kept(self) -> dict[str, Document]:
        """Return the record of each paper that was ever starred, tagged or noted, by id.

        Raises:
            LibraryError: the files cannot be read.
        """
        with explained(f"{self.home} cannot be read"):
            kept = self._files.kept(afresh=self._afresh).papers
        if self._files.kept_is_stale:
            self._newly_kept = True
            self._behind = max(self._behind, 1)
        return kept

    def refresh(self) -> set[str]:
        """Read what other processes and machines have written since.

        Returns:
            The papers whose marks changed.

        Raises:
            LibraryError: the journals cannot be read.
        """
        changed: set[str] = set()
        with explained(f"{self.home} cannot be read"):
            for name, tail in self._files.tails(self._positions):
                changed |= self._take_in(name, tail)
        return changed - {READER}

    @property
    def begun(self) -> bool:
        """The journals that were read have at least one line."""
        return bool(self._positions)

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock of the library, after reading what others have written.

        Raises:
            LibraryError: nothing was changed.
        """
        with self._files.changing(known=self.begun):
            self.refresh()
            yield

    def append(
        self,
        changes: tuple[Change, ...],
        papers: Mapping[str, Paper] | None = None,
        undoes: str | None = None,
    ) -> JournalEntry | None:
        """Write the changes as one line, and wait until it is on disk; only inside `changing`.

        Args:
            changes: if empty, nothing is written.
            papers: records by id; kept of papers starred, tagged or noted for the first time.
            undoes: the stamp of the entry that this one takes back or makes again.

        Raises:
            OSError: nothing was written.
        """
        if not changes:
            return None
        if not all(fits(field, now) for _, field, _, now, _ in changes):
            raise LibraryError("there is something in this change that no mark can hold")
        name = self._files.give_own_id()
        records = self._new_records(changes, papers or {})
        stamp = self._clock.next(name, self.state.latest(changes))
        entry = JournalEntry(stamp, changes, undoes, records)
        before = self._positions.get(name, START)
        try:
            after = self._positions[name] = self._files.append(entry, before)
        except FileNotFoundError as error:
            # A new journal in its place would hide the old one, or be hidden by it.
            raise LibraryError(
                f"{error.filename} has vanished, so that nothing can be marked. Bring it back "
                "(is its disk mounted?), or let paper-reader doctor --repair begin another"
            ) from error
        self._behind += after.offset - before.offset
        self._note(name, entry)
        self.state.fold(entry)
        return entry

    def undo_history(self) -> LazyUndoHistory | None:
        """Return the undo history of this machine's journal, read when first needed.

        Raises:
            OSError: the journal cannot be read.
        """
        own = self._files.own
        if self._undo_history is None and own and own in self._positions:
            # The journals may be moved to another folder meanwhile.
            files = self._files
            from reader.library.undo_history import LazyUndoHistory

            self._undo_history = LazyUndoHistory(
                own,
                lambda size: files.journal(own).before(self._positions[own], size),
                lambda stamp: files.journal(own).find(stamp, self._positions[own]),
            )
        return self._undo_history

    def checkpoint(self, behind: int) -> None:
        """Fold the journals into the TinyDB files, if more than `behind` bytes are new.

        It takes no lock: the files say how far each journal is folded in, so if another process
        replaces one by an older one, that costs time and nothing else.

        Raises:
            LibraryError: the old files are unchanged. No mark is lost: the journals hold them all.
        """
        # After a full disk refused it, do not try again at every change.
        if self._behind <= behind + (self._failed_at if behind > 0 else 0):
            return
        self._failed_at = self._behind
        self.refresh()
        with explained(f"the copy of the journals in {self.home / MARKS} cannot be renewed"):
            self._files.save_damaged_lines()
            if self._newly_kept:
                self._files.save_kept(self._files.kept(afresh=self._afresh))
                self._newly_kept = False
            self._files.save_marks(
                Checkpoint(
                    self.state.documents.everything(),
                    positions=self._positions,
                    latest=self._clock.latest,
                    highest=self._clock.highest,
                )
            )
        self._behind = self._failed_at = 0

    def _new_records(
        self, changes: tuple[Change, ...], papers: Mapping[str, Paper]
    ) -> dict[str, Document]:
        """The records of the papers that are starred, tagged or noted for the first time."""
        worth = {
            each.paper for each in changes if each.now and each.field.startswith(_KEEPING_FIELDS)
        }
        return {
            paper: papers[paper].as_record()
            for paper in worth & papers.keys()
            # Without a title nothing is known but the id.
            if papers[paper].title and not self.state.kept(paper)
        }

    def _take_in(self, name: str, tail: JournalTail) -> set[str]:
        if name == self._files.own and tail.replaced:
            self._undo_history = None
        for entry in tail.entries:
            self._clock.see(entry.stamp)
            self._note(name, entry)
        changed = self.state.fold_all(tail.entries)
        self._behind += tail.length
        if tail.position != START:
            self._positions[name] = tail.position
        return changed

    def _note(self, name: str, entry: JournalEntry) -> None:
        if name == self._files.own and self._undo_history is not None:
            self._undo_history.follow(entry)
        self._newly_kept = self._newly_kept or bool(entry.papers)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no cycles meanwhile: a journal becomes many objects without, and it takes long."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
