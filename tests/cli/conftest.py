"""The program in a home of its own, and a service with two days."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.program import Program, in_this_process
from tests.feed_items import item
from tests.feed_server import FeedServer


@pytest.fixture
def service(feed_server: FeedServer) -> FeedServer:
    """It is Wednesday 3 January 2024; Tuesday has three papers, Monday one."""
    feed_server.days["2024-01-02"] = [
        item("2401.00001", "Attention Once More", upvotes=30),
        item("2401.00002", "A Survey of Surveys", upvotes=20, githubRepo=None),
        item("2401.00003", "Why Less Is More", upvotes=10),
    ]
    feed_server.days["2024-01-01"] = [item("2312.00009", "A New Year", "2024-01-01", upvotes=5)]
    return feed_server


@pytest.fixture
def run(tmp_path: Path, service: FeedServer) -> Program:
    """The program, as it is installed, in an empty home."""
    return Program(tmp_path / "home", service.url, service.today)


@pytest.fixture
def here(
    run: Program, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Program:
    """The same in this process: for the many variants of what `run` shows once."""
    return replace(run, inside=in_this_process(monkeypatch, capfd))


@pytest.fixture
def mortal(run: Program) -> Iterator[Program]:
    """The program run by somebody who may not do everything, root or not."""
    if sys.platform == "win32":
        pytest.skip("modes of files are no matter here")
    program = run
    if os.getuid() == 0:
        program = replace(run, anybody=True)
        if program("--version").code != 0:
            pytest.skip("root may always do everything here")
    run.home.mkdir()
    yield program
    run.home.chmod(0o755)
    for path in run.home.rglob("*"):
        path.chmod(0o755)
