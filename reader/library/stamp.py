"""Stamps, which order the changes of several machines, and the id of the machine in them.

A stamp is made by a hybrid logical clock. It is a string, and stamps sort in the order in which
they were made. Example:
``2026-11-23T15:49:00.123Z-0000-1f2e3d4c``: the wall clock in milliseconds (UTC), a counter for
changes within one millisecond (four hexadecimal digits), the machine.
Kulkarni et al., "Logical Physical Clocks" (2014).

The id of a machine is random, and also the name of its journal. Two homes must never share one, or
their journals would overwrite each other in a synchronised folder. So a home records where its id
was made, and gets a new one after it was copied.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from reader.errors import LibraryError
from reader.system.files import read_regular, replace_file, utc_now

_STAMP = re.compile(
    r"(?:19[7-9]|2\d\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z-[0-9a-f]{4}-[0-9a-z]{1,32}",
    re.ASCII,
)
_FIRST, _END = "1970-01-01T00:00:00.000Z", "3000"
"""The range of times that a clock may plausibly show."""
_TIME = slice(0, 24)
_DAY = slice(8, 10)
_SHORTEST_MONTH = "28"
_COUNTER = slice(25, 29)
_FARTHEST = timedelta(days=1)

_NOBODY = "0"
"""The machine of a stamp of which only the time is known; sorts before all others."""


def is_stamp(value: object) -> bool:
    """Whether this is a stamp with a valid and plausible time."""
    if not isinstance(value, str) or not _STAMP.fullmatch(value):
        return False
    if value[_DAY] <= _SHORTEST_MONTH:
        return True
    try:
        time_of(value)
    except ValueError:
        return False
    return True


def time_of(stamp: str) -> datetime:
    """Return the time of a stamp (aware, UTC)."""
    return datetime.fromisoformat(stamp[_TIME])


def stamp_at(moment: datetime) -> str:
    """Return the stamp of a change of which only the time is known; always the same for a time.

    Raises:
        ValueError, OverflowError: the time is out of range.
    """
    stamp = f"{_written(moment)}-0000-{_NOBODY}"
    if not is_stamp(stamp):
        raise ValueError(f"no clock shows {moment}")
    return stamp


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC).isoformat(timespec='milliseconds')[:23]}Z"


class HybridClock:
    """Makes stamps, each later than all that it has seen.

    A machine whose clock is more than a day ahead does not pull the others along: only a change
    to a field with such a stamp gets a later one, so that the last key press always counts.
    """

    def __init__(
        self, now: Callable[[], datetime] = utc_now, latest: str = "", highest: str = ""
    ) -> None:
        self._now = now
        self._farthest = ""
        self.latest = ""
        """The latest stamp seen that is not more than a day ahead."""
        self.highest = ""
        """The latest stamp seen at all."""
        # What was far ahead when these were written may not be now; or the other way round, if
        # the clock was corrected since.
        self.see(latest)
        self.see(highest)

    def see(self, stamp: str) -> None:
        """Record a stamp that was made here or on another machine."""
        if stamp > self.highest:
            self.highest = stamp
        if stamp > self.latest and self._sane(stamp):
            self.latest = stamp

    def next(self, machine: str, over: str = "") -> str:
        """Make a stamp of this machine, later than `latest` and than `over`.

        Raises:
            LibraryError: there is no later stamp, as a wrong clock used the last one.
        """
        last = max(over, self.highest) if over > self.latest else self.latest
        moment = self._moment()
        counter = 0
        if last[_TIME] >= moment:
            moment, counter = last[_TIME], int(last[_COUNTER], 16) + 1
            if counter > 0xFFFF:
                moment = _written(time_of(last) + timedelta(milliseconds=1))
                counter = 0
                _refuse_the_end(moment)
        stamp = f"{moment}-{counter:04x}-{machine}"
        self.highest = max(self.highest, stamp)
        if over <= self.latest:
            self.latest = stamp
        return stamp

    def _moment(self) -> str:
        """The time of the clock; the earliest valid time if the clock is implausible.

        The stamps of this machine are then ordered by what it has seen only.
        """
        moment = _written(self._now())
        return moment if _FIRST <= moment < _END else _FIRST

    def _sane(self, stamp: str) -> bool:
        if stamp[_TIME] > self._farthest:
            moment = self._moment()
            self._farthest = _written(datetime.fromisoformat(moment) + _FARTHEST)
        return stamp[_TIME] <= self._farthest


def _refuse_the_end(moment: str) -> None:
    if moment >= _END:
        raise LibraryError(
            "this cannot be changed any more: a machine whose clock was wrong changed it last, "
            "as late as a clock can show. Nothing was changed"
        )


LOCK = "library.lock"
_FILE = "machine"
MACHINE_ID = re.compile(r"[0-9a-z]{1,32}", re.ASCII)
"""The pattern of an id."""


class _Origin(NamedTuple):
    """Where an id was made."""

    file: str
    """The inode number of the lock file, which a copy does not have."""
    host: str
    home: str

    def is_copied(self, here: _Origin) -> bool:
        """Whether this home is a copy.

        One difference alone says little: hosts are renamed, and some disks change inode numbers.
        """
        return self.file != here.file and (self.host, self.home) != (here.host, here.home)


def known_id(home: Path) -> str | None:
    """Return this machine's id; None if it has none yet, or if the home is a copy.

    Raises:
        OSError: the file cannot be read.
    """
    try:
        said = read_regular(home / _FILE).decode("utf-8-sig", "replace")
        name, *origin = said.splitlines()
    except (FileNotFoundError, ValueError):
        return None
    made = origin[0].split("\t") if origin else []
    if len(made) == len(_Origin._fields) and _Origin(*made).is_copied(_here(home)):
        return None
    # An editor may have added white space.
    name = name.strip()
    return name if MACHINE_ID.fullmatch(name) else None


def give_id(home: Path) -> str:
    """Return this machine's id, and make one if there is none; only under the lock.

    Raises:
        OSError: it cannot be written.
    """
    if name := known_id(home):
        return name
    name = os.urandom(4).hex()
    origin = "\t".join(_here(home))
    replace_file(home / _FILE, f"{name}\n{origin}\n".encode("utf-8", "replace"), 0o600)
    return name


def _here(home: Path) -> _Origin:
    try:
        number = str((home / LOCK).stat().st_ino)
    except OSError:
        number = ""
    host = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return _Origin(number, host, " ".join(str(home.resolve()).split()))
