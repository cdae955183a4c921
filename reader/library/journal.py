"""The journal of one machine: a file of actions, one line each, that only ever grows."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from zlib import crc32

from reader.errors import LibraryError
from reader.files import sync, sync_folder
from reader.library.stamp import STAMP

VERSION = 1
"""Of the form of a line. A line of a later version is not understood, and says so."""

Value = bool | int | str | None

_SUM = re.compile(rb',"sum":"([0-9a-f]{8})"\}\Z')
_SUM_LENGTH = len(b',"sum":"01234567"}')
_SEALED = 64
"""How many bytes before a position its seal is made of; every line is longer."""


class Change(NamedTuple):
    """One field of one paper, before and after."""

    paper: str
    field: str
    was: Value
    now: Value


@dataclass(frozen=True, slots=True)
class Action:
    """What one key press did: all of its changes, or none."""

    stamp: str
    changes: tuple[Change, ...]
    undoes: str | None = None
    """The stamp of the action that this one takes back, or makes again."""
    papers: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """What each newly kept paper says (`Paper.as_record`), by id."""


class Position(NamedTuple):
    """How far a journal has been read."""

    offset: int = 0
    """In bytes, at the end of a line."""
    seal: str = ""
    """A checksum of the bytes before it, by which a file that was replaced is noticed."""


START = Position()


class Tail(NamedTuple):
    """What stands in a journal behind a position."""

    actions: list[Action]
    damaged: list[bytes]
    """Whole lines that cannot be what was written."""
    position: Position
    replaced: bool
    """The file is not the one that was read before, so all of it is here."""


def encode(action: Action) -> bytes:
    """The line of an action, its newline included."""
    said: dict[str, Any] = {"v": VERSION, "stamp": action.stamp, "changes": action.changes}
    if action.undoes:
        said["undoes"] = action.undoes
    if action.papers:
        said["papers"] = action.papers
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return b'%s,"sum":"%08x"}\n' % (body[:-1], crc32(body))


def decode(line: bytes) -> Action:
    """The action of a line, without its newline.

    Raises:
        ValueError: the line is not as it was written.
        LibraryError: it was written by a later version of this program.
    """
    given = _SUM.search(line)
    body = line[:-_SUM_LENGTH] + b"}"
    if not given or int(given[1], 16) != crc32(body):
        raise ValueError("the checksum does not fit")
    said = json.loads(body)
    if said.get("v", VERSION) > VERSION:
        raise LibraryError(
            "the library was written by a newer paper-reader; nothing was changed. "
            "Update paper-reader on this machine to open it"
        )
    stamp, changes = said["stamp"], tuple(Change(*change) for change in said["changes"])
    if not STAMP.fullmatch(stamp):
        raise ValueError("no stamp")
    return Action(stamp, changes, said.get("undoes"), said.get("papers", {}))


def _seal(before: bytes) -> str:
    return f"{crc32(before[-_SEALED:]):08x}"


def _stands(file: BinaryIO, position: Position) -> bool:
    file.seek(max(0, position.offset - _SEALED))
    before = file.read(min(_SEALED, position.offset))
    return position == START or _seal(before) == position.seal


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
        with self.path.open("rb") as file:
            replaced = not _stands(file, position)
            start = 0 if replaced else position.offset
            file.seek(start)
            content = file.read()
        end = content.rfind(b"\n") + 1
        if not end and not replaced:
            return Tail([], [], position, replaced)
        actions, damaged = [], []
        for line in content[:end].split(b"\n")[:-1]:
            try:
                actions.append(decode(line))
            except (ValueError, KeyError, TypeError):
                damaged.append(line)
        return Tail(actions, damaged, Position(start + end, _seal(content[:end])), replaced)

    def append(self, action: Action, end: int) -> Position:
        """Write an action behind byte `end` and wait until it is on the disk.

        To be called under the library's lock, with `end` the offset that `read` gave. What stands
        behind it is a line that was torn off and never acknowledged, and goes.

        Raises:
            OSError: nothing was written.
        """
        line = encode(action)
        new = not self.path.exists()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                if os.fstat(descriptor).st_size > end:
                    os.ftruncate(descriptor, end)
                os.lseek(descriptor, end, os.SEEK_SET)
                written = 0
                while written < len(line):
                    written += os.write(descriptor, line[written:])
                sync(descriptor)
            except OSError:
                with contextlib.suppress(OSError):
                    os.ftruncate(descriptor, end)
                raise
        finally:
            os.close(descriptor)
        if new:
            sync_folder(self.path.parent)
        return Position(end + len(line), _seal(line))
