"""The installed program, run as a process of its own or, for many variants, in this one."""

from __future__ import annotations

import io
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import reader.cli
from tests.fork_server import PROGRAM, Forked, Process, can_fork

_PATIENCE = 120.0
"""Seconds after which a process that hangs is given up; no speed is measured."""


@dataclass(frozen=True)
class Ran:
    """What a process did."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def ids(self) -> list[str]:
        """Of the papers that were listed, one a line."""
        return [line.split()[0] for line in self.lines]


@dataclass(frozen=True)
class Program:
    """`run("list", "--json")` is `paper-reader list --json` with a home and an endpoint."""

    home: Path
    endpoint: str
    today: date
    extra: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = PROGRAM
    inside: Callable[..., Ran] | None = None
    """Runs it in this process, where that is wanted."""

    anybody: bool = False
    """Root may do no more in it than any other account."""

    def __call__(self, *arguments: str, stdin: str = "") -> Ran:
        if self.inside:
            ran = self.inside(self, arguments, stdin)
        else:
            process = self.start(*arguments)
            out, err = process.communicate(stdin.encode(), _PATIENCE)
            ran = Ran(process.wait(), out.decode(), err.decode())
        assert "Traceback" not in ran.err, ran.err
        assert ran.code in (0, 1, 2), ran
        return ran

    def start(self, *arguments: str, **options: Any) -> Process:
        """The process, its streams being pipes where `options` says nothing else."""
        pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        command = [*self.command, *arguments]
        options = {"env": self.environment, "cwd": self.folder, **pipes, **options}
        if can_fork(command, self.environment):
            return Forked(command, anybody=self.anybody, **options)
        assert not self.anybody
        return subprocess.Popen(command, **options)

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "PAPER_READER_HOME": str(self.home),
            "PAPER_READER_TODAY": self.today.isoformat(),
            "HF_ENDPOINT": self.endpoint,
            "PYTHONUTF8": "1",
            # Where it is set, Python does not notice a pipe that closes in the midst of a line.
            "PYTHONUNBUFFERED": "",
            **self.extra,
        }

    @property
    def folder(self) -> Path:
        """Where it is run."""
        return self.home.parent

    def with_(self, **variables: str) -> Program:
        """The same with other variables in its environment."""
        return replace(self, extra=self.extra | variables)

    def on(self, today: date) -> Program:
        """The same on another day."""
        return replace(self, today=today)


def in_this_process(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[[Program, tuple[str, ...], str], Ran]:
    """What `Program.inside` takes: `main` as the console script calls it, many times faster."""

    def run(program: Program, arguments: tuple[str, ...], stdin: str) -> Ran:
        with monkeypatch.context() as patch:
            patch.chdir(program.folder)
            patch.setattr("sys.argv", ["paper-reader", *arguments])
            patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            for name, value in program.environment.items():
                patch.setenv(name, value)
            capfd.readouterr()
            with pytest.raises(SystemExit) as caught:
                reader.cli.main()
            out, err = capfd.readouterr()
        code = caught.value.code
        assert isinstance(code, int)
        return Ran(code, out, err)

    return run


def lock(folder: Path) -> None:
    """Nothing in it can be written any more."""
    for path in sorted([folder, *folder.rglob("*")], reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
