"""The cache of every listing ever fetched, so that it opens at once and without a network."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reader.archive import stored_lists
from reader.archive.cache_file import CacheFile
from reader.archive.stored_items import packed, written
from reader.archive.stored_lists import Fetched, papers_by_id
from reader.paper import Listing, Marks, Paper, Period

if TYPE_CHECKING:
    from reader.archive.full_text_search import Matches
    from reader.query import Query

_VERSION = 2


class Archive:
    """Listings and the papers in them, items raw as they came.

    A cache, used by several processes at once; any thread may call any method.
    """

    def __init__(self, path: Path) -> None:
        self._file = CacheFile(path, _VERSION, stored_lists.SCHEMA, _read_all)

    def listing(self, period: Period) -> Listing | None:
        """The list as it was last fetched, or None where it never was.

        Raises:
            ArchiveError: the file cannot be read.
        """
        return self._file.read(lambda database: stored_lists.listing(database, period), None)

    def days(self) -> list[date]:
        """The days that have papers here, the latest first.

        Raises:
            ArchiveError: the file cannot be read.
        """
        nothing: list[date] = []
        return self._file.read(stored_lists.days, nothing)

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
        from reader.archive.full_text_search import Matches, search

        return self._file.read(
            lambda database: search(database, query, marks, limit, told), Matches((), 0, 0)
        )

    def fetched(self, first: date, last: date) -> dict[date, datetime]:
        """When the lists of the days from `first` to `last` were last fetched, as far as they were.

        Raises:
            ArchiveError: the file cannot be read.
        """
        nothing: dict[date, datetime] = {}
        return self._file.read(
            lambda database: stored_lists.fetched(database, first, last), nothing
        )

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
        from reader.archive.index_upkeep import keep_up

        fetched = Fetched(period, tuple(items), broken, fetched_at, etag)
        rows = [(paper, packed(written(item))) for paper, item in fetched.items]
        self._store([(fetched, rows)], keep_up)

    def store_all(self, fetched: Sequence[Fetched]) -> None:
        """Keep several lists, all or none of them.

        There may be hundreds to come: the search that follows them first packs their papers, and
        puts them into the index.

        Raises:
            ArchiveError: the file cannot be written.
        """
        rows = ([(paper, written(item)) for paper, item in each.items] for each in fetched)
        self._store(list(zip(fetched, rows, strict=True)), lambda _: None)

    def _store(
        self,
        pairs: Sequence[tuple[Fetched, list[tuple[str, bytes]]]],
        then: Callable[[sqlite3.Connection], None],
    ) -> None:
        def work(database: sqlite3.Connection) -> None:
            for each, rows in pairs:
                stored_lists.store(database, each, rows)
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
        from reader.archive.index_upkeep import keep_up

        row = (paper, packed(written(item)))

        def work(database: sqlite3.Connection) -> None:
            database.execute("INSERT OR IGNORE INTO paper VALUES (?, ?)", row)
            keep_up(database)

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
        return self._file.problems()

    def repair(self) -> None:
        """Throw the file away where it is damaged; a new one fills as lists are fetched.

        Raises:
            ArchiveError: it cannot be thrown away.
        """
        if self.problems():
            self._file.renew()


def _read_all(database: sqlite3.Connection) -> None:
    for kind, value in database.execute("SELECT kind, value FROM listing").fetchall():
        stored_lists.listing(database, Period(kind, value))
    stored_lists.days(database)
    papers_by_id(database, None)
