"""`--help` and `--version`: what they say is true."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from reader import __version__
from reader.cli.commands import _COMMANDS, paper_reader
from tests.cli.program import Program
from tests.examples import of_help
from tests.feed_server import FeedServer
from tests.man_page import ROOT, below

COMMANDS = [(), *(tuple(each.command_path.split()[1:]) for each in below(ROOT))]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_examples(here: Program, path: tuple[str, ...]) -> None:
    ran = here(*path, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: {' '.join(('paper-reader', *path))} ")
    assert of_help(ran.out)
    assert all(line.startswith("paper-reader") for line in of_help(ran.out))
    assert here(*path, "-h").out == ran.out


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_the_version_is_told(run: Program, flag: str) -> None:
    assert run(flag).out == f"paper-reader {__version__}\n"


def test_the_console_script_is_the_same_program(run: Program) -> None:
    script = Path(sys.executable).with_name("paper-reader")
    if not script.exists():
        pytest.skip("the package is not installed")
    installed = Program(run.home, run.endpoint, run.today, command=(str(script),))
    assert installed("--version").out == run("--version").out
    assert installed("list").out == run("list").out
    assert installed("show", "2401.09999").code == 1
    assert installed("show", "nonsense").code == 2


def test_options_of_the_app_do_not_go_before_a_command(here: Program) -> None:
    ran = here("--sample", "list")
    assert (ran.code, ran.out) == (2, "")
    assert "before a command are for the app alone" in ran.err


def test_a_command_that_there_is_not_is_named(here: Program) -> None:
    ran = here("lsit")
    assert ran.code == 2
    assert "No such command 'lsit'." in ran.err


def test_the_sample_is_printed_where_there_is_no_terminal(
    run: Program, service: FeedServer
) -> None:
    ran = run("--sample")
    assert (ran.code, service.requests) == (0, [])
    assert len(ran.lines) >= 24
    assert "summarised in our own words" in ran.err


def test_the_shell_is_given_completions(run: Program) -> None:
    asked = run.with_(
        _PAPER_READER_COMPLETE="bash_complete", COMP_WORDS="paper-reader ex", COMP_CWORD="1"
    )
    assert "export" in asked().out


@pytest.mark.parametrize(("typed", "near"), [("lst", "list"), ("docter", "doctor")])
def test_the_command_nearest_to_one_that_there_is_not_is_named(
    here: Program, typed: str, near: str
) -> None:
    ran = here(typed)
    assert (ran.code, ran.out) == (2, "")
    assert f"No such command '{typed}'. Did you mean '{near}'?" in ran.err


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("list --jsn", "'--json'"),
        ("list --limt 3", "'--limit'"),
        ("list -json", "'--json'"),
        ("export -enrich", "'--enrich'"),
        ("list -q=1", None),
        ("list -x", None),
        ("config shw", "'show'"),
        ("config int", "'init'"),
        ("config show --jsn", "'--json'"),
        ("help exprot", "'export'"),
        ("help config shw", "'show'"),
        ("export --format bibtext", "'bibtex'"),
        ("export --format xyzzy", None),
        ("is:unread", "paper-reader list is:unread"),
        ("is:unread' 'up:>3", "paper-reader list"),
        ("2401.00001", "paper-reader show 2401.00001"),
        ("https://arxiv.org/abs/2401.00001v2", "paper-reader show 2401.00001"),
        ("xyzzy", None),
    ],
)
def test_what_was_meant_by_a_mistake_is_named(here: Program, typed: str, meant: str | None) -> None:
    ran = here(*typed.split(" "))
    assert (ran.code, ran.out) == (2, "")
    assert ("Did you mean" in ran.err) is (meant is not None)
    assert not meant or meant in ran.err.partition("Did you mean")[2]


def test_help_is_a_command_too(run: Program) -> None:
    assert run("help").out.startswith(run("--help").out)
    assert run("help", "export").out == run("export", "--help").out
    assert run("help", "config", "init").out == run("config", "init", "--help").out
    ran = run("help", "exprot")
    assert (ran.code, ran.out) == (2, "")
    assert "Did you mean 'export'?" in ran.err
    assert run("help", "export", "init").code == 2


def test_the_list_of_commands_says_what_each_of_them_says_of_itself() -> None:
    context = click.Context(paper_reader, info_name="paper-reader")
    for name in paper_reader.list_commands(context):
        command = paper_reader.get_command(context, name)
        assert command
        assert _COMMANDS[name].summary == command.get_short_help_str(1000), name


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_said_in_every_way_alike(run: Program, option: str) -> None:
    quick = run(option)
    parsed = CliRunner().invoke(paper_reader, [option])
    assert quick.out == parsed.output == f"paper-reader {__version__}\n"


def test_a_version_that_cannot_be_written_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no device that is always full")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "reader", "--version"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert re.fullmatch("paper-reader: .* no space left on device.\n", done.stderr)
