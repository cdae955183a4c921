"""Files that are whole or not there at all, and locks between processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from reader import files
from reader.files import PRIVATE, locked, make_folder, open_binary, reason, replace_file, write_all


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
        thread.join()
        assert order == ["first", "other"]

    def test_is_not_waited_for_for_ever(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files, "_PATIENCE", 0.0)
        with (
            locked(tmp_path / "lock"),
            pytest.raises(TimeoutError, match="holding it for 0 seconds"),
            locked(tmp_path / "lock"),
        ):
            pass

    def test_is_let_go_of_when_its_process_dies(self, tmp_path: Path) -> None:
        script = (
            "import os, sys, pathlib, reader.files\n"
            "with reader.files.locked(pathlib.Path(sys.argv[1])): os._exit(9)"
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
