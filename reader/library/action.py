"""What one key press did, and the line of a journal that says so.

A line is believed where its checksum fits and it makes sense. What is in it beyond what this
program knows, as a later one may write, is carried on as it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import starmap
from typing import Any, NamedTuple, TypeVar
from zlib import crc32

from reader.library.fields import RESERVED, fits, is_known, is_paper, is_record
from reader.library.stamp import is_stamp

VERSION = 1
"""Of the form of a line."""

LONGEST = 64 * 2**20
"""The bytes that a line may have; a longer one is neither written nor believed."""

Value = bool | int | str | None
"""What a field holds; one that is not known may hold any plain JSON value."""


class Change(NamedTuple):
    """One field of one paper, before and after."""

    paper: str
    """Its arXiv id; empty where the change is about the reader, not about a paper."""
    field: str
    was: Value
    now: Value
    at: str = ""
    """The stamp that the field bears by it, where that is not the action's own."""


@dataclass(frozen=True, slots=True)
class Action:
    """What one key press did: all of its changes, or none."""

    stamp: str
    """Empty where the line is one of which this program knows nothing at all."""
    changes: tuple[Change, ...]
    undoes: str | None = None
    """The stamp of the action that this one takes back, or makes again."""
    papers: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """What each newly kept paper says (`Paper.as_record`), by id."""
    summary: bool = False
    """Many earlier actions in one, which cannot be taken back any more."""
    torn: int = 0
    """The bytes before its line that a process left which never acknowledged them."""
    line: bytes = b""
    """The line itself, without its newline, where it says more than this program knows."""


class _BeyondError(ValueError):
    """What is said may make sense to a later version of this program."""


Known = TypeVar("Known")

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_KEYS = frozenset({"v", "stamp", "changes", "undoes", "papers", "summary", "torn", "sum"})
_PARTS = 4
_MOST_PARTS = 5
_SUM = re.compile(rb',"sum":"([0-9a-f]{8})"\}')
_SUM_LENGTH = len(b',"sum":"01234567"}')
# The number tells also of a line that only a later version can read any further.
_BEGINNING = re.compile(rb'\{"v":([0-9]{1,9}),')
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def encode(action: Action) -> bytes:
    """The line of an action, its newline included."""
    if action.line:
        return action.line + b"\n"
    said: dict[str, Any] = {
        "v": VERSION,
        "stamp": action.stamp,
        "changes": [each if each[4] else each[:4] for each in action.changes],
    }
    if action.undoes:
        said["undoes"] = action.undoes
    if action.papers:
        said["papers"] = action.papers
    if action.summary:
        said["summary"] = True
    if action.torn:
        said["torn"] = action.torn
    body = _ENCODER.encode(said).encode()
    return b'%s,"sum":"%08x"}\n' % (body[:-1], crc32(body))


def decode(line: bytes) -> Action:
    """The action of a line, without its newline.

    Raises:
        ValueError: the line is not as it was written, or makes no sense.
    """
    given = _SUM.fullmatch(line, max(0, len(line) - _SUM_LENGTH))
    if not given or int(given[1], 16) != crc32(b"}", crc32(memoryview(line)[:-_SUM_LENGTH])):
        raise ValueError("the checksum does not fit")
    if len(line) > LONGEST:
        raise ValueError("the line is too long")
    begun = _BEGINNING.match(line)
    later = begun is not None and int(begun[1]) > VERSION
    try:
        said = _read(line)
        later = _version(said) > VERSION
        action = _action(said, later=later)
    except ValueError:
        if not later:
            raise
        return Action("", (), line=line)
    if later or not said.keys() <= _KEYS or _says_more(said, action):
        return replace(action, line=line)
    return action


def _read(line: bytes) -> dict[str, Any]:
    try:
        said = _DECODER.decode(line.decode())
        if _SURROGATE.search(line):
            # Pairs of them are text, and halves are none.
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


def _action(said: Mapping[str, Any], *, later: bool) -> Action:
    """What is known of a line; unless a later version wrote it, all of it must make sense."""
    stamp, undoes, torn = said.get("stamp"), said.get("undoes"), said.get("torn", 0)
    changes, papers = said.get("changes"), said.get("papers", {})
    summary = said.get("summary", False)
    if not isinstance(stamp, str) or not is_stamp(stamp):
        raise _no("stamp")
    if later:
        changes = changes if isinstance(changes, list) else []
        papers = papers if isinstance(papers, dict) else {}
    elif not (isinstance(changes, list) and isinstance(papers, dict)):
        raise _no("changes")
    if not (undoes is None or is_stamp(undoes)) or type(summary) is not bool:
        raise _no("action")
    if type(torn) is not int or torn < 0:
        raise _no("action")
    return Action(
        stamp,
        tuple(_known(map(_change, changes), later=later)),
        undoes,
        dict(_known(starmap(_paper, papers.items()), later=later)),
        summary,
        torn,
    )


def _known(given: Iterator[Known], *, later: bool) -> Iterator[Known]:
    """What can be understood of it.

    Raises:
        ValueError: some of it makes no sense, and no later version wrote it.
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


def _says_more(said: Mapping[str, Any], action: Action) -> bool:
    """Not all of the changes and papers are known."""
    changes = action.changes
    return (
        len(changes) < len(said["changes"])
        or len(action.papers) < len(said.get("papers", ()))
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
