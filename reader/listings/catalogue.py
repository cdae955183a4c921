"""What is known of papers, asked by their ids or by a query on the whole library."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from reader.errors import ArchiveError, FeedError, LibraryError, ReaderError
from reader.feed.item_decoder import BrokenItem, decode_item
from reader.net.deadline import within_time_budget
from reader.net.failures import Refused, Unreachable
from reader.paper import Marks, Paper

if TYPE_CHECKING:
    from reader.archive.archive import Archive
    from reader.feed.huggingface import HuggingFace
    from reader.library import Library
    from reader.query import Query


@dataclass(frozen=True, slots=True)
class FoundPapers:
    """Papers that were asked for by their ids."""

    papers: Mapping[str, Paper]
    unknown: Mapping[str, ReaderError]
    """Why nothing can be said of the others; `Refused` with status 404 where there is no such."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a query selects from the library."""

    rows: tuple[tuple[Paper, Marks], ...]
    """In order of id."""
    unknown: Mapping[str, ReaderError]
    """Papers known by their ids alone that belong to it, or may, and why no more is known."""


class PaperCatalogue:
    """Every paper that the archive, the library or the service knows."""

    def __init__(
        self,
        archive: Archive,
        library: Callable[[], Library],
        service: Callable[[], HuggingFace],
    ) -> None:
        """Remember whom to ask, in this order.

        Args:
            archive: knows most, and the latest.
            library: gives the reader's own; called when it is needed, may raise LibraryError.
            service: gives the service; called when it is needed, may raise FeedError.
        """
        self._archive = archive
        self._library = library
        self._service = service

    def one(self, paper: str) -> Paper:
        """What is known of one paper.

        Raises:
            ReaderError: nothing, and the service cannot be asked or does not know it.
        """
        found = self.find([paper])
        if problem := found.unknown.get(paper):
            raise problem
        return found.papers[paper]

    def find(self, ids: Iterable[str]) -> FoundPapers:
        """What is known of papers; the service is asked about those never seen."""
        ids = list(dict.fromkeys(ids))
        papers = self.known(ids)
        missing = [paper for paper in ids if paper not in papers]
        told: dict[str, Paper | ReaderError] = {}
        problem: ReaderError | None = None
        if missing:
            try:
                within_time_budget(lambda: self._ask(missing, told))
            except ReaderError as error:
                problem = error
        # A copy, as a thread that was given up on may still be adding.
        answers = {paper: told.get(paper, problem) for paper in missing}
        told_of = {paper: each for paper, each in answers.items() if isinstance(each, Paper)}
        unknown = {paper: each for paper, each in answers.items() if isinstance(each, ReaderError)}
        return FoundPapers(papers | told_of, unknown)

    def known(self, ids: Iterable[str]) -> dict[str, Paper]:
        """What is known of papers without a network; those never seen are left out."""
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

    def starred(self) -> Selection:
        """The papers of the library that are starred; needs no query language.

        Raises:
            LibraryError: the library cannot be read.
        """
        starred = {paper: marks for paper, marks in self._library().marked() if marks.starred}
        found = self.find(starred)
        papers = sorted(found.papers.items())
        rows = ((paper, starred[name]) for name, paper in papers)
        return Selection(tuple(rows), found.unknown)

    def select(self, query: Query, *, ask: bool = True) -> Selection:
        """The papers of the whole library that a query selects.

        A query that names the days of listing selects from all that was ever fetched.

        Args:
            query: what is asked for.
            ask: have the service tell about papers of which no more than the id is known.

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
        gone = FeedError("the archive that had it is gone")
        wanted = (paper for paper in (missing if marks_decide else kept) if paper not in papers)
        return Selection(
            tuple((paper, marks) for paper, marks in rows if query.matches(paper, marks)),
            {paper: found.unknown.get(paper, gone) for paper in wanted},
        )

    def _ask(self, ids: Iterable[str], told: dict[str, Paper | ReaderError]) -> None:
        """Ask about one paper after the other; raises what would befall the rest as well."""
        for paper in ids:
            try:
                told[paper] = self._asked(paper)
            except Unreachable:
                raise
            except FeedError as error:
                if isinstance(error, Refused) and error.status != HTTPStatus.NOT_FOUND:
                    raise
                told[paper] = error

    def _asked(self, paper: str) -> Paper:
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
    from reader.query.tree import field_of, leaves

    if query.needs_cited:
        return False
    return all(field_of(leaf) in ("is", "tag", "note") for leaf, _ in leaves(query.tree))
