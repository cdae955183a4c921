"""The ways in which asking the service fails that a caller may want to tell apart."""

from __future__ import annotations

from reader.errors import FeedError
from reader.net.json_values import kind


class Unreachable(FeedError):  # noqa: N818 - a state of the world, as the callers read it
    """No whole answer came: no network, no such host, or not in time."""


class Refused(FeedError):  # noqa: N818
    """The service answered that it will not, or cannot.

    Attributes:
        status: the HTTP status. 400 is ordinary for a day that has not begun, 404 for a paper
            that the service does not know.
        wait: the seconds after which it says that it can be asked again, if it says so.
    """

    def __init__(self, message: str, status: int, wait: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.wait = wait


class Offline(Unreachable):
    """The reader does not want the network to be used."""


class MalformedAnswer(FeedError):  # noqa: N818
    """An answer came, but it is not in a shape that is understood."""


def unexpected_value(failing: str, value: object, expected: str) -> MalformedAnswer:
    """That a JSON value is not what it should be."""
    return MalformedAnswer(f"{failing}: {kind(value)} came where {expected} was expected")
