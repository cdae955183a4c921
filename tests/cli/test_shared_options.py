"""What every command takes: `--quiet` and `--no-color`, before and behind its name."""

from __future__ import annotations

import sys

import click
import pytest

from reader.cli.command_line import ReaderCommand, manual_line
from reader.cli.commands import paper_reader
from tests import feed_faults as faults
from tests.cli.program import Program
from tests.cli.test_help import COMMANDS
from tests.feed_server import FeedServer
from tests.terminal import Terminal

TALKATIVE: tuple[list[str], ...] = (
    ["list"],
    [],
    ["search", "up:>0"],
    ["mark", "2401.00001", "--read"],
    ["mark", "2401.00001", "--read", "--json"],
    ["fetch"],
    ["fetch", "--json"],
    ["fetch", "--since", "2024-01-01"],
    ["export", "is:starred"],
    ["export", "2401.00001", "-o", "refs.bib"],
    ["export", "2401.00001", "-o", "refs.bib", "--check"],
    ["check"],
    ["stats"],
    ["doctor"],
)
"""Commands that say more than what was asked for."""


def found(path: tuple[str, ...]) -> click.Command:
    """The command of a path."""
    above, command = click.Context(paper_reader), paper_reader
    for name in path:
        assert isinstance(command, click.Group)
        _, below, _ = command.resolve_command(above, [name])
        assert below
        command = below  # type: ignore[assignment]
    return command


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_takes_them_and_says_where_the_manual_is(
    here: Program, path: tuple[str, ...]
) -> None:
    assert isinstance(found(path), ReaderCommand)
    said = here(*path, "--help").out
    for option in ("-q, --quiet ", "--no-color ", "-h, --help "):
        assert f"\n  {option}" in said
    assert said.endswith(f"\n\n{manual_line()}\n")


@pytest.mark.parametrize("arguments", TALKATIVE, ids=" ".join)
@pytest.mark.parametrize("option", ["-q", "--quiet"])
def test_quiet_leaves_data_and_exit_code_and_says_nothing(
    here: Program, arguments: list[str], option: str
) -> None:
    here("export", "2401.00001", "-o", "refs.bib")
    usual = here(*arguments)
    assert (usual.code, bool(usual.err)) == (0, True)
    usual = here(*arguments)
    for quiet in ([option, *arguments], [*arguments, option]):
        ran = here(*quiet)
        assert (ran.code, ran.out, ran.err) == (0, usual.out, "")


def test_quiet_keeps_its_word_for_one_run_alone(here: Program) -> None:
    assert here("list", "-q").err == ""
    assert here("list").err != ""


def test_a_command_below_another_is_as_quiet(here: Program) -> None:
    assert here("config", "init").err
    for quiet in (["-q", "config", "edit"], ["config", "-q", "edit"], ["config", "edit", "-q"]):
        ran = here.with_(EDITOR="true", VISUAL="true")(*quiet)
        assert (ran.code, ran.out, ran.err) == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["show", "2401.09999"], 1, "2401.09999"),
        (["list", "is:nothing"], 2, "is:nothing"),
        (["list", "--nonsense"], 2, "No such option"),
        (["undo"], 1, "Nothing to undo."),
        (["export", "2401.00001", "-o", "refs.bib", "--check"], 1, "is out of date"),
        (["fetch", "--since", "2024-01-02", "--until", "2024-01-01"], 2, "is later than"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_errors_stay(here: Program, arguments: list[str], code: int, sentence: str) -> None:
    usual, ran = here(*arguments), here("-q", *arguments)
    assert (ran.code, ran.err) == (code, usual.err)
    assert sentence in ran.err


def test_what_went_wrong_beside_the_data_stays(here: Program, service: FeedServer) -> None:
    here("list")
    (here.home / "config.toml").write_text('theme = "pink"\n')
    service.fault = faults.status(410)
    ran = here("list", "-q")
    assert (ran.code, len(ran.lines)) == (0, 3)
    assert "theme is “pink”" in ran.err
    assert "The list is as it was on " in ran.err
    assert "3 papers" not in ran.err


def test_quiet_draws_no_progress(run: Program) -> None:
    def written(*options: str) -> bytes:
        command = [*run.command, "fetch", "--since", "2024-01-01", *options]
        with Terminal(command, run.environment) as terminal:
            assert terminal.leave() == 0
            return terminal.written

    assert b"\x1b[2K" in written()
    assert written("-q") == b""


@pytest.mark.parametrize("place", ["before", "behind"])
def test_no_color_leaves_the_words_that_were_found_plain(run: Program, place: str) -> None:
    def written(*arguments: str) -> bytes:
        with Terminal([*run.command, *arguments], run.environment) as terminal:
            assert terminal.leave() == 0
            return terminal.written

    run("list")
    search = ["search", "attention"]
    assert b"\x1b[1m" in written(*search)
    plain = ["--no-color", *search] if place == "before" else [*search, "--no-color"]
    assert b"\x1b" not in written(*plain)


def test_the_app_has_no_colours_where_none_are_wished(run: Program) -> None:
    def written(*options: str) -> bytes:
        with Terminal([sys.executable, "-m", "reader", *options], run.environment) as terminal:
            terminal.wait_for("A Survey of Surveys")
            terminal.press("q")
            assert terminal.leave() == 0
            return terminal.written

    assert b"\x1b[38;2;" in written() or b"38;5;" in written()
    plain = written("-q", "--no-color")
    assert b"38;2;" not in plain and b"38;5;" not in plain


def test_options_of_the_app_still_do_not_go_before_a_command(here: Program) -> None:
    ran = here("-q", "--no-color", "--sample", "list")
    assert ran.code == 2
    assert "before a command are for the app alone" in ran.err
