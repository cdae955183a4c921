"""A random story of several machines that share a library, with partitions and wrong clocks."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from reader.library import FieldUpdate, Library, decisions, repair
from reader.library.journal_entry import Value
from reader.paper import Marks
from tests.library.desk import NOON, Ticking, paper

OFF = (timedelta(), timedelta(days=2), timedelta(days=-2))
"""How far the clock of each machine is off."""
PAPERS = 30
TAGS = ("rl", "vision", "to read")


class Machine:
    """One machine: its home, its clock, and a program that is open or started again."""

    def __init__(self, home: Path, number: int) -> None:
        self.home = home
        self._clock = Ticking(NOON + OFF[number % len(OFF)])
        self.library = Library(home, self._clock)
        self.acknowledged = 0

    def act(self, chance: random.Random) -> None:
        """Do one thing that a person does; it counts as done when this returns."""
        some = paper(chance.randrange(PAPERS))
        known = {some.id: some}
        match chance.randrange(8):
            case 0 | 1:
                self.library.commit(decisions.read([some]))
            case 2 | 3:
                self.library.commit(decisions.star([some]), known)
            case 4:
                wanted = bool(chance.randrange(2))
                self.library.commit([FieldUpdate(some.id, "starred", wanted)], known)
            case 5:
                self.library.commit(decisions.tag([some], [chance.choice(TAGS)]), known)
            case 6:
                note = f"note {chance.randrange(100)}"
                self.library.commit(decisions.note([some], note), known)
            case _:
                self.library.undo()
        self.acknowledged += 1

    def restart(self, chance: random.Random) -> None:
        """Close the program, perhaps make its journal shorter, and open it again."""
        self.library.checkpoint()
        if not chance.randrange(4):
            repair.repair(self.home, self._clock)
        self.library = Library(self.home, self._clock)


Table = dict[str, tuple[Marks, dict[str, dict[str, Value]]]]


def table(home: Path, *, afresh: bool = False) -> Table:
    """All marks with the time of each, as one machine sees them."""
    library = Library(home, Ticking(), afresh=afresh)
    return {each: (mark, library.history(each)) for each, mark in library.marked()}


def tell(
    machines: Sequence[Machine],
    chance: random.Random,
    steps: int,
    exchange: Callable[[int], None],
) -> None:
    """Let the machines act, start again and exchange, in any order.

    Args:
        machines: those that take part.
        chance: decides what happens when.
        steps: how many things happen.
        exchange: called with the number of a machine that exchanges now.
    """
    for _ in range(steps):
        number = chance.randrange(len(machines))
        match chance.randrange(10):
            case 0:
                machines[number].restart(chance)
            case 1 | 2:
                exchange(number)
                machines[number].library.refresh()
            case _:
                machines[number].act(chance)
