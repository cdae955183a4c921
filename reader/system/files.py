"""Files on disk, replaced atomically, synced, opened safely; locks between processes; the time."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import struct
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

PRIVATE = 0o600
"""The permissions of a file that only its owner may read, whatever the umask."""

_PRIVATE_FOLDER = 0o700
_OTHERS = 0o077
_LOCK_TIMEOUT = 10.0
_SHORTEST_PAUSE = 0.0005
_LONGEST_PAUSE = 0.01
_PROBE = bytes(4096)
_BINARY = getattr(os, "O_BINARY", 0)
# With these flags, opening a pipe that nobody writes into does not block.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_RENAME_ATTEMPTS = 100 if sys.platform == "win32" else 1


def replace_file(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Replace a file atomically: afterwards it has all of `content`, or is as it was.

    A new file is written beside it, synced and renamed over it, and the folder is synced. So a
    crash at any moment leaves either the old or the new file. A symbolic link stays a link.

    Args:
        path: the file.
        content: the new content.
        mode: the permissions of a new file, less those that the umask takes away; an existing
            file keeps its own. `PRIVATE` holds in both cases.

    Raises:
        OSError: it could not be written; the old file is unchanged.
    """
    target = Path(os.path.realpath(path))
    make_folder(target.parent)
    temporary = target.with_name(f".{target.name}.{os.urandom(4).hex()}.new")
    try:
        descriptor = open_binary(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            if mode != PRIVATE:
                with contextlib.suppress(OSError):
                    temporary.chmod(target.stat().st_mode & 0o7777)
            write_all(descriptor, content)
            sync(descriptor)
        finally:
            os.close(descriptor)
        _rename(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(target.parent)


def open_binary(path: Path, flags: int, mode: int = 0o666) -> int:
    """Open a file in binary mode on every system, and return its descriptor.

    If `mode` is `PRIVATE`, an existing file that others may read is made private.
    """
    descriptor = os.open(path, flags | _BINARY, mode)
    if mode == PRIVATE and sys.platform != "win32":
        with contextlib.suppress(OSError):
            if os.fstat(descriptor).st_mode & 0o777 != PRIVATE:
                os.fchmod(descriptor, PRIVATE)
    return descriptor


def keep_private(path: Path) -> None:
    """Take all permissions of other users away from a file or folder, if it exists."""
    with contextlib.suppress(OSError):
        mode = path.stat().st_mode
        if mode & _OTHERS and sys.platform != "win32":
            path.chmod(mode & _PRIVATE_FOLDER)


def open_regular(path: Path, flags: int = os.O_RDONLY, mode: int = 0o666) -> int:
    """Open a regular file, also through a symbolic link, without blocking; return its descriptor.

    Raises:
        OSError: it cannot be opened, or is not a regular file; the error says what it is.
    """
    with contextlib.suppress(FileNotFoundError):
        # Opening some devices has side effects, so look before.
        refuse_special(path, path.stat().st_mode)
    descriptor = open_binary(path, flags | _AT_ONCE, mode)
    try:
        refuse_special(path, os.fstat(descriptor).st_mode)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def read_regular(path: Path, most: int = -1) -> bytes:
    """Return the content of a regular file, or its first `most` bytes; see `open_regular`."""
    with os.fdopen(open_regular(path), "rb") as file:
        return file.read(most)


def refuse_special(path: Path, mode: int) -> None:
    """Do nothing if a mode is that of a regular file.

    Raises:
        OSError: it is something else; the message says what, such as a named pipe.
    """
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "something else")
        raise OSError(errno.EINVAL, f"{path.name} is {kind}, not a file", str(path))


def write_all(descriptor: int, content: bytes) -> None:
    """Write all of `content`, however many bytes the system takes at a time."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, synced to disk.

    New folders are private whatever the umask; existing ones are not changed.

    Raises:
        OSError: one cannot be made.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    try:
        folder.mkdir(_PRIVATE_FOLDER)
    except FileExistsError:
        # Another process made it in the meantime.
        if not folder.is_dir():
            raise
    else:
        folder.chmod(_PRIVATE_FOLDER)
    sync_folder(folder.parent)


def probe_folder(folder: Path) -> None:
    """Check that a file could be written in a folder, which need not exist yet.

    Nothing is left behind, not even an empty folder.

    Raises:
        OSError: no file could be written.
    """
    try:
        folder.stat()
    except FileNotFoundError:
        if folder.is_symlink() or folder.parent == folder:
            raise
        probe_folder(folder.parent)
        return
    probe = folder / f".{os.urandom(4).hex()}.new"
    descriptor = open_binary(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        # On a full disk an empty file can still be made.
        write_all(descriptor, _PROBE)
    finally:
        os.close(descriptor)
        probe.unlink()


def sync(descriptor: int) -> None:
    """Wait until what was written to a descriptor is on the disk."""
    if sys.platform == "darwin":
        import fcntl

        # On macOS fsync stops at the drive's cache: fsync(2). Not every file system can do more.
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk, if the system can do that."""
    if sys.platform == "win32":
        return
    # Some network file systems refuse to open or sync a folder; the file itself is safe by then.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def reason(error: OSError) -> str:
    """Return the message of the system, in lower case for the middle of a sentence."""
    return (error.strerror or str(error)).lower()


@contextlib.contextmanager
def locked(path: Path, *, make: bool = True) -> Iterator[None]:
    """Hold the lock file at `path`; wait some seconds if another process holds it.

    The system releases the lock when the process ends, however it ends.

    Args:
        path: the file; it is made if it is missing.
        make: whether to make its folder too.

    Raises:
        TimeoutError: another process did not release it in time.
        OSError: the lock file cannot be made.
    """
    if make:
        make_folder(path.parent)
    descriptor = open_binary(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + _LOCK_TIMEOUT
        pause = _SHORTEST_PAUSE
        while not _taken(descriptor):
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"another paper-reader has been holding it for {_LOCK_TIMEOUT:.0f} seconds"
                )
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        yield
    finally:
        os.close(descriptor)


def _rename(temporary: Path, target: Path) -> None:
    for left in reversed(range(_RENAME_ATTEMPTS)):
        try:
            temporary.replace(target)
        except PermissionError:
            # Windows refuses it while another process reads the old file, which is soon over.
            if not left:
                raise
            time.sleep(_LONGEST_PAUSE)
        else:
            return


if sys.platform == "win32":
    import msvcrt

    def _taken(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    # struct flock: a write lock on the whole file.
    _WHOLE = struct.pack("hhqqi0q", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)

    def _taken(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # Some network file systems have no flock, but locks of ranges.
            return _range_taken(descriptor)
        return True

    def _range_taken(descriptor: int) -> bool:
        try:
            # That of the process would be gone as soon as it closes the file anywhere.
            if sys.platform == "linux":
                fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _WHOLE)
            else:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True


def utc_now() -> datetime:
    """Return the current time (aware, UTC)."""
    return datetime.now(UTC)
