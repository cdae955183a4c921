"""Values picked out of decoded JSON; one that is missing or of a wrong type is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reader.text import clean_line

JsonObject = Mapping[str, Any]
"""A JSON object."""


class RawObject(dict[str, Any]):
    """A JSON object together with the text that it was parsed from.

    Attributes:
        text: the text, which can be encoded as UTF-8.
    """

    __slots__ = ("text",)

    def __init__(self, value: JsonObject, text: str) -> None:
        super().__init__(value)
        self.text = text


MAX_NAME = 200
MAX_COUNT = 10**9

_NAMES = ("fullname", "name", "user")


def kind(value: object) -> str:
    """The type of a JSON value, in words for error messages.

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
    """The first text that is not empty; None where there is none."""
    return next(filter(None, values), None)


def texts(objects: Iterable[JsonObject], key: str) -> Iterable[str]:
    """The texts at `key` of the objects that have a text there."""
    return (value for each in objects if isinstance(value := each.get(key), str))


def objects(value: object) -> list[JsonObject]:
    """The objects in a JSON list; empty where the value is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def full_name(objects: Iterable[JsonObject], *keys: str) -> str | None:
    """The full name of a person or group, or else the login.

    Args:
        objects: the objects that may hold the person.
        keys: the keys at which the person may be, the best first.
    """
    found = [who for key in keys for each in objects if isinstance(who := each.get(key), dict)]
    names = (text for who in found for part in _NAMES for text in texts([who], part))
    return first(clean_line(text, MAX_NAME) for text in names)


def count(value: object) -> int | None:
    """A number of things; None where the value cannot be one."""
    # True is an int in Python, but counts nothing.
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_COUNT:
        return value
    return None
