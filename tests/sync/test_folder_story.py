"""Three machines and a folder that a bad synchroniser carries: all come to the same marks."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from reader.library import Library
from reader.sync.relocation import move_journals
from tests.library.desk import Ticking, machine, read
from tests.sync.machines_story import Machine, table, tell
from tests.sync.synchroniser import Synchroniser
from tests.thoroughness import NIGHTLY

STORIES = 40 if NIGHTLY else 4
STEPS = 120


def story(place: Path, seed: int, steps: int = STEPS) -> None:
    """Live through one story; raise AssertionError where the machines differ at its end."""
    chance = random.Random(seed)
    homes = [place / f"home-{number}" for number in range(3)]
    folders = [place / f"shared-{number}" for number in range(3)]
    for number, home in enumerate(homes):
        read(Library(home, Ticking()), 100 + number)
        move_journals(home, folders[number])
    names = [f"{machine(home)}.jsonl" for home in homes]
    machines = [Machine(home, number) for number, home in enumerate(homes)]
    carrier = Synchroniser(folders, chance)

    def exchange(number: int) -> None:
        carrier.collect(number, names[number])
        carrier.deliver(chance.randrange(4))

    tell(machines, chance, steps, exchange)
    carrier.settle(names)
    for each in machines:
        each.library.refresh()
        each.library.checkpoint()
    first = table(homes[0])
    assert all(table(home, afresh=afresh) == first for home in homes for afresh in (False, True))
    assert len(first) > 3


@pytest.mark.parametrize("seed", range(STORIES))
def test_all_come_to_the_same_marks(tmp_path: Path, seed: int) -> None:
    story(tmp_path, seed)
