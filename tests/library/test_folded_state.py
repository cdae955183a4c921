"""The fold: per field the later stamp wins, in any order of delivery and any number of times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.library.citation_keys import FIXED, PROPOSED, CitationKeys
from reader.library.folded_state import NOTE, READER, TAG, FoldedState, note_field
from reader.library.journal_entry import Change, JournalEntry, Value

PAPERS = ("2401.00001", "2401.00002", "2401.00003")


def entry(number: int, *changes: Change, machine: str = "a", kept: str = "") -> JournalEntry:
    papers = {kept: {"id": kept, "title": "A title"}} if kept else {}
    return JournalEntry(f"2026-11-23T12:00:00.000Z-{number:04x}-{machine}", changes, None, papers)


def folded(*entries: JournalEntry) -> FoldedState:
    state = FoldedState({})
    for each in entries:
        state.fold(each)
    return state


def test_the_later_change_of_a_field_stands_whichever_comes_first() -> None:
    early = entry(1, Change(PAPERS[0], "read", None, True))
    late = entry(2, Change(PAPERS[0], "read", True, False))
    assert not folded(early, late).marks(PAPERS[0]).read
    assert not folded(late, early).marks(PAPERS[0]).read


def test_tags_of_two_machines_both_stay() -> None:
    one = entry(1, Change(PAPERS[0], TAG + "rl", None, True))
    other = entry(1, Change(PAPERS[0], TAG + "vision", None, True), machine="b")
    assert folded(other, one).marks(PAPERS[0]).tags == ("rl", "vision")


def test_a_document_is_replaced_not_changed_so_that_another_thread_may_read_it() -> None:
    state = folded(entry(1, Change(PAPERS[0], "read", None, True)))
    before = state.documents[PAPERS[0]]
    state.fold(entry(2, Change(PAPERS[0], "read", True, False)))
    assert before["read"] is True


def test_a_fold_tells_which_papers_changed() -> None:
    said = entry(1, Change(PAPERS[0], "read", None, True))
    state = FoldedState({})
    assert state.fold(said) == {PAPERS[0]}
    assert state.fold(said) == set()


def test_what_is_about_the_reader_is_no_paper() -> None:
    state = folded(entry(1, Change(READER, "queue", None, PAPERS[1])))
    assert list(state) == []
    assert state.value((READER, "queue")) == PAPERS[1]


def test_a_change_may_bear_an_older_stamp_than_its_action() -> None:
    newer = entry(2, Change(PAPERS[0], "read", None, True))
    backup = entry(3, Change(PAPERS[0], "read", None, False, at=entry(1).stamp))
    assert folded(newer, backup).marks(PAPERS[0]).read


class TestNotes:
    def test_a_new_text_takes_the_place_of_the_old(self) -> None:
        state = FoldedState({})
        for number, text in enumerate(("first", "second")):
            state.fold(written(state, text, number))
        assert state.marks(PAPERS[0]).note == "second"

    def test_both_texts_stay_where_two_machines_did_not_see_each_other(self) -> None:
        one, other = written(FoldedState({}), "mine", 1), written(FoldedState({}), "theirs", 2, "b")
        assert folded(one, other).marks(PAPERS[0]).note == "mine | theirs"
        assert folded(other, one).marks(PAPERS[0]).note == "mine | theirs"

    def test_a_text_on_both_takes_the_place_of_both(self) -> None:
        state = folded(
            written(FoldedState({}), "mine", 1), written(FoldedState({}), "theirs", 2, "b")
        )
        state.fold(written(state, "agreed", 3))
        assert state.marks(PAPERS[0]).note == "agreed"

    def test_the_same_text_twice_is_one_note(self) -> None:
        one, other = written(FoldedState({}), "same", 1), written(FoldedState({}), "same", 2, "b")
        assert folded(one, other).marks(PAPERS[0]).note == "same"

    def test_an_edit_stays_where_another_machine_took_the_old_text_away(self) -> None:
        first = written(FoldedState({}), "draft", 1)
        edited = written(folded(first), "better", 2)
        removed = written(folded(first), "", 3, "b")
        assert folded(first, removed, edited).marks(PAPERS[0]).note == "better"


def written(state: FoldedState, text: str, number: int, machine: str = "a") -> JournalEntry:
    """What a machine that knows this state does to make the text the note."""
    wanted = state.new_note(PAPERS[0], text)
    changes = (Change(*place, state.value(place), now) for place, now in wanted.items())
    return entry(number, *changes, machine=machine)


FIELDS: dict[str, st.SearchStrategy[Value]] = {
    "read": st.booleans(),
    "starred": st.booleans(),
    "votes": st.integers(0, 99),
    TAG + "rl": st.booleans(),
    PROPOSED: st.sampled_from(["doe2024a", "doe2024b", "Doe2024A"]),
    FIXED: st.sampled_from(["doe2024a", "doe2024b"]),
    note_field("x"): st.sampled_from(["x", None]),
    NOTE + "00000000": st.sampled_from(["y", None]),
}
CHANGES = st.sampled_from(sorted(FIELDS)).flatmap(
    lambda field: st.builds(
        Change,
        st.sampled_from(PAPERS),
        st.just(field),
        st.none(),
        FIELDS[field],
        st.just("") | st.integers(0, 5).map(lambda number: entry(number, machine="0").stamp),
    )
)


@st.composite
def entries(draw: st.DrawFn) -> list[JournalEntry]:
    """Actions of three machines; no machine gives one stamp twice, but an import may."""
    given_by = st.tuples(st.integers(0, 5), st.sampled_from("abc"))
    stamps = draw(st.lists(given_by, unique=True, max_size=10))
    return [
        entry(
            number,
            *draw(st.lists(CHANGES, max_size=4, unique_by=lambda each: each[:2])),
            machine=machine,
            kept=draw(st.sampled_from(("", *PAPERS))),
        )
        for number, machine in stamps
    ]


@given(history=entries(), data=st.data())
def test_any_order_and_any_number_of_times_give_the_same(
    history: list[JournalEntry], data: st.DataObject
) -> None:
    once = folded(*history)
    repeated = history + data.draw(st.lists(st.sampled_from(history or [entry(0)]), max_size=5))
    other = folded(*data.draw(st.permutations(repeated)))
    if history:
        assert other.documents == once.documents
    assert [other.marks(paper) for paper in PAPERS] == [once.marks(paper) for paper in PAPERS]


@given(history=entries())
def test_keys_are_told_apart_wherever_a_machine_may_choose(history: list[JournalEntry]) -> None:
    state = folded(*history)
    keys = [(paper, state.marks(paper)) for paper in PAPERS]
    for paper, marks in keys:
        for other, theirs in keys:
            if paper < other and marks.citation_key and theirs.citation_key:
                same = marks.citation_key.lower() == theirs.citation_key.lower()
                assert not same or (marks.key_fixed and theirs.key_fixed)


def test_keys_of_many_papers_are_made_unique_once(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [entry(at, Change(f"2401.{at:05d}", PROPOSED, None, "same")) for at in range(40)]
    one_by_one = FoldedState({})
    for each in entries:
        one_by_one.fold(each)
    made: list[None] = []
    disambiguate = CitationKeys._disambiguate

    def counted(keys: CitationKeys) -> None:
        made.append(None)
        disambiguate(keys)

    together = FoldedState({})
    assert list(together.keys.conflicts()) == []
    monkeypatch.setattr(CitationKeys, "_disambiguate", counted)
    together.fold_all(entries)
    assert len(made) == 1
    assert {paper: together.keys.of(paper) for paper in together} == {
        paper: one_by_one.keys.of(paper) for paper in one_by_one
    }
