"""The journal of one machine: an append-only file with one entry a line.

Its folder is synchronised, copied and edited by others, so it is read leniently: with any kind of
line ends, and with anything between the entries.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from reader.library.journal_entry import LONGEST, JournalEntry, decode, encode
from reader.system.files import (
    make_folder,
    open_regular,
    replace_file,
    sync,
    sync_folder,
    write_all,
)

_LINE_END = re.compile(rb"[\r\n]")
_LINE_ENDS = (b"\r", b"\n")
_SPACE = b" \t"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SEAL = slice(-len(b'01234567"}'), -len(b'"}'))
_SEAL_ROOM = 64
"""How many bytes before a position are compared: the end of a line, and its line ends."""

_PIECE = 4096
"""Bytes in which the beginning of a line is looked for."""
_STAMP = re.compile(rb'[\r\n]\{"v":[0-9]{1,9},"stamp":"([0-9a-zA-Z:.-]{1,70})"')
_BEGINNING = b'{"v":'
_ENDING = re.compile(rb',"sum":"[0-9a-f]{8}"\}')


class JournalPosition(NamedTuple):
    """How far a journal was read."""

    offset: int = 0
    """The offset in bytes, at the end of a line."""
    seal: str = ""
    """The checksum of that line, which shows whether the file was replaced."""


START = JournalPosition()


class JournalTail(NamedTuple):
    """What was read from a journal after a position."""

    entries: Sequence[JournalEntry] = ()
    damaged: Sequence[bytes] = ()
    """Lines with changed bytes, or without sense."""
    torn: Sequence[bytes] = ()
    """Parts of lines that were never completed, nor acknowledged."""
    position: JournalPosition = START
    length: int = 0
    """The length in bytes."""
    replaced: bool = False
    """The file is another than the one read before, so this is all of it."""
    lost: bool = False
    """The file was replaced, and the last line that was read before is not in it."""

    @property
    def beyond(self) -> int:
        """How many lines have parts that this program does not know."""
        return sum(bool(entry.line) for entry in self.entries)


class Journal:
    """The file of one machine."""

    def __init__(self, path: Path, machine: str | None = None) -> None:
        """Store the path; nothing is read yet.

        Args:
            path: the file.
            machine: the name of the machine, if it is not the name of the file.
        """
        self.path = path
        self.machine = path.stem if machine is None else machine

    def read(self, position: JournalPosition = START) -> JournalTail:
        """Read everything after `position`, or the whole file if it was replaced.

        An incomplete last line is still being written, or was never acknowledged: it is left
        for the next call.

        Raises:
            OSError: the file cannot be read.
        """
        start = max(0, position.offset - _SEAL_ROOM)
        with os.fdopen(open_regular(self.path), "rb") as file:
            file.seek(start)
            before, behind = file.read(position.offset - start), file.read()
            replaced = position != START and _seal(before) != position.seal
            if replaced:
                file.seek(0)
                before, behind = b"", file.read()
        end = _end(behind)
        scan = _Scan(behind[:end])
        if end:
            offset = end if replaced else position.offset + end
            new = JournalPosition(offset, _seal((before + behind[:end])[-_SEAL_ROOM:]))
        else:
            new = START if replaced else position
        lost = replaced and f'"sum":"{position.seal}"'.encode() not in behind
        return JournalTail(scan.entries, scan.damaged, scan.torn, new, end, replaced, lost)

    def before(self, position: JournalPosition, size: int) -> tuple[Sequence[JournalEntry], bool]:
        """Read the entries in about the last `size` bytes before a position.

        Returns:
            The entries in their order, and whether these are all.

        Raises:
            OSError: the file cannot be read.
        """
        start = max(0, position.offset - size)
        with os.fdopen(open_regular(self.path), "rb") as file:
            file.seek(start)
            content = file.read(position.offset - start)
        if start:
            # The part probably starts inside a line.
            first = _LINE_END.search(content)
            content = content[first.end() :] if first else b""
        return _Scan(content).entries, not start

    def find(self, stamp: str, position: JournalPosition) -> JournalEntry | None:
        """Find the action with a stamp before a position, by halves, as stamps grow downwards.

        They need not, where a clock was wrong or lines came from elsewhere; then it may not be
        found.

        Returns:
            The entry; None where it was not found so, or is no action but takes one back.

        Raises:
            OSError: the file cannot be read.
        """
        wanted = stamp.encode()
        low, high = 0, position.offset
        with os.fdopen(open_regular(self.path), "rb") as file:
            while high - low > _PIECE:
                middle = (low + high) // 2
                file.seek(middle)
                at = _STAMP.search(file.read(_PIECE))
                if at is None:
                    return None
                low, high = (middle, high) if at[1] <= wanted else (low, middle)
            # The line may begin before the last half that has no smaller stamp in it.
            file.seek(max(0, low - _PIECE))
            content = file.read(min(position.offset, high + _PIECE) - max(0, low - _PIECE))
        lines = [bare for _, bare in _lines(content) if b'"stamp":"%s"' % wanted in bare]
        if len(lines) != 1:
            return None
        try:
            entry = decode(lines[0])
        except ValueError:
            return None
        return entry if entry.stamp == stamp and entry.undoes is None else None

    def append(self, entry: JournalEntry, position: JournalPosition) -> JournalPosition:
        """Append an entry, and wait until it is on the disk.

        To be called under the library's lock, with the position up to which the file was read.
        Existing bytes are never written again. Bytes after the position are an incomplete line
        that was never acknowledged: they stay, and the new line records their number.

        Raises:
            OSError: nothing was written.
        """
        known = position.offset
        if not known:
            make_folder(self.path.parent)
        # A file that vanished since it was read must not be made again without its old lines.
        making = 0 if known else os.O_CREAT
        descriptor = open_regular(self.path, os.O_RDWR | os.O_APPEND | making, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            if size < known:
                raise OSError(
                    errno.ESTALE, "the journal was cut off (paper-reader doctor --repair mends it)"
                )
            line = encode(replace(entry, torn=size - known) if size > known else entry)
            if len(line) > LONGEST:
                raise OSError(errno.EFBIG, "it is too much for one change")
            _put(descriptor, line if _ends_a_line(descriptor, size) else b"\n" + line, size)
            size = os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)
        if not known:
            sync_folder(self.path.parent)
        return JournalPosition(size, _seal(line))

    def rewrite(self, entries: Iterable[JournalEntry]) -> JournalPosition:
        """Replace the whole file; to be called under the library's lock.

        Raises:
            OSError: the old file is unchanged.
        """
        content = b"".join(encode(replace(entry, torn=0)) for entry in entries)
        replace_file(self.path, content, 0o600)
        return JournalPosition(len(content), _seal(content)) if content else START


class _Scan:
    """The lines of a part of a journal, each decoded or damaged."""

    def __init__(self, content: bytes) -> None:
        self.entries: list[JournalEntry] = []
        self.damaged: list[bytes] = []
        self.torn: list[bytes] = []
        before = b""
        for line, bare in _lines(content):
            try:
                entry = decode(bare)
            except ValueError:
                self._recover(line)
            else:
                self.entries.append(entry)
                if entry.torn and entry.torn == len(before) and self.damaged[-1:] == [before]:
                    self.torn.append(self.damaged.pop())
            before = line

    def _recover(self, line: bytes) -> None:
        """Recover entries that are in one line because a newline was lost."""
        at, left = 0, b""
        for begin, end, entry in _within(line):
            self.entries.append(entry)
            left += line[at:begin]
            at = end
        if _bare(left + line[at:]):
            self.damaged.append(line)


def decoded(content: bytes) -> JournalTail:
    """Decode the whole content of a journal, wherever it comes from."""
    scan = _Scan(content[: _end(content)])
    return JournalTail(scan.entries, scan.damaged, scan.torn)


def bare_lines(content: bytes) -> Iterator[bytes]:
    """Yield the complete lines of a journal, without what an editor may have put around them."""
    for _, bare in _lines(content[: _end(content)]):
        yield bare


def _within(line: bytes) -> Iterator[tuple[int, int, JournalEntry]]:
    """Find the entries in one line, each with its start and its end."""
    tried = 0
    for ending in _ENDING.finditer(line):
        end = ending.end()
        # An entry starts where the one before ended, or after an incomplete one.
        begins = {line.find(_BEGINNING, tried, end), line.rfind(_BEGINNING, tried, end)}
        for begin in sorted(begins - {-1}):
            with contextlib.suppress(ValueError):
                yield begin, end, decode(line[begin:end])
                break
        tried = end


def _lines(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Split into lines at any kind of line end, without empty lines; each as it is and bare."""
    if b"\r" in content:
        content = content.replace(b"\r", b"\n")
    for line in content.split(b"\n"):
        if bare := _bare(line):
            yield line, bare


def _bare(line: bytes) -> bytes:
    """Remove what an editor may have put around a line."""
    return line.removeprefix(_BYTE_ORDER_MARK).strip(_SPACE)


def _seal(before: bytes) -> str:
    return before.rstrip(b"\r\n \t")[_SEAL].decode("latin-1")


def _end(content: bytes) -> int:
    """Return where the last complete line ends."""
    end = 1 + max(map(content.rfind, _LINE_ENDS))
    last = max((last for _, last, _ in _within(content[end:])), default=0)
    # A line that lacks nothing but its newline was complete once.
    return len(content) if last and len(content) - end - last <= 1 else end + last


def _ends_a_line(descriptor: int, size: int) -> bool:
    """Whether the file is empty, or ends with a newline."""
    if not size:
        return True
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1) in _LINE_ENDS


def _put(descriptor: int, line: bytes, size: int) -> None:
    try:
        write_all(descriptor, line)
        sync(descriptor)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, size)
        raise
