"""Whatever happens to the machine, every mark that was shown as done is there next time."""

from __future__ import annotations

import json
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reader.errors import LibraryError
from reader.library import Library, repair
from reader.library.journal import Journal
from tests.library.crashing import STORIES
from tests.library.desk import journal, marks, note, paper, read, star
from tests.thoroughness import NIGHTLY

KILLS = 300 if NIGHTLY else 15
_ROOT = Path(__file__).parents[2]
_PATIENCE = 120
"""Seconds after which a process that hangs is given up; no speed is measured."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork and no SIGKILL")


def marking(home: Path, first: int, count: int, tag: str = "rl") -> subprocess.Popen[str]:
    """A process that marks papers, two in each action."""
    arguments = [sys.executable, "-m", "tests.library.marking", str(home), str(first)]
    return subprocess.Popen(
        [*arguments, str(count), tag], stdout=subprocess.PIPE, text=True, cwd=_ROOT
    )


def test_every_acknowledged_mark_survives_a_kill(home: Path) -> None:
    chance = random.Random(20261123)
    acknowledged = 0
    for round_ in range(KILLS):
        first = round_ * 200
        with marking(home, first, 0) as process:
            assert process.stdout
            for _ in range(chance.randrange(1, 40)):
                done = int(process.stdout.readline())
            _for_a_moment(chance.uniform(0, 0.002))
            process.send_signal(signal.SIGKILL)
            process.wait(_PATIENCE)
            done = max([done, *map(int, process.stdout.read().split())])
        acknowledged += done + 1
        library = Library(home)
        assert not library.damage
        for number in range(first, first + 2 * (done + 1)):
            assert library.marks(paper(number).id).tags == ("rl",), number
        # The action that was killed is there whole or not at all.
        next_ones = [library.marks(paper(first + 2 * (done + 1) + n).id).tags for n in (0, 1)]
        assert next_ones[0] == next_ones[1]
    assert acknowledged >= KILLS
    assert not [each for each in repair.findings(home) if "never finished" not in each]
    assert marks(Library(home, afresh=True)) == marks(Library(home))


@pytest.mark.parametrize("story", STORIES)
def test_a_death_before_any_system_call_leaves_all_or_nothing(tmp_path: Path, story: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.library.crashing", story, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=_ROOT,
        timeout=_PATIENCE,
        check=False,
    )
    assert not ran.returncode, ran.stderr
    told = json.loads(ran.stdout)
    assert told["calls"] > 3
    assert told["wrong"] == []


@pytest.mark.parametrize("processes", [2, 4])
def test_several_processes_at_once_lose_nothing(home: Path, processes: int) -> None:
    running = [marking(home, 0, 50, f"tag-{number}") for number in range(processes)]
    for process in running:
        process.communicate(timeout=_PATIENCE)
        assert process.returncode == 0
    tags = tuple(f"tag-{number}" for number in range(processes))
    library = Library(home)
    assert {each.tags for _, each in library.marked()} == {tags}
    assert len(list(library.marked())) == 100
    stamps = [entry.stamp for entry in Journal(journal(home)).read().entries]
    assert stamps == sorted(set(stamps)), "no two of them tied"
    assert repair.findings(home) == []


def test_a_full_disk_refuses_the_action_and_loses_nothing(home: Path, library: Library) -> None:
    star(library, paper(1))
    library.checkpoint()
    checkpointed = (home / "library.json").read_bytes()
    read(library, 2)
    before = marks(library)
    with _room_for(journal(home).stat().st_size + 100):
        with pytest.raises(LibraryError, match="file too large; your marks are as they were"):
            note(library, 3, "a note that is longer than the room that there is " * 9)
        assert "file too large" in str(library.checkpoint())
    assert marks(library) == before
    assert marks(Library(home)) == before
    assert (home / "library.json").read_bytes() == checkpointed
    assert not list(home.glob(".*.new")), "nothing half written is left"
    assert read(library, 4), "as soon as there is room"
    assert library.checkpoint() is None
    assert repair.findings(home) == []


def test_a_disk_that_is_full_to_the_last_byte(home: Path, library: Library) -> None:
    read(library, 1)
    size = journal(home).stat().st_size
    for room in range(0, 140, 7):
        with _room_for(size + room), pytest.raises(LibraryError):
            note(library, 2, "x" * 200)
        assert journal(home).stat().st_size == size
    assert not Library(home).damage


def _for_a_moment(seconds: float) -> None:
    """Let the other process come to another place; nothing depends on how long it takes."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


@contextmanager
def _room_for(size: int) -> Iterator[None]:
    """No file of this process may grow beyond this many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
