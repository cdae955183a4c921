"""arXiv's query API: its client, and the decoder of the Atom feeds that it answers with.

https://info.arxiv.org/help/api/user-manual.html and https://info.arxiv.org/help/api/tou.html
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from xml.parsers import expat

from reader.errors import FeedError
from reader.net import MalformedAnswer, Refused
from reader.net.rate_limits import RequestPacer
from reader.net.request import Endpoint, Request
from reader.net.service_client import OnWarning, ServiceClient
from reader.paper import ArxivMetadata
from reader.text import clean_line

BATCH = 100
"""The most papers in one request; the address of more would be longer than some proxies take."""
GAP = 3.0
"""Seconds between two requests, as the terms of use ask for."""

_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_LATER = "it may be too busy; ask again in a quarter of an hour"


class ArxivClient:
    """The client of the API. Requests are made one at a time, and without a token."""

    def __init__(
        self,
        endpoint: str,
        pace: RequestPacer,
        *,
        budget: float = 25.0,
        on_warning: OnWarning = None,
    ) -> None:
        """Set up; nothing is connected yet.

        Args:
            endpoint: the base URL of every request, such as `https://export.arxiv.org`.
            pace: by which requests take turns.
            budget: the seconds after which a request is given up.
            on_warning: called with a sentence about each environment variable that is ignored.

        Raises:
            ConfigError: the endpoint cannot be used.
        """
        self._endpoint = Endpoint.read(endpoint, None, "the setting metadata.arxiv")
        self._pace = pace
        self._calls = ServiceClient(
            self._endpoint, budget, lambda *_: None, None, time.monotonic, on_warning
        )

    def entries(
        self, papers: Sequence[str], watch: Callable[[int], None]
    ) -> Iterator[list[ArxivEntry]]:
        """The entries of the latest versions of some papers, in batches.

        Papers that arXiv does not have are left out. Each batch is requested when the iterator
        comes to it; after a failure there are no more.

        Args:
            papers: ids without a version.
            watch: called before each request with how many papers are done.

        Raises:
            FeedError: there was no readable answer.
        """
        batches = deque(papers[at : at + BATCH] for at in range(0, len(papers), BATCH))
        while batches:
            watch(len(papers) - sum(map(len, batches)))
            batch = batches.popleft()
            try:
                yield self._batch(batch)
            except Refused as error:
                # One id that arXiv rejects spoils the whole batch; so it is split.
                if error.status != HTTPStatus.BAD_REQUEST:
                    raise
                if len(batch) > 1:
                    middle = len(batch) // 2
                    batches.extendleft((batch[middle:], batch[:middle]))

    def close(self) -> None:
        """Close the connection; a request in flight is abandoned."""
        self._calls.close()

    def _batch(self, papers: Sequence[str]) -> list[ArxivEntry]:
        counted = papers[0] if len(papers) == 1 else f"{len(papers)} papers"
        what = f"what arXiv knows of {counted}"
        failing = f"could not get {what} from {self._endpoint.host}"
        query = {"id_list": ",".join(papers), "max_results": f"{len(papers)}"}
        request = Request(
            "/api/query", what, query, html=True, accept="application/atom+xml", tries=1
        )
        with self._pace.turn():
            try:
                text = str(self._calls.call(lambda get: get(request).value, what, None))
            except Refused as error:
                if error.status not in _BUSY:
                    raise
                raise Refused(f"{error}; {_LATER}", error.status, error.wait) from error
        try:
            feed = decode_feed(text)
        except ValueError as error:
            raise MalformedAnswer(f"{failing}: the answer cannot be read, as {error}") from error
        if feed.error:
            raise Refused(f"{failing}: “{feed.error}”", HTTPStatus.BAD_REQUEST)
        wanted = frozenset(papers)
        entries = [entry for entry in feed.entries if entry.paper in wanted]
        if not entries and len(papers) > 1:
            raise FeedError(f"{failing}: the answer is empty; {_LATER}")
        return entries


def arxiv_pacer(folder: Path) -> RequestPacer:
    """By which every request to arXiv takes its turn, of this process and of others.

    Args:
        folder: for the file that they share.
    """
    return RequestPacer(folder / "arxiv.turn", GAP)


def connect_arxiv(folder: Path, endpoint: str, on_warning: OnWarning) -> ArxivClient:
    """Make the client; nobody is asked yet.

    Args:
        folder: for the file by which all processes of this program take turns at arXiv.
        endpoint: the base URL of every request.
        on_warning: called with a sentence about each environment variable that is ignored.

    Raises:
        ConfigError: the endpoint cannot be used.
    """
    return ArxivClient(endpoint, arxiv_pacer(folder), on_warning=on_warning)


_MOST_CHARACTERS = 16_000_000
"""A hundred papers with three thousand authors each have fewer."""
_MOST_ENTRIES = 2_000
"""arXiv sends no more at once."""
_DEEPEST = len(("feed", "entry", "title", "anything"))
"""Of what is deeper no name need be known."""
_MAX_LINE = 500
_MAX_COMMENT = 10_000
"""A remark of arXiv itself may come at the end of a long one of the authors."""

_ATOM, _ARXIV = "http://www.w3.org/2005/Atom ", "http://arxiv.org/schemas/atom "
_ENTRY = [f"{_ATOM}feed", f"{_ATOM}entry"]
_TEXTS = {
    f"{_ATOM}id": "id",
    f"{_ATOM}title": "title",
    f"{_ATOM}summary": "summary",
    f"{_ATOM}updated": "updated",
    f"{_ARXIV}doi": "doi",
    f"{_ARXIV}journal_ref": "journal",
    f"{_ARXIV}comment": "comment",
}
_PRIMARY = f"{_ARXIV}primary_category"
_ID = re.compile(
    r"https?://(?:www\.|export\.)?arxiv\.org/abs/(?P<id>[^\s?#]+?)v(?P<version>\d{1,4})"
)
_ERROR = re.compile(r"https?://(?:www\.|export\.)?arxiv\.org/api/errors\b")
_CLASS = re.compile(r"[a-z-]{2,20}(?:\.[A-Za-z-]{2,20})?")


@dataclass(frozen=True, slots=True)
class ArxivEntry:
    """An entry of the feed: the latest version of a paper."""

    paper: str
    """Its id, without version; before April 2007 with the archive, `astro-ph/0601001`."""
    version: int
    title: str
    imprint: ArxivMetadata
    comment: str | None = None
    """A remark of the authors, such as where it was accepted."""
    updated: datetime | None = None
    """When this version came to arXiv (aware, UTC)."""


@dataclass(frozen=True, slots=True)
class ArxivFeed:
    """A decoded feed."""

    entries: tuple[ArxivEntry, ...]
    error: str | None = None
    """Why arXiv rejected the query, in its own words."""


def decode_feed(text: str) -> ArxivFeed:
    """Decode a feed; entries that cannot be decoded are left out.

    A document type is refused: arXiv sends none, and its entities could expand without bound or
    read files and URLs.

    Raises:
        ValueError: it is no Atom feed, or not one that arXiv would send.
    """
    if len(text) > _MOST_CHARACTERS:
        raise ValueError("it is too long")
    reader = _Reader()
    # The encoding that the XML declares is that of the bytes before they were decoded.
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise ValueError(f"it is not XML: {error}") from error
    if not reader.is_feed:
        raise ValueError("it is no Atom feed")
    found = [each for each in map(_entry, reader.entries) if each]
    errors = (each.line("summary") for each in reader.entries if _ERROR.match(each.line("id")))
    return ArxivFeed(tuple(found), next(errors, None))


@dataclass(slots=True)
class _Raw:
    """An entry, not yet decoded."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    primary: str = ""

    def line(self, name: str, longest: int = _MAX_LINE) -> str:
        return clean_line("".join(self.texts.get(name, ())), longest)


