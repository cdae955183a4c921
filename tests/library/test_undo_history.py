"""Undo and redo, many levels deep, across restarts, windows and machines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.library import FieldUpdate, Library, decisions, undo_history
from reader.library import journal as journal_module
from reader.library.journal import Journal
from reader.library.journal_entry import JournalEntry, decode
from reader.library.undo_history import UndoHistory
from reader.paper import UNMARKED, Marks
from tests.library.desk import (
    Ticking,
    deliver,
    fields,
    journal,
    marks,
    note,
    paper,
    read,
    star,
    tag,
)

P1, P2 = paper(1).id, paper(2).id

Decision = Callable[[Library], JournalEntry | None]


def test_an_undo_takes_back_the_last_action_whole(library: Library) -> None:
    read(library, 1)
    star(library, paper(1), paper(2))
    library.undo()
    assert library.marks(P1).read and not library.marks(P1).starred
    assert not library.marks(P2).read and not library.marks(P2).starred


def test_each_undo_goes_one_action_further_back_until_nothing_is_left(library: Library) -> None:
    for number in (1, 2, 3):
        read(library, number)
    undone = [library.undo() for _ in range(4)]
    assert [fields(each)[0][0] for each in undone[:3]] == [paper(n).id for n in (3, 2, 1)]
    assert undone[3] is None


def test_a_redo_makes_again_what_was_taken_back(library: Library) -> None:
    read(library, 1)
    star(library, paper(2))
    before = marks(library)
    library.undo()
    library.undo()
    library.redo()
    library.redo()
    assert marks(library) == before
    assert library.redo() is None


def test_what_was_made_again_can_be_taken_back_again(library: Library) -> None:
    read(library, 1)
    for _ in range(3):
        library.undo()
        assert not library.marks(P1).read
        library.redo()
        assert library.marks(P1).read


def test_a_new_action_ends_what_could_be_made_again(library: Library) -> None:
    read(library, 1)
    library.undo()
    read(library, 2)
    assert library.redo() is None
    assert not library.marks(P1).read


def test_an_undo_gives_back_what_was_there_before(library: Library) -> None:
    note(library, 1, "first")
    note(library, 1, "second")
    tag(library, 1, "rl")
    library.undo()
    library.undo()
    assert library.marks(P1).note == "first"
    library.undo()
    assert library.marks(P1).note is None


def test_undo_goes_on_after_a_restart_days_later(home: Path, library: Library) -> None:
    read(library, 1)
    star(library, paper(2))
    library.undo()
    library.checkpoint()
    again = Library(home)
    assert fields(again.redo())[0] == (P2, "starred", True)
    again.undo()
    assert fields(again.undo()) == [(P1, "read", None)]


def test_a_citation_key_stays_when_the_star_is_taken_back(library: Library) -> None:
    star(library, paper(1))
    key = library.marks(P1).citation_key
    library.undo()
    assert key and library.marks(P1).citation_key == key


def test_a_key_that_was_fixed_is_nothing_to_take_back(library: Library) -> None:
    read(library, 2)
    library.fix_keys([paper(1)])
    assert fields(library.undo()) == [(P2, "read", None)]


def test_where_the_reader_was_is_nothing_to_take_back(library: Library) -> None:
    read(library, 1)
    library.commit(decisions.place("queue", P2))
    assert fields(library.undo()) == [(P1, "read", None)]
    assert library.place("queue") == P2


def test_the_votes_of_the_moment_go_with_the_read_that_they_belong_to(library: Library) -> None:
    library.commit(decisions.read([paper(7)]))
    library.undo()
    assert library.history(paper(7).id)["votes"]["value"] is None


class TestTwoWindows:
    def test_each_takes_back_its_own_first_then_what_was_before(
        self, home: Path, library: Library
    ) -> None:
        other = Library(home, Ticking())
        read(library, 1)
        mine = {_stamp(read(library, 2))}
        star(other, paper(3))
        assert fields(library.undo(mine))[0][0] == P2
        assert fields(library.undo(mine))[0][0] == P1
        assert library.undo(mine) is None, "what the other did later is not touched"
        assert library.marks(paper(3).id).starred

    def test_one_that_did_nothing_takes_back_the_last(self, home: Path, library: Library) -> None:
        other = Library(home, Ticking())
        read(library, 1)
        star(library, paper(2))
        assert fields(other.undo())[0] == (P2, "starred", None)

    def test_what_the_other_did_to_the_same_field_since_stays(
        self, home: Path, library: Library
    ) -> None:
        other = Library(home, Ticking())
        mine = {_stamp(star(library, paper(1), paper(2)))}
        other.commit(decisions.unstar([paper(1)]))
        other.commit([FieldUpdate(P1, "starred", True)])
        assert {each[0] for each in fields(library.undo(mine)) if each[1] == "starred"} == {P2}
        assert library.marks(P1).starred


class TestTwoMachines:
    def test_an_undo_leaves_what_another_machine_did_since(self, tmp_path: Path) -> None:
        here, there = tmp_path / "here", tmp_path / "there"
        clock = Ticking()
        mine, theirs = Library(here, clock), Library(there, clock)
        star(mine, paper(1), paper(2))
        deliver(here, there)
        theirs.commit(decisions.unstar([paper(1)]))
        theirs.commit([FieldUpdate(P1, "starred", True)])
        deliver(there, here)
        mine.undo()
        assert mine.marks(P1).starred and not mine.marks(P2).starred

    def test_nothing_of_another_machine_is_taken_back(self, tmp_path: Path) -> None:
        here, there = tmp_path / "here", tmp_path / "there"
        read(Library(there), 1)
        deliver(there, here)
        assert Library(here).undo() is None


DECISIONS: st.SearchStrategy[Decision] = st.sampled_from(
    [
        lambda library: read(library, 1),
        lambda library: read(library, 1, 2, 3),
        lambda library: library.commit([FieldUpdate(P1, "read", False)]),
        lambda library: star(library, paper(2), paper(3)),
        lambda library: library.commit(decisions.unstar([paper(2)])),
        lambda library: tag(library, 1, "rl"),
        lambda library: library.commit(decisions.tag([paper(1)], [], ["rl"])),
        lambda library: note(library, 1, "one"),
        lambda library: note(library, 1, "two"),
        lambda library: note(library, 1, ""),
    ]
)


@given(made=st.lists(DECISIONS, min_size=1, max_size=8), back=st.integers(1, 8))
def test_any_undos_and_as_many_redos_change_nothing(made: list[Decision], back: int) -> None:
    with TemporaryDirectory() as folder:
        library = Library(Path(folder), Ticking())
        states = [marks(library)]
        for decide in made:
            if decide(library):
                states.append(marks(library))
        undone = 0
        while undone < back and library.undo():
            undone += 1
            assert shown(library) == visible(states[-1 - undone])
        for _ in range(undone):
            assert library.redo()
        assert marks(library) == states[-1]


@given(
    made=st.lists(st.one_of(DECISIONS, st.sampled_from(["undo", "redo"])), min_size=1, max_size=14),
    first_look=st.integers(1, 2000),
)
def test_the_end_of_the_journal_tells_as_much_as_all_of_it(
    made: list[Decision | str], first_look: int
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(undo_history, "_FIRST_LOOK", first_look)
        home = Path(folder)
        library = Library(home, Ticking())
        stamps = []
        for decide in made:
            match decide:
                case "undo":
                    library.undo()
                case "redo":
                    library.redo()
                case _ if not isinstance(decide, str) and (entry := decide(library)):
                    stamps.append(entry.stamp)
        if not stamps:
            return
        whole = UndoHistory()
        for each in Journal(journal(home)).read().entries:
            whole.follow(each)
        stamp_of = Library(home)._state.stamp
        for mine in ([], stamps[-2:], stamps[:1]):
            for revert in ("undo", "redo"):
                fresh = Library(home)._store.undo_history()
                assert fresh
                wanted = getattr(whole, revert)(stamp_of, mine)
                assert getattr(fresh, revert)(stamp_of, mine) == wanted


@pytest.mark.parametrize("size", [300, 3000])
def test_the_first_undo_reads_few_lines_however_long_the_journal_is(
    home: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Ticking()
    library, other = Library(home, clock), Library(home, clock)
    first = read(library, 1)
    for number in range(2, size):
        read(other, number)
    # One window takes back what it did before all that another did.
    assert library.undo({_stamp(first)})
    decoded: list[bytes] = []

    def counted(line: bytes) -> JournalEntry:
        decoded.append(line)
        return decode(line)

    again = Library(home, clock)
    monkeypatch.setattr(journal_module, "decode", counted)
    assert fields(again.undo()) == [(paper(size - 1).id, "read", None)]
    assert fields(again.redo()) == [(paper(size - 1).id, "read", True)]
    assert len(decoded) < 40


def shown(library: Library) -> dict[str, Marks]:
    return visible(marks(library))


def visible(all_marks: dict[str, Marks]) -> dict[str, Marks]:
    """Without papers that bear no mark, and without citation keys, which stay for ever."""
    bare = {paper: replace(each, citation_key=None) for paper, each in all_marks.items()}
    return {paper: each for paper, each in bare.items() if each != UNMARKED}


def _stamp(entry: JournalEntry | None) -> str:
    assert entry
    return entry.stamp
