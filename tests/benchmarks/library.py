"""What a durable mark costs, as ratios taken in one run: `python -m tests.benchmarks.library`.

Each figure is the median of many rounds, in each of which all sides have their turn in an order
of its own, so that whatever else the machine and its disk do falls on all of them alike.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import statistics
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from tinydb import TinyDB, where

from reader.library import Library, decisions
from reader.library.journal import Journal
from reader.library.journal_entry import Change, JournalEntry, encode
from reader.paper import Paper

SIZES = (100, 10_000, 100_000)
ROUNDS = 200
FEW_ROUNDS = 15
FRESH = count(10**6)
"""Papers that nothing has been done to yet."""
START = datetime(2026, 1, 1, tzinfo=UTC)
LINE = b"x" * 299 + b"\n"

Work = Callable[[], object]


class Figure(NamedTuple):
    """One line of the table."""

    what: str
    ratio: float
    goal: float | None


def main() -> None:
    """Measure, and print one table."""
    with TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
        figures = list(measured(Path(folder)))
    width = max(len(figure.what) for figure in figures)
    for what, ratio, goal in figures:
        wanted = "" if goal is None else f"  goal {goal:g}  {'' if ratio <= goal else 'missed'}"
        print(f"{what:<{width}}  {ratio:8.2f}{wanted}".rstrip())


def measured(folder: Path) -> Iterator[Figure]:
    """All that is measured."""
    homes = {size: filled(folder / f"library-{size}", size) for size in SIZES}
    works: dict[str, Work] = {
        "append": appending(folder / "appended"),
        "sqlite": updating_sqlite(folder / "any.sqlite"),
        **{f"mark {size}": marking(home) for size, home in homes.items()},
    }
    times = taken(works, ROUNDS)
    yield Figure(
        "sqlite3 (WAL, FULL) / append of 300 bytes", times["sqlite"] / times["append"], None
    )
    for size in SIZES:
        mark = times[f"mark {size}"]
        yield Figure(f"mark among {size:,} / append of 300 bytes", mark / times["append"], 2)
        yield Figure(f"mark among {size:,} / sqlite3 (WAL, FULL)", mark / times["sqlite"], 1.5)
    marks = [times[f"mark {size}"] for size in SIZES]
    yield Figure("mark, slowest / quickest of the sizes", max(marks) / min(marks), 1.5)
    yield from tinydb_figures(folder, times)
    yield from opening_figures(homes[10_000])
    yield from action_figures(homes[10_000])
    yield from undo_figures(folder / "acted")


def tinydb_figures(folder: Path, times: dict[str, float]) -> Iterator[Figure]:
    """Against TinyDB as it comes."""
    for size in SIZES:
        rounds = FEW_ROUNDS if size < 100_000 else 3
        update = taken({"tinydb": updating_tinydb(folder / f"tiny-{size}.json", size)}, rounds)
        ratio = update["tinydb"] / times[f"mark {size}"]
        yield Figure(f"update in plain TinyDB / mark, among {size:,}", ratio, None)


def opening_figures(home: Path) -> Iterator[Figure]:
    """Opening against the least that must be done."""
    path = home / "library.json"
    times = taken(
        {"parse": lambda: json.loads(path.read_bytes()), "open": lambda: Library(home)}, 31
    )
    yield Figure("opening 10,000 marks / reading and parsing", times["open"] / times["parse"], 2)


def action_figures(home: Path) -> Iterator[Figure]:
    """Many papers in one action."""
    # Apart, or the disk would be busy with the many while the one is measured.
    one = taken({"one": marking(home)}, ROUNDS)["one"]
    many = taken({"many": marking(home, 1000, FEW_ROUNDS)}, FEW_ROUNDS)["many"]
    yield Figure("marking 1,000 in one action / marking one", many / one, 20)


def undo_figures(home: Path) -> Iterator[Figure]:
    """Taking back, of which a window does not know yet what there is."""
    acted(home, SIZES[-1])
    works = {"mark": marking(home), "undo": first_undo(home)}
    times = taken(works, ROUNDS)
    yield Figure(
        f"first undo in a journal of {SIZES[-1]:,} actions / mark", times["undo"] / times["mark"], 2
    )


def acted(home: Path, size: int) -> None:
    """A home in which so many papers were read, one at a time; the journal is written at once."""
    library = Library(home)
    library.commit(decisions.read([paper(0)]))
    (path,) = (home / "journal").iterdir()
    (action,) = Journal(path).read().entries
    machine = action.stamp[-8:]
    moments = (START + timedelta(seconds=number) for number in range(1, size))
    with path.open("ab") as file:
        for number, moment in enumerate(moments, start=1):
            stamp = f"{moment.isoformat(timespec='milliseconds')[:23]}Z-0000-{machine}"
            change = Change(paper(number).id, "read", None, now=True)
            file.write(encode(JournalEntry(stamp, (change,))))
    library = Library(home)
    if error := library.checkpoint():
        raise error


def first_undo(home: Path) -> Work:
    """Take an action back as if nothing had been taken back yet since the library was opened."""
    library = Library(home)

    def undo() -> None:
        library._store._undo_history = None
        library.undo()

    return undo


def paper(number: int) -> Paper:
    """An invented paper; a hundred thousand to each month."""
    return Paper(f"{2401 + number // 100_000:04d}.{number % 100_000:05d}", "", upvotes=number)


def filled(home: Path, size: int) -> Path:
    """A home in which so many papers were read, a few at a time."""
    library = Library(home)
    for start in range(0, size, 1000):
        library.commit(decisions.read(paper(n) for n in range(start, min(size, start + 1000))))
    if error := library.checkpoint():
        raise error
    return home


def marking(home: Path, at_once: int = 1, times: int = ROUNDS) -> Work:
    """Mark papers read, so many in one action, so many times."""
    library = Library(home)
    wishes = [decisions.read(map(paper, islice(FRESH, at_once))) for _ in range(times)]

    def mark() -> None:
        library.commit(wishes.pop())

    return mark


def appending(path: Path) -> Work:
    """Append 300 bytes, and wait until they are on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def append() -> None:
        os.write(descriptor, LINE)
        os.fsync(descriptor)

    return append


def updating_sqlite(path: Path) -> Work:
    """Update one row of ten thousand."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE mark (id INTEGER PRIMARY KEY, text TEXT)")
    rows = ((number, LINE.decode()) for number in range(10_000))
    database.execute("BEGIN")
    database.executemany("INSERT INTO mark VALUES (?, ?)", rows)
    database.execute("COMMIT")
    numbers = iter(range(10_000))

    def update() -> None:
        number = next(numbers)
        database.execute("UPDATE mark SET text = ? WHERE id = ?", (f"{number:0300}", number))

    return update


def updating_tinydb(path: Path, size: int) -> Work:
    """Update one document of `size`."""
    database = TinyDB(path)
    database.insert_multiple({"id": number, "text": LINE.decode()} for number in range(size))
    numbers = iter(range(size))
    return lambda: database.update({"read": True}, where("id") == next(numbers))


def taken(works: dict[str, Work], rounds: int) -> dict[str, float]:
    """The median seconds of each work, all of them in turn."""
    times: dict[str, list[float]] = {name: [] for name in works}
    order = list(works)
    chance = random.Random(0)
    for _ in range(rounds):
        chance.shuffle(order)
        for name in order:
            start = perf_counter()
            works[name]()
            times[name].append(perf_counter() - start)
    return {name: statistics.median(each) for name, each in times.items()}


if __name__ == "__main__":
    main()
