"""The library: every mark a reader has made, on disk before it is called done."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import LibraryError
from reader.library.citation_keys import FIXED, PROPOSED, mistakenly_proposed
from reader.library.folded_state import READER
from reader.library.folded_state import FieldUpdate as FieldUpdate
from reader.library.journal_entry import WRITTEN, Change, FieldKey, JournalEntry, Value
from reader.library.journal_store import JournalStore
from reader.library.stamp import time_of
from reader.library.tags import TAG
from reader.paper import Marks, Paper
from reader.system.files import utc_now

if TYPE_CHECKING:
    from reader.library.undo_history import LazyUndoHistory, Reversal


class Library:
    """The marks in one home folder, which other processes and machines may change as well.

    One thread may change it while another reads marks; `reader.library.writer` runs the changes
    in a thread of their own.
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
            home: the folder; it need not exist yet.
            now: the clock.
            afresh: fold the journals from their start instead of reading the TinyDB files.
            key_pattern: the pattern of new citation keys, if not the default one.

        Raises:
            LibraryError: it cannot be read, or a later version of this program wrote it.
        """
        self._key_pattern = key_pattern
        self._store = JournalStore(home, now, afresh=afresh)
        self._state = self._store.state

    @property
    def damage(self) -> tuple[str, ...]:
        """What could not be read, or came from a newer version of this program, in sentences."""
        return (*self._store.damage.values(), *self._store.newer.values())

    @property
    def home(self) -> Path:
        """The folder of the library."""
        return self._store.home

    def marks(self, paper: str) -> Marks:
        """Return the marks of a paper."""
        return self._state.marks(paper)

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever kept in it."""
        return not self._store.begun

    def marked(self) -> Iterator[tuple[str, Marks]]:
        """Iterate over every paper that was ever marked, with its marks, in order of id."""
        for paper in sorted(self._state):
            yield paper, self._state.marks(paper)

    def starred(self) -> list[str]:
        """Return the papers that are starred, in order of id."""
        there = sorted(self._state.saying_more())
        return [paper for paper in there if self._state.value((paper, "starred")) is True]

    def history(self, paper: str) -> dict[str, dict[str, Value]]:
        """Return the value of each field of a paper, and when it was set (ISO, UTC)."""
        document = self._state.documents.get(paper, {})
        return {
            field: {"value": document.get(field), "at": time_of(stamp).isoformat()}
            for field, stamp in document.get("stamps", {}).items()
        }

    def decided_at(self, paper: str) -> datetime | None:
        """Return when a paper was starred, or else when it was read; None if it is neither."""
        document = self._state.documents.get(paper, {})
        for field in ("starred", "read"):
            if document.get(field) is True:
                return time_of(document["stamps"][field])
        return None

    def place(self, name: str) -> Value:
        """Return a field of the reader's own record, such as where the queue was left.

        `reader.library.decisions.place` makes the update that sets it; undo never touches it.
        """
        return self._state.value((READER, name))

    def written(self, paper: str, files: Iterable[str]) -> str:
        """Return what was last written of a paper into a bibliography; empty if nothing is known.

        `reader.library.decisions.written` makes the update that sets it; undo never touches it.

        Args:
            paper: its id.
            files: the names of the file, of which the first that is known counts.
        """
        said = (self._state.value((paper, WRITTEN + file)) for file in files)
        return next((value for value in said if value and isinstance(value, str)), "")

    def skipped_votes(self) -> dict[str, int]:
        """Return the votes at which papers were skipped, by id.

        A paper is skipped if it is read, but has no star, tag or note.
        """
        found = {}
        for paper, marks in self.marked():
            votes = self._state.value((paper, "votes"))
            kept = marks.starred or marks.tags or marks.note
            if marks.read and not kept and isinstance(votes, int):
                found[paper] = votes
        return found

    def current_fields(self) -> Iterator[tuple[str, str, datetime]]:
        """Iterate over the fields that are set: paper, name, and since when (aware, UTC)."""
        for paper in self._state:
            document = self._state.documents[paper]
            for field, stamp in document["stamps"].items():
                if document[field] and not field.startswith(TAG):
                    yield paper, field, time_of(stamp)
            for field, stamp in self._state.current_tags(paper):
                yield paper, field, time_of(stamp)

    def tags(self) -> list[str]:
        """Return every tag in use, the most used first."""
        return [tag for tag, _ in self.tag_counts()]

    def tag_counts(self) -> list[tuple[str, int]]:
        """Return every tag in use with the number of its papers, the most used first."""
        return self._state.tags().most_common()

    def spelled(self, tag: str) -> str:
        """Return a tag in the spelling that is in use, or as given if no paper has it."""
        return self._state.spelled(tag)

    def conflicting_keys(self) -> list[tuple[str, list[str]]]:
        """Return the citation keys that machines fixed for different papers, and those papers."""
        return list(self._state.keys.conflicts())

    def kept(self) -> dict[str, Paper]:
        """Return each paper that was ever starred, tagged or noted, by id.

        Raises:
            LibraryError: the files cannot be read.
        """
        records = self._store.kept().items()
        return {paper: Paper.from_record(record) for paper, record in records}

    def refresh(self) -> set[str]:
        """Read what other processes and machines have written since.

        Returns:
            The papers whose marks changed.

        Raises:
            LibraryError: the journals cannot be read.
        """
        return self._store.refresh()

    def commit(
        self, updates: Iterable[FieldUpdate], papers: Mapping[str, Paper] | None = None
    ) -> JournalEntry | None:
        """Make the updates as one journal entry: all of them are on disk, or none is made.

        A paper that is starred for the first time gets its citation key, and one that is starred,
        tagged or noted for the first time is kept, if it is in `papers`.

        Returns:
            The entry, or None if every field already had its value.

        Raises:
            LibraryError: nothing was changed; a note among the updates was saved in a file, which
                the message names.
        """
        from reader.library.decisions import notes_in
        from reader.library.notes import saving_refused_notes

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
        """Return the citation key of each paper, fixed for ever from now on.

        Args:
            papers: the papers that are cited.
            avoid: keys in lower case that are taken in the same bibliography; a key that was
                only proposed is changed if it is one of them.

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
    def reserving_keys(
        self,
    ) -> Iterator[Callable[[Mapping[str, str], Iterable[FieldUpdate]], list[str]]]:
        """Hold the lock of the library while `preview_keys` are written into a file.

        Yields:
            A function that fixes the keys that were written, and makes some updates, as one
            entry; it returns the papers whose key could not be fixed, see `fix_given_keys`.

        Raises:
            LibraryError: nothing was changed.
        """
        with self._store.changing():
            yield self._fix_given_keys

    def fix_given_keys(self, keys: Mapping[str, str]) -> list[str]:
        """Fix the keys with which papers were exported or copied, for ever.

        Returns:
            The papers that already have another fixed key, or whose key is fixed for another.

        Raises:
            LibraryError: nothing was changed.
        """
        if all(self._state.keys.fixed(paper) and self.key(paper) == keys[paper] for paper in keys):
            return []
        with self.reserving_keys() as fix:
            return fix(keys, ())

    def key(self, paper: str) -> str | None:
        """Return the citation key of a paper; None if it has none yet."""
        return self._state.keys.of(paper)

    def _fix_given_keys(
        self, given: Mapping[str, str], updates: Iterable[FieldUpdate]
    ) -> list[str]:
        keys = self._state.keys
        refused = [
            paper
            for paper, key in given.items()
            if (keys.fixed(paper) and keys.of(paper) != key) or keys.fixed_for(key) - {paper}
        ]
        wanted: dict[FieldKey, Value] = {(paper, field): value for paper, field, value in updates}
        for paper, key in given.items():
            if paper not in refused and not keys.fixed(paper):
                wanted[paper, FIXED] = key
        self._store.append(self._state.changes(wanted))
        return refused

    def preview_keys(
        self, papers: Collection[Paper], avoid: Collection[str] = ()
    ) -> dict[str, str]:
        """Return the keys that `fix_keys` would give now; nothing is written or fixed."""
        fixed = {paper.id: self._state.keys.of(paper.id) for paper in papers}
        return {paper: str(key) for paper, key in fixed.items()} | self._fixable(papers, avoid)

    def restore(
        self, changes: Iterable[Change], papers: Mapping[str, Paper] | None = None
    ) -> JournalEntry | None:
        """Restore marks from a backup as one entry, each with the time at which it was made.

        A field that was changed here later keeps its value, and so does a fixed citation key.

        Returns:
            The entry, or None if there was nothing to restore.

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
            The entry that takes it back, or None if nothing is left to take back.

        Raises:
            LibraryError: nothing was changed.
        """
        return self._repeat(lambda history: history.undo(self._state.stamp, own_stamps))

    def redo(self, own_stamps: Collection[str] = ()) -> JournalEntry | None:
        """Redo what was undone last; see `undo`."""
        return self._repeat(lambda history: history.redo(self._state.stamp, own_stamps))

    def checkpoint(self, behind: int = 0) -> LibraryError | None:
        """Fold the journals into the TinyDB files, if more than `behind` bytes are new.

        Returns:
            The error if that failed. No mark is lost then, as the journals hold them all.
        """
        try:
            self._store.checkpoint(behind)
        except LibraryError as error:
            return error
        return None

    def _repeat(self, choose: Callable[[LazyUndoHistory], Reversal | None]) -> JournalEntry | None:
        self._store.refresh()
        # If nothing was ever marked, nothing is written, not even an empty folder.
        if not self._store.begun:
            return None
        with self._store.changing():
            history = self._store.undo_history()
            if history is None or (found := choose(history)) is None:
                return None
            stamp, changes = found
            return self._store.append(tuple(changes), undoes=stamp)

    def _with_tags_resolved(self, wanted: dict[FieldKey, Value]) -> dict[FieldKey, Value]:
        """Return the same updates, with each tag in the spelling that the library uses."""
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
        """The keys to fix, of papers without a fixed one: the proposed key, unless it is taken.

        A key that an earlier version proposed by mistake gives way as well.
        """
        keys = self._state.keys
        yielding = {paper.id: paper for paper in papers if not keys.fixed(paper.id)}
        unfit = {"", *avoid}
        proposed = self._proposed(
            (
                each
                for each in yielding.values()
                if (key := keys.of(each.id) or "").lower() in unfit
                or mistakenly_proposed(key, each, self._key_pattern)
            ),
            avoid,
        )
        return {paper: str(proposed.get((paper, PROPOSED)) or keys.of(paper)) for paper in yielding}

    def _proposed(
        self, papers: Iterable[Paper], avoid: Collection[str] = ()
    ) -> dict[FieldKey, Value]:
        """Propose a citation key for each paper, different from all others."""
        new: dict[FieldKey, Value] = {}
        others = set(avoid)
        for paper in papers:
            # Imported late, as most runs of the program propose no key.
            from reader.citation.key_proposal import DEFAULT_PATTERN, propose_key

            key = propose_key(
                paper,
                lambda key: key in others or self._state.keys.taken(key),
                self._key_pattern or DEFAULT_PATTERN,
            )
            others.add(key.lower())
            new[paper.id, PROPOSED] = key
        return new
