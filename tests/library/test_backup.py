"""A library moved by hand: what an export holds is taken back, each mark as of its time."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from reader.errors import LibraryError
from reader.export.json_record import record
from reader.feed.item_decoder import decode_items
from reader.library import FieldUpdate, Library
from reader.library.backup import Backup, read_backup
from reader.library.folded_state import note_field
from reader.library.journal_entry import Change
from reader.paper import UNMARKED, Paper
from tests.library.desk import NOON, Ticking, journal, marks, note, paper, read, star, tag
from tests.recorded import days

P1 = paper(1).id
LATER = NOON + timedelta(days=3)


def exported(library: Library) -> list[dict[str, Any]]:
    """What `export --format json` prints of all papers."""
    kept = library.kept()
    return [
        {**record(kept.get(each, paper(0)), marks), "id": each, "marks": library.history(each)}
        for each, marks in library.marked()
    ]


def saved(objects: object, folder: Path) -> Path:
    """A file that holds them."""
    path = folder / "marks.json"
    path.write_text(json.dumps(objects))
    return path


def take_back(path: Path, home: Path) -> Library:
    library = Library(home, Ticking(LATER))
    backup = read_backup(path, LATER)
    library.restore(backup.changes, backup.papers)
    return library


@pytest.fixture
def used(library: Library) -> Library:
    """A library in which everything that can be marked is marked."""
    read(library, 2)
    star(library, paper(1), paper(3))
    tag(library, 1, "rl")
    tag(library, 1, "old")
    library.commit([FieldUpdate(P1, "tag:old", False)])
    note(library, 1, "first")
    note(library, 1, "second")
    library.fix_keys([paper(3)])
    return library


def test_an_empty_library_becomes_the_same(tmp_path: Path, used: Library) -> None:
    path = saved(exported(used), tmp_path)
    other = take_back(path, tmp_path / "other")
    assert marks(other) == marks(used)
    assert exported(other) == exported(used), "the times too"
    assert other.marks(paper(3).id).key_fixed
    assert other.kept()[P1].title == paper(1).title
    assert other.kept()[P1].authors == paper(1).authors


def test_taking_it_back_again_changes_nothing(tmp_path: Path, home: Path, used: Library) -> None:
    path = saved(exported(used), tmp_path)
    before = journal(home).read_bytes()
    take_back(path, home)
    assert journal(home).read_bytes() == before, "nothing in the library that it came from"
    take_back(path, tmp_path / "other")
    once = journal(tmp_path / "other").read_bytes()
    take_back(path, tmp_path / "other")
    assert journal(tmp_path / "other").read_bytes() == once, "and nothing the second time"


def test_what_was_marked_since_stays(tmp_path: Path, home: Path, used: Library) -> None:
    path = saved(exported(used), tmp_path)
    used.commit([FieldUpdate(P1, "starred", False), FieldUpdate(P1, "tag:rl", False)])
    note(used, 1, "third")
    since = marks(used)
    assert marks(take_back(path, home)) == since


def test_a_note_of_ones_own_is_not_overwritten(tmp_path: Path, used: Library) -> None:
    path = saved(exported(used), tmp_path)
    other = Library(tmp_path / "other", Ticking(NOON - timedelta(days=1)))
    note(other, 1, "mine")
    assert take_back(path, tmp_path / "other").marks(P1).note == "mine | second"


def test_all_of_it_is_one_change(tmp_path: Path, used: Library) -> None:
    other = take_back(saved(exported(used), tmp_path), tmp_path / "other")
    other.undo()
    assert not any(each.read or each.starred or each.tags for _, each in other.marked())
    other.redo()
    assert marks(other) == marks(used)


def test_a_time_that_has_not_come_yet_counts_as_now(tmp_path: Path) -> None:
    path = saved(
        [{"id": P1, "marks": {"read": {"value": True, "at": "2099-01-01T00:00:00Z"}}}], tmp_path
    )
    assert read_backup(path, NOON).changes[0].at.startswith("2026-11-23T12:00:00.000Z")


@pytest.mark.parametrize(
    "content",
    [b"", b"[", b"{}", b'{"id": 1}', b"[1, 2]", b"\xff\xfe", b"[" * 100_000],
    ids=["empty", "half", "an object", "no list", "numbers", "no text", "nested"],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "marks.json"
    path.write_bytes(content)
    with pytest.raises(LibraryError, match="holds no marks; paper-reader export --format json"):
        read_backup(path, NOON)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="cannot be read: no such file"):
        read_backup(tmp_path / "none.json", NOON)


def test_a_file_without_papers_is_an_empty_backup(tmp_path: Path) -> None:
    assert read_backup(saved([], tmp_path), NOON) == Backup((), {}, 0)


def test_both_texts_of_a_note_stay_with_their_lines_and_so_does_a_key_of_any_kind(
    tmp_path: Path, library: Library
) -> None:
    note(library, 1, "first line\n\n  second line\twith a tab\nthird")
    there = Library(tmp_path / "there", Ticking())
    note(there, 1, "another\ntext")
    library.restore([Change(P1, note_field("another\ntext"), None, "another\ntext", LATE)])
    library.fix_given_keys({P1: "DBLP:journals/corr/müller+2024*"})
    other = take_back(saved(exported(library), tmp_path), tmp_path / "other")
    assert other.marks(P1) == library.marks(P1)
    assert other.marks(P1).note == "first line\n\n  second line\twith a tab\nthird | another\ntext"
    assert other.marks(P1).key_fixed


def test_what_only_a_later_version_knows_is_carried_on(tmp_path: Path, library: Library) -> None:
    library.restore([Change(P1, "rating", None, 4, LATE)])
    other = take_back(saved(exported(library), tmp_path), tmp_path / "other")
    assert exported(other) == exported(library)
    assert other.history(P1)["rating"]["value"] == 4


def test_every_recorded_paper_comes_back_as_it_was(tmp_path: Path) -> None:
    papers: dict[str, Paper] = {}
    for file in days():
        day = date.fromisoformat(file.stem)
        papers |= {
            each.id: each for each in decode_items(json.loads(file.read_bytes()), day).papers
        }
    items = {
        each.id: {**record(each, UNMARKED), "marks": {"read": {"value": True, "at": AT}}}
        for each in papers.values()
    }
    backup = read_backup(saved(list(items.values()), tmp_path), LATER)
    assert backup.left_out == 0
    assert backup.papers.keys() == papers.keys()
    for name, found in backup.papers.items():
        assert record(found, UNMARKED).items() <= items[name].items(), name


LATE = "2026-11-23T23:00:00.000Z-0000-0"
AT = "2026-11-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("read", "yes"),
        ("starred", 1),
        ("votes", True),
        ("votes", "12"),
        ("tag:", True),
        ("tag:two words", True),
        ("tag:rl", "yes"),
        ("note:0000", "text"),
        ("note:00000000", 5),
        ("citation_key", "a}, @evil{"),
        ("fixed_key", None),
        ("stamps", {}),
        ("paper", "2401.00002"),
        ("kept", True),
    ],
)
def test_a_mark_that_this_program_would_not_have_made_does_not_count(
    tmp_path: Path, field: str, value: object
) -> None:
    item = {
        "id": P1,
        "marks": {field: {"value": value, "at": AT}, "tag:ok": {"value": True, "at": AT}},
    }
    backup = read_backup(saved([item], tmp_path), NOON)
    assert backup.left_out == 1
    assert [change.field for change in backup.changes] == ["tag:ok"]


@pytest.mark.parametrize(
    "mark",
    [
        None,
        {},
        {"value": True},
        {"value": True, "at": None},
        {"value": True, "at": "soon"},
        {"value": True, "at": "2026-11-01T00:00:00"},
        {"value": True, "at": "0001-01-01T00:00:00+14:00"},
    ],
    ids=["none", "empty", "no time", "null", "no date", "of no zone", "before all time"],
)
def test_a_mark_without_a_time_does_not_count(tmp_path: Path, mark: object) -> None:
    backup = read_backup(saved([{"id": P1, "marks": {"read": mark}}], tmp_path), NOON)
    assert backup == Backup((), {}, 1)


def test_what_a_file_says_of_a_paper_is_cleaned(tmp_path: Path) -> None:
    item = {
        "id": P1,
        "title": "A \x1b[31mred\u202e title",
        "authors": ["Ada\nExample", 5, ""],
        "abstract": 7,
        "published": "2024-13-99",
        "upvotes": True,
        "github": "javascript:alert(1)",
        "project": "https://example.org/a",
        "marks": {"read": {"value": True, "at": AT}},
    }
    (found,) = read_backup(saved([item], tmp_path), NOON).papers.values()
    assert found.title == "A [31mred title"
    assert [author.name for author in found.authors] == ["Ada Example"]
    assert (found.abstract, found.published, found.upvotes, found.github) == ("", None, None, None)
    assert found.project == "https://example.org/a"
