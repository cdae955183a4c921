"""One line of a journal: what it may say, and how it is encoded and decoded.

An entry holds all the changes of one key press. A line is believed where its checksum fits and
its content makes sense. A later version of this program may write more than this one knows; such
a line is kept byte for byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import starmap
from typing import Any, NamedTuple, TypeVar
from zlib import crc32

from reader.library.citation_keys import FIXED, PROPOSED, is_key
from reader.library.stamp import is_stamp

FieldKey = tuple[str, str]
"""The id of a paper and the name of one of its fields."""

WRITTEN = "written:"
"""The prefix of fields that remember what was last written into a bibliography."""

RESERVED = frozenset({"paper", "stamps", "kept"})
"""Names that a document uses itself, so no field can have them."""

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
"""The types of each known field; a name with a colon is the prefix of many fields."""

_PAPER = re.compile(r"(?!.*\.\.)[A-Za-z0-9][\w.:/+-]{0,99}", re.ASCII)
_DEEPEST = 20
_LARGEST = 2**63

_TEXTS = ("title", "abstract", "organization", "submitter", "summary", "github", "project")
_NUMBERS = ("upvotes", "comments", "github_stars")
_DAYS = ("published", "listed")
_LISTS = ("authors", "keywords")


def is_paper(name: str) -> bool:
    """Whether a paper may have this id; the empty id is that of the reader's own record."""
    return not name or bool(_PAPER.fullmatch(name))


def is_known(field: str) -> bool:
    """Whether this program knows the field."""
    return _kinds(field) is not None


def fits(field: str, value: Any) -> bool:
    """Whether a field may have this value; an unknown field may have any plain value."""
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
    """Whether a JSON value is not nested too deeply to be written again."""
    if isinstance(value, dict):
        return deepest > 0 and all(is_plain(each, deepest - 1) for each in value.values())
    if isinstance(value, list):
        return deepest > 0 and all(is_plain(each, deepest - 1) for each in value)
    return True


def is_record(paper: str, record: object) -> bool:
    """Whether this is a record of the paper from `Paper.as_record`; it may have more keys."""
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
    # A summary has the stamp of each record.
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
    # A prefix alone, such as that of a tag without a name, is no field.
    return () if colon and kinds and not rest else kinds


VERSION = 1
"""The version of the line format."""

LONGEST = 64 * 2**20
"""The longest line in bytes; a longer one is neither written nor accepted."""

Value = bool | int | str | None
"""The value of a field; an unknown field may hold any plain JSON value."""


