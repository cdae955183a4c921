"""The writer: marks change at once on screen, and on disk as soon as can be."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from reader.errors import MistakeError
from reader.library import FieldUpdate, Library, decisions
from reader.library import writer as writing
from reader.library.writer import (
    ChangedElsewhere,
    ChangeFailed,
    ChangeReverted,
    ChangeSaved,
    RefreshFailed,
    TaskDone,
    Writer,
    WriterEvent,
)
from tests.conftest import Mistakes
from tests.library.desk import Ticking, fields, paper, read

P1, P2 = paper(1).id, paper(2).id
_PATIENCE = 60.0
"""Seconds after which a thread that hangs is given up; no speed is measured."""


class Screen:
    """A screen: it is told of events in the writer's thread, and settles them in its own."""

    def __init__(self, library: Library) -> None:
        self._events: SimpleQueue[WriterEvent] = SimpleQueue()
        self.writer = Writer(library, self._events.put)

    def settle(self) -> WriterEvent:
        """Wait for the next event, and settle it."""
        event = self._events.get(timeout=_PATIENCE)
        self.writer.settle(event)
        return event

    @property
    def quiet(self) -> bool:
        return self._events.empty()


@pytest.fixture
def screen(library: Library) -> Iterator[Screen]:
    screen = Screen(library)
    yield screen
    screen.writer.close(_PATIENCE)


def refuse(home: Path) -> Callable[[], None]:
    """Make every change fail, until what is returned is called."""
    (home / "journal").write_text("a file where the folder should be")
    return (home / "journal").unlink


def test_a_mark_is_seen_at_once_and_is_pending_until_it_is_on_disk(
    home: Path, screen: Screen
) -> None:
    screen.writer.apply(decisions.star([paper(1)]), {P1: paper(1)})
    assert screen.writer.marks(P1).starred and screen.writer.marks(P1).read
    assert screen.writer.pending(P1) and screen.writer.busy
    event = screen.settle()
    assert isinstance(event, ChangeSaved) and event.papers == {P1}
    assert not screen.writer.pending(P1) and not screen.writer.busy
    assert Library(home).marks(P1) == screen.writer.marks(P1)


def test_every_kind_of_mark_is_seen_at_once(screen: Screen) -> None:
    one = paper(1)
    screen.writer.apply(decisions.tag([one], ["b", "a"]), {})
    screen.writer.apply(decisions.tag([one], [], ["b"]), {})
    screen.writer.apply(decisions.note([one], "see chapter 3"), {})
    screen.writer.apply(decisions.place("queue", P1), {})
    assert screen.writer.marks(P1).tags == ("a",)
    assert screen.writer.marks(P1).note == "see chapter 3"
    assert screen.writer.place("queue") == P1
    screen.writer.apply(decisions.note([one], ""), {})
    assert screen.writer.marks(P1).note is None


def test_a_change_that_fails_is_taken_back_and_says_why(home: Path, screen: Screen) -> None:
    refuse(home)
    screen.writer.apply(decisions.read([paper(1)]), {})
    event = screen.settle()
    assert isinstance(event, ChangeFailed) and event.papers == {P1}
    assert "marks are as they were" in event.error.sentence
    assert not screen.writer.marks(P1).read


def test_a_newer_change_stands_over_one_that_failed(home: Path, screen: Screen) -> None:
    allow = refuse(home)
    screen.writer.apply([FieldUpdate(P1, "tag:rl", True)], {})
    failed = screen._events.get(timeout=_PATIENCE)
    allow()
    screen.writer.apply([FieldUpdate(P1, "tag:rl", True), FieldUpdate(P1, "read", True)], {})
    screen.writer.settle(failed)
    assert screen.writer.marks(P1).tags == ("rl",)
    assert isinstance(screen.settle(), ChangeSaved)
    assert screen.writer.marks(P1).read


