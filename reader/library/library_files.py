"""The files of a library folder: where they are, how they are read, and what happens to damage."""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import LibraryError
from reader.library import checkpoint
from reader.library.checkpoint import Checkpoint
from reader.library.journal import START, Journal, JournalPosition, JournalTail
from reader.library.journal_entry import JournalEntry
from reader.library.stamp import LOCK, MACHINE_ID, give_id, known_id
from reader.system.files import locked, read_regular, reason

if TYPE_CHECKING:
    from reader.library.damaged_lines import DamagedLines

CHECKPOINT_BYTES = 1_000_000
"""How many bytes of the journals may be missing in a TinyDB file before it is written again."""

MARKS = "library.json"
KEPT = "kept.json"

OWN_FOLDER = "journal"
FOLDER_FILE = "journal-folder"
"""The file of a home that names the folder of its journals, where that is not its own."""

SUFFIX = ".jsonl"
_JOURNAL_NAME = re.compile(r"[^.].*\.jsonl(?:\.orig)?", re.IGNORECASE | re.DOTALL)

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


class LibraryFiles:
    """``library.json``, ``kept.json`` and the folders ``journal`` and ``damaged`` under `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.own: str | None = None
        """This machine's id; None as long as it has none."""
        self.damage: dict[Path, str] = {}
        """What could not be read and was left out, in a sentence for each file."""
        self.newer: dict[Path, str] = {}
        """Lines that a newer version of this program wrote, in a sentence for each journal."""
        self.kept_is_stale = False
        """``kept.json`` was found damaged, or far behind the journals."""
        self._lock = home / LOCK
        self._journals: dict[str, Journal] = {}
        self._broken: set[Path] = set()
        self._seen: dict[str, _Signature] = {}

    @contextlib.contextmanager
    def changing(self, *, known: bool) -> Iterator[None]:
        """Hold the lock of the library.

        Args:
            known: journals were read here before. A missing folder then has vanished, and is not
                made again, as its disk may not be mounted.

        Raises:
            LibraryError: the lock could not be taken, or writing under it failed.
        """
        writing = explained(f"{self.home} cannot be written")
        with writing, locked(self._lock, make=not known):
            refuse_without_folder(self.home)
            yield

    @cached_property
    def damaged_lines(self) -> DamagedLines:
        """Copies of lines that could not be read."""
        # Imported late, as few journals are damaged.
        from reader.library.damaged_lines import DamagedLines

        return DamagedLines(self.home)

    def save_damaged_lines(self) -> None:
        """Write copies of the lines that could not be read, where there are any."""
        if "damaged_lines" in vars(self):
            self.damaged_lines.save()

    def journal(self, name: str) -> Journal:
        """Return the journal of a machine."""
        if name not in self._journals:
            self._journals[name] = Journal(journal_folder(self.home) / f"{name}{SUFFIX}")
        return self._journals[name]

    def journals(self) -> list[Journal]:
        """Return every journal in the folder, including copies made by file synchronisers.

        A synchroniser makes such a copy if two homes share a machine's id; it may have lines
        that the journal has not. A file whose name differs from a machine's journal only in
        letter case is that journal, if no other file is.

        Raises:
            OSError: the folder cannot be read; there need be none where the home has its own.
        """
        folder = journal_folder(self.home)
        try:
            with os.scandir(folder) as entries:
                names = {entry.name for entry in entries}
        except FileNotFoundError:
            if folder != self.home / OWN_FOLDER:
                raise
            return []
        found: dict[str, Path] = {}
        for file in sorted(filter(is_journal_name, names)):
            found.setdefault(_name(file, names), folder / file)
        return [self._journal_at(name, path) for name, path in found.items()]

    def _journal_at(self, name: str, path: Path) -> Journal:
        if self.journal(name).path != path:
            self._journals[name] = Journal(path, name)
        return self._journals[name]

    def give_own_id(self) -> str:
        """Return this machine's id, and make one if it has none; only under the lock.

        Raises:
            OSError: it cannot be written.
        """
        self.own = self.own or give_id(self.home)
        return self.own

    def append(self, entry: JournalEntry, position: JournalPosition) -> JournalPosition:
        """Append to this machine's journal, which was read up to `position`."""
        journal = self.journal(self.give_own_id())
        new = journal.append(entry, position)
        self._seen[journal.machine] = _signature(journal.path)
        return new

    def tails(
        self, positions: Mapping[str, JournalPosition], *, opening: bool = False
    ) -> Iterator[tuple[str, JournalTail]]:
        """Read what was appended to each journal since its position.

        Args:
            positions: how far each journal was read.
            opening: skip every journal that cannot be read, and note that. Otherwise only those
                of other machines are skipped, as the next line depends on this machine's.

        Raises:
            OSError: the folder or this machine's journal cannot be read, or has vanished.
        """
        # Another process may have given this machine its id in the meantime.
        self.own = self.own or known_id(self.home)
        there = set()
        try:
            journals = self.journals()
        except OSError as error:
            if not opening and self.own:
                raise
            self._note_unreadable(Path(error.filename or self.home), error)
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

    def marks(self, *, whole: bool = True) -> Checkpoint:
        """Return ``library.json``, or an empty checkpoint if it is missing or damaged.

        Args:
            whole: decode every document now.
        """
        return self._load(MARKS, "marks", whole=whole)

    def kept(self, *, afresh: bool = False) -> Checkpoint:
        """Return ``kept.json`` updated from the journals; the later record of a paper counts.

        Args:
            afresh: read the journals only.
        """
        from reader.library.compaction import add_snapshots

        kept = Checkpoint() if afresh else self._load(KEPT, "papers")
        behind = 0
        try:
            journals = self.journals()
        except OSError as error:
            self._note_unreadable(Path(error.filename or self.home), error)
            return kept
        for journal in journals:
            try:
                tail = journal.read(kept.positions.get(journal.machine, START))
            except OSError as error:
                self._note_unreadable(journal.path, error)
                continue
            kept.positions[journal.machine] = tail.position
            behind += tail.length
            for entry in tail.entries:
                add_snapshots(kept.papers, entry)
        self.kept_is_stale = self.home / KEPT in self._broken or behind > CHECKPOINT_BYTES
        return kept

    def save_marks(self, content: Checkpoint) -> None:
        """Replace ``library.json``."""
        self._save(MARKS, "marks", content)

    def save_kept(self, content: Checkpoint) -> None:
        """Replace ``kept.json``."""
        self._save(KEPT, "papers", content)

    def rename_broken(self) -> None:
        """Rename the TinyDB files that were found damaged, to make room for new ones."""
        while self._broken:
            path = self._broken.pop()
            with contextlib.suppress(FileNotFoundError):
                path.replace(path.with_name(f"{path.name}.damaged-{os.urandom(2).hex()}"))

    def _load(self, name: str, table: str, *, whole: bool = True) -> Checkpoint:
        path = self.home / name
        try:
            return checkpoint.load(path, table, whole=whole)
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
        self.rename_broken()
        checkpoint.save(self.home / name, table, content)

    def _note_damage(self, journal: Journal, tail: JournalTail) -> None:
        path = journal.path
        if tail.lost:
            self.damage[path] = (
                f"{path} is not the file that was read before and lacks its last line; the marks "
                f"of that file stand in {MARKS} alone. Bring it back, or let paper-reader doctor "
                "--repair write them into a journal again"
            )
        if tail.damaged:
            count = self.damaged_lines.collect(journal.machine, tail.damaged)
            lines = "1 line" if count == 1 else f"{count} lines"
            where = "" if journal.machine == self.own else " on the machine that writes it"
            copies = self.damaged_lines.path(journal.machine)
            self.damage[path] = (
                f"{lines} of {path} cannot be read in full; every other mark is here, and what is "
                f"left of them is kept in {copies}. paper-reader doctor "
                f"--repair{where} mends the journal"
            )

    def _note_beyond(self, journal: Journal, tail: JournalTail) -> None:
        if tail.beyond:
            lines = "1 line" if tail.beyond == 1 else f"{tail.beyond} lines"
            whose = "this machine" if journal.machine == self.own else journal.machine
            self.newer[journal.path] = (
                f"{lines} of {journal.path} came from a newer paper-reader on {whose}: what is "
                "known of them counts, and the rest is kept. Update paper-reader here to see it"
            )

    def _tail(self, journal: Journal, position: JournalPosition) -> JournalTail | None:
        """Read what was appended since a position; None if the file has not changed."""
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


