"""An action in words."""

from __future__ import annotations

import pytest

from reader.library import FieldUpdate, Library, decisions
from reader.library.change_summary import describe
from reader.library.journal_entry import JournalEntry
from reader.paper import Paper
from tests.library.desk import note, paper, read, star, tag

TITLES = {paper(number).id: paper(number).title for number in range(100)}


def said(entry: JournalEntry | None, *, again: bool = False) -> str:
    assert entry is not None, "nothing was changed"
    return describe(entry, TITLES.__getitem__, again=again)


def test_one_paper_is_named(library: Library) -> None:
    assert said(read(library, 1)) == "“Invention 1” is read"
    assert said(library.undo(), again=True) == "“Invention 1” is unread again"


def test_several_are_counted(library: Library) -> None:
    read(library, *range(37))
    assert said(library.undo(), again=True) == "37 papers are unread again"


def test_a_star_is_one_sentence(library: Library) -> None:
    assert said(star(library, paper(1))) == "“Invention 1” is starred and read"
    assert said(library.undo(), again=True) == "“Invention 1” is unstarred and unread again"


def test_papers_that_came_to_other_states_are_told_apart(library: Library) -> None:
    wishes = [FieldUpdate(paper(1).id, "read", True), FieldUpdate(paper(2).id, "read", True)]
    wishes.append(FieldUpdate(paper(2).id, "starred", True))
    assert said(library.commit(wishes)) == "2 papers are read; “Invention 2” is starred"


def test_tags(library: Library) -> None:
    assert said(tag(library, 1, "rl")) == "“Invention 1” is tagged rl"
    assert said(library.undo(), again=True) == "“Invention 1” is without the tag rl again"


def test_a_note_is_one_thing_though_its_texts_are_two_changes(library: Library) -> None:
    assert said(note(library, 1, "first")) == "“Invention 1” is with its note"
    assert said(note(library, 1, "second")) == "“Invention 1” is with its note"
    assert said(library.undo(), again=True) == "“Invention 1” is with its note again"
    assert said(library.undo(), again=True) == "“Invention 1” is without a note again"


def test_a_long_title_is_cut(library: Library) -> None:
    entry = library.commit(decisions.read([Paper("2401.00001", "long " * 50)]))
    assert entry
    assert len(describe(entry, lambda _: "long " * 50)) < 80


@pytest.mark.parametrize(
    "wish",
    [FieldUpdate("", "queue", "2401.00001"), FieldUpdate(paper(1).id, "votes", 5)],
    ids=["place", "votes"],
)
def test_what_nobody_sees_has_words_too(library: Library, wish: FieldUpdate) -> None:
    assert said(library.commit([wish])) == "the marks are as they were"
