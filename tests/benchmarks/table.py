"""What `python -m tests.benchmarks` prints: rows, each measured against its floor in turn.

A module beside this one takes part by a function `rows`, which returns a list of `Row`. Its
first figures lie in `first_figures.json` below the module's name: what the same row gave when it
was first measured, and on which commit.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROUNDS = 15
FIRST = Path(__file__).with_name("first_figures.json")

Work = Callable[[], float]
"""Does a piece of work once; what it took, in seconds or bytes."""


@dataclass(frozen=True, slots=True)
class Samples:
    """What came of the rounds; the two sides of one round stand at one place."""

    ours: tuple[float, ...]
    floor: tuple[float, ...] = ()
    """Empty where the figure stands for itself."""

    @property
    def figure(self) -> float:
        """The ratio of the medians; without a floor the median itself."""
        ours = statistics.median(self.ours)
        return ours / statistics.median(self.floor) if self.floor else ours

    @property
    def noise(self) -> float:
        """How far the middle half of the rounds lies apart, as a part of their median.

        With a floor a round is the ratio of its two sides, so that what slows both is no noise.
        """
        pairs = zip(self.ours, self.floor, strict=True) if self.floor else ()
        rounds = [one / other for one, other in pairs] or self.ours
        if len(rounds) < 2:
            return 0.0
        low, _, high = statistics.quantiles(rounds, n=4)
        return (high - low) / statistics.median(rounds)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    """What is measured, with its size; the name of the row in the file of first figures."""
    floor: str
    """What it is divided by; where that is nothing, the unit of the figure."""
    goal: float | None
    """What the figure should be at most."""
    samples: Callable[[], Samples]
    """Measures. Raises NotHereError where something is missing that it needs."""


class NotHereError(Exception):
    """A row cannot be measured here, and why."""


def in_turn(ours: Work, floor: Work | None = None, rounds: int = ROUNDS) -> Samples:
    """The two works in turn, the first of each round second in the next one."""
    taken: dict[int, list[float]] = {0: [], 1: []}
    works = [ours] if floor is None else [ours, floor]
    for number in range(rounds):
        order = range(len(works)) if number % 2 else reversed(range(len(works)))
        for place in order:
            taken[place].append(works[place]())
    return Samples(tuple(taken[0]), tuple(taken[1]))


def first_figures() -> dict[str, dict[str, Any]]:
    """What was kept: for each topic the commit, the screen, and the figures by row."""
    kept: dict[str, dict[str, Any]] = json.loads(FIRST.read_text("utf-8"))
    return kept


HEAD = f"{'':<58}{'first':>9}{'now':>9}{'goal':>9}{'noise':>8}"


def lines(topic: str, rows: list[Row]) -> Iterator[tuple[str, Row, float | None]]:
    """A line of the table for each row, when it is measured, and its figure."""
    first = first_figures().get(topic, {}).get("rows", {})
    for row in rows:
        was = first.get(row.what)
        try:
            samples = row.samples()
        except NotHereError as error:
            yield f"{_name(row)}  not here: {error}", row, None
            continue
        figure = samples.figure
        missed = "  missed" if row.goal is not None and figure > row.goal else ""
        told = f"{_number(was)}{_number(figure)}{_number(row.goal)}{samples.noise:>8.0%}{missed}"
        yield f"{_name(row)}{told}", row, figure


def _name(row: Row) -> str:
    name = f"{row.what} / {row.floor}" if row.floor not in ("ms", "bytes") else row.what
    return f"{name:<58}"


def _number(figure: float | None) -> str:
    return f"{'–':>9}" if figure is None else f"{figure:>9.2f}"
