"""The fields that a change can be about, and what may stand in each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from reader.library.citation_keys import FIXED, PROPOSED, is_key
from reader.library.stamp import is_stamp

Place = tuple[str, str]
"""A paper and a field of it."""

WRITTEN = "written:"
"""What the fields begin with that remember what was last written into a bibliography."""

RESERVED = frozenset({"paper", "stamps", "kept"})
"""What a document says besides its fields, so that no field can have these names."""

_NOBODY = type(None)
_KINDS: Mapping[str, tuple[type, ...]] = {
    "read": (bool, _NOBODY),
    "starred": (bool, _NOBODY),
    "votes": (int, _NOBODY),
    "queue": (str, _NOBODY),
    PROPOSED: (str, _NOBODY),
    FIXED: (str, _NOBODY),
    "tag:": (bool, _NOBODY),
    "note:": (str, _NOBODY),
    WRITTEN: (str, _NOBODY),
}
"""The types of the values of each field that is known; those with a colon are many fields."""

_PAPER = re.compile(r"(?!.*\.\.)[A-Za-z0-9][\w.:/+-]{0,99}", re.ASCII)
_DEEPEST = 20
_LARGEST = 2**63

_TEXTS = ("title", "abstract", "organization", "submitter", "summary", "github", "project")
_NUMBERS = ("upvotes", "comments", "github_stars")
_DAYS = ("published", "listed")
_LISTS = ("authors", "keywords")


def is_paper(name: str) -> bool:
    """An id that a paper may have; the reader's own place has none at all."""
    return not name or bool(_PAPER.fullmatch(name))


def is_known(field: str) -> bool:
    """This program knows what the field means."""
    return _kinds(field) is not None


def fits(field: str, value: Any) -> bool:
    """Whether the field may have this value; one that is not known may have any that is plain."""
    kinds = _kinds(field)
    if kinds is None:
        return is_plain(value)
    if type(value) not in kinds:
        return False
    if value is None or type(value) is bool:
        return True
    if field in (PROPOSED, FIXED):
        return not value or is_key(value)
    return not isinstance(value, int) or -_LARGEST < value < _LARGEST


def is_plain(value: object, deepest: int = _DEEPEST) -> bool:
    """A JSON value that is not nested so deep that it could not be written again."""
    if isinstance(value, dict):
        return deepest > 0 and all(is_plain(each, deepest - 1) for each in value.values())
    if isinstance(value, list):
        return deepest > 0 and all(is_plain(each, deepest - 1) for each in value)
    return True


def is_record(paper: str, record: object) -> bool:
    """What that paper says, as `Paper.as_record` writes it; other keys may be there too."""
    return (
        isinstance(record, dict)
        and record.get("id") == paper == record.get("paper", paper)
        and "title" in record
        and all(map(_is_said, record.keys(), record.values()))
    )


def _is_said(name: str, value: Any) -> bool:
    if name in _TEXTS:
        return type(value) is str
    if name in _NUMBERS:
        return type(value) is int and -_LARGEST < value < _LARGEST
    if name in _LISTS:
        return type(value) is list and all(type(each) is str for each in value)
    if name in _DAYS:
        return _is_day(value)
    # A summary tells when each paper was kept.
    return is_stamp(value) if name == "stamp" else is_plain(value)


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


@lru_cache(maxsize=1024)
def _kinds(field: str) -> tuple[type, ...] | None:
    prefix, colon, rest = field.partition(":")
    kinds = _KINDS.get(prefix + colon)
    # A tag without a name is none.
    return () if colon and kinds and not rest else kinds
