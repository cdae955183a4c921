"""The index is kept in step with the papers, in portions, and made anew where it is not fit.

The tables `fact` and `word` are those that `reader.query.sql_condition` asks; `fact` also has a
digest of
the words. Triggers note in `unindexed` whatever changes in the table `paper`, whoever changes it;
so the index may lag behind, but it never is out of step without knowing. A row of `word` is never
taken away, as FTS5 would have to be told its words again: the row of `fact` gets another number,
and nobody comes upon the old words.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from hashlib import blake2b

from reader.archive.cache_file import is_damage
from reader.archive.stored_items import decoded, is_packed, packed
from reader.paper import Paper

RULES = 1
"""Raised with every change of what is made of an item for the index, of decoding and cleaning too.

An index that was made by other rules is made anew from the items.
"""

_MANY = 1000
"""Papers that wait for the index; after them the file is made small."""

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
