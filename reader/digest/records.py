"""What was sent: a record in the journal for each digest, begun before it is delivered, then done.

A record is a field of the reader's own, so that it reaches the other machines with the marks, and
no undo touches it. Each digest has a field of its own: what two machines wrote stays.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from reader.library import FieldUpdate, Library, decisions
from reader.library.folded_state import READER

if TYPE_CHECKING:
    from reader.digest.message import MessageIdentity

FIELD = "digest:"
"""What the names of these fields begin with; the name of the digest follows, and the day."""
_KEPT = timedelta(90)
"""How long a record is kept; the lists that a digest looks at are never so old."""


@dataclass(frozen=True, slots=True)
class DigestRecord:
    """One digest that was begun."""

    name: str
    day: date
    """When it was put together."""
    key: str
    """What tells it from others of its name."""
    message_id: str
    """With its angle brackets; the same however often it is sent."""
    title: str
    moment: datetime
    last: date
    """The newest day of which it has papers."""
    papers: tuple[str, ...]
    """The ids of what was new."""
    looking_back: tuple[str, ...] = ()
    """The ids of what stood at its end."""
    is_done: bool = False
    """It was delivered."""

    @property
    def identity(self) -> MessageIdentity:
        """By what mail programs know it, also where another machine sends it."""
        from reader.digest.message import message_identity

        made = message_identity(self.name, self.day, machine(), self.papers)
        return made._replace(message_id=self.message_id)

    def finished(self) -> DigestRecord:
        """The same, delivered."""
        return replace(self, is_done=True)

    def updates(self) -> list[FieldUpdate]:
        """What to commit, so that the library has it."""
        said = {
            "id": self.message_id,
            "day": self.day.isoformat(),
            "title": self.title,
            "at": self.moment.isoformat(),
            "last": self.last.isoformat(),
            "papers": list(self.papers),
            "back": list(self.looking_back),
            "done": self.is_done,
        }
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        return decisions.place(f"{FIELD}{self.name}:{self.key}", text)


@dataclass(frozen=True, slots=True)
class DigestHistory:
    """The digests of one name, the oldest first."""

    name: str
    records: tuple[DigestRecord, ...] = ()
    outdated: tuple[str, ...] = ()
    """Fields whose records are so old that nothing depends on them."""

    @property
    def pending(self) -> tuple[DigestRecord, ...]:
        """Those that were begun, and of which it is not known that they arrived."""
        return tuple(each for each in self.records if not each.is_done)

    @property
    def sent(self) -> frozenset[str]:
        """The ids of all papers that were new in one of them."""
        return frozenset(paper for each in self.records for paper in each.papers)

    @property
    def looked_back(self) -> frozenset[str]:
        """The ids of all papers that stood at the end of one of them."""
        return frozenset(paper for each in self.records for paper in each.looking_back)

    @property
    def last(self) -> date | None:
        """The newest day of which one of them had papers; None before the first digest."""
        return max((each.last for each in self.records), default=None)

    @property
    def first(self) -> date | None:
        """The newest day of the first that is known."""
        return min((each.last for each in self.records), default=None)

    def without_pending(self) -> DigestHistory:
        """The same, as if those had never been begun."""
        return replace(self, records=tuple(each for each in self.records if each.is_done))

    def begin(
        self,
        title: str,
        moment: datetime,
        day: date,
        papers: Mapping[str, date | None],
        looking_back: Iterable[str] = (),
    ) -> DigestRecord:
        """A record of what is about to be sent.

        Args:
            title: what the digest is headed.
            moment: the time, aware.
            day: the reader's day.
            papers: the new ones, each with the day that lists it.
            looking_back: those at the end.
        """
        from reader.digest.message import message_identity

        taken = {each.key for each in self.records}
        keys = (f"{day}" if number == 1 else f"{day}.{number}" for number in _numbers())
        return DigestRecord(
            self.name,
            day,
            next(key for key in keys if key not in taken),
            message_identity(self.name, day, machine(), papers).message_id,
            title,
            moment,
            max((listed for listed in papers.values() if listed), default=day),
            tuple(papers),
            tuple(looking_back),
        )

    def forgotten(self) -> list[FieldUpdate]:
        """What to commit, so that the library no longer has what is outdated."""
        return [update for field in self.outdated for update in decisions.place(field, None)]


def machine() -> str:
    """What tells the digests of this machine from those of another."""
    uname = getattr(os, "uname", None)
    return str(uname().nodename) if uname else os.environ.get("COMPUTERNAME", "")


def digest_history(library: Library, name: str, today: date) -> DigestHistory:
    """The digests of a name, as far as the library knows of them; what is no record is ignored."""
    prefix = f"{FIELD}{name}:"
    records, outdated = [], []
    for field, said in library.history(READER).items():
        if not field.startswith(prefix) or not isinstance(said["value"], str):
            continue
        if (record := _read(name, field.removeprefix(prefix), said["value"])) is None:
            continue
        records.append(record)
        if record.is_done and record.day < today - _KEPT:
            outdated.append(field)
    records.sort(key=lambda each: (each.moment, each.key))
    # How far the digests have come must stay known.
    return DigestHistory(name, tuple(records), tuple(outdated[:-1]))


def _read(name: str, key: str, text: str) -> DigestRecord | None:
    """A record as `DigestRecord.updates` wrote it; None where it is none."""
    try:
        said: dict[str, Any] = json.loads(text)
        moment = datetime.fromisoformat(said["at"])
        return DigestRecord(
            name,
            date.fromisoformat(said["day"]),
            key,
            str(said["id"]),
            str(said["title"]),
            moment if moment.tzinfo else moment.astimezone(),
            date.fromisoformat(said["last"]),
            tuple(map(str, said["papers"])),
            tuple(map(str, said["back"])),
            said["done"] is True,
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _numbers() -> Iterable[int]:
    number = 0
    while True:
        number += 1
        yield number