class Change(NamedTuple):
    """A change of one field of one paper."""

    paper: str
    """Its arXiv id; empty for a field of the reader's own record."""
    field: str
    was: Value
    now: Value
    at: str = ""
    """The stamp of the change, if it is not that of the entry."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """The changes of one key press: all of them are made, or none."""

    stamp: str
    """Empty if this program understands nothing of the line."""
    changes: tuple[Change, ...]
    undoes: str | None = None
    """The stamp of the entry that this one takes back or makes again."""
    papers: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """The record of each newly kept paper (`Paper.as_record`), by id."""
    summary: bool = False
    """The entry sums up many earlier ones, which cannot be taken back any more."""
    generation: int = 0
    """In the first line: how often the journal was rewritten; a later one replaces earlier ones."""
    torn: int = 0
    """How many bytes before the line are an incomplete one that was never acknowledged."""
    line: bytes = b""
    """The line itself without its newline, if it has parts that this program does not know."""


class _BeyondError(ValueError):
    """The value is unknown, but a later version of this program may know it."""


Known = TypeVar("Known")

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_SOMETIMES = ("undoes", "papers", "summary", "generation", "torn")
_KEYS = frozenset({"v", "stamp", "changes", *_SOMETIMES, "sum"})
_PARTS = 4
_MOST_PARTS = 5
_SUM = re.compile(rb',"sum":"([0-9a-f]{8})"\}')
_SUM_LENGTH = len(b',"sum":"01234567"}')
# The version can be read even if only a later version can read the rest.
_BEGINNING = re.compile(rb'\{"v":([0-9]{1,9}),')
_USUAL = re.compile(
    rb'\{"v":1,"stamp":"([^"\\]+)","changes":(\[.*\])(?:,"undoes":"([^"\\]+)")?'
    rb',"sum":"([0-9a-f]{8})"\}'
)
_PLAIN_DECODER = json.JSONDecoder()
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def encode(entry: JournalEntry) -> bytes:
    """Return the line of an entry, including its newline."""
    if entry.line:
        return entry.line + b"\n"
    said: dict[str, Any] = {
        "v": VERSION,
        "stamp": entry.stamp,
        "changes": [each if each[4] else each[:4] for each in entry.changes],
    }
    for name in _SOMETIMES:
        if value := getattr(entry, name):
            said[name] = value
    body = _ENCODER.encode(said).encode()
    return b'%s,"sum":"%08x"}\n' % (body[:-1], crc32(body))


def decode(line: bytes) -> JournalEntry:
    """Return the entry of a line that is given without its newline.

    Raises:
        ValueError: the line is damaged, or makes no sense.
    """
    if usual := _usual_entry(line):
        return usual
    given = _SUM.fullmatch(line, max(0, len(line) - _SUM_LENGTH))
    if not given or int(given[1], 16) != _sum_of(line):
        raise ValueError("the checksum does not fit")
    if len(line) > LONGEST:
        raise ValueError("the line is too long")
    begun = _BEGINNING.match(line)
    later = begun is not None and int(begun[1]) > VERSION
    try:
        said = _read(line)
        later = _version(said) > VERSION
        entry = _entry(said, later=later)
    except ValueError:
        if not later:
            raise
        return JournalEntry("", (), line=line)
    if later or not said.keys() <= _KEYS or _says_more(said, entry):
        return replace(entry, line=line)
    return entry


def _sum_of(line: bytes) -> int:
    return crc32(b"}", crc32(memoryview(line)[:-_SUM_LENGTH]))


def _usual_entry(line: bytes) -> JournalEntry | None:
    """The entry of a line as nearly all are, several times as quickly; None where it is another.

    Such a line was written by this version: it has nothing but known changes of plain values, in
    the order of `encode`. So nothing in it can be there twice, or be more than is understood.
    """
    form = _USUAL.fullmatch(line)
    if not form or len(line) > LONGEST or int(form[4], 16) != _sum_of(line):
        return None
    stamp, written = form[1].decode(), form[2]
    undoes = form[3].decode() if form[3] else None
    # An object may say a thing twice, half a surrogate pair is no text, NaN is no number.
    odd = b"{" in written or b"\\u" in written or b"NaN" in written or b"Infinity" in written
    if odd or not is_stamp(stamp) or (undoes and not is_stamp(undoes)):
        return None
    try:
        given = _PLAIN_DECODER.decode(written.decode())
    except (ValueError, RecursionError, MemoryError):
        return None
    changes = list(map(_usual_change, given))
    return None if None in changes else JournalEntry(stamp, tuple(filter(None, changes)), undoes)


def _usual_change(given: object) -> Change | None:
    """A change of a known field; None where it is another."""
    if type(given) is not list or len(given) != _PARTS:
        return None
    paper, name, was, now = given
    if not (type(paper) is type(name) is str and is_paper(paper)):
        return None
    plain = (was is None or type(was) is bool) and (now is None or type(now) is bool)
    known = _takes(name, was, now) if plain else _holds(name, was, now)
    return Change(paper, name, was, now) if known else None


def _holds(name: str, was: Any, now: Any) -> bool:
    """Whether a field is known and may have both values."""
    return is_known(name) and name not in RESERVED and fits(name, now) and fits(name, was)


# Of fields that are on or off there are few; `typed` tells True from 1.
_takes = lru_cache(maxsize=1024, typed=True)(_holds)


def _read(line: bytes) -> dict[str, Any]:
    try:
        said = _DECODER.decode(line.decode())
        if _SURROGATE.search(line):
            # A surrogate pair is text, half a pair is not.
            json.dumps(said, ensure_ascii=False).encode()
    except (RecursionError, OverflowError, MemoryError) as error:
        raise ValueError("the line cannot be read") from error
    if not isinstance(said, dict):
        raise _no("object")
    return said


def _version(said: Mapping[str, Any]) -> int:
    version = said.get("v")
    if type(version) is not int or version < VERSION:
        raise _no("version")
    return version


def _entry(said: Mapping[str, Any], *, later: bool) -> JournalEntry:
    """The known parts of a line; all of it must make sense, unless a later version wrote it."""
    stamp, undoes, torn = said.get("stamp"), said.get("undoes"), said.get("torn", 0)
    changes, papers = said.get("changes"), said.get("papers", {})
    summary, generation = said.get("summary", False), said.get("generation", 0)
    if not isinstance(stamp, str) or not is_stamp(stamp):
        raise _no("stamp")
    if later:
        changes = changes if isinstance(changes, list) else []
        papers = papers if isinstance(papers, dict) else {}
    elif not (isinstance(changes, list) and isinstance(papers, dict)):
        raise _no("changes")
    if not (undoes is None or is_stamp(undoes)) or type(summary) is not bool:
        raise _no("action")
    if any(type(each) is not int or not 0 <= each < _LARGEST for each in (generation, torn)):
        raise _no("action")
    return JournalEntry(
        stamp,
        tuple(_known(map(_change, changes), later=later)),
        undoes,
        dict(_known(starmap(_paper, papers.items()), later=later)),
        summary,
        generation,
        torn,
    )


def _known(given: Iterator[Known], *, later: bool) -> Iterator[Known]:
    """Yield the items that this program knows.

    Raises:
        ValueError: an item makes no sense, and no later version wrote it.
    """
    while True:
        try:
            yield next(given)
        except StopIteration:
            return
        except _BeyondError:
            continue
        except ValueError:
            if not later:
                raise


def _change(given: object) -> Change:
    if not isinstance(given, list) or len(given) < _PARTS:
        raise _no("change")
    paper, name, was, now = given[:_PARTS]
    at = given[_PARTS] if len(given) > _PARTS else ""
    if type(paper) is not str or type(name) is not str or not (at == "" or is_stamp(at)):
        raise _no("change")
    if name in RESERVED or not is_paper(paper):
        raise _BeyondError
    if not (fits(name, now) and fits(name, was)):
        raise _no(f"value of {name}") if is_known(name) else _BeyondError
    return Change(paper, name, was, now, at)


def _paper(paper: str, record: object) -> tuple[str, dict[str, Any]]:
    if not paper or not is_paper(paper):
        raise _BeyondError
    if not isinstance(record, dict) or not is_record(paper, record):
        raise _no("paper")
    return paper, record


def _says_more(said: Mapping[str, Any], entry: JournalEntry) -> bool:
    """Whether the line has changes or papers that this program does not know."""
    changes = entry.changes
    return (
        len(changes) < len(said["changes"])
        or len(entry.papers) < len(said.get("papers", ()))
        or not all(is_known(change.field) for change in changes)
        or any(len(each) > _MOST_PARTS for each in said["changes"])
    )


def _no(what: str) -> ValueError:
    return ValueError(f"no {what}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key is there twice")
    return made


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
