"""Search of the archive: by the full-text index, and paper by paper where that is behind.

Ranking all matches of a short word takes its time. So there are two searches: `first_page` finds
some matches at once, among the papers that came last; `search` finds all, the best first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from reader.archive.cache_file import is_damage
from reader.archive.full_text_index import is_current, made_anew_if_damaged, make, require_words
from reader.archive.listing_store import papers_by_id
from reader.paper import UNMARKED, Marks, Paper

if TYPE_CHECKING:
    from reader.query import Query
    from reader.query.sql_condition import SqlQuery

# Weights of title, abstract, author, keyword, org: the title says most of what a paper is about.
_HITS = (
    "WITH hit AS MATERIALIZED (SELECT rowid AS number, bm25(word, 10, 1, 4, 3, 3) AS score"
    " FROM word WHERE word MATCH ?)"
)
_PAPERS_AT_ONCE = 50
_LATEST = 40
"""Papers that the index has not, among which a first page is looked for as well."""
_MOST_READ = 100
"""Papers that are read for a first page, at a quarter of a millisecond each."""
_UNINDEXED = "SELECT paper FROM unindexed ORDER BY paper DESC"
_ALL = "SELECT count(*) FROM fact"
_INDEXED = "SELECT count(*) FROM fact WHERE paper NOT IN unindexed"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The papers that a query found."""

    papers: tuple[Paper, ...]
    """The best match first, and behind them those that the index has not; where the query has no
    words to rank by, the latest listed first."""
    more: int | None
    """How many more match; None where that is not known, as not all papers were looked at."""
    searched: int
    """How many papers the archive has."""
    unindexed: int = 0
    """How many of them the index has not yet."""


@dataclass(frozen=True, slots=True)
class SearchScope:
    """How far a search goes."""

    limit: int | None = None
    """How many papers are wanted; None for all."""
    unindexed_limit: int | None = None
    """At how many papers to look that the index has not, the latest first; None for all."""


def search(
    database: sqlite3.Connection,
    query: Query,
    marks: Mapping[str, Marks],
    scope: SearchScope,
    on_unindexed: Callable[[int], None],
) -> SearchResult:
    """Search for papers.

    The index is not brought up to date here, as somebody waits: the papers that it has not are
    looked at one by one.

    Args:
        database: an archive, in no transaction.
        query: what is asked for.
        marks: those of every paper that has any.
        scope: how far to go.
        on_unindexed: called with the number of papers that the index has not, where there are any.

    Raises:
        QueryError: a pattern takes too long.
        sqlite3.Error, ValueError, TypeError: the archive cannot be read.
    """

    def work() -> SearchResult:
        _make(database)
        # Of one moment, as another thread or process may index some of them meanwhile.
        database.execute("BEGIN")
        try:
            waiting = [paper for (paper,) in database.execute(_UNINDEXED)]
            if waiting:
                on_unindexed(len(waiting))
            return _search(database, query, marks, scope, waiting)
        finally:
            database.rollback()

    return made_anew_if_damaged(database, work)


def first_page(
    database: sqlite3.Connection, query: Query, marks: Callable[[str], Marks], size: int
) -> tuple[Paper, ...]:
    """Find some matches of a query without ranking them, mostly among the papers that came last.

    Args:
        database: an archive.
        query: what is asked for.
        marks: gives those of a paper.
        size: how many matches are enough.

    Returns:
        Matches; fewer, or none, where finding more of them takes longer.

    Raises:
        QueryError: a pattern takes too long.
        sqlite3.Error, ValueError, TypeError: the archive cannot be read.
    """
    latest = [paper for (paper,) in database.execute(f"{_UNINDEXED} LIMIT ?", (_LATEST,))]
    found: tuple[Paper, ...] = ()
    # A short word that is not among the latest is in few papers, and so it is quick to look up.
    for short in (False, True):
        try:
            likely = _likely(database, query, short=short) if is_current(database) else ()
        except sqlite3.Error as error:
            if not is_damage(error):
                raise
            # The search that follows makes the index anew.
            likely = ()
        ids = list(dict.fromkeys((*latest, *likely)))[:_MOST_READ]
        papers = _papers(database, ids, size)
        found = tuple(islice((p for p in papers if query.matches(p, marks(p.id))), size))
        if found:
            break
    return found


