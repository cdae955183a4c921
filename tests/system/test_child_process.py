"""Commands of the person's: they end in their time, and what they print is bounded."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from reader.system.child_process import run_child

PATIENCE = 60.0
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of sh")


def test_what_is_given_and_printed_and_how_it_ended() -> None:
    ended = run_child("tr a-z A-Z; echo oh >&2; exit 3", b"papers", PATIENCE)
    assert (ended.code, ended.output, ended.errors) == (3, b"PAPERS", b"oh\n")


def test_words_are_no_business_of_a_shell() -> None:
    assert run_child(["printf", "%s", "$HOME; ls"], b"", PATIENCE).output == b"$HOME; ls"


def test_a_command_need_not_read_what_it_is_given() -> None:
    assert run_child("exit 0", b"x" * 1_000_000, PATIENCE).code == 0


def test_one_that_prints_without_an_end_is_not_read_without_one() -> None:
    ended = run_child(["yes"], b"", PATIENCE)
    assert ended.code == -signal.SIGPIPE
    assert 0 < len(ended.output) <= 65_536


def test_one_that_takes_too_long_is_killed_with_all_that_it_has_started(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(TimeoutError, match=r"longer than 1 seconds"):
        run_child(["sh", "-c", 'sleep 1000 > "$0" & wait', str(pipe)], b"", 1)
    # There is an end only when nobody is left who could write.
    os.set_blocking(reader, True)
    assert os.read(reader, 1) == b""
    os.close(reader)


def test_what_it_leaves_running_is_not_waited_for() -> None:
    ended = run_child("echo first; sleep 1000 & echo $!", b"", PATIENCE)
    first, child = ended.output.split()
    os.kill(int(child), signal.SIGKILL)
    assert (ended.code, first) == (0, b"first")


def test_the_signal_that_ended_it_is_told() -> None:
    assert run_child("kill -9 $$", b"", PATIENCE).code == -signal.SIGKILL


def test_one_that_is_not_there_is_told() -> None:
    with pytest.raises(FileNotFoundError):
        run_child(["/nowhere/command"], b"", PATIENCE)


def test_what_it_printed_is_not_shown_with_it() -> None:
    assert "hunter2" not in repr(run_child("echo hunter2", b"", PATIENCE))
