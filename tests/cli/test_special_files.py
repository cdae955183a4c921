"""A pipe, a socket, a folder or a device where a file should be: told, and never waited for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.special_files import make_socket

_PATIENCE = 120.0


KINDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (os.mkfifo, "a named pipe"),
    "socket": (make_socket, "a socket"),
    "folder": (Path.mkdir, "is a directory"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "a device"),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def reads(run: Program, here: Program, kind: str) -> Program:
    """The program; a process of its own, which can be given up, where it might wait for ever."""
    return run if kind == "pipe" else here


def test_the_settings(reads: Program, kind: str) -> None:
    make, what = KINDS[kind]
    reads.home.mkdir()
    make(reads.home / "config.toml")
    ran = reads("list")
    assert (ran.code, len(ran.lines)) == (0, 3)
    assert (
        f"config.toml cannot be read: {'' if kind == 'folder' else 'config.toml is '}{what}"
        in ran.err
    )
    assert "the defaults are used.\n" in ran.err


def test_the_token(reads: Program, kind: str, tmp_path: Path) -> None:
    make, what = KINDS[kind]
    make(tmp_path / "token")
    ran = reads.with_(HF_TOKEN_PATH=str(tmp_path / "token"))("list")
    assert (ran.code, len(ran.lines)) == (0, 3)
    assert f"There is no token in {tmp_path / 'token'}: " in ran.err and what in ran.err


@pytest.mark.parametrize(
    "command",
    [
        ["mark", "--from", "x.json"],
        ["mark", "--from", "x.bib", "--star"],
        ["list", "--page", "x.html"],
        ["export", "2401.00001", "-o", "x.bib"],
        ["export", "2401.00001", "-o", "x.md"],
    ],
    ids=" ".join,
)
def test_what_a_command_is_given(reads: Program, kind: str, command: list[str]) -> None:
    make, what = KINDS[kind]
    name = next(word for word in command if word.startswith("x."))
    make(reads.folder / name)
    ran = reads(*command)
    if command[0] == "export" and kind == "device":
        # What is written there is gone, as everywhere.
        assert ran.code == 0
        assert (reads.folder / name).is_symlink()
        return
    # A folder is refused as a wrong command, before it is looked into.
    assert (ran.code, ran.out) == (2 if kind == "folder" else 1, "")
    end = "nobody reads from" if command[0] == "export" else "nobody writes into"
    assert (f"{end} this pipe" if kind == "pipe" else what) in ran.err


def test_a_bibliography_of_the_settings(reads: Program, kind: str) -> None:
    make, what = KINDS[kind]
    reads.home.mkdir()
    make(reads.home / "refs.bib")
    (reads.home / "config.toml").write_text('[bibliography]\nfiles = ["refs.bib"]\n')
    ran = reads("list", "is:cited")
    assert ran.code == 0
    assert "the bibliography refs.bib cannot be read: " in ran.err.lower() and what in ran.err


@pytest.mark.parametrize("name", ["archive.sqlite", "discussions.sqlite", "imprints.sqlite"])
def test_a_cache(reads: Program, kind: str, name: str) -> None:
    make, _ = KINDS[kind]
    (reads.home / "cache").mkdir(parents=True)
    make(reads.home / "cache" / name)
    for command in (["list"], ["show", "--discussion", "2401.00001"], ["export", "2401.00001"]):
        ran = reads(*command)
        assert ran.code in (0, 1)
        if ran.code:
            assert "your marks are not in it and are safe" in ran.err


@pytest.mark.parametrize("name", ["library.json", "kept.json", "machine"])
def test_a_file_of_the_library(reads: Program, kind: str, name: str) -> None:
    make, what = KINDS[kind]
    reads("mark", "2401.00001", "--star")
    (reads.home / name).unlink(missing_ok=True)
    make(reads.home / name)
    ran = reads("list", "--ids", "is:starred")
    if name == "machine":
        # Without it nobody can tell which journal is this machine's.
        assert (ran.code, ran.out) == (1, "")
        assert (what if kind == "folder" else f"machine is {what}") in ran.err
        return
    assert ran.ids == ["2401.00001"]
    assert reads("mark", "2401.00002", "--star").code in (0, 1)
    assert reads("list", "--ids", "is:starred").code == 0


def test_a_pipe_in_the_cache_is_thrown_away_by_a_repair(run: Program) -> None:
    (run.home / "cache").mkdir(parents=True)
    os.mkfifo(run.home / "cache" / "archive.sqlite")
    assert "--repair throws it away" in run("doctor").out
    assert run("doctor", "--repair").code == 0
    assert len(run("list").lines) == 3


class TestPipesThatDeliver:
    """A pipe with somebody at its other end is as good as a file."""

    def test_what_a_command_prints_is_taken_in(self, run: Program) -> None:
        run("mark", "2401.00001", "--star", "--tag", "rl")
        saved = run("export", "--format", "json").out
        other = run.with_(PAPER_READER_HOME=str(run.home.parent / "other"))
        ran = shell(other, "{} mark --from <(cat)", saved)
        assert ran.returncode == 0, ran.stderr
        assert other("list", "--json", "is:starred").json[0]["tags"] == ["rl"]

    def test_a_bibliography_too(self, run: Program) -> None:
        run("mark", "2401.00001", "--star")
        bibliography = run("export").out
        other = run.with_(PAPER_READER_HOME=str(run.home.parent / "other"))
        ran = shell(other, "{} mark --from <(cat) --tag thesis", bibliography)
        assert ran.returncode == 0, ran.stderr
        assert other("list", "--ids", "tag:thesis").ids == ["2401.00001"]

    def test_an_export_goes_through_a_pipe_and_to_the_standard_output(self, run: Program) -> None:
        run("mark", "2401.00001", "--star")
        expected = run("export").out
        ran = shell(run, "{} export --format bibtex -o >(cat >&2); wait $!", "")
        assert expected in ran.stderr.decode()
        for name in ("/dev/stdout", "/dev/fd/1", "-"):
            assert run("export", "-o", name).out == expected
        kept = run.folder / "kept"
        kept.write_text("before\n")
        shell(run, f"{{}} export -o /dev/stdout >> {kept}", "")
        assert kept.read_text() == f"before\n{expected}", "and what was there stays"

    def test_a_token_that_a_command_prints_is_sent(self, run: Program) -> None:
        ran = shell(run, "HF_TOKEN_PATH=<(echo hf_x) {} list --ids", "")
        assert (ran.returncode, len(ran.stdout.split())) == (0, 3)


def shell(program: Program, script: str, given: str) -> subprocess.CompletedProcess[bytes]:
    """Have bash run a script; {} in it is the program."""
    return subprocess.run(
        ["bash", "-c", script.format(f"{sys.executable} -m reader")],
        input=given.encode(),
        env=program.environment,
        cwd=program.folder,
        capture_output=True,
        timeout=_PATIENCE,
        check=False,
    )
