"""Rows of the search of many papers: a letter, and the index behind it.

The papers are those of `homes`; the words of the letters are common and rare, and as short as one
letter.
"""

from __future__ import annotations

import functools
import shutil
import sqlite3
import statistics
import time
from contextlib import closing
from pathlib import Path

from reader.archive import Archive
from reader.paper import UNMARKED
from reader.query import parse
from reader.query.matcher import searchable_words
from reader.query.tree import TextField
from reader.settings.environment import places
from tests.benchmarks import homes
from tests.benchmarks.table import Row, Samples, in_turn

PAPERS = 100_000
_PAGE = 25
_TYPED = ("sparse attention", "th", "language models for", "qua", "zq", "title:vision", "a the of")
_COLUMNS: tuple[TextField, ...] = ("title", "abstract", "author", "keyword", "org")


def rows() -> list[Row]:
    """What so many papers cost."""
    return [
        Row(f"worst first page of a letter, ms, {PAPERS:,} papers", "ms", 40, _worst_page),
        Row(f"letters of the search, {PAPERS:,} papers", "bare match, no rank", None, _pages),
        Row(f"letters, the best first, {PAPERS:,} papers", "bare match, no rank", None, _ranked),
        Row(f"index of {PAPERS:,} papers", "bare FTS5 insertion", 2, _indexing),
    ]


def _letters() -> list[str]:
    typed = (each[:end] for each in _TYPED for end in range(1, len(each) + 1))
    return [letters for letters in typed if not letters.endswith(":")]


def _worst_page() -> Samples:
    archive = Archive(_indexed())
    times: dict[str, list[float]] = {letters: [] for letters in _letters()}
    for _ in range(5):
        for letters, taken in times.items():
            query = parse(letters)
            began = time.perf_counter()
            archive.first_page(query, lambda _: UNMARKED, _PAGE)
            taken.append(1000 * (time.perf_counter() - began))
    worst = max(times.values(), key=statistics.median)
    return Samples(tuple(worst))


def _pages() -> Samples:
    archive = Archive(_indexed())

    def page() -> float:
        began = time.perf_counter()
        for letters in _letters():
            archive.first_page(parse(letters), lambda _: UNMARKED, _PAGE)
        return time.perf_counter() - began

    return in_turn(page, _bare_matches, 5)


def _ranked() -> Samples:
    archive = Archive(_indexed())

    def ranked() -> float:
        began = time.perf_counter()
        for letters in _letters():
            archive.search(parse(letters), {}, 1000)
        return time.perf_counter() - began

    return in_turn(ranked, _bare_matches, 3)


def _bare_matches() -> float:
    """All matches of the same letters, by FTS5 alone."""
    with closing(sqlite3.connect(_indexed())) as database:
        began = time.perf_counter()
        for letters in _letters():
            field, _, words = letters.rpartition(":")
            match = " AND ".join(
                f'{field + ":" if field else ""}"{word}" *' for word in words.split()
            )
            if match:
                database.execute("SELECT rowid FROM word WHERE word MATCH ?", (match,)).fetchall()
        return time.perf_counter() - began


def _indexing() -> Samples:
    """What is left when the papers are packed: reading them again, their words, and FTS5."""
    texts = _texts()

    def ours() -> float:
        path = homes.folder() / "again.sqlite"
        shutil.copy(_indexed(), path)
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("DELETE FROM indexed_by")
        archive = Archive(path)
        began = time.process_time()
        while archive.index_portion():
            pass
        return time.process_time() - began

    def bare() -> float:
        path = homes.folder() / "bare.sqlite"
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = OFF")
            database.execute(
                f"CREATE VIRTUAL TABLE word USING fts5 ({', '.join(_COLUMNS)}, content = '',"
                " tokenize = 'ascii')"
            )
            began = time.process_time()
            database.executemany(
                f"INSERT INTO word ({', '.join(_COLUMNS)}) VALUES (?, ?, ?, ?, ?)", texts
            )
            database.commit()
            return time.process_time() - began

    return in_turn(ours, bare, 1)


@functools.cache
def _texts() -> list[tuple[str, ...]]:
    papers = Archive(_indexed()).papers().values()
    return [tuple(searchable_words(paper)[each] for each in _COLUMNS) for paper in papers]


@functools.cache
def _indexed() -> Path:
    """An archive whose index is in step."""
    home = homes.home(PAPERS, 0)
    path = places({"PAPER_READER_HOME": str(home)}).archive
    archive = Archive(path)
    while archive.index_portion():
        pass
    return path


if __name__ == "__main__":
    from tests.benchmarks.__main__ import main

    main()
