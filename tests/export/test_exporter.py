"""A citation key is fixed when what holds it has been given away, and never before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from reader.errors import ExportError
from reader.export.export_formats import FORMATS
from reader.export.exporter import Exporter
from reader.library import Library
from tests.library.desk import Ticking, paper, read, star

ROOT = Path(__file__).parents[2]
PATIENCE = 120
"""Seconds after which a process that hangs is given up; no speed is measured."""
ONE, OTHER = paper(1, "Attention Once More"), paper(2, "Attention and Its Uses")


def export(library: Library, form: str = "bibtex") -> Exporter:
    """An export of one paper."""
    return Exporter(library, [(ONE, library.marks(ONE.id))], FORMATS[form])


@pytest.fixture
def library(home: Path) -> Library:
    """Just opened, with nothing on disk yet."""
    return Library(home, Ticking())


@pytest.fixture
def starred(library: Library) -> Library:
    star(library, ONE)
    return library


@pytest.mark.parametrize(("form", "name"), [("bibtex", "a.bib"), ("ris", "a.ris")])
def test_it_is_fixed_once_the_file_is_written(
    starred: Library, tmp_path: Path, form: str, name: str
) -> None:
    export(starred, form).plan(tmp_path / name)
    assert not starred.marks(ONE.id).key_fixed, "looking promises nothing"
    export(starred, form).write(tmp_path / name)
    assert starred.marks(ONE.id).key_fixed


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "ris", "csl-json", "markdown"])
def test_a_file_that_cannot_be_written_fixes_nothing(
    starred: Library, tmp_path: Path, form: str
) -> None:
    with pytest.raises(ExportError, match="cannot be written"):
        export(starred, form).write(tmp_path / "none" / "refs")
    assert not starred.marks(ONE.id).key_fixed


def test_a_draft_fixes_nothing_until_it_was_given_away(starred: Library) -> None:
    draft = export(starred).render()
    assert not starred.marks(ONE.id).key_fixed
    assert starred.fix_given_keys(draft.keys) == []
    assert starred.marks(ONE.id).key_fixed


def test_a_key_that_another_paper_got_meanwhile_is_told(home: Path, starred: Library) -> None:
    keys = export(starred).render().keys
    other = Library(home)
    other.fix_given_keys({OTHER.id: keys[ONE.id]})
    assert starred.fix_given_keys(keys) == [ONE.id]
    assert starred.key(ONE.id) != keys[ONE.id]
    assert list(starred.conflicting_keys()) == []


def test_nothing_to_fix_takes_no_lock_and_writes_nothing(home: Path, starred: Library) -> None:
    keys = export(starred).render().keys
    starred.fix_given_keys(keys)
    before = [path.read_bytes() for path in (home / "journal").iterdir()]
    starred.fix_given_keys(keys)
    assert [path.read_bytes() for path in (home / "journal").iterdir()] == before


class TestAnEntryThatIsThere:
    def test_as_we_would_write_it_is_ours_and_keeps_its_key(
        self, starred: Library, tmp_path: Path
    ) -> None:
        file = tmp_path / "refs.bib"
        text = export(starred).render().text.replace("example2024attention", "mine:2024")
        file.write_text(text)
        export(starred).write(file)
        assert file.read_text() == text
        assert (starred.key(ONE.id), starred.marks(ONE.id).key_fixed) == ("mine:2024", True)

    def test_with_our_key_fixes_it(self, starred: Library, tmp_path: Path) -> None:
        file = tmp_path / "refs.bib"
        file.write_text("@misc{example2024attention, title = {Mine}, eprint = {2401.00001}}")
        export(starred).write(file)
        assert starred.marks(ONE.id).key_fixed

    def test_of_a_person_fixes_nothing(self, library: Library, tmp_path: Path) -> None:
        file = tmp_path / "refs.bib"
        file.write_text("@misc{mine, title = {Mine}, eprint = {2401.00001}}")
        for prepare in (partial(read, library, 1), partial(star, library, ONE)):
            prepare()
            export(library).write(file)
            assert not library.marks(ONE.id).key_fixed

    def test_under_a_key_that_is_fixed_for_another_paper_stays_as_it_is(
        self, starred: Library, tmp_path: Path
    ) -> None:
        starred.fix_given_keys({OTHER.id: "taken2024"})
        file = tmp_path / "refs.bib"
        text = export(starred).render().text.replace("example2024attention", "taken2024")
        file.write_text(text)
        export(starred).write(file)
        assert file.read_text() == text
        assert not starred.marks(ONE.id).key_fixed


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_a_death_between_the_file_and_the_promise_gives_no_paper_two_keys(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.export.killed_export", str(tmp_path)]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE, check=True
    )
    found = json.loads(done.stdout)
    assert found["calls"] > 5
    assert found["wrong"] == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")  # noqa: PTH110
class TestPrinting:
    def fixed(self, home: Path) -> bool:
        return Library(home).marks(ONE.id).key_fixed

    def run(self, home: Path, out: int) -> int:
        environment = os.environ | {"PAPER_READER_HOME": str(home)}
        command = [sys.executable, "-m", "reader", "export", "--offline"]
        ran = subprocess.run(
            command, stdout=out, stderr=subprocess.DEVNULL, env=environment, cwd=ROOT,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
        return ran.returncode

    def test_to_a_full_disk_fixes_nothing(self, home: Path, starred: Library) -> None:
        with open("/dev/full", "wb") as full:  # noqa: PTH123
            assert self.run(home, full.fileno()) == 1
        assert not self.fixed(home)

    def test_to_nobody_fixes_nothing(self, home: Path, starred: Library) -> None:
        ours, theirs = os.pipe()
        os.close(ours)
        self.run(home, theirs)
        os.close(theirs)
        assert not self.fixed(home)

    def test_to_somebody_fixes_it(self, home: Path, starred: Library) -> None:
        assert self.run(home, subprocess.DEVNULL) == 0
        assert self.fixed(home)
