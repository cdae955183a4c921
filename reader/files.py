"""Files on disk that are whole or not there at all, and locks between processes."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

_PATIENCE = 10.0
_PAUSE = 0.005


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in the place of the file, or leave the old file as it was.

    Written beside it, synced, renamed over it, and the folder synced, so that a crash at any
    moment leaves one of the two. A symbolic link stays a link; an existing file keeps its mode.

    Raises:
        OSError: it could not be written; the old file stands.
    """
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{token_hex(4)}.new")
    try:
        with temporary.open("xb") as file:
            with contextlib.suppress(OSError):
                temporary.chmod(target.stat().st_mode & 0o7777)
            file.write(content)
            file.flush()
            sync(file.fileno())
        temporary.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(target.parent)


def sync(descriptor: int) -> None:
    """Wait until what was written is on the disk."""
    if sys.platform == "darwin":
        import fcntl

        # On macOS fsync stops at the drive's cache: fsync(2).
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk, where the system can do that."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems refuse to sync a folder; the file itself is safe by then.
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def reason(error: OSError) -> str:
    """What the system says is wrong, in words fit for the middle of a sentence."""
    return (error.strerror or str(error)).lower()


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`, waiting some seconds for whoever holds it now.

    The system lets go of it when a process ends, however it ends.

    Raises:
        TimeoutError: another process has not let go of it.
        OSError: the lock file cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        patience = time.monotonic() + _PATIENCE
        while not _taken(descriptor):
            if time.monotonic() > patience:
                raise TimeoutError(
                    f"another paper-reader has been holding it for {_PATIENCE:.0f} seconds"
                )
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _taken(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _taken(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
