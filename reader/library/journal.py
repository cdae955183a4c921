"""The journal of one machine: a file of actions, one line each, that only ever grows.

The folder that it lies in is synchronised, copied and edited by others, so that it is read for
what it holds: whatever the line ends are, and whatever came to stand between the lines.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
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
"""How much before a position is looked at: the end of a line, and line ends of any kind."""

_BEGINNING = b'{"v":'
_ENDING = re.compile(rb',"sum":"[0-9a-f]{8}"\}')


class JournalPosition(NamedTuple):
    """How far a journal has been read."""

    offset: int = 0
    """In bytes, at the end of a line."""
    seal: str = ""
    """The checksum of that line, by which a file that was replaced is noticed."""


START = JournalPosition()


@dataclass(frozen=True, slots=True)
class JournalTail:
    """What stands in a journal behind a position."""

    entries: Sequence[JournalEntry] = ()
    damaged: Sequence[bytes] = ()
    """What is not, or not in every byte, as it was written, or makes no sense."""
    torn: Sequence[bytes] = ()
    """Parts of lines that were never acknowledged."""
    position: JournalPosition = START
    length: int = 0
    """How many bytes it took."""
    replaced: bool = False
    """The file is not the one that was read before, so all of it is here."""
    lost: bool = False
    """And the last line that was read before is not in it."""

    @property
    def beyond(self) -> int:
        """How many lines say more than this program knows."""
        return sum(bool(entry.line) for entry in self.entries)


class Journal:
    """One machine's file."""

    def __init__(self, path: Path, machine: str | None = None) -> None:
        """Nothing is read yet.

        Args:
            path: the file.
            machine: the name of the machine that writes it, where the file's name is another.
        """
        self.path = path
        self.machine = path.stem if machine is None else machine

    def read(self, position: JournalPosition = START) -> JournalTail:
        """Everything behind `position`, or the whole file where that is another file now.

        A last line without its newline that is not whole is still being written, or never was
        acknowledged: it is left for the next time.

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
        found = _Found(behind[:end])
        if end:
            offset = end if replaced else position.offset + end
            new = JournalPosition(offset, _seal((before + behind[:end])[-_SEAL_ROOM:]))
        else:
            new = START if replaced else position
        lost = replaced and f'"sum":"{position.seal}"'.encode() not in behind
        return JournalTail(found.entries, found.damaged, found.torn, new, end, replaced, lost)

    def before(self, position: JournalPosition, size: int) -> tuple[Sequence[JournalEntry], bool]:
        """The actions of about the last `size` bytes before a position that `read` gave.

        Returns:
            The actions in their order, and whether no others stand before them.

        Raises:
            OSError: the file cannot be read.
        """
        start = max(0, position.offset - size)
        with os.fdopen(open_regular(self.path), "rb") as file:
            file.seek(start)
            content = file.read(position.offset - start)
        if start:
            # Where the first line begins is not known.
            first = _LINE_END.search(content)
            content = content[first.end() :] if first else b""
        return _Found(content).entries, not start

    def append(self, entry: JournalEntry, position: JournalPosition) -> JournalPosition:
        """Write an action behind all that is there, and wait until it is on the disk.

        To be called under the library's lock, with the position that `read` gave. Not a byte of
        what is there is written again. What stands behind the position was torn off and never
        acknowledged: it stays, and the new line tells so.

        Raises:
            OSError: nothing was written.
        """
        known = position.offset
        if not known:
            make_folder(self.path.parent)
        # A file that vanished since it was read must not come back with a hole in it.
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
        """Replace the file whole; to be called under the library's lock.

        Raises:
            OSError: the old file stands.
        """
        content = b"".join(encode(replace(entry, torn=0)) for entry in entries)
        replace_file(self.path, content, 0o600)
        return JournalPosition(len(content), _seal(content)) if content else START


@dataclass(slots=True)
class _Found:
    """What stands in a part of a journal, each line for itself."""

    content: bytes
    entries: list[JournalEntry] = field(default_factory=list)
    damaged: list[bytes] = field(default_factory=list)
    torn: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        before = b""
        for line in _lines(self.content):
            try:
                entry = decode(_bare(line))
            except ValueError:
                self._recover(line)
            else:
                self.entries.append(entry)
                if entry.torn and entry.torn == len(before) and self.damaged[-1:] == [before]:
                    self.torn.append(self.damaged.pop())
            before = line

    def _recover(self, line: bytes) -> None:
        """Take in the lines that came to stand in one, as where a newline was lost."""
        at, left = 0, b""
        for begin, end, entry in _within(line):
            self.entries.append(entry)
            left += line[at:begin]
            at = end
        if _bare(left + line[at:]):
            self.damaged.append(line)


def _within(line: bytes) -> Iterator[tuple[int, int, JournalEntry]]:
    """The lines that stand in one, each with where it begins and ends."""
    tried = 0
    for ending in _ENDING.finditer(line):
        end = ending.end()
        # One may begin where the one before ended, or behind a part that was torn off.
        begins = {line.find(_BEGINNING, tried, end), line.rfind(_BEGINNING, tried, end)}
        for begin in sorted(begins - {-1}):
            with contextlib.suppress(ValueError):
                yield begin, end, decode(line[begin:end])
                break
        tried = end


def _lines(content: bytes) -> Iterator[bytes]:
    """The lines, without their ends, of whatever kind these are, and without empty ones."""
    if b"\r" in content:
        content = content.replace(b"\r", b"\n")
    return filter(_bare, content.split(b"\n"))


def _bare(line: bytes) -> bytes:
    """Without what an editor may have put around it."""
    return line.removeprefix(_BYTE_ORDER_MARK).strip(_SPACE)


def _seal(before: bytes) -> str:
    return before.rstrip(b"\r\n \t")[_SEAL].decode("latin-1")


def _end(content: bytes) -> int:
    """Where the last whole line ends."""
    end = 1 + max(map(content.rfind, _LINE_ENDS))
    last = max((last for _, last, _ in _within(content[end:])), default=0)
    # It was whole once where nothing but its newline is lost or is not as it was written.
    return len(content) if last and len(content) - end - last <= 1 else end + last


def _ends_a_line(descriptor: int, size: int) -> bool:
    """Nothing stands before, or a whole line."""
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
