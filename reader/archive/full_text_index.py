"""The full-text index of the archive: kept in step with its papers, and searched.

The tables `fact` and `word` are those that `reader.query.sql_condition` asks; `fact` also has a
digest of the words. Triggers write into `unindexed` the id of every paper that is inserted or
changed, so the index may be behind the papers, but always knows by which. A row of `word` is never
deleted, because FTS5 would have to be told its words again: the row of `fact` gets a new number
instead, and no search finds the old row any more.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING

from reader.archive.cache_file import is_damage
from reader.archive.listing_store import compress, decode_stored, is_compressed, papers_by_id
from reader.paper import UNMARKED, Marks, Paper

if TYPE_CHECKING:
    from reader.query import Query
    from reader.query.sql_condition import SqlQuery


RULES = 2
"""The version of what the index holds of an item. Raise it with every change of that, be it by
decoding or cleaning: an index of another version is rebuilt from the items."""

_COMPACT_AFTER = 1000
"""After a backlog of so many papers the file is compacted."""

_TABLES = (
    "DROP TABLE IF EXISTS fact",
    # AUTOINCREMENT: the number of a deleted row is never used again.
    "CREATE TABLE fact (row INTEGER PRIMARY KEY AUTOINCREMENT, paper TEXT NOT NULL UNIQUE,"
    " digest BLOB NOT NULL, dated TEXT, published TEXT, upvotes INTEGER, comments INTEGER,"
    " stars INTEGER, code INTEGER NOT NULL, project INTEGER NOT NULL, summary INTEGER NOT NULL,"
    " withdrawn INTEGER NOT NULL, submitter TEXT NOT NULL)",
    # `searchable_words` has separated the words by blanks; this tokenizer changes no letter.
    "CREATE VIRTUAL TABLE word USING fts5 (title, abstract, author, keyword, org, content = '',"
    " tokenize = 'ascii')",
    "DELETE FROM indexed_by",
    "INSERT OR IGNORE INTO unindexed SELECT id FROM paper",
)
_BATCH = 500
_FACTS = (
    *("digest", "dated", "published", "upvotes", "comments", "stars"),
    *("code", "project", "summary", "withdrawn", "submitter"),
)
_INSERT = f"INSERT INTO fact ({', '.join(_FACTS)}, paper) VALUES ({'?, ' * len(_FACTS)}?)"
_UPDATE = f"UPDATE fact SET {', '.join(f'{name} = ?' for name in _FACTS)} WHERE paper = ?"
# Stands between two lines, so that no phrase matches across them. It is no letter, so no word.
_BREAK = " ¶"
_HAS_WORDS = "SELECT EXISTS (SELECT 1 FROM word WHERE word MATCH '\"¶\"')"


def index_changes(database: sqlite3.Connection) -> None:
    """Index papers that have just changed, within the transaction that changed them.

    That transaction never fails because of the index: a damaged one is marked for a rebuild. At
    most one batch is indexed; the rest of a large backlog waits for the next search.
    """
    database.execute("SAVEPOINT before_index")
    try:
        _make(database)
        _index(database)
        # FTS5 writes its rows when a savepoint is set; an error is better here than in the commit.
        database.execute("SAVEPOINT after_index")
    except (sqlite3.Error, ValueError, TypeError) as error:
        if not is_damage(error):
            raise
        database.execute("ROLLBACK TO before_index")
        invalidate(database)
    database.execute("RELEASE before_index")


def index_backlog(database: sqlite3.Connection, on_backlog: Callable[[int], None]) -> None:
    """Index every paper that waits for it, in transactions too short to block others.

    Args:
        database: in no transaction.
        on_backlog: called with the number of papers that wait, where there are any.

    Raises:
        sqlite3.Error: the index cannot be read or written.
    """
    if _rules(database) != RULES:
        database.execute("BEGIN IMMEDIATE")
        _make(database)
        database.commit()
    (waiting,) = database.execute("SELECT count(*) FROM unindexed").fetchone()
    if waiting:
        on_backlog(waiting)
    more = waiting > 0
    while more:
        database.execute("BEGIN IMMEDIATE")
        more = _index(database)
        database.commit()
    if waiting >= _COMPACT_AFTER:
        # Compressed, the items leave most of their pages empty. Where another process is using
        # the file, it stays as large as it is.
        with contextlib.suppress(sqlite3.OperationalError):
            database.execute("VACUUM")


def invalidate(database: sqlite3.Connection) -> None:
    """Have the index rebuilt when it is next needed."""
    database.execute("DELETE FROM indexed_by")


def require_words(database: sqlite3.Connection) -> None:
    """Check an index in which nothing was found: every paper has at least one known word.

    Raises:
        sqlite3.DatabaseError: there are papers, but no words.
    """
    (papers,) = database.execute("SELECT EXISTS (SELECT 1 FROM fact)").fetchone()
    if papers and database.execute(_HAS_WORDS).fetchone() == (0,):
        raise sqlite3.DatabaseError("the index is empty")


def _rules(database: sqlite3.Connection) -> int | None:
    row = database.execute("SELECT rules FROM indexed_by").fetchone()
    return int(row[0]) if row else None


def _make(database: sqlite3.Connection) -> None:
    """Recreate the tables where they are of another version, and have all papers indexed again."""
    if _rules(database) != RULES:
        _drop_words(database)
        for statement in _TABLES:
            database.execute(statement)
        database.execute("INSERT INTO indexed_by VALUES (?)", (RULES,))


def _drop_words(database: sqlite3.Connection) -> None:
    try:
        database.execute("DROP TABLE IF EXISTS word")
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        # FTS5 cannot drop a table that it cannot read; then its entry in the schema is deleted.
        database.execute("PRAGMA writable_schema = ON")
        database.execute("DELETE FROM sqlite_master WHERE name = 'word'")
        database.execute("PRAGMA writable_schema = RESET")
        for part in ("data", "idx", "docsize", "config"):
            database.execute(f"DROP TABLE IF EXISTS word_{part}")


def _index(database: sqlite3.Connection) -> bool:
    """Index one batch of the papers that wait; return whether the batch was full."""
    rows = database.execute(
        "SELECT unindexed.paper, item FROM unindexed LEFT JOIN paper ON id = unindexed.paper"
        " LIMIT ?",
        (_BATCH,),
    ).fetchall()
    for identifier, item in rows:
        paper = next(decode_stored([item], None), None) if item is not None else None
        if paper is None:
            database.execute("DELETE FROM fact WHERE paper = ?", (identifier,))
        else:
            _put(database, identifier, paper)
    # A trigger takes the compression for a change; its rows in `unindexed` are deleted below.
    loose = [(compress(item), name) for name, item in rows if item and not is_compressed(item)]
    database.executemany("UPDATE paper SET item = ? WHERE id = ?", loose)
    database.executemany("DELETE FROM unindexed WHERE paper = ?", [row[:1] for row in rows])
    return len(rows) == _BATCH


def _put(database: sqlite3.Connection, identifier: str, paper: Paper) -> None:
    from reader.query.matcher import searchable_words

    words = searchable_words(paper)
    submitter = words.pop("by")
    text = tuple(f"{each}\n".replace("\n", _BREAK) for each in words.values())
    digest = blake2b("\n".join(text).encode(), digest_size=8).digest()
    facts = (
        digest,
        paper.listed and paper.listed.isoformat(),
        paper.published and paper.published.isoformat(),
        *(paper.upvotes, paper.comments, paper.github_stars),
        *(bool(paper.github), bool(paper.project), bool(paper.summary)),
        paper.withdrawn_at is not None,
        submitter,
        identifier,
    )
    query = "SELECT digest FROM fact WHERE paper = ?"
    if database.execute(query, (identifier,)).fetchone() == (digest,):
        database.execute(_UPDATE, facts)
        return
    database.execute("DELETE FROM fact WHERE paper = ?", (identifier,))
    row = database.execute(_INSERT, facts).lastrowid
    columns = f"rowid, {', '.join(words)}"
    database.execute(f"INSERT INTO word ({columns}) VALUES (?{', ?' * len(words)})", (row, *text))


# Weights of title, abstract, author, keyword, org: the title says most of what a paper is about.
_HITS = (
    "WITH hit AS MATERIALIZED (SELECT rowid AS number, bm25(word, 10, 1, 4, 3, 3) AS score"
    " FROM word WHERE word MATCH ?)"
)
_PAPERS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The papers that a query found."""

    papers: tuple[Paper, ...]
    """The best match first; where the query has no words to rank by, the latest listed first."""
    more: int | None
    """How many more match; None where that is not known, as not all papers were looked at."""
    searched: int
    """How many papers the archive has."""


