"""Papers are found for a query, best first: as far as can be in SQLite, the rest in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from reader.archive.cache_file import is_damage
from reader.archive.index_upkeep import catch_up, doubt, forget
from reader.archive.stored_lists import papers_by_id
from reader.paper import UNMARKED, Marks, Paper

if TYPE_CHECKING:
    from reader.query import Query
    from reader.query.sql_condition import Question

# Words of the title say most of what a paper is about, those of the abstract least.
_HITS = (
    "WITH hit AS MATERIALIZED (SELECT rowid AS number, bm25(word, 10, 1, 4, 3, 3) AS score"
    " FROM word WHERE word MATCH ?)"
)
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Matches:
    """What was found for a query."""

    papers: tuple[Paper, ...]
    """The best first; without words to rank them by, the one that was listed last."""
    more: int | None
    """How many more there are; None where some were not looked at, so that there may be any."""
    searched: int
    """How many papers there are in all."""


def search(
    database: sqlite3.Connection,
    query: Query,
    marks: Mapping[str, Marks],
    limit: int | None,
    told: Callable[[int], None],
) -> Matches:
    """Find papers; the index is brought up to date first, and made anew where it is damaged.

    Args:
        database: an archive, in no transaction.
        query: what is asked for.
        marks: those of every paper that has any.
        limit: how many are wanted; None for all.
        told: called with the number of papers that must first be put into the index.

    Raises:
        QueryError: a pattern takes too long.
        sqlite3.Error, ValueError, TypeError: the archive cannot be read.
    """
    try:
        catch_up(database, told)
        return _search(database, query, marks, limit)
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        database.rollback()
        forget(database)
        database.commit()
        catch_up(database, told)
        return _search(database, query, marks, limit)


def _search(
    database: sqlite3.Connection, query: Query, marks: Mapping[str, Marks], limit: int | None
) -> Matches:
    from reader.query.sql_condition import question

    asked = question(query.tree, marks)
    ids = _ids(database, asked)
    if asked.match and not ids:
        doubt(database)
    (searched,) = database.execute("SELECT count(*) FROM fact").fetchone()
    if asked.condition.exact:
        wanted = ids[:limit]
        return Matches(tuple(papers_by_id(database, wanted)), len(ids) - len(wanted), searched)
    let_through = _papers(database, ids)
    matching = (p for p in let_through if query.matches(p, marks.get(p.id, UNMARKED)))
    found = tuple(islice(matching, limit))
    return Matches(found, 0 if next(matching, None) is None else None, searched)


def _ids(database: sqlite3.Connection, asked: Question) -> list[str]:
    """The ids of the papers that are let through, in order."""
    from reader.query.sql_condition import LISTED

    join = "JOIN" if asked.required else "LEFT JOIN"
    hits, joined, score = (
        (f"{_HITS} ", f" {join} hit ON hit.number = fact.row", "round(ifnull(score, 0), 1), ")
        if asked.match
        else ("", "", "")
    )
    rows = database.execute(
        f"{hits}SELECT paper FROM fact{joined} WHERE {asked.condition.sql}"
        f" ORDER BY {score}{LISTED} DESC, upvotes DESC, paper DESC",
        (*((asked.match,) if asked.match else ()), *asked.condition.parameters),
    )
    return [paper for (paper,) in rows]


def _papers(database: sqlite3.Connection, ids: Sequence[str]) -> Iterator[Paper]:
    for start in range(0, len(ids), _AT_ONCE):
        yield from papers_by_id(database, ids[start : start + _AT_ONCE])
