"""`paper-reader doctor`: what is wrong, in a sentence each, and mended."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.feed_server import FeedServer


@pytest.fixture
def used(run: Program, here: Program) -> Program:
    """The program, after it has been used for some days."""
    here("fetch")
    here("mark", "2401.00001", "--star")
    here("mark", "2401.00002", "--read")
    here("mark", "2401.00003", "--tag", "rl")
    return run


def journal(run: Program) -> Path:
    (path,) = (run.home / "journal").glob("*.jsonl")
    return path


def test_all_is_well(used: Program) -> None:
    ran = used("doctor")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "paper-reader: Everything is in order.\n"


def test_nothing_is_made_by_looking(run: Program) -> None:
    assert run("doctor").code == 0
    assert not run.home.exists()


def test_a_damaged_line_is_told_and_mended(used: Program) -> None:
    path = journal(used)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"2401.00002","read"', b'"2401.00002","reed"'))
    ran = used("doctor")
    assert ran.code == 1
    line, mark = ran.lines
    assert line.startswith(f"1 line of {path} cannot be read in full")
    assert line.endswith("paper-reader doctor --repair mends the journal.")
    assert mark.startswith("2 marks in"), "it was read, and the votes were kept"
    ran = used("doctor", "--repair")
    assert ran.code == 0
    assert "2 of 2 mended" in ran.err
    assert used("doctor").code == 0
    assert b"reed" in (used.home / "damaged" / path.name).read_bytes()
    assert used("list", "is:read", "--ids", "--date", "2024-01-02").lines == [
        "2401.00001",
        "2401.00002",
    ], "the mark was in library.json too"


def test_a_library_that_was_changed_by_another_program(used: Program) -> None:
    (used.home / "library.json").write_text("{}")
    assert "was changed by another program" in used("doctor").out
    assert used("doctor", "--repair").code == 0
    assert used("doctor").code == 0
    assert [path.read_text() for path in used.home.glob("library.json.damaged-*")] == ["{}"]


def test_a_newer_library_is_refused_untouched(used: Program) -> None:
    path = used.home / "library.json"
    newer = path.read_bytes().replace(b'"version":1', b'"version":2')
    path.write_bytes(newer)
    for arguments in (["doctor"], ["doctor", "--repair"]):
        ran = used(*arguments)
        assert ran.code == 1
        assert "was written by a newer paper-reader; nothing was changed" in ran.out
    assert path.read_bytes() == newer


def test_a_wrong_setting_is_told_with_its_line(used: Program) -> None:
    (used.home / "config.toml").write_text('\ntheme = "pink"\n')
    ran = used("doctor")
    assert ran.code == 1
    assert f"{used.home / 'config.toml'}, line 2".lower() in ran.out.lower()


def test_a_damaged_archive_is_told_and_thrown_away(used: Program) -> None:
    archive = used.home / "cache" / "archive.sqlite"
    for path in archive.parent.iterdir():
        if path != archive:
            path.unlink()
    content = bytearray(archive.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    archive.write_bytes(content)
    ran = used("doctor")
    assert ran.code == 1
    assert "it holds only what can be fetched again" in ran.out
    assert used("doctor", "--repair").code == 0
    assert not archive.exists()
    assert used("list", "--ids").lines, "it fills again"


def test_the_service_is_asked_only_when_that_is_wanted(used: Program, service: FeedServer) -> None:
    asked = len(service.requests)
    assert used("doctor").code == 0
    assert len(service.requests) == asked
    assert used("doctor", "--online").code == 0
    assert len(service.requests) > asked
    gone = used.with_(HF_ENDPOINT="http://127.0.0.1:9")
    ran = gone("doctor", "--online")
    assert ran.code == 1
    assert "--offline reads it" in ran.out


class TestDoctorAndTheCommandsSayTheSame:
    @pytest.mark.parametrize(
        ("variables", "written", "command"),
        [
            ({"PAPER_READER_TODAY": "yesterday"}, "", ["list"]),
            ({"PAPER_READER_TODAY": "0001-01-01"}, "", ["list", "--queue"]),
            ({"PAPER_READER_TODAY": "9999-12-31"}, "", ["mark", "2401.00001", "--read"]),
            ({"HF_ENDPOINT": "huggingface.co"}, "", ["list"]),
            ({"HF_ENDPOINT": ""}, 'endpoint = "ftp://x.org"', ["fetch"]),
            ({"HF_TOKEN": "hf_x\u00e9"}, "", ["list"]),
            ({"PAPER_READER_ARXIV": "arxiv"}, "", ["export", "2401.00001", "--enrich"]),
            ({"PAPER_READER_HOME": "~nobody-of-that-name/x"}, "", ["list"]),
            ({}, '[bibliography]\nfiles = ["none.bib"]', ["list", "is:cited"]),
            ({}, '[bibliography]\nfiles = ["\\u0000"]', ["list", "is:cited"]),
            ({}, '[bibliography]\nfiles = ["."]', ["list", "is:cited"]),
            ({}, '[bibliography]\nfiles = ["config.toml"]', ["list", "is:cited"]),
            ({}, '[bibliography]\nfiles = ["~nobody-of-that-name/x"]', ["list", "is:cited"]),
            ({}, 'theme = "pink"', ["list"]),
        ],
        ids=repr,
    )
    def test_of_what_is_set_wrong(
        self, here: Program, variables: dict[str, str], written: str, command: list[str]
    ) -> None:
        here.home.mkdir()
        (here.home / "config.toml").write_text(written)
        wrong = here.with_(**variables)
        told = wrong("doctor")
        assert (told.code, told.err) == (1, "")
        (line,) = told.lines
        sentence = line.partition(": the bibliography ")[2] or line
        assert sentence.lower() in wrong(*command).err.lower()

    def test_of_a_file_with_a_token_that_cannot_be_read(self, here: Program) -> None:
        here.home.mkdir()
        (path := here.home / "token").write_text("hf_x", "utf-16")
        told = here.with_(HF_TOKEN_PATH=str(path))("doctor")
        assert told.code == 1
        (line,) = told.lines
        assert line.startswith(
            f"There is no token in {path}: it is not UTF-8; the service is asked"
        )
        for variable in ("HF_HOME", "HF_TOKEN_PATH"):
            nobody = here.with_(**{variable: str(here.home / "none")})
            assert nobody("doctor").code == 0, "nobody has logged in"

    @pytest.mark.parametrize(
        ("path", "why"),
        [
            (".", "is a directory"),
            ("long", "it is too long for a token"),
            ("~nobody-of-that-name/x", "it cannot be told whose home that is"),
        ],
    )
    def test_of_what_is_no_file_with_a_token(self, here: Program, path: str, why: str) -> None:
        (here.home.parent / "long").write_text("x" * 5000)
        named = here.with_(HF_TOKEN_PATH=path)
        assert named("list").code == 0, "a list needs no token"
        (line,) = named("doctor").lines
        told = f"There is no token in {path}: {why}; the service is asked without one."
        assert line == f"{told[:-1]}. See HF_TOKEN_PATH."

    @pytest.mark.parametrize(
        "locked",
        [
            [],
            ["."],
            ["library.lock"],
            ["journal"],
            ["journal/*.jsonl"],
            ["journal", "journal/*.jsonl"],
            [".", "journal"],
            ["library.json"],
        ],
        ids=" ".join,
    )
    def test_of_what_cannot_be_written(self, mortal: Program, locked: list[str]) -> None:
        mortal("mark", "2401.00001", "--star")
        for pattern in locked:
            for path in list(mortal.home.glob(pattern)) if pattern != "." else [mortal.home]:
                path.chmod(0o555 if path.is_dir() else 0o444)
        told = mortal("doctor")
        marked = mortal("mark", "2401.00002", "--read")
        library = [line for line in told.lines if "cannot be written" in line]
        assert len(library) == marked.code, (told, marked)
        assert all("permission denied; your marks are as they were." in each for each in library)

    def test_of_a_home_that_cannot_be_made(self, mortal: Program) -> None:
        mortal.home.chmod(0o555)
        elsewhere = replace(mortal, home=mortal.home / "papers")
        assert elsewhere("mark", "2401.00001", "--read").code == 1
        told = elsewhere("doctor")
        assert told.code == 1
        assert f"{elsewhere.home} cannot be written: permission denied" in told.out

    @pytest.mark.parametrize("form", ["a file", "a long name", "a loop"])
    def test_of_a_home_that_is_no_folder(self, here: Program, form: str) -> None:
        if form == "a file":
            here.home.write_text("not a folder")
        elif form == "a long name":
            here = replace(here, home=here.home.with_name("n" * 300))
        else:
            here.home.symlink_to(here.home)
        assert here("mark", "2401.00001", "--read").code == 1
        told = here("doctor")
        assert told.code == 1
        assert any("your marks are as they were. Set PAPER_READER_HOME" in s for s in told.lines)
        assert here("doctor", "--repair").code == 1


def databases(home: Path) -> list[Path]:
    return sorted((home / "cache").glob("*.sqlite"))


class TestTheArchive:
    def test_another_process_that_keeps_it_is_told(self, used: Program) -> None:
        (archive,) = databases(used.home)
        with closing(sqlite3.connect(archive, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            told = used("doctor")
        assert (told.code, told.lines) == (
            1,
            [
                f"The archive {archive} cannot be used: database is locked; your marks are not in "
                "it and are safe."
            ],
        )
        assert used("doctor").code == 0

    def test_that_of_another_version_is_told_to_be_one(self, used: Program) -> None:
        (archive,) = databases(used.home)
        with closing(sqlite3.connect(archive)) as database:
            database.execute("PRAGMA user_version = 99")
        (line,) = used("doctor").lines
        assert "was made by another version of paper-reader, as 99; it holds only" in line
        assert used("doctor", "--repair").code == 0

    def test_a_folder_in_its_place_is_told(self, here: Program) -> None:
        (here.home / "cache" / "archive.sqlite").mkdir(parents=True)
        for arguments in (["doctor"], ["doctor", "--repair"]):
            told = here(*arguments)
            assert told.code == 1
            assert "archive.sqlite cannot be used: unable to open database file" in told.out

    def test_a_cache_that_cannot_be_made_is_told(self, here: Program) -> None:
        here.home.mkdir()
        (here.home / "cache").write_text("no folder")
        assert "will not be there without a network" in here("list").err
        assert "archive.sqlite cannot be used: not a directory" in here("doctor").out

    def test_what_was_said_of_papers_is_looked_at_too(self, here: Program) -> None:
        here("show", "2401.00001", "--discussion")
        path = here.home / "cache" / "discussions.sqlite"
        for each in databases(here.home):
            for suffix in ("-wal", "-shm"):
                each.with_name(each.name + suffix).unlink(missing_ok=True)
        path.write_bytes(b"no database" * 99)
        (line,) = here("doctor").lines
        assert line.startswith(f"The archive {path} is damaged")
        assert here("doctor", "--repair").code == 0
        assert not path.exists()


class TestJson:
    def test_every_check_is_there_in_a_form_for_scripts(self, here: Program) -> None:
        told = here("doctor", "--json")
        assert told.code == 0
        assert [(row["check"], row["ok"]) for row in told.json] == [
            (check, True)
            for check in (
                *("environment", "settings", "bibliography"),
                *("library", "archive", "installation"),
            )
        ]
        assert all(row["sentence"] is None and row["remedy"] == [] for row in told.json)
        assert "service" in {row["check"] for row in here("doctor", "--json", "--online").json}

    def test_what_is_wrong_comes_with_the_command_that_mends_it(self, used: Program) -> None:
        (used.home / "library.json").write_text("{}")
        (used.home / "config.toml").write_text('theme = "pink"\ncolour = 1\n')
        told = used("doctor", "--json")
        assert told.code == 1
        wrong = [row for row in told.json if not row["ok"]]
        assert [row["check"] for row in wrong] == ["settings", "settings", "library"]
        assert [row["remedy"] for row in wrong] == [[], [], ["paper-reader doctor --repair"]]
        assert "line 2: there is no setting colour" in wrong[1]["sentence"]
        assert all(set(row) == {"check", "ok", "sentence", "remedy"} for row in told.json)
        after = used("doctor", "--json", "--repair")
        assert after.code == 1
        assert [row["check"] for row in after.json if not row["ok"]] == ["settings", "settings"]

    def test_what_could_not_be_looked_at_is_not_said_to_be_in_order(self, here: Program) -> None:
        told = here.with_(PAPER_READER_HOME="~nobody-of-that-name/x")("doctor", "--json")
        assert told.code == 1
        assert {row["check"]: row["ok"] for row in told.json} == {
            "environment": False,
            "installation": True,
        }


def test_a_service_that_fails_is_not_in_order_after_a_repair(here: Program) -> None:
    gone = here.with_(HF_ENDPOINT="http://127.0.0.1:9")
    ran = gone("doctor", "--online", "--repair")
    assert ran.code == 1
    assert "in order" not in ran.err


def test_a_config_shows_what_is_wrong_with_the_environment(here: Program) -> None:
    ran = here.with_(PAPER_READER_TODAY="yesterday")("config")
    assert (ran.code, ran.err) == (
        0,
        "paper-reader: PAPER_READER_TODAY is “yesterday”, which is no date such as 2025-03-14.\n",
    )


def test_the_query_of_the_digest_and_the_mail_are_told_with_their_lines(run: Program) -> None:
    run.home.mkdir(parents=True, exist_ok=True)
    config = run.home / "config.toml"
    config.write_text('[digest]\nquery = "up:>"\n[mail]\nto = "nobody"\npassword = "hunter2"\n')
    ran = run("doctor")
    assert ran.code == 1
    assert [line.partition(": ")[0] for line in ran.lines] == [
        f"{config}, line {line}" for line in (4, 5, 2)
    ]
    assert "“up:>” needs a number" in ran.out and "hunter2" not in ran.out + ran.err
    config.write_text('[mail]\n\nsendmail = "/nowhere/msmtp -t"\n')
    assert run("doctor").lines == [f"{config}, line 3: there is no program “/nowhere/msmtp”."]
    config.write_text('[mail]\nsendmail = "true -t"\n')
    assert run("doctor").code == 0
