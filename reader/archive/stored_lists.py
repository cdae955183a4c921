"""The lists in the archive's file: which papers a day had, when it was fetched and looked at."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reader.archive.stored_items import decoded
from reader.paper import Listing, Paper, Period

SCHEMA = """
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
-- What `reader.archive.index_upkeep` goes by; it makes the index itself when that is needed.
CREATE TABLE IF NOT EXISTS unindexed (paper TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS indexed_by (rules INTEGER NOT NULL);
CREATE TRIGGER IF NOT EXISTS paper_came AFTER INSERT ON paper
BEGIN INSERT INTO unindexed SELECT new.id WHERE new.id NOT IN unindexed; END;
CREATE TRIGGER IF NOT EXISTS paper_changed AFTER UPDATE OF item ON paper
BEGIN INSERT INTO unindexed SELECT new.id WHERE new.id NOT IN unindexed; END;
"""

_AT_ONCE = 100
"""Rows in one statement; SQLite takes some thousand values."""


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


def listing(database: sqlite3.Connection, period: Period) -> Listing | None:
    """The list as it was last fetched, or None where it never was."""
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


def fetched(database: sqlite3.Connection, first: date, last: date) -> dict[date, datetime]:
    """When the lists of the days from `first` to `last` were last fetched."""
    query = "SELECT value, fetched_at FROM listing WHERE kind = 'day' AND value BETWEEN ? AND ?"
    rows = database.execute(query, (first.isoformat(), last.isoformat()))
    return {date.fromisoformat(day): datetime.fromisoformat(moment) for day, moment in rows}


def days(database: sqlite3.Connection) -> list[date]:
    """The days that have papers, the latest first."""
    query = "SELECT DISTINCT value FROM entry WHERE kind = 'day' ORDER BY value DESC"
    return [date.fromisoformat(value) for (value,) in database.execute(query)]


def papers_by_id(database: sqlite3.Connection, ids: Sequence[str] | None) -> list[Paper]:
    """The papers with these ids (None: all), each as listed on the first day that has it."""
    query = (
        "SELECT item, (SELECT min(value) FROM entry WHERE kind = 'day' AND paper = paper.id)"
        " FROM paper"
    )
    if ids is None:
        rows = database.execute(f"{query} ORDER BY id").fetchall()
    else:
        asked = (database.execute(f"{query} WHERE id = ?", (paper,)).fetchone() for paper in ids)
        rows = [row for row in asked if row]
    return [
        paper
        for item, listed in rows
        for paper in decoded([item], date.fromisoformat(listed) if listed else None)
    ]


def store(database: sqlite3.Connection, each: Fetched, rows: list[tuple[str, bytes]]) -> None:
    """Put a list in the place of what was known of it, its papers being `rows`."""
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