class _Reader:
    """Collects the texts that are needed while expat parses, so that nothing else takes memory."""

    def __init__(self) -> None:
        self.is_feed = False
        self.entries: list[_Raw] = []
        self._path: list[str] = []
        self._deeper = 0
        """How many levels the parser is below the last element of the path."""
        self._texts: list[str] | None = None

    def doctype(self, *_: object) -> None:
        raise ValueError("it has a document type")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.is_feed = self.is_feed or (not self._path and name == _ENTRY[0])
        inside = self._path == _ENTRY
        if len(self._path) == _DEEPEST:
            self._deeper += 1
            return
        self._path.append(name)
        if len(self.entries) > _MOST_ENTRIES:
            raise ValueError(f"it has more than {_MOST_ENTRIES:,} entries")
        if self._path == _ENTRY:
            self.entries.append(_Raw())
        elif inside and name == _PRIMARY:
            self.entries[-1].primary = attributes.get("term", "")
        elif inside and name in _TEXTS:
            self._texts = self.entries[-1].texts.setdefault(_TEXTS[name], [])

    def end(self, _: str) -> None:
        if self._deeper:
            self._deeper -= 1
            return
        self._path.pop()
        if self._path == _ENTRY:
            self._texts = None

    def text(self, text: str) -> None:
        if self._texts is not None:
            self._texts.append(text)


def _entry(raw: _Raw) -> ArxivEntry | None:
    match = _ID.fullmatch(raw.line("id"))
    if not match:
        return None
    primary = raw.primary if _CLASS.fullmatch(raw.primary) else None
    imprint = ArxivMetadata(primary, raw.line("doi") or None, raw.line("journal") or None)
    comment = raw.line("comment", _MAX_COMMENT) or None
    version, updated = int(match["version"]), _moment(raw.line("updated"))
    return ArxivEntry(match["id"], version, raw.line("title"), imprint, comment, updated)


def _moment(text: str) -> datetime | None:
    """A time such as `2026-06-11T17:59:49Z`; None where it is no time that is the same anywhere."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
