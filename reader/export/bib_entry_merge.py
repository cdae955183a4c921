"""Merge a freshly exported entry into the same entry of a bibliography, and keep hand edits.

The library keeps a digest of each field that was exported. A field of the file that still has this
digest was not edited by hand, and may be replaced.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from hashlib import blake2b
from typing import TYPE_CHECKING

from reader.export.bib_parser import BLANK, LINE_REST, BibEntry, parse_bib

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FieldDigests = dict[str, str]
"""The digest of each exported field, by the name of the field in lower case."""

TYPE = "@"
"""The name under which the digest of the type of an entry is kept; no field can have it."""

_IDENTIFYING = ("title", "author")
_TAGS = "keywords"
_LINE_END = re.compile(r"\r\n|\n|\r")
_AFTER = re.compile(rf"{BLANK},")
_COMMA_OR_COMMENT = re.compile(rf"%{LINE_REST}|,")
_REMARK = re.compile(rf"[ \t]*+%{LINE_REST}")
"""A comment on the same line, which belongs to the field before it."""


def field_text(value: str) -> str:
    """The text of a raw value, without its delimiters and line breaks.

    So a value stays the same when a tool lays it out anew. Values joined by # stay as they are.

    >>> field_text("{A  {B}}"), field_text('"A {B}"'), field_text('"A" # b'), field_text("jan")
    ('A {B}', 'A {B}', '"A" # b', 'jan')
    """
    inner = value[1:-1] if _is_delimited(value) else value
    return " ".join(inner.split())


def digest(value: str) -> str:
    """A short digest of the text of a raw value."""
    written = field_text(value).encode("utf-8", "surrogateescape")
    return urlsafe_b64encode(blake2b(written, digest_size=6).digest()).decode()


def encode_digests(digests: Mapping[str, str]) -> str:
    """One line that `decode_digests` reads back; equal digests give equal lines."""
    return " ".join(f"{name}:{digests[name]}" for name in sorted(digests))


def decode_digests(line: str) -> FieldDigests:
    """Read a line of `encode_digests`; anything else in the line is ignored."""
    pairs = (word.rpartition(":") for word in line.split())
    return {name: value for name, _, value in pairs if name}


def entry_digests(entry: BibEntry) -> FieldDigests:
    """The digests to keep of an entry that is exported as a whole."""
    return {TYPE: digest(entry.type)} | {
        name: digest(value) for name, value in entry.fields.items()
    }


def is_exported_entry(entry: BibEntry, key: str, digests: FieldDigests) -> bool:
    """Whether this is the entry that was exported, perhaps with another key or edited fields.

    It is not where somebody has put an entry of their own in its place.
    """
    return bool(digests) and (
        entry.key.lower() == key.lower()
        or any(_is_unedited(entry, name, digests) for name in _IDENTIFYING)
    )


def equals_export(entry: BibEntry, wanted: BibEntry) -> bool:
    """Whether the entry says the same as an export of today would, under any key.

    This finds an exported entry of which no digests are kept, because the program was killed
    before it could write them.
    """
    return entry.type == wanted.type and _texts(entry) == _texts(wanted)


def _texts(entry: BibEntry) -> dict[str, str]:
    return {name: field_text(value) for name, value in entry.fields.items()}


def merge_entry(source: str, wanted: BibEntry, digests: FieldDigests) -> tuple[str, FieldDigests]:
    """Bring the fields of an entry up to date that nobody edited by hand.

    An unedited field gets its new value. It is removed if it holds the tags and there are none any
    more, or if the new type of the entry has no such field. A field that was never exported is
    added if the entry has no field of that name. Everything else stays byte for byte.

    Args:
        source: the text of the entry in the file, and nothing else.
        wanted: the entry as it would be exported today.
        digests: those of the last export.

    Returns:
        The new text of the entry, and the digests to keep of it.
    """
    digests = digests.copy()
    entry = _parse_one(source)
    if entry.type != wanted.type and digests.get(TYPE) == digest(entry.type):
        source = _with_type(source, entry.type, wanted.type)
        digests[TYPE] = digest(wanted.type)
    names = list(wanted.fields)
    for name in _obsolete_fields(entry, wanted, digests):
        source = _without_field(source, name)
        del digests[name]
    for name, value in wanted.fields.items():
        if name not in entry.fields:
            if name in digests:
                continue
            source = _with_field(source, name, value, names[: names.index(name)])
        elif field_text(entry.fields[name]) == field_text(value) or not _is_unedited(
            entry, name, digests
        ):
            continue
        else:
            source = _with_value(source, name, value)
        digests[name] = digest(value)
    return source, digests


def _obsolete_fields(entry: BibEntry, wanted: BibEntry, digests: FieldDigests) -> list[str]:
    """The exported fields that nobody edited and that the entry is no longer to have."""
    # The reader can only take tags away. Any other field that is missing from an entry of the
    # same type is merely unknown, because the cache was deleted.
    names = [_TAGS] if entry.type == wanted.type else [name for name in digests if name != TYPE]
    return [
        name for name in names if name not in wanted.fields and _is_unedited(entry, name, digests)
    ]


def _parse_one(source: str) -> BibEntry:
    (entry,) = parse_bib(source)
    return entry


def _is_unedited(entry: BibEntry, name: str, digests: FieldDigests) -> bool:
    """Whether the field still has the value that was exported."""
    return name in entry.fields and digests.get(name) == digest(entry.fields[name])


def _with_value(source: str, name: str, value: str) -> str:
    """Replace the value of a field, and keep the delimiters that it has."""
    field = next(each for each in _parse_one(source).written if each.name == name)
    if field.value.startswith('"') and value.startswith("{") and '"' not in value:
        value = f'"{value[1:-1]}"'
    return source[: field.at] + value + source[field.end :]


def _with_type(source: str, before: str, after: str) -> str:
    begun = re.compile(rf"@{BLANK}(?={re.escape(before)})", re.IGNORECASE).match(source)
    at = begun.end() if begun else 1
    return source[:at] + after + source[at + len(before) :]


def _without_field(source: str, name: str) -> str:
    """Remove a field and the space before it; where comments are around it, the field alone."""
    entry = _parse_one(source)
    place = next(at for at, each in enumerate(entry.written) if each.name == name)
    field = entry.written[place]
    comma = _comma_before(source, entry, place)
    after = _AFTER.match(source, field.end)
    if "%" in source[comma : field.start] or (after and "%" in after[0]):
        behind = source[field.end : after.end() - 1] if after else ""
        return source[: field.start] + behind + source[after.end() if after else field.end :]
    if after:
        return source[: comma + 1] + source[after.end() :]
    # The comma before the last field goes too, but not the one behind the key.
    return source[: comma if place else comma + 1] + source[field.end :]


def _comma_before(source: str, entry: BibEntry, place: int) -> int:
    """The offset of the comma before a field, which is not one of a comment."""
    begin = entry.written[place - 1].end if place else entry.body
    signs = _COMMA_OR_COMMENT.finditer(source, begin, entry.written[place].start)
    return max(sign.start() for sign in signs if sign[0] == ",")


def _with_field(source: str, name: str, value: str, before: Sequence[str]) -> str:
    """Add a field behind the last field of `before` that the entry has, with the same layout.

    A comment on the line of that field stays behind it.
    """
    entry = _parse_one(source)
    if not entry.written:
        return _with_first_field(source, entry, f"{name} = {value}")
    places = {field.name: at for at, field in enumerate(entry.written)}
    place = max((places[each] for each in before if each in places), default=len(places) - 1)
    field = entry.written[place]
    between = source[_comma_before(source, entry, place) + 1 : field.start]
    space = between[max((each.end() for each in _REMARK.finditer(between)), default=0) :]
    line = space + name + _equals_sign(source, entry, place, name) + value
    after = _AFTER.match(source, field.end)
    begin = after.end() if after else field.end
    remark = remark_found[0] if (remark_found := _REMARK.match(source, begin)) else ""
    if remark and not _LINE_END.search(space):
        line = f"\n{line}"
    before_it, rest = source[:begin], source[begin + len(remark) :]
    return f"{before_it}{remark}{line},{rest}" if after else f"{before_it},{remark}{line}{rest}"


def _with_first_field(source: str, entry: BibEntry, line: str) -> str:
    end = line_end.group() if (line_end := _LINE_END.search(source)) else "\n"
    behind = source[entry.body : -1]
    if "%" not in behind:
        return f"{source[: entry.body]},{end}  {line}{end}{source[-1]}"
    commas = any(sign[0] == "," for sign in _COMMA_OR_COMMENT.finditer(behind))
    comma = "" if commas else ","
    return f"{source[: entry.body]}{comma}{behind.rstrip()}{end}  {line}{end}{source[-1]}"


def _equals_sign(source: str, entry: BibEntry, place: int, name: str) -> str:
    """An equals sign laid out as in the entry: with or without spaces, or in a column."""
    signs = [source[each.start + len(each.name) : each.at] for each in entry.written]
    columns = {
        len(each.name) + sign.index("=") for each, sign in zip(entry.written, signs, strict=True)
    }
    if "%" in "".join(signs):
        return " = "
    before, _, after = signs[place].partition("=")
    if len(columns) == 1 and len({len(each.name) for each in entry.written}) > 1:
        before = " " * max(columns.pop() - len(name), 1)
    elif len(before) > 1:
        before = " "
    return f"{before}={after}"


def _is_delimited(value: str) -> bool:
    """Whether the value is one text in braces or quotes, and not several joined."""
    if not value.startswith(("{", '"')):
        return False
    if "#" not in value:
        return True
    depth = 0
    for at, sign in enumerate(value):
        depth += (sign == "{") - (sign == "}")
        if at and not depth and sign in '}"':
            return at == len(value) - 1
    return False
