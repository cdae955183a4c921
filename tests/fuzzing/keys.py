"""Random keys through the installed program: `python -m tests.fuzzing.keys --keys 200000 --seed 1`.

The same seed sends the same keys. The program must not end but by a key that leaves it, write no
traceback, and hear keys as long as it runs.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from reader.tui.keys.actions import ACTIONS, strokes
from tests.feed_items import comment, item
from tests.feed_server import FeedServer
from tests.fuzzing.wire import PATIENCE, PROGRAM, HangError, Wire, environment

_NAMED = {
    "down": "\x1b[B",
    "up": "\x1b[A",
    "left": "\x1b[D",
    "right": "\x1b[C",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~",
    "space": " ",
    "enter": "\r",
    # A lone escape counts only after a while, in which nothing else may come.
    "escape": "\x1b[27u",
    "f5": "\x1b[15~",
}
ESCAPE = _NAMED["escape"]
_OTHERS = ("\t", "\x1b[Z", "\x7f", "\x15", "\x17", "\x01", "\x05", "\x0e", "\x1b[3~", "é", "0", "7")
_WORDS = ("rl", "up:>5", "is:unread", "why not", '"', "(", "-rl", "/a+/", "mon", "2024-01-01", "")
SIZES = ((300, 80), (1, 1), (40, 10), (39, 9), (80, 24), (100, 30), (200, 50), (12, 60), (300, 3))
_BACK = ("q", "\x03")
_KEPT = 400
"""Keys that are told where something went wrong."""
_ATTEMPTS, _MOMENT = 2, 3.0
_STEADY = 60
"""Bursts after which it is looked whether keys are heard."""


def encoded(keys: str) -> str:
    """What a terminal sends for a sequence of keys of the table."""
    return "".join(
        chr(ord(stroke[-1]) & 31)
        if re.fullmatch("ctrl\\+[a-z]", stroke)
        else _NAMED.get(stroke, stroke)
        for stroke in strokes(keys)
    )


_TABLE = tuple(
    encoded(keys)
    for action in ACTIONS
    for keys in action.keys
    # The file that is exported to has to be one that may be written.
    if action.id not in ("quit", "export")
)
_DECISIONS = tuple(encoded(keys) for keys in ("r", "s", "u", "j", "k", "m", "v", ".", "<ctrl+r>"))
_OPENS = tuple(
    encoded(keys) for keys in ("?", "g=", "<ctrl+p>", "<enter>", "a", "t", "e", ":", "/")
)
_CLOSES = ("\r", ESCAPE, "?")


@dataclass(frozen=True, slots=True)
class Burst:
    """What is sent in one write."""

    keys: tuple[str, ...]
    size: tuple[int, int] | None
    """What the window becomes behind it; nothing is sent before that is drawn."""

    @property
    def may_leave(self) -> bool:
        """Something of it may leave the program; a click, or enter in the palette, too."""
        return any(
            key in ("\r", "\x11", *_BACK) or "q" in key or key.startswith("\x1b[<")
            for key in self.keys
        )


def bursts(seed: int) -> Iterator[Burst]:
    """Keys without an end, the same for the same seed."""
    random = Random(seed)
    while True:
        length = random.choice((1, 1, 2, 3, 5, 8, 20, 60))
        keys = tuple(part for _ in range(length) for part in _some(random))
        size = None
        if random.random() < 0.3:
            size = random.choice(SIZES) if random.random() < 0.2 else _large(random)
        yield Burst(keys, size)


def _large(random: Random) -> tuple[int, int]:
    return random.randint(60, 160), random.randint(12, 50)


def _some(random: Random) -> tuple[str, ...]:
    """A key, or some that belong together."""
    kind = random.random()
    if kind < 0.45:
        return (random.choice(_TABLE),)
    if kind < 0.65:
        return (random.choice(_DECISIONS),)
    if kind < 0.75:
        # What closes itself, and what is behind that.
        close = (random.choice(_CLOSES) for _ in range(random.randint(1, 3)))
        return (random.choice(_OPENS), *close)
    if kind < 0.80:
        return (random.choice(("t", "e", "/", ":", "M", "g/", "gD", "g#")), *_typed(random))
    if kind < 0.83:
        return ("\x10", *random.choice(("last", "theme", "a", "read", "counted", "zz")), "\r")
    if kind < 0.85:
        name = random.choice(("refs.bib", "list.md", "all.csv"))
        return ("x", "\x15", *name, "\r", random.choice(("\r", "y", "n", ESCAPE)))
    if kind < 0.90:
        x, y, times = random.randint(1, 120), random.randint(1, 40), random.choice((1, 1, 2))
        return (f"\x1b[<0;{x};{y}M", f"\x1b[<0;{x};{y}m") * times
    if kind < 0.92:
        return (f"\x1b[<{random.choice((64, 65))};20;{random.randint(1, 30)}M",)
    if kind < 0.93:
        return (f"\x1b[200~{random.choice(_WORDS)}\x1b[201~",)
    if kind < 0.933:
        return (random.choice((*_BACK, *_BACK, "\x11")),)
    if kind < 0.96:
        return (str(random.randint(1, 99)), random.choice(_TABLE))
    return (random.choice(_OTHERS),)


def _typed(random: Random) -> tuple[str, ...]:
    word = random.choice(_WORDS)
    return (*word, random.choice(("\r", "\r", ESCAPE, "\t", "\x1b[A", "")))


@dataclass(slots=True)
class Figures:
    """What a run came to."""

    keys: int = 0
    starts: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.keys} keys, {self.starts} starts, {self.seconds:.0f} seconds"


class WrongError(AssertionError):
    """The program did what it must not do; tells the seed, the last keys and what it wrote."""


def run(seed: int, least: int, server: FeedServer, home: Path) -> Figures:
    """Send that many keys, in a program that is started again where a key has left it.

    Raises:
        WrongError: it ended, wrote a traceback, or hears nothing.
    """
    figures, begun = Figures(), time.monotonic()
    env = environment(server.url, server.today.isoformat(), home)
    source = bursts(seed)
    last: deque[str] = deque(maxlen=_KEPT)
    while figures.keys < least:
        figures.starts += 1
        with Wire(env, home) as wire:
            try:
                if wire.wait_for(b"fetched"):
                    _session(wire, source, figures, least, last)
                _judge(wire)
            except (HangError, WrongError) as error:
                told = f"{error}\n{plain(wire.tail)[-4000:]}\nseed {seed}, after {figures}"
                raise WrongError(f"{told}; the last keys:\n{''.join(last)!r}") from error
    figures.seconds = time.monotonic() - begun
    done = subprocess.run(
        [*PROGRAM, "doctor"], env=env, cwd=home, capture_output=True, text=True, timeout=60
    )
    if done.returncode:
        raise WrongError(f"seed {seed}: doctor says {done.stdout}{done.stderr}")
    return figures


def _session(
    wire: Wire, source: Iterator[Burst], figures: Figures, least: int, last: deque[str]
) -> None:
    """Send keys until the program has ended or it was enough, and then leave."""
    may_leave = False
    for number, burst in enumerate(source, start=1):
        wire.send("".join(burst.keys).encode())
        figures.keys += len(burst.keys)
        last.extend(burst.keys)
        may_leave = may_leave or burst.may_leave
        wire.drain()
        if burst.size and burst.size != wire.size:
            wire.resize(*burst.size)
            wire.more()
        if b"Traceback (most recent call" in wire.tail:
            raise WrongError("It wrote a traceback")
        if not wire.is_open:
            if not may_leave:
                raise WrongError("It ended, and nothing was sent that leaves it")
            return
        if number % _STEADY == 0:
            if not hears(wire):
                return
            may_leave = False
        if figures.keys >= least:
            break
    # Where it had its help on the screen before, it may still be about to drop what is typed.
    for _ in range(_ATTEMPTS):
        if hears(wire):
            wire.send(b"\x11")
        if wire.closes(_MOMENT):
            break


def hears(wire: Wire) -> bool:
    """Whether the program runs; it then shows its help when it is told so, and closes it again.

    Where it waits for a list that does not come, it forgets what is typed meanwhile.
    """
    for attempt in range(_ATTEMPTS):
        wire.resize(170, 30)
        wire.send((ESCAPE * 4 + "?").encode())
        # All is drawn anew, also where the help was there before.
        wire.resize(171, 31)
        try:
            shown = wire.wait_for(b" scroll", PATIENCE if attempt else _MOMENT)
        except HangError:
            if attempt + 1 == _ATTEMPTS:
                raise
            continue
        wire.send(ESCAPE.encode())
        return shown
    return False


def _judge(wire: Wire) -> None:
    status = wire.leave()
    if b"Traceback (most recent call" in wire.tail:
        raise WrongError("It wrote a traceback")
    if status:
        raise WrongError(f"It ended with {status}")


def plain(written: bytes) -> str:
    """What was written, in lines that say something."""
    text = re.sub(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-_])", "", written.decode("utf-8", "replace"))
    return "\n".join(filter(None, map(str.strip, text.split("\n"))))


def fill(server: FeedServer) -> None:
    """Lists to press keys on: two days, a long abstract, groups, a discussion."""
    for day, papers in (("2024-01-02", 24), ("2024-01-01", 3)):
        server.days[day] = [
            item(
                f"{day[2:4]}{day[5:7]}.{day[8:]}{n:03}",
                f"Invented Paper {n} {'about reinforcement learning ' * (n % 3)}",
                day,
                upvotes=papers - n,
                summary="Many words. " * (300 if n % 5 == 0 else 12) + "https://example.org/more",
                organization={"name": f"lab{n % 3}", "fullname": f"Lab {n % 3}"},
            )
            for n in range(papers)
        ]
    for papers in list(server.days.values()):
        for each in papers[:4]:
            server.comments[each["paper"]["id"]] = [comment("c1", "Some *words* on this.")]


def main() -> int:
    """Run as the arguments say, and print what it came to."""
    parser = argparse.ArgumentParser(prog="tests.fuzzing.keys", description=__doc__)
    parser.add_argument("--keys", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    from datetime import date

    with tempfile.TemporaryDirectory() as folder, FeedServer(today=date(2024, 1, 3)) as server:
        fill(server)
        try:
            print(run(options.seed, options.keys, server, Path(os.path.realpath(folder))))
        except WrongError as wrong:
            print(wrong, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
