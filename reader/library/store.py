"""The library: every mark a reader has made, on disk before it is called done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from reader.library.checkpoint import Checkpoint, Document
from reader.library.history import History, Place
from reader.library.journal import START, Action, Change, Tail, Value
from reader.library.shelf import Shelf, explained
from reader.library.stamp import Clock, time_of, utc_now
from reader.library.state import TAG, State
from reader.paper import Marks, Paper

CHECKPOINT_BYTES = 1_000_000
"""How much of the journals may lie behind the checkpoint before it is made anew."""


class Wish(NamedTuple):
    """A field of a paper, and what it shall be."""

    paper: str
    field: str
    value: Value


class Library:
    """The marks in one home folder, which other processes and machines may be changing too.

    Opening reads the checkpoint and the tail of each journal; nothing is written before the first
    change. Only one thread may use it; `reader.library.writer` gives it one of its own.
    """

    def __init__(self, home: Path, now: Callable[[], datetime] = utc_now) -> None:
        """Open the library in `home`.

        Raises:
            LibraryError: it cannot be read, or a later version of this program wrote it.
        """
        self._shelf = Shelf(home)
        self._history: History | None = None
        self._keys: set[str] | None = None
        self._kept_tail: dict[str, Document] = {}
        self._behind = 0
        with explained(f"{home} cannot be read"):
            folded = self._shelf.marks()
            self._machine = self._shelf.machine()
        self._state = State(folded.papers)
        self._positions = folded.positions
        self._clock = Clock(now, folded.latest, folded.highest)
        self.refresh()

    @property
    def damage(self) -> tuple[str, ...]:
        """What could not be read and was left out, in sentences."""
        return tuple(self._shelf.damage)

    def marks(self, paper: str) -> Marks:
        """The marks of a paper."""
        return self._state.marks(paper)

    def marked(self) -> Iterator[tuple[str, Marks]]:
        """Every paper that was ever touched, with its marks, in order of id."""
        for paper in sorted(self._state):
            yield paper, self._state.marks(paper)

    def history(self, paper: str) -> dict[str, dict[str, Value]]:
        """What was last done to each field of a paper, and when (ISO, UTC)."""
        document = self._state.documents.get(paper, {})
        return {
            field: {"value": document.get(field), "at": time_of(stamp).isoformat()}
            for field, stamp in document.get("stamps", {}).items()
        }

    def tags(self) -> list[str]:
        """Every tag in use, the most used first."""
        counted = Counter(tag for _, marks in self.marked() for tag in marks.tags)
        return [tag for tag, _ in counted.most_common()]

    def kept(self) -> dict[str, Paper]:
        """What each paper that was starred, tagged or noted says, by id.

        Raises:
            LibraryError: the files cannot be read.
        """
        with explained(f"{self._shelf.home} cannot be read"):
            records = {**self._shelf.papers(), **self._kept_tail}
        return {paper: Paper.from_record(record) for paper, record in records.items()}

    def refresh(self) -> set[str]:
        """Take in what other processes and machines have done since.

        Returns:
            The papers whose marks changed.

        Raises:
            LibraryError: the journals cannot be read.
        """
        changed: set[str] = set()
        with explained(f"{self._shelf.home} cannot be read"):
            # Another process may have made this machine's first mark since.
            self._machine = self._machine or self._shelf.machine()
            for machine, tail in self._shelf.tails(self._positions):
                changed |= self._take_in(machine, tail)
        return changed

    def commit(
        self, wishes: Iterable[Wish], papers: Mapping[str, Paper] | None = None
    ) -> Action | None:
        """Make the changes as one action: all of them are on disk, or none is made.

        A paper that is starred for the first time is given its citation key, and one that is
        first starred, tagged or noted is kept; both need it in `papers`.

        Returns:
            The action, or None where everything already was as wished.

        Raises:
            LibraryError: nothing was changed.
        """
        papers = papers or {}
        with self._shelf.changing():
            self.refresh()
            wanted: dict[Place, Value] = {}
            starred = []
            for paper, field, value in wishes:
                wanted[paper, field] = value
                if field == "starred" and value and paper in papers:
                    starred.append(papers[paper])
            wanted |= self._new_keys(starred)
            return self._append(self._changes(wanted), papers)

    def fix_keys(self, papers: Collection[Paper], avoid: Collection[str] = ()) -> dict[str, str]:
        """The citation key of each paper; given where there is none, and from now on for ever.

        Args:
            papers: what is cited.
            avoid: keys, in lower case, that others have where these are going to stand; a key
                that was only proposed yields to them.

        Raises:
            LibraryError: nothing was changed.
        """
        with self._shelf.changing():
            self.refresh()
            wanted = self._new_keys(papers, avoid)
            wanted |= {(paper.id, "key_fixed"): True for paper in papers}
            self._append(self._changes(wanted), {})
        return {paper.id: str(self._state.value((paper.id, "citation_key"))) for paper in papers}

    def undo(self, mine: Collection[str] = ()) -> Action | None:
        """Take back the last action: of those stamped in `mine`, then of this machine's.

        Returns:
            The action that took it back, or None where nothing is left to take back.

        Raises:
            LibraryError: nothing was changed.
        """
        with self._shelf.changing():
            self.refresh()
            return self._repeat(self._followed().undo(self._state.stamp, mine))

    def redo(self, mine: Collection[str] = ()) -> Action | None:
        """Make again what was last taken back; otherwise as `undo`."""
        with self._shelf.changing():
            self.refresh()
            return self._repeat(self._followed().redo(self._state.stamp, mine))

    def checkpoint(self, behind: int = 0) -> None:
        """Fold the journals into the TinyDB files, where more than `behind` bytes are new.

        Raises:
            LibraryError: the old files stand. No mark is lost, as the journals hold them all.
        """
        if self._behind <= behind:
            return
        with self._shelf.changing():
            self.refresh()
            if self._kept_tail:
                self._shelf.save_papers({**self._shelf.papers(), **self._kept_tail})
            self._shelf.save_marks(
                Checkpoint(
                    self._state.documents, self._positions, self._clock.latest, self._clock.highest
                )
            )
        self._kept_tail = {}
        self._behind = 0

    def _take_in(self, machine: str, tail: Tail) -> set[str]:
        changed: set[str] = set()
        if machine == self._machine and tail.replaced:
            self._history = None
        for action in tail.actions:
            self._clock.see(action.stamp)
            changed |= self._fold(action)
            if machine == self._machine and self._history:
                self._history.follow(action)
        self._behind += tail.position.offset - self._positions.get(machine, START).offset
        self._positions[machine] = tail.position
        return changed

    def _fold(self, action: Action) -> set[str]:
        for paper, record in action.papers.items():
            self._kept_tail.setdefault(paper, {"paper": paper, **record})
        if self._keys is not None:
            self._keys.update(
                str(change.now).lower()
                for change in action.changes
                if change.field == "citation_key"
            )
        return self._state.fold(action)

    def _changes(self, wanted: Mapping[Place, Value]) -> tuple[Change, ...]:
        return tuple(
            Change(*place, was, now)
            for place, now in wanted.items()
            if (was := self._state.value(place)) != now and (was or now)
        )

    def _append(
        self, changes: tuple[Change, ...], papers: Mapping[str, Paper], undoes: str | None = None
    ) -> Action | None:
        if not changes:
            return None
        self._machine = self._machine or self._shelf.name_machine()
        over = max(self._state.stamp((change.paper, change.field)) for change in changes)
        action = Action(
            self._clock.next(self._machine, over),
            changes,
            undoes,
            {
                change.paper: papers[change.paper].as_record()
                for change in changes
                if _keeps(change) and change.paper in papers and not self._kept(change.paper)
            },
        )
        position = self._positions.get(self._machine, START)
        self._positions[self._machine] = self._shelf.append(self._machine, action, position)
        self._behind += self._positions[self._machine].offset - position.offset
        self._fold(action)
        if self._history:
            self._history.follow(action)
        return action

    def _repeat(self, found: tuple[str, list[Change]] | None) -> Action | None:
        if not found:
            return None
        stamp, changes = found
        return self._append(tuple(changes), {}, undoes=stamp)

    def _followed(self) -> History:
        """The history of this machine, read from its journal when it is first asked for."""
        if self._history is None:
            self._history = History()
            for action in self._shelf.actions(self._machine) if self._machine else ():
                self._history.follow(action)
        return self._history

    def _kept(self, paper: str) -> bool:
        return paper in self._kept_tail or self._state.kept(paper)

    def _new_keys(self, papers: Iterable[Paper], avoid: Collection[str] = ()) -> dict[Place, Value]:
        """A citation key for each paper that has none, different from all that are given."""
        from reader.citation import propose_key

        if self._keys is None:
            self._keys = {
                str(document["citation_key"]).lower()
                for document in self._state.documents.values()
                if document.get("citation_key")
            }
        new: dict[Place, Value] = {}
        taken = self._keys.union(avoid)
        for paper in papers:
            place = (paper.id, "citation_key")
            given = self._state.value(place)
            if str(given).lower() in avoid and not self._state.value((paper.id, "key_fixed")):
                given = None
            if not given and place not in new:
                new[place] = key = propose_key(paper, taken.__contains__)
                taken.add(key.lower())
        return new


def _keeps(change: Change) -> bool:
    """A paper that is starred, tagged or noted is worth keeping."""
    kept_field = change.field in ("starred", "note") or change.field.startswith(TAG)
    return kept_field and bool(change.now)
