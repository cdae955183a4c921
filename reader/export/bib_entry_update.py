"""One entry of somebody's bibliography, refreshed where it still says what we last wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.export.bib_memory import Memory, content, digest
from reader.export.bib_parser import Entry, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

TYPE = "@"
"""The name under which the type of an entry is remembered; no field can have it."""

_TELLING = ("title", "author")
_TAGS = "keywords"
_LINE_END = re.compile(r"\r\n|\n|\r")
_AFTER = re.compile(r"\s*,")


def memory_of(entry: Entry) -> Memory:
    """What is to be remembered of an entry that is written anew."""
    return {TYPE: digest(entry.type)} | {
        name: digest(value) for name, value in entry.fields.items()
    }


def is_ours(entry: Entry, key: str, memory: Memory) -> bool:
    """Whether the entry is the one that was written, its key or its fields perhaps changed.

    Somebody may have put an entry of their own in its place.
    """
    return bool(memory) and (
        entry.key.lower() == key.lower() or any(_holds(entry, name, memory) for name in _TELLING)
    )


def is_as_written(entry: Entry, wanted: Entry) -> bool:
    """The entry is what would be written today, under whatever key.

    So it stands where nothing is remembered of it, as the program was killed before it could.
    """
    return entry.type == wanted.type and _contents(entry) == _contents(wanted)


def _contents(entry: Entry) -> dict[str, str]:
    return {name: content(value) for name, value in entry.fields.items()}


def refreshed(piece: str, wanted: Entry, memory: Memory) -> tuple[str, Memory]:
    """The entry as it should be, and what is to be remembered of it.

    A field that holds what was last written gets its new value; that of the tags goes where there
    are none any more, and all those that an entry of another type has no use for. One that was
    never written is added where it is missing. All else stays byte for byte: what a person has
    changed, added or taken away.

    Args:
        piece: the text of the entry as it stands, and nothing else.
        wanted: the entry as it would be written today.
        memory: what was last written.
    """
    memory = memory.copy()
    entry = _only(piece)
    if entry.type != wanted.type and memory.get(TYPE) == digest(entry.type):
        at = piece.lower().index(entry.type)
        piece = piece[:at] + wanted.type + piece[at + len(entry.type) :]
        memory[TYPE] = digest(wanted.type)
    names = list(wanted.fields)
    for name in [name for name in memory if name not in wanted.fields and name != TYPE]:
        # Of an entry of the same kind nothing but tags is ever taken away by a reader; what else
        # is missing was only forgotten, where the cache was deleted.
        gone = name == _TAGS or entry.type != wanted.type
        if gone and _holds(entry, name, memory):
            piece = _without(piece, name)
            del memory[name]
    for name, value in wanted.fields.items():
        if name not in entry.fields:
            if name in memory:
                continue
            piece = _with(piece, name, value, names[: names.index(name)])
        elif content(entry.fields[name]) == content(value) or not _holds(entry, name, memory):
            continue
        else:
            piece = _changed(piece, name, value)
        memory[name] = digest(value)
    return piece, memory


def _only(piece: str) -> Entry:
    (entry,) = parse(piece).entries
    return entry


def _holds(entry: Entry, name: str, memory: Memory) -> bool:
    """The field holds what was last written."""
    return name in entry.fields and memory.get(name) == digest(entry.fields[name])


def _changed(piece: str, name: str, value: str) -> str:
    """With another value in the field, between the delimiters that are there."""
    field = next(each for each in _only(piece).written if each.name == name)
    if field.value.startswith('"') and value.startswith("{") and '"' not in value:
        value = f'"{value[1:-1]}"'
    return piece[: field.at] + value + piece[field.end :]


def _without(piece: str, name: str) -> str:
    """Without the field and the space before it."""
    written = _only(piece).written
    place = next(at for at, each in enumerate(written) if each.name == name)
    field = written[place]
    comma = piece.rindex(",", 0, field.start)
    if after := _AFTER.match(piece, field.end):
        return piece[: comma + 1] + piece[after.end() :]
    # The last one takes the comma before it along; that of the key stays.
    return piece[: comma if place else comma + 1] + piece[field.end :]


def _with(piece: str, name: str, value: str, before: Sequence[str]) -> str:
    """With one more field behind the last one of `before` that is there, laid out like that."""
    entry = _only(piece)
    if not entry.written:
        end = line_end.group() if (line_end := _LINE_END.search(piece)) else "\n"
        return f"{piece[: entry.body]},{end}  {name} = {value}{end}{piece[-1]}"
    places = {field.name: at for at, field in enumerate(entry.written)}
    place = max((places[each] for each in before if each in places), default=len(places) - 1)
    field = entry.written[place]
    space = piece[piece.rindex(",", 0, field.start) + 1 : field.start]
    line = space + name + _equals(piece, entry, place, name) + value
    if after := _AFTER.match(piece, field.end):
        return f"{piece[: after.end()]}{line},{piece[after.end() :]}"
    return f"{piece[: field.end]},{line}{piece[field.end :]}"


def _equals(piece: str, entry: Entry, place: int, name: str) -> str:
    """The equals sign as the entry has it: with or without spaces, or in a column."""
    signs = [piece[each.start + len(each.name) : each.at] for each in entry.written]
    columns = {
        len(each.name) + sign.index("=") for each, sign in zip(entry.written, signs, strict=True)
    }
    before, _, after = signs[place].partition("=")
    if len(columns) == 1 and len({len(each.name) for each in entry.written}) > 1:
        before = " " * max(columns.pop() - len(name), 1)
    elif len(before) > 1:
        before = " "
    return f"{before}={after}"
