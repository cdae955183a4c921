"""What is wrong with a library, said in sentences, and how it is mended."""

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
from reader.library import machine_id
from reader.library.checkpoint import Checkpoint, Document
from reader.library.compaction import add_snapshots, compacted, summary
from reader.library.fields import Place
from reader.library.folded_state import State
from reader.library.journal import Action, Tail, decode, encode
from reader.library.library import Library
from reader.library.library_files import MARKS, Shelf, explained
from reader.system.clock import utc_now
from reader.system.files import open_binary, probe_folder

_NEVER = {"stamp": ""}
_UNFINISHED = 3600
"""The seconds after which a file that was to take another's place is not being written any more."""


def findings(home: Path) -> list[str]:
    """All that is wrong with the library, each with what to do; nothing is changed.

    Raises:
        LibraryError: it cannot be read, or a later version of this program made its checkpoint.
    """
    with explained(f"{home} cannot be read"):
        if not home.exists():
            return list(_obstacles(Shelf(home)))
        return list(_findings(_examine(home, writing=False)))


def remarks(home: Path) -> list[str]:
    """What is in order, but not known to this program, as a newer one wrote it.

    Raises:
        LibraryError: it cannot be read.
    """
    if not home.exists():
        return []
    with explained(f"{home} cannot be read"):
        return list(_examine(home, writing=False).shelf.newer.values())


def repair(home: Path, now: Callable[[], datetime] = utc_now) -> None:
    """Mend what can be, make the TinyDB files anew, and make this machine's journal short.

    What was damaged stays, in the folder ``damaged`` or beside the new file.

    Raises:
        LibraryError: it cannot be mended.
    """
    if not home.exists():
        return
    with Shelf(home).changing(known=True):
        _mend(_examine(home, writing=True), now())
        # The journals hold everything now, and everything is read from them alone.
        if error := Library(home, now, afresh=True).checkpoint(behind=-1):
            raise error


@dataclass(frozen=True, slots=True)
class _Examined:
    """All that is in the folder, read whole."""

    shelf: Shelf
    tails: Mapping[str, Tail]
    marks: Checkpoint
    kept: Mapping[str, Document]
    """What papers say, from ``kept.json`` and the journals."""

    @property
    def copies(self) -> list[str]:
        """The journals that no machine writes."""
        return [name for name in self.tails if not machine_id.ID.fullmatch(name)]

    def folded(self, *, without: Iterable[str] = (), onto: Mapping[str, Document] = {}) -> State:
        """What the journals come to, where that is later than what there is."""
        state = State(dict(onto))
        for name, tail in self.tails.items():
            for action in tail.actions if name not in without else ():
                state.fold(action)
        return state


def _examine(home: Path, *, writing: bool) -> _Examined:
    shelf = Shelf(home)
    tails = dict(shelf.tails({}, opening=not writing))
    for name, tail in tails.items():
        if tail.torn:
            shelf.aside.meet(name, tail.torn)
        if name != shelf.own and tail.damaged and shelf.aside.holds(name, tail.damaged):
            del shelf.damage[shelf.journal(name).path]
    return _Examined(shelf, tails, shelf.marks(), shelf.kept().papers)


def _findings(seen: _Examined) -> Iterator[str]:
    home = seen.shelf.home
    yield from _obstacles(seen.shelf)
    yield from seen.shelf.damage.values()
    yield from _journal_findings(seen)
    yield from _checkpoint_findings(seen)
    for path in _unfinished(home):
        yield f"{path} was never finished; paper-reader doctor --repair takes it away"
    for key, papers in seen.folded(onto=seen.marks.papers).keys.shared():
        yield (
            f"the citation key {key} is fixed for {' and '.join(papers)}, as two machines gave it "
            "before they met; where you cite both, change one in the bibliography by hand"
        )


def _obstacles(shelf: Shelf) -> Iterator[str]:
    """Why nothing can be marked: what a mark opens is opened, and nothing is changed."""
    lock = shelf.home / machine_id.LOCK
    journal = shelf.journal(shelf.own).path if shelf.own else shelf.home / "journal" / "new"
    for path in (lock, journal):
        try:
            with explained(f"{path if path.exists() else path.parent} cannot be written"):
                _open_as_a_mark_does(path)
        except LibraryError as error:
            yield str(error)
            # Where the first fails, the other does for the same reason.
            return


def _open_as_a_mark_does(path: Path) -> None:
    """Raises OSError where it cannot be made or written."""
    if path.exists():
        os.close(open_binary(path, os.O_RDWR))
    try:
        probe_folder(path.parent)
    except OSError as error:
        # A file that is there needs no other place in its folder, but some on the disk.
        if not path.exists() or error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise


