"""The lists of the service: the request for one, from the API or else from its web page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal, Self
from urllib.parse import parse_qsl, quote, urlsplit

from reader.errors import FeedError
from reader.feed.item_decoder import MAX_ITEMS, item_problem
from reader.net import MalformedAnswer, Refused, unexpected_value
from reader.net.request import Get, Request

if TYPE_CHECKING:
    from reader.feed.web_page import PageListing


PAGE_SIZE = 100
"""The most that the service gives at once; without it, it gives 50 and busy days lose their end."""
MAX_PAGES = 50

_PARAMETERS = {"day": "date", "week": "week", "month": "month"}


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """The items of a list as they came, and where they came from."""

    items: list[object] | None
    """None where the list still has the ETag that was sent."""
    source: Literal["api", "page"] = "api"
    reason: str | None = None
    """If it was read from the web page, a sentence that says why the API would not do."""
    etag: str | None = None
    """To be sent next time; None where the service gave none that is valid for all pages."""


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A request for one list of the service."""

    kind: Literal["day", "week", "month", "trending", "newest"]
    value: str = ""
    """`2026-07-24`, `2026-W30`, `2026-07`; empty for `trending` and `newest`."""

    @classmethod
    def day(cls, day: date) -> Self:
        """The request for the list of one day."""
        return cls("day", day.isoformat())

    @property
    def what(self) -> str:
        """The list, in words for messages."""
        return f"the papers of {self.value}" if self.value else f"the {self.kind} papers"

    @property
    def query(self) -> Mapping[str, str]:
        """The query parameters for the API.

        Trending papers are a list of their own, without a day. Without any parameter, the service
        answers with the newest papers of all days.
        """
        chosen = {_PARAMETERS[self.kind]: self.value} if self.value else {}
        if self.kind == "trending":
            chosen = {"sort": "trending"}
        return {**chosen, "limit": str(PAGE_SIZE)}

    @property
    def pages(self) -> int:
        """The most pages to read; the trending and the newest papers have no end."""
        return MAX_PAGES if self.value else 1

    @property
    def path(self) -> str:
        """The path of the web page that shows the list."""
        if self.kind == "newest":
            return "/papers"
        if self.kind == "trending":
            return "/papers/trending"
        return f"/papers/{_PARAMETERS[self.kind]}/{quote(self.value, safe='')}"

    def shown_by(self, listing: PageListing, *, moved: bool) -> bool:
        """Whether a page shows this list; where it has no papers, the service redirects to another.

        Args:
            listing: the list on the page.
            moved: whether the request was redirected.
        """
        if self.kind == "trending":
            return listing.trending
        if self.kind == "newest":
            return listing.kind == "day" and not listing.trending
        if listing.trending or listing.kind != self.kind:
            return False
        return listing.value == self.value if listing.value else not moved


LIST = "/api/daily_papers"

_NO_HELP = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.TOO_MANY_REQUESTS}
"""Statuses for which the web page would be refused as well, as are those that ask to wait."""


class ListSource:
    """Loads one list from the API, falling back on the web page that shows it.

    Attributes:
        failure: the error of the API, once there is one.
    """

    def __init__(self, wanted: ListRequest, failing: str) -> None:
        """Set up; nothing is sent yet.

        Args:
            wanted: the request.
            failing: the beginning of an error message, `could not get …`.
        """
        self.failure: FeedError | None = None
        self._wanted = wanted
        self._failing = failing

    def load(self, get: Get, etag: str | None) -> ListAnswer:
        """Load the list, from the API if possible.

        Where no item of the API can be decoded and the page is of no use either, the items of the
        API are returned all the same.

        Raises:
            FeedError: neither the API nor the page gives a list.
            TimeoutError: the deadline has passed.
        """
        answer = None
        try:
            answer = self._from_api(get, etag)
            self.failure = self._unreadable(answer)
            if not self.failure:
                return answer
        except FeedError as error:
            if not page_may_help(error):
                raise
            self.failure = error
        try:
            items = self._from_page(get)
        except FeedError:
            if answer:
                return answer
            raise self.failure from None
        reason = self.failure.sentence
        if self._wanted.kind != "day" and len(items) >= PAGE_SIZE:
            reason += f" The page shows the first {len(items)} papers alone."
        return ListAnswer(items, "page", reason)

    def _from_api(self, get: Get, etag: str | None) -> ListAnswer:
        request = Request(LIST, self._wanted.what, self._wanted.query, etag)
        return read_pages(get, request, self._wanted.pages, self._failing)

    def _from_page(self, get: Get) -> list[object]:
        from reader.feed.web_page import listing_items

        reply = get(Request(self._wanted.path, self._wanted.what, html=True, tries=1))
        listing = listing_items(str(reply.value))
        if not self._wanted.shown_by(listing, moved=reply.moved):
            raise MalformedAnswer(f"the web page does not show {self._wanted.what}")
        return listing.items

    def _unreadable(self, answer: ListAnswer) -> FeedError | None:
        """The error that there are items, but none that can be decoded; None where one can."""
        broken = None
        for item in answer.items or ():
            broken = item_problem(item)
            if not broken:
                return None
        if not broken:
            return None
        return MalformedAnswer(f"{self._failing}: none of the papers can be read ({broken})")


def read_pages(get: Get, request: Request, most: int, failing: str) -> ListAnswer:
    """Read the items on a page of the API and on the pages that follow.

    Args:
        get: sends a request.
        request: the request for the first page.
        most: how many pages to read at most.
        failing: the beginning of an error message.

    Raises:
        FeedError: there was no readable answer.
        TimeoutError: the deadline has passed.
    """
    items: list[object] = []
    asked: list[Mapping[str, str]] = []
    page: Mapping[str, str] | None = request.query
    etag = None
    while page is not None and page not in asked and len(asked) < most:
        reply = get(replace(request, query=page, etag=None if asked else request.etag))
        if reply.unchanged:
            return ListAnswer(None, etag=reply.etag)
        if not isinstance(reply.value, list):
            raise unexpected_value(failing, reply.value, "a list")
        asked.append(page)
        items += reply.value
        if len(items) > MAX_ITEMS:
            raise MalformedAnswer(
                f"{failing}: more than {MAX_ITEMS:,} papers are more than can be true"
            )
        etag = reply.etag
        page = _following(reply.following, request.query) if reply.value else None
    # A full page can keep its ETag while a second page appears; then the list has changed.
    return ListAnswer(items, etag=etag if len(items) < PAGE_SIZE and len(asked) == 1 else None)


def page_may_help(error: FeedError) -> bool:
    """Whether the web page may have what the API failed to give."""
    if isinstance(error, Refused):
        return error.status not in _NO_HELP and error.wait is None
    return isinstance(error, MalformedAnswer)


def _following(link: str | None, query: Mapping[str, str]) -> Mapping[str, str] | None:
    """The parameters of the page that a `Link: rel="next"` points to, if there is one.

    Only its query is used, with our own endpoint and our own list: so a link can lead nowhere
    else, and a link to the original service still works behind a mirror.
    """
    if link is None:
        return None
    try:
        return {**dict(parse_qsl(urlsplit(link).query)), **query}
    except ValueError:
        return None
