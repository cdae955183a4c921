"""A `.bib` file that is somebody's own: read as it is, and brought up to date in its place."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reader.errors import ExportError
from reader.export.bib_entry_update import is_as_written, is_ours, memory_of, refreshed
from reader.export.bib_match import Index, identity
from reader.export.bib_parser import parse
from reader.export.bibtex import bibliography
from reader.system.files import read_regular, reason, replace_file
from reader.system.pipes import read_named, write_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from reader.export.bib_match import Match
    from reader.export.bib_memory import Memory
    from reader.paper import Paper

_LINE_END = re.compile(r"\r\n|\n|\r")
_UNDECODED = re.compile("[\udc80-\udcff]")
"""A byte that is not UTF-8, as Python holds it in a text so that it comes out again unchanged."""


@dataclass(frozen=True, slots=True)
class Addition:
    """An entry that a bibliography should have."""

    paper: str
    """The arXiv id of the paper."""
    key: str
    """The citation key of the entry."""
    entry: str
    """The entry itself, without a newline at its end."""


@dataclass(frozen=True, slots=True)
class Left:
    """A paper that is there in an entry of the person's own, which was left as it is."""

    paper: str
    """Its arXiv id."""
    key: str
    """The citation key that it has there."""
    why: str
    """What tells that it is the same paper, in words."""


