"""The files of one library folder: where they lie, and what becomes of a damaged one."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import LibraryError
from reader.library import checkpoint, machine_id
from reader.library.checkpoint import Checkpoint
from reader.library.journal import START, Action, Journal, Position, Tail
from reader.system.files import locked, reason

if TYPE_CHECKING:
    from reader.library.damaged_lines import Aside

CHECKPOINT_BYTES = 1_000_000
"""How much of the journals may lie behind a TinyDB file before it is made anew."""

MARKS = "library.json"
KEPT = "kept.json"

_SUFFIX = ".jsonl"

_Signature = tuple[int, int, int]

_NO_LOCKS = (
    "No file can be locked there: set PAPER_READER_HOME to a folder on a disk of this machine"
)
_ADVICE = {
    errno.ENOENT: "Is its disk mounted?",
    **dict.fromkeys(
        (errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP),
        "Set PAPER_READER_HOME to a folder",
    ),
    errno.ENOSPC: "Make room on that disk and try again",
    errno.EDQUOT: "Make room within the quota of that disk and try again",
    errno.EACCES: "Make the folder yours, or set PAPER_READER_HOME to one that is",
    errno.ENOLCK: _NO_LOCKS,
    errno.ENOSYS: _NO_LOCKS,
    errno.EOPNOTSUPP: _NO_LOCKS,
    errno.EROFS: "Mount that disk for writing, or set PAPER_READER_HOME to another folder",
}


class Shelf:
    """``library.json``, ``kept.json`` and the folders ``journal`` and ``damaged`` under `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.own: str | None = None
        """This machine's id, as soon as there is one."""
        self.damage: dict[Path, str] = {}
        """What could not be read and was left out, in a sentence for each file."""
        self.newer: dict[Path, str] = {}
        """What is kept, but not known to this program, in a sentence for each journal."""
        self.kept_is_stale = False
        """``kept.json`` is damaged or far behind the journals, as far as it has been read."""
        self._folder = home / "journal"
        self._lock = home / machine_id.LOCK
        self._journals: dict[str, Journal] = {}
        self._broken: set[Path] = set()
        self._seen: dict[str, _Signature] = {}

    @cached_property
    def aside(self) -> Aside:
        """The folder of damaged lines."""
        from reader.library.damaged_lines import Aside

        return Aside(self.home)

    @contextlib.contextmanager
    def changing(self, *, known: bool) -> Iterator[None]:
        """Hold the lock of the library.

        Args:
            known: something has been read here before, so that a folder that is not there has
                vanished, and is not made anew where another disk should be mounted.

        Raises:
            LibraryError: the lock cannot be had, or what was done under it failed on disk.
        """
        writing = explained(f"{self.home} cannot be written")
        with writing, locked(self._lock, make=not known):
            yield

    def journal(self, name: str) -> Journal:
        """The journal of a machine."""
        if name not in self._journals:
            self._journals[name] = Journal(self._folder / f"{name}{_SUFFIX}")
        return self._journals[name]

    def journals(self) -> list[Journal]:
        """Every journal in the folder, the copies that file synchronisers make included.

        Such a copy is made where two homes share a machine's id, and may hold lines that the
        journal does not. Where a machine's journal is there in other letter case alone, that is it.
        """
        try:
            with os.scandir(self._folder) as entries:
                names = {entry.name for entry in entries}
        except FileNotFoundError:
            return []
        found: dict[str, Path] = {}
        for file in sorted(names):
            stem, suffix = os.path.splitext(file)  # noqa: PTH122 - it is no path yet
            if suffix.lower() == _SUFFIX and not file.startswith("."):
                found.setdefault(_name(stem, suffix, names), self._folder / file)
        return [self._journal_at(name, path) for name, path in found.items()]

    def _journal_at(self, name: str, path: Path) -> Journal:
        if self.journal(name).path != path:
            self._journals[name] = Journal(path, name)
        return self._journals[name]

    def named(self) -> str:
        """This machine's id, given now where there was none; only under the lock.

        Raises:
            OSError: it cannot be kept.
        """
        self.own = self.own or machine_id.give_id(self.home)
        return self.own

    def append(self, action: Action, position: Position) -> Position:
        """Add a line to this machine's journal, which has been read up to `position`."""
        journal = self.journal(self.named())
        new = journal.append(action, position)
        self._seen[journal.machine] = _signature(journal.path)
        return new

    def tails(
        self, positions: Mapping[str, Position], *, opening: bool = False
    ) -> Iterator[tuple[str, Tail]]:
        """What stands in each journal behind its position, where anything may.

        Args:
            positions: how far each has been read.
            opening: leave out whatever cannot be read, and note it. Otherwise only the journals
                of others are left out, as what is going to be written depends on this machine's.

        Raises:
            OSError: the folder or this machine's journal cannot be read, or has vanished.
        """
        # Another process may have made this machine's first mark since.
        self.own = self.own or machine_id.known_id(self.home)
        there = set()
        try:
            journals = self.journals()
        except OSError as error:
            if not opening and self.own:
                raise
            self._note_unreadable(self._folder, error)
            return
        for journal in journals:
            there.add(journal.machine)
            try:
                tail = self._tail(journal, positions.get(journal.machine, START))
            except OSError as error:
                if not opening and journal.machine == self.own:
                    raise
                self._note_unreadable(journal.path, error)
            else:
                if tail:
                    yield journal.machine, tail
        if vanished := positions.keys() - there:
            self._note_vanished(vanished)

    def marks(self) -> Checkpoint:
        """``library.json``, or an empty checkpoint where it is lost or damaged."""
        return self._load(MARKS, "marks")

    def kept(self, *, afresh: bool = False) -> Checkpoint:
        """``kept.json`` and what the journals hold beyond it; of two snapshots the later.

        Args:
            afresh: read everything from the journals.
        """
        from reader.library.compaction import add_snapshots

        kept = Checkpoint() if afresh else self._load(KEPT, "papers")
        behind = 0
        for journal in self.journals():
            try:
                tail = journal.read(kept.positions.get(journal.machine, START))
            except OSError as error:
                self._note_unreadable(journal.path, error)
                continue
            kept.positions[journal.machine] = tail.position
            behind += tail.length
            for action in tail.actions:
                add_snapshots(kept.papers, action)
        self.kept_is_stale = self.home / KEPT in self._broken or behind > CHECKPOINT_BYTES
        return kept

    def save_marks(self, content: Checkpoint) -> None:
        """Replace ``library.json``."""
        self._save(MARKS, "marks", content)

    def save_kept(self, content: Checkpoint) -> None:
        """Replace ``kept.json``."""
        self._save(KEPT, "papers", content)

    def put_broken_aside(self) -> None:
        """Give the TinyDB files that were damaged another name, to make room for new ones."""
        while self._broken:
            path = self._broken.pop()
            with contextlib.suppress(FileNotFoundError):
                path.replace(path.with_name(f"{path.name}.damaged-{os.urandom(2).hex()}"))

    def _load(self, name: str, table: str) -> Checkpoint:
        path = self.home / name
        try:
            return checkpoint.load(path, table)
        except ValueError:
            wrong = "is damaged, or was changed by another program"
        except OSError as error:
            wrong = f"cannot be read: {reason(error)}"
        self._broken.add(path)
        self.damage[path] = (
            f"{path} {wrong}; it is made again from the journals when paper-reader quits, or by "
            "paper-reader doctor --repair, and the old one stays beside it"
        )
        return Checkpoint()

    def _save(self, name: str, table: str, content: Checkpoint) -> None:
        self.put_broken_aside()
        checkpoint.save(self.home / name, table, content)

    def _note_damage(self, journal: Journal, tail: Tail) -> None:
        path = journal.path
        if tail.lost:
            self.damage[path] = (
                f"{path} is not the file that was read before and lacks its last line; the marks "
                f"of that file stand in {MARKS} alone. Bring it back, or let paper-reader doctor "
                "--repair write them into a journal again"
            )
        if tail.damaged:
            count = self.aside.meet(journal.machine, tail.damaged)
            lines = "1 line" if count == 1 else f"{count} lines"
            where = "" if journal.machine == self.own else " on the machine that writes it"
            self.damage[path] = (
                f"{lines} of {path} cannot be read in full; every other mark is here, and what is "
                f"left of them is kept in {self.aside.path(journal.machine)}. paper-reader doctor "
                f"--repair{where} mends the journal"
            )

    def _note_beyond(self, journal: Journal, tail: Tail) -> None:
        if tail.beyond:
            lines = "1 line" if tail.beyond == 1 else f"{tail.beyond} lines"
            whose = "this machine" if journal.machine == self.own else journal.machine
            self.newer[journal.path] = (
                f"{lines} of {journal.path} came from a newer paper-reader on {whose}: what is "
                "known of them counts, and the rest is kept. Update paper-reader here to see it"
            )

    def _tail(self, journal: Journal, position: Position) -> Tail | None:
        """What stands behind the position; None where the file has not changed."""
        signature = _signature(journal.path)
        if self._seen.get(journal.machine) == signature:
            return None
        tail = journal.read(position)
        self._seen[journal.machine] = signature
        self._note_damage(journal, tail)
        self._note_beyond(journal, tail)
        return tail

    def _note_unreadable(self, path: Path, error: OSError) -> None:
        self.damage[path] = f"{path} cannot be read: {reason(error)}; its marks may be missing"

    def _note_vanished(self, names: Iterable[str]) -> None:
        if not self.home.is_dir():
            raise FileNotFoundError(errno.ENOENT, "it has vanished")
        for name in names:
            path = self.journal(name).path
            self._seen.pop(name, None)
            self.damage[path] = (
                f"{path} has vanished; its marks stand in {MARKS} alone. Bring it back, or let "
                "paper-reader doctor --repair write them into a journal again"
            )


def _name(stem: str, suffix: str, names: Container[str]) -> str:
    """The machine that writes a journal, or where the file is a copy, a name of its own."""
    plain = stem.lower()
    if machine_id.ID.fullmatch(plain) and plain + _SUFFIX not in names:
        return plain
    # A file beside it that differs from it in letter case alone is another.
    return stem if suffix == _SUFFIX else stem + suffix


def _signature(path: Path) -> _Signature:
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


@contextlib.contextmanager
def explained(failing: str) -> Iterator[None]:
    """Turn what the system says into a sentence that begins with `failing`."""
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0)
        raise LibraryError(
            f"{failing}: {reason(error)}; your marks are as they were"
            + (f". {advice}" if advice else "")
        ) from error
