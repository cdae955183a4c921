"""The files of one library folder: where they lie, and what becomes of a damaged one."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from reader.errors import LibraryError
from reader.files import locked, make_folder, open_binary, reason, sync, write_all
from reader.library import checkpoint, machine
from reader.library.checkpoint import Checkpoint
from reader.library.journal import START, Action, Journal, Position, Tail

MARKS = "library.json"
KEPT = "kept.json"

_SUFFIX = ".jsonl"

_Signature = tuple[int, int, int]

_ADVICE = {
    errno.ENOENT: "Is its disk mounted?",
    errno.ENOSPC: "Make room on that disk and try again",
    errno.EDQUOT: "Make room within the quota of that disk and try again",
    errno.EACCES: "Make the folder yours, or set PAPER_READER_HOME to one that is",
    errno.EROFS: "Mount that disk for writing, or set PAPER_READER_HOME to another folder",
}


class Shelf:
    """``library.json``, ``kept.json`` and the folders ``journal`` and ``damaged`` under `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.damage: dict[Path, str] = {}
        """What could not be read and was left out, in a sentence for each file."""
        self._folder = home / "journal"
        self._lock = home / machine.LOCK
        self._journals: dict[str, Journal] = {}
        self._broken: set[Path] = set()
        self._seen: dict[str, _Signature] = {}
        self._damaged_lines: dict[str, dict[bytes, None]] = {}

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
        journal does not.
        """
        try:
            with os.scandir(self._folder) as entries:
                names = sorted(entry.name for entry in entries)
        except FileNotFoundError:
            return []
        return [
            self.journal(name.removesuffix(_SUFFIX))
            for name in names
            if name.endswith(_SUFFIX) and not name.startswith(".")
        ]

    def append(self, name: str, action: Action, position: Position) -> Position:
        """Add a line to this machine's journal, which has been read up to `position`."""
        journal = self.journal(name)
        new = journal.append(action, position)
        self._seen[name] = _signature(journal.path)
        return new

    def tails(
        self, positions: Mapping[str, Position], own: str | None
    ) -> Iterator[tuple[str, Tail]]:
        """What stands in each journal behind its position, where anything may.

        Args:
            positions: how far each has been read.
            own: this machine, whose journal must be readable; others are left out.

        Raises:
            OSError: the folder or this machine's journal cannot be read, or has vanished.
            LibraryError: a later version of this program wrote here.
        """
        there = set()
        for journal in self.journals():
            there.add(journal.machine)
            try:
                tail = self._tail(journal, positions.get(journal.machine, START))
            except OSError as error:
                if journal.machine == own:
                    raise
                self._note_unreadable(journal.path, error)
            else:
                if tail:
                    yield journal.machine, tail
        if vanished := positions.keys() - there:
            self._refuse_vanished()
            for name in vanished:
                path = self.journal(name).path
                self._seen.pop(name, None)
                self.damage[path] = (
                    f"{path} has vanished; its marks stand in {MARKS} alone. Bring it back, "
                    "or let paper-reader doctor --repair write them into a journal again"
                )

    def marks(self) -> Checkpoint:
        """``library.json``, or an empty checkpoint where it is lost or damaged."""
        return self._load(MARKS, "marks")

    def kept(self, *, afresh: bool = False) -> Checkpoint:
        """``kept.json`` and what the journals hold beyond it; of two snapshots the later.

        Args:
            afresh: read everything from the journals.
        """
        kept = Checkpoint() if afresh else self._load(KEPT, "papers")
        for journal in self.journals():
            try:
                tail = journal.read(kept.positions.get(journal.machine, START))
            except OSError as error:
                self._note_unreadable(journal.path, error)
                continue
            kept.positions[journal.machine] = tail.position
            for action in tail.actions:
                for paper, record in action.papers.items():
                    snapshot = {"paper": paper, "stamp": action.stamp, **record}
                    before = kept.papers.get(paper)
                    if before is None or before["stamp"] < snapshot["stamp"]:
                        kept.papers[paper] = snapshot
        return kept

    def save_marks(self, content: Checkpoint) -> None:
        """Replace ``library.json``."""
        self._save(MARKS, "marks", content)

    def save_kept(self, content: Checkpoint) -> None:
        """Replace ``kept.json``."""
        self._save(KEPT, "papers", content)

    def set_aside(self) -> None:
        """Keep a copy of every damaged line that was met, each once, under ``damaged``."""
        for name, lines in self._damaged_lines.items():
            self.keep_aside(name, lines)
        self._damaged_lines.clear()

    def keep_aside(self, name: str, lines: Iterable[bytes]) -> None:
        """Keep lines of a journal in the file of the same name under ``damaged``."""
        aside = self.aside(name)
        held = set(aside.read_bytes().split(b"\n")) if aside.exists() else set()
        new = [line for line in dict.fromkeys(lines) if line not in held]
        if not new:
            return
        make_folder(aside.parent)
        descriptor = open_binary(aside, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            write_all(descriptor, b"".join(line + b"\n" for line in new))
            sync(descriptor)
        finally:
            os.close(descriptor)

    def aside(self, name: str) -> Path:
        """Where the damaged lines of a journal are kept."""
        return self.home / "damaged" / f"{name}.jsonl"

    def _load(self, name: str, table: str) -> Checkpoint:
        path = self.home / name
        try:
            return checkpoint.load(path, table)
        except ValueError:
            self._broken.add(path)
            self.damage[path] = (
                f"{path} was damaged, or changed by another program; it is made again from the "
                "journals, and stays beside the new one"
            )
            return Checkpoint()

    def _save(self, name: str, table: str, content: Checkpoint) -> None:
        path = self.home / name
        if path in self._broken:
            path.replace(path.with_name(f"{name}.damaged-{os.urandom(2).hex()}"))
            self._broken.discard(path)
        checkpoint.save(path, table, content)

    def _note_damage(self, journal: Journal, tail: Tail) -> None:
        path = journal.path
        if tail.lost:
            self.damage[path] = (
                f"{path} is not the file that was read before and lacks its last line; the marks "
                f"of that file stand in {MARKS} alone. Bring it back, or let paper-reader doctor "
                "--repair write them into the journal again"
            )
        if tail.damaged:
            damaged = self._damaged_lines.setdefault(journal.machine, {})
            damaged |= dict.fromkeys(tail.damaged)
            count = len(damaged)
            lines = "1 line" if count == 1 else f"{count} lines"
            self.damage[path] = (
                f"{lines} of {path} cannot be read in full and will be kept in "
                f"{self.aside(journal.machine)}; every other mark is here"
            )

    def _tail(self, journal: Journal, position: Position) -> Tail | None:
        """What stands behind the position; None where the file has not changed."""
        signature = _signature(journal.path)
        if self._seen.get(journal.machine) == signature:
            return None
        tail = journal.read(position)
        self._seen[journal.machine] = signature
        self._note_damage(journal, tail)
        return tail

    def _note_unreadable(self, path: Path, error: OSError) -> None:
        self.damage[path] = f"{path} cannot be read: {reason(error)}; its marks may be missing"

    def _refuse_vanished(self) -> None:
        if not self.home.is_dir():
            raise FileNotFoundError(errno.ENOENT, "it has vanished")


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
