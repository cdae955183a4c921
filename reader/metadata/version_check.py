"""The check for new versions and withdrawals: arXiv is asked, and what it says is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from reader.errors import ArchiveError, FeedError, ReaderError
from reader.metadata.metadata_cache import ArxivRecord, MetadataCache
from reader.net import Offline, Refused
from reader.paper import ARXIV_ID

if TYPE_CHECKING:
    from reader.metadata.arxiv import ArxivClient, ArxivEntry

BATCH = 50
"""Papers in one request; where one fails, no more are left out."""
_MOST_FAILURES = 2
"""After so many requests in a row that failed, no more are made."""


@dataclass(slots=True)
class VersionReport:
    """What came of a check; each mapping is by the id of the paper."""

    before: Mapping[str, ArxivRecord] = field(default_factory=dict)
    """What arXiv had said earlier."""
    found: dict[str, ArxivRecord] = field(default_factory=dict)
    """What it says now."""
    unknown: list[str] = field(default_factory=list)
    """Papers that it does not have."""
    unasked: list[str] = field(default_factory=list)
    """Papers that it could not be asked about."""
    problems: list[ReaderError] = field(default_factory=list)
    """Why it could not be asked, or the cache not be read or written."""

    def latest(self, paper: str) -> ArxivRecord | None:
        """What it says now, or else what it had said earlier."""
        return self.found.get(paper) or self.before.get(paper)


class VersionCheck:
    """Asks arXiv for the latest versions of papers, one request after the other.

    What an answer says is in the cache before the next request is made, so that an interrupt
    loses nothing.
    """

    def __init__(
        self,
        cache: MetadataCache,
        connect: Callable[[], ArxivClient] | None,
        now: Callable[[], datetime],
    ) -> None:
        """Set up; nothing is read or requested yet.

        Args:
            cache: keeps the answers.
            connect: makes the client; may raise FeedError. None where arXiv is never asked.
            now: the clock.
        """
        self._cache = cache
        self._connect = connect
        self._now = now

    def run(self, papers: Sequence[str], watch: Callable[[int], None]) -> VersionReport:
        """Ask about some papers.

        It never raises for the network or the cache: one request that fails costs its own papers,
        and the errors are in the report.

        Args:
            papers: arXiv ids without a version; others are left out as unknown.
            watch: called before each request with how many papers are done.

        Raises:
            ConfigError: the endpoint cannot be used.
        """
        report = VersionReport(unknown=[each for each in papers if not ARXIV_ID.fullmatch(each)])
        wanted = [each for each in dict.fromkeys(papers) if ARXIV_ID.fullmatch(each)]
        try:
            report.before = self._cache.records(wanted)
        except ArchiveError as error:
            report.problems.append(error)
        if not wanted:
            return report
        try:
            client = self._client()
        except FeedError as error:
            report.problems.append(error)
            report.unasked += wanted
            return report
        try:
            self._ask(client, wanted, watch, report)
        finally:
            client.close()
        return report

    def _client(self) -> ArxivClient:
        if self._connect is None:
            raise Offline("arXiv is not asked here")
        return self._connect()

    def _ask(
        self,
        client: ArxivClient,
        wanted: Sequence[str],
        watch: Callable[[int], None],
        report: VersionReport,
    ) -> None:
        failures = 0
        for at in range(0, len(wanted), BATCH):
            batch = wanted[at : at + BATCH]
            watch(at)
            try:
                for entries in client.entries(batch, lambda _: None):
                    self._keep(arxiv_records(entries, self._now()), report)
            except FeedError as error:
                report.problems.append(error)
                report.unasked += (each for each in batch if each not in report.found)
                failures += 1
                if failures == _MOST_FAILURES or _forbids_more(error):
                    report.unasked += wanted[at + BATCH :]
                    return
            else:
                failures = 0
                report.unknown += (each for each in batch if each not in report.found)

    def _keep(self, records: Mapping[str, ArxivRecord], report: VersionReport) -> None:
        """Write to the cache; where that failed before, do without, as it was said already."""
        report.found.update(records)
        if any(isinstance(each, ArchiveError) for each in report.problems):
            return
        try:
            self._cache.store_records(records)
        except ArchiveError as error:
            report.problems.append(error)


def arxiv_records(entries: Iterable[ArxivEntry], asked_at: datetime) -> dict[str, ArxivRecord]:
    """The records of the entries of an answer, by the id of the paper."""
    moment = asked_at.astimezone(UTC)
    return {
        entry.paper: ArxivRecord(
            entry.version, entry.title, entry.imprint, moment, entry.comment, entry.updated
        )
        for entry in entries
    }


def _forbids_more(error: FeedError) -> bool:
    """Whether it would be rude, or of no use, to ask on."""
    busy = isinstance(error, Refused) and error.status == HTTPStatus.TOO_MANY_REQUESTS
    return busy or isinstance(error, Offline)
