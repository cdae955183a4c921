"""The catalogue of papers: looked up by id, or selected from the library by a query."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from reader.errors import ArchiveError, FeedError, LibraryError, ReaderError
from reader.feed.item_decoder import BrokenItem, decode_item
from reader.paper import Marks, Paper

if TYPE_CHECKING:
    from reader.archive import Archive
    from reader.feed.huggingface import HuggingFace
    from reader.library import Library
    from reader.query import Query


_GONE = "the archive that had it is gone"


class FoundPapers(NamedTuple):
    """The result of a look-up by ids."""

    papers: Mapping[str, Paper]
    unknown: Mapping[str, ReaderError]
    """The error for each of the others; `Refused` with status 404 where there is no such paper."""


class Selection(NamedTuple):
    """The papers of the library that a query selects."""

    rows: tuple[tuple[Paper, Marks], ...]
    """In order of id, or as the ids were given."""
    unknown: Mapping[str, ReaderError]
    """Papers that belong to it, or may, but of which only the id is known; with the error."""


class PaperCatalogue:
    """Looks papers up in the archive, then in the library, then at the service."""

    def __init__(
        self,
        archive: Archive,
        library: Callable[[], Library],
        service: Callable[[], HuggingFace],
    ) -> None:
        """Set up; nothing is read yet.

        Args:
            archive: has the latest state of most papers.
            library: opens the library; called when it is needed, may raise LibraryError.
            service: returns the client; called when it is needed, may raise FeedError.
        """
        self._archive = archive
        self._library = library
        self._service = service

    def one(self, paper: str) -> Paper:
        """Look up one paper.

        Raises:
            ReaderError: it is unknown here, and the service cannot be asked or has no such paper.
        """
        found = self.find([paper])
        if problem := found.unknown.get(paper):
            raise problem
        return found.papers[paper]

    def find(self, ids: Iterable[str]) -> FoundPapers:
        """Look up papers; those that are unknown here are fetched from the service."""
        ids = list(dict.fromkeys(ids))
        papers = self.known(ids)
        missing = [paper for paper in ids if paper not in papers]
        fetched: dict[str, Paper | ReaderError] = {}
        problem: ReaderError | None = None
        if missing:
            try:
                from reader.net.deadline import within_time_budget

                within_time_budget(lambda: self._fetch_all(missing, fetched))
            except ReaderError as error:
                problem = error
        # A copy, as an abandoned thread may still be adding to `fetched`.
        answers = {paper: fetched.get(paper, problem) for paper in missing}
        known_now = {paper: each for paper, each in answers.items() if isinstance(each, Paper)}
        unknown = {paper: each for paper, each in answers.items() if isinstance(each, ReaderError)}
        return FoundPapers(papers | known_now, unknown)

    def known(self, ids: Iterable[str]) -> dict[str, Paper]:
        """Look up papers without a network; those that are unknown here are left out."""
        ids = list(ids)
        found: dict[str, Paper] = {}
        with contextlib.suppress(ArchiveError):
            found = self._archive.papers(ids)
        missing = [paper for paper in ids if paper not in found]
        if missing:
            with contextlib.suppress(LibraryError):
                kept = self._library().kept()
                found |= {paper: kept[paper] for paper in missing if paper in kept}
        return found

    def starred(self, *, ask: bool = True) -> Selection:
        """The papers of the library that are starred; needs no query language.

        Args:
            ask: fetch papers of which only the id is known.

        Raises:
            LibraryError: the library cannot be read.
        """
        return self.select_ids(self._library().starred(), ask=ask)

    def select_ids(self, ids: Iterable[str], *, ask: bool = True) -> Selection:
        """The papers with these ids, in this order, each once.

        Args:
            ids: arXiv ids without a version.
            ask: fetch papers of which only the id is known.

        Raises:
            LibraryError: the library cannot be read.
        """
        wanted = list(dict.fromkeys(ids))
        found = self.find(wanted) if ask else self._find_known(wanted)
        papers = (found.papers[paper] for paper in wanted if paper in found.papers)
        rows = tuple((paper, self._library().marks(paper.id)) for paper in papers)
        return Selection(rows, found.unknown)

    def select(self, query: Query, *, ask: bool = True) -> Selection:
        """The papers of the whole library that a query selects.

        A query that names the days of listing selects from all that was ever fetched.

        Args:
            query: what is asked for.
            ask: fetch papers of which only the id is known.

        Raises:
            LibraryError: the library cannot be read.
            ArchiveError: the query names days, and the archive cannot be read.
        """
        library = self._library()
        all_marks = dict(library.marked())
        marked = all_marks
        marks_decide = _is_about_marks(query)
        if marks_decide:
            # What the papers say is then read of those alone that belong to it.
            bare = ((Paper(paper, ""), marks) for paper, marks in marked.items())
            marked = {paper.id: marks for paper, marks in bare if query.matches(paper, marks)}
        papers = self.known(marked)
        if "listed" in query.fields():
            found_there = self._archive.search(query, all_marks)
            papers |= {paper.id: paper for paper in found_there.papers}
        missing = [paper for paper in marked if paper not in papers]
        # A paper that was starred, tagged or noted should be known. One that was only read is not
        # where the archive was deleted, and there may be thousands of those.
        kept = [paper for paper in missing if _is_kept(marked[paper])]
        found = self.find(kept) if ask else FoundPapers({}, {})
        papers |= found.papers
        rows = [(paper, library.marks(paper.id)) for _, paper in sorted(papers.items())]
        gone = FeedError(_GONE)
        wanted = (paper for paper in (missing if marks_decide else kept) if paper not in papers)
        return Selection(
            tuple((paper, marks) for paper, marks in rows if query.matches(paper, marks)),
            {paper: found.unknown.get(paper, gone) for paper in wanted},
        )

    def _find_known(self, ids: Iterable[str]) -> FoundPapers:
        """Look up papers without a network."""
        ids = list(ids)
        papers = self.known(ids)
        gone = FeedError(_GONE)
        return FoundPapers(papers, {paper: gone for paper in ids if paper not in papers})

    def _fetch_all(self, ids: Iterable[str], fetched: dict[str, Paper | ReaderError]) -> None:
        """Fetch one paper after the other; raises an error that the rest would meet as well."""
        from reader.net import Refused, Unreachable

        for paper in ids:
            try:
                fetched[paper] = self._fetch(paper)
            except Unreachable:
                raise
            except FeedError as error:
                if isinstance(error, Refused) and error.status != HTTPStatus.NOT_FOUND:
                    raise
                fetched[paper] = error

    def _fetch(self, paper: str) -> Paper:
        from reader.net import Refused

        try:
            item = self._service().paper(paper)
            found = decode_item(item)
        except Refused as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            raise Refused(
                f"the service knows no paper {paper}, only those that somebody has shown it",
                error.status,
            ) from error
        except BrokenItem as error:
            raise FeedError(f"what the service says of {paper} cannot be read: {error}") from error
        if found.id != paper:
            raise FeedError(f"the service was asked about {paper} and told about {found.id}")
        with contextlib.suppress(ArchiveError):
            self._archive.store_paper(paper, item)
        return found


def _is_kept(marks: Marks) -> bool:
    return bool(marks.starred or marks.tags or marks.note)


def _is_about_marks(query: Query) -> bool:
    """The marks of a paper decide whether a query selects it, whatever the paper says."""
    from reader.query.tree import Is, field_of, leaves

    # What is cited or withdrawn the texts of a paper may tell.
    if any(leaf in (Is("cited"), Is("withdrawn")) for leaf, _ in leaves(query.tree)):
        return False
    return all(field_of(leaf) in ("is", "tag", "note") for leaf, _ in leaves(query.tree))
