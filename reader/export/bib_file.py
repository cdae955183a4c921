"""A person's own `.bib` file: read, merge exported entries into it, write it back."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import ExportError
from reader.export.bib_comments import commented_out_entries
from reader.export.bib_entry_merge import (
    entry_digests,
    equals_export,
    is_exported_entry,
    merge_entry,
)
from reader.export.bib_key_match import FileIndex
from reader.export.bib_parser import parse_bib
from reader.export.bib_text import UTF_8, BibText, decode_file, encode_bib
from reader.export.bibtex import join_entries
from reader.system.files import read_regular, reason
from reader.system.pipes import read_named, replace_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from reader.export.bib_entry_merge import FieldDigests
    from reader.export.bib_match import EntryMatch
    from reader.paper import Paper

_LINE_END = re.compile(r"\r\n|\n|\r")
_CHECKOUTS = (".git", ".hg", ".jj")


@dataclass(frozen=True, slots=True)
class FormattedEntry:
    """A paper as the entry that an export would write today."""

    paper: str
    """The arXiv id of the paper."""
    key: str
    """The citation key of the entry."""
    text: str
    """The entry, without a newline at its end."""


@dataclass(frozen=True, slots=True)
class SkippedPaper:
    """A paper that the file has in an entry of the person's own, which is not touched."""

    paper: str
    """The arXiv id of the paper."""
    key: str
    """The citation key of the person's entry."""
    reason: str
    """Why it is taken for the same paper, in words."""


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The new text of a bibliography, and what was merged into it."""

    text: str
    added: tuple[str, ...] = ()
    """The papers with a new entry."""
    refreshed: tuple[str, ...] = ()
    """The papers of whose entry some field changed."""
    skipped: tuple[SkippedPaper, ...] = ()
    unwritable: Mapping[str, str] = field(default_factory=dict)
    """The letters that the encoding of the file does not have, by the paper that needs them."""
    digests: Mapping[str, FieldDigests] = field(default_factory=dict)
    """The digests to keep from now on, of each paper for which they have changed."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """The citation key of each paper in the file, if we wrote the entry or chose its key."""


class BibFile:
    """The parsed text of a `.bib` file, with an index of its papers."""

    def __init__(self, text: str, encoding: str = UTF_8) -> None:
        """Parse the text.

        Args:
            text: the decoded text.
            encoding: the encoding of the file, into which the entries that are added must fit.

        Raises:
            ExportError: it is not well formed.
        """
        self.text = text
        self.source = BibText(text, encoding)
        self.entries = parse_bib(text)
        self._index = FileIndex(self.entries)
        self._commented = commented_out_entries(text, self.entries)
        self._commented_index = FileIndex(self._commented)

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """Where the file has each citation key, in words.

        The keys are in lower case, as BibTeX compares them. Those of entries that were commented
        out are among them: BibTeX reads them all the same, and they may come back.
        """
        commented = {
            each.key.lower(): "another entry, which is commented out," for each in self._commented
        }
        # The line is that of the first entry with the key.
        return commented | {
            each.key.lower(): f"another entry (line {line})"
            for each, line in reversed(list(zip(self.entries, self._lines(), strict=True)))
        }

    def _lines(self) -> Iterator[int]:
        """The line in which each entry begins."""
        line, at = 1, 0
        for entry in self.entries:
            line += len(_LINE_END.findall(self.text, at, entry.start))
            at = entry.start
            yield line

    def find(
        self,
        paper: Paper,
        key: str | None = None,
        doi: str | None = None,
        *,
        was_written: bool = False,
    ) -> EntryMatch | None:
        """Find the entry of a paper, or of its published version.

        Args:
            paper: the paper.
            key: the citation key with which it was exported, if it was. An entry that has it is
                found if it is about the paper.
            doi: the bare DOI of the published version, if that is known.
            was_written: whether the paper was exported into this file.
        """
        return self._index.find(paper, key, doi, was_written=was_written)

    def find_commented_out(
        self,
        paper: Paper,
        key: str | None = None,
        doi: str | None = None,
        *,
        was_written: bool = False,
    ) -> str | None:
        """Find the entry of a paper among those that a person commented out, as `find` does.

        Returns:
            Its citation key; None if there is none.
        """
        found = self._commented_index.find(paper, key, doi, was_written=was_written)
        return self._commented[found.position].key if found else None

    def merge(
        self,
        entries: Iterable[FormattedEntry],
        found: Mapping[str, EntryMatch],
        digests: Mapping[str, FieldDigests],
    ) -> MergeResult:
        """Bring entries up to date in the text, or add them at its end.

        What we did not write stays byte for byte; line ends and layout follow the text. A second
        merge with the digests of the first changes nothing.

        Args:
            entries: the entries as they would be exported today, in their order.
            found: the matches of the papers that the file has already.
            digests: those of the last export into this file, by paper.

        Raises:
            ExportError: the key of a new entry is that of another entry.
        """
        merge = _Merge(self)
        for each in entries:
            if match := found.get(each.paper):
                merge.refresh(each, match, digests.get(each.paper, {}))
            else:
                merge.add(each)
        return merge.result()


class _Merge:
    """A merge in progress."""

    def __init__(self, old: BibFile) -> None:
        self._old = old
        self._merged: dict[int, str] = {}
        """The new text of entries, by their position in the file."""
        self._has_limits = bool(old.source.limits)
        self._taken = dict(old.keys)
        self._entries: list[str] = []
        self._added: list[str] = []
        self._refreshed: list[str] = []
        self._skipped: list[SkippedPaper] = []
        self._unwritable: dict[str, str] = {}
        self._digests: dict[str, FieldDigests] = {}
        self._keys: dict[str, str] = {}

    def refresh(self, each: FormattedEntry, match: EntryMatch, digests: FieldDigests) -> None:
        """Bring an entry up to date, if it is one that was exported."""
        entry = self._old.entries[match.position]
        if match.position in self._merged:
            # An entry that claims to be two papers is merged with the first one.
            return
        (wanted,) = parse_bib(each.text)
        known = digests or (entry_digests(wanted) if equals_export(entry, wanted) else {})
        if is_exported_entry(entry, each.key, known) or entry.key.lower() == each.key.lower():
            self._keys[each.paper] = entry.key
        else:
            self._skipped.append(SkippedPaper(each.paper, entry.key, match.reason))
        if not is_exported_entry(entry, each.key, known):
            return
        source = self._old.text[entry.start : entry.end]
        merged, now = merge_entry(source, wanted, known)
        if merged != source:
            if self._is_unwritable(each, "".join(set(merged) - set(source))):
                return
            self._refreshed.append(each.paper)
        self._merged[match.position] = merged
        if now != digests:
            self._digests[each.paper] = now

    def add(self, each: FormattedEntry) -> None:
        """Add an entry at the end."""
        key = each.key.lower()
        if holder := self._taken.get(key):
            raise ExportError(
                f"The key {each.key} of arXiv paper {each.paper} is taken: {holder} has it, and a"
                " key that was given away never changes, so nothing was changed; give the other"
                " entry another key, then try again."
            )
        if self._is_unwritable(each, each.text):
            return
        self._taken[key] = each.paper
        self._entries.append(each.text)
        self._added.append(each.paper)
        self._keys[each.paper] = each.key
        (written,) = parse_bib(each.text)
        self._digests[each.paper] = entry_digests(written)

    def _is_unwritable(self, each: FormattedEntry, text: str) -> bool:
        """Whether the file cannot hold the letters of a text, which is noted then."""
        letters = self._old.source.unfit_letters(text) if self._has_limits else ""
        if letters:
            self._unwritable[each.paper] = letters
        return bool(letters)

    def result(self) -> MergeResult:
        """The new text, and what was done to it."""
        old, at = self._old, 0
        parts: list[str] = []
        for position, source in sorted(self._merged.items()):
            entry = old.entries[position]
            parts += old.text[at : entry.start], source
            at = entry.end
        text = "".join((*parts, old.text[at:]))
        if self._entries:
            end = line_end.group() if (line_end := _LINE_END.search(text)) else "\n"
            text += _gap(text, end) + join_entries(self._entries).replace("\n", end)
        return MergeResult(
            text,
            tuple(self._added),
            tuple(self._refreshed),
            tuple(self._skipped),
            self._unwritable,
            self._digests,
            self._keys,
        )


def _gap(text: str, end: str) -> str:
    """The line ends that leave one empty line between the text and an entry behind it."""
    written = text.rstrip(" \t\r\n")
    if not written.strip("\ufeff"):
        return ""
    return end * (2 - len(_LINE_END.findall(text, len(written))))


def read_bib(path: Path) -> str:
    """Read the text of a bibliography; returns and raises as `read_bib_text` does."""
    return read_bib_text(path).text


def read_bib_text(path: Path) -> BibText:
    """Read a bibliography that will be written back byte for byte.

    Returns:
        The text and its encoding; empty if there is no file, or a pipe or device, which holds
        nothing to keep.

    Raises:
        ExportError: it cannot be read, or is no text in which an entry could be found.
    """
    return decode_file(_content(path), path)


def _content(path: Path) -> bytes:
    try:
        return read_regular(path) if path.is_file() or path.is_dir() else b""
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {reason(error)}.") from error


def read_replaced(path: Path) -> BibText:
    """Read a file of which nothing is kept; returns and raises as `read_bib_text` does."""
    return BibText(_content(path).decode(UTF_8, "surrogateescape"))


def read_bib_input(path: Path) -> str:
    """Read a bibliography that is imported; it may be a pipe.

    Raises:
        ExportError: there is none, or it cannot be read, or is no text in which an entry could be
            found.
    """
    try:
        return decode_file(read_named(path), path).text
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {reason(error)}.") from error


def write_bib(path: Path, text: str, encoding: str | None = None) -> None:
    """Replace a bibliography, whole or not at all.

    A symbolic link stays a link, and a file keeps its mode.

    Args:
        path: the file.
        text: its new text.
        encoding: that of the new file; by default that of the old one.

    Raises:
        ExportError: it cannot be written; the file is as it was.
    """
    if encoding is None:
        encoding = read_bib_text(path).encoding if path.is_file() else UTF_8
    content = encode_bib(text, encoding)
    if not path.parent.is_dir():
        raise ExportError(f"{path} cannot be written: there is no folder {path.parent}")
    try:
        replace_named(path, content)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {reason(error)}. The file is as it was."
        ) from error


def portable_file_ids(path: Path) -> tuple[str, ...]:
    """Short ids of a file that are the same for its copies on other machines, the best first.

    Inside of a checkout the id is that of the path from there. Another id is that of the path from
    the home folder. So a file is known again when the checkout moves or the user name differs.
    """
    target = Path(os.path.realpath(path))
    home = _home()
    # Earlier versions took a home that is a symbolic link by the name of the link.
    homes = dict.fromkeys([home and Path(os.path.realpath(home)), home])
    names = dict.fromkeys(name for each in homes for name in _portable_names(target, each))
    return tuple(
        blake2b(name.encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
        for name in names
    )


def _home() -> Path | None:
    try:
        return Path.home()
    except (RuntimeError, KeyError):
        return None


def _portable_names(target: Path, home: Path | None) -> Iterator[str]:
    """The path from the checkout that the file is in, and from the home folder or the root."""
    for folder in target.parents:
        if folder == home:
            break
        if any((folder / sign).exists() for sign in _CHECKOUTS):
            yield f"{folder.name}/{target.relative_to(folder).as_posix()}"
            break
    inside = home is not None and target.is_relative_to(home)
    yield f"~/{target.relative_to(home).as_posix()}" if home and inside else target.as_posix()
