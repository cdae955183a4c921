"""The marks in memory, kept in step with the journals and the checkpoint on disk."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import LibraryError
from reader.library.checkpoint import Checkpoint, Document
from reader.library.fields import fits
from reader.library.folded_state import NOTE, READER, TAG, State
from reader.library.journal import START, Action, Change, Tail
from reader.library.library_files import MARKS, Shelf, explained
from reader.library.stamp import Clock
from reader.paper import Paper

if TYPE_CHECKING:
    from reader.library.recent_actions import Past

_KEEPING = ("starred", TAG, NOTE)


class Ledger:
    """What all journals in one home come to, and how a line is added to this machine's.

    Opening reads the checkpoint and the tail of each journal; nothing is written before the first
    change.
    """

    def __init__(self, home: Path, now: Callable[[], datetime], *, afresh: bool) -> None:
        """Read what is there.

        Args:
            home: the folder; nothing need be there yet.
            now: the clock.
            afresh: take everything from the journals, and nothing from the checkpoint.

        Raises:
            LibraryError: it cannot be read, or a later version of this program wrote it.
        """
        self.home = home
        self._shelf = Shelf(home)
        self._afresh = afresh
        self._past: Past | None = None
        self._newly_kept = afresh
        self._behind = 0
        self._failed_at = 0
        with explained(f"{home} cannot be read"):
            folded = Checkpoint() if afresh else self._shelf.marks()
        self.state = State(folded.papers)
        self._positions = folded.positions
        self._clock = Clock(now, folded.latest, folded.highest)
        with explained(f"{home} cannot be read"):
            for name, tail in self._shelf.tails(self._positions, opening=True):
                self._take_in(name, tail)

    @property
    def damage(self) -> dict[Path, str]:
        """What could not be read and was left out, in a sentence for each file."""
        return self._shelf.damage

    @property
    def newer(self) -> dict[Path, str]:
        """What is kept, but not known to this program, in a sentence for each journal."""
        return self._shelf.newer

    def kept(self) -> dict[str, Document]:
        """The record of each paper that was starred, tagged or noted, by id.

        Raises:
            LibraryError: the files cannot be read.
        """
        with explained(f"{self.home} cannot be read"):
            kept = self._shelf.kept(afresh=self._afresh).papers
        if self._shelf.kept_is_stale:
            self._newly_kept = True
            self._behind = max(self._behind, 1)
        return kept

    def refresh(self) -> set[str]:
        """Take in what other processes and machines have done since.

        Returns:
            The papers whose marks changed.

        Raises:
            LibraryError: the journals cannot be read.
        """
        changed: set[str] = set()
        with explained(f"{self.home} cannot be read"):
            for name, tail in self._shelf.tails(self._positions):
                changed |= self._take_in(name, tail)
        return changed - {READER}

    @property
    def begun(self) -> bool:
        """There is something in the journals, as far as they have been read."""
        return bool(self._positions)

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock of the library, with everything read that others have written.

        Raises:
            LibraryError: nothing was changed.
        """
        with self._shelf.changing(known=self.begun):
            self.refresh()
            yield

    def append(
        self,
        changes: tuple[Change, ...],
        papers: Mapping[str, Paper] | None = None,
        undoes: str | None = None,
    ) -> Action | None:
        """Write the changes as one line, and wait until it is on disk; only while `changing`.

        Args:
            changes: where there are none, nothing is written.
            papers: those that are starred, tagged or noted for the first time are kept.
            undoes: the stamp of the action that this one takes back or makes again.

        Raises:
            OSError: nothing was written.
        """
        if not changes:
            return None
        if not all(fits(field, now) for _, field, _, now, _ in changes):
            raise LibraryError("there is something in this change that no mark can hold")
        name = self._shelf.named()
        records = self._newly_worth(changes, papers or {})
        stamp = self._clock.next(name, self.state.latest(changes))
        action = Action(stamp, changes, undoes, records)
        before = self._positions.get(name, START)
        try:
            after = self._positions[name] = self._shelf.append(action, before)
        except FileNotFoundError as error:
            # A new one in its place would hide the true one, or be hidden by it.
            raise LibraryError(
                f"{error.filename} has vanished, so that nothing can be marked. Bring it back "
                "(is its disk mounted?), or let paper-reader doctor --repair begin another"
            ) from error
        self._behind += after.offset - before.offset
        self._follow(name, action)
        return action

    def past(self) -> Past | None:
        """What can be taken back of this machine's journal, read when it is first asked for.

        Raises:
            OSError: the journal cannot be read.
        """
        own = self._shelf.own
        if self._past is None and own and own in self._positions:
            from reader.library.recent_actions import Past

            journal = self._shelf.journal(own)
            self._past = Past(own, lambda size: journal.before(self._positions[own], size))
        return self._past

    def checkpoint(self, behind: int) -> None:
        """Fold the journals into the TinyDB files, where more than `behind` bytes are new.

        It takes no lock: the files say how far each journal is folded in, so that one which
        another process replaces by an older one costs time and nothing else.

        Raises:
            LibraryError: the old files stand. No mark is lost, as the journals hold them all.
        """
        # Where a full disk refused it, it is not tried again at every change.
        if self._behind <= behind + (self._failed_at if behind > 0 else 0):
            return
        self._failed_at = self._behind
        self.refresh()
        with explained(f"the copy of the journals in {self.home / MARKS} cannot be renewed"):
            self._shelf.aside.keep()
            if self._newly_kept:
                self._shelf.save_kept(self._shelf.kept(afresh=self._afresh))
                self._newly_kept = False
            self._shelf.save_marks(
                Checkpoint(
                    self.state.documents, self._positions, self._clock.latest, self._clock.highest
                )
            )
        self._behind = self._failed_at = 0

    def _newly_worth(
        self, changes: tuple[Change, ...], papers: Mapping[str, Paper]
    ) -> dict[str, Document]:
        """What those papers say that are starred, tagged or noted for the first time."""
        worth = {each.paper for each in changes if each.now and each.field.startswith(_KEEPING)}
        return {
            paper: papers[paper].as_record()
            for paper in worth & papers.keys()
            # One without a title is only a name.
            if papers[paper].title and not self.state.kept(paper)
        }

    def _take_in(self, name: str, tail: Tail) -> set[str]:
        changed: set[str] = set()
        if name == self._shelf.own and tail.replaced:
            self._past = None
        for action in tail.actions:
            self._clock.see(action.stamp)
            changed |= self._follow(name, action)
        self._behind += tail.length
        if tail.position != START:
            self._positions[name] = tail.position
        return changed

    def _follow(self, name: str, action: Action) -> set[str]:
        if name == self._shelf.own and self._past is not None:
            self._past.follow(action)
        self._newly_kept = self._newly_kept or bool(action.papers)
        return self.state.fold(action)
