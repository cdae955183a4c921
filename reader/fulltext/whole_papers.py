"""Whole papers: asked of arXiv and of Hugging Face, and kept for when nobody can be asked."""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from reader.archive.cache_file import CacheFile
from reader.errors import ArchiveError, FeedError, ReaderError
from reader.net import MalformedAnswer, Offline, Refused, Unreachable

if TYPE_CHECKING:
    from reader.fulltext.document import Document
    from reader.fulltext.paper_pages import ArxivPages

Standing = Literal["kept", "nowhere", "wanted"]
"""Of a paper: it is kept; nobody had it a few days ago; it is to be asked for."""

FILE = "texts.sqlite"
"""Its name, beside the archive."""
MAX_KEPT = 1_000_000_000
"""Bytes of all kept pages, compressed; a page has some hundred thousand."""
BUDGET = 25.0
"""Seconds that the requests for one paper may take together, without the waits for turns."""
_FIRST = 15.0
"""Of these, for the pages of arXiv."""
_AGAIN = timedelta(days=7)
"""After so long a paper without a text is asked for again, where many are fetched."""
_MOST_BYTES = 100_000_000
"""Of a page that is kept."""

_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS page (
    paper TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    version INTEGER,
    fetched_at TEXT NOT NULL,
    size INTEGER NOT NULL,
    content BLOB NOT NULL
);
"""
_FORGET = """
DELETE FROM page WHERE paper IN (
    SELECT paper FROM (
        SELECT paper, sum(size) OVER (ORDER BY fetched_at DESC, paper) AS so_far FROM page
    ) WHERE so_far > ?
)
"""
_ARXIV, _HUGGING_FACE, _NOWHERE = "arxiv", "huggingface", "none"


class NoTextError(FeedError):
    """Nobody has the text of a paper, but as a PDF."""


@dataclass(frozen=True, slots=True)
class WholePaper:
    """A paper, when it was fetched, and why that may be out of date."""

    document: Document
    fetched_at: datetime
    """Aware, UTC."""
    problem: ReaderError | None = None
    """The error, if a newer version could not be had, or it could not be kept."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it came."""

    source: str
    version: int | None
    """That was asked for, or else that the page names."""
    fetched_at: datetime
    text: str = ""


def cache_file(path: Path) -> CacheFile:
    """The SQLite file at `path`, with the table of this cache."""
    return CacheFile(path, _VERSION, _SCHEMA, _read_all)


