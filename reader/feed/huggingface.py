"""The Hugging Face API: the Daily Papers as the service lists them, items raw as they come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import parse_qsl, quote, urlsplit

from reader.errors import FeedError
from reader.feed.deadline import Deadline
from reader.feed.decode import kind
from reader.feed.endpoint import Endpoint
from reader.feed.failures import Refused, Unreachable

if TYPE_CHECKING:
    from reader.feed.transport import Transport

__all__ = ["HuggingFace", "Refused", "Unreachable"]

PAGE_SIZE = 100
"""The most that the service gives at once; without it, it gives 50 and busy days lose their end."""
MAX_PAGES = 20

_LIST = "/api/daily_papers"

_Result = TypeVar("_Result")


class HuggingFace:
    """The service at one endpoint; safe to use from several threads.

    Every call ends within the budget, whatever the service does. Nothing is imported or connected
    before the first one.
    """

    def __init__(
        self,
        endpoint: str,
        token: str | None = None,
        *,
        budget: float = 25.0,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Remember where the service is.

        Args:
            endpoint: the base of every request, such as `https://huggingface.co`.
            token: sent to that endpoint and nowhere else; every list can be had without.
            budget: the seconds that one call may take, all tries and pages together.
            pause: how to wait between two tries, seconds.

        Raises:
            ConfigError: the endpoint or the token cannot be used.
        """
        self._endpoint = Endpoint.read(endpoint, token)
        self._budget = budget
        self._pause = pause
        self._lock = Lock()
        self._idle: list[Transport] = []
        self._running: set[Deadline] = set()
        self._closed = False

    def day(self, day: date) -> list[object]:
        """The items of a day's list, most upvotes first; empty where the day has none.

        Raises:
            Refused: the service will not; with status 400 for a day that has not begun there.
            FeedError: there was no answer, or none that can be read.
        """
        query = {"date": day.isoformat(), "limit": str(PAGE_SIZE)}
        return self._list(query, f"the papers of {day.isoformat()}", MAX_PAGES)

    def latest(self) -> list[object]:
        """The newest items across days, newest first; at most one page of them.

        Raises:
            FeedError: there was no answer, or none that can be read.
        """
        return self._list({"limit": str(PAGE_SIZE)}, "the newest papers", 1)

    def paper(self, paper: str) -> object:
        """The item of one paper, which is flat and tells no number of comments.

        Raises:
            Refused: the service will not; with status 404 for a paper that it does not know.
            FeedError: there was no answer, or none that can be read.
        """
        what = f"paper {paper}"

        def work(transport: Transport, deadline: Deadline) -> object:
            path = f"/api/papers/{quote(paper, safe='')}"
            return transport.get(path, {}, what, deadline).value

        item = self._call(work, what)
        if not isinstance(item, dict):
            raise self._unexpected(what, item, "an object")
        return item

    def close(self) -> None:
        """Let go of the connections; a call that still waits in another thread ends at once."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            running = list(self._running)
        for transport in idle:
            transport.close()
        for deadline in running:
            deadline.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _list(self, query: Mapping[str, str], what: str, pages: int) -> list[object]:
        def work(transport: Transport, deadline: Deadline) -> list[object]:
            items: list[object] = []
            asked: list[Mapping[str, str]] = []
            page: Mapping[str, str] | None = query
            while page is not None and page not in asked and len(asked) < pages:
                asked.append(page)
                answer = transport.get(_LIST, page, what, deadline)
                if not isinstance(answer.value, list):
                    raise self._unexpected(what, answer.value, "a list")
                items += answer.value
                page = _following(answer.following, query) if answer.value else None
            return items

        return self._call(work, what)

    def _unexpected(self, what: str, value: object, expected: str) -> FeedError:
        return FeedError(
            f"could not get {what} from {self._endpoint.host}: "
            f"{kind(value)} came where {expected} was expected"
        )

    def _call(self, work: Callable[[Transport, Deadline], _Result], what: str) -> _Result:
        deadline = Deadline(self._budget)
        failing = f"could not get {what} from {self._endpoint.host}"
        try:
            with self._transport(deadline) as transport:
                return deadline.run(lambda: work(transport, deadline))
        except TimeoutError:
            raise Unreachable(f"{failing}: it took longer than {self._budget:g} s") from None
        except CancelledError:
            raise Unreachable(f"{failing}: it was no longer waited for") from None

    @contextmanager
    def _transport(self, deadline: Deadline) -> Iterator[Transport]:
        """A transport for one call alone, so that giving up on it disturbs no other call."""
        from reader.feed.transport import Transport

        with self._lock:
            if self._closed:
                raise CancelledError
            self._running.add(deadline)
            transport = self._idle.pop() if self._idle else None
        reusable = False
        try:
            transport = transport or Transport(self._endpoint, self._budget, self._pause)
            yield transport
            reusable = True
        except FeedError:
            reusable = True
            raise
        finally:
            with self._lock:
                self._running.discard(deadline)
                reusable = reusable and not self._closed
                if transport and reusable:
                    self._idle.append(transport)
            if transport and not reusable:
                transport.close()


def _following(link: str | None, query: Mapping[str, str]) -> Mapping[str, str] | None:
    """The parameters of the page that a `Link: rel="next"` points to, if there is one.

    Only its query is taken, and asked of our own endpoint for our own day: so a link can lead
    nowhere else, and one to the original service still works behind a mirror.
    """
    if link is None:
        return None
    try:
        return {**dict(parse_qsl(urlsplit(link).query)), **query}
    except ValueError:
        return None
