"""What a person names may be a pipe: it is used where somebody is at its other end."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from reader.system import pipes
from reader.system.pipes import read_named, write_named


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipes, "_CONNECT_TIMEOUT", 0.05)
    monkeypatch.setattr(pipes, "_IDLE_TIMEOUT", 0.05)


def test_a_pipe_is_read_to_the_end_of_what_is_written(pipe: Path) -> None:
    content = os.urandom(300_000)
    writer = threading.Thread(target=lambda: pipe.write_bytes(content), daemon=True)
    writer.start()
    assert read_named(pipe) == content
    writer.join(30)


def test_what_a_shell_names_for_the_output_of_a_command_is_read() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"content")
    os.close(writing)
    assert read_named(Path(f"/dev/fd/{reading}")) == b"content"
    os.close(reading)


def test_a_pipe_without_an_end_is_read_so_far_and_no_further(pipe: Path) -> None:
    both = os.open(pipe, os.O_RDWR)
    os.write(both, b"x" * 100)
    assert read_named(pipe, most=64) == b"x" * 64
    os.close(both)


def test_a_pipe_that_nobody_writes_into_is_not_waited_for(pipe: Path, impatient: None) -> None:
    with pytest.raises(TimeoutError, match="nobody writes into this pipe"):
        read_named(pipe)


def test_a_pipe_that_nobody_reads_from_is_told_at_once(pipe: Path) -> None:
    with pytest.raises(OSError, match="nobody reads from this pipe") as caught:
        write_named(pipe, b"content")
    assert caught.value.errno == errno.ENXIO


def test_one_that_falls_silent_is_given_up(pipe: Path, impatient: None) -> None:
    both = os.open(pipe, os.O_RDWR)
    with pytest.raises(TimeoutError, match="nothing came"):
        read_named(pipe)
    with pytest.raises(TimeoutError, match="nothing was taken"):
        write_named(pipe, b"x" * 300_000)
    os.close(both)


def test_a_pipe_is_written_into_where_somebody_reads(pipe: Path) -> None:
    content, got = os.urandom(300_000), []
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(end, True)
    # Where nobody writes yet, a reader takes that for the end.
    another = os.open(pipe, os.O_WRONLY)

    def read() -> None:
        with os.fdopen(end, "rb") as file:
            got.append(file.read(len(content)))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    write_named(pipe, content)
    reader.join(30)
    os.close(another)
    assert got == [content]


def test_a_folder_is_neither_read_nor_written(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        read_named(tmp_path)
    with pytest.raises(IsADirectoryError):
        write_named(tmp_path, b"")
