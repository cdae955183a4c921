"""The client of the pages that hold whole papers: those of arXiv, and the Markdown beside them."""

from __future__ import annotations

import time
from http import HTTPStatus
from urllib.parse import quote

from reader.net import Refused
from reader.net.rate_limits import RequestPacer
from reader.net.request import Endpoint, Request
from reader.net.service_client import OnWarning, ServiceClient

_NOT_THERE = (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.GONE)
"""For a paper without HTML, a withdrawn one, one that is not public."""
_LATER = "it may be too busy; ask again in a quarter of an hour"


class ArxivPages:
    """The client of arXiv's site. Requests are made one at a time, and without a token.

    Attributes:
        spent: the seconds that all requests took, without the waits for their turns.
    """

    spent = 0.0

    def __init__(
        self,
        endpoint: str,
        pace: RequestPacer,
        *,
        budget: float = 20.0,
        on_warning: OnWarning = None,
    ) -> None:
        """Set up; nothing is connected yet.

        Args:
            endpoint: the base URL, such as `https://arxiv.org`.
            pace: by which requests take turns; the same as for arXiv's API.
            budget: the seconds after which a request is given up.
            on_warning: called with a sentence about each environment variable that is ignored.

        Raises:
            ConfigError: the endpoint cannot be used.
        """
        self._endpoint = Endpoint.read(endpoint, None, "the setting fulltext.arxiv")
        self._pace = pace
        self._calls = ServiceClient(
            self._endpoint, budget, lambda *_: None, None, time.monotonic, on_warning
        )

    def page(self, paper: str, version: int | None, seconds: float) -> str | None:
        """The page of a version of a paper (default: the newest); None where there is none.

        What there is may still say that there is no HTML.

        Args:
            paper: the arXiv id, without a version.
            version: of the paper.
            seconds: that the request may take, once it is our turn.

        Raises:
            FeedError: there was no answer.
        """
        name = quote(paper, safe="/") + (f"v{version}" if version else "")
        what = f"the whole text of {paper}"
        request = Request(f"/html/{name}", what, html=True, tries=1)
        with self._pace.turn():
            began = time.monotonic()
            try:
                return str(self._calls.call(lambda get: get(request).value, what, seconds))
            except Refused as error:
                if error.status in _NOT_THERE:
                    return None
                if error.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
                    raise Refused(f"{error}; {_LATER}", error.status, error.wait) from error
                raise
            finally:
                self.spent += time.monotonic() - began

    def close(self) -> None:
        """Close the connection; a request in flight is abandoned."""
        self._calls.close()
