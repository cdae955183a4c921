"""From `j` to the last byte of the redraw, against a bare list: `python -m tests.benchmarks.keys`.

`j` is pressed in pseudo-terminals of 120×40, on a recorded day of 50 papers that a loopback
service gives, and on a month of 10,000 that is in the archive. The floor is
`tests.benchmarks.bare_list`, with the same rows and texts. All are pressed in turns, in an order
of its own each time, so that whatever else the machine does falls on all of them alike. Newsboat,
where it is installed, is a peer with the titles of the day as a feed; it shows no abstract beside.
"""

from __future__ import annotations

import functools
import json
import os
import random
import select
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from reader.archive import Archive
from reader.paper import Period
from reader.settings.environment import places
from tests.benchmarks import homes
from tests.benchmarks.search import Item, distinct
from tests.benchmarks.table import NotHereError, Row, Samples, first_figures
from tests.terminal import Terminal

RECORDED = Path(__file__).parents[3] / "shared" / "data" / "daily"
DAY = date(2026, 5, 12)
"""The recorded day of 50 papers."""
MONTH = "2026-04"
MANY = 10_000
TODAY = date(2026, 7, 24)
MOMENT = datetime(2026, 7, 24, tzinfo=UTC)

QUIET = 0.08
"""Seconds without a byte after which a redraw is over; a frame is 17 ms."""
PRESSES = 48
"""From the top to where the list has scrolled, and the day has no more rows."""
ROUNDS = 2
PEER = "newsboat, 50 articles"
ROUNDS_OF_LETTERS = 5
WORD = "dif"
HELD, A_SECOND = 30, 30
"""Keys, and how many a second a keyboard repeats."""
ESCAPE = "\x1b"
HOME = "\x1b[1~"
"""The key as a terminal sends it."""


class Redraw(NamedTuple):
    """What came of one key."""

    seconds: float
    """From the key to the last byte."""
    written: int
    """Bytes."""
    last: float = 0.0
    """Of keys in a row: milliseconds from the last of them to its last byte."""


