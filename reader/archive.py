"""The cache of every listing ever fetched, so that it opens at once and without a network."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from reader.cache import CacheFile
from reader.errors import ArchiveError
from reader.feed.decode import BrokenItem, decode_item
from reader.paper import Listing, Paper, Period

_VERSION = 1
_SCHEMA = """
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
"""

# A day's list grows until about half past one in the night after it (UTC in summer, an hour later
# in winter), when the service turns to the next.
_CLOSES = timedelta(days=1, hours=3)


def closed(day: date, moment: datetime) -> bool:
    """Whether the list of a day was finished at that moment."""
    return moment >= datetime.combine(day, time(), UTC) + _CLOSES


class Archive:
    """Listings and the papers in them, items raw as they came.

    A cache, used by several processes at once; any thread may call any method.
    """

    def __init__(self, path: Path) -> None:
        self._file = CacheFile(path, _VERSION, _SCHEMA, _read_all)

    def listing(self, period: Period) -> Listing | None:
        """The list as it was last fetched, or None where it never was.

        Raises:
            ArchiveError: the file cannot be read.
        """
        return self._file.read(lambda database: _listing(database, period), None)

    def days(self) -> list[date]:
        """The days that have papers here, the latest first.

        Raises:
            ArchiveError: the file cannot be read.
        """
        nothing: list[date] = []
        return self._file.read(_days, nothing)

    def papers(self, ids: Iterable[str] | None = None) -> dict[str, Paper]:
        """The papers with these ids (default: all), as far as they are here.

        Raises:
            ArchiveError: the file cannot be read.
        """
        wanted = None if ids is None else list(ids)
        nothing: list[Paper] = []
        found = self._file.read(lambda database: _found(database, wanted), nothing)
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
        self._file.do(lambda database: _store(database, head, rows))

    def keep(self, paper: str, item: object) -> None:
        """Keep what the service says of one paper, unless a list has told more.

        Raises:
            ArchiveError: the file cannot be written.
        """
        row = (paper, _raw(item))
        self._file.do(
            lambda database: database.execute("INSERT OR IGNORE INTO paper VALUES (?, ?)", row)
        )

    def looked(self, period: Period, moment: datetime) -> None:
        """Remember when the reader had this list on screen; what joins it later is late.

        Raises:
            ArchiveError: the file cannot be written.
        """
        row = (moment.isoformat(), period.kind, period.value)
        query = "UPDATE listing SET looked_at = ? WHERE (kind, value) = (?, ?)"
        self._file.do(lambda database: database.execute(query, row))

    def problems(self) -> list[str]:
        """What is wrong with the file, each with what to do; all of it is read for that."""
        try:
            if self._file.is_sound():
                return []
        except ArchiveError as error:
            return [str(error)]
        return [
            f"the archive {self._file.path} is damaged; it holds only what can be fetched again, "
            "and paper-reader doctor --repair throws it away"
        ]

    def repair(self) -> None:
        """Throw the file away where it is damaged; a new one fills as lists are fetched.

        Raises:
            ArchiveError: it cannot be thrown away.
        """
        if self.problems():
            self._file.renew()


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
    day = period.date if period.kind == "day" else None
    papers = tuple(_papers((item for item, _, _ in rows), day))
    late = frozenset(paper for _, paper, seen in rows if looked_at and seen > looked_at)
    return Listing(period, papers, datetime.fromisoformat(fetched_at), int(broken), late)


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


def _read_all(database: sqlite3.Connection) -> None:
    for kind, value in database.execute("SELECT kind, value FROM listing").fetchall():
        _listing(database, Period(kind, value))
    _days(database)
    _found(database, None)


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
        with contextlib.suppress(BrokenItem, RecursionError):
            yield decode_item(json.loads(item), day)
