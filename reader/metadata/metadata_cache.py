"""What arXiv and the registries said of papers, kept so that nobody is asked twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from reader.archive.cache_file import CacheFile
from reader.citation.publication import Publication
from reader.paper import Imprint

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
class Known:
    """What arXiv said of the latest version of a paper."""

    version: int
    title: str
    imprint: Imprint
    asked_at: datetime
    """Aware, UTC."""
    comment: str | None = None
    """A remark of the authors, such as where it was accepted."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of looking for the published version of a paper."""

    asked_at: datetime
    """Aware, UTC."""
    asked: tuple[str, ...]
    """Who was asked."""
    publication: Publication | None = None
    reason: str | None = None
    """Why there is none, in words."""


def cache(path: Path) -> CacheFile:
    """The file of that name as the cache of what was said."""
    return CacheFile(path, _VERSION, _SCHEMA, _read_all)


class Imprints:
    """A cache in a file of its own, used by several processes at once."""

    def __init__(self, path: Path) -> None:
        self._file = cache(path)

    def known(self, papers: Iterable[str]) -> dict[str, Known]:
        """Of some papers, those that arXiv was asked about.

        Raises:
            ArchiveError: the file cannot be read.
        """
        query = (
            "SELECT version, title, imprint, asked_at, comment FROM imprint "
            "WHERE paper = ? ORDER BY version DESC LIMIT 1"
        )

        def work(database: sqlite3.Connection) -> dict[str, Known]:
            rows = ((paper, database.execute(query, (paper,)).fetchone()) for paper in papers)
            return {paper: _known(*row) for paper, row in rows if row}

        return self._file.read(work, {})

    def verdicts(self, papers: Iterable[str]) -> dict[str, Verdict]:
        """Of some papers, those whose published version was looked for.

        Raises:
            ArchiveError: the file cannot be read.
        """
        query = "SELECT asked_at, asked, publication, reason FROM publication WHERE paper = ?"

        def work(database: sqlite3.Connection) -> dict[str, Verdict]:
            rows = ((paper, database.execute(query, (paper,)).fetchone()) for paper in papers)
            return {paper: _verdict(*row) for paper, row in rows if row}

        return self._file.read(work, {})

    def keep(self, known: Mapping[str, Known]) -> None:
        """Keep what arXiv said; of each version what it said last.

        Raises:
            ArchiveError: it cannot be kept.
        """
        rows = [
            (paper, each.version, each.asked_at.isoformat(), each.title, _json(each.imprint),
             each.comment)
            for paper, each in known.items()
        ]  # fmt: skip
        statement = "INSERT OR REPLACE INTO imprint VALUES (?, ?, ?, ?, ?, ?)"
        self._file.do(lambda database: database.executemany(statement, rows))

    def decide(self, verdicts: Mapping[str, Verdict]) -> None:
        """Keep what came of looking for published versions.

        Raises:
            ArchiveError: it cannot be kept.
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


def _json(imprint: Imprint) -> str:
    return json.dumps({name: value for name, value in asdict(imprint).items() if value})


def _publication(verdict: Verdict) -> str | None:
    return json.dumps(verdict.publication.as_record()) if verdict.publication else None


def _known(version: int, title: str, imprint: str, asked_at: str, comment: str | None) -> Known:
    return Known(
        version, title, Imprint(**json.loads(imprint)), datetime.fromisoformat(asked_at), comment
    )


def _verdict(asked_at: str, asked: str, publication: str | None, reason: str | None) -> Verdict:
    found = Publication.from_record(json.loads(publication)) if publication else None
    return Verdict(datetime.fromisoformat(asked_at), tuple(asked.split(", ")), found, reason)


def _read_all(database: sqlite3.Connection) -> None:
    for row in database.execute("SELECT version, title, imprint, asked_at, comment FROM imprint"):
        _known(*row)
    for row in database.execute("SELECT asked_at, asked, publication, reason FROM publication"):
        _verdict(*row)
