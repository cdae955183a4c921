"""The exporter: renders papers, plans the change of a file, writes it, and fixes citation keys."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from reader.errors import ExportError, LibraryError
from reader.export.export_formats import Reference
from reader.paper import NO_ARXIV_METADATA, ArxivMetadata, ArxivVersion, Marks, Paper

if TYPE_CHECKING:
    from reader.citation.publication import Publication
    from reader.export.bib_entry_merge import FieldDigests
    from reader.export.bib_file import BibFile, MergeResult, SkippedPaper
    from reader.export.bib_match import EntryMatch
    from reader.export.bib_text import BibText
    from reader.export.export_formats import ExportFormat
    from reader.library import FieldUpdate, Library

MarkedPapers = Sequence[tuple[Paper, Marks]]
FixKeys = Callable[[Mapping[str, str], "Iterable[FieldUpdate]"], object]
"""Fixes the citation keys of papers, and commits some decisions with them."""

_PREPRINTS = ("misc", "online")
"""The types of entries of preprints."""
_LINE_END = re.compile(r"\r\n|\r")
_MOST_LETTERS = 10
"""Letters that are shown of those that a file cannot hold."""
_TRIES = 3
"""How often a file is read again if another program changes it meanwhile."""


class ExportPlan(NamedTuple):
    """The planned change of a file."""

    path: Path
    before: str
    after: str
    added: int
    """How many papers are new in it."""
    encoding: str = "utf-8"
    """The encoding that it has and keeps."""
    refreshed: int = 0
    """How many entries have a changed field."""
    skipped: tuple[SkippedPaper, ...] = ()
    """Papers that it has in an entry of the person's own."""
    commented_out: Mapping[str, str] = MappingProxyType({})
    """The keys of entries that the person commented out, by paper; such papers are left out."""
    unwritable: Mapping[str, str] = MappingProxyType({})
    """The letters that it cannot hold, by the paper that needs them; such papers are left out."""
    limits: str = ""
    """Why it cannot hold them, in words."""
    digests: Mapping[str, FieldDigests] = MappingProxyType({})
    """The digests to keep once it is written, by paper."""
    keys: Mapping[str, str] = MappingProxyType({})
    """The citation key of each paper in it, fixed for ever once it is written."""
    replaces: bool = False
    """Nothing that the file has now is kept."""

    @property
    def changes(self) -> bool:
        """Whether the file would change."""
        return self.before != self.after

    @property
    def remarks(self) -> list[str]:
        """What is to be known of papers that were left as they are, a sentence each."""
        return [
            f"{left.paper} is there as {left.key} ({left.reason}), and was left as it is"
            for left in self.skipped
        ] + [
            f"{paper} is commented out there as {key}, and was left out"
            for paper, key in self.commented_out.items()
        ]

    @property
    def left_out(self) -> str:
        """Which papers cannot be written into it and what to do, as one sentence."""
        papers = ", ".join(
            f"{paper} (it needs {letters[:_MOST_LETTERS]})"
            for paper, letters in self.unwritable.items()
        )
        return (
            f"left out: {papers}, as {self.path} is {self.limits}; convert it to UTF-8, then export"
            " again"
        )

    def diff(self) -> str:
        """The change as a unified diff to be looked at; empty if nothing changes."""
        from reader.export.unified_diff import unified_diff

        # A lone carriage return ends a line for whoever looks at the file in an editor.
        before, after = (_LINE_END.sub("\n", text) for text in (self.before, self.after))
        return unified_diff(before, after, self.path.name)

    def patch(self) -> bytes:
        """The change as a unified diff of the bytes, which ``patch`` takes."""
        from reader.export.bib_text import encode_bib
        from reader.export.unified_diff import unified_diff

        # Latin-1 has a character for every byte.
        before, after, name = (
            content.decode("latin-1")
            for content in (
                encode_bib(self.before, self.encoding),
                encode_bib(self.after, self.encoding),
                os.fsencode(self.path.name),
            )
        )
        return unified_diff(before, after, name).encode("latin-1")


class RenderedExport(NamedTuple):
    """Papers as text, to be printed, piped or copied."""

    text: str
    keys: Mapping[str, str]
    """The citation key of each paper in it, fixed for ever once the text has left the program."""


