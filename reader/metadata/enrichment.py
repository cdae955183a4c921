"""Metadata of papers beyond the feed: asked of arXiv and the DOI registries, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reader.citation import AuthorName
from reader.citation.publication import author_key
from reader.errors import ArchiveError, FeedError
from reader.metadata.doi_registries import SCHOLAR
from reader.metadata.metadata_cache import (
    ArxivRecord,
    MetadataCache,
    PaperMetadata,
    PublicationVerdict,
)
from reader.metadata.publication_search import PublicationQuery, PublicationSearch
from reader.metadata.version_check import arxiv_records
from reader.net import Unreachable
from reader.paper import ARXIV_ID, Paper

if TYPE_CHECKING:
    from reader.metadata.arxiv import ArxivClient
    from reader.metadata.doi_registries import DoiRegistryClient, SemanticScholarClient

_ARXIV = "arXiv"

_STALE = timedelta(30)
"""After so many days it is asked again whether a preprint has been published."""
_REGISTRY_BUDGET = 10.0
"""Seconds for one paper at doi.org."""


@dataclass(frozen=True, slots=True)
class MetadataEndpoints:
    """The base URL of the requests to each source."""

    arxiv: str
    registry: str
    scholar: str


@dataclass(frozen=True, slots=True)
class MetadataClients:
    """The clients of the sources."""

    arxiv: ArxivClient
    registry: DoiRegistryClient
    scholar: SemanticScholarClient | None
    """None where there is no API key."""

    def close(self) -> None:
        """Close all connections."""
        for each in (self.arxiv, self.registry, self.scholar):
            if each:
                each.close()


class MetadataEnricher:
    """Gets metadata of papers from the cache, and what is missing there from the sources.

    Attributes:
        cache: what the sources said before.
        watch: called before each request with the name of the source, how many papers it was
            asked about so far, and how many it will be; may be set at any time.
    """

    def __init__(
        self,
        path: Path,
        connect: Callable[[], MetadataClients],
        now: Callable[[], datetime],
        *,
        has_scholar: bool = False,
    ) -> None:
        """Set up; nothing is read or written yet.

        Args:
            path: the file of the cache.
            connect: makes the clients when they are needed; may raise FeedError.
            now: the clock.
            has_scholar: whether Semantic Scholar is one of the sources.
        """
        self.watch: Callable[[str, int, int], None] = lambda *_: None
        self.cache = MetadataCache(path)
        self._connect = connect
        self._now = now
        self._has_scholar = has_scholar
        self._opened: MetadataClients | None = None

    def enrich(self, papers: Sequence[Paper], *, published: bool = False) -> PaperMetadata:
        """The metadata of papers; what the cache does not have is asked for.

        It never raises for the network: a source that fails is not asked again, what the others
        said is kept, and the error is one of the `problems` returned.

        Args:
            papers: the papers.
            published: search for the published versions as well. Where none was found, the
                search is repeated after a month.
        """
        metadata = self.cache.cached(papers)
        self._ask_arxiv(papers, metadata, published=published)
        if published:
            self._find_publications(papers, metadata)
        return metadata

    def close(self) -> None:
        """Close all connections."""
        if self._opened:
            self._opened.close()

    def _ask_arxiv(
        self, papers: Sequence[Paper], metadata: PaperMetadata, *, published: bool
    ) -> None:
        """Add what arXiv says of the papers that have no record, or whose DOI may be new."""
        ids = [paper.id for paper in papers if ARXIV_ID.fullmatch(paper.id)]
        missing = [paper for paper in ids if paper not in metadata.records]
        if published:
            missing += [
                paper
                for paper, each in metadata.records.items()
                if not each.imprint.doi and self._is_stale(each.asked_at)
            ]
        if not missing:
            return
        try:
            for entries in self._clients().arxiv.entries(
                missing, lambda done: self.watch(_ARXIV, done, len(missing))
            ):
                records = arxiv_records(entries, self._time())
                metadata.add(records)
                metadata.new |= records.keys()
                self._store(partial(self.cache.store_records, records), metadata)
        except FeedError as error:
            metadata.problems.append(error)

    def _find_publications(self, papers: Sequence[Paper], metadata: PaperMetadata) -> None:
        verdicts: dict[str, PublicationVerdict] = {}
        try:
            verdicts = self.cache.verdicts(paper.id for paper in papers)
        except ArchiveError as error:
            metadata.problems.append(error)
        records = metadata.records
        queries = [
            PublicationQuery(
                paper.id,
                (paper.title, records[paper.id].title),
                records[paper.id].imprint.doi,
                tuple(_author_keys(paper)),
            )
            for paper in papers
            if paper.id in records
            and not self._is_settled(verdicts.get(paper.id), records[paper.id])
        ]
        # Where arXiv cannot be reached, there most likely is no network for others either.
        if queries and not any(isinstance(each, Unreachable) for each in metadata.problems):
            verdicts |= self._search(queries, metadata)
        for paper, verdict in verdicts.items():
            if verdict.publication:
                metadata.publications[paper] = verdict.publication
            elif verdict.reason:
                metadata.reasons[paper] = verdict.reason

    def _search(
        self, queries: Sequence[PublicationQuery], metadata: PaperMetadata
    ) -> dict[str, PublicationVerdict]:
        """Search for published versions, and keep the verdicts."""
        verdicts: dict[str, PublicationVerdict] = {}
        try:
            clients = self._clients()
        except FeedError as error:
            metadata.problems.append(error)
            return verdicts
        search = PublicationSearch(clients.registry, clients.scholar, self.watch)
        try:
            for result in search.run(queries):
                verdicts[result.paper] = PublicationVerdict(
                    self._time(), result.asked, result.publication, result.reason
                )
        finally:
            # Also when the reader interrupts it.
            self._store(partial(self.cache.store_verdicts, verdicts), metadata)
        metadata.new.update(verdicts)
        if search.problem:
            metadata.problems.append(search.problem)
        return verdicts

    def _is_settled(self, verdict: PublicationVerdict | None, record: ArxivRecord) -> bool:
        """Whether there is no use in searching now, or again."""
        if verdict is None:
            return False
        if verdict.publication:
            return True
        if self._has_scholar and SCHOLAR not in verdict.asked:
            return False
        # What arXiv said since then may have brought a DOI.
        return record.asked_at <= verdict.asked_at and not self._is_stale(verdict.asked_at)

    def _is_stale(self, moment: datetime) -> bool:
        return self._time() - moment > _STALE

    def _store(self, work: Callable[[], None], metadata: PaperMetadata) -> None:
        """Write to the cache; where that failed before, do without, as it was said already."""
        if any(isinstance(each, ArchiveError) for each in metadata.problems):
            return
        try:
            work()
        except ArchiveError as error:
            metadata.problems.append(error)

    def _clients(self) -> MetadataClients:
        if self._opened is None:
            self._opened = self._connect()
        return self._opened

    def _time(self) -> datetime:
        return self._now().astimezone(UTC)


def _author_keys(paper: Paper) -> Iterator[str]:
    for author in paper.authors:
        name = AuthorName.parse(author.name)
        if not name.is_group:
            yield author_key(name.family, name.given)


def connect_clients(
    folder: Path, endpoints: MetadataEndpoints, key: str | None, on_warning: Callable[[str], None]
) -> MetadataClients:
    """Make the clients of all sources; nobody is asked yet.

    Args:
        folder: for the files by which processes take turns at a source.
        endpoints: of the sources.
        key: for Semantic Scholar, which is not asked without one.
        on_warning: called with a sentence about each environment variable that is ignored.

    Raises:
        ConfigError: an endpoint or the key cannot be used.
    """
    from reader.metadata import doi_registries
    from reader.metadata.arxiv import connect_arxiv
    from reader.net.rate_limits import RequestPacer

    return MetadataClients(
        connect_arxiv(folder, endpoints.arxiv, on_warning),
        doi_registries.DoiRegistryClient(
            endpoints.registry,
            RequestPacer(folder / "registry.turn", doi_registries.REGISTRY_GAP),
            budget=_REGISTRY_BUDGET,
            on_warning=on_warning,
        ),
        doi_registries.SemanticScholarClient(
            endpoints.scholar,
            key,
            RequestPacer(folder / "scholar.turn", doi_registries.SCHOLAR_GAP),
            on_warning=on_warning,
        )
        if key
        else None,
    )
