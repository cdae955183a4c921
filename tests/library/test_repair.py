"""What is wrong with a library is said in a sentence, and mended."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.library import Library
from reader.library.repair import findings, repair
from tests.library.desk import Ticking, deliver, flipped, journal, machine, marks, paper, read, star

Harm = Callable[[Path], None]


@pytest.fixture
def used(home: Path, library: Library) -> Library:
    """A library in which something was done, and its files."""
    for number in range(1, 6):
        read(library, number)
    star(library, paper(6))
    library.checkpoint()
    return library


def flip_journal(home: Path) -> None:
    path = journal(home)
    content = path.read_bytes()
    path.write_bytes(flipped(content, 8 * (len(content) // 4)))


def flip_library(home: Path) -> None:
    path = home / "library.json"
    path.write_bytes(flipped(path.read_bytes(), 2000))


def flip_kept(home: Path) -> None:
    path = home / "kept.json"
    path.write_bytes(flipped(path.read_bytes(), 2000))


def lose_journal(home: Path) -> None:
    journal(home).unlink()


def lose_lines(home: Path) -> None:
    path = journal(home)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))


def copy_aside(home: Path) -> None:
    path = journal(home)
    copy = path.with_name(f"{path.stem} (conflicted copy 2026-11-23).jsonl")
    copy.write_bytes(path.read_bytes())
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))


def leave_unfinished(home: Path) -> None:
    path = home / ".library.json.0a1b2c3d.new"
    path.write_bytes(b"{")
    os.utime(path, (0, 0))


HARMS = [
    (flip_journal, "1 line of .* cannot be read in full"),
    (flip_library, "library.json is damaged, or was changed by another program"),
    (flip_kept, "kept.json is damaged, or was changed by another program"),
    (lose_journal, "jsonl has vanished; its marks stand in library.json alone"),
    (lose_lines, "marks in .*library.json can be read in no journal"),
    (copy_aside, "is the copy of a journal that a file synchroniser made"),
    (leave_unfinished, "was never finished"),
]


def test_a_sound_library_has_nothing_to_say(home: Path, used: Library) -> None:
    assert findings(home) == []


def test_nor_has_one_that_is_not_there_yet(tmp_path: Path) -> None:
    assert findings(tmp_path / "none") == []
    repair(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_torn_last_line_was_never_acknowledged_and_is_no_damage(
    home: Path, used: Library
) -> None:
    with journal(home).open("ab") as file:
        file.write(b'{"v":1,"stamp":"2026')
    assert findings(home) == []


@pytest.mark.parametrize(("harm", "sentence"), HARMS, ids=[harm.__name__ for harm, _ in HARMS])
def test_what_is_wrong_is_said_and_mended_and_costs_no_mark(
    home: Path, used: Library, harm: Harm, sentence: str
) -> None:
    before = marks(used)
    harm(home)
    found = findings(home)
    assert any(re.search(sentence, each) for each in found), found
    assert all("--repair" in each for each in found), "it says what to do"
    assert findings(home) == found, "looking changes nothing"
    repair(home, Ticking())
    assert findings(home) == []
    for library in (Library(home), Library(home, afresh=True)):
        assert before.items() <= marks(library).items()
        assert library.kept() == {paper(6).id: paper(6)}
    assert read(Library(home), 9)


@pytest.mark.parametrize(
    ("harm", "place"),
    [
        (flip_journal, "journal/*"),
        (flip_library, "library.json"),
        (flip_kept, "kept.json"),
        (copy_aside, "journal/*copy*"),
    ],
    ids=["journal", "library", "kept", "copy"],
)
def test_the_damaged_original_stays_beside(
    home: Path, used: Library, harm: Harm, place: str
) -> None:
    harm(home)
    (path,) = home.glob(place)
    original = path.read_bytes().splitlines()
    repair(home, Ticking())
    after = b"".join(each.read_bytes() for each in home.rglob("*") if each.is_file())
    assert all(line in after for line in original)


def test_all_at_once(home: Path, used: Library) -> None:
    before = marks(used)
    for harm in (flip_kept, leave_unfinished, flip_journal, copy_aside):
        harm(home)
    repair(home, Ticking())
    assert findings(home) == []
    assert before.items() <= marks(Library(home, afresh=True)).items()


def test_marks_that_only_a_running_window_still_holds_are_saved_by_its_quitting(
    home: Path, used: Library
) -> None:
    read(used, 8)
    lose_lines(home)
    read(used, 9)
    used.checkpoint()
    repair(home, Ticking())
    assert Library(home, afresh=True).marks(paper(8).id).read


def test_another_machines_damage_is_told_until_its_lines_are_kept(
    tmp_path: Path, home: Path, used: Library
) -> None:
    there = tmp_path / "there"
    other = Library(there)
    for number in range(20, 24):
        read(other, number)
    deliver(there, home)
    path = home / "journal" / f"{machine(there)}.jsonl"
    damaged = flipped(path.read_bytes(), 800)
    path.write_bytes(damaged)
    assert "on the machine that writes it" in findings(home)[0]
    repair(home, Ticking())
    assert findings(home) == []
    assert path.read_bytes() == damaged, "only its owner writes a journal"


def test_a_checkpoint_that_lacks_marks_is_made_anew(home: Path, used: Library) -> None:
    from reader.library.checkpoint import load, save

    path = home / "library.json"
    content = load(path, "marks")
    del content.papers[paper(2).id]
    save(path, "marks", content)
    assert "lacks 1 mark of the journals" in findings(home)[0]
    repair(home, Ticking())
    assert findings(home) == []
    assert Library(home).marks(paper(2).id).read


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\r\r\n", b""])
def test_other_line_ends_are_no_damage_and_a_repair_costs_no_mark(
    home: Path, used: Library, end: bytes
) -> None:
    path = journal(home)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", end))
    before = marks(used)
    for _ in range(2):
        assert findings(home) == []
        assert marks(Library(home, afresh=True)) == before
        repair(home, Ticking())


def test_a_repair_that_would_lose_marks_refuses(
    home: Path, used: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader.errors import LibraryError
    from reader.library import repair as repairing

    flip_journal(home)
    before = journal(home).read_bytes()
    monkeypatch.setattr(repairing, "compacted", lambda entries, _: entries[:1])
    with pytest.raises(LibraryError, match=r"was not mended, as \d marks? in it that can be read"):
        repair(home, Ticking())
    assert journal(home).read_bytes() == before


def test_two_fixed_keys_are_told_and_stay(tmp_path: Path, home: Path) -> None:
    one, other = paper(1, "Attention Once More"), paper(2, "Attention and Its Uses")
    Library(home).fix_keys([one])
    Library(tmp_path / "there").fix_keys([other])
    deliver(tmp_path / "there", home)
    assert "key example2024attention is fixed for 2401.00001 and 2401.00002" in findings(home)[0]


def test_a_disk_that_cannot_be_written_is_not_mended(
    home: Path, used: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader.errors import LibraryError
    from tests.library.test_library import read_only

    flip_library(home)
    damaged = (home / "library.json").read_bytes()
    read_only(monkeypatch)
    with pytest.raises(LibraryError, match="read-only"):
        repair(home, Ticking())
    assert (home / "library.json").read_bytes() == damaged
