"""A forked process of the program does what a new one does."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests import feed_faults as faults
from tests.cli.program import Program
from tests.feed_server import FeedServer
from tests.fork_server import Forked, can_fork

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


def anew(run: Program, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The same in a process that Python starts."""
    command = [*run.command, *arguments]
    return subprocess.run(command, env=run.environment, cwd=run.folder, capture_output=True)


@pytest.mark.parametrize(
    "command",
    [
        "--version",
        "--help",
        "list",
        "list --json --date 2024-01-01",
        "show 2401.00001",
        "show 2401.09999",
        "export 2401.00001",
        "config",
        "stats",
        "doctor",
        "fetch --date nonsense",
        "lsit",
        "",
    ],
)
def test_it_says_and_returns_the_same(run: Program, command: str) -> None:
    expected = anew(run, *command.split())
    with run.start(*command.split()) as process:
        assert isinstance(process, Forked)
        said = process.communicate(b"", 120)
    assert (process.returncode, *said) == (expected.returncode, expected.stdout, expected.stderr)


def test_it_has_a_folder_an_umask_and_variables_of_its_own(run: Program) -> None:
    (run.folder / "here").mkdir()
    run("config", "init")
    assert (run.home / "config.toml").exists()
    assert run("export", "2401.00001", "-o", "refs.bib").code == 0
    assert (run.folder / "refs.bib").exists()
    assert run.with_(PAPER_READER_HOME=str(run.folder / "here"))("config", "path").lines == [
        str(run.folder / "here" / "config.toml")
    ]
    before = os.umask(0o077)
    try:
        run("export", "2401.00001", "-o", "private.bib")
    finally:
        os.umask(before)
    assert (run.folder / "private.bib").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_a_signal_ends_it_as_another(run: Program, service: FeedServer, name: str) -> None:
    service.fault = faults.hang()
    process = run.start("list")
    while not service.requests:
        assert process.poll() is None
    process.send_signal(getattr(signal, name))
    process.communicate(timeout=120)
    assert process.returncode == (130 if name == "SIGINT" else -getattr(signal, name))
    assert process.poll() == process.returncode


def test_it_is_not_there_for_what_counts_at_the_start(run: Program, tmp_path: Path) -> None:
    command = [*run.command, "list"]
    assert can_fork(command, run.environment)
    assert not can_fork(command, run.with_(PYTHONUTF8="0").environment)
    assert not can_fork(command, run.with_(LC_ALL="xx_YY").environment)
    assert not can_fork(["sh", "-c", "true"], run.environment)