class WholePapers:
    """Fetches whole papers, and keeps the pages as they came.

    Several processes may use the file at once.
    """

    def __init__(
        self,
        path: Path,
        connect: Callable[[], ArxivPages] | None,
        markdown: Callable[[str, float], str],
        now: Callable[[], datetime],
    ) -> None:
        """Set up; nothing is read or written yet.

        Args:
            path: the file.
            connect: makes the client of arXiv's pages, when it is needed; may raise FeedError.
                None where arXiv is never asked.
            markdown: asks Hugging Face for the Markdown of a paper within some seconds; raises
                FeedError.
            now: the clock.
        """
        self._file = cache_file(path)
        self._connect = connect
        self._markdown = markdown
        self._now = now
        self._pages: ArxivPages | None = None

    def close(self) -> None:
        """Close the connection to arXiv."""
        if self._pages:
            self._pages.close()

    def kept(self, paper: str) -> WholePaper | None:
        """A paper as it was last fetched; None where it is not kept.

        Raises:
            ArchiveError: the file cannot be read.
        """
        page = self._kept_page(paper)
        if page is None:
            return None
        # A page that this version cannot decode any more counts as not kept.
        with contextlib.suppress(FeedError):
            document = _decode(page, paper)
            return WholePaper(document, page.fetched_at) if document else None
        return None

    def standing(self, paper: str, version: int | None) -> Standing:
        """Whether a paper need be asked for.

        Args:
            paper: the arXiv id.
            version: the newest, as far as that is known.

        Raises:
            ArchiveError: the file cannot be read.
        """
        page = self._kept_page(paper, text=False)
        if page is None:
            return "wanted"
        if page.source == _NOWHERE:
            return "nowhere" if self._now() - page.fetched_at < _AGAIN else "wanted"
        is_current = version is None or page.version is None or page.version >= version
        return "kept" if is_current else "wanted"

    def read(self, paper: str, version: int | None = None) -> WholePaper:
        """A paper: the kept one where it is of that version, else fetched and kept.

        Args:
            paper: the arXiv id.
            version: the newest, as far as that is known.

        Raises:
            NoTextError: nobody has its text.
            FeedError: nobody could be asked, and it is not kept.
            ConfigError: the settings name no address that can be used.
        """
        known: WholePaper | None = None
        with contextlib.suppress(ArchiveError):
            known = self.kept(paper)
            if known and self.standing(paper, version) == "kept":
                return known
        try:
            return self._ask(paper, version)
        except Unreachable as error:
            if known:
                return replace(known, problem=error)
            said = str(error).rstrip(".")
            raise Unreachable(f"{said}; the text of {paper} was never fetched before") from error
        except FeedError as error:
            if known:
                return replace(known, problem=error)
            raise

    def _ask(self, paper: str, version: int | None) -> WholePaper:
        """Fetch a paper from the first that has it, and keep it."""
        failure: FeedError | None = None
        left = BUDGET
        try:
            pages = self._client()
            for each in dict.fromkeys((version, None)):
                before = pages.spent
                text = pages.page(paper, each, max(1.0, min(_FIRST, left)))
                left -= pages.spent - before
                if text and (found := self._found(_ARXIV, paper, each, text)):
                    return found
        except Unreachable as error:
            # What else there is may be nearer.
            failure, left = error, BUDGET - _FIRST
        return self._ask_hugging_face(paper, max(5.0, left), failure)

    def _client(self) -> ArxivPages:
        if self._connect is None:
            raise Offline("arXiv is not asked here")
        self._pages = self._pages or self._connect()
        return self._pages

    def _ask_hugging_face(
        self, paper: str, seconds: float, failure: FeedError | None
    ) -> WholePaper:
        try:
            text = self._markdown(paper, seconds)
        except Refused as error:
            if error.status != 404 or failure:
                raise failure or error from error
            text = ""
        except FeedError as error:
            raise failure or error from error
        if found := self._found(_HUGGING_FACE, paper, None, text, failure):
            return found
        if failure:
            raise failure
        with contextlib.suppress(ArchiveError):
            self._keep(paper, _Page(_NOWHERE, None, self._now().astimezone(UTC)))
        raise NoTextError(
            f"there is no text of {paper}: arXiv has no HTML of it, and Hugging Face no Markdown; "
            f"its PDF is https://arxiv.org/pdf/{paper}"
        )

    def _found(
        self,
        source: str,
        paper: str,
        version: int | None,
        text: str,
        failure: FeedError | None = None,
    ) -> WholePaper | None:
        """The paper on a page, which is kept; None where there is none on it.

        What was had because somebody else failed is not kept, so that he is asked again.
        """
        page = _Page(source, version, self._now().astimezone(UTC), text)
        document = _decode(page, paper)
        if document is None:
            return None
        problem: ReaderError | None = failure
        if not failure:
            try:
                self._keep(paper, replace(page, version=document.version))
            except ArchiveError as error:
                problem = error
        return WholePaper(document, page.fetched_at, problem)

    def _keep(self, paper: str, page: _Page) -> None:
        content = zlib.compress(page.text.encode("utf-8", "replace"), 6)
        row = (
            *(paper, page.source, page.version, page.fetched_at.isoformat()),
            *(len(content), content),
        )

        def work(database: sqlite3.Connection) -> None:
            database.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?)", row)
            database.execute(_FORGET, (MAX_KEPT,))

        self._file.do(work)

    def _kept_page(self, paper: str, *, text: bool = True) -> _Page | None:
        content = "content" if text else "x''"
        query = f"SELECT source, version, fetched_at, {content} FROM page WHERE paper = ?"

        def work(database: sqlite3.Connection) -> _Page | None:
            row = database.execute(query, (paper,)).fetchone()
            return _page(*row) if row else None

        return self._file.read(work, None)


def _page(source: str, version: int | None, fetched_at: str, content: bytes) -> _Page:
    moment = datetime.fromisoformat(fetched_at)
    try:
        unpacked = zlib.decompressobj().decompress(content, _MOST_BYTES) if content else b""
    except zlib.error as error:
        raise ValueError(f"a page cannot be unpacked: {error}") from error
    return _Page(source, version, moment, unpacked.decode("utf-8"))


def _decode(page: _Page, paper: str) -> Document | None:
    """The paper on a page; None where there is none on it.

    Raises:
        MalformedAnswer: it is another paper, or too long.
    """
    from reader.fulltext.latexml_decoder import decode_page
    from reader.fulltext.markdown_decoder import decode_markdown

    failing = f"could not read the text of {paper}"
    try:
        if page.source == _NOWHERE:
            return None
        if page.source == _HUGGING_FACE:
            return decode_markdown(page.text, paper)
        document = decode_page(page.text)
    except ValueError as error:
        raise MalformedAnswer(f"{failing}: {error}") from error
    if document and document.paper not in ("", paper):
        raise MalformedAnswer(f"{failing}: what came is another paper, {document.paper}")
    if document and document.version is None:
        return replace(document, paper=paper, version=page.version)
    return document


def _read_all(database: sqlite3.Connection) -> None:
    for row in database.execute("SELECT source, version, fetched_at, content FROM page"):
        _page(*row)
