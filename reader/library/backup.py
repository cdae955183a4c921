"""Marks taken back from a file that ``paper-reader export --format json`` wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reader.errors import LibraryError
from reader.files import reason
from reader.json_values import decode
from reader.library.decisions import note_text, tag_name
from reader.library.history import WRITTEN
from reader.library.journal import Change, Value
from reader.library.keys import FIXED, PROPOSED
from reader.library.stamp import stamp_at
from reader.library.state import NOTE, TAG, note_field
from reader.paper import ARXIV_ID, Author, Paper
from reader.text import address, clean_line, clean_paragraphs

_LONGEST_LINE = 2_000
_LONGEST_TEXT = 20_000
_LONGEST_LIST = 5_000
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9:_.+/-]{0,99}")
_WRITTEN_FIELD = re.compile(WRITTEN + r"[0-9a-f]{8}")
_WRITTEN = re.compile(r"[@\w:+=*. -]{0,2000}", re.ASCII)
_NOTE_FIELD = re.compile(NOTE + r"[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Backup:
    """What a file holds."""

    changes: tuple[Change, ...]
    """Every mark in it, each with the stamp of its time."""
    papers: dict[str, Paper]
    """What it says of the papers, by id."""
    left_out: int
    """Papers and marks that are not such as this program writes."""


def read_backup(path: Path, now: datetime) -> Backup:
    """Read a file; one bad item never costs the others.

    A time that has not come yet counts as now, so that no change made later is overruled by it.

    Raises:
        LibraryError: it cannot be read, or is no such file.
    """
    try:
        items = decode(path.read_bytes())
    except OSError as error:
        raise LibraryError(f"{path} cannot be read: {reason(error)}") from error
    except ValueError:
        items = None
    listed: list[Any] = items if isinstance(items, list) else []
    marked = [each for each in listed if _is_marked(each)]
    if not marked and items != []:
        raise LibraryError(
            f"{path} holds no marks; paper-reader export --format json writes a file that does"
        )
    changes = [
        _change(item["id"], field, mark, now)
        for item in marked
        for field, mark in item["marks"].items()
    ]
    return Backup(
        tuple(filter(None, changes)),
        {paper.id: paper for item in marked if (paper := _paper(item))},
        len(listed) - len(marked) + changes.count(None),
    )


def _is_marked(item: object) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("marks"), dict):
        return False
    return isinstance(item.get("id"), str) and bool(ARXIV_ID.fullmatch(item["id"]))


def _change(paper: str, field: str, mark: object, now: datetime) -> Change | None:
    try:
        if not isinstance(mark, dict):
            raise ValueError("no mark")
        moment = datetime.fromisoformat(mark["at"])
        if moment.tzinfo is None:
            raise ValueError("no time that is the same everywhere")
        field, value = _checked(field, mark["value"])
        return Change(paper, field, None, value, stamp_at(min(moment, now)))
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _checked(field: str, value: object) -> tuple[str, Value]:
    """The field and its value.

    Raises:
        ValueError: this program would not have written them.
    """
    if field in ("read", "starred") or (
        field.startswith(TAG) and field != TAG and tag_name(field[len(TAG) :]) == field[len(TAG) :]
    ):
        if isinstance(value, bool) or value is None:
            return field, value
    elif field == "votes":
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return field, value
    elif field in (PROPOSED, FIXED):
        if isinstance(value, str) and _KEY.fullmatch(value):
            return field, value
    elif _WRITTEN_FIELD.fullmatch(field):
        if isinstance(value, str) and _WRITTEN.fullmatch(value):
            return field, value
    elif _NOTE_FIELD.fullmatch(field):
        if value is None:
            return field, None
        if isinstance(value, str) and (text := note_text(value)):
            return note_field(text), text
    raise ValueError(f"no mark: {field}")


def _paper(item: dict[str, Any]) -> Paper | None:
    """What the file says of a paper; what is missing or odd is unknown."""
    title = _line(item.get("title"))
    if not title:
        return None
    known: dict[str, Any] = {}
    for name in ("organization", "submitter", "summary"):
        known[name] = _line(item.get(name))
    for name in ("published", "listed"):
        known[name] = _day(item.get(name))
    for name in ("upvotes", "comments", "github_stars"):
        known[name] = value if type(value := item.get(name)) is int else None
    for name in ("github", "project"):
        known[name] = address(item.get(name))
    abstract = item.get("abstract")
    return Paper(
        id=item["id"],
        title=title,
        abstract=clean_paragraphs(abstract, _LONGEST_TEXT) if isinstance(abstract, str) else "",
        authors=tuple(map(Author, _lines(item.get("authors")))),
        keywords=tuple(_lines(item.get("keywords"))),
        **known,
    )


def _line(value: object) -> str | None:
    return (clean_line(value, _LONGEST_LINE) or None) if isinstance(value, str) else None


def _lines(value: object) -> Iterator[str]:
    for each in value[:_LONGEST_LIST] if isinstance(value, list) else ():
        if line := _line(each):
            yield line


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
