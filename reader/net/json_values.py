"""Single JSON values of the service: taken where they are what they should be, else unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reader.text import clean_line

JsonObject = Mapping[str, Any]
"""A JSON object."""


class RawObject(dict[str, Any]):
    """A JSON object that has not lost the text that it was sent as.

    Attributes:
        text: JSON that UTF-8 can hold.
    """

    __slots__ = ("text",)

    def __init__(self, value: JsonObject, text: str) -> None:
        super().__init__(value)
        self.text = text


MAX_NAME = 200
MAX_COUNT = 10**9

_NAMES = ("fullname", "name", "user")


def kind(value: object) -> str:
    """What a JSON value is, in words.

    >>> kind({})
    'an object'
    """
    match value:
        case None:
            return "null"
        case bool():
            return "a truth value"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "an object"


def first(values: Iterable[str | None]) -> str | None:
    """The first that is not empty."""
    return next(filter(None, values), None)


def texts(objects: Iterable[JsonObject], key: str) -> Iterable[str]:
    """What those objects that have a text at `key` have there."""
    return (value for each in objects if isinstance(value := each.get(key), str))


def objects(value: object) -> list[JsonObject]:
    """The objects in a list; none where it is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def full_name(objects: Iterable[JsonObject], *keys: str) -> str | None:
    """The full name of a person or group, or else the login, which is `name` or `user`.

    Args:
        objects: where to look.
        keys: what the person may be called there, the best first.
    """
    found = [who for key in keys for each in objects if isinstance(who := each.get(key), dict)]
    names = (text for who in found for part in _NAMES for text in texts([who], part))
    return first(clean_line(text, MAX_NAME) for text in names)


def count(value: object) -> int | None:
    """How many; None for what counts nothing."""
    # True is an int in Python, but counts nothing.
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_COUNT:
        return value
    return None
