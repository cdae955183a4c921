"""arXiv's query API: what it knows of papers, up to a hundred with one request.

https://info.arxiv.org/help/api/user-manual.html and https://info.arxiv.org/help/api/tou.html
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus

from reader.errors import FeedError
from reader.metadata.atom_feed import ArxivEntry, decode_feed
from reader.net.endpoint import Endpoint
from reader.net.failures import MalformedAnswer, Refused
from reader.net.request import Request
from reader.net.request_pace import RequestPacer
from reader.net.service_client import OnWarning, ServiceClient

BATCH = 100
"""Papers of one request."""
GAP = 3.0
"""Seconds between two requests, which the terms of use ask for."""

_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_LATER = "it may be too busy; ask again in a quarter of an hour"


class ArxivClient:
    """The API at one endpoint. It is asked by one at a time, and told no token."""

    def __init__(
        self, endpoint: str, pace: RequestPacer, *, budget: float = 25.0, remark: OnWarning = None
    ) -> None:
        """Remember where it is.

        Args:
            endpoint: the base of every request, such as `https://export.arxiv.org`.
            pace: the turns at it.
            budget: the seconds in which a request is answered or given up.
            remark: told in a sentence what of the environment was passed over.

        Raises:
            ConfigError: the endpoint cannot be used.
        """
        self._endpoint = Endpoint.read(endpoint, None, "the setting metadata.arxiv")
        self._pace = pace
        self._calls = ServiceClient(
            self._endpoint, budget, lambda *_: None, None, time.monotonic, remark
        )

    def entries(
        self, papers: Sequence[str], watch: Callable[[int], None]
    ) -> Iterator[list[ArxivEntry]]:
        """What it knows of the latest versions of some papers, part by part.

        A paper that it does not know is in no part. Nothing is asked before the first part is
        wanted, and nothing after a failure.

        Args:
            papers: bare ids.
            watch: told before a request how many papers are done.

        Raises:
            FeedError: there was no answer, or none that can be read.
        """
        batches = deque(papers[at : at + BATCH] for at in range(0, len(papers), BATCH))
        while batches:
            watch(len(papers) - sum(map(len, batches)))
            batch = batches.popleft()
            try:
                yield self._batch(batch)
            except Refused as error:
                # One id that it takes for none spoils the answer for all.
                if error.status != HTTPStatus.BAD_REQUEST:
                    raise
                if len(batch) > 1:
                    middle = len(batch) // 2
                    batches.extendleft((batch[middle:], batch[:middle]))

    def close(self) -> None:
        """Let go of the connection; a request that is on its way is no longer waited for."""
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
