"""The archive: a cache of every listing ever fetched, which opens at once and offline."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reader.archive import listing_store
from reader.archive.cache_file import CacheFile
from reader.archive.listing_store import RawListing, compress, encode_item, papers_by_id
from reader.paper import Listing, Marks, Paper, Period

if TYPE_CHECKING:
    from reader.archive.full_text_search import SearchResult
    from reader.query import Query

_VERSION = 2


class Archive:
    """Stores listings and the items in them as they came; searches them.

    It is only a cache. Several processes may use the file at once, and any thread any method.
    """

    def __init__(self, path: Path, *, is_read_only: bool = False) -> None:
        """Remember where it is.

        Args:
            path: the file.
            is_read_only: change nothing, and raise an error where the file is damaged or cannot be
                read at once.
        """
        self._file = CacheFile(path, _VERSION, listing_store.SCHEMA, _read_all, is_read_only)

    def listing(self, period: Period) -> Listing | None:
        """The list as it was last fetched, or None where it never was.

        Raises:
            ArchiveError: the file cannot be read.
        """
        return self._file.read(lambda database: listing_store.listing(database, period), None)

    def days(self) -> list[date]:
        """The days that have papers here, the latest first.

        Raises:
            ArchiveError: the file cannot be read.
        """
        nothing: list[date] = []
        return self._file.read(listing_store.days, nothing)

    def ids(self, beginning: str) -> list[str]:
        """The ids of the papers here that begin so, the latest first.

        Raises:
            ArchiveError: the file cannot be read.
        """
        nothing: list[str] = []
        return self._file.read(lambda database: listing_store.ids(database, beginning), nothing)

    def newest_day(self, last: date) -> date | None:
        """The latest day until `last` that has papers here; None where none has.

        Raises:
            ArchiveError: the file cannot be read.
        """
        return self._file.read(lambda database: listing_store.newest_day(database, last), None)

    def papers(self, ids: Iterable[str] | None = None) -> dict[str, Paper]:
        """The papers with these ids (default: all); those that are not here are left out.

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
        unindexed_limit: int | None = None,
        on_unindexed: Callable[[int], None] = lambda _: None,
    ) -> SearchResult:
        """Search the papers of all lists, the best match first.

        Args:
            query: what to search for; `Query.terms` says what of it can be highlighted.
            marks: those of every paper that has any.
            limit: how many papers are wanted; None for all.
            unindexed_limit: at how many papers to look that the index has not; None for all.
            on_unindexed: called with the number of those papers first, where there are any.

        Raises:
            QueryError: a pattern takes too long.
            ArchiveError: the file cannot be read.
        """
        from reader.archive.full_text_search import SearchResult, SearchScope, search

        scope = SearchScope(limit, unindexed_limit)
        return self._file.read(
            lambda database: search(database, query, marks, scope, on_unindexed),
            SearchResult((), 0, 0),
        )

    def first_page(
        self, query: Query, marks: Callable[[str], Marks], size: int
    ) -> tuple[Paper, ...]:
        """Some papers that match, found at once and in no order; see `full_text_search`.

        Raises:
            QueryError: a pattern takes too long.
            ArchiveError: the file cannot be read.
        """
        from reader.archive.full_text_search import first_page

        nothing: tuple[Paper, ...] = ()
        return self._file.read(lambda database: first_page(database, query, marks, size), nothing)

    def index_portion(self) -> bool:
        """Index some of the papers that the index has not; return whether more of them wait.

        It takes less than a tenth of a second, and is for a time when nobody waits.

        Raises:
            ArchiveError: the file cannot be written.
        """
        from reader.archive.full_text_index import index_portion

        return self._file.read(index_portion, False)

    def compact(self) -> None:
        """Give back the room in the file that is empty, where that is much; nobody may wait.

        Raises:
            ArchiveError: the file cannot be used.
        """
        from reader.archive.full_text_index import compact

        self._file.read(compact, None)

    def fetched(self, first: date, last: date) -> dict[date, datetime]:
        """When the lists of the days from `first` to `last` were last fetched, where they were.

        Raises:
            ArchiveError: the file cannot be read.
        """
        nothing: dict[date, datetime] = {}
        return self._file.read(
            lambda database: listing_store.fetch_times(database, first, last), nothing
        )

    def etag(self, period: Period) -> str | None:
        """The ETag of the list as it is here, to be sent when the service is asked again.

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
        """Store a list as it was fetched, and index its papers.

        Args:
            period: what it is the list of.
            items: each paper's id and its item, in feed order.
            broken: how many items could not be read.
            fetched_at: when the service was asked.
            etag: to be given when it is asked again.

        Raises:
            ArchiveError: the file cannot be written.
        """
        from reader.archive.full_text_index import index_changes

        fetched = RawListing(period, tuple(items), broken, fetched_at, etag)
        rows = [(paper, compress(encode_item(item))) for paper, item in fetched.items]
        names = [paper for paper, _ in rows]
        self._store([(fetched, rows)], lambda database: index_changes(database, names))

    def store_many(self, fetched: Sequence[RawListing]) -> None:
        """Store several lists, all or none of them.

        For a backfill of hundreds of lists: their papers are neither compressed nor indexed until
        `index_portion` comes to them.

        Raises:
            ArchiveError: the file cannot be written.
        """
        rows = ([(paper, encode_item(item)) for paper, item in each.items] for each in fetched)
        self._store(list(zip(fetched, rows, strict=True)), lambda _: None)

    def _store(
        self,
        pairs: Sequence[tuple[RawListing, list[tuple[str, bytes]]]],
        then: Callable[[sqlite3.Connection], None],
    ) -> None:
        def work(database: sqlite3.Connection) -> None:
            for each, rows in pairs:
                listing_store.store(database, each, rows)
            then(database)

        self._file.do(work)

    def kept_open(self) -> AbstractContextManager[None]:
        """A context that keeps the file open, which makes storing many lists in a row much quicker.

        Raises:
            ArchiveError: the file cannot be used.
        """
        return self._file.kept_open()

    def mark_unchanged(self, period: Period, moment: datetime) -> bool:
        """Remember that the service was asked again at that moment and the list had not changed.

        Returns:
            False where it is no longer here, and must be asked for without its ETag.

        Raises:
            ArchiveError: the file cannot be written.
        """
        row = (moment.isoformat(), period.kind, period.value)
        query = "UPDATE listing SET fetched_at = ? WHERE (kind, value) = (?, ?)"
        return self._file.do(lambda database: database.execute(query, row).rowcount > 0)

    def store_paper(self, paper: str, item: object) -> None:
        """Store the item of one paper, unless there is one from a list, which holds more.

        Raises:
            ArchiveError: the file cannot be written.
        """
        from reader.archive.full_text_index import index_changes

        row = (paper, compress(encode_item(item)))

        def work(database: sqlite3.Connection) -> None:
            database.execute("INSERT OR IGNORE INTO paper VALUES (?, ?)", row)
            index_changes(database, [paper])

        self._file.do(work)

    def mark_viewed(self, period: Period, moment: datetime) -> None:
        """Remember when the reader saw this list; papers that join it later count as late.

        Raises:
            ArchiveError: the file cannot be written.
        """
        row = (moment.isoformat(), period.kind, period.value)
        query = "UPDATE listing SET looked_at = ? WHERE (kind, value) = (?, ?)"
        self._file.do(lambda database: database.execute(query, row))

    def problems(self) -> list[str]:
        """Read the whole file; return what is wrong with it, in sentences that say what to do."""
        return self._file.problems()

    def repair(self) -> None:
        """Delete the file where it is damaged; a new one fills as lists are fetched.

        Raises:
            ArchiveError: it cannot be deleted.
        """
        if self.problems():
            self._file.renew()


def _read_all(database: sqlite3.Connection) -> None:
    for kind, value in database.execute("SELECT kind, value FROM listing").fetchall():
        listing_store.listing(database, Period(kind, value))
    listing_store.days(database)
    papers_by_id(database, None)
