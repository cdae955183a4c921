"""Files that a person names and that may be pipes: read and written without waiting for ever."""

from __future__ import annotations

import errno
import os
import select
import stat
import time
from pathlib import Path

from reader.system.files import open_binary, read_regular, refuse_special

_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_PATIENCE = 2.0
"""Seconds that the other end of a pipe may take to be there."""
_SILENCE = 30.0
"""Seconds in which something must come, or be taken, once it is there."""
_PAUSE = 0.01
_PIECE = 65536
_MOST = 256 * 1024 * 1024
"""Bytes that are read from a pipe, which need not have an end."""


def read_named(path: Path, most: int = _MOST) -> bytes:
    """What a file holds, or what whoever writes into a pipe has to say.

    Args:
        path: the file; a shell names a pipe for what a command prints: ``/dev/fd/63``.
        most: bytes that are read, of a file as of a pipe.

    Raises:
        OSError: it cannot be read, or is neither file nor pipe, or nothing comes; the error says.
    """
    if not stat.S_ISFIFO(path.stat().st_mode):
        return read_regular(path, most)
    descriptor = open_binary(path, os.O_RDONLY | _NO_WAIT)
    try:
        return _drained(descriptor, path, most)
    finally:
        os.close(descriptor)


def write_named(path: Path, content: bytes) -> None:
    """Write into a pipe or a device, as it is there and must not be replaced by a file.

    Raises:
        OSError: it is a folder, a socket or a disk, or nobody takes what is written.
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
        _poured(descriptor, path, memoryview(content))
    finally:
        os.close(descriptor)


def _drained(descriptor: int, path: Path, most: int) -> bytes:
    pieces: list[bytes] = []
    size, connected = 0, False
    end = time.monotonic() + _PATIENCE
    while size < most:
        try:
            piece = os.read(descriptor, min(_PIECE, most - size))
        except BlockingIOError:
            # Somebody has the other end open, and has nothing to say as yet.
            connected = True
            if not select.select([descriptor], [], [], _SILENCE)[0]:
                raise _silent(path, f"nothing came for {_SILENCE:.0f} seconds") from None
            continue
        if piece:
            pieces.append(piece)
            size, connected = size + len(piece), True
        elif connected:
            break
        elif time.monotonic() > end:
            raise _silent(path, "nobody writes into this pipe")
        else:
            time.sleep(_PAUSE)
    return b"".join(pieces)


def _poured(descriptor: int, path: Path, rest: memoryview) -> None:
    while rest:
        try:
            rest = rest[os.write(descriptor, rest[:_PIECE]) :]
        except BlockingIOError:
            if not select.select([], [descriptor], [], _SILENCE)[1]:
                raise _silent(path, f"nothing was taken for {_SILENCE:.0f} seconds") from None


def _silent(path: Path, words: str) -> OSError:
    return TimeoutError(errno.ETIMEDOUT, words, str(path))
