"""Papers given away: what a file should hold, what that changes in it, and what is remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import ExportError
from reader.export import bibfile
from reader.export.bibmemory import decode, encode, file_names
from reader.export.reference import Reference
from reader.library import decisions
from reader.paper import NO_IMPRINT, Imprint, Marks, Paper
from reader.publication import Publication, published_dois

if TYPE_CHECKING:
    from reader.export.bibmatch import Match
    from reader.export.bibmemory import Memory
    from reader.export.formats import Format
    from reader.library import Library

Rows = Sequence[tuple[Paper, Marks]]

_PREPRINTS = ("misc", "online")
"""Types of entries that say of no paper where it was published."""
_TRIES = 3
"""How often a file is read anew that somebody else changes meanwhile."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file is, and what it should be."""

    path: Path
    before: str
    after: str
    added: int
    """Papers that it did not have."""
    refreshed: int = 0
    """Entries of which a field has changed."""
    left: tuple[bibfile.Left, ...] = ()
    """Papers that it has in an entry of the person's own."""
    memories: Mapping[str, Memory] = field(default_factory=dict)
    """What is to be remembered once it is written, by paper."""
    replaces: bool = False
    """Nothing of what the file holds stays."""

    @property
    def changes(self) -> bool:
        """The file is not yet as it should be."""
        return self.before != self.after

    def difference(self) -> str:
        """The change as a unified diff; empty where there is none."""
        from reader.export.diff import difference

        return difference(self.before, self.after, self.path.name)


@dataclass(frozen=True, slots=True)
class Export:
    """Papers that are to be given away."""

    library: Library
    """Gives the citation keys, and remembers what was written."""
    rows: Rows
    form: Format
    imprints: Mapping[str, Imprint] = field(default_factory=dict)
    """What is known of them beyond the feed, by paper."""
    publications: Mapping[str, Publication] = field(default_factory=dict)
    """Where they were published, of those that are to be cited by that."""
    kept: Mapping[str, Publication] = field(default_factory=dict)
    """The same as it was found before, of all of them: an entry that says where its paper was
    published goes on saying so."""

    def text(self, *, promise: bool = True) -> str:
        """All of it, as a new file would hold it.

        Args:
            promise: fix the keys in it for ever.

        Raises:
            ExportError: two papers have the same key, which nobody may change any more.
            LibraryError: the keys cannot be fixed.
        """
        return self.form.write(self._references(self.rows, promise=promise))

    def plan(self, path: Path, *, promise: bool = False) -> Plan:
        """What becomes of a file, which stays as it is and need not exist.

        Args:
            path: the file.
            promise: fix the keys for ever.

        Raises:
            ExportError: the file cannot be read or is not well formed, or a key is another
                paper's.
            LibraryError: the keys cannot be fixed.
        """
        before = bibfile.read(path)
        if not self.form.in_place:
            after = self.form.write(self._references(self.rows, promise=promise))
            return Plan(path, before, after, len(self.rows), replaces=bool(before))
        try:
            update = self._update(bibfile.Bibliography(before), path, promise=promise)
        except ExportError as error:
            raise ExportError(f"{path}: {error}") from error
        added, refreshed = len(update.added), len(update.refreshed)
        return Plan(path, before, update.text, added, refreshed, update.left, update.memories)

    def write(self, path: Path, expected: str | None = None) -> Plan:
        """Bring a file up to date, whole or not at all, and remember what was written.

        Args:
            path: the file.
            expected: what it has to hold before, where that was shown to a person who agreed.

        Raises:
            ExportError: the file is as it was.
            LibraryError: the keys cannot be fixed; or the file is written, but not remembered,
                so that what is in it counts as written by hand.
        """
        for _ in range(_TRIES):
            plan = self.plan(path, promise=True)
            if expected not in (None, plan.before):
                raise ExportError(f"{path} has changed since it was shown; nothing was written")
            if bibfile.read(path) != plan.before:
                continue
            if plan.changes:
                bibfile.write(path, plan.after)
            if plan.memories:
                entries = {paper: encode(memory) for paper, memory in plan.memories.items()}
                self.library.commit(decisions.written(file_names(path)[0], entries))
            return plan
        raise ExportError(f"{path} changes all the time; nothing was written")

    def _update(self, old: bibfile.Bibliography, path: Path, *, promise: bool) -> bibfile.Update:
        found = {
            paper.id: match
            for paper, marks in self.rows
            if (match := self._find(old, paper, marks))
        }
        new = [row for row in self.rows if row[0].id not in found]
        names = file_names(path)
        memories = {paper: decode(self.library.written(paper, names)) for paper in found}
        # Those that we wrote so; what others wrote stays in any case.
        published = {
            paper
            for paper, match in found.items()
            if memories[paper] and old.entries[match.place].type not in _PREPRINTS
        }
        # Where nothing is known of the publication any more, what the entry says is best let be.
        known = {paper for paper in published if paper in self.kept or paper in self.publications}
        given = self._references(new, promise=promise, avoid=old.keys)
        given += (
            # Under the key that it has in the library, or where it was never exported, there.
            self._reference(
                paper,
                marks,
                marks.citation_key or old.entries[match.place].key,
                self.kept.get(paper.id) if paper.id in published else None,
            )
            for paper, marks in self.rows
            if (match := found.get(paper.id)) and (paper.id in known or paper.id not in published)
        )
        return old.updated(
            [bibfile.Addition(each.paper.id, each.key, self.form.entry(each)) for each in given],
            found,
            memories,
        )

    def _find(self, old: bibfile.Bibliography, paper: Paper, marks: Marks) -> Match | None:
        publication = self.publications.get(paper.id, self.kept.get(paper.id))
        imprint = self.imprints.get(paper.id)
        dois = [publication.doi] if publication and publication.doi else []
        dois += published_dois(imprint.doi) if imprint else ()
        key = marks.citation_key if marks.key_fixed else None
        return old.find(paper, key, dois[0] if dois else None)

    def _references(
        self, rows: Rows, *, promise: bool, avoid: frozenset[str] = frozenset()
    ) -> list[Reference]:
        """Papers with the keys by which they can be cited, in order of these.

        Args:
            rows: some of them.
            promise: fix the keys for ever.
            avoid: keys, in lower case, that other papers have where these go.
        """
        keys = {paper.id: marks.citation_key or "" for paper, marks in rows}
        if not self.form.cites:
            return [self._reference(paper, marks, keys[paper.id]) for paper, marks in rows]
        if not all(marks.key_fixed and keys[paper.id] for paper, marks in rows):
            give = self.library.fix_keys if promise else self.library.likely_keys
            keys = give([paper for paper, _ in rows], avoid)
        _refuse_double_keys(keys)
        found = (self._reference(paper, marks, keys[paper.id]) for paper, marks in rows)
        return sorted(found, key=lambda each: each.key)

    def _reference(
        self, paper: Paper, marks: Marks, key: str, publication: Publication | None = None
    ) -> Reference:
        imprint = self.imprints.get(paper.id, NO_IMPRINT)
        publication = self.publications.get(paper.id, publication)
        return Reference(paper, key, marks, imprint, publication, self.library.history(paper.id))


def _refuse_double_keys(keys: Mapping[str, str]) -> None:
    papers: dict[str, str] = {}
    for paper, key in keys.items():
        if other := papers.get(key.lower()):
            raise ExportError(
                f"{other} and {paper} both have the citation key {key}, and both have been "
                "exported with it; nothing was written"
            )
        papers[key.lower()] = paper
