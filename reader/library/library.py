"""The library: every mark a reader has made, on disk before it is called done."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from reader.errors import LibraryError
from reader.library.citation_keys import FIXED, PROPOSED
from reader.library.folded_state import READER
from reader.library.journal_entry import Change, JournalEntry, Value
from reader.library.journal_store import JournalStore
from reader.library.notes import notes_in, saving_refused_notes
from reader.library.stamp import time_of
from reader.library.tags import TAG
from reader.library.undo_history import WRITTEN, FieldKey, LazyUndoHistory, Reversal
from reader.paper import Marks, Paper
from reader.system.clock import utc_now


class FieldUpdate(NamedTuple):
    """A field of a paper, and what it shall be; with no paper, something about the reader."""

    paper: str
    field: str
    value: Value


class Library:
    """The marks in one home folder, which other processes and machines may be changing too.

    One thread may change it while another reads the marks; `reader.library.writer` gives it one
    of its own.
    """

    def __init__(
        self,
        home: Path,
        now: Callable[[], datetime] = utc_now,
        *,
        afresh: bool = False,
        key_pattern: str | None = None,
    ) -> None:
        """Open the library in `home`; nothing is written before the first change.

        Args:
            home: the folder; nothing need be there yet.
            now: the clock.
            afresh: take everything from the journals, and nothing from the TinyDB files.
            key_pattern: what new citation keys are made of, where that is not the usual.

        Raises:
            LibraryError: it cannot be read, or a later version of this program wrote it.
        """
        self._key_pattern = key_pattern
        self._store = JournalStore(home, now, afresh=afresh)
        self._state = self._store.state

    @property
    def damage(self) -> tuple[str, ...]:
        """What could not be read and was left out, or is not known here, in sentences."""
        return (*self._store.damage.values(), *self._store.newer.values())

    @property
    def home(self) -> Path:
        """The folder that it is in."""
        return self._store.home

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

    def place(self, name: str) -> Value:
        """What is remembered of the reader under a name, such as where the queue was left.

        A `FieldUpdate` for no paper sets it; no undo touches it.
        """
        return self._state.value((READER, name))

    def written(self, paper: str, files: Iterable[str]) -> str:
        """What is remembered of a paper's entry in a file: under the first of its names that tells.

        `reader.library.decisions.written` remembers it; no undo touches it.
        """
        said = (self._state.value((paper, WRITTEN + file)) for file in files)
        return next((value for value in said if value and isinstance(value, str)), "")

    def skipped(self) -> dict[str, int]:
        """The votes that papers had when they were read, of those that are read and not kept.

        A star, a tag or a note keeps a paper.
        """
        found = {}
        for paper, marks in self.marked():
            votes = self._state.value((paper, "votes"))
            kept = marks.starred or marks.tags or marks.note
            if marks.read and not kept and isinstance(votes, int):
                found[paper] = votes
        return found

    def standing(self) -> Iterator[tuple[str, str, datetime]]:
        """Every field that is set on a paper, and since when (aware, UTC)."""
        for paper in self._state:
            document = self._state.documents[paper]
            for field, stamp in document["stamps"].items():
                if document[field] and not field.startswith(TAG):
                    yield paper, field, time_of(stamp)
            for field, stamp in self._state.standing_tags(paper):
                yield paper, field, time_of(stamp)

    def tags(self) -> list[str]:
        """Every tag in use, the most used first."""
        return [tag for tag, _ in self.counted_tags()]

    def counted_tags(self) -> list[tuple[str, int]]:
        """The same, each with how many papers have it."""
        return self._state.tags().most_common()

    def spelled(self, tag: str) -> str:
        """A tag as it is spelled where it is in use; as it is given where no paper bears it."""
        return self._state.spelled(tag)

    def shared_keys(self) -> list[tuple[str, list[str]]]:
        """The citation keys that two machines fixed for different papers, and those papers."""
        return list(self._state.keys.shared())

    def kept(self) -> dict[str, Paper]:
        """What each paper that was starred, tagged or noted says, by id.

        Raises:
            LibraryError: the files cannot be read.
        """
        records = self._store.kept().items()
        return {paper: Paper.from_record(record) for paper, record in records}

    def refresh(self) -> set[str]:
        """Take in what other processes and machines have done since.

        Returns:
            The papers whose marks changed.

        Raises:
            LibraryError: the journals cannot be read.
        """
        return self._store.refresh()

    def commit(
        self, updates: Iterable[FieldUpdate], papers: Mapping[str, Paper] | None = None
    ) -> JournalEntry | None:
        """Make the changes as one action: all of them are on disk, or none is made.

        A paper that is starred for the first time is given its citation key, and one that is
        first starred, tagged or noted is kept; both need it in `papers`.

        Returns:
            The action, or None where everything already was as wished.

        Raises:
            LibraryError: nothing was changed; a note that is refused by that is kept in a file,
                which is named.
        """
        papers, updates = papers or {}, tuple(updates)
        with saving_refused_notes(self.home, notes_in(updates)), self._store.changing():
            wanted = self._with_tags_resolved({update[:2]: update.value for update in updates})
            for paper, _ in [place for place in wanted if place[1] == "note"]:
                text = wanted.pop((paper, "note"))
                wanted |= self._state.new_note(paper, str(text or ""))
            starred = (
                paper for (paper, field), now in wanted.items() if field == "starred" and now
            )
            wanted |= self._proposed(
                [papers[p] for p in starred if p in papers and not self._state.keys.of(p)]
            )
            return self._store.append(self._state.changes(wanted), papers)

    def fix_keys(self, papers: Collection[Paper], avoid: Collection[str] = ()) -> dict[str, str]:
        """The citation key of each paper; given where there is none, and from now on for ever.

        Args:
            papers: what is cited.
            avoid: keys, in lower case, that others have where these are going to stand; a key
                that was only proposed yields to them.

        Raises:
            LibraryError: nothing was changed.
        """
        if not papers:
            return {}
        with self._store.changing():
            fixable = self._fixable(papers, avoid)
            self._store.append(
                tuple(Change(paper, FIXED, None, key) for paper, key in fixable.items())
            )
        return {paper.id: str(self._state.keys.of(paper.id)) for paper in papers}

    @contextlib.contextmanager
    def promising(
        self,
    ) -> Iterator[Callable[[Mapping[str, str], Iterable[FieldUpdate]], list[str]]]:
        """Keep others from giving keys, while `likely_keys` go into a file.

        Yields:
            What fixes the keys that were given, and remembers something with them, as one change;
            it returns the papers that have another key already, or whose key is another's.

        Raises:
            LibraryError: nothing was changed.
        """
        with self._store.changing():
            yield self._promise

    def promise(self, keys: Mapping[str, str]) -> list[str]:
        """Fix the keys under which papers were given away, for ever.

        Returns:
            The papers that have another key already, or whose key is another's.

        Raises:
            LibraryError: nothing was changed.
        """
        if all(self._state.keys.fixed(paper) and self.key(paper) == keys[paper] for paper in keys):
            return []
        with self.promising() as promise:
            return promise(keys, ())

    def key(self, paper: str) -> str | None:
        """The citation key of a paper; None where none was given yet."""
        return self._state.keys.of(paper)

    def _promise(self, given: Mapping[str, str], updates: Iterable[FieldUpdate]) -> list[str]:
        keys = self._state.keys
        refused = [
            paper
            for paper, key in given.items()
            if (keys.fixed(paper) and keys.of(paper) != key) or keys.promised(key) - {paper}
        ]
        wanted: dict[FieldKey, Value] = {(paper, field): value for paper, field, value in updates}
        for paper, key in given.items():
            if paper not in refused and not keys.fixed(paper):
                wanted[paper, FIXED] = key
        self._store.append(self._state.changes(wanted))
        return refused

    def likely_keys(self, papers: Collection[Paper], avoid: Collection[str] = ()) -> dict[str, str]:
        """The keys that `fix_keys` would give now; nothing is written, and nothing promised."""
        fixed = {paper.id: self._state.keys.of(paper.id) for paper in papers}
        return {paper: str(key) for paper, key in fixed.items()} | self._fixable(papers, avoid)

    def restore(
        self, changes: Iterable[Change], papers: Mapping[str, Paper] | None = None
    ) -> JournalEntry | None:
        """Take marks back as they were at their time (`Change.at`), as one action.

        What was changed here later stays, and so does a citation key that is fixed here.

        Returns:
            The action, or None where there was nothing to take.

        Raises:
            LibraryError: nothing was changed.
        """
        with self._store.changing():
            taken = (
                change._replace(was=self._state.value((change.paper, change.field)))
                for change in changes
                if change.at > self._state.touched((change.paper, change.field))
                and not (change.field == FIXED and self._state.keys.fixed(change.paper))
            )
            return self._store.append(tuple(taken), papers)

    def undo(self, own_stamps: Collection[str] = ()) -> JournalEntry | None:
        """Take back the last entry: of `own_stamps` first, then of this machine's before those.

        Returns:
            The action that took it back, or None where nothing is left to take back.

        Raises:
            LibraryError: nothing was changed.
        """
        return self._repeat(lambda history: history.undo(self._state.stamp, own_stamps))

    def redo(self, own_stamps: Collection[str] = ()) -> JournalEntry | None:
        """Make again what was last taken back; otherwise as `undo`."""
        return self._repeat(lambda history: history.redo(self._state.stamp, own_stamps))

    def checkpoint(self, behind: int = 0) -> LibraryError | None:
        """Fold the journals into the TinyDB files, where more than `behind` bytes are new.

        Returns:
            What kept it from being done. No mark is lost by that, as the journals hold them all.
        """
        try:
            self._store.checkpoint(behind)
        except LibraryError as error:
            return error
        return None

    def _repeat(self, choose: Callable[[LazyUndoHistory], Reversal | None]) -> JournalEntry | None:
        self._store.refresh()
        # Where nothing was ever done nothing is written, not even an empty folder.
        if not self._store.begun:
            return None
        with self._store.changing():
            history = self._store.undo_history()
            if history is None or (found := choose(history)) is None:
                return None
            stamp, changes = found
            return self._store.append(tuple(changes), undoes=stamp)

    def _with_tags_resolved(self, wanted: dict[FieldKey, Value]) -> dict[FieldKey, Value]:
        """The same, each tag in the spelling in which the library has it."""
        tags: dict[str, dict[str, bool]] = {}
        for (paper, field), value in wanted.items():
            if field.startswith(TAG):
                tags.setdefault(paper, {})[field.removeprefix(TAG)] = bool(value)
        if not tags:
            return wanted
        others = {place: value for place, value in wanted.items() if not place[1].startswith(TAG)}
        for paper, names in tags.items():
            others |= self._state.new_tags(paper, names)
        return others

    def _fixable(self, papers: Iterable[Paper], avoid: Collection[str]) -> dict[str, str]:
        """The key of each paper that has no fixed one: the proposed one where it may stay."""
        keys = self._state.keys
        yielding = {paper.id: paper for paper in papers if not keys.fixed(paper.id)}
        unfit = {"", *avoid}
        proposed = self._proposed(
            (each for each in yielding.values() if (keys.of(each.id) or "").lower() in unfit),
            avoid,
        )
        return {paper: str(proposed.get((paper, PROPOSED)) or keys.of(paper)) for paper in yielding}

    def _proposed(
        self, papers: Iterable[Paper], avoid: Collection[str] = ()
    ) -> dict[FieldKey, Value]:
        """A new citation key for each paper, different from all that are given."""
        new: dict[FieldKey, Value] = {}
        others = set(avoid)
        for paper in papers:
            # Imported late, as most starts of the program never come here.
            from reader.citation.key_proposal import DEFAULT_PATTERN, propose_key

            key = propose_key(
                paper,
                lambda key: key in others or self._state.keys.taken(key),
                self._key_pattern or DEFAULT_PATTERN,
            )
            others.add(key.lower())
            new[paper.id, PROPOSED] = key
        return new
