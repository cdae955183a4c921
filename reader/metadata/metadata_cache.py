"""What arXiv and the sources of published versions said of papers, kept in a file of its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from reader.archive.cache_file import CacheFile
from reader.citation.publication import Publication
from reader.errors import ArchiveError, ReaderError
from reader.metadata.withdrawal import says_withdrawn
from reader.paper import ArxivMetadata, ArxivVersion, Paper

FILE = "imprints.sqlite"
"""The name of the cache file, beside the archive."""

_UPDATED = "updated"
_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS imprint (
    paper TEXT NOT NULL,
    version INTEGER NOT NULL,
    asked_at TEXT NOT NULL,
    title TEXT NOT NULL,
    imprint TEXT NOT NULL,
    comment TEXT,
    PRIMARY KEY (paper, version)
);
CREATE TABLE IF NOT EXISTS publication (
    paper TEXT PRIMARY KEY,
    asked_at TEXT NOT NULL,
    asked TEXT NOT NULL,
    publication TEXT,
    reason TEXT
);
"""


@dataclass(frozen=True, slots=True)
class ArxivRecord:
    """What arXiv says of the latest version of a paper."""

    version: int
    title: str
    imprint: ArxivMetadata
    asked_at: datetime
    """Aware, UTC."""
    comment: str | None = None
    """A remark of the authors, such as where the paper was accepted."""
    updated: datetime | None = None
    """When this version came to arXiv (aware, UTC)."""

    @property
    def latest(self) -> ArxivVersion:
        """The version, and whether it is a withdrawal."""
        return ArxivVersion(self.version, self.updated, says_withdrawn(self.comment))


@dataclass(frozen=True, slots=True)
class PublicationVerdict:
    """The outcome of a search for the published version of a paper."""

    asked_at: datetime
    """Aware, UTC."""
    asked: tuple[str, ...]
    """The sources that were asked."""
    publication: Publication | None = None
    reason: str | None = None
    """Why there is no publication, in words."""


@dataclass(slots=True)
class PaperMetadata:
    """What is known of some papers beyond the feed; each mapping is by the id of the paper."""

    records: dict[str, ArxivRecord] = field(default_factory=dict)
    imprints: dict[str, ArxivMetadata] = field(default_factory=dict)
    """Those of `records`."""
    comments: dict[str, str] = field(default_factory=dict)
    """Those of `records`, where there are any."""
    publications: dict[str, Publication] = field(default_factory=dict)
    """The published versions, where they were asked for."""
    kept: dict[str, Publication] = field(default_factory=dict)
    """The published versions in the cache, whether or not they were asked for."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Why no published version was found, where one was searched for."""
    new: set[str] = field(default_factory=set)
    """The papers about which a source has answered just now."""
    problems: list[ReaderError] = field(default_factory=list)
    """Why a source could not be asked, or the cache not be read or written."""

    @property
    def versions(self) -> dict[str, ArxivVersion]:
        """The latest versions, by `records`."""
        return {paper: record.latest for paper, record in self.records.items()}

    def add(self, records: Mapping[str, ArxivRecord]) -> None:
        """Add what arXiv says of some papers."""
        self.records.update(records)
        for paper, each in records.items():
            self.imprints[paper] = each.imprint
            if each.comment:
                self.comments[paper] = each.comment


def cache_file(path: Path) -> CacheFile:
    """The SQLite file at `path`, with the tables of this cache."""
    return CacheFile(path, _VERSION, _SCHEMA, _read_all)


