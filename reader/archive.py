"""The cache of every listing ever fetched, so that it opens at once and without a network."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from reader.errors import ArchiveError
from reader.feed.decode import BrokenItem, decode_item
from reader.files import locked
from reader.paper import Listing, Paper, Period

T = TypeVar("T")

_VERSION = 1
_BUSY = 4.0
"""The seconds that are waited for another process; with those for the network fewer than 30."""
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

_PROBE = (
    "SELECT fetched_at, looked_at, broken, position, first_seen, item"
    " FROM listing NATURAL JOIN entry JOIN paper ON entry.paper = paper.id LIMIT 0"
)
"""Fails where a table or a column is not there."""

# A day's list grows until about half past one in the night after it (UTC in summer, an hour later
# in winter), when the service turns to the next.
_CLOSES = timedelta(days=1, hours=3)


def closed(day: date, moment: datetime) -> bool:
    """Whether the list of a day was finished at that moment."""
    return moment >= datetime.combine(day, time(), UTC) + _CLOSES


class Archive:
    """Listings and the papers in them, items raw as they came.

    It is a cache: what is damaged or of another version is thrown away and made again. The file
    may be used by several processes at once. Each method opens it for itself, so that any thread
    may call it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def listing(self, period: Period) -> Listing | None:
        """The list as it was last fetched, or None where it never was.

        Raises:
            ArchiveError: the file cannot be read.
        """
        return self._read(lambda database: _listing(database, period), None)

    def days(self) -> list[date]:
        """The days that have papers here, the latest first.

        Raises:
            ArchiveError: the file cannot be read.
        """
        nothing: list[date] = []
        return self._read(_days, nothing)

    def papers(self, ids: Iterable[str] | None = None) -> dict[str, Paper]:
        """The papers with these ids (default: all), as far as they are here.

        Raises:
            ArchiveError: the file cannot be read.
        """
        wanted = None if ids is None else list(ids)
        nothing: list[Paper] = []
        found = self._read(lambda database: _found(database, wanted), nothing)
        return {paper.id: paper for paper in found}

    def store(
        self, period: Period, items: Iterable[tuple[str, object]], broken: int, fetched_at: datetime
    ) -> None:
        """Keep a list as it was fetched: each paper's id and its item, in feed order.

        Raises:
            ArchiveError: the file cannot be written.
        """
        head = (period.kind, period.value, fetched_at.isoformat(), broken)
        rows = [(paper, _raw(item)) for paper, item in items]
        self._do(lambda database: _store(database, head, rows))

    def keep(self, paper: str, item: object) -> None:
        """Keep what the service says of one paper, unless a list has told more.

        Raises:
            ArchiveError: the file cannot be written.
        """
        row = (paper, _raw(item))
        self._do(
            lambda database: database.execute("INSERT OR IGNORE INTO paper VALUES (?, ?)", row)
        )

    def looked(self, period: Period, moment: datetime) -> None:
        """Remember when the reader had this list on screen; what joins it later is late.

        Raises:
            ArchiveError: the file cannot be written.
        """
        row = (moment.isoformat(), period.kind, period.value)
        query = "UPDATE listing SET looked_at = ? WHERE (kind, value) = (?, ?)"
        self._do(lambda database: database.execute(query, row))

    def _read(self, work: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        """What `work` finds; `nothing` where there is no file, which is not made for that."""
        with self._explained():
            if not self._path.exists():
                return nothing
        return self._do(work)

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` in one transaction, on a new file where this one is worth nothing."""
        with self._explained():
            try:
                return self._attempt(work)
            except sqlite3.DatabaseError as error:
                if not _worthless(error):
                    raise
            self._renew()
            return self._attempt(work)

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with contextlib.closing(_connect(self._path)) as database, database:
            return work(database)

    def _renew(self) -> None:
        """Throw the file away, unless another process has already done so."""
        with locked(_lock(self._path)):
            if not _sound(self._path):
                for suffix in ("", "-wal", "-shm"):
                    self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        # A ValueError is a time or a day that is none: damage that SQLite does not see.
        except (sqlite3.Error, OSError, ValueError) as error:
            raise ArchiveError(
                f"the archive {self._path} cannot be used: {str(error).lower()}; "
                "your marks are not in it and are safe"
            ) from error


def _listing(database: sqlite3.Connection, period: Period) -> Listing | None:
    key = (period.kind, period.value)
    head = database.execute(
        "SELECT fetched_at, looked_at, broken FROM listing WHERE (kind, value) = (?, ?)", key
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


def _days(database: sqlite3.Connection) -> list[date]:
    query = "SELECT DISTINCT value FROM entry WHERE kind = 'day' ORDER BY value DESC"
    return [date.fromisoformat(value) for (value,) in database.execute(query)]


def _found(database: sqlite3.Connection, ids: list[str] | None) -> list[Paper]:
    """The papers, each as listed on the first day that has it."""
    query = "SELECT item, (SELECT min(value) FROM entry WHERE entry.paper = paper.id) FROM paper"
    if ids is None:
        rows = database.execute(f"{query} ORDER BY id").fetchall()
    else:
        asked = (database.execute(f"{query} WHERE id = ?", (paper,)).fetchone() for paper in ids)
        rows = [row for row in asked if row]
    return [
        paper
        for item, listed in rows
        for paper in _papers([item], date.fromisoformat(listed) if listed else None)
    ]


def _store(
    database: sqlite3.Connection, head: tuple[str, str, str, int], rows: list[tuple[str, str]]
) -> None:
    kind, value, now, broken = head
    database.execute(
        "INSERT INTO listing VALUES (?, ?, ?, NULL, ?) ON CONFLICT (kind, value)"
        " DO UPDATE SET fetched_at = excluded.fetched_at, broken = excluded.broken",
        (kind, value, now, broken),
    )
    seen = dict(
        database.execute(
            "SELECT paper, first_seen FROM entry WHERE (kind, value) = (?, ?)", (kind, value)
        ).fetchall()
    )
    database.execute("DELETE FROM entry WHERE (kind, value) = (?, ?)", (kind, value))
    database.executemany(
        "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)",
        [(kind, value, at, paper, seen.get(paper, now)) for at, (paper, _) in enumerate(rows)],
    )
    database.executemany("INSERT OR REPLACE INTO paper VALUES (?, ?)", rows)


def _raw(item: object) -> str:
    try:
        # Escaped to ASCII, as an item may hold half of a surrogate pair, which UTF-8 cannot.
        return json.dumps(item, separators=(",", ":"))
    except RecursionError:
        # No paper; it was nested almost too deeply to be read.
        return "null"


def _papers(items: Iterable[str], day: date | None) -> Iterator[Paper]:
    for item in items:
        # An item that a former version could read and this one cannot must not cost the list.
        with contextlib.suppress(BrokenItem, ValueError, RecursionError):
            yield decode_item(json.loads(item), day)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, timeout=_BUSY)
    try:
        if _version(database) != _VERSION:
            with locked(_lock(path)):
                _set_up(database)
        database.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        database.close()
        raise
    return database


def _lock(path: Path) -> Path:
    return path.with_suffix(".lock")


def _version(database: sqlite3.Connection) -> int:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return int(version)


def _set_up(database: sqlite3.Connection) -> None:
    match _version(database):
        case 0:
            database.execute("PRAGMA journal_mode = WAL")
            database.executescript(_SCHEMA)
        case version if version != _VERSION:
            raise _ForeignError(f"it is of version {version}")


class _ForeignError(sqlite3.DatabaseError):
    """A cache that another version of this program made."""


def _worthless(error: sqlite3.DatabaseError) -> bool:
    """The file holds nothing that could be used, so that a new one is better."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, _ForeignError) or code in (
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_ERROR,  # a table or a column is missing
    )


def _sound(path: Path) -> bool:
    """The file is an archive of this version, down to the last page."""
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=_BUSY)) as database:
            (verdict,) = database.execute("PRAGMA integrity_check(1)").fetchone()
            database.execute(_PROBE)
            return verdict == "ok" and _version(database) == _VERSION
    except sqlite3.DatabaseError as error:
        if not _worthless(error):
            raise
        return False
