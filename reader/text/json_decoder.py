"""JSON from outside made into values, where one monstrous value costs itself and no other."""

from __future__ import annotations

import json
import math
import re

MOST_OBJECTS = 1_000_000
"""Objects and lists in one text, each of which takes some 64 bytes and more. A full page of the
feed has some ten thousand."""

_DEEPEST = 300
"""How deep a value may be nested; Python reads a thousand. A thread of comments has some twenty."""
_LONGEST_NUMBER = 400
"""Digits; the largest number that a float holds has 309."""

_TOO_DEEP = "null"
_SIGN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)


class TooManyValuesError(ValueError):
    """There is more in a text than there is room for."""


def _whole(digits: str) -> int | float:
    # Python refuses to read 4,300 digits, and takes time by the square for fewer.
    return int(digits) if len(digits) <= _LONGEST_NUMBER else math.inf


_DECODER = json.JSONDecoder(parse_int=_whole)


def decode(text: str | bytes) -> object:
    """The value of a text; what is nested too deeply in it is null, a number too long infinite.

    Args:
        text: bytes are UTF-8, or what else JSON may be encoded in; half of a surrogate pair may
            stand in them, which UTF-8 cannot hold, but JSON can.

    Raises:
        ValueError: it is not JSON.
        TooManyValuesError: it holds more than could be true.
    """
    if isinstance(text, bytes):
        text = text.decode(json.detect_encoding(text), "surrogatepass")
    check(text)
    try:
        return _DECODER.decode(text)
    except RecursionError:
        return _DECODER.decode(_pruned(text))


def decode_at(text: str, start: int) -> tuple[object, str, int]:
    """The value that begins at a place, as `decode`; its text, and where it ends.

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
    """Raises TooManyValuesError where a text holds more objects and lists than could be true."""
    if text.count("{") + text.count("[") > MOST_OBJECTS:
        raise TooManyValuesError(f"it holds more than {MOST_OBJECTS:,} objects")


def _end(text: str, start: int) -> int:
    """Where the object or list ends that begins at a place."""
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
    """With null in place of all that is nested too deeply."""
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
