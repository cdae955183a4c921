"""Several machines that share their journals come to the same marks, whatever happens between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from reader.library import FieldUpdate, Library, decisions, repair
from reader.library.journal_entry import JournalEntry
from reader.paper import Paper
from tests.library.desk import NOON, Ticking, deliver, marks, note, paper, star, tag
from tests.thoroughness import examples

MACHINES = 3
OFF = [timedelta(), timedelta(hours=-1), timedelta(days=2000)]
"""How far the clock of each is off: one of them by years."""

UndoStep = Callable[[list[Path], list[Library]], None]


def does(number: int, what: Callable[[Library], object]) -> UndoStep:
    """One machine does something."""
    return lambda _, libraries: void(what(libraries[number]))


def sends(source: int, target: int, cut: int) -> UndoStep:
    """The journal of one machine comes to another, perhaps not all of it."""

    def step(homes: list[Path], libraries: list[Library]) -> None:
        if source != target:
            deliver(homes[source], homes[target], cut=cut)
            libraries[target].refresh()

    return step


def restarts(number: int, *, mended: bool) -> UndoStep:
    """A machine folds its journals and starts again."""

    def step(homes: list[Path], libraries: list[Library]) -> None:
        libraries[number].checkpoint()
        if mended:
            repair.repair(homes[number], clock(number))
        libraries[number] = Library(homes[number], clock(number))

    return step


def void(_: object) -> None:
    """What it came to does not matter."""


def clock(number: int) -> Ticking:
    return Ticking(NOON + OFF[number])


def wanted(library: Library, number: int, field: str, value: bool) -> JournalEntry | None:
    """A change counts on the machine that makes it, whatever the clocks of others say."""
    entry = library.commit([FieldUpdate(paper(number).id, field, value)])
    found = library.marks(paper(number).id)
    assert {"read": found.read, "starred": found.starred}[field] is value
    return entry


def noted(library: Library, number: int, text: str) -> None:
    note(library, number, text)
    assert library.marks(paper(number).id).note == text


def twin(number: int) -> Paper:
    """Papers that ask for the same citation key."""
    return paper(number, "Attention Once More")


PAPERS = st.integers(1, 3)
DEEDS = st.one_of(
    st.builds(
        lambda number, field, value: lambda library: wanted(library, number, field, value),
        PAPERS,
        st.sampled_from(["read", "starred"]),
        st.booleans(),
    ),
    st.builds(lambda number: lambda library: star(library, twin(number)), PAPERS),
    st.builds(lambda number: lambda library: library.fix_keys([twin(number)]), PAPERS),
    st.builds(lambda number: lambda library: tag(library, number, "rl"), PAPERS),
    st.builds(
        lambda number: lambda library: library.commit(decisions.tag([paper(number)], [], ["rl"])),
        PAPERS,
    ),
    st.builds(
        lambda number, text: lambda library: noted(library, number, text),
        PAPERS,
        st.sampled_from(["one", "two", "three"]),
    ),
    st.just(lambda library: library.undo()),
    st.just(lambda library: library.redo()),
)
NUMBERS = st.integers(0, MACHINES - 1)
STEPS = st.one_of(
    st.builds(does, NUMBERS, DEEDS),
    st.builds(does, NUMBERS, DEEDS),
    st.builds(sends, NUMBERS, NUMBERS, st.sampled_from([0, 0, 1, 30])),
    st.builds(restarts, NUMBERS, mended=st.booleans()),
)


@examples(120)
@given(steps=st.lists(STEPS, max_size=25), last=st.permutations(range(MACHINES)))
def test_all_come_to_the_same(steps: list[UndoStep], last: list[int]) -> None:
    with TemporaryDirectory() as folder:
        homes = [Path(folder) / str(number) for number in range(MACHINES)]
        libraries = [Library(home, clock(number)) for number, home in enumerate(homes)]
        for step in steps:
            step(homes, libraries)
        for source in last:
            for target in range(MACHINES):
                sends(source, target, 0)(homes, libraries)
        expected = marks(libraries[0])
        kept = libraries[0].kept()
        for number, home in enumerate(homes):
            for library in (libraries[number], Library(home), Library(home, afresh=True)):
                assert marks(library) == expected
                assert library.kept() == kept
            assert not Library(home).damage
