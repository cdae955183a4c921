"""What is asked of the service: where, in what words, and which of its limits it counts against."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

MAX_TRIES = 3

_SEARCH = "/api/papers/search"
# Fit to be sent back, and no longer than any header should be.
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{1,200}"')


@dataclass(frozen=True, slots=True)
class Request:
    """One GET, or where there is a body to be sent, one POST."""

    path: str
    """Below the endpoint, escaped, with a slash in front."""
    what: str
    """What is asked for, in words for the sentence of a failure."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Not yet escaped."""
    etag: str | None = None
    """Of the answer that is known already; the service need not send that one again."""
    html: bool = False
    """A web page is asked for, and not JSON."""
    accept: str = ""
    """The media type that is asked for, where not that of web pages or of JSON."""
    body: bytes | None = None
    """JSON that is posted."""
    tries: int = MAX_TRIES

    @property
    def bucket(self) -> str:
        """The kind of request that the service counts it as.

        The API, its search and the web pages have limits of their own:
        https://huggingface.co/docs/hub/rate-limits
        """
        if self.path == _SEARCH:
            return "search"
        return "api" if self.path.startswith("/api/") else "pages"


def entity_tag(written: str | None) -> str | None:
    """An ETag that can be sent back to the service; None where it is none."""
    return written if written and _ETAG.fullmatch(written) else None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the service answers to a request."""

    value: object
    """The JSON value, or the text of a web page."""
    following: str | None = None
    """The address of the page that follows, if there is one."""
    etag: str | None = None
    """What names this answer when the same is asked for again."""
    unchanged: bool = False
    """There is no value, as it is that of the etag which was sent."""
    moved: bool = False
    """A redirect led to another path than the one that was asked for."""


Get = Callable[[Request], Reply]
"""Asks the service for one thing; raises FeedError, or TimeoutError where the time is over."""