def test_an_undo_and_a_redo_are_told(screen: Screen) -> None:
    screen.writer.apply(decisions.read([paper(1)]), {})
    screen.writer.undo()
    screen.writer.redo()
    screen.writer.redo()
    saved, undone, redone, nothing = (screen.settle() for _ in range(4))
    assert isinstance(saved, ChangeSaved)
    assert isinstance(undone, ChangeReverted) and not undone.redo
    assert fields(undone.entry)[0] == (P1, "read", None)
    assert isinstance(redone, ChangeReverted) and redone.redo
    assert nothing == ChangeReverted(None, redo=True)
    assert screen.writer.marks(P1).read


def test_a_window_takes_back_its_own_changes_first(home: Path, screen: Screen) -> None:
    screen.writer.apply(decisions.read([paper(1)]), {})
    screen.settle()
    read(Library(home, Ticking()), 2)
    screen.writer.undo()
    event = screen.settle()
    assert isinstance(event, ChangeReverted)
    assert fields(event.entry)[0][0] == P1


def test_what_others_do_is_followed(home: Path, screen: Screen) -> None:
    read(Library(home), 1, 2)
    screen.writer.follow()
    assert screen.settle() == ChangedElsewhere(frozenset({P1, P2}))
    assert screen.writer.marks(P1).read


def test_the_writer_looks_by_itself_for_what_others_do(home: Path, library: Library) -> None:
    told: SimpleQueue[WriterEvent] = SimpleQueue()
    writer = Writer(library, told.put, every=0.001)
    read(Library(home), 1, 2)
    papers: set[str] = set()
    while papers != {P1, P2}:
        event = told.get(timeout=_PATIENCE)
        assert isinstance(event, ChangedElsewhere)
        papers |= event.papers
    assert writer.close(_PATIENCE)


def test_what_cannot_be_followed_is_said_once(home: Path, screen: Screen) -> None:
    screen.writer.apply(decisions.read([paper(1)]), {})
    screen.settle()
    home.rename(home.with_name("away"))
    screen.writer.follow()
    assert isinstance(screen.settle(), RefreshFailed)
    screen.writer.follow()
    screen.writer.run(lambda _: _nothing)
    assert isinstance(screen.settle(), TaskDone), "the second time it was silent"
    home.with_name("away").rename(home)
    screen.writer.follow()
    screen.writer.run(lambda _: _nothing)
    screen.settle()
    home.rename(home.with_name("away"))
    screen.writer.follow()
    assert isinstance(screen.settle(), RefreshFailed), "again, when it was well in between"
    home.with_name("away").rename(home)


def test_looks_do_not_pile_up_behind_a_slow_disk(screen: Screen, home: Path) -> None:
    let_go = threading.Event()

    def slow(_: Library) -> Callable[[], None]:
        let_go.wait(_PATIENCE)
        return _nothing

    screen.writer.run(slow)
    read(Library(home), 1)
    for _ in range(50):
        screen.writer.follow()
    assert screen.writer._jobs.qsize() <= 1
    let_go.set()
    assert isinstance(screen.settle(), TaskDone)
    assert isinstance(screen.settle(), ChangedElsewhere)


def test_other_work_takes_its_turn_and_ends_in_the_screens_thread(screen: Screen) -> None:
    threads: list[int] = []

    def task(library: Library) -> Callable[[], None]:
        threads.append(threading.get_ident())
        keys = library.fix_keys([paper(1)])
        assert keys
        return lambda: threads.append(threading.get_ident())

    screen.writer.run(task)
    screen.settle()
    assert threads[0] != threading.get_ident() == threads[1]


def test_other_work_that_fails_is_told(home: Path, screen: Screen) -> None:
    refuse(home)

    def task(library: Library) -> Callable[[], None]:
        library.fix_keys([paper(1)])
        return _nothing

    screen.writer.run(task)
    assert isinstance(screen.settle(), ChangeFailed)
    assert not screen.writer.busy


def test_quitting_writes_what_waits_and_folds_the_journals(home: Path, library: Library) -> None:
    screen = Screen(library)
    for number in range(50):
        screen.writer.apply(decisions.read([paper(number)]), {})
    assert screen.writer.close(_PATIENCE)
    assert sum(marks.read for _, marks in Library(home).marked()) == 50
    assert (home / "library.json").exists()


