"""The cache of every listing ever fetched, so that it opens at once and without a network."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from reader.errors import ArchiveError
from reader.feed.decode import BrokenItem, decode_item
from reader.files import locked
from reader.paper import Listing, Paper, Period

_VERSION = 1
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS listing (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    looked_at TEXT,
    broken INTEGER NOT NULL,
    PRIMARY KEY (kind, value)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    position INTEGER NOT NULL,
    paper TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    PRIMARY KEY (kind, value, paper)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_of_paper ON entry (paper);
CREATE TABLE IF NOT EXISTS paper (
    id TEXT PRIMARY KEY,
    item TEXT NOT NULL
) WITHOUT ROWID;
PRAGMA user_version = {_VERSION};
COMMIT;
"""

# A day's list grows until about half past one in the night after it (UTC in summer, an hour later
# in winter), when the service turns to the next.
_CLOSES = timedelta(days=1, hours=3)


def closed(day: date, moment: datetime) -> bool:
    """Whether the list of a day was finished at that moment."""
    return moment >= datetime.combine(day, time(), UTC) + _CLOSES


class Archive:
    """Listings and the papers in them, items raw as they came.

    It is a cache: what is damaged or of another version is thrown away. The file may be used by
    several processes at once. Each method opens it for itself, so that any thread may call it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def listing(self, period: Period) -> Listing | None:
        """The list as it was last fetched, or None where it never was.

        Raises:
            ArchiveError: the file cannot be read.
        """
        if not self._path.exists():
            return None
        key = (period.kind, period.value)
        with self._open() as database:
            head = database.execute(
                "SELECT fetched_at, looked_at, broken FROM listing WHERE (kind, value) = (?, ?)",
                key,
            ).fetchone()
            if head is None:
                return None
            rows = database.execute(
                "SELECT paper.item, entry.paper, entry.first_seen"
                " FROM entry JOIN paper ON paper.id = entry.paper"
                " WHERE (kind, value) = (?, ?) ORDER BY position",
                key,
            ).fetchall()
        fetched_at, looked_at, broken = head
        papers = tuple(_papers((item for item, _, _ in rows), period.date))
        late = frozenset(paper for _, paper, seen in rows if looked_at and seen > looked_at)
        return Listing(period, papers, datetime.fromisoformat(fetched_at), broken, late)

    def store(
        self, period: Period, items: Iterable[tuple[str, Any]], broken: int, fetched_at: datetime
    ) -> None:
        """Keep a list as it was fetched: each paper's id and its item, in feed order.

        Raises:
            ArchiveError: the file cannot be written.
        """
        now = fetched_at.isoformat()
        key = (period.kind, period.value)
        with self._open() as database:
            database.execute(
                "INSERT INTO listing VALUES (?, ?, ?, NULL, ?) ON CONFLICT (kind, value)"
                " DO UPDATE SET fetched_at = excluded.fetched_at, broken = excluded.broken",
                (*key, now, broken),
            )
            seen = dict(
                database.execute(
                    "SELECT paper, first_seen FROM entry WHERE (kind, value) = (?, ?)", key
                ).fetchall()
            )
            database.execute("DELETE FROM entry WHERE (kind, value) = (?, ?)", key)
            for position, (paper, item) in enumerate(items):
                database.execute(
                    "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)",
                    (*key, position, paper, seen.get(paper, now)),
                )
                database.execute(
                    "INSERT OR REPLACE INTO paper VALUES (?, ?)",
                    (paper, json.dumps(item, ensure_ascii=False, separators=(",", ":"))),
                )

    def looked(self, period: Period, moment: datetime) -> None:
        """Remember when the reader had this list on screen; what joins it later is late.

        Raises:
            ArchiveError: the file cannot be written.
        """
        with self._open() as database:
            database.execute(
                "UPDATE listing SET looked_at = ? WHERE (kind, value) = (?, ?)",
                (moment.isoformat(), period.kind, period.value),
            )

    def days(self) -> list[date]:
        """The days that have papers here, the latest first.

        Raises:
            ArchiveError: the file cannot be read.
        """
        if not self._path.exists():
            return []
        with self._open() as database:
            rows = database.execute(
                "SELECT DISTINCT value FROM entry WHERE kind = 'day' ORDER BY value DESC"
            ).fetchall()
        return [date.fromisoformat(value) for (value,) in rows]

    def papers(self, ids: Iterable[str] | None = None) -> dict[str, Paper]:
        """The papers with these ids (default: all), as far as they are here.

        Raises:
            ArchiveError: the file cannot be read.
        """
        if not self._path.exists():
            return {}
        query = (
            "SELECT item, (SELECT min(value) FROM entry WHERE entry.paper = paper.id) FROM paper"
        )
        with self._open() as database:
            if ids is None:
                rows = database.execute(f"{query} ORDER BY id").fetchall()
            else:
                rows = [
                    row
                    for paper in ids
                    for row in database.execute(f"{query} WHERE id = ?", (paper,)).fetchall()
                ]
        return {
            paper.id: paper
            for item, listed in rows
            for paper in _papers([item], date.fromisoformat(listed) if listed else None)
        }

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            database = self._connected()
            try:
                with database:
                    yield database
            finally:
                database.close()
        except (sqlite3.Error, OSError) as error:
            if _worthless(error):
                self._discard()
            raise ArchiveError(
                f"the archive {self._path} cannot be used: {str(error).lower()}; "
                "your marks are not in it and are safe"
            ) from error

    def _connected(self) -> sqlite3.Connection:
        try:
            return _connect(self._path)
        except sqlite3.DatabaseError as error:
            if not _worthless(error):
                raise
        self._discard()
        return _connect(self._path)

    def _discard(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, timeout=10)
    try:
        if _version(database) != _VERSION:
            with locked(path.with_suffix(".lock")):
                _set_up(database)
        database.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        database.close()
        raise
    return database


def _version(database: sqlite3.Connection) -> int:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return int(version)


def _set_up(database: sqlite3.Connection) -> None:
    match _version(database):
        case 0:
            database.execute("PRAGMA journal_mode = WAL")
            database.executescript(_SCHEMA)
        case version if version != _VERSION:
            raise _Foreign(f"it is of version {version}")


class _Foreign(sqlite3.DatabaseError):
    """A cache that another version of this program made."""


def _worthless(error: Exception) -> bool:
    """The file holds nothing that could be used, so that a new one is better."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, _Foreign) or code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def _papers(items: Iterable[str], day: date | None) -> Iterator[Paper]:
    for item in items:
        # An item that a former version could read and this one cannot must not cost the list.
        with contextlib.suppress(BrokenItem, ValueError):
            yield decode_item(json.loads(item), day)
