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
from datetime import date
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING

from reader.archive.cache_file import is_damage
from reader.archive.listing_store import decoded, is_packed, packed
from reader.paper import UNMARKED, Marks, Paper

if TYPE_CHECKING:
    from reader.query import Query
    from reader.query.sql_condition import Question


RULES = 1
"""Raised with every change of what is made of an item for the index, of decoding and cleaning too.

An index that was made by other rules is made anew from the items.
"""

_MANY = 1000
"""Papers that wait for the index; after them the file is made small."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS unindexed (paper TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS indexed_by (rules INTEGER NOT NULL);
CREATE TRIGGER IF NOT EXISTS paper_came AFTER INSERT ON paper
BEGIN INSERT INTO unindexed SELECT new.id WHERE new.id NOT IN unindexed; END;
CREATE TRIGGER IF NOT EXISTS paper_changed AFTER UPDATE OF item ON paper
BEGIN INSERT INTO unindexed SELECT new.id WHERE new.id NOT IN unindexed; END;
"""
"""What belongs to the table `paper` of an archive; the index itself is made when it is needed."""

_TABLES = (
    "DROP TABLE IF EXISTS fact",
    # A number that was given is never given again.
    "CREATE TABLE fact (row INTEGER PRIMARY KEY AUTOINCREMENT, paper TEXT NOT NULL UNIQUE,"
    " digest BLOB NOT NULL, dated TEXT, published TEXT, upvotes INTEGER, comments INTEGER,"
    " stars INTEGER, code INTEGER NOT NULL, project INTEGER NOT NULL, summary INTEGER NOT NULL,"
    " submitter TEXT NOT NULL)",
    # A word is what stands between two blanks: the tokenizer takes all letters as they are.
    "CREATE VIRTUAL TABLE word USING fts5 (title, abstract, author, keyword, org, content = '',"
    " tokenize = 'ascii')",
    "DELETE FROM indexed_by",
    "INSERT OR IGNORE INTO unindexed SELECT id FROM paper",
)
_PORTION = 500
_FACTS = (
    *("digest", "dated", "published", "upvotes", "comments", "stars"),
    *("code", "project", "summary", "submitter"),
)
_INSERT = f"INSERT INTO fact ({', '.join(_FACTS)}, paper) VALUES ({'?, ' * len(_FACTS)}?)"
_UPDATE = f"UPDATE fact SET {', '.join(f'{name} = ?' for name in _FACTS)} WHERE paper = ?"
# Between two lines, so that no phrase goes from one to the next. It is no letter, so no word.
_BREAK = " ¶"
_KNOWS_ANY = "SELECT EXISTS (SELECT 1 FROM word WHERE word MATCH '\"¶\"')"


def keep_up(database: sqlite3.Connection) -> None:
    """Index what has just changed, in the transaction that changed it, which never fails for it.

    Where very much waits to be indexed, some of it goes on waiting.
    """
    database.execute("SAVEPOINT before_index")
    try:
        _make(database)
        _index(database)
        # FTS5 writes what it was given when a savepoint is set: better now than in the commit.
        database.execute("SAVEPOINT after_index")
    except (sqlite3.Error, ValueError, TypeError) as error:
        if not is_damage(error):
            raise
        database.execute("ROLLBACK TO before_index")
        forget(database)
    database.execute("RELEASE before_index")


def catch_up(database: sqlite3.Connection, told: Callable[[int], None]) -> None:
    """Index all that waits to be, in transactions short enough for others to have their turn.

    Args:
        database: in no transaction.
        told: called with the number of papers that wait, where there are any.

    Raises:
        sqlite3.Error: the index cannot be read or written.
    """
    if _rules(database) != RULES:
        database.execute("BEGIN IMMEDIATE")
        _make(database)
        database.commit()
    (waiting,) = database.execute("SELECT count(*) FROM unindexed").fetchone()
    if waiting:
        told(waiting)
    more = waiting > 0
    while more:
        database.execute("BEGIN IMMEDIATE")
        more = _index(database)
        database.commit()
    if waiting >= _MANY:
        # Packed, they leave most of their room empty, in pages that nothing else will fill. Where
        # another process is at the file just now, it stays as large as it is.
        with contextlib.suppress(sqlite3.OperationalError):
            database.execute("VACUUM")