def search(
    database: sqlite3.Connection,
    query: Query,
    marks: Mapping[str, Marks],
    limit: int | None,
    on_backlog: Callable[[int], None],
) -> SearchResult:
    """Search for papers; the index is brought up to date first, and rebuilt where it is damaged.

    Args:
        database: an archive, in no transaction.
        query: what is asked for.
        marks: those of every paper that has any.
        limit: how many are wanted; None for all.
        on_backlog: called with the number of papers that must be indexed first, if any.

    Raises:
        QueryError: a pattern takes too long.
        sqlite3.Error, ValueError, TypeError: the archive cannot be read.
    """
    try:
        index_backlog(database, on_backlog)
        return _search(database, query, marks, limit)
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        database.rollback()
        invalidate(database)
        database.commit()
        index_backlog(database, on_backlog)
        return _search(database, query, marks, limit)


def _search(
    database: sqlite3.Connection, query: Query, marks: Mapping[str, Marks], limit: int | None
) -> SearchResult:
    from reader.query.sql_condition import to_sql

    asked = to_sql(query.tree, marks, query.states)
    ids = _ids(database, asked)
    if asked.match and not ids:
        require_words(database)
    (searched,) = database.execute("SELECT count(*) FROM fact").fetchone()
    if asked.condition.exact:
        wanted = ids[:limit]
        return SearchResult(tuple(papers_by_id(database, wanted)), len(ids) - len(wanted), searched)
    candidates = _papers(database, ids)
    matching = (p for p in candidates if query.matches(p, marks.get(p.id, UNMARKED)))
    found = tuple(islice(matching, limit))
    return SearchResult(found, 0 if next(matching, None) is None else None, searched)


def _ids(database: sqlite3.Connection, asked: SqlQuery) -> list[str]:
    """The ids of the papers that satisfy the SQL part of a query, the best match first."""
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
    for start in range(0, len(ids), _PAPERS_AT_ONCE):
        yield from papers_by_id(database, ids[start : start + _PAPERS_AT_ONCE])
