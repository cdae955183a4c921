"""Folders that cannot be written, files in the place of folders, and a damaged archive."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests import feed_faults as faults
from tests.cli.program import Program, lock
from tests.feed_server import FeedServer

_IN_A_FOLDER_THAT_IS_GONE = """
import os, sys
os.chdir(sys.argv[1])
os.rmdir(sys.argv[1])
os.execv(sys.argv[2], sys.argv[2:])
"""


def test_where_the_home_cannot_be_written_lists_are_still_shown(mortal: Program) -> None:
    lock(mortal.home)
    ran = mortal("list")
    assert (ran.code, len(ran.lines)) == (0, 3)
    assert "cannot be used: " in ran.err and "permission denied" in ran.err
    assert "your marks are not in it and are safe." in ran.err
    assert "will not be there without a network." in ran.err
    assert mortal("fetch").code == 1


def test_where_the_home_cannot_be_written_a_mark_fails_and_nothing_changes(mortal: Program) -> None:
    mortal("mark", "2401.00001", "--star")
    lock(mortal.home)
    ran = mortal("mark", "2401.00002", "--star")
    assert (ran.code, ran.out) == (1, "")
    assert "cannot be written: permission denied; your marks are as they were." in ran.err
    assert mortal("undo").code == 1
    assert [each["starred"] for each in mortal("list", "--json").json] == [True, False, False]


def test_where_the_home_cannot_be_written_what_was_exported_can_be_exported_again(
    mortal: Program,
) -> None:
    mortal("mark", "2401.00001", "--star")
    exported = mortal("export").out
    lock(mortal.home)
    assert mortal("export").out == exported != ""
    assert mortal("export", "--format", "json").code == 0


def test_where_the_home_cannot_be_written_an_export_is_printed_with_a_word(
    mortal: Program,
) -> None:
    mortal("mark", "2401.00001", "2401.00002", "--star")
    lock(mortal.home)
    for form, start in (("bibtex", "@misc{"), ("biblatex", "@online{"), ("markdown", "- ")):
        ran = mortal("export", "--format", form)
        assert (ran.code, ran.out.startswith(start)) == (0, True), form
        if form != "markdown":
            assert "may still change." in ran.err
    refused = mortal("export", "-o", str(mortal.home / "refs.bib"))
    assert (refused.code, refused.out) == (1, "")


def test_where_the_home_cannot_be_read_papers_are_shown_without_marks(mortal: Program) -> None:
    mortal("mark", "2401.00001", "--star")
    mortal.home.chmod(0o000)
    ran = mortal("list")
    assert (ran.code, len(ran.lines)) == (1, 3)
    assert "all papers are shown as unread." in ran.err
    ran = mortal("show", "2401.00001")
    assert (ran.code, ran.lines[0]) == (1, "Attention Once More")
    assert mortal("export").code == 1
    mortal.home.chmod(0o755)
    assert mortal("list", "--json").json[0]["starred"] is True


def test_an_archive_that_can_only_be_read_is_enough_without_a_network(
    mortal: Program, service: FeedServer
) -> None:
    mortal("list")
    lock(mortal.home / "cache")
    service.fault = faults.not_json()
    ran = mortal("list", "--offline")
    assert ran.code in (0, 1) and ran.err.count("\n") <= 3
    service.fault = None
    assert len(mortal("list").lines) == 3


class TestAHomeThatIsAFile:
    @pytest.fixture
    def misplaced(self, here: Program) -> Program:
        here.home.write_text("not a folder")
        return here

    def test_lists_and_papers_are_still_shown(self, misplaced: Program) -> None:
        for arguments, lines in ((["list"], 3), (["show", "2401.00001"], 26)):
            ran = misplaced(*arguments)
            assert (ran.code, len(ran.lines)) == (1, lines)
            assert f"{misplaced.home} cannot be read: not a directory" in ran.err

    @pytest.mark.parametrize(
        "arguments",
        [
            ["mark", "2401.00001", "--star"],
            ["mark", "2401.00001", "--read"],
            ["undo"],
            ["export"],
            ["fetch"],
            ["config", "init"],
        ],
        ids=" ".join,
    )
    def test_everything_else_fails_with_a_sentence(
        self, misplaced: Program, arguments: list[str]
    ) -> None:
        ran = misplaced(*arguments)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.count("\n") == 1 and ran.err.endswith(".\n")
        assert misplaced.home.read_text() == "not a folder"


def test_a_home_with_too_long_a_name_fails_with_a_sentence(here: Program) -> None:
    ran = replace(here, home=here.home.parent / ("n" * 300))("mark", "2401.00001", "--read")
    assert ran.code == 1
    assert "file name too long" in ran.err


@dataclass(frozen=True)
class Damage:
    """What has become of an archive."""

    content: bytes

    def do(self, archive: Path) -> None:
        for suffix in ("-wal", "-shm"):
            archive.with_name(archive.name + suffix).unlink(missing_ok=True)
        archive.write_bytes(self.content)


@pytest.mark.parametrize(
    "damage",
    [Damage(b""), Damage(b"SQLite format 3\0" + b"\xff" * 5000), Damage(b"no database" * 99)],
    ids=["emptied", "overwritten", "another file"],
)
def test_a_damaged_archive_is_made_again_and_costs_no_mark(here: Program, damage: Damage) -> None:
    here("mark", "2401.00001", "--star")
    listed = here("list").out
    archive = here.home / "cache" / "archive.sqlite"
    damage.do(archive)
    ran = here("list")
    assert (ran.code, ran.out) == (0, listed)
    assert ran.err == "paper-reader: 2024-01-02: 3 papers, 2 unread.\n"
    assert here("list", "--offline").out == listed


def test_without_its_archive_the_library_is_whole(here: Program) -> None:
    here("mark", "2401.00001", "--star", "--tag", "rl")
    shutil.rmtree(here.home / "cache")
    ran = here("export", "--offline")
    assert (ran.code, ran.out.startswith("@misc{example2024attention,")) == (0, True)
    assert here("show", "2401.00001", "--offline").code == 0


def test_eight_first_starts_at_once_all_succeed(run: Program) -> None:
    processes = [run.start("list") for _ in range(8)]
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, len(out.splitlines())) == (0, 3), err.decode()
        assert err == b"paper-reader: 2024-01-02: 3 papers, 3 unread.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use stays there")
@pytest.mark.parametrize(
    ("home", "arguments", "sentence"),
    [
        ("home", ["list"], "3 papers, 3 unread"),
        ("home", ["export", "-o", "x.bib", "2401.00001"], "folder in which this was typed is gone"),
        ("home", ["mark", "--from", "x.bib", "--star"], "x.bib cannot be read"),
        ("relative", ["list"], "PAPER_READER_HOME is “relative”, but the folder that"),
        ("relative", ["doctor"], "PAPER_READER_HOME is “relative”, but the folder that"),
    ],
    ids=str,
)
def test_in_a_folder_that_is_gone_whatever_needs_none_works(
    here: Program, home: str, arguments: list[str], sentence: str
) -> None:
    (gone := here.home.with_name("gone")).mkdir()
    before = Path.cwd()
    program = here.with_(PAPER_READER_HOME=home if home == "relative" else str(here.home))
    command = (sys.executable, "-c", _IN_A_FOLDER_THAT_IS_GONE, str(gone), *here.command)
    ran = replace(program, inside=None, command=command)(*arguments)
    assert sentence in ran.err + ran.out
    assert ran.code == (0 if arguments == ["list"] and home != "relative" else 1)
    assert Path.cwd() == before
