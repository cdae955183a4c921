"""The HTTP of the service that `tests.feed_server` plays: routes, headers, redirects."""

from __future__ import annotations

import gzip
import hashlib
import json
import socket
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tests import feed_rules as rules
from tests.feed_pages import listing_props, page, paper_props
from tests.feed_quotas import kind_of
from tests.feed_rules import RefusedError

if TYPE_CHECKING:
    from tests.feed_server import FeedServer

DEFAULT_LIMIT = 50
MAX_LIMIT = 100
MAX_FOUND = 120
MAX_QUERY = 250
_PATIENCE = 120.0
"""Seconds after which an answer is given although nobody let it through."""

_PERIODS = {"date": "day", "week": "week", "month": "month"}


class Server(ThreadingHTTPServer):
    """Connections to one service."""

    # Joined at the end, so that no thread outlives its test.
    daemon_threads = False
    block_on_close = True

    def __init__(self, address: tuple[str, int], service: FeedServer) -> None:
        super().__init__(address, Handler)
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
        if not isinstance(sys.exception(), ConnectionError | ssl.SSLError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server
    limits: dict[str, str]

    def do_GET(self) -> None:
        service = self.server.service
        parts = urlsplit(self.path)
        path = parts.path.removeprefix(service.prefix)
        service.asked(self.path, self.headers)
        service.gate.wait(_PATIENCE)
        if fault := service.next_fault(path):
            fault.act(self, service)
            return
        taken, self.limits = service.quotas.spend(kind_of(path))
        if not taken:
            slow_down = b"<html><body>" + b"<p>Please slow down.</p>" * 2_500
            self.send(429, slow_down, {"Content-Type": "text/html"} | self.limits)
            return
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            (self._api if path.startswith("/api/") else self._page)(path, query)
        except RefusedError as refused:
            self.send_json({"error": str(refused)}, refused.status)

    def _api(self, path: str, query: dict[str, str]) -> None:
        if path == "/api/daily_papers":
            self._daily_papers(query)
        elif path == "/api/papers/search":
            wanted = rules.text(query, "q", MAX_QUERY)
            limit = rules.number(query, "limit", MAX_FOUND, 1, MAX_FOUND)
            self.send_json(self.server.service.search(wanted)[:limit])
        elif path.startswith("/api/papers/"):
            self._paper(unquote(path.rpartition("/")[2]), query)
        else:
            raise RefusedError(404, "Sorry, we can't find the page you are looking for.")

    def _daily_papers(self, query: dict[str, str]) -> None:
        service = self.server.service
        number = rules.number(query, "p", 0, 0, sys.maxsize)
        limit = rules.number(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
        if rules.one_of(query, "sort", "publishedAt", "trending") == "trending":
            listed = service.trending()
        elif "date" in query:
            listed = service.day(rules.day(query["date"], service.today))
        elif "week" in query:
            listed = service.week(rules.week(query["week"]))
        elif "month" in query:
            listed = service.month(rules.month(query["month"]))
        else:
            listed = list(service.newest_first())
        headers = {}
        if listed[(number + 1) * limit :]:
            following = urlencode({**query, "p": number + 1})
            headers["Link"] = f'<{service.url}/api/daily_papers?{following}>; rel="next"'
        self.send_json(listed[number * limit : (number + 1) * limit], headers=headers)

    def _paper(self, wanted: str, query: dict[str, str]) -> None:
        service = self.server.service
        paper = service.paper(wanted)
        if paper is None:
            raise RefusedError(404, "Paper not found")
        for kind in ("Models", "Datasets", "Spaces"):
            linked = service.linked.get(wanted, {}).get(kind.lower(), [])
            paper[f"linked{kind}"] = linked[:10]
            paper[f"numTotal{kind}"] = len(linked)
        if rules.one_of(query, "field", "", "comments"):
            paper["comments"] = service.comments.get(wanted, [])
        self.send_json(paper)

    def _page(self, path: str, query: dict[str, str]) -> None:
        service = self.server.service
        match path.strip("/").split("/"):
            case ["papers"]:
                self._listing_page("date", service.newest_day())
            case ["papers", "trending"]:
                props = listing_props(service.trending()[:MAX_LIMIT], isTrending=True)
                self.send_page(page("DailyPapers", props))
            case ["papers", "date" | "week" | "month" as parameter, value]:
                self._listing_page(parameter, unquote(value))
            case ["papers", wanted] if text := service.markdown.get(wanted.removesuffix(".md")):
                self.send_page(text)
            case ["papers", wanted] if paper := service.paper(unquote(wanted)):
                props = paper_props(paper, service.comments.get(paper["id"], []))
                self.send_page(page("PaperContent", props))
            case _:
                self.send_page(page("Error", {"statusCode": 404}), 404)

    def _listing_page(self, parameter: str, value: str) -> None:
        """The page of a period; one without papers, or that is none, leads to the newest."""
        service = self.server.service
        listed = service.period(parameter, value)
        if not listed and parameter == "date":
            self.send_redirect("/papers")
        elif not listed:
            newest = service.newest_day()
            latest = rules.week_of(newest) if parameter == "week" else newest[:7]
            self.send_redirect(f"/papers/{parameter}/{latest}")
        else:
            told = {"dateString": value, "periodType": _PERIODS[parameter], "isTrending": False}
            self.send_page(page("DailyPapers", listing_props(listed[:MAX_LIMIT], **told)))

    def send_json(
        self, value: object, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        body = text.encode("utf-8", "surrogatepass")
        kind = {"Content-Type": "application/json; charset=utf-8"}
        self._send_once(status, body, kind | (headers or {}))

    def send_page(self, text: str, status: int = 200) -> None:
        self._send_once(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def send_redirect(self, path: str) -> None:
        location = f"{self.server.service.prefix}{path}"
        self.send(307, b"", {"Location": location} | self.limits)

    def _send_once(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """An answer that is not sent again to who has it, and compressed for who takes that."""
        etag = f'W/"{hashlib.sha1(body).hexdigest()[:27]}"'
        own = {"ETag": etag} | self.limits
        if status == 200 and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        elif "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
            own["Content-Encoding"] = "gzip"
        self.send(status, body, own | headers)

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """A whole answer with these headers alone."""
        self.server.service.answered()
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        if self.server.service.verbose:
            super().log_message(format, *args)
