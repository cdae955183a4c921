"""What the tests of the library work with: papers, clocks, and machines that share journals."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from reader.library import FieldUpdate, Library, decisions
from reader.library.journal_entry import JournalEntry
from reader.paper import Author, Marks, Paper

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Ticking:
    """A clock that goes on by one second each time it is looked at."""

    def __init__(self, start: datetime = NOON) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def paper(number: int, title: str = "", author: str = "Ada Example") -> Paper:
    """An invented paper; those of one author and year with the same title ask for the same key."""
    return Paper(
        f"2401.{number:05d}",
        title or f"Invention {number}",
        "What it is about.",
        (Author(author),),
        date(2024, 1, 2),
        upvotes=number,
    )


def star(library: Library, *papers: Paper) -> JournalEntry | None:
    """Star papers, as one action."""
    return library.commit(decisions.star(papers), {each.id: each for each in papers})


def read(library: Library, *numbers: int) -> JournalEntry | None:
    """Mark papers read, as one action."""
    return library.commit([FieldUpdate(paper(number).id, "read", True) for number in numbers])


def tag(library: Library, number: int, name: str) -> JournalEntry | None:
    """Tag a paper."""
    return library.commit(decisions.tag([paper(number)], [name]))


def note(library: Library, number: int, text: str) -> JournalEntry | None:
    """Write a paper's note."""
    return library.commit(decisions.note([paper(number)], text))


def marks(library: Library) -> dict[str, Marks]:
    """All marks."""
    return dict(library.marked())


def journal(home: Path) -> Path:
    """The one journal in a home."""
    (path,) = (home / "journal").glob("*.jsonl")
    return path


def deliver(source: Path, target: Path, *, cut: int = 0) -> None:
    """Copy the journal that is written in one home to another, as a file synchroniser does.

    Args:
        source: the home that writes it.
        target: the home that gets it.
        cut: so many bytes at its end have not arrived yet.
    """
    own = source / "journal" / f"{machine(source)}.jsonl"
    if own.exists():
        content = own.read_bytes()
        there = target / "journal" / own.name
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(content[: len(content) - cut])


def machine(home: Path) -> str:
    """The id of the machine whose home it is."""
    return (home / "machine").read_text().split("\n")[0] if (home / "machine").exists() else ""


def copied(home: Path, target: Path) -> Path:
    """The same files in another folder, on another machine as far as the files tell."""
    shutil.copytree(home, target)
    return target


def flipped(content: bytes, bit: int) -> bytes:
    """The content with one bit the other way."""
    place, mask = bit // 8, 1 << bit % 8
    return content[:place] + bytes([content[place] ^ mask]) + content[place + 1 :]


def fields(entry: JournalEntry | None) -> list[tuple[Any, ...]]:
    """What an action changed: paper, field and what it is now."""
    assert entry is not None, "nothing was changed"
    return [(change.paper, change.field, change.now) for change in entry.changes]


def lines(path: Path) -> Iterable[bytes]:
    """The lines of a journal, each with its newline."""
    return path.read_bytes().splitlines(keepends=True)