def _likely(database: sqlite3.Connection, query: Query, *, short: bool) -> Sequence[str]:
    """Papers that may match, and quickly found; those that were indexed last come first."""
    from reader.query.sql_condition import to_quick_sql

    asked = to_quick_sql(query.tree, short=short)
    condition, parameters = asked.condition.sql, asked.condition.parameters
    if asked.match is None:
        latest = f"SELECT paper FROM fact WHERE {condition} ORDER BY row DESC LIMIT ?"
        rows = database.execute(latest, (*parameters, _MOST_READ))
    else:
        rows = database.execute(
            "SELECT paper FROM word CROSS JOIN fact ON fact.row = word.rowid"
            f" WHERE word MATCH ? AND {condition} ORDER BY word.rowid DESC LIMIT ?",
            (asked.match, *parameters, _MOST_READ),
        )
    return [paper for (paper,) in rows]


def _make(database: sqlite3.Connection) -> None:
    """Where there is no index of this version, make an empty one, which all papers wait for."""
    if not is_current(database):
        database.execute("BEGIN IMMEDIATE")
        make(database)
        database.commit()


def _search(
    database: sqlite3.Connection,
    query: Query,
    marks: Mapping[str, Marks],
    scope: SearchScope,
    waiting: Sequence[str],
) -> SearchResult:
    from reader.query.sql_condition import to_sql

    asked = to_sql(query.tree, marks, query.states)
    ids = _ids(database, asked, indexed_only=bool(waiting))
    if asked.match and not ids:
        require_words(database)
    (searched,) = database.execute(_INDEXED if waiting else _ALL).fetchone()

    def matching(found: Iterable[Paper]) -> Iterator[Paper]:
        return (paper for paper in found if query.matches(paper, marks.get(paper.id, UNMARKED)))

    apart = list(matching(_papers(database, waiting[: scope.unindexed_limit])))
    limit = scope.limit
    if asked.condition.exact:
        found = tuple(papers_by_id(database, ids[:limit]))
        more: int | None = len(ids) - len(found)
    else:
        each = matching(_papers(database, ids))
        found = tuple(islice(each, limit))
        more = 0 if next(each, None) is None else None
    papers = (*found, *apart) if asked.match else _latest_first((*found, *apart))
    if more is not None:
        more += len(found) + len(apart) - len(papers[:limit])
    if len(waiting) > len(waiting[: scope.unindexed_limit]):
        more = None
    return SearchResult(tuple(papers[:limit]), more, searched + len(waiting), len(waiting))


def _ids(database: sqlite3.Connection, asked: SqlQuery, *, indexed_only: bool) -> list[str]:
    """The ids of the papers that satisfy the SQL part of a query, the best match first.

    Args:
        database: an archive.
        asked: the query.
        indexed_only: leave out what has changed since it was indexed.
    """
    from reader.query.sql_condition import LISTED

    join = "JOIN" if asked.required else "LEFT JOIN"
    hits, joined, score = (
        (f"{_HITS} ", f" {join} hit ON hit.number = fact.row", "round(ifnull(score, 0), 1), ")
        if asked.match
        else ("", "", "")
    )
    current = " AND paper NOT IN unindexed" if indexed_only else ""
    rows = database.execute(
        f"{hits}SELECT paper FROM fact{joined} WHERE {asked.condition.sql}{current}"
        f" ORDER BY {score}{LISTED} DESC, upvotes DESC, paper DESC",
        (*((asked.match,) if asked.match else ()), *asked.condition.parameters),
    )
    return [paper for (paper,) in rows]


def _papers(
    database: sqlite3.Connection, ids: Sequence[str], at_once: int = _PAPERS_AT_ONCE
) -> Iterator[Paper]:
    for start in range(0, len(ids), at_once):
        yield from papers_by_id(database, ids[start : start + at_once])


def _latest_first(papers: Iterable[Paper]) -> Sequence[Paper]:
    """In the order of `_ids` without a rank; what is unknown comes last."""

    def key(paper: Paper) -> tuple[str, int, str]:
        votes = -1 if paper.upvotes is None else paper.upvotes
        return paper.listed.isoformat() if paper.listed else "", votes, paper.id

    return sorted(papers, key=key, reverse=True)