def _name(file: str, names: Container[str]) -> str:
    """The machine that a journal belongs to; a name of its own if the file is a copy."""
    stem, suffix = os.path.splitext(file)  # noqa: PTH122 - not a path yet
    plain = stem.lower()
    if suffix.lower() == SUFFIX and MACHINE_ID.fullmatch(plain) and plain + SUFFIX not in names:
        return plain
    # It stays apart from a file whose name differs only in letter case.
    return stem if suffix == SUFFIX else file


def is_journal_name(file: str) -> bool:
    """Whether a file of this name is read as a journal or as a copy of one.

    A synchroniser writes what has not arrived yet into files that begin with a point or end in
    a word of its own, and editors and merge tools keep what they have replaced.
    """
    return _JOURNAL_NAME.fullmatch(file) is not None


def journal_folder(home: Path) -> Path:
    """Return the folder of the journals: the one that the home points to, else its own.

    Raises:
        OSError: what it points to cannot be read.
    """
    try:
        written = read_regular(home / FOLDER_FILE)
    except (FileNotFoundError, NotADirectoryError):
        return home / OWN_FOLDER
    folder = Path(os.fsdecode(written.rstrip(b"\r\n")))
    if not folder.is_absolute():
        raise OSError(errno.EINVAL, "it names no folder", str(home / FOLDER_FILE))
    return folder


def refuse_without_folder(home: Path) -> None:
    """Do nothing if the folder to which the home points is there.

    It is not made again, or a journal would begin anew below a disk that is not mounted.

    Raises:
        LibraryError: it is not there.
    """
    folder = journal_folder(home)
    if folder != home / OWN_FOLDER and not folder.is_dir():
        raise LibraryError(
            f"{folder}, where the journals are, is not there; your marks are as they were. Is its "
            "disk mounted? paper-reader sync status says more"
        )


def _signature(path: Path) -> _Signature:
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


@contextlib.contextmanager
def explained(failing: str) -> Iterator[None]:
    """Turn an OSError into a `LibraryError` whose message begins with `failing`."""
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0)
        raise LibraryError(
            f"{failing}: {reason(error)}; your marks are as they were"
            + (f". {advice}" if advice else "")
        ) from error
