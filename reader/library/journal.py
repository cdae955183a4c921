"""The journal of one machine: a file of actions, one line each, that only ever grows."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import starmap
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from reader.errors import LibraryError
from reader.files import make_folder, open_binary, replace_file, sync, sync_folder, write_all
from reader.library.stamp import STAMP

VERSION = 1
"""Of the form of a line. A line of a later version is not understood, and says so."""

Value = bool | int | str | None

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SUM = re.compile(rb',"sum":"([0-9a-f]{8})"\}')
_SUM_LENGTH = len(b',"sum":"01234567"}')
_SEAL = slice(-len(b'01234567"}\n'), -len(b'"}\n'))
# Between two lines whose newline was damaged.
_JOINT = re.compile(rb'(?<="\}).(?=\{"v":)')


class Change(NamedTuple):
    """One field of one paper, before and after."""

    paper: str
    """Its arXiv id; empty where the change is about the reader, not about a paper."""
    field: str
    was: Value
    now: Value
    at: str = ""
    """The stamp that the field bears by it, where that is not the action's own."""


@dataclass(frozen=True, slots=True)
class Action:
    """What one key press did: all of its changes, or none."""

    stamp: str
    changes: tuple[Change, ...]
    undoes: str | None = None
    """The stamp of the action that this one takes back, or makes again."""
    papers: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """What each newly kept paper says (`Paper.as_record`), by id."""
    summary: bool = False
    """Many earlier actions in one, which cannot be taken back any more."""


class Position(NamedTuple):
    """How far a journal has been read."""

    offset: int = 0
    """In bytes, at the end of a line."""
    seal: str = ""
    """The checksum of that line, by which a file that was replaced is noticed."""


START = Position()


class Tail(NamedTuple):
    """What stands in a journal behind a position."""

    actions: list[Action]
    damaged: list[bytes]
    """Lines that are not, or not in every byte, what was written."""
    position: Position
    length: int
    """How many bytes it took."""
    replaced: bool
    """The file is not the one that was read before, so all of it is here."""
    lost: bool
    """And the last line that was read before is not in it."""


def encode(action: Action) -> bytes:
    """The line of an action, its newline included."""
    said: dict[str, Any] = {
        "v": VERSION,
        "stamp": action.stamp,
        "changes": [each if each[4] else each[:4] for each in action.changes],
    }
    if action.undoes:
        said["undoes"] = action.undoes
    if action.papers:
        said["papers"] = action.papers
    if action.summary:
        said["summary"] = True
    body = _JSON.encode(said).encode("utf-8", "surrogatepass")
    return b'%s,"sum":"%08x"}\n' % (body[:-1], crc32(body))


def decode(line: bytes) -> Action:
    """The action of a line, without its newline.

    Raises:
        ValueError: the line is not as it was written.
        LibraryError: it was written by a later version of this program.
    """
    given = _SUM.fullmatch(line, max(0, len(line) - _SUM_LENGTH))
    if not given or int(given[1], 16) != crc32(b"}", crc32(line[:-_SUM_LENGTH])):
        raise ValueError("the checksum does not fit")
    said = json.loads(line)
    try:
        if said["v"] > VERSION:
            raise LibraryError(
                "the library was written by a newer paper-reader; nothing was changed. "
                "Update paper-reader on this machine to open it"
            )
        if not STAMP.fullmatch(said["stamp"]):
            raise ValueError("no stamp")
        return Action(
            said["stamp"],
            tuple(starmap(Change, said["changes"])),
            said.get("undoes"),
            said.get("papers", {}),
            said.get("summary", False),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"no action: {error!r}") from error


class Journal:
    """One machine's file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.machine = path.stem

    def read(self, position: Position = START) -> Tail:
        """Everything behind `position`, or the whole file where that is another file now.

        A last line without its newline is still being written, or never was acknowledged: it is
        left for the next time.

        Raises:
            OSError: the file cannot be read.
            LibraryError: a later version of this program wrote in it.
        """
        start = max(0, position.offset + _SEAL.start)
        with self.path.open("rb") as file:
            file.seek(start)
            before, behind = file.read(position.offset - start), file.read()
            replaced = position != START and _seal(before) != position.seal
            if replaced:
                file.seek(0)
                behind = file.read()
        end = _end(behind)
        read, damaged = _decoded(behind[:end])
        if end:
            offset = end if replaced else position.offset + end
            new = Position(offset, _seal(behind[:end]))
        else:
            new = START if replaced else position
        lost = replaced and f'"sum":"{position.seal}"'.encode() not in behind
        return Tail(read, damaged, new, end, replaced, lost)

    def append(self, action: Action, position: Position) -> Position:
        """Write an action behind `position` and wait until it is on the disk.

        To be called under the library's lock, with the position that `read` gave. What stands
        behind it is a line that was torn off and never acknowledged, and goes.

        Raises:
            OSError: nothing was written.
        """
        line = encode(action)
        end = position.offset
        if not end:
            make_folder(self.path.parent)
        # A file that vanished since it was read must not come back with a hole in it.
        making = 0 if end else os.O_CREAT
        descriptor = open_binary(self.path, os.O_RDWR | making, 0o600)
        try:
            _put(descriptor, line, end)
        finally:
            os.close(descriptor)
        if not end:
            sync_folder(self.path.parent)
        return Position(end + len(line), _seal(line))

    def rewrite(self, actions: Iterable[Action]) -> Position:
        """Replace the file whole; to be called under the library's lock.

        Raises:
            OSError: the old file stands.
        """
        content = b"".join(map(encode, actions))
        replace_file(self.path, content, 0o600)
        return Position(len(content), _seal(content)) if content else START


def _seal(before: bytes) -> str:
    return before[_SEAL].decode("latin-1")


def _end(content: bytes) -> int:
    """Where the last whole line ends."""
    end = content.rfind(b"\n") + 1
    with contextlib.suppress(ValueError):
        # All but the newline is as it was written, so that the line was whole once.
        decode(content[end:-1])
        return len(content)
    return end


def _decoded(content: bytes) -> tuple[list[Action], list[bytes]]:
    actions, damaged = [], []
    *lines, last = content.split(b"\n")
    if last:
        damaged.append(last)
        lines.append(last[:-1])
    for line in lines:
        try:
            actions.append(decode(line))
        except ValueError:
            damaged.append(line)
            for part in _JOINT.split(line):
                with contextlib.suppress(ValueError):
                    actions.append(decode(part))
    return actions, damaged


def _put(descriptor: int, line: bytes, end: int) -> None:
    size = os.fstat(descriptor).st_size
    if size < end:
        raise OSError(
            errno.ESTALE, "the journal was cut off (paper-reader doctor --repair mends it)"
        )
    try:
        if size > end:
            os.ftruncate(descriptor, end)
        # The newline before it is written again, in case that very byte was damaged.
        os.lseek(descriptor, max(0, end - 1), os.SEEK_SET)
        write_all(descriptor, b"\n" + line if end else line)
        sync(descriptor)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, end)
        raise
