"""The TinyDB files: readable by anybody, replaced whole, and made again where they are damaged."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from reader.errors import LibraryError
from reader.library import Library
from reader.library.checkpoint import Checkpoint, Document, load, save, unsealed
from reader.library.tinydb_storage import SealedStorage
from tests.library.desk import Ticking, flipped, journal, marks, note, paper, read, star, tag


@pytest.fixture
def used(home: Path, library: Library) -> Library:
    """A library in which something was done, and its files."""
    read(library, 1, 2)
    star(library, paper(3))
    tag(library, 3, "rl")
    note(library, 4, "see chapter 3")
    assert library.checkpoint() is None
    return library


class TestPlainTinyDB:
    def test_shows_the_marks(self, home: Path, used: Library) -> None:
        with TinyDB(home / "library.json") as database:
            table = database.table("marks")
            assert table.get(doc_id=240100003)["starred"] is True
            assert table.count(where("read") == True) == 3  # noqa: E712 - TinyDB's own language
            assert [each["paper"] for each in table.search(where("tag:rl") == True)] == [  # noqa: E712
                paper(3).id
            ]

    def test_shows_what_each_kept_paper_says(self, home: Path, used: Library) -> None:
        with TinyDB(home / "kept.json") as database:
            assert {each["title"] for each in database.table("papers")} == {"Invention 3"}

    def test_can_be_opened_with_any_locale(self, home: Path, library: Library) -> None:
        star(library, paper(1, "Schrödingers Kätzchen"))
        library.checkpoint()
        assert (home / "kept.json").read_bytes().isascii()

    def test_that_writes_into_it_changes_no_mark(self, home: Path, used: Library) -> None:
        before = marks(used)
        with TinyDB(home / "library.json") as database:
            database.table("marks").truncate()
        again = Library(home)
        assert marks(again) == before
        assert "changed by another program" in again.damage[0]


class TestOurStorage:
    def test_gives_back_what_it_was_given(self, tmp_path: Path) -> None:
        with TinyDB(tmp_path / "any.json", storage=SealedStorage) as database:
            database.insert({"title": "A title"})
            assert database.all() == [{"title": "A title"}]

    def test_has_nothing_where_there_is_no_file(self, tmp_path: Path) -> None:
        with TinyDB(tmp_path / "none.json", storage=SealedStorage) as database:
            assert database.all() == []
        assert not (tmp_path / "none.json").exists()


def test_opening_reads_only_what_is_behind_the_checkpoint(home: Path, used: Library) -> None:
    path = journal(home)
    content = path.read_bytes()
    path.write_bytes(b"x" * (len(content) - 11) + content[-11:])
    assert marks(Library(home)) == marks(used)


@pytest.mark.parametrize("name", ["library.json", "kept.json"])
@pytest.mark.parametrize(
    "harm",
    [
        lambda content: b"",
        lambda content: b"null",
        lambda content: b"[" * 100_000,
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"2401.", b"2402."),
        lambda content: b"\xff\xfe" + content,
    ],
    ids=["empty", "null", "nested", "half", "other values", "no text"],
)
def test_a_damaged_file_costs_nothing_and_stays_beside_the_new_one(
    home: Path, used: Library, name: str, harm: Callable[[bytes], bytes]
) -> None:
    damaged = harm((home / name).read_bytes())
    (home / name).write_bytes(damaged)
    again = Library(home, Ticking())
    assert marks(again) == marks(used)
    assert {each.title for each in again.kept().values()} == {"Invention 3"}
    assert any(f"{name} is damaged" in sentence for sentence in again.damage)
    star(again, paper(9))
    again.checkpoint()
    assert [path.read_bytes() for path in home.glob(f"{name}.damaged-*")] == [damaged]
    assert not Library(home).damage


def test_a_damaged_kept_file_is_made_again_by_whoever_reads_it(home: Path, used: Library) -> None:
    (home / "kept.json").write_bytes(b"{}")
    reader = Library(home)
    reader.kept()
    assert reader.checkpoint() is None
    again = Library(home)
    assert again.kept() == used.kept()
    assert not again.damage


def test_opening_does_not_import_tinydb(home: Path, used: Library) -> None:
    script = (
        "import sys; from pathlib import Path; from reader.library import Library\n"
        "assert list(Library(Path(sys.argv[1])).marked())\n"
        "sys.exit('tinydb' in sys.modules)"
    )
    assert not subprocess.run([sys.executable, "-c", script, str(home)], check=False).returncode


def test_a_lost_file_is_made_again(home: Path, used: Library) -> None:
    (home / "library.json").unlink()
    (home / "kept.json").unlink()
    again = Library(home)
    assert marks(again) == marks(used)
    assert again.kept() == used.kept()
    assert not again.damage


def test_an_older_kept_file_is_brought_up_to_date_from_the_journal(
    home: Path, used: Library
) -> None:
    old = (home / "kept.json").read_bytes()
    star(used, paper(8))
    used.checkpoint()
    (home / "kept.json").write_bytes(old)
    assert {each.title for each in Library(home).kept().values()} == {"Invention 3", "Invention 8"}


def test_a_flipped_bit_anywhere_is_noticed(home: Path, used: Library) -> None:
    content = (home / "library.json").read_bytes()
    assert unsealed(content)
    for bit in range(8 * len(content)):
        with pytest.raises(ValueError, match="checksum"):
            unsealed(flipped(content, bit))


@pytest.mark.parametrize("name", ["library.json", "kept.json"])
def test_a_file_of_a_newer_version_is_refused_untouched(
    home: Path, used: Library, name: str
) -> None:
    path = home / name
    newer = path.read_bytes().replace(b'"version":1', b'"version":2')
    path.write_bytes(newer)
    with pytest.raises(LibraryError, match="newer paper-reader; nothing was changed"):
        Library(home).kept()
    assert path.read_bytes() == newer


def test_a_program_that_still_runs_does_not_replace_a_newer_file(home: Path, used: Library) -> None:
    path = home / "library.json"
    newer = path.read_bytes().replace(b'"version":1', b'"version":2')
    path.write_bytes(newer)
    read(used, 7)
    assert "newer paper-reader" in str(used.checkpoint())
    assert path.read_bytes() == newer


def test_a_file_may_be_a_link(home: Path, used: Library) -> None:
    elsewhere = home / "elsewhere.json"
    (home / "library.json").rename(elsewhere)
    (home / "library.json").symlink_to(elsewhere)
    read(used, 9)
    used.checkpoint()
    assert (home / "library.json").is_symlink()
    assert load(elsewhere, "marks").papers.keys() >= {paper(9).id}


def test_papers_without_a_modern_id_have_their_place_too(tmp_path: Path) -> None:
    papers: dict[str, Document] = {
        each: {"paper": each, "stamps": {}}
        for each in ("hep-th/9901001", "0704.0001", "2401.00001", "math/0211159")
    }
    save(tmp_path / "library.json", "marks", Checkpoint(papers))
    assert load(tmp_path / "library.json", "marks").papers == papers


def test_the_last_table_is_a_checksum_that_anybody_can_check(home: Path, used: Library) -> None:
    from zlib import crc32

    content = (home / "library.json").read_bytes()
    body, _, _ = content.rpartition(b',"seal":')
    assert json.loads(content)["seal"]["1"]["sum"] == f"{crc32(body):08x}"
