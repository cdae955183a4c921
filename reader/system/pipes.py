"""Files that a person named, which may be pipes: read and written with a time limit."""

from __future__ import annotations

import errno
import os
import select
import stat
import time
from pathlib import Path

from reader.system.files import open_binary, read_regular, refuse_special, replace_file

_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_CONNECT_TIMEOUT = 2.0
"""Seconds that another process may take to open the other end of a pipe."""
_IDLE_TIMEOUT = 30.0
"""Seconds that may pass without any byte once the other end is open."""
_PAUSE = 0.01
_PIECE = 65536
_MOST = 256 * 1024 * 1024
"""Bytes that are read at most, as a pipe need not have an end."""


def read_named(path: Path, most: int = _MOST) -> bytes:
    """Return the content of a file, or all that comes out of a pipe.

    Args:
        path: the file; for `<(command)` a shell passes the name of a pipe, ``/dev/fd/63``.
        most: how many bytes to read at most.

    Raises:
        OSError: it cannot be read, is neither file nor pipe, or nothing came in time.
    """
    if not stat.S_ISFIFO(path.stat().st_mode):
        return read_regular(path, most)
    descriptor = open_binary(path, os.O_RDONLY | _NO_WAIT)
    try:
        return _read_pipe(descriptor, path, most)
    finally:
        os.close(descriptor)


def write_named(path: Path, content: bytes) -> None:
    """Write into a pipe or a device that exists, instead of replacing it by a file.

    Raises:
        OSError: it is a folder, a socket or a disk, or nobody reads from it in time.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)):
        refuse_special(path, mode)
    try:
        descriptor = open_binary(path, os.O_WRONLY | _NO_WAIT)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        raise OSError(errno.ENXIO, "nobody reads from this pipe", str(path)) from error
    try:
        _write_pipe(descriptor, path, memoryview(content))
    finally:
        os.close(descriptor)


def replace_named(path: Path, content: bytes) -> None:
    """Replace a file whole, or write into the pipe or the device of this name.

    Raises:
        OSError: it cannot be written; a file is as it was.
    """
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        # A file must not take the place of a device or a pipe; writing to a folder fails.
        write_named(path, content)
    else:
        replace_file(path, content)


def _read_pipe(descriptor: int, path: Path, most: int) -> bytes:
    pieces: list[bytes] = []
    size, connected = 0, False
    end = time.monotonic() + _CONNECT_TIMEOUT
    while size < most:
        try:
            piece = os.read(descriptor, min(_PIECE, most - size))
        except BlockingIOError:
            # The other end is open, but nothing was written into it yet.
            connected = True
            if not select.select([descriptor], [], [], _IDLE_TIMEOUT)[0]:
                raise _timeout(path, f"nothing came for {_IDLE_TIMEOUT:.0f} seconds") from None
            continue
        if piece:
            pieces.append(piece)
            size, connected = size + len(piece), True
        elif connected:
            break
        elif time.monotonic() > end:
            raise _timeout(path, "nobody writes into this pipe")
        else:
            time.sleep(_PAUSE)
    return b"".join(pieces)


def _write_pipe(descriptor: int, path: Path, rest: memoryview) -> None:
    while rest:
        try:
            rest = rest[os.write(descriptor, rest[:_PIECE]) :]
        except BlockingIOError:
            if not select.select([], [descriptor], [], _IDLE_TIMEOUT)[1]:
                raise _timeout(path, f"nothing was taken for {_IDLE_TIMEOUT:.0f} seconds") from None


def _timeout(path: Path, words: str) -> OSError:
    return TimeoutError(errno.ETIMEDOUT, words, str(path))
