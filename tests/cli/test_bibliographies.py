"""`paper-reader export -o FILE` on the bibliographies that people have, and its bytes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from reader.export.export_formats import FORMATS
from tests.cli.program import Program
from tests.feed_items import author, item
from tests.feed_server import FeedServer

KEY = "example2024attention"
GOATS = (
    f"@article{{{KEY},\n  title={{An Attention to Goats}},\n  author={{Example, Zoe}},\n"
    "  year={2024}\n}\n"
)


@pytest.fixture
def starred(here: Program) -> Program:
    here("mark", "2401.00001", "--star", "--tag", "thesis")
    return here


@pytest.fixture
def file(here: Program) -> Path:
    return here.home.parent / "refs.bib"


@pytest.fixture
def printed(starred: Program) -> str:
    """Our entry, whose key is fixed from now on."""
    return starred("export").out


class TestAKeyOnAnotherPaper:
    def test_gives_way_while_it_is_only_proposed(self, starred: Program, file: Path) -> None:
        file.write_text(GOATS)
        assert starred("export", "-o", "refs.bib").code == 0
        written = file.read_text()
        assert written.startswith(f"{GOATS}\n@misc{{{KEY}a,\n")
        assert starred("export", "-o", "refs.bib", "--check").code == 0

    @pytest.mark.parametrize("options", [[], ["--check"], ["--dry-run"], ["--format", "biblatex"]])
    def test_is_told_and_nothing_is_written_where_it_is_fixed(
        self, starred: Program, file: Path, printed: str, options: list[str]
    ) -> None:
        before = f"% mine\n\n{GOATS}"
        file.write_text(before)
        ran = starred("export", "-o", "refs.bib", *options)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == (
            f"paper-reader: refs.bib: The key {KEY} of arXiv paper 2401.00001 is taken: another "
            "entry (line 3) has it, and a key that was given away never changes, so nothing was "
            "changed; give the other entry another key, then try again.\n"
        )
        assert file.read_text() == before

    def test_is_told_also_in_a_file_that_had_the_paper(self, starred: Program, file: Path) -> None:
        starred("export", "-o", "refs.bib")
        file.write_text(GOATS)
        assert starred("export", "-o", "refs.bib").code == 1
        assert file.read_text() == GOATS

    def test_is_no_matter_where_the_paper_is_there_too(
        self, starred: Program, file: Path, printed: str
    ) -> None:
        before = f"{GOATS}@misc{{mine, eprint = {{2401.00001}}}}\n"
        file.write_text(before)
        ran = starred("export", "-o", "refs.bib")
        assert (ran.code, file.read_text()) == (0, before)
        assert "2401.00001 is there as mine (the same arXiv id)" in ran.err

    def test_the_published_version_under_our_key_is_the_paper(
        self, starred: Program, file: Path, printed: str
    ) -> None:
        before = f"@inproceedings{{{KEY}, title = {{Attention Once More: Why}}, year = 2025}}\n"
        file.write_text(before)
        ran = starred("export", "-o", "refs.bib")
        assert (ran.code, file.read_text()) == (0, before)


class TestACommentedOutEntry:
    @pytest.fixture(
        params=["@comment{{\n{}}}\n", "%{}", "without the at sign"], ids=["@comment", "%", "@"]
    )
    def before(self, request: pytest.FixtureRequest, printed: str, file: Path) -> str:
        way: str = request.param
        match way:
            case "%{}":
                text = "".join(f"% {line}\n" for line in printed.splitlines())
            case "without the at sign":
                text = printed.removeprefix("@")
            case _:
                text = way.format(printed)
        text = f"{text}@article{{y, title = {{Real}}, year = 2020}}\n"
        file.write_text(text)
        return text

    def test_stays_out_and_is_told(self, starred: Program, file: Path, before: str) -> None:
        remark = f"paper-reader: 2401.00001 is commented out there as {KEY}, and was left out.\n"
        ran = starred("export", "-o", "refs.bib")
        assert (ran.code, ran.err) == (
            0,
            f"paper-reader: 0 papers added to refs.bib.\n{remark}",
        )
        assert file.read_text() == before
        ran = starred("export", "-o", "refs.bib", "--check")
        assert (ran.code, ran.err) == (0, f"paper-reader: refs.bib is up to date.\n{remark}")

    def test_keeps_its_key_from_others(
        self, starred: Program, service: FeedServer, file: Path, before: str
    ) -> None:
        service.days["2024-01-02"].append(item("2401.00009", "Attention for Others"))
        starred("mark", "--unstar", "2401.00001")
        starred("mark", "--star", "2401.00009")
        assert starred("export", "-o", "refs.bib").code == 0
        added = file.read_text().removeprefix(before)
        assert "2401.00009" in added and f"{{{KEY}," not in added

    def test_that_is_there_again_is_there(self, starred: Program, file: Path, before: str) -> None:
        again = before + starred("export").out
        file.write_text(again)
        ran = starred("export", "-o", "refs.bib")
        assert ran.err == "paper-reader: 0 papers added to refs.bib; 1 there already.\n"
        assert file.read_text() == again


class TestEncodings:
    OWN = "@article{mine,\r\n  title = {Café},\r\n}\r\n"

    @pytest.fixture
    def foreign(self, here: Program, service: FeedServer) -> Program:
        """A home where one of three starred papers has letters that no command of TeX writes."""
        service.days["2024-01-02"] = [
            item("2401.00001", "Attention Once More", authors=[author("Andrée Lévesque")]),
            item("2401.00002", "A Survey of Surveys", authors=[author("Ana Đurić")]),
            item("2401.00003", "Why Less Is More"),
        ]
        here("mark", "2401.00001", "2401.00002", "2401.00003", "--star")
        return here

    @pytest.mark.parametrize("form", ["bibtex", "biblatex"])
    @pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-8"])
    def test_a_file_is_written_back_in_its_encoding(
        self, foreign: Program, file: Path, codec: str, form: str
    ) -> None:
        own = f"\ufeff{self.OWN}".encode(codec)
        file.write_bytes(own)
        ran = foreign("export", "-o", "refs.bib", "--format", form)
        assert (ran.code, ran.err) == (0, "paper-reader: 3 papers added to refs.bib.\n")
        written = file.read_bytes()
        assert written.startswith(own) and "Đuri" in written.decode(codec)
        assert foreign("export", "-o", "refs.bib", "--format", form, "--check").code == 0
        assert file.read_bytes() == written

    @pytest.mark.parametrize("form", ["bibtex", "biblatex"])
    def test_in_a_latin_1_file_what_can_be_written_is_written(
        self, foreign: Program, file: Path, form: str
    ) -> None:
        own = self.OWN.encode("latin-1")
        file.write_bytes(own)
        for added in ("2 papers added to refs.bib", "0 papers added to refs.bib; 2 there already"):
            ran = foreign("export", "-o", "refs.bib", "--format", form)
            assert ran.code == 1
            first, second = ran.err.splitlines()
            assert first == f"paper-reader: {added}."
            assert second.startswith("paper-reader: Left out: 2401.00002 (it needs Đ), as refs.bib")
            assert second.endswith("convert it to UTF-8, then export again.")
        written = file.read_bytes()
        assert written.startswith(own)
        text = written.decode("latin-1")
        assert "2401.00001" in text and "2401.00003" in text and "2401.00002" not in text
        assert r"Andr{\'e}e L{\'e}vesque" in text
        assert foreign("export", "-o", "refs.bib", "--format", form, "--check").code == 1

    def test_what_could_not_be_written_keeps_its_key_free(
        self, foreign: Program, file: Path
    ) -> None:
        file.write_bytes(self.OWN.encode("latin-1"))
        foreign("export", "-o", "refs.bib")
        marks = {each["id"]: each for each in foreign("export", "--format", "json").json}
        assert "fixed_key" in str(marks["2401.00001"]["marks"])
        assert "fixed_key" not in str(marks["2401.00002"]["marks"])


class TestBytes:
    NOTE = "first\r\nsecond\n\nthird\u2028fourth"

    @pytest.mark.parametrize("form", FORMATS)
    def test_stdout_has_those_of_a_file(self, run: Program, form: str) -> None:
        run("mark", "2401.00001", "2401.00002", "--star", "--note", self.NOTE)
        run("mark", "2401.00001", "--tag", "Łódź")
        written = run.folder / f"all{FORMATS[form].endings[0]}"
        run("export", "--format", form, "-o", written.name)
        for ascii_only in ({}, {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}):
            process = run.with_(**ascii_only).start("export", "--format", form)
            out, err = process.communicate()
            assert (process.returncode, err) == (0, b"")
            assert out == written.read_bytes()
        ends = b"\r\n" if form in ("ris", "csv") else b"\n"
        assert out.endswith(ends)

    @pytest.mark.skipif(not shutil.which("patch"), reason="needs patch")
    @pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r", b"\x0c\n", "\u2028".encode(), b""])
    def test_a_dry_run_is_a_patch(self, starred: Program, run: Program, end: bytes) -> None:
        own = b"@article{mine," + end + b" title = {A\xe2\x80\xa8\x0cB}" + end + b"}" + end
        for name in ("refs.bib", "other.bib"):
            (run.folder / name).write_bytes(own)
        process = run.start("export", "-o", "refs.bib", "--dry-run")
        change, _ = process.communicate()
        starred("export", "-o", "refs.bib")
        subprocess.run(["patch", "other.bib"], cwd=run.folder, input=change, check=True)
        assert (run.folder / "other.bib").read_bytes() == (run.folder / "refs.bib").read_bytes()
