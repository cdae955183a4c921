"""The cache of every listing ever fetched, so that it opens at once and without a network."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reader.cache import CacheFile
from reader.errors import ArchiveError
from reader.index import upkeep
from reader.index.items import decoded, packed, written
from reader.index.search import Matches, papers_by_id, search
from reader.paper import Listing, Marks, Paper, Period

if TYPE_CHECKING:
    from reader.query import Query

_VERSION = 2
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS listing (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    looked_at TEXT,
    broken INTEGER NOT NULL,
    etag TEXT,
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
    item BLOB NOT NULL
);
{upkeep.SCHEMA}"""

_AT_ONCE = 100
"""Rows in one statement; SQLite takes some thousand values."""

# A day's list grows until about half past one in the night after it (UTC in summer, an hour later
# in winter), when the service turns to the next.
_CLOSES = timedelta(days=1, hours=3)


def closed(day: date, moment: datetime) -> bool:
    """Whether the list of a day was finished at that moment."""
    return moment >= datetime.combine(day, time(), UTC) + _CLOSES


@dataclass(frozen=True, slots=True)
class Fetched:
    """A list as the service gave it, to be kept."""

    period: Period
    items: Sequence[tuple[str, object]]
    """Each paper's id and its item, in feed order."""
    broken: int
    """How many items could not be read."""
    fetched_at: datetime
    etag: str | None = None
    """To be given when the service is asked again."""


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
        found = self._file.read(lambda database: papers_by_id(database, wanted), nothing)
        return {paper.id: paper for paper in found}

    def search(
        self,
        query: Query,
        marks: Mapping[str, Marks],
        limit: int | None = None,
        told: Callable[[int], None] = lambda _: None,
    ) -> Matches:
        """The papers of all lists that a query asks for, best first.

        Args:
            query: what is asked for; `Query.terms` says what of it can be highlighted.
            marks: those of every paper that has any.
            limit: how many papers are wanted; None for all.
            told: called with the number of papers that must first be put into the index, where
                many came at once.

        Raises:
            QueryError: a pattern takes too long.
            ArchiveError: the file cannot be read.
        """
        return self._file.read(
            lambda database: search(database, query, marks, limit, told), Matches((), 0, 0)
        )

    def fetched(self, first: date, last: date) -> dict[date, datetime]:
        """When the lists of the days from `first` to `last` were last fetched, as far as they were.

        Raises:
            ArchiveError: the file cannot be read.
        """
        nothing: dict[date, datetime] = {}
        return self._file.read(lambda database: _fetched(database, first, last), nothing)

    def etag(self, period: Period) -> str | None:
        """What names the list as it is here, to be given when the service is asked again.

        Raises:
            ArchiveError: the file cannot be read.
        """
        key = (period.kind, period.value)
        query = "SELECT etag FROM listing WHERE (kind, value) = (?, ?)"
        row = self._file.read(lambda database: database.execute(query, key).fetchone(), None)
        return row[0] if row else None

    def store(
        self,
        period: Period,
        items: Iterable[tuple[str, object]],
        broken: int,
        fetched_at: datetime,
        etag: str | None = None,
    ) -> None:
        """Keep a list as it was fetched, and index it.

        Args:
            period: what it is the list of.
            items: each paper's id and its item, in feed order.
            broken: how many items could not be read.
            fetched_at: when the service was asked.
            etag: to be given when it is asked again.

        Raises:
            ArchiveError: the file cannot be written.
        """
        fetched = Fetched(period, tuple(items), broken, fetched_at, etag)
        rows = [(paper, packed(written(item))) for paper, item in fetched.items]
        self._store([(fetched, rows)], upkeep.keep_up)

    def store_all(self, lists: Sequence[Fetched]) -> None:
        """Keep several lists, all or none of them.

        There may be hundreds to come: the search that follows them first packs their papers, and
        puts them into the index.

        Raises:
            ArchiveError: the file cannot be written.
        """
        rows = ([(paper, written(item)) for paper, item in each.items] for each in lists)
        self._store(list(zip(lists, rows, strict=True)), lambda _: None)

    def _store(
        self,
        lists: Sequence[tuple[Fetched, list[tuple[str, bytes]]]],
        then: Callable[[sqlite3.Connection], None],
    ) -> None:
        def work(database: sqlite3.Connection) -> None:
            for each, rows in lists:
                _store(database, each, rows)
            then(database)

        self._file.do(work)

    def held(self) -> AbstractContextManager[None]:
        """Make storing many lists one after the other, meanwhile, as quick as can be.

        Raises:
            ArchiveError: the file cannot be used.
        """
        return self._file.held()

    def unchanged(self, period: Period, moment: datetime) -> bool:
        """Remember that the list was asked for again at that moment and is as it is here.

        Returns:
            False where it is no longer here, and must be asked for without its ETag.

        Raises:
            ArchiveError: the file cannot be written.
        """
        row = (moment.isoformat(), period.kind, period.value)
        query = "UPDATE listing SET fetched_at = ? WHERE (kind, value) = (?, ?)"
        return self._file.do(lambda database: database.execute(query, row).rowcount > 0)

    def keep(self, paper: str, item: object) -> None:
        """Keep what the service says of one paper, unless a list has told more.

        Raises:
            ArchiveError: the file cannot be written.
        """
        row = (paper, packed(written(item)))

        def work(database: sqlite3.Connection) -> None:
            database.execute("INSERT OR IGNORE INTO paper VALUES (?, ?)", row)
            upkeep.keep_up(database)

        self._file.do(work)

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
    papers = tuple(decoded((item for item, _, _ in rows), day))
    late = frozenset(paper for _, paper, seen in rows if looked_at and seen > looked_at)
    return Listing(period, papers, datetime.fromisoformat(fetched_at), int(broken), late)