class Exporter(NamedTuple):
    """Exports some papers in one format."""

    library: Library
    """Has the citation keys, and keeps the digests of what was written."""
    papers: MarkedPapers
    form: ExportFormat
    arxiv_metadata: Mapping[str, ArxivMetadata] = MappingProxyType({})
    """What arXiv knows of them beyond the feed, by paper."""
    publications: Mapping[str, Publication] = MappingProxyType({})
    """The published versions to cite, by paper."""
    cached_publications: Mapping[str, Publication] = MappingProxyType({})
    """Published versions that were found at some time: an entry that has one keeps it."""
    versions: Mapping[str, ArxivVersion] = MappingProxyType({})
    """The latest versions, as far as arXiv was asked, by paper."""

    def render(self) -> RenderedExport:
        """All papers as the text of a new file.

        Raises:
            ExportError: two papers have the same key, and both keys are fixed.
        """
        references = self._references(self.papers)
        return RenderedExport(self.form.write(references), self._keys(references))

    def plan(self, path: Path) -> ExportPlan:
        """Plan the change of a file, which need not exist; nothing is written.

        Raises:
            ExportError: the file cannot be read or is not well formed, or has the key of a new
                entry on another one.
        """
        from reader.export.bib_file import BibFile

        before, encoding = self._read(path)
        if not self.form.in_place:
            new = self.render()
            replaces = bool(before)
            return ExportPlan(
                path, before, new.text, len(self.papers), keys=new.keys, replaces=replaces
            )
        try:
            old = BibFile(before, encoding)
            result, commented_out = self._merge(old, path)
        except ExportError as error:
            raise ExportError(f"{path}: {error}") from error
        return ExportPlan(
            path,
            before,
            result.text,
            len(result.added),
            encoding,
            len(result.refreshed),
            result.skipped,
            commented_out,
            result.unwritable,
            old.source.limits,
            result.digests,
            {paper: key for paper, key in result.keys.items() if self._is_ours(paper, result)},
        )

    def _read(self, path: Path) -> BibText:
        from reader.export.bib_file import read_bib_text, read_replaced

        return read_bib_text(path) if self.form.in_place else read_replaced(path)

    def write(self, path: Path, expected: str | None = None) -> ExportPlan:
        """Change a file, whole or not at all; then fix the keys in it and keep its digests.

        Args:
            path: the file.
            expected: the text that it must still have, if a person has agreed to a plan.

        Raises:
            ExportError: the file is as it was.
            LibraryError: the library cannot be written, and the file is as it was; or the file is
                written, but the library is not.
        """
        from reader.export.bib_entry_merge import encode_digests
        from reader.export.bib_file import portable_file_ids, write_bib
        from reader.library import decisions

        # While the library is locked, an error of this folder would be taken for one of it.
        path.absolute()
        for _ in range(_TRIES):
            with self._locked_library() as fix_keys:
                plan = self.plan(path)
                if expected not in (None, plan.before):
                    raise ExportError(f"{path} has changed since it was shown; nothing was written")
                new_keys = self._new_keys(plan)
                entries = {
                    paper: encode_digests(digests) for paper, digests in plan.digests.items()
                }
                if isinstance(fix_keys, LibraryError) and (new_keys or entries):
                    raise fix_keys
                if self._read(path) != (plan.before, plan.encoding):
                    continue
                if plan.changes:
                    write_bib(path, plan.after, plan.encoding)
                if not isinstance(fix_keys, LibraryError) and (new_keys or entries):
                    fix_keys(new_keys, decisions.written(portable_file_ids(path)[0], entries))
                return plan
        raise ExportError(f"{path} changes all the time; nothing was written")

    def _new_keys(self, plan: ExportPlan) -> dict[str, str]:
        """The keys that the plan would fix, by paper."""
        return {
            paper: key
            for paper, key in plan.keys.items()
            if not self.library.marks(paper).key_fixed
        }

    @contextlib.contextmanager
    def _locked_library(self) -> Iterator[FixKeys | LibraryError]:
        """Lock the library, so that no key goes to another paper meanwhile; or say why not."""
        with contextlib.ExitStack() as stack:
            fix_keys: FixKeys | LibraryError
            try:
                fix_keys = stack.enter_context(self.library.reserving_keys())
            except LibraryError as error:
                # This matters only if there are keys to fix or digests to keep.
                fix_keys = error
            yield fix_keys

    def _merge(self, old: BibFile, path: Path) -> tuple[MergeResult, dict[str, str]]:
        """Merge the papers into a file.

        Returns:
            What comes of it; and the keys of those papers that are commented out there.
        """
        from reader.export.bib_entry_merge import decode_digests
        from reader.export.bib_file import FormattedEntry, portable_file_ids

        files = portable_file_ids(path)
        found, commented_out = self._find(old, files)
        there = found.keys() | commented_out.keys()
        new = [row for row in self.papers if row[0].id not in there]
        digests = {paper: decode_digests(self.library.written(paper, files)) for paper in found}
        references = self._references(new, avoid=frozenset(old.keys))
        references += self._found_references(old, found, digests)
        # Letters that are written as commands fit into a file of any encoding.
        accents = bool(old.source.limits)
        entries = [
            FormattedEntry(each.paper.id, each.key, self.form.entry(each, accents=accents))
            for each in references
        ]
        return old.merge(entries, found, digests), commented_out

    def _found_references(
        self,
        old: BibFile,
        found: Mapping[str, EntryMatch],
        digests: Mapping[str, FieldDigests],
    ) -> Iterator[Reference]:
        """The papers that the file has, but for entries that are to be left as they are."""
        # Only entries that we exported; those of other people stay in any case.
        published = {
            paper
            for paper, match in found.items()
            if digests[paper] and old.entries[match.position].type not in _PREPRINTS
        }
        # An entry whose publication is no longer in the cache is left as it is.
        known = {
            paper
            for paper in published
            if paper in self.cached_publications or paper in self.publications
        }
        return (
            # The key is that of the library; that of the file if the library has none.
            self._reference(
                paper,
                marks,
                marks.citation_key or old.entries[match.position].key,
                self.cached_publications.get(paper.id) if paper.id in published else None,
            )
            for paper, marks in self.papers
            if (match := found.get(paper.id)) and (paper.id in known or paper.id not in published)
        )

    def _is_ours(self, paper: str, result: MergeResult) -> bool:
        """Whether we chose the key in the file, and not a person who had the paper before."""
        return (
            paper in result.added or paper in result.digests or self.library.key(paper) is not None
        )

    def _find(
        self, old: BibFile, files: Sequence[str]
    ) -> tuple[dict[str, EntryMatch], dict[str, str]]:
        """The entries of papers, and the keys of those that a person commented out."""
        found: dict[str, EntryMatch] = {}
        commented_out: dict[str, str] = {}
        for paper, marks in self.papers:
            names = self._names(paper, marks)
            was_written = bool(self.library.written(paper.id, files))
            if match := old.find(paper, *names, was_written=was_written):
                found[paper.id] = match
            elif key := old.find_commented_out(paper, *names, was_written=was_written):
                commented_out[paper.id] = key
        return found, commented_out

    def _names(self, paper: Paper, marks: Marks) -> tuple[str | None, str | None]:
        """The citation key of a paper if that is fixed, and the DOI of its published version."""
        publication = self.publications.get(paper.id, self.cached_publications.get(paper.id))
        arxiv_metadata = self.arxiv_metadata.get(paper.id)
        dois = [publication.doi] if publication and publication.doi else []
        if arxiv_metadata:
            from reader.citation.publication import published_dois

            dois += published_dois(arxiv_metadata.doi)
        key = marks.citation_key if marks.key_fixed else None
        return key, dois[0] if dois else None

    def _keys(self, references: Iterable[Reference]) -> dict[str, str]:
        if not self.form.cites:
            return {}
        return {each.paper.id: each.key for each in references}

    def _references(
        self, papers: MarkedPapers, *, avoid: frozenset[str] = frozenset()
    ) -> list[Reference]:
        """Papers with their citation keys, sorted by these.

        Args:
            papers: some of the papers.
            avoid: keys, in lower case, that other papers have in the same file.
        """
        keys = {paper.id: marks.citation_key or "" for paper, marks in papers}
        if not self.form.cites:
            return [self._reference(paper, marks, keys[paper.id]) for paper, marks in papers]
        if not all(marks.key_fixed and keys[paper.id] for paper, marks in papers):
            keys = self.library.preview_keys([paper for paper, _ in papers], avoid)
        _refuse_double_keys(keys)
        found = (self._reference(paper, marks, keys[paper.id]) for paper, marks in papers)
        return sorted(found, key=lambda each: each.key)

    def _reference(
        self, paper: Paper, marks: Marks, key: str, publication: Publication | None = None
    ) -> Reference:
        arxiv_metadata = self.arxiv_metadata.get(paper.id, NO_ARXIV_METADATA)
        publication = self.publications.get(paper.id, publication)
        return Reference(
            paper,
            key,
            marks,
            arxiv_metadata,
            publication,
            self.library.history(paper.id),
            self.versions.get(paper.id),
        )


def _refuse_double_keys(keys: Mapping[str, str]) -> None:
    papers: dict[str, str] = {}
    for paper, key in keys.items():
        if other := papers.get(key.lower()):
            raise ExportError(
                f"{other} and {paper} both have the citation key {key}, and both have been "
                "exported with it; nothing was written"
            )
        papers[key.lower()] = paper
