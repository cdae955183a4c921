"""Delivery into a Maildir: whole or not at all, and once."""

from __future__ import annotations

import mailbox
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reader.digest import maildir
from reader.digest.maildir import FOLDERS, mark, put_into_maildir
from reader.errors import DeliveryError

ID = "<2026-11-28.1f@paper-reader.invalid>"
MOMENT = datetime(2026, 11, 28, 7, 30, tzinfo=UTC)
CONTENT = b"Message-ID: " + ID.encode() + b"\nSubject: Papers\n\nFrom here\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FOLDERS:
        (tmp_path / "Mail dir" / name).mkdir(parents=True)
    return tmp_path / "Mail dir"


def put(folder: Path, message_id: str = ID) -> None:
    put_into_maildir(CONTENT, message_id, MOMENT, folder)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_it_is_new_and_private_and_as_it_was_given(folder: Path) -> None:
    before = os.umask(0)
    put(folder)
    os.umask(before)
    (file,) = files(folder)
    assert file.parent.name == "new" and ":" not in file.name
    assert file.read_bytes() == CONTENT
    assert file.stat().st_mode & 0o777 == 0o600
    (mail,) = mailbox.Maildir(folder, create=False)
    assert mail["Subject"] == "Papers"


@pytest.mark.parametrize("place", ["new/{}", "cur/{}:2,", "cur/{}:2,FRS", "cur/{},S=80,W=83:2,S"])
def test_a_second_time_it_is_there_already(folder: Path, place: str) -> None:
    put(folder)
    (file,) = files(folder)
    moved = file.rename(folder / place.format(file.name))
    moved.write_bytes(b"as the mail program left it")
    put_into_maildir(CONTENT, ID, datetime(2026, 11, 29, tzinfo=UTC), folder)
    assert files(folder) == [moved]
    assert moved.read_bytes() == b"as the mail program left it"


def test_another_mail_is_another(folder: Path) -> None:
    put(folder)
    put(folder, "<other@paper-reader.invalid>")
    (folder / "cur" / "no point").write_bytes(b"")
    put(folder)
    assert len(files(folder)) == 3


def test_what_a_killed_try_has_left_is_in_nobodys_way(folder: Path) -> None:
    put(folder)
    (file,) = files(folder)
    left = file.rename(folder / "tmp" / file.name)
    put(folder)
    assert files(folder) == sorted([left, file])


def test_where_files_have_one_name_each_it_is_renamed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    put(folder)
    (file,) = files(folder)
    assert file.parent.name == "new" and file.read_bytes() == CONTENT


def test_of_two_at_once_one_is_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The other has not seen this one when it looked.
    monkeypatch.setattr(maildir, "_marks", lambda _: iter(()))
    put(folder)
    put(folder)
    assert len(files(folder)) == 1


@pytest.mark.parametrize("missing", FOLDERS)
def test_what_is_no_maildir_is_told_with_what_makes_one(folder: Path, missing: str) -> None:
    (folder / missing).rmdir()
    with pytest.raises(DeliveryError) as raised:
        put(folder)
    assert f"is no Maildir, as it has no folder {missing}; nothing was sent; " in str(raised.value)
    assert f'mkdir -p "{folder}/tmp" "{folder}/new" "{folder}/cur"' in str(raised.value)
    assert files(folder) == []


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match=r"there is no folder .*/no; nothing was sent; "):
        put(tmp_path / "no")
    assert not (tmp_path / "no").exists()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DeliveryError, match="is no Maildir"):
        put(tmp_path / "file")


def test_a_home_may_be_written_as_for_a_shell(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(folder.parent))
    put(Path("~/Mail dir"))
    assert len(files(folder)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such limits")
def test_a_full_disk_leaves_nothing_half(folder: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(DeliveryError, match=r"no mail can be put into .*: file too large"):
            put(folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert files(folder) == []
    put(folder)
    assert len(files(folder)) == 1


def test_a_name_has_the_mark_of_the_mail(folder: Path) -> None:
    put(folder)
    (file,) = files(folder)
    assert file.name == f"{int(MOMENT.timestamp())}.{mark(ID)}.paper-reader"
