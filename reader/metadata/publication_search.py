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
from reader.net.failures import Refused, Unreachable

if TYPE_CHECKING:
    from reader.metadata.doi_registries import DoiRegistryClient, SemanticScholarClient


_NONE_THERE = (HTTPStatus.NOT_FOUND, HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.GONE)
_ENOUGH = 3
"""So many answers in a row that cannot be used are a fault of the service."""

Watch = Callable[[str, int, int], None]
"""Told before a request who is asked, about how many papers that was up to now, and how many it
is going to be."""


@dataclass(frozen=True, slots=True)
class PublicationQuery:
    """A paper whose published version is looked for."""

    paper: str
    """Its id."""
    titles: tuple[str, ...]
    """As the feed and as arXiv have it."""
    doi: str | None = None
    """What the authors told arXiv of its DOI."""


@dataclass(frozen=True, slots=True)
class PublicationResult:
    """What came of the search for one paper."""

    paper: str
    asked: tuple[str, ...]
    publication: Publication | None = None
    reason: str | None = None
    """Why there is none, in words."""


class PublicationSearch:
    """One search, which ends with the first source that fails.

    Attributes:
        problem: why some papers were not looked for to the end.
    """

    def __init__(
        self, registry: DoiRegistryClient, scholar: SemanticScholarClient | None, watch: Watch
    ) -> None:
        """Remember whom to ask; nothing is asked yet."""
        self.problem: FeedError | None = None
        self._registry = registry
        self._scholar = scholar
        self._watch = watch
        self._failures = 0

    def run(self, wanted: Sequence[PublicationQuery]) -> Iterator[PublicationResult]:
        """What comes of each paper; those that were not asked about to the end are left out."""
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
                outcome = self._registered(dois[each.paper], each)
                if isinstance(outcome, Publication):
                    yield PublicationResult(each.paper, (REGISTRY,), outcome)
                    continue
                if outcome is None:
                    continue
                reasons[each.paper] = outcome
            open_.append(each)
        yield from self._among_scholars(open_, reasons)

    def _among_scholars(
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
                outcome = self._told(records[each.paper], each)
                if isinstance(outcome, Publication):
                    yield PublicationResult(each.paper, (REGISTRY, SCHOLAR), outcome)
                elif outcome is not None:
                    both = filter(None, (reasons.get(each.paper), outcome))
                    yield PublicationResult(each.paper, (REGISTRY, SCHOLAR), reason="; ".join(both))

    def _told(self, record: object, wanted: PublicationQuery) -> Publication | str | None:
        """What comes of a record of Semantic Scholar; None where that is left open."""
        try:
            doi, told = publication_from_scholar(record, wanted.titles)
        except Unpublished as error:
            return str(error)
        if doi is None:
            return told
        # Whoever registered the DOI knows best, and would contradict a wrong one.
        outcome = None if self.problem else self._registered(doi, wanted)
        if isinstance(outcome, Publication):
            return replace(outcome, source=f"{REGISTRY}, by way of {SCHOLAR}")
        return outcome

    def _registered(self, doi: str, wanted: PublicationQuery) -> Publication | str | None:
        """What the registry says of a DOI, or why nothing of use; None where that is left open."""
        try:
            publication = publication_from_registry(self._registry.item(doi), doi, wanted.titles)
        except Unpublished as error:
            self._failures = 0
            return str(error)
        except FeedError as error:
            if isinstance(error, Refused) and error.status in _NONE_THERE:
                self._failures = 0
                return f"{REGISTRY} has nothing about {doi}"
            self._failures += 1
            gone = isinstance(error, Refused | Unreachable)
            if gone or self._failures == _ENOUGH:
                self.problem = error
            return None
        self._failures = 0
        return publication
