"""Reads the marks in a file that ``paper-reader export --format json`` wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reader.errors import LibraryError
from reader.library.citation_keys import FIXED, PROPOSED
from reader.library.folded_state import NOTE, TAG, note_field
from reader.library.journal_entry import RESERVED, WRITTEN, Change, Value, fits, is_known
from reader.library.notes import note_problem, note_text
from reader.library.stamp import stamp_at
from reader.library.tags import tag_name
from reader.paper import ARXIV_ID, Author, Paper
from reader.system.files import reason
from reader.system.pipes import read_named
from reader.text import clean, clean_line, shorten
from reader.text.json_decoder import decode
from reader.text.links import address

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LONGEST_LINE = 2_000
_LONGEST_TEXT = 20_000
_LONGEST_LIST = 5_000
_UNKNOWN_FIELD = re.compile(r"[a-z][\w:.-]{0,99}", re.ASCII)
_WRITTEN_FIELD = re.compile(WRITTEN + r"[0-9a-f]{8}")
_WRITTEN = re.compile(r"[@\w:+=*. -]{0,2000}", re.ASCII)
_NOTE_FIELD = re.compile(NOTE + r"[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Backup:
    """The content of a backup file."""

    changes: tuple[Change, ...]
    """Every mark, with the stamp of its time."""
    papers: dict[str, Paper]
    """The papers by id."""
    left_out: int
    """How many papers and marks this program would not have written. Marks of an unknown kind count
    as well, though they are among the changes."""
    overlong: dict[str, str] = field(default_factory=dict)
    """Notes that are too long, by paper; they count as left out."""


def read_backup(path: Path, now: datetime) -> Backup:
    """Read a backup file; one bad item never costs the others.

    A time in the future counts as now, so that it does not overrule later changes.

    Raises:
        LibraryError: it cannot be read, or is no backup.
    """
    try:
        items = decode(read_named(path).removeprefix(_BYTE_ORDER_MARK))
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
    understood = sum(change is not None and is_known(change.field) for change in changes)
    return Backup(
        tuple(filter(None, changes)),
        {paper.id: paper for item in marked if (paper := _paper(item))},
        len(listed) - len(marked) + len(changes) - understood,
        {item["id"]: text for item in marked for text in _overlong(item["marks"])},
    )


def _overlong(marks: dict[str, Any]) -> Iterator[str]:
    for name, mark in marks.items():
        value = mark.get("value") if isinstance(mark, dict) else None
        if (
            _NOTE_FIELD.fullmatch(name)
            and isinstance(value, str)
            and note_problem(note_text(value))
        ):
            yield note_text(value)


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


def _checked(field: str, value: Any) -> tuple[str, Value]:
    """Return the field and its value.

    Raises:
        ValueError: neither this program nor a later version would have written them.
    """
    if not fits(field, value) or field in RESERVED or not _is_written(field, value):
        raise ValueError(f"no mark: {field}")
    if value is not None and _NOTE_FIELD.fullmatch(field):
        text = note_text(value)
        return note_field(text), text
    return field, value


def _is_written(field: str, value: Any) -> bool:
    """Whether the value is one that this program writes; its type was checked already."""
    if field.startswith(TAG):
        return tag_name(field[len(TAG) :]) == field[len(TAG) :]
    if field.startswith(NOTE):
        text = note_text(value or "")
        written = value is None or (bool(text) and not note_problem(text))
        return bool(_NOTE_FIELD.fullmatch(field)) and written
    if field.startswith(WRITTEN):
        return bool(value and _WRITTEN_FIELD.fullmatch(field) and _WRITTEN.fullmatch(value))
    if field in (PROPOSED, FIXED):
        return bool(value)
    return is_known(field) or bool(_UNKNOWN_FIELD.fullmatch(field))


def _paper(item: dict[str, Any]) -> Paper | None:
    """The paper of an item; what is missing or invalid is unknown."""
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
        abstract=_paragraphs(abstract) if isinstance(abstract, str) else "",
        authors=tuple(map(Author, _lines(item.get("authors")))),
        keywords=tuple(_lines(item.get("keywords"))),
        **known,
    )


def _paragraphs(text: str) -> str:
    """The paragraphs of an abstract; each line is one, as lines are not wrapped."""
    lines = (clean_line(line, _LONGEST_TEXT) for line in clean(text).split("\n"))
    return shorten("\n".join(filter(None, lines)), _LONGEST_TEXT)


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
