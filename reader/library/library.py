"""The library: every mark a reader has made, on disk before it is called done."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reader.errors import LibraryError
from reader.library.citation_keys import FIXED, PROPOSED
from reader.library.fields import WRITTEN, Place
from reader.library.folded_state import READER
from reader.library.journal import Action, Change, Value
from reader.library.journal_store import Ledger
from reader.library.stamp import time_of
from reader.library.tags import TAG
from reader.paper import Marks, Paper
from reader.system.clock import utc_now

if TYPE_CHECKING:
    from reader.library.recent_actions import Past


class Wish(NamedTuple):
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
        self._ledger = Ledger(home, now, afresh=afresh)
        self._state = self._ledger.state

    @property
    def damage(self) -> tuple[str, ...]:
        """What could not be read and was left out, or is not known here, in sentences."""
        return (*self._ledger.damage.values(), *self._ledger.newer.values())

    @property
    def home(self) -> Path:
        """The folder that it is in."""
        return self._ledger.home

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

        A `Wish` for no paper sets it; no undo touches it.
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
        records = self._ledger.kept().items()
        return {paper: Paper.from_record(record) for paper, record in records}

    def refresh(self) -> set[str]:
        """Take in what other processes and machines have done since.

        Returns:
            The papers whose marks changed.

        Raises:
            LibraryError: the journals cannot be read.
        """
        return self._ledger.refresh()

    def commit(
        self, wishes: Iterable[Wish], papers: Mapping[str, Paper] | None = None
    ) -> Action | None:
        """Make the changes as one action: all of them are on disk, or none is made.

        A paper that is starred for the first time is given its citation key, and one that is
        first starred, tagged or noted is kept; both need it in `papers`.

        Returns:
            The action, or None where everything already was as wished.

        Raises:
            LibraryError: nothing was changed; a note that is refused by that is kept in a file,
                which is named.
        """
        from reader.library.notes import kept_where_refused, notes_among

        papers, wishes = papers or {}, tuple(wishes)
        with kept_where_refused(self.home, notes_among(wishes)), self._ledger.changing():
            wanted = self._with_tags_resolved({wish[:2]: wish.value for wish in wishes})
            for paper, _ in [place for place in wanted if place[1] == "note"]:
                text = wanted.pop((paper, "note"))
                wanted |= self._state.new_note(paper, str(text or ""))
            starred = (
                paper for (paper, field), now in wanted.items() if field == "starred" and now
            )
            wanted |= self._proposed(
                [papers[p] for p in starred if p in papers and not self._state.keys.of(p)]
            )
            return self._ledger.append(self._state.changes(wanted), papers)

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
        with self._ledger.changing():
            fixable = self._fixable(papers, avoid)
            self._ledger.append(
                tuple(Change(paper, FIXED, None, key) for paper, key in fixable.items())
            )
        return {paper.id: str(self._state.keys.of(paper.id)) for paper in papers}

    @contextlib.contextmanager
    def promising(self) -> Iterator[Callable[[Mapping[str, str], Iterable[Wish]], list[str]]]:
        """Keep others from giving keys, while `likely_keys` go into a file.

        Yields:
            What fixes the keys that were given, and remembers something with them, as one change;
            it returns the papers that have another key already, or whose key is another's.

        Raises:
            LibraryError: nothing was changed.
        """
        with self._ledger.changing():
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

    def _promise(self, given: Mapping[str, str], wishes: Iterable[Wish]) -> list[str]:
        keys = self._state.keys
        refused = [
            paper
            for paper, key in given.items()
            if (keys.fixed(paper) and keys.of(paper) != key) or keys.promised(key) - {paper}
        ]
        wanted: dict[Place, Value] = {(paper, field): value for paper, field, value in wishes}
        for paper, key in given.items():
            if paper not in refused and not keys.fixed(paper):
                wanted[paper, FIXED] = key
        self._ledger.append(self._state.changes(wanted))
        return refused

    def likely_keys(self, papers: Collection[Paper], avoid: Collection[str] = ()) -> dict[str, str]:
        """The keys that `fix_keys` would give now; nothing is written, and nothing promised."""
        fixed = {paper.id: self._state.keys.of(paper.id) for paper in papers}
        return {paper: str(key) for paper, key in fixed.items()} | self._fixable(papers, avoid)

    def restore(
        self, changes: Iterable[Change], papers: Mapping[str, Paper] | None = None
    ) -> Action | None:
        """Take marks back as they were at their time (`Change.at`), as one action.

        What was changed here later stays, and so does a citation key that is fixed here.

        Returns:
            The action, or None where there was nothing to take.

        Raises:
            LibraryError: nothing was changed.
        """
        with self._ledger.changing():
            taken = (
                change._replace(was=self._state.value((change.paper, change.field)))
                for change in changes
                if change.at > self._state.touched((change.paper, change.field))
                and not (change.field == FIXED and self._state.keys.fixed(change.paper))
            )
            return self._ledger.append(tuple(taken), papers)

    def undo(self, mine: Collection[str] = ()) -> Action | None:
        """Take back the last action: of those stamped in `mine`, then of this machine's before.

        Returns:
            The action that took it back, or None where nothing is left to take back.

        Raises:
            LibraryError: nothing was changed.
        """
        return self._repeat(lambda past: past.undo(self._state.stamp, mine))

    def redo(self, mine: Collection[str] = ()) -> Action | None:
        """Make again what was last taken back; otherwise as `undo`."""
        return self._repeat(lambda past: past.redo(self._state.stamp, mine))

    def checkpoint(self, behind: int = 0) -> LibraryError | None:
        """Fold the journals into the TinyDB files, where more than `behind` bytes are new.

        Returns:
            What kept it from being done. No mark is lost by that, as the journals hold them all.
        """
        try:
            self._ledger.checkpoint(behind)
        except LibraryError as error:
            return error
        return None

    def _repeat(self, choose: Callable[[Past], tuple[str, list[Change]] | None]) -> Action | None:
        self._ledger.refresh()
        # Where nothing was ever done nothing is written, not even an empty folder.
        if not self._ledger.begun:
            return None
        with self._ledger.changing():
            past = self._ledger.past()
            if past is None or (found := choose(past)) is None:
                return None
            stamp, changes = found
            return self._ledger.append(tuple(changes), undoes=stamp)

    def _with_tags_resolved(self, wanted: dict[Place, Value]) -> dict[Place, Value]:
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

    def _proposed(self, papers: Iterable[Paper], avoid: Collection[str] = ()) -> dict[Place, Value]:
        """A new citation key for each paper, different from all that are given."""
        new: dict[Place, Value] = {}
        others = set(avoid)
        for paper in papers:
            # Imported late, as most starts of the program never come here.
            from reader.citation.key_proposal import PATTERN, propose_key

            key = propose_key(
                paper,
                lambda key: key in others or self._state.keys.taken(key),
                self._key_pattern or PATTERN,
            )
            others.add(key.lower())
            new[paper.id, PROPOSED] = key
        return new
