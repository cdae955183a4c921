"""The client of the Hugging Face papers API: lists, search, papers, discussions; not decoded."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Self
from urllib.parse import quote

from reader.errors import FeedError
from reader.feed.list_requests import MAX_PAGES, ListAnswer, ListRequest, ListSource, page_may_help
from reader.net import Refused, Unreachable, unexpected_value
from reader.net.request import Endpoint, Get, Request
from reader.net.service_client import OnWarning, ServiceClient

__all__ = ["MAX_PAGES", "HuggingFace", "ListAnswer", "Refused", "Unreachable"]

MAX_QUERY = 250
"""UTF-16 units of what is searched for; the service refuses more."""
MAX_FOUND = 120


class HuggingFace:
    """The client for one endpoint; safe to use from several threads.

    Every call ends within its budget, whatever the service does, and keeps to the rate limits that
    the service announces. httpx is imported at the first call.

    Where the API answers a request for a list with an error, or in a shape that cannot be decoded,
    the list is read from the web page that shows it, and the answer says so.

    Attributes:
        waiting: called before every wait with its seconds and its reason in a few words, in the
            thread that waits; may be set at any time.
    """

    def __init__(
        self,
        endpoint: str,
        token: str | None = None,
        *,
        budget: float = 25.0,
        waiting: Callable[[float, str], None] | None = None,
        on_warning: OnWarning = None,
        pause: Callable[[float], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Set up; nothing is connected yet.

        Args:
            endpoint: the base URL of every request, such as `https://huggingface.co`.
            token: sent to that endpoint and nowhere else; no list needs one.
            budget: the seconds that one call may take, all tries, waits and pages together.
            waiting: see above.
            on_warning: called once for each environment variable that is ignored, with a sentence
                about it, in the thread that calls.
            pause: sleeps for some seconds; the default is ended by `cancel` and `close`.
            clock: seconds, for the rate limits.

        Raises:
            ConfigError: the endpoint or the token cannot be used.
        """
        self._endpoint = Endpoint.read(endpoint, token)
        self.waiting = waiting
        self._calls = ServiceClient(
            self._endpoint, budget, self._announce, pause, clock, on_warning
        )

    def day(self, day: date, etag: str | None = None, *, budget: float | None = None) -> ListAnswer:
        """The list of a day, most upvotes first; empty where the day has none.

        Args:
            day: the Daily Papers day.
            etag: the ETag of the answer that is known already, if any.
            budget: the seconds that this call may take, if not the default.

        Raises:
            Refused: an error status; 400 for a day that has not begun there, 429 with `wait` where
                the rate limit is used up.
            FeedError: there was no readable answer.
        """
        return self._list(ListRequest.day(day), etag, budget)

    def week(
        self, week: str, etag: str | None = None, *, budget: float | None = None
    ) -> ListAnswer:
        """The whole list of an ISO week, `2026-W30`.

        Raises:
            Refused: as for a day; with status 400 for every week 53, whose days have to be
                asked for instead.
            FeedError: there was no readable answer.
        """
        return self._list(ListRequest("week", week), etag, budget)

    def month(
        self, month: str, etag: str | None = None, *, budget: float | None = None
    ) -> ListAnswer:
        """The whole list of a month, `2026-07`.

        Raises:
            Refused: as for a day.
            FeedError: there was no readable answer.
        """
        return self._list(ListRequest("month", month), etag, budget)

    def trending(self, etag: str | None = None, *, budget: float | None = None) -> ListAnswer:
        """The hundred trending papers, of any day, in the order of the service.

        Raises:
            Refused: as for a day.
            FeedError: there was no readable answer.
        """
        return self._list(ListRequest("trending"), etag, budget)

    def search(
        self, query: str, limit: int = MAX_FOUND, *, budget: float | None = None
    ) -> ListAnswer:
        """Search the whole index of the service for a few words, best match first.

        The service allows far fewer searches than other requests: 50 in five minutes.

        Args:
            query: cut where it is longer than the service takes.
            limit: how many at most; the service gives no more than 120.
            budget: the seconds that this call may take, if not the default.

        Raises:
            Refused: as for a day.
            FeedError: there was no readable answer.
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
        """The newest items, newest first: one page of them, or those of the newest day alone.

        Raises:
            FeedError: there was no readable answer.
        """
        return self._list(ListRequest("newest"), None, None).items or []

    def paper(self, paper: str) -> object:
        """The item of one paper, which is flat and has no number of comments.

        Raises:
            Refused: an error status; 404 for a paper that the service does not have.
            FeedError: there was no readable answer.
        """
        request = Request(f"/api/papers/{quote(paper, safe='')}", f"paper {paper}")
        return self._calls.call(lambda get: self._object(get, request), request.what, None)

    def discussion(self, paper: str, *, budget: float | None = None) -> object:
        """The discussion of a paper, for `decode_discussion`.

        Where the API does not give the comments, they are read from the paper's web page.

        Raises:
            Refused: an error status; 404 for a paper that the service does not have.
            FeedError: there was no readable answer.
        """
        name, what = quote(paper, safe=""), f"the discussion of {paper}"
        request = Request(f"/api/papers/{name}", what, {"field": "comments"})
        page = Request(f"/papers/{name}", what, html=True, tries=1)

        def work(get: Get) -> object:
            answer: dict[str, object] = {}
            try:
                answer = self._object(get, request)
                if isinstance(answer.get("comments"), list):
                    return answer
                raise unexpected_value(
                    self._failing(what), answer.get("comments"), "a list of comments"
                )
            except FeedError as error:
                if not page_may_help(error):
                    raise
                from reader.feed.web_page import paper_props

                try:
                    return {**answer, **paper_props(str(get(page).value))}
                except FeedError:
                    raise error from None

        return self._calls.call(work, what, budget)

    def markdown(self, paper: str, *, budget: float | None = None) -> str:
        """The text of a paper as Markdown; not decoded.

        Raises:
            Refused: an error status; 404 for a paper of which the service has none.
            FeedError: there was no answer.
        """
        what = f"the text of {paper}"
        path, accept = f"/papers/{quote(paper, safe='')}.md", "text/markdown, text/plain"
        request = Request(path, what, html=True, accept=accept, tries=1)
        return str(self._calls.call(lambda get: get(request).value, what, budget))

    def cancel(self) -> None:
        """End the calls that run in other threads; they raise Unreachable."""
        self._calls.cancel()

    def close(self) -> None:
        """Close the connections; calls in other threads end at once."""
        self._calls.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _list(self, wanted: ListRequest, etag: str | None, budget: float | None) -> ListAnswer:
        source = ListSource(wanted, self._failing(wanted.what))
        try:
            return self._calls.call(lambda get: source.load(get, etag), wanted.what, budget)
        except FeedError:
            # Of two failures, that of the API says more, also where the page took too long.
            if source.failure:
                raise source.failure from None
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