def _fetched(database: sqlite3.Connection, first: date, last: date) -> dict[date, datetime]:
    query = "SELECT value, fetched_at FROM listing WHERE kind = 'day' AND value BETWEEN ? AND ?"
    rows = database.execute(query, (first.isoformat(), last.isoformat()))
    return {date.fromisoformat(day): datetime.fromisoformat(moment) for day, moment in rows}


def _days(database: sqlite3.Connection) -> list[date]:
    query = "SELECT DISTINCT value FROM entry WHERE kind = 'day' ORDER BY value DESC"
    return [date.fromisoformat(value) for (value,) in database.execute(query)]


def _store(database: sqlite3.Connection, each: Fetched, rows: list[tuple[str, bytes]]) -> None:
    kind, value, now = each.period.kind, each.period.value, each.fetched_at.isoformat()
    database.execute(
        "INSERT INTO listing (kind, value, fetched_at, broken, etag) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (kind, value) DO UPDATE SET"
        " fetched_at = excluded.fetched_at, broken = excluded.broken, etag = excluded.etag",
        (kind, value, now, each.broken, each.etag),
    )
    seen = dict(
        database.execute(
            "SELECT paper, first_seen FROM entry WHERE (kind, value) = (?, ?)", (kind, value)
        ).fetchall()
    )
    database.execute("DELETE FROM entry WHERE (kind, value) = (?, ?)", (kind, value))
    entries = [(kind, value, at, paper, seen.get(paper, now)) for at, (paper, _) in enumerate(rows)]
    _insert(database, "entry", entries, "ON CONFLICT DO UPDATE SET position = excluded.position")
    # One that is as it was is let be, so that it need not be indexed again.
    keep = "ON CONFLICT (id) DO UPDATE SET item = excluded.item WHERE item != excluded.item"
    _insert(database, "paper", rows, keep)


def _insert(
    database: sqlite3.Connection,
    table: str,
    rows: Sequence[tuple[object, ...]],
    otherwise: str,
) -> None:
    """Put rows into a table; `otherwise` says what is done where one is there.

    Many in one statement, as between two statements other threads of Python take their turn.
    """
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        row = f"({', '.join('?' * len(part[0]))})"
        values = ", ".join([row] * len(part))
        query = f"INSERT INTO {table} VALUES {values} {otherwise}"
        database.execute(query, [value for each in part for value in each])


def _read_all(database: sqlite3.Connection) -> None:
    for kind, value in database.execute("SELECT kind, value FROM listing").fetchall():
        _listing(database, Period(kind, value))
    _days(database)
    papers_by_id(database, None)
