"""The tables of the archive that hold listings, and the papers in them as items of the feed."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from reader.paper import Listing, Paper, Period

# On recorded items the slowest level saves 5 % more and takes half as long again.
_LEVEL = 1
# zlib data begins with it, and no JSON does: https://www.rfc-editor.org/rfc/rfc1950#section-2.2
_PACKED = b"x"


def encode_item(item: object) -> bytes:
    """An item of the feed as JSON, in UTF-8."""
    from reader.text.json_decoder import RawObject

    try:
        # json.dumps escapes to ASCII: an item may hold half of a surrogate pair, UTF-8 cannot.
        text = item.text if isinstance(item, RawObject) else json.dumps(item, separators=(",", ":"))
    except RecursionError:
        # It is nested almost too deeply to be read; no paper is.
        text = "null"
    return text.encode()


def compress(kept: bytes) -> bytes:
    """An encoded item in about a third of its space; a compressed one as it is."""
    return kept if is_compressed(kept) else zlib.compress(kept, _LEVEL)


def is_compressed(kept: bytes) -> bool:
    """Whether `compress` made these bytes."""
    return kept[:1] == _PACKED


def decode_stored(items: Iterable[bytes], day: date | None) -> Iterator[Paper]:
    """Decode stored items into papers, leaving out those that are no paper.

    Args:
        items: as `encode_item` or `compress` made them.
        day: the Daily Papers day, for items that do not say theirs.

    Raises:
        TypeError, ValueError: one of them is corrupt.
    """
    from reader.feed.item_decoder import BrokenItem, decode_item
    from reader.text.json_decoder import decode

    for item in items:
        try:
            text = zlib.decompress(item) if is_compressed(item) else item
        except zlib.error as error:
            raise ValueError(str(error)) from error
        # One item that this version cannot read any more must not cost the rest of the list.
        with contextlib.suppress(BrokenItem):
            yield decode_item(decode(text), day)


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
-- What `full_text_index` goes by; the tables of the index are created when they are needed.
CREATE TABLE IF NOT EXISTS unindexed (paper TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS indexed_by (rules INTEGER NOT NULL);
CREATE TRIGGER IF NOT EXISTS paper_came AFTER INSERT ON paper
BEGIN INSERT INTO unindexed SELECT new.id WHERE new.id NOT IN unindexed; END;
CREATE TRIGGER IF NOT EXISTS paper_changed AFTER UPDATE OF item ON paper
BEGIN INSERT INTO unindexed SELECT new.id WHERE new.id NOT IN unindexed; END;
"""

_ROWS_PER_INSERT = 100
"""SQLite takes some thousand values in one statement."""


class RawListing(NamedTuple):
    """A list as the service gave it, to be stored."""

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
    papers = tuple(decode_stored((item for item, _, _ in rows), day))
    late = frozenset(paper for _, paper, seen in rows if looked_at and seen > looked_at)
    return Listing(period, papers, datetime.fromisoformat(fetched_at), int(broken), late)


def fetch_times(database: sqlite3.Connection, first: date, last: date) -> dict[date, datetime]:
    """When the lists of the days from `first` to `last` were last fetched, where they were."""
    query = "SELECT value, fetched_at FROM listing WHERE kind = 'day' AND value BETWEEN ? AND ?"
    rows = database.execute(query, (first.isoformat(), last.isoformat()))
    return {date.fromisoformat(day): datetime.fromisoformat(moment) for day, moment in rows}


_NEWEST = "SELECT max(value) FROM entry WHERE kind = 'day'"
# SELECT DISTINCT would read every entry; this looks once into the index for each day.
_DAYS = f"""
WITH RECURSIVE day (value) AS (
    {_NEWEST}
    UNION ALL
    SELECT ({_NEWEST} AND value < day.value) FROM day WHERE day.value IS NOT NULL
)
SELECT value FROM day WHERE value IS NOT NULL
"""


def days(database: sqlite3.Connection) -> list[date]:
    """The days that have papers, the latest first."""
    return [date.fromisoformat(value) for (value,) in database.execute(_DAYS)]


def ids(database: sqlite3.Connection, beginning: str) -> list[str]:
    """The ids of all papers that begin so, the latest first."""
    query = "SELECT id FROM paper WHERE id >= ? AND id < ? ORDER BY id DESC"
    return [paper for (paper,) in database.execute(query, (beginning, f"{beginning}\U0010ffff"))]


def newest_day(database: sqlite3.Connection, last: date) -> date | None:
    """The latest day until `last` that has papers; None where none has."""
    (value,) = database.execute(f"{_NEWEST} AND value <= ?", (last.isoformat(),)).fetchone()
    return date.fromisoformat(value) if value else None


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
        for paper in decode_stored([item], date.fromisoformat(listed) if listed else None)
    ]


def store(database: sqlite3.Connection, each: RawListing, rows: list[tuple[str, bytes]]) -> None:
    """Replace a stored list.

    Args:
        database: the archive.
        each: the list.
        rows: the id of each paper and its encoded item, in feed order.
    """
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
    # An item that did not change is not written, so that it is not indexed again.
    store_paper = "ON CONFLICT (id) DO UPDATE SET item = excluded.item WHERE item != excluded.item"
    _insert(database, "paper", rows, store_paper)


def _insert(
    database: sqlite3.Connection,
    table: str,
    rows: Sequence[tuple[object, ...]],
    otherwise: str,
) -> None:
    """Insert rows into a table; `otherwise` is the SQL for a row that is there already.

    One statement inserts many rows, because Python lets other threads run between statements.
    """
    for start in range(0, len(rows), _ROWS_PER_INSERT):
        part = rows[start : start + _ROWS_PER_INSERT]
        row = f"({', '.join('?' * len(part[0]))})"
        values = ", ".join([row] * len(part))
        query = f"INSERT INTO {table} VALUES {values} {otherwise}"
        database.execute(query, [value for each in part for value in each])
