"""Papers given away: what a file should hold, what that changes in it, and what is remembered."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reader.citation.publication import Publication, published_dois
from reader.errors import ExportError, LibraryError
from reader.export import bib_file
from reader.export.bib_memory import decode, encode, file_names
from reader.export.reference import Reference
from reader.library import decisions
from reader.paper import NO_ARXIV_METADATA, ArxivMetadata, Marks, Paper

if TYPE_CHECKING:
    from reader.export.bib_match import Match
    from reader.export.bib_memory import Memory
    from reader.export.export_formats import Format
    from reader.library import FieldUpdate, Library

Rows = Sequence[tuple[Paper, Marks]]
Promise = Callable[[Mapping[str, str], "Iterable[FieldUpdate]"], object]
"""Fixes the keys of papers, and remembers something with them."""

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
    left: tuple[bib_file.Left, ...] = ()
    """Papers that it has in an entry of the person's own."""
    memories: Mapping[str, Memory] = field(default_factory=dict)
    """What is to be remembered once it is written, by paper."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """The citation key that each paper has in it, to be fixed for ever once it is written."""
    replaces: bool = False
    """Nothing of what the file holds stays."""

    @property
    def changes(self) -> bool:
        """The file is not yet as it should be."""
        return self.before != self.after

    def difference(self) -> str:
        """The change as a unified diff; empty where there is none."""
        from reader.export.unified_diff import difference

        return difference(self.before, self.after, self.path.name)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be printed, piped or copied."""

    text: str
    keys: Mapping[str, str]
    """The citation key of each paper in it, to be fixed for ever once it has been given away."""


@dataclass(frozen=True, slots=True)
class Export:
    """Papers that are to be given away."""

    library: Library
    """Gives the citation keys, and remembers what was written."""
    rows: Rows
    form: Format
    imprints: Mapping[str, ArxivMetadata] = field(default_factory=dict)
    """What is known of them beyond the feed, by paper."""
    publications: Mapping[str, Publication] = field(default_factory=dict)
    """Where they were published, of those that are to be cited by that."""
    kept: Mapping[str, Publication] = field(default_factory=dict)
    """The same as it was found before, of all of them: an entry that says where its paper was
    published goes on saying so."""

    def draft(self) -> Draft:
        """All of it, as a new file would hold it.

        Raises:
            ExportError: two papers have the same key, which nobody may change any more.
        """
        references = self._references(self.rows)
        return Draft(self.form.write(references), self._keys(references))

    def plan(self, path: Path) -> Plan:
        """What becomes of a file, which stays as it is and need not exist.

        Raises:
            ExportError: the file cannot be read or is not well formed, or a key is another
                paper's.
        """
        before = bib_file.read(path)
        if not self.form.in_place:
            new = self.draft()
            replaces = bool(before)
            return Plan(path, before, new.text, len(self.rows), keys=new.keys, replaces=replaces)
        try:
            update = self._update(bib_file.Bibliography(before), path)
        except ExportError as error:
            raise ExportError(f"{path}: {error}") from error
        return Plan(
            path,
            before,
            update.text,
            len(update.added),
            len(update.refreshed),
            update.left,
            update.memories,
            {paper: key for paper, key in update.keys.items() if self._is_ours(paper, update)},
        )

    def write(self, path: Path, expected: str | None = None) -> Plan:
        """Bring a file up to date, whole or not at all, and then fix and remember what it holds.

        Args:
            path: the file.
            expected: what it has to hold before, where that was shown to a person who agreed.

        Raises:
            ExportError: the file is as it was.
            LibraryError: nothing can be fixed, and the file is as it was; or it is written, but
                not remembered.
        """
        for _ in range(_TRIES):
            with self._promising() as promise:
                plan = self.plan(path)
                if expected not in (None, plan.before):
                    raise ExportError(f"{path} has changed since it was shown; nothing was written")
                new_keys = {
                    paper: key
                    for paper, key in plan.keys.items()
                    if not self.library.marks(paper).key_fixed
                }
                entries = {paper: encode(memory) for paper, memory in plan.memories.items()}
                if isinstance(promise, LibraryError) and (new_keys or entries):
                    raise promise
                if bib_file.read(path) != plan.before:
                    continue
                if plan.changes:
                    bib_file.write(path, plan.after)
                if not isinstance(promise, LibraryError) and (new_keys or entries):
                    promise(new_keys, decisions.written(file_names(path)[0], entries))
                return plan
        raise ExportError(f"{path} changes all the time; nothing was written")

    @contextlib.contextmanager
    def _promising(self) -> Iterator[Promise | LibraryError]:
        """Hold the library, so that no key is given to another paper meanwhile; or why not."""
        with contextlib.ExitStack() as stack:
            promise: Promise | LibraryError
            try:
                promise = stack.enter_context(self.library.reserving_keys())
            except LibraryError as error:
                # It is needed only where something is to be fixed or remembered.
                promise = error
            yield promise

    def _update(self, old: bib_file.Bibliography, path: Path) -> bib_file.Update:
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
        given = self._references(new, avoid=old.keys)
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
            [bib_file.Addition(each.paper.id, each.key, self.form.entry(each)) for each in given],
            found,
            memories,
        )

    def _is_ours(self, paper: str, update: bib_file.Update) -> bool:
        """The key in the file was given here, and not by a person who had the paper before."""
        return (
            paper in update.added or paper in update.memories or self.library.key(paper) is not None
        )

    def _find(self, old: bib_file.Bibliography, paper: Paper, marks: Marks) -> Match | None:
        publication = self.publications.get(paper.id, self.kept.get(paper.id))
        imprint = self.imprints.get(paper.id)
        dois = [publication.doi] if publication and publication.doi else []
        dois += published_dois(imprint.doi) if imprint else ()
        key = marks.citation_key if marks.key_fixed else None
        return old.find(paper, key, dois[0] if dois else None)

    def _keys(self, references: Iterable[Reference]) -> dict[str, str]:
        if not self.form.cites:
            return {}
        return {each.paper.id: each.key for each in references}

    def _references(self, rows: Rows, *, avoid: frozenset[str] = frozenset()) -> list[Reference]:
        """Papers with the keys by which they can be cited, in order of these.

        Args:
            rows: some of them.
            avoid: keys, in lower case, that other papers have where these go.
        """
        keys = {paper.id: marks.citation_key or "" for paper, marks in rows}
        if not self.form.cites:
            return [self._reference(paper, marks, keys[paper.id]) for paper, marks in rows]
        if not all(marks.key_fixed and keys[paper.id] for paper, marks in rows):
            keys = self.library.preview_keys([paper for paper, _ in rows], avoid)
        _refuse_double_keys(keys)
        found = (self._reference(paper, marks, keys[paper.id]) for paper, marks in rows)
        return sorted(found, key=lambda each: each.key)

    def _reference(
        self, paper: Paper, marks: Marks, key: str, publication: Publication | None = None
    ) -> Reference:
        imprint = self.imprints.get(paper.id, NO_ARXIV_METADATA)
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