class MetadataCache:
    """The cache in one file; several processes may use it at once."""

    def __init__(self, path: Path) -> None:
        self._file = cache_file(path)

    def cached(self, papers: Iterable[Paper]) -> PaperMetadata:
        """All that the cache has of some papers; nobody is asked.

        It never raises: that the file cannot be read is one of the `problems` returned.
        """
        metadata = PaperMetadata()
        ids = [paper.id for paper in papers]
        try:
            verdicts = self.verdicts(ids)
            metadata.kept = {
                paper: each.publication for paper, each in verdicts.items() if each.publication
            }
            metadata.add(self.records(ids))
        except ArchiveError as error:
            metadata.problems.append(error)
        return metadata

    def versions(self, papers: Iterable[str] | None = None) -> dict[str, ArxivVersion]:
        """The latest version of each of the papers (default: all) that arXiv was asked about.

        Raises:
            ArchiveError: the file cannot be read.
        """
        if papers is None:
            every: list[tuple[str]] = []
            query = "SELECT DISTINCT paper FROM imprint"
            rows = self._file.read(lambda database: database.execute(query).fetchall(), every)
            papers = [paper for (paper,) in rows]
        return {paper: record.latest for paper, record in self.records(papers).items()}

    def records(self, papers: Iterable[str]) -> dict[str, ArxivRecord]:
        """What arXiv said of those of the papers that it was asked about, when it was last asked.

        Raises:
            ArchiveError: the file cannot be read.
        """
        query = (
            "SELECT version, title, imprint, asked_at, comment FROM imprint "
            "WHERE paper = ? ORDER BY asked_at DESC, version DESC LIMIT 1"
        )

        def work(database: sqlite3.Connection) -> dict[str, ArxivRecord]:
            rows = ((paper, database.execute(query, (paper,)).fetchone()) for paper in papers)
            return {paper: _record(*row) for paper, row in rows if row}

        return self._file.read(work, {})

    def verdicts(self, papers: Iterable[str]) -> dict[str, PublicationVerdict]:
        """The verdicts on those of the papers whose published version was searched for.

        Raises:
            ArchiveError: the file cannot be read.
        """
        query = "SELECT asked_at, asked, publication, reason FROM publication WHERE paper = ?"

        def work(database: sqlite3.Connection) -> dict[str, PublicationVerdict]:
            rows = ((paper, database.execute(query, (paper,)).fetchone()) for paper in papers)
            return {paper: _verdict(*row) for paper, row in rows if row}

        return self._file.read(work, {})

    def store_records(self, records: Mapping[str, ArxivRecord]) -> None:
        """Keep what arXiv says of papers; a newer record of the same version replaces the older.

        Raises:
            ArchiveError: the file cannot be written.
        """
        rows = [
            (paper, each.version, each.asked_at.isoformat(), each.title, _json(each), each.comment)
            for paper, each in records.items()
        ]
        statement = "INSERT OR REPLACE INTO imprint VALUES (?, ?, ?, ?, ?, ?)"
        self._file.do(lambda database: database.executemany(statement, rows))

    def store_verdicts(self, verdicts: Mapping[str, PublicationVerdict]) -> None:
        """Keep the outcome of searches for published versions.

        Raises:
            ArchiveError: the file cannot be written.
        """
        rows = [
            (
                paper,
                each.asked_at.isoformat(),
                ", ".join(each.asked),
                _publication(each),
                each.reason,
            )
            for paper, each in verdicts.items()
        ]
        statement = "INSERT OR REPLACE INTO publication VALUES (?, ?, ?, ?, ?)"
        self._file.do(lambda database: database.executemany(statement, rows))


def _json(record: ArxivRecord) -> str:
    """What has no column of its own, so that the caches of earlier versions go on being used."""
    said = {name: value for name, value in asdict(record.imprint).items() if value}
    if record.updated:
        said[_UPDATED] = record.updated.isoformat()
    return json.dumps(said)


def _publication(verdict: PublicationVerdict) -> str | None:
    return json.dumps(verdict.publication.as_record()) if verdict.publication else None


def _record(
    version: int, title: str, imprint: str, asked_at: str, comment: str | None
) -> ArxivRecord:
    said = dict(json.loads(imprint))
    updated = said.pop(_UPDATED, None)
    return ArxivRecord(
        version,
        title,
        ArxivMetadata(**said),
        datetime.fromisoformat(asked_at),
        comment,
        datetime.fromisoformat(updated).astimezone(UTC) if updated else None,
    )


def _verdict(
    asked_at: str, asked: str, publication: str | None, reason: str | None
) -> PublicationVerdict:
    found = Publication.from_record(json.loads(publication)) if publication else None
    return PublicationVerdict(
        datetime.fromisoformat(asked_at), tuple(asked.split(", ")), found, reason
    )


def _read_all(database: sqlite3.Connection) -> None:
    for row in database.execute("SELECT version, title, imprint, asked_at, comment FROM imprint"):
        _record(*row)
    for row in database.execute("SELECT asked_at, asked, publication, reason FROM publication"):
        _verdict(*row)
