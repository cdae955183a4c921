"""Files that are whole or not there at all, and locks between processes."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reader.system import files
from reader.system.files import (
    PRIVATE,
    locked,
    make_folder,
    open_binary,
    open_regular,
    read_regular,
    reason,
    replace_file,
    write_all,
)
from tests.special_files import make_socket


class TestReplacing:
    def test_puts_a_new_content_in_the_place_of_the_old(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "folder" / "refs.bib"
        replace_file(path, b"first")
        replace_file(path, b"second")
        assert path.read_bytes() == b"second"
        assert [each.name for each in path.parent.iterdir()] == ["refs.bib"], "and nothing else"

    @pytest.mark.parametrize("failing", ["write", "fsync", "replace", "open"])
    def test_that_fails_leaves_the_old_file_and_nothing_beside_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
    ) -> None:
        path = tmp_path / "refs.bib"
        path.write_bytes(b"first")

        def full(*_: Any, **__: Any) -> Any:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(os, failing, full)
            with pytest.raises(OSError, match="No space left"):
                replace_file(path, b"second")
        assert path.read_bytes() == b"first"
        assert list(tmp_path.iterdir()) == [path]

    def test_keeps_a_link_a_link(self, tmp_path: Path) -> None:
        target, link = tmp_path / "elsewhere" / "refs.bib", tmp_path / "refs.bib"
        link.symlink_to(target)
        replace_file(link, b"content")
        assert link.is_symlink()
        assert target.read_bytes() == b"content"

    def test_keeps_the_permissions_of_the_old_file(self, tmp_path: Path) -> None:
        path = tmp_path / "refs.bib"
        path.write_bytes(b"first")
        path.chmod(0o640)
        replace_file(path, b"second")
        assert path.stat().st_mode & 0o777 == 0o640

    def test_but_puts_a_private_file_right(self, tmp_path: Path) -> None:
        path = tmp_path / "library.json"
        path.write_bytes(b"first")
        path.chmod(0o644)
        replace_file(path, b"second", mode=PRIVATE)
        assert path.stat().st_mode & 0o777 == 0o600

    def test_gives_a_new_file_the_permissions_that_are_asked_for(self, tmp_path: Path) -> None:
        replace_file(tmp_path / "private", b"", mode=0o600)
        assert (tmp_path / "private").stat().st_mode & 0o777 == 0o600


def test_a_write_that_the_system_takes_in_pieces_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda file, content: real(file, bytes(content)[:3]))
    descriptor = open_binary(tmp_path / "file", os.O_WRONLY | os.O_CREAT)
    write_all(descriptor, b"more than three bytes")
    os.close(descriptor)
    assert (tmp_path / "file").read_bytes() == b"more than three bytes"


def test_a_folder_cannot_be_made_where_a_file_is(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match="exists"):
        make_folder(tmp_path / "file")


class TestALock:
    def test_keeps_another_out_until_it_is_let_go_of(self, tmp_path: Path) -> None:
        path, order = tmp_path / "lock", []

        def other() -> None:
            with locked(path):
                order.append("other")

        with locked(path):
            thread = threading.Thread(target=other)
            thread.start()
            order.append("first")
        thread.join(120)
        assert order == ["first", "other"]

    def test_is_not_waited_for_for_ever(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files, "_LOCK_TIMEOUT", 0.0)
        with (
            locked(tmp_path / "lock"),
            pytest.raises(TimeoutError, match="holding it for 0 seconds"),
            locked(tmp_path / "lock"),
        ):
            pass

    def test_is_let_go_of_when_its_process_dies(self, tmp_path: Path) -> None:
        script = (
            "import os, sys, pathlib, reader.system.files\n"
            "with reader.system.files.locked(pathlib.Path(sys.argv[1])): os._exit(9)"
        )
        path = tmp_path / "lock"
        assert subprocess.run([sys.executable, "-c", script, str(path)], check=False).returncode
        with locked(path):
            assert path.exists()

    def test_is_let_go_of_when_the_work_under_it_fails(self, tmp_path: Path) -> None:
        with pytest.raises(ZeroDivisionError), locked(tmp_path / "lock"):
            raise ZeroDivisionError
        with locked(tmp_path / "lock"):
            pass

    def test_makes_no_folder_where_there_should_be_one(self, tmp_path: Path) -> None:
        gone = tmp_path / "gone" / "lock"
        with pytest.raises(FileNotFoundError), locked(gone, make=False):
            pass
        assert not gone.parent.exists()


def test_what_the_system_says_fits_into_a_sentence() -> None:
    assert reason(OSError(28, "No space left on device")) == "no space left on device"
    assert reason(TimeoutError("it took too long")) == "it took too long"


class TestPlainFiles:
    def test_a_plain_file_is_read_and_written(self, tmp_path: Path) -> None:
        path = tmp_path / "marks"
        descriptor = open_regular(path, os.O_WRONLY | os.O_CREAT, 0o600)
        write_all(descriptor, b"content")
        os.close(descriptor)
        (tmp_path / "link").symlink_to(path)
        assert read_regular(tmp_path / "link") == b"content"
        assert read_regular(path, 4) == b"cont"
        assert path.stat().st_mode & 0o777 == 0o600

    def test_a_file_that_is_not_there_is_told_as_always(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            read_regular(tmp_path / "nothing")

    @pytest.mark.parametrize("flags", [os.O_RDONLY, os.O_WRONLY | os.O_CREAT | os.O_APPEND])
    @pytest.mark.parametrize(
        ("make", "what"),
        [
            (os.mkfifo, "x is a named pipe, not a file"),
            (make_socket, "x is a socket, not a file"),
            (os.mkdir, "is a directory"),
            (lambda path: path.symlink_to("/dev/zero"), "x is a device, not a file"),
        ],
        ids=["pipe", "socket", "folder", "device"],
    )
    def test_anything_else_is_named_and_never_waited_for(
        self, tmp_path: Path, make: Callable[[Path], object], what: str, flags: int
    ) -> None:
        make(tmp_path / "x")
        with pytest.raises(OSError) as caught:
            open_regular(tmp_path / "x", flags)
        assert reason(caught.value) == what


REFUSING = """
#include <errno.h>
#include <stdlib.h>
int flock(int file, int how) { errno = atoi(getenv("FLOCK_ERRNO")); return -1; }
"""


@pytest.fixture(scope="module")
def without_flock(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a process needs in its environment for every `flock` to be refused."""
    compiler = shutil.which("cc")
    if not compiler or sys.platform != "linux":
        pytest.skip("needs cc on Linux")
    folder = tmp_path_factory.mktemp("refusing")
    (folder / "refusing.c").write_text(REFUSING)
    command = [compiler, "-shared", "-fPIC", "-o", "refusing.so", "refusing.c"]
    subprocess.run(command, cwd=folder, check=True, timeout=120)
    return os.environ | {"LD_PRELOAD": str(folder / "refusing.so")}


@pytest.mark.parametrize("code", ["ENOLCK", "ENOSYS", "EOPNOTSUPP", "EINVAL", "EIO"])
def test_where_there_is_no_flock_two_processes_keep_all_that_both_mark(
    tmp_path: Path, without_flock: dict[str, str], code: str
) -> None:
    from reader.library import Library
    from tests.library.desk import paper

    environment = without_flock | {"FLOCK_ERRNO": str(getattr(errno, code))}
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.library.marking", str(tmp_path), str(first), "40", "rl"],
            cwd=Path(__file__).parents[2],
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        for first in (0, 1000)
    ]
    assert [process.wait(120) for process in both] == [0, 0]
    library = Library(tmp_path)
    assert not library.damage
    marked = {name for name, marks in library.marked() if marks.tags}
    assert marked == {paper(first + n).id for first in (0, 1000) for n in range(80)}