class Pressed(Terminal):
    """A terminal that times what it reads."""

    def redraw(self, key: str) -> Redraw:
        """Press a key, and read until the program is quiet."""
        chunks: list[bytes] = []
        pressed = last = perf_counter()
        self.press(key)
        # The first byte may take long on a busy machine.
        wait = 10 * QUIET
        while select.select([self._master], [], [], wait)[0]:
            chunks.append(os.read(self._master, 1 << 20))
            last, wait = perf_counter(), QUIET
        return Redraw(last - pressed, sum(map(len, chunks)))

    def read_for(self, seconds: float) -> int:
        """Read what comes first within a time; how many bytes that are."""
        if not select.select([self._master], [], [], seconds)[0]:
            return 0
        return len(os.read(self._master, 1 << 20))

    def work(self) -> float:
        """The seconds of the processor that it took so far."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def rows() -> list[Row]:
    """The same keys for the table of `python -m tests.benchmarks`, a letter, and a key held."""
    few, many = "50 papers", "10,000 papers"
    return [
        Row(f"j to the last byte, {few}", "bare list beside a text", 0.8, lambda: moved(few, 0)),
        _in_bytes(f"bytes of j, {few}", 0.65, lambda: _alone("j", few, 1)),
        Row(
            f"a letter of the filter, {few}",
            "j",
            1.3,
            lambda: beside_j(few),
        ),
        _in_bytes(f"bytes of a letter, {few}", 0.4, lambda: _alone("letter", few, 1)),
        Row(
            f"a letter of the filter, {many}",
            few,
            1.5,
            lambda: Samples(_each("letter", many, 0), _each("letter", few, 0)),
        ),
        Row(
            f"processor for j held, {many}",
            few,
            1.2,
            lambda: Samples(_each("held", many, 0), _each("held", few, 0)),
        ),
        _in_bytes(f"bytes a key of j held, {many}", 0.36, lambda: _alone("held", many, 1)),
        Row(f"last frame of j held, {many}", "ms", 60, lambda: _alone("held", many, 2)),
    ]


def beside_j(papers: str) -> Samples:
    """A letter, beside as many of the presses of `j`."""
    letters = _each("letter", papers, 0)
    return Samples(letters, _each("j", papers, 0)[: len(letters)])


def _in_bytes(what: str, part: float, samples: Callable[[], Samples]) -> Row:
    """A row whose goal is a part of what it was at first."""
    first = first_figures().get("keys", {}).get("rows", {}).get(what)
    return Row(what, "bytes", first and part * first, samples)


def _each(key: str, papers: str, place: int) -> tuple[float, ...]:
    return tuple(float(redraw[place]) for redraw in pressed()[key, f"paper-reader, {papers}"])


def _alone(key: str, papers: str, place: int) -> Samples:
    return Samples(_each(key, papers, place))


def moved(papers: str, place: int) -> Samples:
    """`j`, beside the bare list."""
    floor = pressed()["j", f"floor, {papers}"]
    return Samples(_each("j", papers, place), tuple(float(each[place]) for each in floor))


@functools.cache
def pressed() -> dict[tuple[str, str], list[Redraw]]:
    """What came of keys of three kinds, by the kind and the terminal."""
    if not RECORDED.is_dir():
        raise NotHereError("the recorded days are not here")
    found: dict[tuple[str, str], list[Redraw]] = {}
    with TemporaryDirectory() as folder, ExitStack() as stack:
        terminals = started(Path(folder), stack)
        terminals.pop(PEER, None)
        for name, redraws in taken(terminals).items():
            found["j", name] = redraws
        ours = [name for name in terminals if name.startswith("paper-reader")]
        for _ in range(ROUNDS_OF_LETTERS):
            for name in ours:
                found.setdefault(("letter", name), []).extend(typed(terminals[name]))
                found.setdefault(("held", name), []).append(held(terminals[name]))
    return found


def typed(terminal: Pressed) -> list[Redraw]:
    """What came of each letter of a word in the filter, which is empty again then."""
    terminal.redraw("/")
    redraws = [terminal.redraw(letter) for letter in WORD]
    for key in (ESCAPE, ESCAPE, "gg"):
        terminal.redraw(key)
    return redraws


def held(terminal: Pressed) -> Redraw:
    """The seconds of the processor and the bytes that each `j` takes that comes in a row."""
    before, written = terminal.work(), 0
    for _ in range(HELD):
        terminal.press("j")
        until = perf_counter() + 1 / A_SECOND
        while (left := until - perf_counter()) > 0:
            written += terminal.read_for(left)
    last = terminal.redraw("j")
    took = terminal.work() - before
    terminal.redraw("gg")
    return Redraw(took / HELD, (written + last.written) // HELD, 1000 * last.seconds)


def main() -> None:
    """Measure, and print one table."""
    if not RECORDED.is_dir():
        sys.exit("the recorded days are not here")
    with TemporaryDirectory() as folder, ExitStack() as stack:
        terminals = started(Path(folder), stack)
        redraws = taken(terminals)
    print(f"{'':<38}{'ms':>8}{'p95':>8}{'bytes':>9}{'p95':>8}")
    for name, each in redraws.items():
        milliseconds = [1000 * redraw.seconds for redraw in each]
        bytes_ = [redraw.written for redraw in each]
        print(
            f"{name:<38}{statistics.median(milliseconds):8.1f}{p95(milliseconds):8.1f}"
            f"{statistics.median(bytes_):9.0f}{p95(bytes_):8.0f}"
        )
    for papers in ("50", "10,000"):
        ours, floor = redraws[f"paper-reader, {papers} papers"], redraws[f"floor, {papers} papers"]
        show(f"time / floor, {papers} papers", seconds(ours) / seconds(floor), 1.3)
        show(f"bytes / floor, {papers} papers", written(ours) / written(floor), 1.2)
    for name, goal in (("paper-reader", 1.0), ("floor", None)):
        few, lots = redraws[f"{name}, 50 papers"], redraws[f"{name}, 10,000 papers"]
        show(f"{name}: time at 10,000 / at 50", seconds(lots) / seconds(few), goal)


def started(home: Path, stack: ExitStack) -> dict[str, Pressed]:
    """The programs, each with its first frame on the screen."""
    path = places({"PAPER_READER_HOME": str(home)}).archive
    Archive(path).store(Period("month", MONTH), many(), 0, MOMENT)
    endpoint = stack.enter_context(homes.serving(RECORDED, TODAY))
    env = os.environ | {
        "PAPER_READER_HOME": str(home),
        "PAPER_READER_TODAY": TODAY.isoformat(),
        "HF_ENDPOINT": endpoint,
    }

    def start(module: str, *words: str, until: str) -> Pressed:
        command = [sys.executable, "-m", module, *words]
        terminal = stack.enter_context(Pressed(command, env))
        terminal.wait_for(until)
        return terminal

    peers = {} if not shutil.which("newsboat") else {PEER: newsboat(home / "newsboat", stack)}
    bare, day = ("tests.benchmarks.bare_list", str(path)), DAY.isoformat()
    return {
        "paper-reader, 50 papers": start("reader", "--date", day, until="50 papers"),
        "floor, 50 papers": start(*bare, "day", day, until="ready"),
        "paper-reader, 10,000 papers": start("reader", "--month", MONTH, until="10000 papers"),
        "floor, 10,000 papers": start(*bare, "month", MONTH, until="ready"),
    } | peers


def newsboat(folder: Path, stack: ExitStack) -> Pressed:
    """Newsboat on the articles of a feed that is the recorded day."""
    folder.mkdir()
    papers = (item["paper"] for item in json.loads((RECORDED / f"{DAY}.json").read_bytes()))
    articles = "".join(
        f"<item><title>{escape(paper['title'])}</title><guid>{paper['id']}</guid>"
        f"<description>{escape(paper['summary'])}</description></item>"
        for paper in papers
    )
    channel = f"<title>day</title><link>http://127.0.0.1/</link>{articles}"
    feed, urls, config = (folder / name for name in ("feed.xml", "urls", "config"))
    feed.write_text(f'<rss version="2.0"><channel>{channel}</channel></rss>', "utf-8")
    urls.write_text(f"{feed.as_uri()}\n", "utf-8")
    config.write_text("bind-key j down\n", "utf-8")
    command = ["newsboat", "-u", str(urls), "-C", str(config), "-c", str(folder / "cache.db")]
    subprocess.run([*command, "-x", "reload"], check=True, capture_output=True)
    terminal = stack.enter_context(Pressed(command, os.environ))
    terminal.wait_for("day")
    terminal.press("\n")
    terminal.wait_for("Articles")
    return terminal


def many() -> Iterator[tuple[str, Item]]:
    """Ten thousand papers, those of the day first: recorded ones, many of them twice."""
    first = json.loads((RECORDED / f"{DAY}.json").read_bytes())
    every: Iterator[Item] = cycle([*first, *distinct()])
    for number, item in enumerate(islice(every, MANY)):
        paper: dict[str, Any] = {**item["paper"], "id": f"2604.{number:05}"}
        yield paper["id"], {**item, "paper": paper}


def taken(terminals: dict[str, Pressed]) -> dict[str, list[Redraw]]:
    """What came of each press of `j`, after a first round that counts for nothing."""
    redraws: dict[str, list[Redraw]] = {name: [] for name in terminals}
    chance, order = random.Random(0), list(terminals)
    for number in range(ROUNDS + 1):
        for _ in range(PRESSES):
            chance.shuffle(order)
            for name in order:
                redraw = terminals[name].redraw("j")
                if number:
                    redraws[name].append(redraw)
        for name, terminal in terminals.items():
            terminal.redraw(HOME if name == PEER else "gg")
    return redraws


def seconds(redraws: list[Redraw]) -> float:
    """The median."""
    return statistics.median(redraw.seconds for redraw in redraws)


def written(redraws: list[Redraw]) -> float:
    """The median of the bytes."""
    return statistics.median(redraw.written for redraw in redraws)


def p95(figures: Sequence[float]) -> float:
    """What 95 of 100 are at most."""
    return statistics.quantiles(figures, n=20)[-1]


def show(what: str, figure: float, goal: float | None) -> None:
    """Print one line, with its goal where it has one."""
    wanted = "" if goal is None else f"  goal {goal:g}{'' if figure <= goal else '  missed'}"
    print(f"{what:<38}{figure:8.2f}{wanted}")


if __name__ == "__main__":
    main()
