"""Moves the journals of a home many times, and each time dies before another system call.

`python -m tests.sync.dying_moves STORY FOLDER` prints one line of JSON: how many system calls the
move takes, and what was wrong after any of the deaths.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reader.library import Library, repair
from reader.sync.relocation import is_settled, move_journals
from tests.library import crashing
from tests.library.desk import Ticking, deliver, machine, marks, paper, read, star

_DEAD = 9


@dataclass(frozen=True)
class Story:
    """How things are before, and whether the journals go out or come home."""

    before: Callable[[Path, Path], None]
    out: bool


def _marked(home: Path, folder: Path) -> None:
    library = Library(home, Ticking())
    star(library, paper(1), paper(2))
    library.checkpoint()
    read(library, 3)
    other = home.with_name("other")
    star(Library(other, Ticking()), paper(7))
    deliver(other, home)


def _older_there(home: Path, folder: Path) -> None:
    """The folder has an older version of this journal, and a newer one of the other machine's."""
    _marked(home, folder)
    shutil.copytree(home / "journal", folder)
    read(Library(home, Ticking()), 4)
    other = home.with_name("other")
    read(Library(other, Ticking()), 8)
    shutil.copy(other / "journal" / f"{machine(other)}.jsonl", folder)


def _shared(home: Path, folder: Path) -> None:
    _marked(home, folder)
    move_journals(home, folder)
    read(Library(home, Ticking()), 5)


STORIES = {
    "out": Story(_marked, out=True),
    "out over an older one": Story(_older_there, out=True),
    "home": Story(_shared, out=False),
}


def wrong(home: Path, target: Path | None, before: set[str]) -> str:
    """What is wrong after a death; empty where nothing is."""
    library = Library(home, Ticking())
    if lost := before - {each for each, mark in library.marked() if mark.read}:
        return f"lost before it was completed: {lost}"
    read(library, 50)
    library.checkpoint()
    move_journals(home, target)
    if not is_settled(home, target):
        return "the second move did not complete it"
    wanted = before | {paper(50).id}
    for afresh in (False, True):
        again = Library(home, Ticking(), afresh=afresh)
        if lost := wanted - {each for each, mark in again.marked() if mark.read}:
            return f"lost after it was completed: {lost}"
        if again.damage:
            return f"damaged: {again.damage}"
    read(library, 51)
    if marks(Library(home)) != marks(library):
        return "a library that was open goes on elsewhere"
    found = [each for each in repair.findings(home) if "never finished" not in each]
    return f"not in order: {found}" if found else ""


def main() -> None:
    """Try every call of one story, each with whole and with torn writes."""
    story, place = STORIES[sys.argv[1]], Path(sys.argv[2]) / "place"
    home, folder, origin = place / "home", place / "shared", place.with_name("origin")
    home.mkdir(parents=True)
    story.before(home, folder)
    place.rename(origin)
    target = folder if story.out else None
    problems, count = [], 0
    for torn in (False, True):
        for nth in range(1000):
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(origin, place)
            before = {each for each, mark in Library(home, Ticking()).marked() if mark.read}
            child = os.fork()
            if child == 0:
                crashing.dying_before(nth, torn=torn)
                move_journals(home, target)
                os._exit(0)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            assert code in (0, _DEAD), f"the move failed with {code}"
            if problem := wrong(home, target, before):
                problems.append(f"call {nth}, {torn=}: {problem}")
            if code == 0:
                count = nth
                break
    print(json.dumps({"calls": count, "wrong": problems}))


if __name__ == "__main__":
    main()
