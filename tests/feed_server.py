"""The Hugging Face papers service on the loopback interface, with every fault that it can have.

    with FeedServer(today=date(2024, 1, 3)) as server:
        server.days["2024-01-02"] = [item("2401.00001", "A title")]
        HuggingFace(server.url).day(date(2024, 1, 2))
        server.fault = faults.status(503)

By hand: `python -m tests.feed_server --port 8000 --data FOLDER`, then `HF_ENDPOINT` does the rest.
"""

from __future__ import annotations

import argparse
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import Message
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests import feed_rules as rules
from tests.feed_faults import Fault
from tests.feed_http import Server
from tests.feed_items import ABSENT, comment, item, items, linked
from tests.feed_quotas import Quotas

__all__ = ["ABSENT", "Asked", "FeedServer", "item", "items"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: the path with its query, and the headers."""

    path: str
    headers: Message

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.path).query))


@dataclass
class FeedServer:
    """A running service, from `with` to the end of it.

    Attributes:
        today: later days are refused.
        data: a folder of recorded days, `YYYY-MM-DD.json`.
        days: days put in by hand; they go before recorded ones.
        comments: the flat discussion of papers, by their ids.
        markdown: the text of papers, by their ids.
        linked: what was made of papers: `models`, `datasets` and `spaces`, by their ids.
        quotas: how many requests it takes.
        fault: what goes wrong with every request from now on, or with the next `fault.times`.
        prefix: the path below which the service is.
        requests: all that were made.
        connections: how many were opened.
        most_at_once: how many requests waited for their answers at one time, at most.
        gate: while it is clear, answers wait.
        tls: what it speaks https with, where it does.
    """

    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    data: Path | None = None
    port: int = 0
    prefix: str = ""
    days: dict[str, Any] = field(default_factory=dict)
    comments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    markdown: dict[str, str] = field(default_factory=dict)
    linked: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    quotas: Quotas = field(default_factory=Quotas)
    fault: Fault | None = None
    requests: list[Asked] = field(default_factory=list)
    connections: int = 0
    most_at_once: int = 0
    verbose: bool = False
    tls: ssl.SSLContext | None = None
    stopping: threading.Event = field(default_factory=threading.Event)
    gate: threading.Event = field(default_factory=threading.Event)
    _at_once: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        self.gate.set()
        self._http = Server(("127.0.0.1", self.port), self)
        if self.tls:
            # The handshake is for the thread of the connection.
            self._http.socket = self.tls.wrap_socket(
                self._http.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.gate.set()
        self._http.shutdown()
        self._http.hang_up()
        self._http.server_close()

    @property
    def url(self) -> str:
        """The endpoint."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}{self.prefix}"

    def asked(self, path: str, headers: Message) -> None:
        """A request came."""
        with self._lock:
            self.requests.append(Asked(path, headers))
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)

    def answered(self) -> None:
        """A request is about to be answered, after which its client may send another."""
        with self._lock:
            self._at_once -= 1

    def next_fault(self, path: str) -> Fault | None:
        """What goes wrong with a request for a path below the endpoint."""
        fault = self.fault
        if fault is None or not path.startswith(fault.under):
            return None
        if fault.times is not None:
            fault.times -= 1
            if fault.times == 0:
                self.fault = None
        return fault

    def day(self, day: str) -> list[Any]:
        """The items of a day, most upvotes first; none where there is no such day."""
        listed = self.days.get(day)
        if listed is None:
            file = self.data / f"{day}.json" if self.data else None
            listed = json.loads(file.read_bytes()) if file and file.exists() else []
        return sorted(listed, key=_upvotes, reverse=True)

    def week(self, week: str) -> list[Any]:
        """The items of an ISO week, most upvotes first."""
        return self._all(lambda day: rules.week_of(day) == week)

    def month(self, month: str) -> list[Any]:
        """The items of a month, most upvotes first."""
        return self._all(lambda day: day.startswith(month))

    def period(self, parameter: str, value: str) -> list[Any]:
        """The items that `date`, `week` or `month` asks for; none where it is no such thing."""
        try:
            match parameter:
                case "date":
                    return self.day(rules.day(value, self.today))
                case "week":
                    return self.week(rules.week(value))
                case _:
                    return self.month(rules.month(value))
        except rules.RefusedError:
            return []

    def trending(self) -> list[Any]:
        """All items, those with the most stars first."""
        return sorted(self.newest_first(), key=_stars, reverse=True)

    def search(self, wanted: str) -> list[Any]:
        """The items that have one of the words, those with more of them first."""
        words = wanted.casefold().split()

        def found(listed: Any) -> int:
            paper = _nested(listed)
            said = f"{paper.get('title')} {paper.get('summary')}".casefold()
            return sum(word in said for word in words)

        return sorted(filter(found, self.newest_first()), key=found, reverse=True)

    def newest_first(self) -> Iterator[Any]:
        """The items of all days, as they are listed without a day."""
        for day in reversed(self._days()):
            yield from sorted(self.day(day), key=_submitted, reverse=True)

    def newest_day(self) -> str:
        """The last day that has papers."""
        return next((day for day in reversed(self._days()) if self.day(day)), "2023-05-04")

    def paper(self, wanted: str) -> dict[str, Any] | None:
        """A paper without its wrapper."""
        for each in self.newest_first():
            if _nested(each).get("id") == wanted:
                return dict(_nested(each))
        return None

    def _days(self) -> list[str]:
        recorded = (file.stem for file in self.data.glob("*.json")) if self.data else ()
        return sorted(day for day in {*self.days, *recorded} if day <= self.today.isoformat())

    def _all(self, wanted: Callable[[str], bool]) -> list[Any]:
        listed = [each for day in self._days() if wanted(day) for each in self.day(day)]
        return sorted(listed, key=_upvotes, reverse=True)


def _upvotes(listed: Any) -> int:
    upvotes = _nested(listed).get("upvotes")
    return upvotes if isinstance(upvotes, int) else 0


def _stars(listed: Any) -> int:
    stars = _nested(listed).get("githubStars")
    return stars if isinstance(stars, int) else 0


def _submitted(listed: Any) -> str:
    submitted = _nested(listed).get("submittedOnDailyAt")
    return submitted if isinstance(submitted, str) else ""


def _nested(listed: Any) -> dict[str, Any]:
    paper = listed.get("paper") if isinstance(listed, dict) else None
    return paper if isinstance(paper, dict) else {}


def main() -> None:
    """Serve until interrupted: a folder of recorded days, or two invented ones."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--data", type=Path, help="a folder of days, YYYY-MM-DD.json")
    parser.add_argument("--today", type=date.fromisoformat, help="default: the newest day served")
    asked = parser.parse_args()
    days = {} if asked.data else {"2024-01-02": items(75), "2024-01-03": items(12, "2024-01-03")}
    names = sorted([*days, *(file.stem for file in (asked.data or Path()).glob("????-??-??.json"))])
    if not names:
        parser.error(f"{asked.data} has no recorded days")
    today = asked.today or date.fromisoformat(names[-1])
    with FeedServer(today, asked.data, asked.port, days=days, verbose=True) as server:
        server.comments["2401.03000"] = [comment("c1"), comment("c2", "Both.", parent="c1")]
        server.linked["2401.03000"] = {"models": [linked("example/less")]}
        print(f"HF_ENDPOINT={server.url} PAPER_READER_TODAY={today.isoformat()}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
