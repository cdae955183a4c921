"""The Hugging Face papers service: its lists, its search and its papers, items raw as they come."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Self
from urllib.parse import quote

from reader.errors import FeedError
from reader.feed.list_requests import MAX_PAGES, ListAnswer, ListRequest, ListSource, page_may_help
from reader.net.failures import Refused, Unreachable, unexpected_value
from reader.net.request import Endpoint, Get, Request
from reader.net.service_client import OnWarning, ServiceClient

__all__ = ["MAX_PAGES", "HuggingFace", "ListAnswer", "Refused", "Unreachable"]

MAX_QUERY = 250
"""UTF-16 units of what is searched for; the service refuses more."""
MAX_FOUND = 120


class HuggingFace:
    """The service at one endpoint; safe to use from several threads.

    Every call ends within its budget, whatever the service does, and keeps to the limits that the
    service tells. Nothing is imported or connected before the first one.

    Where the API answers a request for a list with an error, or in a shape that is not
    understood, the list is read from the web page that shows it, and the answer says so.

    Attributes:
        waiting: told of every wait before it begins, its seconds and its reason in a few words,
            in the thread that waits; may be set at any time.
    """

    def __init__(
        self,
        endpoint: str,
        token: str | None = None,
        *,
        budget: float = 25.0,
        waiting: Callable[[float, str], None] | None = None,
        remark: OnWarning = None,
        pause: Callable[[float], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Remember where the service is.

        Args:
            endpoint: the base of every request, such as `https://huggingface.co`.
            token: sent to that endpoint and nowhere else; every list can be had without.
            budget: the seconds that one call may take, all tries, waits and pages together.
            waiting: see above.
            remark: told in a sentence what of the environment was passed over, once each, in the
                thread that asks.
            pause: how to wait, seconds; by default so that `cancel` and `close` end the wait.
            clock: seconds, by which the limits of the service are kept.

        Raises:
            ConfigError: the endpoint or the token cannot be used.
        """
        self._endpoint = Endpoint.read(endpoint, token)
        self.waiting = waiting
        self._calls = ServiceClient(self._endpoint, budget, self._announce, pause, clock, remark)

    def day(self, day: date, etag: str | None = None, *, budget: float | None = None) -> ListAnswer:
        """The list of a day, most upvotes first; empty where the day has none.

        Args:
            day: the Daily Papers day.
            etag: that of the answer which is known already, if any.
            budget: the seconds that this call may take, where not as many as usual.

        Raises:
            Refused: the service will not; with status 400 for a day that has not begun there,
                429 with `wait` where its limits are used up.
            FeedError: there was no answer, or none that can be read.
        """
        return self._list(ListRequest.day(day), etag, budget)

    def week(
        self, week: str, etag: str | None = None, *, budget: float | None = None
    ) -> ListAnswer:
        """The list of an ISO week, `2026-W30`, to its end.

        Raises:
            Refused: as for a day; with status 400 for every week 53, whose days have to be
                asked for instead.
            FeedError: there was no answer, or none that can be read.
        """
        return self._list(ListRequest("week", week), etag, budget)

    def month(
        self, month: str, etag: str | None = None, *, budget: float | None = None
    ) -> ListAnswer:
        """The list of a month, `2026-07`, to its end.

        Raises:
            Refused: as for a day.
            FeedError: there was no answer, or none that can be read.
        """
        return self._list(ListRequest("month", month), etag, budget)

    def trending(self, etag: str | None = None, *, budget: float | None = None) -> ListAnswer:
        """The hundred papers that trend, of whatever day, in the order of the service.

        Raises:
            Refused: as for a day.
            FeedError: there was no answer, or none that can be read.
        """
        return self._list(ListRequest("trending"), etag, budget)

    def search(
        self, query: str, limit: int = MAX_FOUND, *, budget: float | None = None
    ) -> ListAnswer:
        """Papers of the whole index for a few words, best first.

        The service allows far fewer searches than other requests: 50 in five minutes.

        Args:
            query: cut where it is longer than the service takes.
            limit: how many at most; the service gives no more than 120.
            budget: the seconds that this call may take, where not as many as usual.

        Raises:
            Refused: as for a day.
            FeedError: there was no answer, or none that can be read.
        """
        units = query.strip().encode("utf-16-le", "ignore")[: MAX_QUERY * 2]
        parameters = {
            "q": units.decode("utf-16-le", "ignore"),
            "limit": str(min(max(limit, 1), MAX_FOUND)),
        }
        what = "the papers searched for"
        request = Request("/api/papers/search", what, parameters)
        found = self._calls.call(lambda get: get(request).value, what, budget)
        if not isinstance(found, list):
            raise unexpected_value(self._failing(what), found, "a list")
        return ListAnswer(found)

    def latest(self) -> list[object]:
        """The newest items, newest first; at most one page of them, or the newest day's alone.

        Raises:
            FeedError: there was no answer, or none that can be read.
        """
        return self._list(ListRequest("newest"), None, None).items or []

    def paper(self, paper: str) -> object:
        """The item of one paper, which is flat and tells no number of comments.

        Raises:
            Refused: the service will not; with status 404 for a paper that it does not know.
            FeedError: there was no answer, or none that can be read.
        """
        request = Request(f"/api/papers/{quote(paper, safe='')}", f"paper {paper}")
        return self._calls.call(lambda get: self._object(get, request), request.what, None)

    def discussion(self, paper: str, *, budget: float | None = None) -> object:
        """What `reader.feed.discussion_decoder` reads: a paper's comments, and what was made of it.

        Where the API does not give the comments, they are those of the paper's web page.

        Raises:
            Refused: the service will not; with status 404 for a paper that it does not know.
            FeedError: there was no answer, or none that can be read.
        """
        name, what = quote(paper, safe=""), f"the discussion of {paper}"
        request = Request(f"/api/papers/{name}", what, {"field": "comments"})
        page = Request(f"/papers/{name}", what, html=True, tries=1)

        def work(get: Get) -> object:
            told: dict[str, object] = {}
            try:
                told = self._object(get, request)
                if isinstance(told.get("comments"), list):
                    return told
                raise unexpected_value(
                    self._failing(what), told.get("comments"), "a list of comments"
                )
            except FeedError as error:
                if not page_may_help(error):
                    raise
                from reader.feed.web_page import paper_props

                try:
                    return {**told, **paper_props(str(get(page).value))}
                except FeedError:
                    raise error from None

        return self._calls.call(work, what, budget)

    def cancel(self) -> None:
        """End the calls that are running or waiting in other threads; they raise Unreachable."""
        self._calls.cancel()

    def close(self) -> None:
        """Let go of the connections; a call that still waits in another thread ends at once."""
        self._calls.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _list(self, wanted: ListRequest, etag: str | None, budget: float | None) -> ListAnswer:
        ways = ListSource(wanted, self._failing(wanted.what))
        try:
            return self._calls.call(lambda get: ways.take(get, etag), wanted.what, budget)
        except FeedError:
            # Of two failures, that of the API tells more, also where the page took too long.
            if ways.failure:
                raise ways.failure from None
            raise

    def _object(self, get: Get, request: Request) -> dict[str, object]:
        value = get(request).value
        if not isinstance(value, dict):
            raise unexpected_value(self._failing(request.what), value, "an object")
        return value

    def _failing(self, what: str) -> str:
        return f"could not get {what} from {self._endpoint.host}"

    def _announce(self, seconds: float, reason: str) -> None:
        if self.waiting:
            self.waiting(seconds, reason)
