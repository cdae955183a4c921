"""From the command to the list on the screen: `python -m tests.benchmarks startup`.

The installed program opens in a pseudo-terminal, in a home with an archive and marks, with a
service on the loopback that has the newest day. Its floor is a bare Textual app. The first title
is there as soon as its bytes are, from the second start on those of the frame that was kept; the
live frame when Textual, which first asks the terminal what
it can do, has painted it.
"""

from __future__ import annotations

import contextlib
import functools
import os
import select
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import homes
from tests.benchmarks.table import ROUNDS, Row, Samples
from tests.terminal import PATIENCE, Terminal

SMALL, LARGE = (1_000, 500), (100_000, 50_000)
"""Papers in the archive, and marks."""
IDLE = 60.0
IDLING = 3
"""Apps of each kind that are idle at the same time."""
_ASKS = b"\x1b[?2026$p"
"""Textual asks for synchronised output."""
_ANSWERED = 0.5
"""Seconds of silence after which nothing more is expected of the service."""
_INDEXED = 12.0
"""Seconds after which an app that nobody touches has indexed what its archive had not."""
_SETTLED = 3.0
"""Seconds after its first frame in which a start comes to its end."""

BARE = """
from textual.app import App
from textual.widgets import Input, Static
class Bare(App):
    def compose(self):
        yield Static("a first frame")
        yield Input()
Bare().run()
"""
STILL = BARE.replace("        yield Input()\n", "")
"""Without the cursor of an input, which blinks."""


class Start(NamedTuple):
    """What one start took, in seconds."""

    first: float
    live: float


class Started(Terminal):
    """A program that was started in a terminal of 120 by 40, and what it has written so far."""

    def __init__(self, command: list[str], env: Mapping[str, str], text: str) -> None:
        self._began = time.perf_counter()
        super().__init__(command, env)
        self._text = text.encode()

    def start(self) -> Start:
        """Read until the text is on the live frame."""
        first = 0.0
        while True:
            self.read_some()
            now = time.perf_counter() - self._began
            first = first or (now if self._text in self.written else 0.0)
            if self._text in self.written.partition(_ASKS)[2]:
                return Start(first, now)

    def read_some(self, patience: float = PATIENCE) -> bool:
        """Read what there is; False where nothing comes. No emulator takes part in the race."""
        if not select.select([self._master], [], [], patience)[0]:
            assert patience < PATIENCE, self.written[-300:]
            return False
        self.written += os.read(self._master, 1 << 20)
        return True

    def quit(self) -> None:
        """Leave by a key, as its user does: what the next start can use is kept then."""
        # Not before the answer of the service has come.
        while self.read_some(_ANSWERED):
            pass
        self.press("q")
        with contextlib.suppress(OSError):
            while self.read_some():
                pass
        self.process.wait(PATIENCE)

    def work(self) -> float:
        """The seconds of the processor that its main thread and all others took so far."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def memory(self) -> float:
        """The bytes that it holds a while after its start."""
        end = time.monotonic() + _SETTLED
        while (left := end - time.monotonic()) > 0:
            self.read_some(left)
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return float(pages * os.sysconf("SC_PAGE_SIZE"))


def rows() -> list[Row]:
    """Starts, memory and idling."""
    bare, small = "bare Textual app", "itself at 1,000"
    return [
        Row("first title, 1,000 papers", bare, 0.2, lambda: against("bare", "small", 0)),
        Row("first title, 100,000 papers", bare, 0.2, lambda: against("bare", "large", 0)),
        Row("live frame, 1,000 papers", bare, 1.3, lambda: against("bare", "small", 1)),
        Row(
            "live frame, 100,000 papers, 50,000 marks",
            small,
            1.05,
            lambda: against("small", "large", 1),
        ),
        Row("memory, 100,000 papers, 50,000 marks", small, 1.3, memory),
        Row("idle for a minute", bare, 1.2, idle),
    ]


def against(floor: str, ours: str, place: int) -> Samples:
    """The starts of two kinds, each round with its turn for all."""
    taken = starts()
    return Samples(
        tuple(each[place] for each in taken[ours]), tuple(each[place] for each in taken[floor])
    )


Kinds = dict[str, Callable[[], Started]]


@contextlib.contextmanager
def kinds() -> Iterator[Kinds]:
    """How a program of each kind is started."""
    title = " ".join(homes.item(0)["title"].split()[:2])

    def program(home: Path) -> Started:
        return Started([sys.executable, homes.program()], homes.environment(home, endpoint), title)

    with homes.service() as endpoint:
        yield {
            "bare": lambda: Started(
                [sys.executable, "-c", BARE], homes.environment(homes.folder()), "a first frame"
            ),
            "still": lambda: Started(
                [sys.executable, "-c", STILL], homes.environment(homes.folder()), "a first frame"
            ),
            "small": lambda: program(homes.home(*SMALL)),
            "large": lambda: program(homes.home(*LARGE)),
        }


@functools.cache
def starts() -> dict[str, list[Start]]:
    """All kinds in turn, the first of a round the last of the next."""
    taken: dict[str, list[Start]] = {}
    with kinds() as ways:
        order = ["bare", "small", "large"]
        for number in range(ROUNDS + 1):
            for kind in order:
                with ways[kind]() as started:
                    start = started.start()
                    if kind != "bare":
                        started.quit()
                # The first start of each has to compile.
                if number:
                    taken.setdefault(kind, []).append(start)
            order.append(order.pop(0))
    return taken


def memory() -> Samples:
    """What both hold, three times: it hardly differs."""
    held: dict[str, list[float]] = {"small": [], "large": []}
    with kinds() as ways:
        for _ in range(3):
            for kind, each in held.items():
                with ways[kind]() as started:
                    started.start()
                    each.append(started.memory())
    return Samples(tuple(held["large"]), tuple(held["small"]))


def idle() -> Samples:
    """The work of a minute in which nobody types, of several at the same time."""
    with kinds() as ways, ExitStack() as stack:
        apps = [
            [stack.enter_context(ways[kind]()) for _ in range(IDLING)]
            for kind in ("small", "still")
        ]
        every = [app for group in apps for app in group]
        for app in every:
            app.start()
            app.memory()
        still = time.monotonic() + _INDEXED
        while time.monotonic() < still:
            for app in every:
                app.read_some(0.05)
        before = [app.work() for app in every]
        end = time.monotonic() + IDLE
        while time.monotonic() < end:
            for app in every:
                app.read_some(0.05)
        worked = [app.work() - was for app, was in zip(every, before, strict=True)]
    return Samples(tuple(worked[:IDLING]), tuple(worked[IDLING:]))


def main() -> None:
    """Print the medians."""
    for kind, each in starts().items():
        live = statistics.median(start.live for start in each)
        print(f"{kind:<8}{1000 * live:7.0f} ms")
    homes.discard()


if __name__ == "__main__":
    main()
