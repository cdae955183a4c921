"""`paper-reader config`: what is set, from where, and a file to start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import Program


def test_the_settings_in_force_are_printed_with_their_sources(run: Program) -> None:
    ran = run("config")
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[:2] == [
        'theme = "auto"  # default',
        f'endpoint = "{run.endpoint}"  # HF_ENDPOINT',
    ]
    assert "queue_days = 7  # default" in ran.lines
    assert ran.lines[-2:] == [
        f"# library: {run.home}",
        f"# archive: {run.home / 'cache' / 'archive.sqlite'}",
    ]
    assert run("config", "show").out == ran.out
    assert not run.home.exists(), "looking changes nothing"


def test_the_file_is_in_the_home(here: Program) -> None:
    assert here("config", "path").out == f"{here.home / 'config.toml'}\n"


def test_a_file_to_start_from_changes_nothing(here: Program) -> None:
    before = here("config").out
    ran = here("config", "init")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"paper-reader: {here.home / 'config.toml'} written.\n"
    assert here("config").out == before


def test_new_citation_keys_are_as_the_settings_say_and_old_ones_stay(here: Program) -> None:
    def key(paper: str) -> str:
        return str(here("show", "--json", paper).json["citation_key"])

    here("mark", "--star", "2401.00001")
    (here.home / "config.toml").write_text('[citation]\nkey = "{Family}{yy}"\n')
    here("mark", "--star", "2401.00002", "2401.00003")
    assert key("2401.00001") == "example2024attention"
    assert (key("2401.00002"), key("2401.00003")) == ("Example24", "Example24a")
    (here.home / "config.toml").unlink()
    assert "@misc{Example24," in here("export", "2401.00002").out


def test_a_file_that_is_there_is_left_as_it_is(here: Program) -> None:
    here("config", "init")
    file = here.home / "config.toml"
    file.write_text('theme = "light"\n')
    ran = here("config", "init")
    assert ran.code == 1
    assert ran.err == f"paper-reader: {file} is there already; it was left as it is.\n"
    assert file.read_text() == 'theme = "light"\n'
    assert f'theme = "light"  # {file}' in here("config").lines


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ('theme = "pink"', "line 1: theme is “pink”, but must be one of auto, dark, light, "),
        ("\ntheme = 7", "line 2: theme must be text in quotes; auto is used"),
        ("# x\n\ncolour = 1", "line 3: there is no setting colour; there are theme, endpoint"),
        ("queue_days = 1000000", "queue_days is 1000000, but must be from 1 to 60; 60 is used"),
        ("\nqueue_days = 0", "line 2: queue_days is 0, but must be from 1 to 60; 1 is used"),
        ("theme", "is not TOML: "),
        ('"\\u001b[2Jx" = 1', "there is no setting [2Jx"),
    ],
    ids=["choice", "type", "name", "many", "none", "syntax", "control characters"],
)
def test_a_mistake_in_the_file_is_told_by_every_command_and_stops_none(
    here: Program, written: str, sentence: str
) -> None:
    here.home.mkdir()
    (here.home / "config.toml").write_text(written)
    for arguments in (["config"], ["list"]):
        ran = here(*arguments)
        assert ran.code == 0
        assert sentence in ran.err
        assert "\x1b" not in ran.err


def test_doctor_judges_a_number_as_every_command_does(here: Program) -> None:
    here.home.mkdir()
    (here.home / "config.toml").write_text("queue_days = 1000000")
    sentence = "line 1: queue_days is 1000000, but must be from 1 to 60; 60 is used."
    assert sentence in here("doctor").out
    assert f"queue_days = 60  # {here.home / 'config.toml'}" in here("config").lines
    assert here("list", "--queue").code == 0


def test_an_endpoint_in_the_file_is_used_where_the_environment_names_none(here: Program) -> None:
    here.home.mkdir()
    (here.home / "config.toml").write_text(f'endpoint = "{here.endpoint}"')
    assert len(here.with_(HF_ENDPOINT="")("list").lines) == 3


@pytest.mark.parametrize("endpoint", ["huggingface.co", "ftp://x.org", "http://a b"])
def test_an_endpoint_that_is_none_is_told(here: Program, endpoint: str) -> None:
    ran = here.with_(HF_ENDPOINT=endpoint)("list")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"paper-reader: The endpoint {endpoint!r} cannot be used: ")


def test_a_password_in_an_endpoint_is_never_shown(here: Program) -> None:
    guarded = here.with_(HF_ENDPOINT="https://me:secret@x.org")
    for command in (["list"], ["config"], ["doctor"], ["fetch"]):
        ran = guarded(*command)
        assert command == ["doctor"] or "https://…@x.org" in ran.out + ran.err
        assert "secret" not in ran.out + ran.err, command


def test_a_token_that_cannot_be_sent_is_told(here: Program) -> None:
    ran = here.with_(HF_TOKEN="hf_x\nHost: evil")("list")
    assert (ran.code, ran.out) == (1, "")
    assert "The Hugging Face token has characters that no token has" in ran.err


@pytest.mark.parametrize("written", ["tomorrow", "20240103", "2024-01-32"])
def test_a_today_that_is_no_day_is_told(here: Program, written: str) -> None:
    for arguments in (["list"], ["list", "--date", "2024-01-01"], ["fetch"]):
        ran = here.with_(PAPER_READER_TODAY=written)(*arguments)
        assert (ran.code, ran.out) == (1, "")
        assert f"PAPER_READER_TODAY is “{written}”, which is no date" in ran.err


def test_a_home_of_somebody_who_is_not_there_is_told(here: Program) -> None:
    ran = here.with_(PAPER_READER_HOME="~nobody-of-that-name/papers")("list")
    assert (ran.code, ran.out) == (1, "")
    assert "PAPER_READER_HOME is “~nobody-of-that-name/papers”, which is no folder" in ran.err


def test_without_a_home_of_its_own_the_usual_folders_are_used(run: Program, tmp_path: Path) -> None:
    usual = run.with_(
        PAPER_READER_HOME="",
        HOME=str(tmp_path),
        XDG_DATA_HOME=str(tmp_path / "data"),
        XDG_CONFIG_HOME=str(tmp_path / "config"),
        XDG_CACHE_HOME=str(tmp_path / "cache"),
    )
    assert usual("mark", "2401.00001", "--star").code == 0
    assert usual("list").lines[0].startswith("2401.00001  ★")
    places = {str(Path(line.partition(": ")[2]).name) for line in usual("config").lines[-2:]}
    assert places == {"paper-reader", "archive.sqlite"}
    assert list(tmp_path.rglob("library.json")) and list(tmp_path.rglob("archive.sqlite"))


def test_the_editor_is_given_a_file_to_start_from_and_mistakes_are_told(
    run: Program, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\ncp "$1" "$1.before"\necho \'theme = "mauve"\' >"$1"\n')
    editor.chmod(0o755)
    ran = run.with_(EDITOR=str(editor), VISUAL="")("config", "edit")
    file = run.home / "config.toml"
    assert (ran.code, ran.out) == (0, "")
    assert "config.toml, line 1: theme is “mauve”" in ran.err
    assert file.with_name("config.toml.before").read_text().startswith("#")
    run.with_(EDITOR="true", VISUAL="")("config", "edit")
    assert file.read_text() == 'theme = "mauve"\n', "what is there is what is edited"


def test_an_editor_that_fails_is_told(run: Program) -> None:
    ran = run.with_(EDITOR="false", VISUAL="")("config", "edit")
    assert (ran.code, ran.out) == (1, "")
    assert "set EDITOR" in ran.err
