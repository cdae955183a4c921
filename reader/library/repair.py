"""Checks a library for damage, explains it in sentences, and repairs it."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reader.errors import LibraryError
from reader.library import Library
from reader.library.checkpoint import Checkpoint, Document
from reader.library.compaction import add_snapshots, compacted, next_generation, summary
from reader.library.folded_state import FoldedState
from reader.library.journal import JournalTail
from reader.library.journal_entry import FieldKey, JournalEntry, decode, encode
from reader.library.library_files import MARKS, LibraryFiles, explained, journal_folder
from reader.library.stamp import LOCK, MACHINE_ID
from reader.system.files import open_binary, probe_folder, utc_now

_NEVER = {"stamp": ""}
_UNFINISHED = 3600
"""The age in seconds at which a temporary file counts as left over."""


def findings(home: Path) -> list[str]:
    """Return everything that is wrong, with what to do about it; nothing is changed.

    Raises:
        LibraryError: it cannot be read, or a later version of this program wrote its checkpoint.
    """
    with explained(f"{home} cannot be read"):
        if not home.exists():
            return list(_obstacles(LibraryFiles(home)))
        return list(_findings(_examine(home, writing=False)))


def remarks(home: Path) -> list[str]:
    """Return what is not damaged, but was written by a newer version of this program.

    Raises:
        LibraryError: it cannot be read.
    """
    if not home.exists():
        return []
    with explained(f"{home} cannot be read"):
        return list(_examine(home, writing=False).files.newer.values())


def repair(home: Path, now: Callable[[], datetime] = utc_now) -> None:
    """Repair the journals, compact this machine's, and write the TinyDB files again.

    Damaged lines and files are kept in the folder ``damaged`` or beside the new file.

    Raises:
        LibraryError: it cannot be repaired.
    """
    if not home.exists():
        return
    with LibraryFiles(home).changing(known=True):
        _mend(_examine(home, writing=True), now())
        # The journals are complete now, so the TinyDB files are made from them only.
        if error := Library(home, now, afresh=True).checkpoint(behind=-1):
            raise error


@dataclass(frozen=True, slots=True)
class _Examination:
    """Everything in the folder, read from the start."""

    files: LibraryFiles
    tails: Mapping[str, JournalTail]
    marks: Checkpoint
    kept: Mapping[str, Document]
    """The paper records of ``kept.json`` and the journals."""

    @property
    def copies(self) -> list[str]:
        """The journals that are copies, which no machine writes."""
        return [name for name in self.tails if not MACHINE_ID.fullmatch(name)]

    def folded(
        self, *, without: Iterable[str] = (), onto: Mapping[str, Document] = {}
    ) -> FoldedState:
        """Fold the journals onto some documents."""
        state = FoldedState(dict(onto))
        for name, tail in self.tails.items():
            state.fold_all(tail.entries if name not in without else ())
        return state


def _examine(home: Path, *, writing: bool) -> _Examination:
    files = LibraryFiles(home)
    tails = dict(files.tails({}, opening=not writing))
    for name, tail in tails.items():
        if tail.torn:
            files.damaged_lines.collect(name, tail.torn)
        if name != files.own and tail.damaged and files.damaged_lines.holds(name, tail.damaged):
            del files.damage[files.journal(name).path]
    return _Examination(files, tails, files.marks(), files.kept().papers)


def _findings(seen: _Examination) -> Iterator[str]:
    home = seen.files.home
    yield from _obstacles(seen.files)
    yield from seen.files.damage.values()
    yield from _journal_findings(seen)
    yield from _checkpoint_findings(seen)
    for path in _unfinished(home):
        yield f"{path} was never finished; paper-reader doctor --repair takes it away"
    for key, papers in seen.folded(onto=seen.marks.papers).keys.conflicts():
        yield (
            f"the citation key {key} is fixed for {' and '.join(papers)}, as two machines gave it "
            "before they met; where you cite both, change one in the bibliography by hand"
        )


def _obstacles(files: LibraryFiles) -> Iterator[str]:
    """Why nothing can be marked: opens the files that a mark would open, and changes nothing."""
    lock = files.home / LOCK
    journal = files.journal(files.own).path if files.own else journal_folder(files.home) / "new"
    for path in (lock, journal):
        try:
            with explained(f"{path if path.exists() else path.parent} cannot be written"):
                _open_as_a_mark_does(path)
        except LibraryError as error:
            yield str(error)
            # If the first fails, the second fails for the same reason.
            return


def _open_as_a_mark_does(path: Path) -> None:
    """Raise OSError if a file cannot be made or written."""
    if path.exists():
        os.close(open_binary(path, os.O_RDWR))
    try:
        probe_folder(path.parent)
    except OSError as error:
        # An existing file needs no write access to its folder, but space on the disk.
        if not path.exists() or error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise


def _journal_findings(seen: _Examination) -> Iterator[str]:
    for name in seen.copies:
        yield (
            f"{seen.files.journal(name).path} is the copy of a journal that a file synchroniser "
            "made; its marks count. paper-reader doctor --repair takes them into this machine's "
            "journal and moves the copy away"
        )
    for name in sorted(seen.marks.positions.keys() - seen.tails.keys()):
        yield (
            f"{seen.files.journal(name).path} has vanished; its marks stand in {MARKS} alone. "
            "Bring it back, or let paper-reader doctor --repair write them into this machine's"
        )


def _checkpoint_findings(seen: _Examination) -> Iterator[str]:
    path = seen.files.home / MARKS
    journals = seen.folded()
    saved = FoldedState(dict(seen.marks.papers))
    alone = len(list(_newer(saved, journals)))
    if alone and not seen.marks.positions.keys() - seen.tails.keys():
        yield (
            f"{_marks(alone)} in {path} can be read in no journal any more; paper-reader doctor "
            "--repair writes what is there into this machine's journal again"
        )
    for name, position in seen.marks.positions.items():
        if name in seen.tails:
            saved.fold_all(seen.files.journal(name).read(position).entries)
    read = seen.folded(without=seen.tails.keys() - seen.marks.positions.keys())
    if lacking := len(list(_newer(read, saved))):
        yield (
            f"{path} lacks {_marks(lacking)} of the journals; paper-reader doctor --repair makes "
            "it anew"
        )


def _mend(seen: _Examination, now: datetime) -> None:
    """Repair the journals and compact this machine's; only under the lock."""
    files = seen.files
    files.save_damaged_lines()
    everything = seen.folded(onto=seen.marks.papers)
    alone = set(_newer(everything, seen.folded(without=seen.copies)))
    rescued = [*summary(everything.documents, _unjournaled(seen), alone), *_rescued_lines(seen)]
    if own := files.give_own_id() if rescued else files.own:
        tail = seen.tails.get(own, JournalTail())
        short = [*compacted(tail.entries, now), *rescued]
        if rescued or tail.damaged or tail.torn or len(short) < len(tail.entries):
            _refuse_loss(tail.entries, short, files.journal(own).path)
            files.journal(own).rewrite(next_generation(tail.entries, short))
    files.rename_broken()
    for name in seen.copies:
        files.damaged_lines.move_in(files.journal(name).path)
    for path in _unfinished(files.home):
        path.unlink(missing_ok=True)


