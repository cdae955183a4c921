"""The full-text index of the archive: kept in step with its papers, a portion at a time.

The tables `fact` and `word` are those that `reader.query.sql_condition` asks; `fact` also has a
digest of the words. Triggers write into `unindexed` the id of every paper that is inserted or
changed, so the index may be behind the papers, but always knows by which. A row of `word` is never
deleted, because FTS5 would have to be told its words again: the row of `fact` gets a new number
instead, and no search finds the old row any more.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterable
from hashlib import blake2b
from typing import Any, TypeVar

from reader.archive.cache_file import is_damage
from reader.archive.listing_store import compress, decode_stored, is_compressed
from reader.paper import Paper

RULES = 2
"""The version of what the index holds of an item. Raise it with every change of that, be it by
decoding or cleaning: an index of another version is rebuilt from the items."""

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
    # What is written in portions is merged less often, which saves a fifth of the time.
    "INSERT INTO word (word, rank) VALUES ('automerge', 8)",
    "DELETE FROM indexed_by",
    "INSERT OR IGNORE INTO unindexed SELECT id FROM paper",
)
Done = TypeVar("Done")

PORTION = 200
"""Papers that are indexed in one transaction, which takes less than a tenth of a second."""
_FACTS = (
    *("digest", "dated", "published", "upvotes", "comments", "stars"),
    *("code", "project", "summary", "withdrawn", "submitter"),
)
_INSERT = f"INSERT INTO fact ({', '.join(_FACTS)}, paper) VALUES ({'?, ' * len(_FACTS)}?)"
_UPDATE = f"UPDATE fact SET {', '.join(f'{name} = ?' for name in _FACTS)} WHERE paper = ?"
# Stands between two lines, so that no phrase matches across them. It is no letter, so no word.
_BREAK = " ¶"
_FEW_PAGES = 256
_WAITING = "SELECT unindexed.paper, item FROM unindexed LEFT JOIN paper ON id = unindexed.paper"
_WAITS = "SELECT 1 FROM unindexed LIMIT 1"
_HAS_WORDS = "SELECT EXISTS (SELECT 1 FROM word WHERE word MATCH '\"¶\"')"


def index_changes(database: sqlite3.Connection, papers: Collection[str]) -> None:
    """Index papers that have just changed, within the transaction that changed them.

    That transaction never fails because of the index: a damaged one is marked for a rebuild. Of
    many papers a portion is indexed; the others wait.
    """
    database.execute("SAVEPOINT before_index")
    try:
        make(database)
        rows = database.execute(
            f"{_WAITING} WHERE unindexed.paper IN (SELECT value FROM json_each(?)) LIMIT ?",
            (json.dumps(list(papers)), PORTION),
        )
        _index(database, rows.fetchall())
        # FTS5 writes its rows when a savepoint is set; an error is better here than in the commit.
        database.execute("SAVEPOINT after_index")
    except (sqlite3.Error, ValueError, TypeError) as error:
        if not is_damage(error):
            raise
        database.execute("ROLLBACK TO before_index")
        invalidate(database)
    database.execute("RELEASE before_index")


def index_portion(database: sqlite3.Connection) -> bool:
    """Index some of the papers that wait, in a transaction; return whether more of them wait.

    A damaged index is made anew.

    Raises:
        sqlite3.Error, ValueError, TypeError: the archive cannot be read or written.
    """
    return made_anew_if_damaged(database, lambda: _index_some(database))


def made_anew_if_damaged(database: sqlite3.Connection, work: Callable[[], Done]) -> Done:
    """Do some work with the index; where that is damaged, do it again with an empty one.

    Raises:
        sqlite3.Error: it is not the index that is damaged.
    """
    try:
        return work()
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        database.rollback()
        invalidate(database)
        database.commit()
        return work()


def _index_some(database: sqlite3.Connection) -> bool:
    if is_current(database) and not database.execute(_WAITS).fetchone():
        return False
    database.execute("BEGIN IMMEDIATE")
    make(database)
    # In order of id, so that the papers that came last have the highest row numbers.
    rows = database.execute(f"{_WAITING} ORDER BY unindexed.paper LIMIT ?", (PORTION,)).fetchall()
    _index(database, rows)
    database.commit()
    return len(rows) == PORTION


def compact(database: sqlite3.Connection) -> None:
    """Give empty pages back, where they are a third of the file; in no transaction.

    Compressed, the items that a backfill stored leave most of their pages empty. Where another
    process is using the file, it stays as large as it is.
    """
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    (empty,) = database.execute("PRAGMA freelist_count").fetchone()
    if empty * 3 > pages and pages > _FEW_PAGES:
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


def is_current(database: sqlite3.Connection) -> bool:
    """Whether there is an index, and it is of this version."""
    row: tuple[int] | None = database.execute("SELECT rules FROM indexed_by").fetchone()
    return row == (RULES,)


def make(database: sqlite3.Connection) -> None:
    """Recreate the tables where they are of another version, and have all papers indexed again."""
    if not is_current(database):
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


def _index(database: sqlite3.Connection, rows: list[tuple[str, bytes | None]]) -> None:
    """Index papers that wait, given as their ids and items; one without an item is taken out."""
    names = [(name,) for name, _ in rows]
    digests = dict(_digests(database, names))
    gone: list[tuple[str]] = []
    for name, item in rows:
        paper = next(decode_stored([item], None), None) if item is not None else None
        if paper is None:
            gone.append((name,))
        else:
            _put(database, name, paper, digests.get(name))
    database.executemany("DELETE FROM fact WHERE paper = ?", gone)
    # A trigger takes the compression for a change; its rows in `unindexed` are deleted below.
    loose = [(compress(item), name) for name, item in rows if item and not is_compressed(item)]
    database.executemany("UPDATE paper SET item = ? WHERE id = ?", loose)
    database.executemany("DELETE FROM unindexed WHERE paper = ?", names)


def _digests(
    database: sqlite3.Connection, names: Iterable[tuple[str]]
) -> Iterable[tuple[str, bytes]]:
    """The digests of those of the papers that are in the index."""
    ids = json.dumps([name for (name,) in names])
    query = "SELECT paper, digest FROM fact WHERE paper IN (SELECT value FROM json_each(?))"
    return database.execute(query, (ids,)).fetchall()


def _put(database: sqlite3.Connection, name: str, paper: Paper, before: bytes | None) -> None:
    """Put a paper into the index, which has it with the digest `before`, or has it not."""
    from reader.query.matcher import searchable_words

    words = searchable_words(paper)
    submitter = words.pop("by")
    text = tuple(f"{each}\n".replace("\n", _BREAK) for each in words.values())
    digest = blake2b("\n".join(text).encode(), digest_size=8).digest()
    facts = _facts(paper, digest, submitter, name)
    if before == digest:
        database.execute(_UPDATE, facts)
        return
    if before is not None:
        database.execute("DELETE FROM fact WHERE paper = ?", (name,))
    row = database.execute(_INSERT, facts).lastrowid
    columns = f"rowid, {', '.join(words)}"
    database.execute(f"INSERT INTO word ({columns}) VALUES (?{', ?' * len(words)})", (row, *text))


def _facts(paper: Paper, digest: bytes, submitter: str, name: str) -> tuple[Any, ...]:
    """The values of a row of `fact`, in the order of `_INSERT`."""
    return (
        digest,
        paper.listed and paper.listed.isoformat(),
        paper.published and paper.published.isoformat(),
        *(paper.upvotes, paper.comments, paper.github_stars),
        *(bool(paper.github), bool(paper.project), bool(paper.summary)),
        paper.withdrawn_at is not None,
        submitter,
        name,
    )
