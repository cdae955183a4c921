"""`paper-reader export`: a bibliography of what was starred."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import feed_faults as faults
from tests.cli.program import Program
from tests.feed_items import item
from tests.feed_server import FeedServer

KEYS = ["example2024attention", "example2024survey"]


@pytest.fixture
def starred(here: Program) -> Program:
    """A home where two papers are starred, one of them tagged."""
    here("mark", "2401.00001", "2401.00002", "--star")
    here("mark", "2401.00001", "--tag", "thesis")
    return here


def keys(text: str) -> list[str]:
    return [line[6:-1] for line in text.splitlines() if line.startswith("@misc{")]


def test_the_starred_papers_are_printed_as_bibtex(starred: Program, run: Program) -> None:
    assert starred.home == run.home
    ran = run("export")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(
        "@misc{example2024attention,\n"
        "  title         = {Attention Once More},\n"
        "  author        = {Ada Example and Bo van der Muster},\n"
        "  year          = {2024},\n"
        "  month         = jan,\n"
        "  eprint        = {2401.00001},\n"
        "  archiveprefix = {arXiv},\n"
    )
    assert "  keywords      = {thesis}\n}\n\n@misc{example2024survey,\n" in ran.out
    assert ran.out.endswith("}\n")


def test_a_query_and_ids_choose_others(starred: Program) -> None:
    assert keys(starred("export", "tag:thesis").out) == KEYS[:1]
    assert keys(starred("export", "2401.00003v2", "2401.00001").out) == [
        *("example2024attention", "example2024less"),
    ]


def test_a_query_with_days_chooses_from_all_that_was_fetched(starred: Program) -> None:
    starred("list")
    assert len(keys(starred("export", "listed:2024-01-02").out)) == 3


def test_the_network_is_not_needed(starred: Program, service: FeedServer) -> None:
    asked = len(service.requests)
    shutil.rmtree(starred.home / "cache")
    assert keys(starred("export").out) == KEYS
    assert len(service.requests) == asked


def test_a_key_that_was_exported_stays(starred: Program) -> None:
    starred("export")
    starred("mark", "2401.00001", "--unstar")
    starred("undo")
    assert keys(starred("export").out) == KEYS


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "No paper is starred yet; s in the app does that, or paper-reader mark ID --star."),
        (
            ["tag:nothing"],
            "No such paper is in the library; paper-reader search looks through all lists.",
        ),
    ],
)
def test_nothing_to_export_is_an_empty_bibliography(
    here: Program, arguments: list[str], sentence: str
) -> None:
    ran = here("export", *arguments)
    assert (ran.code, ran.out, ran.err) == (0, "", f"paper-reader: {sentence}\n")
    ran = here("export", *arguments, "-o", "refs.bib")
    assert (ran.code, ran.err) == (0, f"paper-reader: {sentence}\n")
    assert not (here.home.parent / "refs.bib").exists()


class TestToAFile:
    def test_it_is_written_and_writing_it_again_changes_nothing(
        self, starred: Program, run: Program, tmp_path: Path
    ) -> None:
        file = tmp_path / "refs.bib"
        ran = run("export", "-o", "refs.bib")
        assert (ran.code, ran.out) == (0, "")
        assert ran.err == "paper-reader: 2 papers added to refs.bib.\n"
        written = file.read_bytes()
        assert keys(written.decode()) == KEYS
        before = file.stat()
        ran = run("export", "-o", "refs.bib")
        assert ran.err == "paper-reader: 0 papers added to refs.bib; 2 there already.\n"
        assert file.read_bytes() == written
        assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)

    def test_what_is_there_stays_byte_for_byte(self, starred: Program, tmp_path: Path) -> None:
        own = (
            b"% my own\r\n@string{acl = {ACL}}\r\n\r\n@article{mine,title = {Caf\xc3\xa9},\r\n"
            b"  eprint=2401.00002, note = {keep  this}}\r\n"
        )
        file = tmp_path / "refs.bib"
        file.write_bytes(own)
        ran = starred("export", "-o", "refs.bib")
        assert ran.err == (
            "paper-reader: 1 paper added to refs.bib; 1 there already.\n"
            "paper-reader: 2401.00002 is there as mine (the same arXiv id), "
            "and was left as it is.\n"
        )
        added = file.read_bytes().removeprefix(own)
        assert added.startswith(b"\r\n@misc{example2024attention,\r\n")
        assert added.count(b"\n") == added.count(b"\r\n")

    def test_a_link_stays_a_link(self, starred: Program, tmp_path: Path) -> None:
        (tmp_path / "true.bib").write_text("")
        (tmp_path / "refs.bib").symlink_to("true.bib")
        starred("export", "-o", "refs.bib")
        assert (tmp_path / "refs.bib").is_symlink()
        assert keys((tmp_path / "true.bib").read_text()) == KEYS

    def test_a_broken_file_is_refused_with_its_line(self, starred: Program, tmp_path: Path) -> None:
        broken = "@misc{a,\n  title = {A}\n}\n\n@misc{b,\n  title = {B\n"
        (tmp_path / "refs.bib").write_text(broken)
        ran = starred("export", "-o", "refs.bib")
        assert ran.code == 1
        assert ran.err.startswith("paper-reader: refs.bib: ") and "Line 6" in ran.err
        assert (tmp_path / "refs.bib").read_text() == broken

    def test_a_key_that_others_have_there_yields_while_it_is_not_fixed(
        self, starred: Program, tmp_path: Path
    ) -> None:
        foreign = "@book{Example2024Attention, title = {Quite Another}}\n"
        (tmp_path / "refs.bib").write_text(foreign)
        assert starred("export", "-o", "refs.bib").code == 0
        written = (tmp_path / "refs.bib").read_text()
        assert written.startswith(foreign)
        assert keys(written) == ["example2024attentiona", "example2024survey"]
        assert keys(starred("export").out) == ["example2024attentiona", "example2024survey"]

    def test_a_fixed_key_that_others_have_there_is_refused(
        self, starred: Program, tmp_path: Path
    ) -> None:
        starred("export")
        foreign = "@misc{example2024attention, eprint = {1706.03762}, archiveprefix = {arXiv}}\n"
        (tmp_path / "refs.bib").write_text(foreign)
        ran = starred("export", "-o", "refs.bib")
        assert ran.code == 1
        assert "example2024attention" in ran.err
        assert (tmp_path / "refs.bib").read_text() == foreign

    def test_a_folder_that_is_none_is_a_failure(self, starred: Program, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        ran = starred("export", "-o", "file/refs.bib")
        assert ran.code == 1
        assert "file/refs.bib cannot be written" in ran.err

    def test_a_dash_is_stdout(self, starred: Program) -> None:
        assert keys(starred("export", "-o", "-").out) == KEYS

    def test_a_device_is_written_to(self, starred: Program, run: Program) -> None:
        assert keys(run("export", "-o", "/dev/stdout").out) == KEYS

    def test_control_characters_in_its_name_stay_off_the_terminal(self, starred: Program) -> None:
        ran = starred("export", "-o", "re\x1b[2Jfs.bib")
        assert (ran.code, "\x1b" in ran.err) == (0, False)


class TestJson:
    def test_it_has_the_time_of_every_mark(self, starred: Program) -> None:
        first, second = starred("export", "--format", "json").json
        assert (first["id"], first["starred"], first["tags"]) == ("2401.00001", True, ["thesis"])
        assert first["marks"]["starred"]["value"] is True
        assert first["marks"]["starred"]["at"].startswith("20")
        assert set(first) - set(starred("show", "--json", "2401.00001").json) == {"marks"}
        assert second["title"] == "A Survey of Surveys"

    def test_it_can_be_written_to_a_file(self, starred: Program, tmp_path: Path) -> None:
        ran = starred("export", "--format", "json", "-o", "all.json")
        assert ran.err == "paper-reader: 2 papers written to all.json.\n"
        printed = starred("export", "--format", "json").out
        assert (tmp_path / "all.json").read_text() == printed

    def test_with_nothing_to_export_it_is_an_empty_array(self, here: Program) -> None:
        assert here("export", "--format", "json").json == []


class TestOfPapersKnownByTheirIdsAlone:
    @pytest.fixture
    def blind(self, here: Program, service: FeedServer) -> Program:
        """A home where one of two starred papers could not be asked about."""
        here("mark", "2401.00002", "--star")
        service.fault = faults.not_json()
        here("mark", "2401.00001", "--star")
        service.fault = None
        return here

    def test_they_are_asked_about_when_they_are_needed(self, blind: Program) -> None:
        ran = blind("export")
        assert (ran.code, keys(ran.out)) == (0, KEYS)
        assert keys(blind("export", "--offline").out) == KEYS, "from then on they are known"

    def test_without_an_answer_the_others_are_exported_and_it_fails(
        self, blind: Program, service: FeedServer
    ) -> None:
        ran = blind("export", "--offline")
        assert (ran.code, keys(ran.out)) == (1, KEYS[1:])
        assert ran.err == (
            "paper-reader: Left out: nothing is known of 2401.00001: the network is not used, as "
            "--offline was given.\n"
        )

    def test_a_file_gets_what_is_known(self, blind: Program, tmp_path: Path) -> None:
        ran = blind("export", "--offline", "-o", "refs.bib")
        assert ran.code == 1
        assert keys((tmp_path / "refs.bib").read_text()) == KEYS[1:]
        assert blind("export", "-o", "refs.bib").code == 0
        assert sorted(keys((tmp_path / "refs.bib").read_text())) == KEYS

    def test_their_marks_are_not_lost_in_a_move(self, blind: Program) -> None:
        ran = blind("export", "--offline", "--format", "json")
        assert ran.code == 1
        _, first = ran.json
        assert (first["id"], first["title"], first["starred"]) == ("2401.00001", None, True)
        assert first["marks"]["starred"]["value"] is True

    def test_a_query_on_their_text_cannot_pass_them_over(self, blind: Program) -> None:
        ran = blind("export", "--offline", "title:survey")
        assert (ran.code, keys(ran.out)) == (1, KEYS[1:])
        assert blind("export", "--offline", "tag:thesis").code == 0, "it has no such tag"

    def test_one_that_was_only_read_is_not_asked_about(
        self, here: Program, service: FeedServer
    ) -> None:
        here("mark", "2401.00001", "--read")
        ran = here("export", "is:read")
        assert (ran.code, ran.out, service.requests) == (1, "", [])
        assert "nothing is known of 2401.00001: the archive that had it is gone." in ran.err

    def test_an_id_that_there_is_not_is_a_failure(self, here: Program) -> None:
        ran = here("export", "2401.09999", "2401.00001")
        assert (ran.code, keys(ran.out)) == (1, KEYS[:1])
        assert "nothing is known of 2401.09999: the service knows no paper 2401.09999" in ran.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["(tag:a"], "This “(” is not closed."),
        (["2401.00001", "is:starred"], "give a query or ids, not both."),
        (["--format", "word"], "'word' is not one of 'bibtex', 'biblatex',"),
        (["-o", "."], "is a directory."),
        (["--format", "json", "-o", "refs.bib"], "is a file for --format bibtex, not for json."),
        (["--format", "ris", "-o", "all.JSON"], "is a file for --format json, not for ris."),
        (["--check"], "--dry-run and --check need a file"),
        (["--check", "--dry-run", "-o", "refs.bib"], "exclude each other"),
        (["-is:read"], "-is:read was taken for an option; write not is:read."),
    ],
)
def test_a_wrong_command_is_explained(here: Program, arguments: list[str], sentence: str) -> None:
    ran = here("export", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err


def test_two_papers_never_share_a_key(here: Program, service: FeedServer) -> None:
    service.days["2024-01-02"] = [item(f"2401.0000{n}", "Attention") for n in range(1, 4)]
    here("mark", "2401.00001", "2401.00002", "2401.00003", "--star")
    assert keys(here("export").out) == [
        *("example2024attention", "example2024attentiona", "example2024attentionb"),
    ]


class TestBringingUpToDate:
    def test_what_was_written_is_refreshed_and_what_a_person_changed_is_not(
        self, starred: Program, tmp_path: Path
    ) -> None:
        file = tmp_path / "refs.bib"
        starred("export", "-o", "refs.bib")
        file.write_text(file.read_text().replace("year          = {2024}", "year = {1999}", 1))
        edited = file.read_text()
        starred("mark", "2401.00001", "2401.00002", "--tag", "later")
        ran = starred("export", "-o", "refs.bib")
        assert ran.err == "paper-reader: 0 papers added to refs.bib; 2 refreshed.\n"
        text = file.read_text()
        assert "= {later, thesis}" in text and "= {later}" in text
        assert "year = {1999}" in text
        for line in edited.splitlines():
            assert line.rstrip(",") in text or "keywords" in line
        assert starred("export", "-o", "refs.bib").err.endswith("2 there already.\n")

    def test_a_dry_run_shows_the_change_and_makes_none(
        self, starred: Program, tmp_path: Path
    ) -> None:
        file = tmp_path / "refs.bib"
        file.write_text("% mine\n")
        ran = starred("export", "-o", "refs.bib", "--dry-run")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith("--- a/refs.bib\n+++ b/refs.bib\n@@ -1,1 +1,")
        assert "\n % mine\n" in ran.out
        assert file.read_text() == "% mine\n"
        shown = [line for line in ran.lines if line.startswith("+@misc{")]
        starred("export", "-o", "refs.bib")
        assert [f"+{line}" for line in file.read_text().splitlines() if "@misc" in line] == shown
        ran = starred("export", "-o", "refs.bib", "--dry-run")
        assert (ran.out, ran.err) == ("", "paper-reader: Nothing would change in refs.bib.\n")

    def test_check_fails_where_the_file_is_out_of_date(
        self, starred: Program, tmp_path: Path
    ) -> None:
        ran = starred("export", "-o", "refs.bib", "--check")
        assert (ran.code, ran.out) == (1, "")
        assert "refs.bib is out of date: 2 papers to add, 0 to refresh" in ran.err
        assert not (tmp_path / "refs.bib").exists()
        starred("export", "-o", "refs.bib")
        ran = starred("export", "-o", "refs.bib", "--check")
        assert (ran.code, ran.err) == (0, "paper-reader: refs.bib is up to date.\n")

    @pytest.mark.parametrize("name", ["list.md", "refs.ris", "refs.csl.json", "list.csv"])
    def test_the_name_of_a_file_says_what_it_holds(
        self, starred: Program, tmp_path: Path, name: str
    ) -> None:
        assert starred("export", "-o", name).code == 0
        text = (tmp_path / name).read_text()
        assert "2401.00001" in text and "@misc" not in text
        assert starred("export", "-o", name, "--check").code == 0