def test_quitting_does_not_wait_for_ever(library: Library) -> None:
    let_go = threading.Event()

    def stuck(_: Library) -> Callable[[], None]:
        let_go.wait(_PATIENCE)
        return _nothing

    screen = Screen(library)
    screen.writer.run(stuck)
    screen.writer.apply(decisions.read([paper(1)]), {})
    assert not screen.writer.close(timeout=0.0), "something was not written"
    let_go.set()
    assert screen.writer.close(_PATIENCE)


def test_a_note_that_waits_when_the_app_is_left_is_kept_in_a_file_that_is_named(
    home: Path, library: Library
) -> None:
    let_go = threading.Event()

    def stuck(_: Library) -> Callable[[], None]:
        let_go.wait(_PATIENCE)
        return _nothing

    screen = Screen(library)
    screen.writer.run(stuck)
    screen.writer.apply(decisions.note([paper(1)], "one\ntwo"), {})
    assert not screen.writer.close(timeout=0.0)
    (file,) = (home / "unsaved").iterdir()
    assert file.read_text() == "one\ntwo"
    assert str(file) in screen.writer.left
    let_go.set()
    screen.writer.close(_PATIENCE)


def test_the_journals_are_folded_when_they_have_grown(
    home: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "CHECKPOINT_BYTES", 500)
    screen = Screen(library)
    for number in range(10):
        screen.writer.apply(decisions.read([paper(number)]), {})
        screen.settle()
    screen.writer.run(lambda _: _nothing)
    screen.settle()
    assert (home / "library.json").exists()
    screen.writer.close(_PATIENCE)


def test_a_mistake_of_ours_takes_back_its_change_and_no_other(
    library: Library, monkeypatch: pytest.MonkeyPatch, mistakes: Mistakes
) -> None:
    def mistaken(*_: object) -> None:
        raise ZeroDivisionError

    screen = Screen(library)
    with monkeypatch.context() as patch:
        patch.setattr(library, "commit", mistaken)
        screen.writer.apply(decisions.read([paper(1)]), {})
        event = screen.settle()
    assert isinstance(event, ChangeFailed) and event.papers == {P1}
    assert isinstance(event.error, MistakeError)
    assert not screen.writer.marks(P1).read
    screen.writer.apply(decisions.read([paper(2)]), {})
    assert isinstance(screen.settle(), ChangeSaved)
    assert screen.writer.close(_PATIENCE)
    assert "ZeroDivisionError" in mistakes.take()


@pytest.mark.parametrize("redo", [False, True])
def test_a_mistake_in_an_undo_leaves_no_key_waiting(
    library: Library, monkeypatch: pytest.MonkeyPatch, mistakes: Mistakes, redo: bool
) -> None:
    def mistaken(*_: object) -> None:
        raise RecursionError

    screen = Screen(library)
    monkeypatch.setattr(library, "redo" if redo else "undo", mistaken)
    (screen.writer.redo if redo else screen.writer.undo)()
    assert screen.writer.reverting
    assert isinstance(screen.settle(), ChangeFailed)
    assert not (screen.writer.reverting or screen.writer.busy)
    assert screen.writer.close(_PATIENCE)
    assert "RecursionError" in mistakes.take()


def test_a_mistake_in_following_others_is_told_once(
    library: Library, monkeypatch: pytest.MonkeyPatch, mistakes: Mistakes
) -> None:
    def mistaken() -> None:
        raise KeyError("stamp")

    screen = Screen(library)
    monkeypatch.setattr(library, "refresh", mistaken)
    screen.writer.follow()
    event = screen.settle()
    assert isinstance(event, RefreshFailed) and isinstance(event.error, MistakeError)
    screen.writer.follow()
    screen.writer.apply(decisions.read([paper(1)]), {})
    assert isinstance(screen.settle(), ChangeSaved)
    assert screen.writer.close(_PATIENCE)
    assert "KeyError" in mistakes.take()


def _nothing() -> None:
    """Nothing more to do."""
