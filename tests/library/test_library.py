"""The library: every mark that was shown as done is there next time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from reader.errors import LibraryError
from reader.library import FieldUpdate, Library, decisions
from reader.library.journal_entry import Change
from reader.paper import Marks
from tests.library.desk import (
    copied,
    deliver,
    fields,
    flipped,
    journal,
    lines,
    machine,
    marks,
    note,
    paper,
    read,
    star,
    tag,
)

P1 = paper(1).id


class TestAChange:
    def test_is_there_after_a_restart(self, home: Path, library: Library) -> None:
        star(library, paper(1))
        tag(library, 1, "rl")
        note(library, 1, "see chapter 3")
        assert Library(home).marks(P1) == Marks(
            True, True, ("rl",), "see chapter 3", "example2024invention"
        )

    def test_of_many_papers_is_one_line(self, home: Path, library: Library) -> None:
        read(library, *range(100))
        assert len(list(lines(journal(home)))) == 1

    def test_that_changes_nothing_writes_nothing(self, home: Path, library: Library) -> None:
        read(library, 1)
        before = journal(home).read_bytes()
        assert read(library, 1) is None
        assert library.commit([FieldUpdate(paper(2).id, "starred", False)]) is None
        assert journal(home).read_bytes() == before

    def test_remembers_the_votes_of_a_read_also_where_there_were_none(
        self, library: Library
    ) -> None:
        library.commit(decisions.read([paper(0)]))
        assert library.history(paper(0).id)["votes"]["value"] == 0

    def test_keeps_what_a_paper_says_when_it_is_first_worth_it(
        self, home: Path, library: Library
    ) -> None:
        read(library, 1)
        assert not library.kept()
        star(library, paper(1))
        tag(library, 1, "rl")
        assert library.kept() == {P1: paper(1)}
        assert journal(home).read_bytes().count(b"What it is about.") == 1

    def test_tells_when_each_field_was_last_changed(self, library: Library) -> None:
        read(library, 1)
        assert library.history(P1) == {"read": {"value": True, "at": "2026-11-23T12:00:01+00:00"}}


def test_nothing_is_written_before_the_first_change(tmp_path: Path) -> None:
    library = Library(tmp_path / "home")
    assert not list(library.marked())
    library.refresh()
    assert library.undo() is None and library.redo() is None
    assert library.fix_keys([]) == {}
    assert library.checkpoint() is None
    assert not (tmp_path / "home").exists()


def test_where_the_reader_left_the_queue_is_remembered(home: Path, library: Library) -> None:
    library.commit(decisions.place("queue", P1))
    library.checkpoint()
    again = Library(home)
    assert again.place("queue") == P1
    assert not list(again.marked()), "it is no paper"


def test_tags_are_told_the_most_used_first(library: Library) -> None:
    tag(library, 1, "vision")
    tag(library, 1, "rl")
    tag(library, 2, "rl")
    assert library.tags() == ["rl", "vision"]


class TestTwoProcesses:
    def test_each_sees_what_the_other_did_before_it_changes_anything(
        self, home: Path, library: Library
    ) -> None:
        other = Library(home)
        star(other, paper(1))
        assert star(library, paper(1)) is None
        assert library.marks(P1).starred

    def test_looking_tells_which_papers_changed(self, home: Path, library: Library) -> None:
        read(Library(home), 1, 2)
        assert library.refresh() == {P1, paper(2).id}
        assert library.refresh() == set()

    def test_that_both_began_before_the_first_mark_share_one_machine(
        self, home: Path, library: Library
    ) -> None:
        other = Library(home)
        read(library, 1)
        read(other, 2)
        assert len(list(lines(journal(home)))) == 2
        assert fields(library.undo())[0][0] == paper(2).id

    def test_an_older_checkpoint_that_replaces_a_newer_one_loses_nothing(
        self, home: Path, library: Library
    ) -> None:
        read(library, 1)
        library.checkpoint()
        old = (home / "library.json").read_bytes()
        read(library, 2)
        library.checkpoint()
        (home / "library.json").write_bytes(old)
        assert marks(Library(home)) == marks(library)


class TestAnotherMachine:
    def test_is_followed_when_its_journal_comes(self, tmp_path: Path) -> None:
        here, there = Library(tmp_path / "here"), Library(tmp_path / "there")
        read(there, 1)
        deliver(tmp_path / "there", tmp_path / "here", cut=3)
        assert here.refresh() == set(), "the line is not whole yet"
        deliver(tmp_path / "there", tmp_path / "here")
        assert here.refresh() == {P1}

    def test_that_deletes_its_journal_is_told_and_its_marks_stay(self, tmp_path: Path) -> None:
        there = Library(tmp_path / "there")
        read(there, 1)
        deliver(tmp_path / "there", tmp_path / "here")
        here = Library(tmp_path / "here")
        read(here, 2)
        here.checkpoint()
        (tmp_path / "here" / "journal" / f"{machine(tmp_path / 'there')}.jsonl").unlink()
        again = Library(tmp_path / "here")
        assert again.marks(P1).read
        assert "has vanished" in again.damage[0]
        assert read(again, 3), "this machine's own journal is there"

    def test_whose_journal_cannot_be_read_costs_only_its_own_marks(
        self, home: Path, library: Library
    ) -> None:
        read(library, 1)
        (home / "journal" / "0000.jsonl").mkdir()
        again = Library(home)
        assert again.marks(P1).read
        assert "cannot be read" in again.damage[0]

    def test_a_copy_that_a_synchroniser_set_aside_counts(
        self, home: Path, library: Library
    ) -> None:
        read(library, 1)
        path = journal(home)
        copy = path.with_name(f"{path.stem}.sync-conflict-20261123-120000-ABCDEFG.jsonl")
        path.rename(copy)
        read(Library(home), 2)
        assert Library(home).marks(P1).read and Library(home).marks(paper(2).id).read

    def test_a_journal_whose_name_is_in_other_letters_is_this_machines_still(
        self, home: Path, library: Library
    ) -> None:
        read(library, 1)
        path = journal(home)
        path.rename(path.with_name(path.name.upper()))
        again = Library(home)
        assert again.marks(P1).read
        assert read(again, 2)
        assert len(list((home / "journal").iterdir())) == 1
        assert fields(again.undo())[0][0] == paper(2).id
        assert not Library(home).damage

    def test_two_files_whose_names_differ_in_case_alone_both_count(
        self, home: Path, library: Library
    ) -> None:
        read(library, 1)
        path = journal(home)
        # A name of digits alone is the same in capitals.
        names = {path.name.upper(), f"{path.stem}.JSONL"}
        for name in names:
            (home / "journal" / name).write_bytes(path.read_bytes())
        read(library, 2)
        path.write_bytes(b"".join(list(lines(path))[1:]))
        assert Library(home, afresh=True).marks(P1).read
        assert len(Library(home)._store._files.journals()) == 1 + len(names)

    def test_a_file_that_is_still_being_delivered_is_let_be(
        self, home: Path, library: Library
    ) -> None:
        read(library, 1)
        (home / "journal" / ".syncthing.0000.jsonl").write_bytes(b"half a line")
        assert not Library(home).damage


class TestACopiedHome:
    def test_gives_itself_a_name_of_its_own(self, tmp_path: Path) -> None:
        first = Library(tmp_path / "first")
        read(first, 1)
        second = copied(tmp_path / "first", tmp_path / "second")
        read(Library(second), 2)
        read(first, 3)
        assert machine(second) != machine(tmp_path / "first")
        deliver(tmp_path / "first", second)
        assert [each for each, _ in Library(second).marked()] == [paper(n).id for n in (1, 2, 3)]

    def test_that_was_only_moved_keeps_its_name_and_its_undo(self, tmp_path: Path) -> None:
        read(Library(tmp_path / "first"), 1)
        (tmp_path / "first").rename(tmp_path / "second")
        assert Library(tmp_path / "second").undo()


class TestDamage:
    def test_a_damaged_line_is_told_and_set_aside_once(self, home: Path, library: Library) -> None:
        for number in (1, 2, 3):
            read(library, number)
        path = journal(home)
        whole = path.read_bytes()
        path.write_bytes(flipped(whole, 8 * (len(whole) // 2)))
        for _ in range(2):
            again = Library(home)
            assert [each for each, _ in again.marked()] == [P1, paper(3).id]
            assert again.damage[0].startswith(f"1 line of {path} cannot be read in full; every")
            again.checkpoint()
            (home / "library.json").unlink()
        aside = (home / "damaged" / path.name).read_bytes()
        assert aside == list(lines(path))[1]

    def test_a_line_of_a_newer_version_is_told_and_stays(
        self, home: Path, library: Library
    ) -> None:
        from tests.library.test_journal import sealed

        read(library, 1)
        newer = sealed(
            {
                "v": 2,
                "stamp": "2026-11-23T12:00:09.000Z-0000-0a1b2c3d",
                "changes": [[paper(2).id, "read", None, True], [P1, "mood", None, ["good"]]],
            }
        )
        path = home / "journal" / "0a1b2c3d.jsonl"
        path.write_bytes(newer + b"\n")
        again = Library(home)
        assert again.marks(paper(2).id).read, "what is known of it counts"
        mood: object = again.history(P1)["mood"]["value"]
        assert mood == ["good"], "and the rest is there"
        assert again.damage == (
            f"1 line of {path} came from a newer paper-reader on 0a1b2c3d: what is known of them "
            "counts, and the rest is kept. Update paper-reader here to see it",
        )
        assert read(again, 3)
        assert path.read_bytes() == newer + b"\n"

    def test_a_machine_file_that_is_lost_or_nonsense_costs_only_the_undo(
        self, home: Path, library: Library
    ) -> None:
        read(library, 1)
        for nonsense in (b"", b"\xff\xfe", b"../../etc\n", b"UPPER\n"):
            (home / "machine").write_bytes(nonsense)
            again = Library(home)
            assert again.marks(P1).read
            assert again.undo() is None
            assert read(again, 2)
            again.commit([FieldUpdate(paper(2).id, "read", False)])

    def test_a_journal_that_has_vanished_stops_every_change(
        self, home: Path, library: Library
    ) -> None:
        read(library, 1)
        library.checkpoint()
        path = journal(home)
        path.rename(home / "elsewhere")
        for each in (library, Library(home)):
            with pytest.raises(LibraryError, match=r"vanished, so that nothing can be marked"):
                read(each, 2)
        assert not path.exists()
        (home / "elsewhere").rename(path)
        assert read(library, 2)

    def test_a_journal_that_was_replaced_by_an_older_one_is_told(
        self, home: Path, library: Library
    ) -> None:
        read(library, 1)
        old = journal(home).read_bytes()
        read(library, 2)
        library.checkpoint()
        journal(home).write_bytes(old)
        again = Library(home)
        assert again.marks(paper(2).id).read
        assert "is not the file that was read before" in again.damage[0]
        assert read(again, 3)
        assert [each for each, _ in Library(home).marked()] == [paper(n).id for n in (1, 2, 3)]


class TestADiskThatRefuses:
    def test_a_change_is_refused_with_a_sentence_and_nothing_is_lost(
        self, home: Path, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read(library, 1)
        before = journal(home).read_bytes()
        with monkeypatch.context() as patch:
            read_only(patch)
            again = Library(home)
            assert again.marks(P1).read, "it can be read all the same"
            with pytest.raises(LibraryError) as refused:
                read(again, 2)
            assert refused.value.sentence == (
                f"{home} cannot be written: read-only file system; your marks are as they were. "
                "Mount that disk for writing, or set PAPER_READER_HOME to another folder."
            )
            assert not again.marks(paper(2).id).read
            assert "cannot be renewed" in str(again.checkpoint())
        assert journal(home).read_bytes() == before
        assert read(again, 2)

    def test_a_checkpoint_that_fails_is_no_change_that_failed(
        self, home: Path, library: Library
    ) -> None:
        (home / "library.json").mkdir()
        assert read(library, 1)
        assert isinstance(library.checkpoint(), LibraryError)
        again = Library(home)
        assert again.marks(P1).read, "it is in the journal"
        assert "cannot be read: is a directory" in again.damage[0]
        (home / "library.json").rmdir()
        assert library.checkpoint() is None
        assert Library(home).marks(P1).read

    def test_a_home_that_is_no_folder(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(LibraryError, match="not a directory"):
            Library(tmp_path / "file")

    def test_a_disk_that_is_not_mounted_any_more_gets_no_new_library(self, tmp_path: Path) -> None:
        home = tmp_path / "mounted" / "home"
        library = Library(home)
        read(library, 1)
        (tmp_path / "mounted").rename(tmp_path / "away")
        with pytest.raises(LibraryError, match="Is its disk mounted"):
            read(library, 2)
        with pytest.raises(LibraryError, match="vanished"):
            library.refresh()
        assert library.marks(P1).read and not library.marks(paper(2).id).read
        assert not (tmp_path / "mounted").exists()
        (tmp_path / "away").rename(tmp_path / "mounted")
        assert read(library, 2)

    def test_a_lock_that_is_never_let_go_of(
        self, home: Path, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from reader.system import files

        monkeypatch.setattr(files, "_LOCK_TIMEOUT", 0.0)
        with files.locked(home / "library.lock"), pytest.raises(LibraryError, match="holding it"):
            read(library, 1)


class TestTakingBack:
    """`restore` takes marks as of their time."""

    EARLY, LATE = "2020-01-01T00:00:00.000Z-0000-0", "2026-11-23T23:00:00.000Z-0000-0"

    def test_what_was_changed_here_later_stays(self, library: Library) -> None:
        read(library, 1)
        assert library.restore([Change(P1, "read", None, False, self.EARLY)]) is None
        assert library.restore([Change(P1, "read", None, False, self.LATE)])
        assert not library.marks(P1).read

    def test_it_is_one_action_that_can_be_taken_back_and_made_again(self, library: Library) -> None:
        changes = [Change(paper(n).id, "starred", None, True, self.EARLY) for n in (1, 2)]
        library.restore(changes, {P1: paper(1)})
        assert library.history(P1)["starred"]["at"] == "2020-01-01T00:00:00+00:00"
        assert library.kept() == {P1: paper(1)}
        library.undo()
        assert not library.marks(P1).starred
        library.redo()
        assert library.marks(P1).starred and library.marks(paper(2).id).starred

    def test_a_key_that_is_fixed_here_stays(self, library: Library) -> None:
        library.fix_keys([paper(1)])
        assert library.restore([Change(P1, "fixed_key", None, "other2024", self.LATE)]) is None


def read_only(patch: pytest.MonkeyPatch) -> None:
    """Permissions do not bind root, so the system call itself says no."""
    real = os.open

    def refusing(path: Any, flags: int, *rest: Any, **options: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(30, "Read-only file system", str(path))
        return real(path, flags, *rest, **options)

    patch.setattr(os, "open", refusing)
