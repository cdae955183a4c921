"""HTTP, whoever is asked: one request within its time, its limits and its retries.

Here are the errors of a request, as far as a caller may want to tell them apart.
"""

from __future__ import annotations

import sys

from reader.errors import FeedError

# The command line of httpx, with rich and pygments, is two thirds of its import. With None in its
# place httpx does without, as where they are not installed.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]


class Unreachable(FeedError):  # noqa: N818 - a state of the world, as the callers read it
    """No complete answer came: no network, no such host, or not in time."""


class Refused(FeedError):  # noqa: N818
    """The service answered with an error status.

    Attributes:
        status: the HTTP status. 400 is ordinary for a day that has not begun, 404 for a paper
            that the service does not know.
        wait: the seconds after which a retry is allowed, if the service says so.
    """

    def __init__(self, message: str, status: int, wait: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.wait = wait


class Offline(Unreachable):
    """The network was not used, because the user said so."""


class MalformedAnswer(FeedError):  # noqa: N818
    """An answer came, but it cannot be decoded."""


def unexpected_value(failing: str, value: object, expected: str) -> MalformedAnswer:
    """The error that a JSON value is of another type than expected."""
    from reader.text.json_decoder import kind

    return MalformedAnswer(f"{failing}: {kind(value)} came where {expected} was expected")
