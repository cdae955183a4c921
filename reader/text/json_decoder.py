"""Decodes JSON from outside, with bounds, and picks values out of it.

One monstrous value costs itself and no other; one that is missing or of a wrong type is unknown.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from reader.text import clean_line

MOST_OBJECTS = 1_000_000
"""Objects and lists in one text, each of which takes some 64 bytes and more. A full page of the
feed has some ten thousand."""

_DEEPEST = 300
"""How deep a value may be nested; Python reads a thousand. A thread of comments has some twenty."""
_LONGEST_NUMBER = 400
"""Digits; the largest number that a float holds has 309."""

_TOO_DEEP = "null"
_SIGN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)

MAX_NAME = 200
MAX_COUNT = 10**9

_NAMES = ("fullname", "name", "user")

JsonObject = Mapping[str, Any]
"""A JSON object."""


class TooManyValuesError(ValueError):
    """A text holds more objects and lists than memory should be spent on."""


def _whole(digits: str) -> int | float:
    # Python refuses to read 4,300 digits, and takes time by the square for fewer.
    return int(digits) if len(digits) <= _LONGEST_NUMBER else math.inf


_DECODER = json.JSONDecoder(parse_int=_whole)


def decode(text: str | bytes) -> object:
    """Decode a JSON text. Parts nested too deeply become null, numbers too long infinity.

    Args:
        text: bytes may be in any encoding that JSON allows. Half a surrogate pair is accepted,
            though valid UTF-8 cannot contain one.

    Raises:
        ValueError: it is not JSON.
        TooManyValuesError: it holds more values than any true answer.
    """
    if isinstance(text, bytes):
        text = text.decode(json.detect_encoding(text), "surrogatepass")
    check(text)
    try:
        return _DECODER.decode(text)
    except RecursionError:
        return _DECODER.decode(_pruned(text))


def decode_at(text: str, start: int) -> tuple[object, str, int]:
    """Decode the value that begins at `start`; return it, its text, and where it ends.

    Raises:
        ValueError: no value begins there.
    """
    try:
        value, end = _DECODER.raw_decode(text, start)
    except RecursionError:
        end = _end(text, start)
        written = _pruned(text[start:end])
        return _DECODER.decode(written), written, end
    return value, text[start:end], end


def check(text: str) -> None:
    """Raise TooManyValuesError if a text holds more objects and lists than any true answer."""
    if text.count("{") + text.count("[") > MOST_OBJECTS:
        raise TooManyValuesError(f"it holds more than {MOST_OBJECTS:,} objects")


def _end(text: str, start: int) -> int:
    """Return where the object or list ends that begins at `start`."""
    depth = 0
    for sign in _SIGN.finditer(text, start):
        if sign[0] in "[{":
            depth += 1
        elif sign[0] in "]}":
            depth -= 1
            if depth <= 0:
                return sign.end()
    return len(text)


def _pruned(text: str) -> str:
    """Replace everything that is nested too deeply by null."""
    kept: list[str] = []
    depth = begun = 0
    for sign in _SIGN.finditer(text):
        if sign[0] in "[{":
            depth += 1
            if depth == _DEEPEST:
                kept += text[begun : sign.start()], _TOO_DEEP
        elif sign[0] in "]}":
            if depth == _DEEPEST:
                begun = sign.end()
            depth -= 1
    if depth < _DEEPEST:
        kept.append(text[begun:])
    return "".join(kept)


class RawObject(dict[str, Any]):
    """A JSON object together with the text that it was parsed from.

    Attributes:
        text: the text, which can be encoded as UTF-8.
    """

    __slots__ = ("text",)

    def __init__(self, value: JsonObject, text: str) -> None:
        super().__init__(value)
        self.text = text


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