def _journal_findings(seen: _Examined) -> Iterator[str]:
    for name in seen.copies:
        yield (
            f"{seen.shelf.journal(name).path} is the copy of a journal that a file synchroniser "
            "made; its marks count. paper-reader doctor --repair takes them into this machine's "
            "journal and moves the copy away"
        )
    for name in sorted(seen.marks.positions.keys() - seen.tails.keys()):
        yield (
            f"{seen.shelf.journal(name).path} has vanished; its marks stand in {MARKS} alone. "
            "Bring it back, or let paper-reader doctor --repair write them into this machine's"
        )


def _checkpoint_findings(seen: _Examined) -> Iterator[str]:
    path = seen.shelf.home / MARKS
    journals = seen.folded()
    saved = State(dict(seen.marks.papers))
    alone = len(list(_newer(saved, journals)))
    if alone and not seen.marks.positions.keys() - seen.tails.keys():
        yield (
            f"{_marks(alone)} in {path} can be read in no journal any more; paper-reader doctor "
            "--repair writes what is there into this machine's journal again"
        )
    for name, position in seen.marks.positions.items():
        if name in seen.tails:
            for action in seen.shelf.journal(name).read(position).actions:
                saved.fold(action)
    read = seen.folded(without=seen.tails.keys() - seen.marks.positions.keys())
    if lacking := len(list(_newer(read, saved))):
        yield (
            f"{path} lacks {_marks(lacking)} of the journals; paper-reader doctor --repair makes "
            "it anew"
        )


def _mend(seen: _Examined, now: datetime) -> None:
    """Make the journals whole and this machine's short; only under the lock."""
    shelf = seen.shelf
    shelf.aside.keep()
    everything = seen.folded(onto=seen.marks.papers)
    alone = set(_newer(everything, seen.folded(without=seen.copies)))
    rescued = [*summary(everything.documents, _unjournaled(seen), alone), *_rescued_lines(seen)]
    if own := shelf.named() if rescued else shelf.own:
        tail = seen.tails.get(own, Tail())
        short = [*compacted(tail.actions, now), *rescued]
        if rescued or tail.damaged or tail.torn or len(short) < len(tail.actions):
            _refuse_loss(tail.actions, short, shelf.journal(own).path)
            shelf.journal(own).rewrite(short)
    shelf.put_broken_aside()
    for name in seen.copies:
        shelf.aside.take_in(shelf.journal(name).path)
    for path in _unfinished(shelf.home):
        path.unlink(missing_ok=True)


def _rescued_lines(seen: _Examined) -> list[Action]:
    """The lines of copies that say more than this program knows, and stand nowhere else."""
    copies = set(seen.copies)
    held = {each.line for name in seen.tails.keys() - copies for each in seen.tails[name].actions}
    lines = {
        each.line: each for name in sorted(copies) for each in seen.tails[name].actions if each.line
    }
    return [action for line, action in lines.items() if line not in held]


def _refuse_loss(before: Sequence[Action], after: Sequence[Action], path: Path) -> None:
    """Make sure that a journal says afterwards all that can be read in it.

    Raises:
        LibraryError: it would not.
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


def _read_again(actions: Iterable[Action]) -> Iterator[Action]:
    """What is left of actions when they have been written."""
    for action in actions:
        with contextlib.suppress(ValueError):
            yield decode(encode(action)[:-1])


def _said(actions: Iterable[Action]) -> tuple[State, dict[str, Document]]:
    """What actions come to, and what they say of papers."""
    state, records = State({}), dict[str, Document]()
    for action in actions:
        state.fold(action)
        add_snapshots(records, action)
    return state, records


def _unjournaled(seen: _Examined) -> dict[str, Document]:
    """What stands of papers in ``kept.json`` or a copy alone."""
    journaled: dict[str, Document] = {}
    for name in seen.tails.keys() - seen.copies:
        for action in seen.tails[name].actions:
            add_snapshots(journaled, action)
    return {
        paper: record
        for paper, record in seen.kept.items()
        if paper not in journaled or record["stamp"] > journaled[paper]["stamp"]
    }


def _newer(these: State, those: State) -> Iterator[Place]:
    """The fields that bear a later stamp here than there."""
    for paper, document in these.documents.items():
        for field, stamp in document["stamps"].items():
            if stamp > those.stamp((paper, field)):
                yield paper, field


def _unfinished(home: Path) -> list[Path]:
    """The files that a killed process left half written."""
    oldest = time.time() - _UNFINISHED
    found = [*home.glob(".*.new"), *(home / "journal").glob(".*.new")]
    return sorted(path for path in found if path.stat().st_mtime < oldest)


def _marks(count: int) -> str:
    return "1 mark" if count == 1 else f"{count} marks"
