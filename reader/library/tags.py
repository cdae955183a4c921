"""Tags as fields of a paper: what makes two spellings one tag, and which of them is shown.

Each spelling that was ever used on a paper is a field of its own, as the journals have it. One
tag is all fields whose names have the same `tag_key`: the field that was set last says whether the
paper bears the tag, and the tag is spelled as where it was set first of all papers that bear it.
Both follow from the fields alone, so they are the same on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

from reader.text import caseless, clean

TAG = "tag:"
"""Each tag is a field of its own, so that tags given on two machines both stay."""

tag_key = lru_cache(maxsize=4096)(caseless)
"""What the spellings of one tag have in common."""


_TAG_LIMIT = 80
_SHOWN_OF_OVERLONG = 20
_STRIPPED = "-#\"'“”;:.!?"
_SEPARATORS = re.compile(r"[\s,]+")


class TagState(NamedTuple):
    """What the fields of one tag say on one paper."""

    fields: tuple[str, ...]
    """The names of those that are set."""
    now: bool
    """The paper bears the tag."""
    stamp: str
    """Of the field that says so."""


def fields_of_tag(document: Mapping[str, Any], field: str) -> list[str]:
    """The fields on a paper that are the same tag as this field, itself included if it is there."""
    tag = tag_key(field.removeprefix(TAG))
    return [each for each in _tag_fields(document) if tag_key(each.removeprefix(TAG)) == tag]


def tag_state(document: Mapping[str, Any], fields: Iterable[str]) -> TagState:
    """What fields of one tag say.

    A field without a value is one whose setting was undone: it says nothing, so that what was
    before it stands. Of fields with one stamp those that are set count, as renaming a tag by case
    alone sets one spelling and unsets the other.
    """
    stamps = document["stamps"]
    said = ((stamps[f], document[f] is True) for f in fields if document[f] is not None)
    stamp, now = max(said, default=("", False))
    return TagState(tuple(f for f in fields if document[f] is True), now, stamp)


def tags_on(document: Mapping[str, Any]) -> dict[str, TagState]:
    """The tags that a paper bears, by what their spellings have in common."""
    if not (tagged := _tag_fields(document)):
        return {}
    by_tag: dict[str, list[str]] = {}
    for field in tagged:
        by_tag.setdefault(tag_key(field.removeprefix(TAG)), []).append(field)
    found = ((tag, tag_state(document, fields)) for tag, fields in by_tag.items())
    return {tag: each for tag, each in found if each.now}


def with_tag(names: Iterable[str], name: str, *, wanted: bool) -> tuple[str, ...]:
    """Names of tags with one more, unless it is there in some spelling, or without it."""
    names, tag = set(names), tag_key(name)
    others = {each for each in names if tag_key(each) != tag}
    if not wanted:
        return tuple(sorted(others))
    return tuple(sorted(names if len(others) < len(names) else {*names, name}))


def tag_name(typed: str) -> str:
    """A tag is one word: white space and commas become hyphens, and signs at its ends go.

    Empty where nothing is left, as of ``#`` or ``;``, and where it is too long to be one;
    `tag_problem` says why.
    """
    name = _as_one_word(typed)
    return name if len(name) <= _TAG_LIMIT else ""


def tag_problem(typed: str) -> str:
    """Why a word is no tag, in words for a sentence; empty where it is one."""
    name = _as_one_word(typed)
    if len(name) > _TAG_LIMIT:
        start = f"{name[:_SHOWN_OF_OVERLONG]}…"
        return f"“{start}” has {len(name)} characters; a tag has at most {_TAG_LIMIT}"
    return "" if name else f"“{typed}” is no tag: it needs a letter or a digit"


def _as_one_word(typed: str) -> str:
    return _SEPARATORS.sub("-", " ".join(clean(typed).split())).strip(_STRIPPED)


def known_spelling(name: str, known: Iterable[str]) -> str:
    """A tag as it is spelled where it is in use already; case makes no other tag."""
    return next((tag for tag in known if tag_key(tag) == tag_key(name)), name)


def tag_line_problem(typed: str) -> str:
    """What is wrong with a line of tags that has one that is too long; empty where none is."""
    words = (word for word in _SEPARATORS.split(typed.strip()) if len(word) > _TAG_LIMIT)
    return next((problem for word in words if (problem := tag_problem(word))), "")


def parse_tag_line(typed: str, known: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """The tags to add and to remove in a line such as ``rl, agents -old``.

    Args:
        typed: the line.
        known: the tags in use.
    """
    add: list[str] = []
    remove: list[str] = []
    for word in _SEPARATORS.split(typed.strip()):
        if name := known_spelling(tag_name(word), known):
            (remove if word.startswith("-") else add).append(name)
    return add, remove


class TagSpellings:
    """How each tag is spelled: as where it was set first, of all papers that bear it.

    One thread may ask while another takes note of new fields.
    """

    def __init__(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Look at the documents only when first asked; they may be replaced, and grow."""
        self._documents = documents
        self._used: dict[str, set[str]] | None = None
        self._first: dict[str, str] = {}
        self._turn = Lock()

    def of(self, tag: str) -> str:
        """How a tag that some paper bears is spelled.

        Args:
            tag: what its spellings have in common.
        """
        with self._turn:
            used = self._known().get(tag) or {tag}
            # Nearly every tag has one spelling, which is known without looking at the papers.
            return next(iter(used)) if len(used) == 1 else self._of_first(tag, used) or tag

    def in_use(self, name: str) -> str:
        """How a tag is spelled; as in `name` where no paper bears it."""
        with self._turn:
            tag = tag_key(name)
            used = self._known().get(tag)
            return (self._of_first(tag, used) if used else "") or name

    def meet(self, document: Mapping[str, Any]) -> None:
        """Take note of the fields that a paper has now."""
        with self._turn:
            if self._used is not None:
                self._note(self._used, document)

    def _known(self) -> dict[str, set[str]]:
        if self._used is None:
            self._used = {}
            self._note(self._used, set().union(*list(self._documents.values())))
        return self._used

    def _note(self, used: dict[str, set[str]], fields: Iterable[str]) -> None:
        for field in _tag_fields(fields):
            name = field.removeprefix(TAG)
            used.setdefault(tag_key(name), set()).add(name)
            self._first.pop(tag_key(name), None)

    def _of_first(self, tag: str, used: Collection[str]) -> str:
        """How the tag is spelled where it was set first; empty where no paper bears it."""
        if tag not in self._first:
            uses = self._uses([TAG + name for name in used])
            first = next(uses, ("", "")) if len(used) == 1 else min(uses, default=("", ""))
            self._first[tag] = first[1]
        return self._first[tag]

    def _uses(self, fields: Iterable[str]) -> Iterator[tuple[str, str]]:
        """When and how each paper that bears the tag was given it."""
        for document in list(self._documents.values()):
            there = [field for field in fields if field in document]
            if there and (said := tag_state(document, there)).now:
                for field in said.fields:
                    yield document["stamps"][field], field.removeprefix(TAG)


def _tag_fields(fields: Iterable[str]) -> list[str]:
    return [field for field in fields if field.startswith(TAG)]
