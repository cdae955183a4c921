"""The tables of the archive that hold listings, and the papers in them as items of the feed."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reader.feed.item_decoder import BrokenItem, decode_item
from reader.net.json_values import RawObject
from reader.paper import Listing, Paper, Period
from reader.text.json_decoder import decode

# On recorded items the slowest level saves a twentieth more, and takes half as long again.
_LEVEL = 1
# What zlib begins with, and no JSON does: https://www.rfc-editor.org/rfc/rfc1950#section-2.2
_PACKED = b"x"


def written(item: object) -> bytes:
    """The item as JSON: kept so where there is no time to pack it."""
    try:
        # Else escaped to ASCII, as an item may hold half of a surrogate pair, which UTF-8 cannot.
        text = item.text if isinstance(item, RawObject) else json.dumps(item, separators=(",", ":"))
    except RecursionError:
        # No paper; it was nested almost too deeply to be read.
        text = "null"
    return text.encode()


def packed(kept: bytes) -> bytes:
    """The same item in a third of the space."""
    return kept if is_packed(kept) else zlib.compress(kept, _LEVEL)


def is_packed(kept: bytes) -> bool:
    """Whether it takes no more space than it must."""
    return kept[:1] == _PACKED


def decoded(items: Iterable[bytes], day: date | None) -> Iterator[Paper]:
    """The papers that kept items are read as; those that none can be made of are left out.

    Args:
        items: as `written` or `packed` made them.
        day: the Daily Papers day, for items that do not say theirs.

    Raises:
        TypeError, ValueError: one is not as they make them.
    """
    for item in items:
        try:
            text = zlib.decompress(item) if is_packed(item) else item
        except zlib.error as error:
            raise ValueError(str(error)) from error
        # An item that a former version could read and this one cannot must not cost the list.
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
"""

_AT_ONCE = 100
"""Rows in one statement; SQLite takes some thousand values."""


@dataclass(frozen=True, slots=True)
class RawListing:
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


def store(database: sqlite3.Connection, each: RawListing, rows: list[tuple[str, bytes]]) -> None:
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
