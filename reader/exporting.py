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

if TYPE_CHECKING:
    from reader.export.bibmatch import Match
    from reader.export.bibmemory import Memory
    from reader.export.formats import Format
    from reader.library import Library

Rows = Sequence[tuple[Paper, Marks]]

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

    @property
    def changes(self) -> bool:
        """The file is not yet as it should be."""
        return self.before != self.after

    def difference(self) -> str:
        """The change as a unified diff; empty where there is none."""
        from reader.export.diff import difference

        return difference(self.before, self.after, self.path.name)


def references(
    library: Library,
    rows: Rows,
    form: Format,
    *,
    promise: bool,
    imprints: Mapping[str, Imprint] | None = None,
    avoid: frozenset[str] = frozenset(),
) -> list[Reference]:
    """Papers with the keys by which they can be cited, in order of these.

    Args:
        library: gives the keys and what was done to each mark.
        rows: the papers and their marks.
        form: in which they are given away; a key that it gives is fixed for ever,
        promise: unless this is False and nothing is given away yet.
        imprints: what is known beyond the feed, by paper.
        avoid: keys, in lower case, that other papers have where these go.

    Raises:
        ExportError: two papers have the same key, which nobody may change any more.
        LibraryError: the keys cannot be fixed.
    """
    keys = {paper.id: marks.citation_key or "" for paper, marks in rows}
    if form.cites and not all(marks.key_fixed and keys[paper.id] for paper, marks in rows):
        give = library.fix_keys if promise else library.likely_keys
        keys = give([paper for paper, _ in rows], avoid)
    if form.cites:
        _refuse_double_keys(keys)
    known = imprints or {}
    found = [
        Reference(
            paper,
            keys[paper.id],
            marks,
            known.get(paper.id, NO_IMPRINT),
            library.history(paper.id),
        )
        for paper, marks in rows
    ]
    return sorted(found, key=lambda each: each.key) if form.cites else found


def planned(
    library: Library,
    rows: Rows,
    form: Format,
    path: Path,
    *,
    promise: bool,
    imprints: Mapping[str, Imprint] | None = None,
) -> Plan:
    """What becomes of a file when papers are exported to it; the file stays as it is.

    Args:
        library: as for `references`.
        rows: the papers and their marks.
        form: in which they are given away.
        path: the file, which need not exist.
        promise: as for `references`.
        imprints: as for `references`.

    Raises:
        ExportError: the file cannot be read or is not well formed, or a key is another paper's.
        LibraryError: the keys cannot be fixed.
    """
    before = bibfile.read(path)
    if not form.in_place:
        after = form.write(references(library, rows, form, promise=promise, imprints=imprints))
        return Plan(path, before, after, len(rows))
    try:
        old = bibfile.Bibliography(before)
        found = {
            paper.id: match
            for paper, marks in rows
            if (match := old.find(paper, marks.citation_key if marks.key_fixed else None))
        }
        new = [row for row in rows if row[0].id not in found]
        there = [row for row in rows if row[0].id in found]
        given = references(
            library, new, form, promise=promise, imprints=imprints, avoid=old.keys
        ) + _there(there, imprints or {}, old, found)
        names = file_names(path)
        update = old.updated(
            [bibfile.Addition(each.paper.id, each.key, form.entry(each)) for each in given],
            found,
            {paper: decode(library.written(paper, names)) for paper in found},
        )
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
    )


def write(
    library: Library,
    rows: Rows,
    form: Format,
    path: Path,
    *,
    imprints: Mapping[str, Imprint] | None = None,
) -> Plan:
    """Bring a file up to date, whole or not at all, and remember what was written.

    Raises:
        ExportError: the file is as it was.
        LibraryError: as in `references`; or the file is written, but not remembered, so that
            what is in it counts as written by hand.
    """
    for _ in range(_TRIES):
        plan = planned(library, rows, form, path, promise=True, imprints=imprints)
        if bibfile.read(path) != plan.before:
            continue
        if plan.changes:
            bibfile.write(path, plan.after)
        if plan.memories:
            entries = {paper: encode(memory) for paper, memory in plan.memories.items()}
            library.commit(decisions.written(file_names(path)[0], entries))
        return plan
    raise ExportError(f"{path} changes all the time; nothing was written")


def _there(
    rows: Rows,
    imprints: Mapping[str, Imprint],
    old: bibfile.Bibliography,
    found: Mapping[str, Match],
) -> list[Reference]:
    """Papers that the file has already, under the keys that they have in the library or there."""
    return [
        Reference(
            paper,
            marks.citation_key or old.entries[found[paper.id].place].key,
            marks,
            imprints.get(paper.id, NO_IMPRINT),
        )
        for paper, marks in rows
    ]


def _refuse_double_keys(keys: Mapping[str, str]) -> None:
    papers: dict[str, str] = {}
    for paper, key in keys.items():
        if other := papers.get(key.lower()):
            raise ExportError(
                f"{other} and {paper} both have the citation key {key}, and both have been "
                "exported with it; nothing was written"
            )
        papers[key.lower()] = paper
