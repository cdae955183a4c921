"""Which machines have a journal in a library, and when each changed something last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from reader.library.library_files import LibraryFiles, explained, journal_folder
from reader.library.stamp import MACHINE_ID, known_id, time_of


class KnownMachine(NamedTuple):
    """A journal, as far as it is here."""

    machine: str
    """The id of the machine; the name of the file where that is a copy of a journal."""
    is_own: bool
    last: datetime | None
    """When it changed something last (aware, UTC), by its own clock; None where it never did."""

    @property
    def is_copy(self) -> bool:
        """Whether the file is a copy of a journal, which no machine writes."""
        return not MACHINE_ID.fullmatch(self.machine)


def known_machines(home: Path) -> list[KnownMachine]:
    """Return all of them, this one first; files that cannot be read are left out.

    Raises:
        LibraryError: the folder of the journals cannot be read.
    """
    with explained(f"{journal_folder(home)} cannot be read"):
        files = LibraryFiles(home)
        files.journals()
        own = known_id(home)
        found = [
            KnownMachine(name, name == own, _last(entry.stamp for entry in tail.entries))
            for name, tail in files.tails({}, opening=True)
        ]
    return sorted(found, key=lambda each: (not each.is_own, each.is_copy, each.machine))


def _last(stamps: Iterable[str]) -> datetime | None:
    latest = max(stamps, default="")
    return time_of(latest) if latest else None
