"""Does a piece of work many times, and each time dies before another of its system calls.

`python -m tests.library.crashing WORK FOLDER` prints one line of JSON: how many system calls the
work takes, and what was wrong in the library after any of the deaths.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reader.library import Library, repair
from reader.paper import Marks
from tests.library.desk import Ticking, flipped, journal, marks, paper, read, star

_CALLS = (
    "open",
    "write",
    "fsync",
    "ftruncate",
    "replace",
    "mkdir",
    "unlink",
    "chmod",
    "rename",
    "rmdir",
)
_DEAD = 9

Work = Callable[[Library], object]


@dataclass(frozen=True)
class Story:
    """What is done, and what there was before."""

    work: Work
    before: Work
    harm: Callable[[Path], None] = lambda _: None


def _several(library: Library) -> object:
    return star(library, paper(1), paper(2), paper(3))


def _some(library: Library) -> None:
    star(library, paper(8))
    read(library, 9)


def _checkpointed(library: Library) -> None:
    _some(library)
    library.checkpoint()
    read(library, 10)
    star(library, paper(11))


def _damage(home: Path) -> None:
    path = journal(home)
    path.write_bytes(flipped(path.read_bytes(), 800))
    (home / "kept.json").write_bytes(b"{")


def _torn(home: Path) -> None:
    with journal(home).open("ab") as file:
        file.write(b'{"v":1,"stamp":"2026-11-23T1')


STORIES = {
    "first": Story(_several, lambda _: None),
    "later": Story(_several, _checkpointed),
    "over-torn": Story(_several, _checkpointed, _torn),
    "undo": Story(lambda library: library.undo(), _several),
    "fix": Story(lambda library: library.fix_keys([paper(8), paper(9)]), _some),
    "first-checkpoint": Story(lambda library: library.checkpoint(), _some),
    "checkpoint": Story(lambda library: library.checkpoint(), _checkpointed),
    "set-aside": Story(lambda library: library.checkpoint(), _checkpointed, _damage),
    "repair": Story(lambda _: repair.repair(Path(sys.argv[2]) / "home"), _checkpointed, _damage),
}


def dying_before(nth: int, *, torn: bool) -> None:
    """Let this process die before its nth call that changes the disk.

    Args:
        nth: counted from 0.
        torn: where it is a write, half of it reaches the disk.
    """
    left = [nth]

    def mortal(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if not left[0]:
                if torn and name == "write":
                    real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
                os._exit(_DEAD)
            left[0] -= 1
            return real(*arguments, **options)

        return call

    for name in _CALLS:
        setattr(os, name, mortal(name, getattr(os, name)))


def survived(story: Story, home: Path, nth: int, *, torn: bool) -> bool:
    """Whether the work was done before it came to its nth call."""
    library = Library(home, Ticking())
    child = os.fork()
    if child == 0:
        dying_before(nth, torn=torn)
        story.work(library)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, _DEAD), f"the work failed with {code}"
    return code == 0


def wrong(home: Path, before: dict[str, Marks], after: dict[str, Marks]) -> str:
    """What is wrong in the library after a death; empty where nothing is."""
    library = Library(home, Ticking())
    if marks(library) not in (before, after):
        return f"half a change: {marks(library)}"
    read(library, 50)
    library.checkpoint()
    if marks(Library(home)) != marks(library):
        return "another start shows other marks"
    repair.repair(home, Ticking())
    if found := repair.findings(home):
        return f"not mended: {found}"
    if marks(Library(home, afresh=True)) != marks(library):
        return "mending changed the marks"
    return ""


def main() -> None:
    """Try every call of one story, each with whole and with torn writes."""
    story, folder = STORIES[sys.argv[1]], Path(sys.argv[2])
    origin, home = folder / "origin", folder / "home"
    story.before(Library(home, Ticking()))
    story.harm(home)
    before = marks(Library(home, Ticking()))
    # Put back in the same place, or the library would take itself for a copy.
    home.mkdir(exist_ok=True)
    home.rename(origin)

    def prepare() -> None:
        shutil.rmtree(home, ignore_errors=True)
        if any(origin.iterdir()):
            shutil.copytree(origin, home)

    prepare()
    story.work(Library(home, Ticking()))
    after = marks(Library(home, Ticking()))
    problems = []
    count = 0
    for torn in (False, True):
        for nth in range(1000):
            prepare()
            alive = survived(story, home, nth, torn=torn)
            if problem := wrong(home, before, after):
                problems.append(f"call {nth}, {torn=}: {problem}")
            if alive:
                count = nth
                break
    print(json.dumps({"calls": count, "wrong": problems}))


if __name__ == "__main__":
    main()
