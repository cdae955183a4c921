"""Journals that move into a folder and back: nothing is lost, whatever dies when."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reader.errors import LibraryError, ReaderError
from reader.library import Library, repair
from reader.library.library_files import FOLDER_FILE
from reader.settings import read_settings
from reader.settings.environment import Places
from reader.sync.known_machines import known_machines
from reader.sync.relocation import move_journals, settle
from tests.library.desk import Ticking, journal, machine, marks, paper, read, star
from tests.sync.dying_moves import STORIES

_ROOT = Path(__file__).parents[2]
_PATIENCE = 300
"""Seconds after which a process that hangs is given up; no speed is measured."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "Sync" / "papers"


@pytest.fixture
def homes(tmp_path: Path, folder: Path) -> list[Path]:
    """Two homes, each with a mark, and a place for the folder that they will share."""
    folder.parent.mkdir()
    for name in ("one", "two"):
        read(Library(tmp_path / name, Ticking()), len(name))
    return [tmp_path / "one", tmp_path / "two"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
@pytest.mark.parametrize("story", STORIES)
def test_a_death_before_any_system_call_loses_nothing(tmp_path: Path, story: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.sync.dying_moves", story, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=_ROOT,
        timeout=_PATIENCE,
        check=False,
    )
    assert not ran.returncode, ran.stderr
    told = json.loads(ran.stdout)
    assert told["calls"] > 20
    assert told["wrong"] == []


def test_two_homes_in_one_folder_see_each_other(homes: list[Path], folder: Path) -> None:
    for home in homes:
        assert move_journals(home, folder)
        assert not move_journals(home, folder), "they are there already"
    one, two = (Library(home, Ticking()) for home in homes)
    star(one, paper(9))
    assert two.refresh() == {paper(9).id}
    assert marks(one).keys() <= marks(two).keys()
    assert not (homes[0] / "journal").exists()
    assert [each.is_own for each in known_machines(homes[0])] == [True, False]


def test_an_open_library_goes_on_where_its_journals_are(homes: list[Path], folder: Path) -> None:
    home = homes[0]
    library = Library(home, Ticking())
    star(library, paper(1))
    move_journals(home, folder)
    star(library, paper(2))
    assert library.undo()
    assert library.undo(), "what was done before the move is taken back as well"
    move_journals(home, None)
    star(library, paper(3))
    assert marks(Library(home, afresh=True)) == marks(library)
    assert library.damage == ()


def test_what_comes_home_stays_in_the_folder_for_the_others(
    homes: list[Path], folder: Path
) -> None:
    for home in homes:
        move_journals(home, folder)
    there = sorted(path.name for path in folder.iterdir())
    assert move_journals(homes[0], None)
    assert sorted(path.name for path in folder.iterdir()) == there
    assert sorted(path.name for path in (homes[0] / "journal").iterdir()) == there
    read(Library(homes[0], Ticking()), 30)
    assert paper(30).id not in marks(Library(homes[1], Ticking()))


def test_a_folder_that_is_not_there_is_not_made_again(homes: list[Path], folder: Path) -> None:
    home = homes[0]
    move_journals(home, folder)
    library = Library(home, Ticking())
    library.checkpoint()
    folder.parent.rename(folder.parent.with_name("unmounted"))
    for again in (library, Library(home, Ticking())):
        with pytest.raises(LibraryError, match="mounted"):
            read(again, 20)
    with pytest.raises(LibraryError, match="mounted"):
        repair.repair(home)
    with pytest.raises(LibraryError, match="mounted"):
        move_journals(home, None)
    assert not folder.exists()
    assert Library(home).damage
    assert marks(Library(home)) == marks(library), "what was known is shown"
    folder.parent.with_name("unmounted").rename(folder.parent)
    assert read(library, 20)
    assert not Library(home).damage


def test_the_folder_for_it_is_made_but_no_folder_above_it(
    tmp_path: Path, homes: list[Path]
) -> None:
    with pytest.raises(LibraryError, match="is not there"):
        move_journals(homes[0], tmp_path / "disk" / "papers")
    assert not (tmp_path / "disk").exists()
    assert journal(homes[0])


@pytest.mark.parametrize("place", ["", "journal/.."])
def test_the_home_itself_is_no_such_folder(homes: list[Path], place: str) -> None:
    with pytest.raises(LibraryError, match="holds the library itself"):
        move_journals(homes[0], homes[0] / place)


def test_a_folder_with_other_files_of_that_kind_is_refused(homes: list[Path], folder: Path) -> None:
    folder.mkdir()
    (folder / "data.jsonl").write_text('{"id": 1}\n')
    with pytest.raises(LibraryError, match="no journal of this program"):
        move_journals(homes[0], folder)
    assert journal(homes[0])


def test_two_that_took_each_other_for_one_machine_lose_nothing(
    homes: list[Path], folder: Path
) -> None:
    """Two homes with one id have written different lines: a cloned virtual machine."""
    one, two = homes
    (two / "machine").write_text((two / "machine").read_text().replace(machine(two), machine(one)))
    journal(two).rename(two / "journal" / f"{machine(one)}.jsonl")
    for home in homes:
        move_journals(home, folder)
    for home in homes:
        assert {paper(3).id} <= marks(Library(home, Ticking())).keys()
    copies = [each for each in known_machines(one) if each.is_copy]
    assert len(copies) <= 1
    for home in homes:
        move_journals(home, None)
        move_journals(home, folder)
    assert [each for each in known_machines(one) if each.is_copy] == copies, "no copy of a copy"


class TestSettings:
    """`sync.folder` written by hand does the same at the next command."""

    def test_the_journals_follow(self, homes: list[Path], folder: Path) -> None:
        home = homes[0]
        file = home / "config.toml"
        file.write_text(f'[sync]\nfolder = "{folder}"\n')
        assert str(folder) in settle(home, read_settings(file))
        assert settle(home, read_settings(file)) == ""
        assert (folder / f"{machine(home)}.jsonl").exists()
        file.write_text("")
        assert "again" in settle(home, read_settings(file))
        assert journal(home)

    def test_a_mistake_moves_nothing(self, homes: list[Path], folder: Path) -> None:
        home = homes[0]
        file = home / "config.toml"
        file.write_text(f'[sync]\nfolder = "{folder}"\n')
        settle(home, read_settings(file))
        file.write_text(f'[sync\nfolder = "{folder}"\n')
        assert "stay in" in settle(home, read_settings(file))
        assert (folder / f"{machine(home)}.jsonl").exists()

    def test_a_folder_is_meant_from_the_file_on(self, homes: list[Path], folder: Path) -> None:
        home = homes[0]
        file = home / "config.toml"
        file.write_text('[sync]\nfolder = "../Sync/papers"\n')
        settle(home, read_settings(file))
        assert folder.is_dir()

    def test_a_home_of_nobody_is_said(self, homes: list[Path]) -> None:
        file = homes[0] / "config.toml"
        file.write_text('[sync]\nfolder = "~nobody-of-that-name/papers"\n')
        with pytest.raises(ReaderError, match="whose home"):
            settle(homes[0], read_settings(file))
        assert journal(homes[0])


def test_settings_and_library_mean_one_file(tmp_path: Path) -> None:
    places = Places(tmp_path / "config.toml", tmp_path, tmp_path / "archive.sqlite")
    assert places.journal_pointer == tmp_path / FOLDER_FILE


def test_what_was_left_in_the_home_comes_after(homes: list[Path], folder: Path) -> None:
    """A program that knows no other folder has written there meanwhile."""
    home = homes[0]
    move_journals(home, folder)
    old = home.with_name("old")
    star(Library(old, Ticking()), paper(40))
    (home / "journal").mkdir()
    journal(old).rename(home / "journal" / journal(old).name)
    file = home / "config.toml"
    file.write_text(f'[sync]\nfolder = "{folder}"\n')
    settle(home, read_settings(file))
    assert not (home / "journal").exists()
    assert Library(home, Ticking()).marks(paper(40).id).starred
