"""Kills the app while keys come in: `python -m tests.fuzzing.kills --kills 1000 --seed 1`.

A row whose pending sign is gone was shown as done: what it says has to be there after a restart.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import pyte

from reader.library import Library
from tests.feed_items import items
from tests.feed_server import FeedServer
from tests.fuzzing.wire import PATIENCE, HangError, Wire, environment

_DAY = "2024-01-02"
_PAPERS = 40
_SIZE = (100, _PAPERS + 4)
_MOMENT = 0.05
"""Seconds in which more may come of what is being written."""
_TOP = 1
"""The line of the screen that the first row is on."""
_MOST_OF_A_HOME = 24
"""Decisions after which a new home is taken, while there are unread papers left in the old."""
_ROW = re.compile(
    r"^[▌ ](?P<state>.)(?P<star>.) *\d+ Invented Paper (?P<n>\d+) +(?P<tags>(?:#\S+ )*)"
)
_PENDING, _STAR = "…", "★"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a row says."""

    pending: bool
    read: bool
    starred: bool
    tags: frozenset[str]


@dataclass(slots=True)
class Figures:
    """What a run came to."""

    kills: int = 0
    pending: int = 0
    """Rows that said when the app was killed that they wait to be written."""
    done: int = 0
    """Rows with a mark that said nothing of the kind."""
    lost: int = 0

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.done} rows shown as done, "
            f"{self.pending} shown as pending, {self.lost} lost"
        )


class Desk:
    """The app in a terminal whose rows can be read."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self._screen = pyte.Screen(*_SIZE)
        wire.heard = pyte.ByteStream(self._screen).feed

    @property
    def rows(self) -> dict[str, Shown]:
        """What every row says, by the id of its paper."""
        lines = self._screen.display[_TOP : _TOP + _PAPERS]
        found = ((number, _ROW.match(line)) for number, line in enumerate(lines))
        return {
            _id(number): Shown(
                row["state"] == _PENDING,
                row["state"] == " ",
                row["star"] == _STAR,
                frozenset(tag.removeprefix("#") for tag in row["tags"].split()),
            )
            for number, row in found
            if row and row["n"] == str(number)
        }

    def read(self, patience: float) -> bool:
        """Take what is written next; False where nothing comes."""
        try:
            return bool(self.wire.more(patience))
        except HangError:
            if patience == PATIENCE:
                raise
            return False

    def wait(self) -> None:
        """Read until the list is there, with nothing pending."""
        while len(self.rows) < _PAPERS or any(row.pending for row in self.rows.values()):
            self.read(PATIENCE)
            if not self.wire.is_open:
                raise AssertionError(f"the app has ended:\n{self.wire.tail[-2000:]!r}")


def _id(number: int) -> str:
    paper: str = _ITEMS[number]["paper"]["id"]
    return paper


_ITEMS = items(_PAPERS, _DAY)


def bursts(random: Random) -> Iterator[tuple[str, int, int]]:
    """Keys that only ever add marks; after how many rows, and pieces of output, to kill the app."""
    while True:
        # From an unread paper on; what moves on goes from one to the next.
        keys, decisions = ["n"], random.randint(1, 12)
        for _ in range(decisions):
            if random.random() < 0.3:
                keys.append(f"tk{random.randint(1, 9)}\r")
            keys.append(random.choice("rs"))
        yield "".join(keys), random.randint(0, decisions), random.randint(0, 3)


def run(kills: int, seed: int, server: FeedServer, folder: Path) -> Figures:
    """Kill it so often; the figures, in which nothing may be lost."""
    figures, decided, homes = Figures(), 0, 0
    home = folder / "0"
    home.mkdir()
    before: dict[str, Shown] = {}
    for keys, rows, pieces in bursts(Random(seed)):
        if decided > _MOST_OF_A_HOME or (decided and figures.kills >= kills):
            before, decided, homes = {}, 0, homes + 1
            home = folder / str(homes)
            home.mkdir()
        if figures.kills >= kills:
            return figures
        env = environment(server.url, server.today.isoformat(), home)
        with Wire(env | {"TEXTUAL_DISABLE_KITTY_KEY": "1"}, home, size=_SIZE) as wire:
            desk = Desk(wire)
            wire.wait_for(b"fetched")
            # The titles alone, so that every row is on the screen.
            wire.send(b"w")
            desk.wait()
            _compare(before, desk.rows, home, figures)
            start = desk.rows
            wire.send(keys.encode())
            while sum(row != start[paper] for paper, row in desk.rows.items()) < rows:
                desk.read(PATIENCE)
            for _ in range(pieces):
                desk.read(_MOMENT)
            wire.process.kill()
            wire.process.wait()
            while wire.is_open and desk.read(_MOMENT):
                pass
            before = desk.rows
        decided += sum(keys.count(key) for key in "rs")
        figures.kills += 1
        figures.pending += sum(row.pending for row in before.values())
        figures.done += sum(
            not row.pending and (row.read or row.starred or bool(row.tags))
            for row in before.values()
        )
        _compare_library(before, home, figures)
    return figures


def _compare(
    before: dict[str, Shown], after: dict[str, Shown], home: Path, figures: Figures
) -> None:
    """Count what was shown as done and is not shown after a restart."""
    for paper, row in before.items():
        if not row.pending and not _holds(row, after[paper]):
            figures.lost += 1
            print(f"{home.name}, {paper}: it was {row}, and is {after[paper]}", file=sys.stderr)


def _compare_library(before: dict[str, Shown], home: Path, figures: Figures) -> None:
    library = Library(home)
    marks = {paper: library.marks(paper) for paper in before}
    after = {
        paper: Shown(False, each.read, each.starred, frozenset(each.tags))
        for paper, each in marks.items()
    }
    _compare(before, after, home, figures)


def _holds(row: Shown, now: Shown) -> bool:
    """Nothing that a row said is gone; more may have been decided than was drawn."""
    return row.read <= now.read and row.starred <= now.starred and row.tags <= now.tags


def main() -> int:
    """Run as the arguments say, and print what it came to."""
    parser = argparse.ArgumentParser(prog="tests.fuzzing.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, FeedServer(today=date(2024, 1, 3)) as server:
        server.days[_DAY] = _ITEMS
        figures = run(options.kills, options.seed, server, Path(os.path.realpath(folder)))
    print(f"{figures}, {time.monotonic() - begun:.0f} seconds")
    return 1 if figures.lost or not figures.done else 0


if __name__ == "__main__":
    sys.exit(main())
