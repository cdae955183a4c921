"""The files of one library folder: where they lie, and what becomes of a damaged one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from secrets import token_hex

from reader.errors import LibraryError
from reader.files import locked, reason, replace_file
from reader.library import checkpoint
from reader.library.checkpoint import Checkpoint, Document
from reader.library.journal import START, Action, Journal, Position, Tail


class Shelf:
    """``library.json``, ``kept.json``, ``machine`` and the folder ``journal`` under `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.damage: list[str] = []
        """What could not be read and was left out, in sentences."""
        self._broken: set[Path] = set()

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock of the library.

        Raises:
            LibraryError: the lock cannot be had, or what was done under it failed on disk.
        """
        with explained(f"{self.home} cannot be written"), locked(self.home / "library.lock"):
            yield

    def machine(self) -> str | None:
        """This machine's id, where it has been given one."""
        try:
            name = (self.home / "machine").read_text("ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        return name if name.isalnum() else None

    def name_machine(self) -> str:
        """Give this machine an id; to be called under the lock."""
        if name := self.machine():
            return name
        name = token_hex(4)
        replace_file(self.home / "machine", f"{name}\n".encode())
        return name

    def append(self, machine: str, action: Action, position: Position) -> Position:
        """Add a line to this machine's journal, which has been read up to `position`."""
        return Journal(self._journal(machine)).append(action, position.offset)

    def actions(self, machine: str) -> list[Action]:
        """All that a machine's journal holds."""
        try:
            return Journal(self._journal(machine)).read().actions
        except FileNotFoundError:
            return []

    def tails(self, positions: Mapping[str, Position]) -> Iterator[tuple[str, Tail]]:
        """What stands in each journal behind its position, where anything does."""
        for path in sorted((self.home / "journal").glob("*.jsonl")):
            machine, position = path.stem, positions.get(path.stem, START)
            if path.stat().st_size == position.offset:
                continue
            tail = Journal(path).read(position)
            if tail.damaged:
                count = len(tail.damaged)
                lines = "1 line" if count == 1 else f"{count} lines"
                self.damage.append(
                    f"{lines} of {path} cannot be read and had to be left out; "
                    "every other mark is here"
                )
            yield machine, tail

    def marks(self) -> Checkpoint:
        """``library.json``, or an empty checkpoint where it is lost or damaged."""
        return self._load("library.json", "marks") or Checkpoint()

    def papers(self) -> dict[str, Document]:
        """``kept.json``; where it is lost or damaged, its papers are read from the journals."""
        if kept := self._load("kept.json", "papers"):
            return kept.papers
        papers: dict[str, Document] = {}
        for path in sorted((self.home / "journal").glob("*.jsonl")):
            for action in Journal(path).read().actions:
                papers |= action.papers
        return papers

    def save_marks(self, content: Checkpoint) -> None:
        """Replace ``library.json``."""
        self._save("library.json", "marks", content)

    def save_papers(self, papers: dict[str, Document]) -> None:
        """Replace ``kept.json``."""
        self._save("kept.json", "papers", Checkpoint(papers))

    def _journal(self, machine: str) -> Path:
        return self.home / "journal" / f"{machine}.jsonl"

    def _load(self, name: str, table: str) -> Checkpoint | None:
        path = self.home / name
        if not path.exists():
            return None
        try:
            return checkpoint.load(path, table)
        except ValueError:
            self._broken.add(path)
            self.damage.append(f"{path} was damaged; it is made again from the journals")
            return None

    def _save(self, name: str, table: str, content: Checkpoint) -> None:
        path = self.home / name
        if path in self._broken:
            path.replace(path.with_name(f"{name}.damaged-{token_hex(2)}"))
            self._broken.discard(path)
        checkpoint.save(path, table, content)


@contextlib.contextmanager
def explained(failing: str) -> Iterator[None]:
    """Turn what the system says into a sentence that begins with `failing`."""
    try:
        yield
    except OSError as error:
        raise LibraryError(f"{failing}: {reason(error)}; your marks are as they were") from error
