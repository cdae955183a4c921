"""Rows of a long journal: the first undo, and an opening without the checkpoint.

The journal is written at once: its actions are those of a person who reads, stars and takes back.
"""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from reader.library import Library, decisions
from reader.library.journal import Journal
from reader.library.journal_entry import Change, JournalEntry, encode
from reader.paper import Paper
from tests.benchmarks import homes
from tests.benchmarks.table import Row, Samples, in_turn

ACTIONS = 100_000
_START = datetime(2025, 1, 1, tzinfo=UTC)
_FRESH = count(10**6)


def rows() -> list[Row]:
    """What a journal of so many actions costs."""
    undo = functools.partial(_first_undo, far=False)
    far = functools.partial(_first_undo, far=True)
    return [
        Row(f"first undo, {ACTIONS:,} actions", "one mark", 2, undo),
        Row(f"first undo behind one of the first of {ACTIONS:,}", "one mark", 2, far),
        Row(f"opening without a checkpoint, {ACTIONS:,} actions", "parsing it", 2, _opening),
    ]


def _first_undo(*, far: bool) -> Samples:
    made = _home(far=far)
    marking, undoing = Library(made), Library(made)

    def mark() -> float:
        wishes = decisions.read([Paper(f"2401.{next(_FRESH):07d}", "")])
        return _timed(lambda: marking.commit(wishes))

    def undo() -> float:
        # As if nothing had been taken back yet since the library was opened.
        undoing.refresh()
        undoing._store._undo_history = None
        return _timed(undoing.undo)

    undo()
    return in_turn(undo, mark, 60)


def _opening() -> Samples:
    made = _home(far=True)
    (made / "library.json").unlink(missing_ok=True)
    (journal,) = (made / "journal").iterdir()
    lines = journal.read_bytes().splitlines()
    return in_turn(
        lambda: _timed(lambda: Library(made)), lambda: _timed(lambda: [*map(json.loads, lines)]), 9
    )


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@functools.cache
def _home(*, far: bool) -> Path:
    """A library; `far`: its last line takes its first action back."""
    made = homes.folder() / f"library-{far}"
    library = Library(made)
    library.commit(decisions.read([Paper("2401.00000", "")]))
    (path,) = (made / "journal").iterdir()
    (action,) = Journal(path).read().entries
    with path.open("ab") as file:
        for entry in _actions(action.stamp.rpartition("-")[2], far=far):
            file.write(encode(entry))
    if error := Library(made).checkpoint():
        raise error
    return made


def _actions(machine: str, *, far: bool) -> Iterable[JournalEntry]:
    moments = (_START + timedelta(seconds=number) for number in count())
    stamps = (f"{each.isoformat(timespec='milliseconds')[:23]}Z-0000-{machine}" for each in moments)
    first = ""
    for number, stamp in zip(range(ACTIONS - far), stamps, strict=False):
        first = first or stamp
        paper = f"24{1 + number % 12:02d}.{number:05d}"
        read = Change(paper, "read", None, now=True), Change(paper, "votes", None, number % 99)
        kept = (Change(paper, field, None, now=True) for field in ("starred", "tag:rl"))
        yield JournalEntry(stamp, tuple(kept if number % 10 == 0 else read))
    if far:
        back = (Change("2401.00000", field, True, None) for field in ("starred", "tag:rl"))
        yield JournalEntry(next(stamps), tuple(back), first)


if __name__ == "__main__":
    from tests.benchmarks.__main__ import main

    main()
