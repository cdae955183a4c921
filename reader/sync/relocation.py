"""Moves the journals of a home into another folder, and back.

The journals are copied, then one file is replaced that says where they are, then those in the old
place go. So a death at any moment leaves them whole in the place that counts, and doing it again
completes it. All of it is done under the library's lock.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from reader.errors import ConfigError, LibraryError
from reader.library.journal import decoded
from reader.library.journal_versions import joined, lacking
from reader.library.library_files import (
    FOLDER_FILE,
    OWN_FOLDER,
    SUFFIX,
    explained,
    is_journal_name,
    journal_folder,
)
from reader.library.stamp import LOCK, known_id
from reader.settings import Settings
from reader.system.files import (
    PRIVATE,
    locked,
    make_folder,
    probe_folder,
    read_regular,
    replace_file,
    sync_folder,
)

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://|[^/\\:\s]{2,}:(?![\\/]{2})")
"""With a scheme, or as ssh has them: a host, perhaps a name before it, a colon, a path."""


def wanted_folder(settings: Settings) -> Path | None:
    """Return the folder that the settings name, absolute; None where they name none.

    Raises:
        ConfigError: nobody knows which folder that is.
    """
    written = str(settings.values["sync.folder"])
    if not written.strip():
        return None
    if settings.values["sync.remote"]:
        raise ConfigError(
            f"{settings.where('sync.remote')}: sync.folder and sync.remote are both set; there can "
            "be one of them"
        )
    try:
        return Path(os.path.normpath(settings.path.parent / Path(written).expanduser()))
    except (RuntimeError, KeyError) as error:
        raise ConfigError(
            f"sync.folder is “{written}”, and it cannot be told whose home that is"
        ) from error


def settle(home: Path, settings: Settings) -> str:
    """Move the journals to where the settings want them; return what was done, in a sentence.

    Where the settings have a mistake, nobody knows what they want, and nothing is moved.

    Raises:
        ReaderError: the journals could not be moved, and count where they were.
    """
    folder = wanted_folder(settings)
    if is_settled(home, folder):
        return ""
    there = journal_folder(home)
    if settings.problems:
        return f"the journals stay in {there} until the settings are in order"
    if not move_journals(home, folder):
        return ""
    if folder:
        return (
            f"the journals are in {folder} now, as sync.folder in {settings.path} says; whoever "
            "can read that folder can read your notes"
        )
    return (
        f"the journals are in {home / OWN_FOLDER} again, as {settings.path} names no other folder; "
        f"a copy stays in {there}"
    )


def is_settled(home: Path, folder: Path | None) -> bool:
    """Whether the journals are where they should be, and nowhere else.

    Args:
        home: the folder of the library.
        folder: where the journals should be; None for the home itself.
    """
    own = home / OWN_FOLDER
    try:
        there = journal_folder(home)
    except OSError:
        return False
    return there == (folder or own) and (there == own or not _is_beside(own))


def move_journals(home: Path, folder: Path | None) -> bool:
    """Move the journals; nothing is done where they are there already.

    Those in a folder that others may use stay there as well.

    Args:
        home: the folder of the library.
        folder: where they are to be, an absolute path; None for the home itself.

    Returns:
        Whether they were in another place before.

    Raises:
        LibraryError: they could not be moved, and count where they were.
    """
    own = home / OWN_FOLDER
    target = folder or own
    with explained(f"the journals cannot be moved to {target}"), locked(home / LOCK):
        source = journal_folder(home)
        if source not in (own, target) and not source.is_dir():
            raise LibraryError(
                f"{source}, where the journals are, is not there, so that they cannot be moved; "
                "your marks are as they were. Is its disk mounted?"
            )
        if folder:
            _refuse_unusable(home, folder)
        machine = known_id(home)
        # A program that knows no other place, or a death while moving, may have left some.
        for place in dict.fromkeys((source, own)):
            if place != target:
                _copy_journals(place, target, machine)
        if source != target:
            _point(home, folder)
        if target != own:
            _take_away(own, target)
        return source != target


def _refuse_unusable(home: Path, folder: Path) -> None:
    """Raise LibraryError or OSError where a folder cannot hold the journals."""
    if folder.resolve() in (home.resolve(), *(home / OWN_FOLDER).resolve().parents):
        raise LibraryError(f"{folder} holds the library itself; name a folder beside it")
    if not folder.is_dir():
        if not folder.parent.is_dir():
            raise LibraryError(
                f"{folder.parent} is not there, so that no folder can be made in it; your marks "
                "are as they were. Is its disk mounted?"
            )
        make_folder(folder)
    probe_folder(folder)
    for path in _journals(folder):
        content = read_regular(path)
        if content.strip() and not decoded(content).entries:
            raise LibraryError(
                f"{path} is no journal of this program; name a folder for the journals alone"
            )


def _copy_journals(source: Path, target: Path, machine: str | None) -> None:
    make_folder(target)
    for path in _journals(source):
        put_version(target / path.name, read_regular(path), preferred=path.stem == machine)


def put_version(path: Path, content: bytes, *, preferred: bool) -> bool:
    """Put a version of a journal into its place; no mark of what is there is lost.

    Args:
        path: the journal, which may be there already.
        content: the version.
        preferred: this version counts where neither holds the other.

    Returns:
        Whether something was written.

    Raises:
        OSError: it cannot be read or written.
    """
    try:
        there = read_regular(path)
    except FileNotFoundError:
        replace_file(path, content, PRIVATE)
        return True
    chosen = joined(content, there) if preferred else joined(there, content)
    written = False
    if chosen.rest:
        written = keep_rest(path, chosen.rest)
    if chosen.content != there:
        replace_file(path, chosen.content, PRIVATE)
        written = True
    return written


def keep_rest(path: Path, rest: bytes) -> bool:
    """Write lines that a journal lacks into a copy beside it, unless one of the copies has them.

    Returns:
        Whether something was written.
    """
    for copy in _journals(path.parent):
        held = read_regular(copy) if copy.name.startswith(f"{path.stem}.copy-") else b""
        if held and not any(True for _ in lacking(held, rest)):
            return False
    replace_file(path.with_name(f"{path.stem}.copy-{crc32(rest):08x}{SUFFIX}"), rest, PRIVATE)
    return True


def _point(home: Path, folder: Path | None) -> None:
    """Make a folder the one that counts; from then on all is read and written there."""
    file = home / FOLDER_FILE
    if folder:
        replace_file(file, os.fsencode(folder) + b"\n", PRIVATE)
    else:
        file.unlink(missing_ok=True)
        sync_folder(home)


def _take_away(own: Path, target: Path) -> None:
    """Take away what the home itself has of journals, as far as the folder holds it."""
    for path in _journals(own):
        held = read_regular(target / path.name)
        chosen = joined(held, read_regular(path))
        if chosen.content == held:
            if chosen.rest:
                keep_rest(target / path.name, chosen.rest)
            path.unlink()
    with contextlib.suppress(OSError):
        own.rmdir()


def _is_beside(own: Path) -> bool:
    return next(_journals(own), None) is not None


def _journals(folder: Path) -> Iterator[Path]:
    try:
        found = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return
    yield from (path for path in found if is_journal_name(path.name))


def shared_folder(home: Path) -> Path | None:
    """Return the folder in which the journals are; None where they are in the home itself.

    Raises:
        LibraryError: it cannot be told.
    """
    with explained(f"{home} cannot be read"):
        folder = journal_folder(home)
    return None if folder == home / OWN_FOLDER else folder


def is_remote(target: str) -> bool:
    """Whether what a person has typed is the address of a git repository, and not a folder.

    >>> is_remote("git@example.org:me/papers.git"), is_remote("~/Sync/papers")
    (True, False)
    """
    if _ADDRESS.match(target) or target.rstrip("/\\").endswith(".git"):
        return True
    with contextlib.suppress(OSError, RuntimeError, KeyError):
        path = Path(target).expanduser()
        return (path / "HEAD").is_file() and (path / "objects").is_dir()
    return False
