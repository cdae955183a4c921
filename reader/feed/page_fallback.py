"""The two ways to a list: the API, and where that will not do, the web page that shows the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from reader.errors import FeedError
from reader.feed.item_decoder import MAX_ITEMS, problem
from reader.feed.list_requests import PAGE_SIZE, ListAnswer, ListRequest
from reader.net.failures import MalformedAnswer, Refused, unexpected_value
from reader.net.request import Get, Request

if TYPE_CHECKING:
    pass


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