def _rescued_lines(seen: _Examination) -> list[JournalEntry]:
    """The lines of copies with parts that this program does not know, and that no journal has."""
    copies = set(seen.copies)
    held = {each.line for name in seen.tails.keys() - copies for each in seen.tails[name].entries}
    lines = {
        each.line: each for name in sorted(copies) for each in seen.tails[name].entries if each.line
    }
    return [entry for line, entry in lines.items() if line not in held]


def _refuse_loss(before: Sequence[JournalEntry], after: Sequence[JournalEntry], path: Path) -> None:
    """Check that no readable mark of a journal would be lost.

    Raises:
        LibraryError: some would be.
    """
    written = list(_read_again(after))
    (old, kept), (new, still) = _said(before), _said(written)
    lost = len(list(_newer(old, new)))
    lost += sum(kept[paper]["stamp"] > still.get(paper, _NEVER)["stamp"] for paper in kept)
    lost += len({each.line for each in before} - {each.line for each in written})
    if lost:
        raise LibraryError(
            f"{path} was not mended, as {_marks(lost)} in it that can be read would be lost; it is "
            "as it was. Please report this, and keep a copy of the file"
        )


def _read_again(entries: Iterable[JournalEntry]) -> Iterator[JournalEntry]:
    """Encode and decode entries; those that cannot be read again are left out."""
    for entry in entries:
        with contextlib.suppress(ValueError):
            yield decode(encode(entry)[:-1])


def _said(entries: Sequence[JournalEntry]) -> tuple[FoldedState, dict[str, Document]]:
    """Fold entries into a state and paper records."""
    state, records = FoldedState({}), dict[str, Document]()
    state.fold_all(entries)
    for entry in entries:
        add_snapshots(records, entry)
    return state, records


def _unjournaled(seen: _Examination) -> dict[str, Document]:
    """The paper records that only ``kept.json`` or a copy has."""
    journaled: dict[str, Document] = {}
    for name in seen.tails.keys() - seen.copies:
        for entry in seen.tails[name].entries:
            add_snapshots(journaled, entry)
    return {
        paper: record
        for paper, record in seen.kept.items()
        if paper not in journaled or record["stamp"] > journaled[paper]["stamp"]
    }


def _newer(these: FoldedState, those: FoldedState) -> Iterator[FieldKey]:
    """The fields that have a later stamp in one state than in another."""
    for paper, document in these.documents.items():
        for field, stamp in document["stamps"].items():
            if stamp > those.stamp((paper, field)):
                yield paper, field


def _unfinished(home: Path) -> list[Path]:
    """The temporary files that a killed process left."""
    oldest = time.time() - _UNFINISHED
    found = [*home.glob(".*.new"), *journal_folder(home).glob(".*.new")]
    return sorted(path for path in found if path.stat().st_mtime < oldest)


def _marks(count: int) -> str:
    return "1 mark" if count == 1 else f"{count} marks"
