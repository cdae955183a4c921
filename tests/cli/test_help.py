"""`--help` and `--version`: what they say is true."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from reader import __version__
from reader.cli.commands import _COMMANDS, paper_reader
from tests.cli.program import Program
from tests.feed_items import author, item
from tests.feed_server import FeedServer


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, each in sorted(command.commands.items()):
            yield from commands(each, (*path, name))


COMMANDS = list(commands(paper_reader))


def examples(text: str) -> list[str]:
    """The command lines below `Examples:`, without the words beside them."""
    _, _, rest = text.partition("Examples:\n")
    lines = rest.split("\n\n", 1)[0].splitlines()
    return [re.split(r"  +", line.strip())[0] for line in lines]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_examples(
    run: Program, here: Program, path: tuple[str, ...]
) -> None:
    ran = run(*path, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: {' '.join(('paper-reader', *path))} ")
    assert examples(ran.out)
    assert all(line.startswith("paper-reader") for line in examples(ran.out))
    assert here(*path, "-h").out == ran.out


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_example_works(
    here: Program, service: FeedServer, tmp_path: Path, path: tuple[str, ...]
) -> None:
    service.today = date(2026, 7, 24)
    service.days = {
        "2026-07-24": [
            item("2307.08691", "Attention", "2026-07-24", authors=[author("Tri Dao")], upvotes=60),
            item("2205.14135", "Flashes", "2026-07-24", upvotes=3),
        ]
    }
    here = here.on(service.today)
    (tmp_path / "paper-reader").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reader "$@"\n')
    (tmp_path / "paper-reader").chmod(0o755)
    here("mark", "2307.08691", "--star", "--tag", "thesis")
    (tmp_path / "marks.json").write_text(here("export", "--format", "json").out)
    search = f"{tmp_path}:{here.environment['PATH']}"
    for line in examples(here(*path, "--help").out):
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=tmp_path,
            env=here.environment | {"PATH": search},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), (line, done.stderr)


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
    assert run("help").out == run("--help").out
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
