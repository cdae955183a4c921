"""One identity of a tag: case and composition make no second one, whoever set it and when."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.library import Library, decisions
from reader.library.change_summary import describe
from reader.library.folded_state import TAG, FoldedState
from reader.library.journal_entry import Change, JournalEntry
from reader.library.tags import tag_key
from tests.library.desk import Ticking, deliver, fields, marks, paper, tag

ONE, TWO, THREE = (paper(number).id for number in (1, 2, 3))


def entry(number: int, *changes: Change, machine: str = "a") -> JournalEntry:
    return JournalEntry(f"2026-11-23T12:00:00.000Z-{number:04x}-{machine}", changes)


def sets(
    number: int, name: str, now: bool | None, *, on: str = ONE, machine: str = "a"
) -> JournalEntry:
    return entry(number, Change(on, TAG + name, None, now), machine=machine)


def folded(*entries: JournalEntry) -> FoldedState:
    state = FoldedState({})
    for each in entries:
        state.fold(each)
    return state


def untag(library: Library, number: int, name: str) -> JournalEntry | None:
    return library.commit(decisions.tag([paper(number)], [], [name]))


class TestTwoSpellings:
    @pytest.mark.parametrize(
        ("one", "other"), [("RL", "rl"), ("Straße", "STRASSE"), ("é", "e\u0301"), ("Ω", "\u2126")]
    )
    def test_are_one_tag_spelled_as_first_used(self, one: str, other: str) -> None:
        early, late = sets(1, one, True), sets(2, other, True, on=TWO, machine="b")
        for order in itertools.permutations([early, late]):
            state = folded(*order)
            assert [state.marks(each).tags for each in (ONE, TWO)] == [(one,), (one,)]
            assert state.tags() == {one: 2}

    def test_a_tag_is_taken_away_in_whichever_spelling_it_was_set(self) -> None:
        history = [sets(1, "RL", True), sets(2, "rl", False, machine="b")]
        for order in itertools.permutations(history):
            assert folded(*order).marks(ONE).tags == ()

    def test_and_given_again_in_another(self) -> None:
        history = [sets(1, "RL", True), sets(2, "rl", False), sets(3, "Rl", True, machine="b")]
        for order in itertools.permutations(history):
            assert len(folded(*order).marks(ONE).tags) == 1

    def test_both_on_one_paper_are_one(self) -> None:
        state = folded(sets(1, "RL", True), sets(2, "rl", True))
        assert state.marks(ONE).tags == ("RL",)
        assert state.tags() == {"RL": 1}

    def test_a_name_that_no_paper_bears_any_more_leaves_no_spelling_behind(self) -> None:
        state = folded(sets(1, "RL", True), sets(2, "RL", None), sets(3, "Rl", True, on=TWO))
        assert state.tags() == {"Rl": 1}
        assert state.spelled("RL") == "Rl"
        assert folded(sets(1, "RL", True), sets(2, "RL", None)).spelled("rl") == "rl"


class TestALibrary:
    def test_uses_the_spelling_that_is_there_for_every_change(self, tmp_path: Path) -> None:
        library = Library(tmp_path, Ticking())
        tag(library, 1, "RL")
        assert fields(tag(library, 2, "rl")) == [(TWO, "tag:RL", True)]
        assert tag(library, 1, "rl") is None, "it is there already"
        assert fields(untag(library, 1, "Rl")) == [(ONE, "tag:RL", False)]
        assert untag(library, 1, "rl") is None
        assert library.tag_counts() == [("RL", 1)]

    def test_undo_and_redo_go_over_spellings(self, tmp_path: Path) -> None:
        here, there = (Library(tmp_path / name, Ticking()) for name in "ab")
        tag(there, 1, "RL")
        deliver(tmp_path / "b", tmp_path / "a")
        here.refresh()
        tag(here, 2, "rl")
        untag(here, 1, "rl")
        steps = [[(), ("RL",)], [("RL",), ("RL",)], [("RL",), ()]]
        for step, following in itertools.pairwise(steps):
            assert [here.marks(each).tags for each in (ONE, TWO)] == step
            undone = here.undo()
            assert undone is not None
            assert "RL" in describe(undone, str)
            assert [here.marks(each).tags for each in (ONE, TWO)] == following
        assert here.undo() is None
        for step in reversed(steps[:-1]):
            here.redo()
            assert [here.marks(each).tags for each in (ONE, TWO)] == step

    def test_an_undo_leaves_what_another_machine_did_in_another_spelling(
        self, tmp_path: Path
    ) -> None:
        here, there = (Library(tmp_path / name, Ticking()) for name in "ab")
        tag(here, 1, "rl")
        untag(here, 1, "rl")
        for number in (2, 3):
            tag(there, number, "other")
        tag(there, 1, "RL")
        untag(there, 1, "RL")
        deliver(tmp_path / "b", tmp_path / "a")
        here.undo()
        assert here.marks(ONE).tags == (), "it was taken away there after all"

    def test_what_an_undo_brings_back_is_what_was_before(self, tmp_path: Path) -> None:
        """As an earlier version made it: both spellings on one paper."""
        library = Library(tmp_path, Ticking())
        tag(library, 2, "x")
        for day, name in enumerate(("RL", "rl"), start=1):
            stamp = f"2020-01-0{day}T00:00:00.000Z-0000-0"
            library.restore([Change(ONE, TAG + name, None, True, at=stamp)])
        untag(library, 1, "rl")
        assert library.marks(ONE).tags == ()
        library.undo()
        assert library.marks(ONE).tags == ("RL",)

    def test_a_tag_can_be_spelled_anew(self, tmp_path: Path) -> None:
        library = Library(tmp_path, Ticking())
        tag(library, 1, "rl")
        tag(library, 2, "rl")
        both = [paper(1), paper(2)]
        renamed = library.commit(decisions.tag(both, ["RL"], ["rl"]))
        assert renamed is not None
        assert describe(renamed, str, again=False) == "2 papers are tagged RL"
        assert library.tag_counts() == [("RL", 2)]
        library.undo()
        assert library.tag_counts() == [("rl", 2)]
        library.redo()
        assert library.tag_counts() == [("RL", 2)]

    def test_what_was_taken_away_since_is_not_restored_in_another_spelling(
        self, tmp_path: Path
    ) -> None:
        library = Library(tmp_path, Ticking())
        tag(library, 1, "rl")
        untag(library, 1, "rl")
        library.restore([Change(ONE, "tag:RL", None, True, at="2020-01-01T00:00:00.000Z-0000-0")])
        assert library.marks(ONE).tags == ()

    def test_the_statistics_count_it_once(self, tmp_path: Path) -> None:
        library = Library(tmp_path, Ticking())
        tag(library, 1, "RL")
        library.restore([Change(ONE, "tag:rl", None, True, at="2030-01-01T00:00:00.000Z-0000-0")])
        assert [field for _, field, _ in library.current_fields()] == ["tag:RL"]


NAMES = st.sampled_from(["rl", "RL", "Rl", "é", "É", "e\u0301", "x"])
CHANGES = st.builds(
    Change,
    st.sampled_from([ONE, TWO, THREE]),
    NAMES.map(lambda name: TAG + name),
    st.none(),
    st.sampled_from([True, True, False, None]),
    st.just(""),
)


@st.composite
def histories(draw: st.DrawFn) -> list[JournalEntry]:
    given_by = st.tuples(st.integers(0, 9), st.sampled_from("abc"))
    stamps = draw(st.lists(given_by, unique=True, max_size=12))
    return [
        entry(number, *draw(st.lists(CHANGES, max_size=3, unique_by=lambda c: c[:2])), machine=by)
        for number, by in stamps
    ]


@given(history=histories(), data=st.data())
def test_any_order_gives_the_same_tags_in_the_same_spelling(
    history: list[JournalEntry], data: st.DataObject
) -> None:
    once = folded(*history)
    other = FoldedState({})
    for each in data.draw(st.permutations(history)):
        other.fold(each)
        # Asked in between, as a screen does.
        other.marks(ONE)
    from_the_checkpoint = FoldedState(dict(once.documents))
    for state in (other, from_the_checkpoint):
        for identifier in (ONE, TWO, THREE):
            assert state.marks(identifier) == once.marks(identifier)
        assert state.tags() == once.tags()


@given(history=histories())
def test_no_tag_stands_in_two_spellings_and_each_was_once_used(history: list[JournalEntry]) -> None:
    state = folded(*history)
    shown = list(state.tags())
    assert len({tag_key(tag) for tag in shown}) == len(shown)
    assert {TAG + tag for tag in shown} <= {c.field for each in history for c in each.changes}
    for each in (ONE, TWO, THREE):
        assert set(state.marks(each).tags) <= set(shown)


@given(history=histories(), name=NAMES, wanted=st.booleans())
def test_a_wish_comes_true_whatever_was_before(
    history: list[JournalEntry], name: str, wanted: bool
) -> None:
    state = folded(*history)
    for _ in range(2):
        wishes = state.new_tags(ONE, {name: wanted})
        changes = tuple(Change(*place, state.value(place), now) for place, now in wishes.items())
        state.fold(entry(99, *changes))
        assert (tag_key(name) in map(tag_key, state.marks(ONE).tags)) is wanted
    assert state.new_tags(ONE, {name: wanted}) == {}


@given(histories=st.lists(histories(), min_size=2, max_size=2))
def test_machines_that_meet_see_the_same(
    tmp_path_factory: pytest.TempPathFactory, histories: list[list[JournalEntry]]
) -> None:
    homes = [tmp_path_factory.mktemp("home") for _ in histories]
    libraries = [Library(home, Ticking()) for home in homes]
    for library, history in zip(libraries, histories, strict=True):
        for each in history:
            names = {change.field.removeprefix(TAG): bool(change.now) for change in each.changes}
            add = [name for name, on in names.items() if on]
            remove = [name for name, on in names.items() if not on]
            library.commit(decisions.tag([paper(1), paper(2)], add, remove))
    for source, target in itertools.permutations(range(2), 2):
        deliver(homes[source], homes[target])
        libraries[target].refresh()
    assert marks(libraries[0]) == marks(libraries[1])
    assert marks(Library(homes[0], afresh=True)) == marks(libraries[0])
    assert dict(libraries[0].tag_counts()) == dict(libraries[1].tag_counts())
