"""Hours at the app in minutes: `python -m tests.fuzzing.soak --minutes 15`.

Memory has to be flat after the first third, no thread or descriptor may be left behind, and while
nobody types nothing may be written, neither to a file nor to the terminal.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from pathlib import Path

from tests.feed_server import FeedServer
from tests.fuzzing.keys import ESCAPE, fill, hears, plain
from tests.fuzzing.wire import HangError, Wire, environment

_LEAVE_ALONE = ESCAPE * 3
_MORNING = (
    "jjjkk",
    "rrsuuu",
    "trl\r",
    "u",
    "/up:>5\r",
    ESCAPE,
    "vjjm" + ESCAPE + ESCAPE,
    "\rjjj]]\x1b[A" + ESCAPE,
    "a" + ESCAPE,
    "?jjjq",
    "\x10last\r",
    "\x10theme\r",
    "[",
    "]",
    "zt",
    "zt",
    "SSSS",
    "www",
    "gq",
    "gl",
    "gs",
    "gd",
    "g/paper\r",
    "gd",
    "g=q",
    "oo",
    "yl",
    "yy",
    ":read up:<3\r",
    "u",
    "eWhy not\r",
    "u",
    "\x1b[15~",
)
_PACE = 0.15
"""Seconds between what is typed, as a person who hurries types it."""
_SIZES = ((120, 40), (100, 30), (60, 20), (200, 50))
_MEGABYTE = 1024
_GROWTH = 4 * _MEGABYTE
"""Kilobytes that the memory may grow by after the first third: what was decided can be undone."""
_SETTLED = 3.0
"""Seconds after which what was asked of the service has been answered."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the program holds at one moment."""

    second: float
    memory: int
    """Kilobytes in use."""
    threads: int
    descriptors: int

    def __str__(self) -> str:
        return (
            f"{self.second:6.0f} s  {self.memory / _MEGABYTE:6.1f} MB  "
            f"{self.threads} threads  {self.descriptors} descriptors"
        )


def sample(process: int, begun: float) -> Sample:
    """What a process holds now."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    facts = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    return Sample(
        time.monotonic() - begun,
        int(facts["VmRSS"].split()[0]),
        int(facts["Threads"]),
        len(list(Path(f"/proc/{process}/fd").iterdir())),
    )


def use(wire: Wire, seconds: float) -> Iterator[Sample]:
    """Use the app for so long; what it holds each time that it rests."""
    begun = time.monotonic()
    sizes = cycle(_SIZES)
    while time.monotonic() - begun < seconds:
        wire.resize(*next(sizes))
        for keys in _MORNING:
            wire.send(keys.encode())
            _pass(wire, _PACE)
            if not wire.is_open:
                raise HangError(f"the app has ended at {keys!r}: {plain(wire.tail)[-600:]}")
        wire.send(_LEAVE_ALONE.encode())
        if not hears(wire):
            raise HangError("the app has ended")
        _pass(wire, _SETTLED)
        yield sample(wire.process.pid, begun)


def _pass(wire: Wire, seconds: float) -> int:
    """Let time pass; how many bytes were written meanwhile."""
    end, before = time.monotonic() + seconds, wire.received
    while (left := end - time.monotonic()) > 0 and wire.is_open:
        try:
            wire.more(left)
        except HangError:
            break
    return wire.received - before


def _files(home: Path) -> dict[str, tuple[int, int]]:
    """Every file, with its size and when it was changed."""
    found = (path for path in home.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


def judged(samples: list[Sample], written: int, changed: set[str]) -> list[str]:
    """What is wrong, in sentences."""
    third = samples[len(samples) // 3 :]
    first, last = third[0], third[-1]
    wrong = []
    if min(each.memory for each in third[-3:]) > first.memory + _GROWTH:
        wrong.append(f"The memory grows: {first}, then {last}.")
    if min(each.threads for each in third[-3:]) > max(each.threads for each in third[:3]):
        wrong.append(f"Threads are left behind: {first}, then {last}.")
    if min(each.descriptors for each in third[-3:]) > max(each.descriptors for each in third[:3]):
        wrong.append(f"Descriptors are left behind: {first}, then {last}.")
    if written:
        wrong.append(f"{written} bytes were written to the terminal while nobody typed.")
    if changed:
        wrong.append(f"Files were written while nobody typed: {', '.join(sorted(changed))}.")
    return wrong


def run(minutes: float, server: FeedServer, home: Path) -> list[str]:
    """Use the app, then leave it alone; what is wrong, in sentences."""
    samples = []
    with Wire(environment(server.url, server.today.isoformat(), home), home) as wire:
        wire.wait_for(b"fetched")
        # Something to count for the statistics, else q behind them leaves the program.
        wire.send(b"tkept\r")
        for each in use(wire, 60 * minutes * 14 / 15):
            samples.append(each)
            print(each, flush=True)
        before = _files(home)
        written = _pass(wire, 60 * minutes / 15)
        after = _files(home)
        changed = {
            path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
        }
        wire.send(b"\x11")
        status = wire.leave()
    return [*judged(samples, written, changed), *([f"It ended with {status}."] if status else [])]


def main() -> int:
    """Run as the arguments say, and print what it came to."""
    parser = argparse.ArgumentParser(prog="tests.fuzzing.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, FeedServer(today=date(2024, 1, 3)) as server:
        fill(server)
        wrong = run(options.minutes, server, Path(os.path.realpath(folder)))
    print("\n".join(wrong or ["Nothing grows, nothing is left behind, nothing is written."]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
