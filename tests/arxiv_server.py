"""arXiv's query API, doi.org and Semantic Scholar on the loopback interface, with their faults.

with ArxivServer() as server:
    server.entries["2401.00001"] = Entry("A title", doi="10.1145/1")
    server.items["10.1145/1"] = csl("A title")
    server.fault = faults.status(503)
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.feed_faults import Fault

ATOM = "http://www.w3.org/2005/Atom"
ARXIV = "http://arxiv.org/schemas/atom"
CSL = "application/vnd.citationstyles.csl+json"


@dataclass(frozen=True)
class Entry:
    """What arXiv knows of a paper."""

    title: str
    version: int = 1
    primary: str | None = "cs.CL"
    doi: str | None = None
    journal: str | None = None
    comment: str | None = None
    updated: str = "2024-01-01T00:00:00Z"

    def xml(self, paper: str, *, old: bool = False) -> str:
        """As an element; the old form declares its namespace again and again."""
        space = f' xmlns:arxiv="{ARXIV}"' if old else ""
        parts = [
            f"<id>http://arxiv.org/abs/{paper}v{self.version}</id>",
            f"<title>{escape(self.title)}</title>",
            f"<updated>{self.updated}</updated>",
            f'<link href="http://arxiv.org/abs/{paper}v{self.version}" rel="alternate"/>',
            "<summary>Of no account.</summary>",
            "<author><name>Ada Example</name></author>",
        ]
        for name, text in (
            ("doi", self.doi),
            ("journal_ref", self.journal),
            ("comment", self.comment),
        ):
            if text is not None:
                parts.append(f"<arxiv:{name}{space}>{escape(text)}</arxiv:{name}>")
        if self.primary is not None:
            parts.append(f'<arxiv:primary_category{space} term="{self.primary}"/>')
        parts.append('<category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>')
        return f"<entry>{''.join(parts)}</entry>"


ERROR = (
    "<entry><id>https://arxiv.org/api/errors#incorrect_id_format</id><title>Error</title>"
    "<summary>incorrect id format for {}</summary></entry>"
)


def feed(*entries: str, old: bool = False) -> str:
    """A whole feed of elements."""
    space = "" if old else f' xmlns:arxiv="{ARXIV}"'
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<feed xmlns="{ATOM}"{space}><title>arXiv Query</title>{"".join(entries)}</feed>'


def csl(title: str | list[str], **fields: Any) -> dict[str, Any]:
    """What a registry says of a paper in proceedings; None takes a field away."""
    item = {
        "type": "paper-conference",
        "title": title,
        "container-title": "Proceedings of the Example Conference",
        "issued": {"date-parts": [[2024, 5, 1]]},
        "page": "1-10",
        "publisher": "Example Press",
        **fields,
    }
    return {name: value for name, value in item.items() if value is not None}


def record(title: str, doi: str | None = None, **fields: Any) -> dict[str, Any]:
    """What Semantic Scholar says of a paper at a conference; None takes a field away."""
    said = {
        "title": title,
        "year": 2024,
        "venue": "International Conference on Examples",
        "publicationVenue": {"name": "International Conference on Examples", "type": "conference"},
        "publicationTypes": ["Conference"],
        "journal": {"pages": "3-9"},
        "externalIds": {"ArXiv": "2401.00001"} | ({"DOI": doi} if doi else {}),
        **fields,
    }
    return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: Message
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.path).query))

    @property
    def ids(self) -> list[str]:
        """The papers that it is about."""
        if self.body:
            return [each.removeprefix("ARXIV:") for each in json.loads(self.body)["ids"]]
        return self.query["id_list"].split(",")


@dataclass
class ArxivServer:
    """Three running services, from `with` to the end of it.

    Attributes:
        entries: what arXiv knows, by bare id.
        items: what the registry knows, by DOI.
        records: what Semantic Scholar knows, by bare id.
        pages: whole papers, by bare id or with a version.
        wrong: ids that arXiv takes for none.
        fault: what goes wrong with requests from now on, or with the next `fault.times`.
        requests: all that were made.
        connections: how many were opened.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    items: dict[str, Any] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    fault: Fault | None = None
    requests: list[Asked] = field(default_factory=list)
    connections: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.service = self
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()

    @property
    def url(self) -> str:
        """Where arXiv is."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def registry(self) -> str:
        """Where doi.org is."""
        return f"{self.url}/doi"

    @property
    def scholar(self) -> str:
        """Where Semantic Scholar is."""
        return f"{self.url}/scholar"

    def next_fault(self, path: str) -> Fault | None:
        """What goes wrong with a request."""
        fault = self.fault
        if fault is None or not path.startswith(fault.under):
            return None
        if fault.times is not None:
            fault.times -= 1
            if fault.times == 0:
                self.fault = None
        return fault

    def asked(self, under: str) -> list[Asked]:
        """The requests for paths that begin so."""
        return [each for each in self.requests if each.path.startswith(under)]


class _Server(ThreadingHTTPServer):
    # A connection that is kept alive would be waited for.
    daemon_threads = True
    block_on_close = False
    service: ArxivServer

    def process_request(self, request: Any, client_address: Any) -> None:
        self.service.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle of an answer is no error."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        service = self.server.service
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        asked = Asked(self.command, self.path, self.headers, body)
        service.requests.append(asked)
        path = urlsplit(self.path).path
        if fault := service.next_fault(path):
            fault.act(self, service)
        elif path == "/api/query":
            self.answer_query(asked)
        elif path.startswith("/doi/"):
            item = service.items.get(unquote(path.removeprefix("/doi/")))
            known = item is not None and self.headers["Accept"] == CSL
            self._json(item, 200 if known else 404)
        elif path.startswith("/html/"):
            text = service.pages.get(unquote(path.removeprefix("/html/")), "<h1>No HTML</h1>")
            known = text != "<h1>No HTML</h1>"
            self.send(200 if known else 404, text.encode(), {"Content-Type": "text/html"})
        elif path == "/scholar/graph/v1/paper/batch":
            self._json([service.records.get(paper) for paper in asked.ids])
        else:
            self._json({"error": "no such place"}, 404)

    do_POST = do_GET  # noqa: N815 - the base class's

    def answer_query(self, asked: Asked) -> None:
        """Answer as arXiv does."""
        service = self.server.service
        wrong = [paper for paper in asked.ids if paper in service.wrong]
        if wrong:
            self._atom(feed(ERROR.format(wrong[0])), 400)
            return
        known = [paper for paper in asked.ids if paper in service.entries]
        most = int(asked.query.get("max_results", "10"))
        self._atom(feed(*(service.entries[paper].xml(paper) for paper in known[:most])))

    def _atom(self, text: str, status: int = 200) -> None:
        self.send(status, text.encode(), {"Content-Type": "application/atom+xml; charset=utf-8"})

    def _json(self, value: object, status: int = 200) -> None:
        self.send(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """A whole answer with these headers alone."""
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Nothing is logged."""
