"""The Hugging Face papers service on the loopback interface, with every fault that it can have.

    with FeedServer(today=date(2024, 1, 3)) as server:
        server.days["2024-01-02"] = [item("2401.00001", "A title")]
        HuggingFace(server.url).day(date(2024, 1, 2))
        server.fault = faults.status(503)

By hand: `python -m tests.feed_server --port 8000 --data FOLDER`, then `HF_ENDPOINT` does the rest.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.feed_faults import Fault
from tests.feed_items import ABSENT, item, items

__all__ = ["ABSENT", "Asked", "FeedServer", "item", "items"]

DEFAULT_LIMIT = 50
MAX_LIMIT = 100
QUOTA = 500
WINDOW = 300


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
        fault: what goes wrong with every request from now on, or with the next `fault.times`.
        prefix: the path below which the service is.
        requests: all that were made.
        connections: how many were opened.
        gate: while it is clear, answers wait.
    """

    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    data: Path | None = None
    port: int = 0
    prefix: str = ""
    days: dict[str, Any] = field(default_factory=dict)
    fault: Fault | None = None
    requests: list[Asked] = field(default_factory=list)
    connections: int = 0
    verbose: bool = False
    stopping: threading.Event = field(default_factory=threading.Event)
    gate: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self.gate.set()
        self._http = _Server(("127.0.0.1", self.port), _Handler, self)
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
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    def next_fault(self) -> Fault | None:
        fault = self.fault
        if fault and fault.times is not None:
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

    def newest_first(self) -> Iterator[Any]:
        recorded = (file.stem for file in self.data.glob("*.json")) if self.data else ()
        for day in sorted({*self.days, *recorded}, reverse=True):
            if day <= self.today.isoformat():
                yield from sorted(self.day(day), key=_submitted, reverse=True)

    def paper(self, wanted: str) -> dict[str, Any] | None:
        for each in self.newest_first():
            if isinstance(each, dict) and each["paper"]["id"] == wanted:
                return dict(each["paper"])
        return None


class _RefusedError(Exception):
    """The service answers with an error of its own."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class _Server(ThreadingHTTPServer):
    # Joined at the end, so that no thread outlives its test.
    daemon_threads = False
    block_on_close = True

    def __init__(self, address: tuple[str, int], handler: type, service: FeedServer) -> None:
        super().__init__(address, handler)
        self.service = service
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        self.service.connections += 1
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that clients keep alive."""
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # ended by itself meanwhile
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that goes away in the middle of an answer is no error of the service.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        service = self.server.service
        service.requests.append(Asked(self.path, self.headers))
        service.gate.wait()
        if fault := service.next_fault():
            fault.act(self, service)
            return
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            self._route(parts.path.removeprefix(service.prefix), query)
        except _RefusedError as refused:
            self.send_json({"error": str(refused)}, refused.status)

    def _route(self, path: str, query: dict[str, str]) -> None:
        if path == "/api/daily_papers":
            self._daily_papers(query)
        elif path.startswith("/api/papers/"):
            paper = self.server.service.paper(path.rpartition("/")[2])
            if paper is None:
                raise _RefusedError(404, "Paper not found")
            self.send_json(paper)
        else:
            raise _RefusedError(404, "Sorry, we can't find the page you are looking for.")

    def _daily_papers(self, query: dict[str, str]) -> None:
        service = self.server.service
        page = _number(query, "p", 0, 0, sys.maxsize)
        limit = _number(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
        if query.get("sort", "publishedAt") not in ("publishedAt", "trending"):
            raise _RefusedError(400, 'Invalid option: expected one of "publishedAt"|"trending"')
        if "date" in query:
            listed = service.day(_day(query["date"], service.today))
        else:
            listed = list(service.newest_first())
        headers = {}
        if listed[(page + 1) * limit :]:
            following = urlencode({**query, "p": page + 1})
            headers["Link"] = f'<{service.url}/api/daily_papers?{following}>; rel="next"'
        self.send_json(listed[page * limit : (page + 1) * limit], headers=headers)

    def send_json(
        self, value: object, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        body = text.encode("utf-8", "surrogatepass")
        etag = f'W/"{hashlib.sha1(body).hexdigest()[:27]}"'
        left = max(0, QUOTA - len(self.server.service.requests))
        own = {
            "Content-Type": "application/json; charset=utf-8",
            "ETag": etag,
            "RateLimit": f'"api";r={left};t={WINDOW}',
            "RateLimit-Policy": f'"fixed window";"api";q={QUOTA};w={WINDOW}',
        }
        if status == 200 and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        elif "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
            own["Content-Encoding"] = "gzip"
        self.send(status, body, own | (headers or {}))

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """A whole answer with these headers alone."""
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        if self.server.service.verbose:
            super().log_message(format, *args)


def _number(query: dict[str, str], name: str, default: int, least: int, most: int) -> int:
    written = query.get(name, str(default))
    if not re.fullmatch(r"-?[0-9]{1,18}", written):
        raise _RefusedError(400, f"Invalid input: expected number, received NaN at {name}")
    if int(written) < least:
        raise _RefusedError(400, f"Too small: expected number to be >={least}")
    if int(written) > most:
        raise _RefusedError(400, f"Too big: expected number to be <={most}")
    return int(written)


def _day(written: str, today: date) -> str:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
            raise ValueError
        day = date.fromisoformat(written)
    except ValueError:
        raise _RefusedError(400, "Invalid ISO date at date") from None
    if day > today:
        raise _RefusedError(400, f"Invalid date: must not be after {today.isoformat()}")
    return written


def _upvotes(listed: Any) -> int:
    paper = listed.get("paper") if isinstance(listed, dict) else None
    upvotes = paper.get("upvotes") if isinstance(paper, dict) else None
    return upvotes if isinstance(upvotes, int) else 0


def _submitted(listed: Any) -> str:
    paper = listed.get("paper") if isinstance(listed, dict) else None
    submitted = paper.get("submittedOnDailyAt") if isinstance(paper, dict) else None
    return submitted if isinstance(submitted, str) else ""


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
        print(f"HF_ENDPOINT={server.url} PAPER_READER_TODAY={today.isoformat()}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
