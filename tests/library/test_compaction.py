"""A journal made short: the same marks, and what can be taken back stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from reader.library import FieldUpdate, Library, compaction, repair
from reader.library.compaction import compacted
from reader.library.journal import Journal
from tests.library.desk import NOON, Ticking, fields, journal, lines, marks, note, paper, read, star

LATER = NOON + timedelta(days=100)


@pytest.fixture
def old(home: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library of which everything but the last five actions is old."""
    monkeypatch.setattr(compaction, "KEPT_ENTRIES", 5)
    for _ in range(10):
        read(library, 1)
        library.commit([FieldUpdate(paper(1).id, "read", False)])
    star(library, paper(2))
    note(library, 2, "first")
    note(library, 2, "second")
    for number in range(10, 16):
        read(library, number)
    return library


def test_the_marks_their_times_and_the_papers_stay(home: Path, old: Library) -> None:
    before, told = marks(old), old.history(paper(2).id)
    repair.repair(home, Ticking(LATER))
    assert len(list(lines(journal(home)))) == 6, "a summary and the last five"
    for each in (old, Library(home), Library(home, afresh=True)):
        each.refresh()
        assert marks(each) == before
        assert each.history(paper(2).id) == told
        assert each.kept() == {paper(2).id: paper(2)}


def test_what_is_young_or_among_the_last_can_be_taken_back(home: Path, old: Library) -> None:
    repair.repair(home, Ticking(LATER))
    again = Library(home)
    undone = [each for _ in range(9) if (each := again.undo())]
    assert [fields(each)[0][0] for each in undone] == [paper(n).id for n in range(15, 10, -1)]


def test_nothing_is_made_shorter_before_it_is_ninety_days_old(home: Path, old: Library) -> None:
    before = journal(home).read_bytes()
    repair.repair(home, Ticking(NOON + timedelta(days=80)))
    assert journal(home).read_bytes() == before


def test_doing_it_again_changes_nothing(home: Path, old: Library) -> None:
    repair.repair(home, Ticking(LATER))
    before = journal(home).read_bytes()
    repair.repair(home, Ticking(LATER))
    assert journal(home).read_bytes() == before


def test_a_process_that_runs_meanwhile_goes_on(home: Path, old: Library) -> None:
    repair.repair(home, Ticking(LATER))
    read(old, 16)
    assert fields(old.undo())[0][0] == paper(16).id
    assert fields(old.undo())[0][0] == paper(15).id
    assert not old.damage
    assert marks(Library(home)) == marks(old)


def test_a_summary_is_of_several_lines_so_that_damage_costs_little(
    home: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "KEPT_ENTRIES", 0)
    read(library, *range(450))
    entries = Journal(journal(home)).read().entries
    short = compacted([*entries, *entries], LATER)
    assert [len(entry.changes) for entry in short] == [200, 200, 50]