def forget(database: sqlite3.Connection) -> None:
    """Have the index made anew when it is next needed."""
    database.execute("DELETE FROM indexed_by")


def doubt(database: sqlite3.Connection) -> None:
    """Ask an index that found nothing for what every paper has.

    Raises:
        sqlite3.DatabaseError: it has lost its words.
    """
    (papers,) = database.execute("SELECT EXISTS (SELECT 1 FROM fact)").fetchone()
    if papers and database.execute(_KNOWS_ANY).fetchone() == (0,):
        raise sqlite3.DatabaseError("the index is empty")


def _rules(database: sqlite3.Connection) -> int | None:
    row = database.execute("SELECT rules FROM indexed_by").fetchone()
    return int(row[0]) if row else None


def _make(database: sqlite3.Connection) -> None:
    """Make the tables anew where they were made by other rules, and have all papers wait."""
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
        # FTS5 must be able to read what it is to throw away; what it cannot is a table like others.
        database.execute("PRAGMA writable_schema = ON")
        database.execute("DELETE FROM sqlite_master WHERE name = 'word'")
        database.execute("PRAGMA writable_schema = RESET")
        for part in ("data", "idx", "docsize", "config"):
            database.execute(f"DROP TABLE IF EXISTS word_{part}")


def _index(database: sqlite3.Connection) -> bool:
    """Index a portion of what waits; whether there was as much, so that more may wait."""
    rows = database.execute(
        "SELECT unindexed.paper, item FROM unindexed LEFT JOIN paper ON id = unindexed.paper"
        " LIMIT ?",
        (_PORTION,),
    ).fetchall()
    for identifier, item in rows:
        paper = next(decoded([item], None), None) if item is not None else None
        if paper is None:
            database.execute("DELETE FROM fact WHERE paper = ?", (identifier,))
        else:
            _put(database, identifier, paper)
    # A trigger notes the change, which is none, in `unindexed`: it goes with the others.
    loose = [(packed(item), name) for name, item in rows if item and not is_packed(item)]
    database.executemany("UPDATE paper SET item = ? WHERE id = ?", loose)
    database.executemany("DELETE FROM unindexed WHERE paper = ?", [row[:1] for row in rows])
    return len(rows) == _PORTION


def _put(database: sqlite3.Connection, identifier: str, paper: Paper) -> None:
    from reader.query.matcher import words_of

    words = words_of(paper)
    submitter = words.pop("by")
    text = tuple(f"{each}\n".replace("\n", _BREAK) for each in words.values())
    digest = blake2b("\n".join(text).encode(), digest_size=8).digest()
    facts = (
        digest,
        paper.listed and paper.listed.isoformat(),
        paper.published and paper.published.isoformat(),
        *(paper.upvotes, paper.comments, paper.github_stars),
        *(bool(paper.github), bool(paper.project), bool(paper.summary)),
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


# Words of the title say most of what a paper is about, those of the abstract least.
_HITS = (
    "WITH hit AS MATERIALIZED (SELECT rowid AS number, bm25(word, 10, 1, 4, 3, 3) AS score"
    " FROM word WHERE word MATCH ?)"
)
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class SearchResult:
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
) -> SearchResult:
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


def _search(
    database: sqlite3.Connection, query: Query, marks: Mapping[str, Marks], limit: int | None
) -> SearchResult:
    from reader.query.sql_condition import question

    asked = question(query.tree, marks)
    ids = _ids(database, asked)
    if asked.match and not ids:
        doubt(database)
    (searched,) = database.execute("SELECT count(*) FROM fact").fetchone()
    if asked.condition.exact:
        wanted = ids[:limit]
        return SearchResult(tuple(papers_by_id(database, wanted)), len(ids) - len(wanted), searched)
    let_through = _papers(database, ids)
    matching = (p for p in let_through if query.matches(p, marks.get(p.id, UNMARKED)))
    found = tuple(islice(matching, limit))
    return SearchResult(found, 0 if next(matching, None) is None else None, searched)


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
