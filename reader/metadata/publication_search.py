"""The search for the published versions of papers, in one source after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from reader.citation.publication import Publication, published_dois
from reader.errors import FeedError
from reader.metadata.doi_registries import (
    REGISTRY,
    SCHOLAR,
    Unpublished,
    publication_from_registry,
    publication_from_scholar,
)
from reader.net import Refused, Unreachable

if TYPE_CHECKING:
    from reader.metadata.doi_registries import DoiRegistryClient, SemanticScholarClient


_NOT_THERE = (HTTPStatus.NOT_FOUND, HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.GONE)
_MOST_FAILURES = 3
"""After so many useless answers in a row, the service counts as broken."""

Watch = Callable[[str, int, int], None]
"""Called before each request with the name of the source, how many papers it was asked about so
far, and how many it will be."""


@dataclass(frozen=True, slots=True)
class PublicationQuery:
    """A paper whose published version is searched for."""

    paper: str
    """The id of the paper."""
    titles: tuple[str, ...]
    """Its titles in the feed and at arXiv."""
    doi: str | None = None
    """The DOI that the authors gave to arXiv, not yet checked."""
    authors: tuple[str, ...] = ()
    """Its authors, each as `author_key` gives it."""


@dataclass(frozen=True, slots=True)
class PublicationResult:
    """The outcome of the search for one paper."""

    paper: str
    asked: tuple[str, ...]
    publication: Publication | None = None
    reason: str | None = None
    """Why there is no publication, in words."""


class PublicationSearch:
    """One search for several papers; stops asking when a source fails.

    Attributes:
        problem: the error that stopped it, so that some papers have no result.
    """

    def __init__(
        self, registry: DoiRegistryClient, scholar: SemanticScholarClient | None, watch: Watch
    ) -> None:
        """Set up; nothing is requested yet."""
        self.problem: FeedError | None = None
        self._registry = registry
        self._scholar = scholar
        self._watch = watch
        self._failures = 0

    def run(self, wanted: Sequence[PublicationQuery]) -> Iterator[PublicationResult]:
        """Search; papers for which not every source could be asked have no result."""
        reasons: dict[str, str] = {}
        open_: list[PublicationQuery] = []
        given = {each.paper: next(published_dois(each.doi), None) for each in wanted}
        dois = {paper: doi for paper, doi in given.items() if doi}
        done = 0
        for each in wanted:
            if each.paper in dois:
                if self.problem:
                    continue
                self._watch(REGISTRY, done, len(dois))
                done += 1
                outcome = self._from_registry(dois[each.paper], each)
                if isinstance(outcome, Publication):
                    yield PublicationResult(each.paper, (REGISTRY,), outcome)
                    continue
                if outcome is None:
                    continue
                reasons[each.paper] = outcome
            open_.append(each)
        yield from self._search_scholar(open_, reasons)

    def _search_scholar(
        self, wanted: Sequence[PublicationQuery], reasons: dict[str, str]
    ) -> Iterator[PublicationResult]:
        from reader.metadata.doi_registries import BATCH

        if self._scholar is None:
            for each in wanted:
                reason = reasons.get(each.paper, "arXiv has no DOI of it")
                yield PublicationResult(each.paper, (REGISTRY,), reason=reason)
            return
        for at in range(0, len(wanted), BATCH):
            if self.problem:
                return
            batch = wanted[at : at + BATCH]
            self._watch(SCHOLAR, at, len(wanted))
            try:
                records = self._scholar.records([each.paper for each in batch])
            except FeedError as error:
                self.problem = error
                return
            for each in batch:
                outcome = self._from_scholar(records[each.paper], each)
                if isinstance(outcome, Publication):
                    yield PublicationResult(each.paper, (REGISTRY, SCHOLAR), outcome)
                elif outcome is not None:
                    both = filter(None, (reasons.get(each.paper), outcome))
                    yield PublicationResult(each.paper, (REGISTRY, SCHOLAR), reason="; ".join(both))

    def _from_scholar(self, record: object, wanted: PublicationQuery) -> Publication | str | None:
        """The publication in a record of Semantic Scholar, or why there is none, or None."""
        try:
            doi, publication = publication_from_scholar(record, wanted.titles)
        except Unpublished as error:
            return str(error)
        if doi is None:
            return publication
        # The registry has the best record, and shows whether the DOI is wrong.
        outcome = None if self.problem else self._from_registry(doi, wanted)
        if isinstance(outcome, Publication):
            return replace(outcome, source=f"{REGISTRY}, by way of {SCHOLAR}")
        return outcome

    def _from_registry(self, doi: str, wanted: PublicationQuery) -> Publication | str | None:
        """The publication of a DOI by its registry, or why there is none; None if unknown."""
        try:
            item = self._registry.item(doi)
            publication = publication_from_registry(item, doi, wanted.titles, wanted.authors)
        except Unpublished as error:
            self._failures = 0
            return str(error)
        except FeedError as error:
            if isinstance(error, Refused) and error.status in _NOT_THERE:
                self._failures = 0
                return f"{REGISTRY} has nothing about {doi}"
            self._failures += 1
            gone = isinstance(error, Refused | Unreachable)
            if gone or self._failures == _MOST_FAILURES:
                self.problem = error
            return None
        self._failures = 0
        return publication
