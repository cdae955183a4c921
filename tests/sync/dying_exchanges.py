"""Exchanges journals many times, and each time dies before another system call or run of git.

`python -m tests.sync.dying_exchanges FOLDER` prints one line of JSON: at how many places it died,
and what was wrong after any of the deaths.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from reader.library import Library
from reader.sync.git_program import GitProgram
from reader.sync.remote_exchange import RemoteExchange
from tests.library import crashing
from tests.library.desk import Ticking, paper, read, star

_DEAD = 9


def dying_at(nth: int, *, after: bool) -> None:
    """Let this process die at its nth run of git, or at its nth call that changes the disk.

    Args:
        nth: counted from 0.
        after: a run of git was done, and nobody heard of it.
    """
    crashing.dying_before(nth, torn=after)
    left = [nth]
    real = GitProgram.attempt

    def attempt(self: GitProgram, *words: str, content: bytes = b"") -> tuple[int, bytes, bytes]:
        if not left[0] and not after:
            os._exit(_DEAD)
        done = real(self, *words, content=content)
        if not left[0]:
            os._exit(_DEAD)
        left[0] -= 1
        return done

    method: Any = attempt
    GitProgram.attempt = method  # type: ignore[method-assign]


def wrong(one: Path, other: Path, remote: Path) -> str:
    """What is wrong after a death; empty where nothing is."""
    read(Library(one, Ticking()), 30)
    for home in (one, other, one):
        RemoteExchange(home, str(remote)).run()
    wanted = {paper(number).id for number in (1, 2, 3, 7, 8, 30)}
    for home in (one, other):
        library = Library(home, Ticking())
        if found := wanted ^ {each for each, mark in library.marked() if mark.read}:
            return f"{home.name}: {found}"
        if library.damage:
            return f"damaged: {library.damage}"
        if len(list((home / "journal").glob("*.jsonl"))) != 2:
            return "there are copies of journals"
    checked = subprocess.run(["git", "fsck"], cwd=remote, capture_output=True, check=False)
    return "" if checked.returncode == 0 else checked.stderr.decode()


def main() -> None:
    """Try every place of an exchange in which marks come and go."""
    place = Path(sys.argv[1]) / "place"
    one, other, remote, origin = (
        *(place / name for name in ("one", "other", "remote.git")),
        place.with_name("origin"),
    )
    place.mkdir()
    subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], check=True)
    star(Library(one, Ticking()), paper(1), paper(2))
    star(Library(other, Ticking()), paper(7))
    for home in (one, other):
        RemoteExchange(home, str(remote)).run()
    read(Library(one, Ticking()), 3)
    read(Library(other, Ticking()), 8)
    RemoteExchange(other, str(remote)).run()
    place.rename(origin)
    problems, count = [], 0
    for after in (False, True):
        for nth in range(1000):
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(origin, place)
            child = os.fork()
            if child == 0:
                dying_at(nth, after=after)
                RemoteExchange(one, str(remote)).run()
                os._exit(0)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            assert code in (0, _DEAD), f"the exchange failed with {code}"
            if problem := wrong(one, other, remote):
                problems.append(f"{nth}, {after=}: {problem}")
            if code == 0:
                count = nth
                break
    print(json.dumps({"places": count, "wrong": problems}))


if __name__ == "__main__":
    main()
