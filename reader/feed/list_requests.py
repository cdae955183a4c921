"""The lists of the service: the request for one, from the API or else from its web page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal, Self
from urllib.parse import parse_qsl, quote, urlsplit

from reader.errors import FeedError
from reader.feed.item_decoder import MAX_ITEMS, problem
from reader.net.failures import MalformedAnswer, Refused, unexpected_value
from reader.net.request import Get, Request

if TYPE_CHECKING:
    from reader.feed.web_page import PageListing


PAGE_SIZE = 100
"""The most that the service gives at once; without it, it gives 50 and busy days lose their end."""
MAX_PAGES = 50

_PARAMETERS = {"day": "date", "week": "week", "month": "month"}


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """The items of a list, raw as they came, and where they came from."""

    items: list[object] | None
    """None where the list is the one whose `etag` was given, unchanged."""
    source: Literal["api", "page"] = "api"
    reason: str | None = None
    """Where it was read from the web page, why the API would not do, in a sentence."""
    etag: str | None = None
    """To be given when asking again; None where the service gave none that speaks for the whole."""


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A list to be asked for."""

    kind: Literal["day", "week", "month", "trending", "newest"]
    value: str = ""
    """`2026-07-24`, `2026-W30`, `2026-07`; nothing for what is trending or newest."""

    @classmethod
    def day(cls, day: date) -> Self:
        """The list of one day."""
        return cls("day", day.isoformat())

    @property
    def what(self) -> str:
        """What it is, in words."""
        return f"the papers of {self.value}" if self.value else f"the {self.kind} papers"

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters for the API.

        Trending is a list of its own, which no day goes with; the newest papers of all days are
        what comes where nothing is asked for.
        """
        chosen = {_PARAMETERS[self.kind]: self.value} if self.value else {}
        if self.kind == "trending":
            chosen = {"sort": "trending"}
        return {**chosen, "limit": str(PAGE_SIZE)}

    @property
    def pages(self) -> int:
        """How many pages to read at most; what trends and what is newest has no end."""
        return MAX_PAGES if self.value else 1

    @property
    def path(self) -> str:
        """Where its web page is."""
        if self.kind == "newest":
            return "/papers"
        if self.kind == "trending":
            return "/papers/trending"
        return f"/papers/{_PARAMETERS[self.kind]}/{quote(self.value, safe='')}"

    def shown_by(self, listing: PageListing, *, moved: bool) -> bool:
        """Whether a page shows this list; the service sends us on to another where it has none.

        Args:
            listing: what the page shows.
            moved: the page is not the one that was asked for.
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
"""Refusals that asking for the web page would not change; nor would it one that asks to wait."""


class ListSource:
    """The ways to one list.

    Attributes:
        failure: what is wrong with the API's answer, once that is known.
    """

    def __init__(self, wanted: ListRequest, failing: str) -> None:
        """Remember the goal.

        Args:
            wanted: the list.
            failing: the beginning of the sentence that says what failed.
        """
        self.failure: FeedError | None = None
        self._wanted = wanted
        self._failing = failing

    def take(self, get: Get, etag: str | None) -> ListAnswer:
        """The list, from the API if possible.

        Items of which not one can be read are given where the page is of no use either.

        Raises:
            FeedError: neither way leads to a list.
            TimeoutError: the time was over.
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
        return from_api(get, request, self._wanted.pages, self._failing)

    def _from_page(self, get: Get) -> list[object]:
        from reader.feed.web_page import listing_items

        reply = get(Request(self._wanted.path, self._wanted.what, html=True, tries=1))
        listing = listing_items(str(reply.value))
        if not self._wanted.shown_by(listing, moved=reply.moved):
            raise MalformedAnswer(f"the web page does not show {self._wanted.what}")
        return listing.items

    def _unreadable(self, answer: ListAnswer) -> FeedError | None:
        """That there are items, but not a paper among them."""
        broken = None
        for item in answer.items or ():
            broken = problem(item)
            if not broken:
                return None
        if not broken:
            return None
        return MalformedAnswer(f"{self._failing}: none of the papers can be read ({broken})")


def from_api(get: Get, request: Request, most: int, failing: str) -> ListAnswer:
    """The items on a page of the API and on those that follow.

    Args:
        get: asks the service.
        request: for the first page.
        most: how many pages to read.
        failing: the beginning of the sentence that says what failed.

    Raises:
        FeedError: there was no answer, or none that can be read.
        TimeoutError: the time was over.
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
    # A full page may stay as it is while another comes to follow it.
    return ListAnswer(items, etag=etag if len(items) < PAGE_SIZE and len(asked) == 1 else None)


def page_may_help(error: FeedError) -> bool:
    """Whether what the API fails to say could be found in a web page."""
    if isinstance(error, Refused):
        return error.status not in _NO_HELP and error.wait is None
    return isinstance(error, MalformedAnswer)


def _following(link: str | None, query: Mapping[str, str]) -> Mapping[str, str] | None:
    """The parameters of the page that a `Link: rel="next"` points to, if there is one.

    Only its query is taken, and asked of our own endpoint for our own list: so a link can lead
    nowhere else, and one to the original service still works behind a mirror.
    """
    if link is None:
        return None
    try:
        return {**dict(parse_qsl(urlsplit(link).query)), **query}
    except ValueError:
        return None
