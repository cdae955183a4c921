"""The discussions of papers: asked of the service, and kept for when it cannot be asked."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reader.archive.cache_file import CacheFile
from reader.errors import ArchiveError, FeedError, ReaderError
from reader.net.deadline import within_time_budget
from reader.text.json_decoder import decode

if TYPE_CHECKING:
    from reader.feed.discussion_decoder import Discussion
    from reader.feed.huggingface import HuggingFace


FILE = "discussions.sqlite"
"""Its name, beside the archive."""

MAX_KEPT = 32_000_000
"""Characters of all stored answers; that of a paper with three comments has some ten thousand."""

_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS discussion (
    paper TEXT PRIMARY KEY,
    fetched_at TEXT NOT NULL,
    answer TEXT NOT NULL
);
"""
_FORGET = """
DELETE FROM discussion WHERE paper IN (
    SELECT paper FROM (
        SELECT paper, sum(length(answer)) OVER (ORDER BY fetched_at DESC, paper) AS so_far
        FROM discussion
    ) WHERE so_far > ?
)
"""


@dataclass(frozen=True, slots=True)
class LoadedDiscussion:
    """A discussion, when it was fetched, and why it may be out of date."""

    discussion: Discussion
    fetched_at: datetime
    """When the service was asked (aware, UTC)."""
    problem: ReaderError | None = None
    """The error, if the service could not be asked or the answer not be stored."""


def cache_file(path: Path) -> CacheFile:
    """The SQLite file at `path`, with the table of this cache."""
    return CacheFile(path, _VERSION, _SCHEMA, _read_all)


class DiscussionCache:
    """Fetches discussions, and stores the last answers as they came.

    Several processes may use the file at once, and any thread may call any method.
    """

    def __init__(
        self, path: Path, service: Callable[[], HuggingFace], now: Callable[[], datetime]
    ) -> None:
        """Set up; nothing is read or written yet.

        Args:
            path: the file.
            service: returns the client; called when it is needed, may raise FeedError.
            now: the clock.
        """
        self._file = cache_file(path)
        self._service = service
        self._now = now

    def kept(self, paper: str) -> LoadedDiscussion | None:
        """The discussion of a paper as it was last fetched; None where it is not stored.

        Raises:
            ArchiveError: the file cannot be read.
        """
        query = "SELECT fetched_at, answer FROM discussion WHERE paper = ?"

        def work(database: sqlite3.Connection) -> LoadedDiscussion | None:
            row = database.execute(query, (paper,)).fetchone()
            return _decode(*row) if row else None

        return self._file.read(work, None)

    def ask(self, paper: str) -> LoadedDiscussion:
        """Fetch the discussion of a paper, and store it.

        Where the service cannot be asked, return the stored one, with the error.

        Raises:
            FeedError: the service cannot be asked or has no such paper, and nothing is stored.
        """
        from reader.feed.discussion_decoder import decode_discussion

        try:
            answer = within_time_budget(lambda: self._service().discussion(paper))
            discussion = decode_discussion(answer)
        except FeedError as error:
            stored: LoadedDiscussion | None = None
            with contextlib.suppress(ArchiveError):
                stored = self.kept(paper)
            if stored is None:
                raise
            return LoadedDiscussion(stored.discussion, stored.fetched_at, error)
        moment = self._now().astimezone(UTC)
        try:
            self._keep(paper, moment, answer)
        except ArchiveError as error:
            return LoadedDiscussion(discussion, moment, error)
        return LoadedDiscussion(discussion, moment)

    def _keep(self, paper: str, moment: datetime, answer: object) -> None:
        try:
            # Escaped to ASCII, as it may hold half of a surrogate pair, which UTF-8 cannot.
            row = (paper, moment.isoformat(), json.dumps(answer, separators=(",", ":")))
        except RecursionError:
            # It was nested almost too deeply to be read; there are no such comments.
            return

        def work(database: sqlite3.Connection) -> None:
            database.execute("INSERT OR REPLACE INTO discussion VALUES (?, ?, ?)", row)
            database.execute(_FORGET, (MAX_KEPT,))

        self._file.do(work)


def _decode(fetched_at: str, answer: str) -> LoadedDiscussion | None:
    from reader.feed.discussion_decoder import decode_discussion

    # An answer that this version cannot decode any more counts as not stored.
    with contextlib.suppress(FeedError):
        return LoadedDiscussion(
            decode_discussion(decode(answer)), datetime.fromisoformat(fetched_at)
        )
    return None


def _read_all(database: sqlite3.Connection) -> None:
    for row in database.execute("SELECT fetched_at, answer FROM discussion").fetchall():
        _decode(*row)