@dataclass(frozen=True, slots=True)
class Update:
    """A bibliography as it should be."""

    text: str
    added: tuple[str, ...] = ()
    """The papers that are new in it."""
    refreshed: tuple[str, ...] = ()
    """The papers of which some field changed."""
    left: tuple[Left, ...] = ()
    memories: Mapping[str, Memory] = field(default_factory=dict)
    """What is to be remembered from now on, of the papers of which that is something new."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """The citation key that each paper has there, where the entry or at least the key is ours."""


class Bibliography:
    """The text of a file, and where each paper is in it."""

    def __init__(self, text: str) -> None:
        """Read the text.

        Raises:
            ExportError: it is not well formed.
        """
        self.text = text
        self.entries = parse(text).entries
        self._index = Index(map(identity, self.entries))

    @property
    def keys(self) -> frozenset[str]:
        """Every citation key in it, in lower case, as BibTeX compares them."""
        return frozenset(entry.key.lower() for entry in self.entries)

    def find(self, paper: Paper, key: str | None = None, doi: str | None = None) -> Match | None:
        """Where a paper is, as `Index.find` says."""
        return self._index.find(paper, key, doi)

    def updated(
        self,
        additions: Iterable[Addition],
        found: Mapping[str, Match],
        memories: Mapping[str, Memory],
    ) -> Update:
        """The text with these entries brought up to date or put at its end.

        What was not written by us stays as it is, byte for byte, and the line ends and the
        layout follow the text. Updating it again, with what is then remembered, changes nothing.

        Args:
            additions: the entries as they would be written today, in their order.
            found: where those papers are that it has.
            memories: what was last written of them into this file.

        Raises:
            ExportError: the text has the key of a new entry on the entry of another paper, or
                cannot hold a letter of it.
        """
        work = _Work(self)
        for each in additions:
            if match := found.get(each.paper):
                work.refresh(each, match, memories.get(each.paper, {}))
            else:
                work.add(each)
        return work.done()


class _Work:
    """An update that is being made."""

    def __init__(self, old: Bibliography) -> None:
        self._old = old
        self._pieces: dict[int, str] = {}
        self._keys = dict.fromkeys(old.keys, "another entry")
        self._entries: list[str] = []
        self._added: list[str] = []
        self._refreshed: list[str] = []
        self._left: list[Left] = []
        self._memories: dict[str, Memory] = {}
        self._given: dict[str, str] = {}

    def refresh(self, each: Addition, match: Match, memory: Memory) -> None:
        """Bring an entry up to date, where it is one of ours."""
        entry = self._old.entries[match.place]
        if match.place in self._pieces:
            # It says that it is two papers; one of them was enough.
            return
        (wanted,) = parse(each.entry).entries
        known = memory or (memory_of(wanted) if is_as_written(entry, wanted) else {})
        if is_ours(entry, each.key, known) or entry.key.lower() == each.key.lower():
            self._given[each.paper] = entry.key
        else:
            self._left.append(Left(each.paper, entry.key, match.why))
        if not is_ours(entry, each.key, known):
            return
        piece = self._old.text[entry.start : entry.end]
        self._pieces[match.place], now = refreshed(piece, wanted, known)
        if self._pieces[match.place] != piece:
            self._refuse_what_cannot_be_written(each)
            self._refreshed.append(each.paper)
        if now != memory:
            self._memories[each.paper] = now

    def add(self, each: Addition) -> None:
        """Put an entry at the end."""
        key = each.key.lower()
        if other := self._keys.get(key):
            raise ExportError(
                f"The key {each.key} of arXiv paper {each.paper} is in the bibliography for"
                f" {other}. Nothing was changed; give one of them another key."
            )
        self._refuse_what_cannot_be_written(each)
        self._keys[key] = each.paper
        self._entries.append(each.entry)
        self._added.append(each.paper)
        self._given[each.paper] = each.key
        (written,) = parse(each.entry).entries
        self._memories[each.paper] = memory_of(written)

    def done(self) -> Update:
        """The text, and what was done to it."""
        old, at = self._old, 0
        parts: list[str] = []
        for place, piece in sorted(self._pieces.items()):
            entry = old.entries[place]
            parts += old.text[at : entry.start], piece
            at = entry.end
        text = "".join((*parts, old.text[at:]))
        if self._entries:
            end = line_end.group() if (line_end := _LINE_END.search(text)) else "\n"
            text += _gap(text, end) + bibliography(self._entries).replace("\n", end)
        return Update(
            text,
            tuple(self._added),
            tuple(self._refreshed),
            tuple(self._left),
            self._memories,
            self._given,
        )

    def _refuse_what_cannot_be_written(self, each: Addition) -> None:
        if each.entry.isascii() or not (byte := _UNDECODED.search(self._old.text)):
            return
        line = 1 + len(_LINE_END.findall(self._old.text, 0, byte.start()))
        raise ExportError(
            f"The bibliography is not UTF-8 text: line {line} has the byte"
            f" {ord(byte[0]) - 0xDC00:#04x}, so that the letters of {each.key} cannot be written"
            " into it. Nothing was changed; convert the file to UTF-8, then try again."
        )


def _gap(text: str, end: str) -> str:
    """What must stand between the text and an entry behind it, so that one line is empty."""
    written = text.rstrip(" \t\r\n")
    if not written.strip("\ufeff"):
        return ""
    return end * (2 - len(_LINE_END.findall(text, len(written))))


def read(path: Path) -> str:
    """The text of a bibliography, with every byte of it; empty where there is no plain file.

    Raises:
        ExportError: it cannot be read, or is no text in which ASCII is ASCII.
    """
    try:
        # A pipe or a device holds nothing that could be kept.
        is_text = path.is_file() or path.is_dir()
        content = read_regular(path) if is_text else b""
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {reason(error)}.") from error
    return _text(content, path)


def given(path: Path) -> str:
    """The same of a file that is to be taken in, and that may be a pipe.

    Raises:
        ExportError: there is none, or it cannot be read, or is no text in which ASCII is ASCII.
    """
    try:
        return _text(read_named(path), path)
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {reason(error)}.") from error


def _text(content: bytes, path: Path) -> str:
    if b"\0" in content:
        raise ExportError(
            f"{path} is no text that can be read, perhaps UTF-16. Nothing was changed; convert"
            " the file to UTF-8, then try again."
        )
    return content.decode("utf-8", "surrogateescape")


def write(path: Path, text: str) -> None:
    """Put a bibliography in the place of the file, whole or not at all.

    A symbolic link stays a link, and a file keeps its mode.

    Raises:
        ExportError: it cannot be written; the file is as it was.
    """
    content = text.encode("utf-8", "surrogateescape")
    if not path.parent.is_dir():
        raise ExportError(f"{path} cannot be written: there is no folder {path.parent}")
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            # A device or a pipe must not be replaced by a file; a folder refuses to be written.
            write_named(path, content)
        else:
            replace_file(path, content)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {reason(error)}. The file is as it was."
        ) from error
