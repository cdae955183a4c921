"""Tags: fields of a paper, their names as typed, and which of several spellings is shown.

Each spelling that was ever used on a paper is a field of its own. All fields whose names have the
same `tag_key` are one tag: the field that was set last says whether the paper has the tag, and of
all papers with the tag the one that got it first decides its spelling. Both depend on the fields
only, so they are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

from reader.text import clean, late_pattern

TAG = "tag:"
"""The prefix of tag fields: each tag is a field, so tags added on two machines both stay."""

_TAG_LIMIT = 80
_SHOWN_OF_OVERLONG = 20
_STRIPPED = "-#\"'“”;:.!?"
_SEPARATORS = late_pattern(r"[\s,]+")


@lru_cache(maxsize=4096)
def tag_key(tag: str) -> str:
    """The key that all spellings of one tag share."""
    # Imported late, as many a library has no tags.
    from reader.text.plain import caseless

    return caseless(tag)


class TagState(NamedTuple):
    """Whether a paper has a tag, by the fields of all its spellings."""

    fields: tuple[str, ...]
    """The fields that are set."""
    now: bool
    """Whether the paper has the tag."""
    stamp: str
    """The stamp of the field that decides."""


def fields_of_tag(document: Mapping[str, Any], field: str) -> list[str]:
    """Return the fields of a paper that are the same tag as `field`, including itself."""
    tag = tag_key(field.removeprefix(TAG))
    return [each for each in _tag_fields(document) if tag_key(each.removeprefix(TAG)) == tag]


def tag_state(document: Mapping[str, Any], fields: Iterable[str]) -> TagState:
    """Return the state of a tag on a paper, from the fields of its spellings.

    A field whose value is None was undone, and does not count. Of fields with the same stamp one
    that is set counts, as changing the case of a tag sets one spelling and unsets the other.
    """
    stamps = document["stamps"]
    said = ((stamps[f], document[f] is True) for f in fields if document[f] is not None)
    stamp, now = max(said, default=("", False))
    return TagState(tuple(f for f in fields if document[f] is True), now, stamp)


def tags_on(document: Mapping[str, Any]) -> dict[str, TagState]:
    """Return the tags that a paper has, by `tag_key`."""
    if not (tagged := _tag_fields(document)):
        return {}
    by_tag: dict[str, list[str]] = {}
    for field in tagged:
        by_tag.setdefault(tag_key(field.removeprefix(TAG)), []).append(field)
    found = ((tag, tag_state(document, fields)) for tag, fields in by_tag.items())
    return {tag: each for tag, each in found if each.now}


def with_tag(names: Iterable[str], name: str, *, wanted: bool) -> tuple[str, ...]:
    """Return tag names with a tag added (unless they have it in some spelling) or removed."""
    names, tag = set(names), tag_key(name)
    others = {each for each in names if tag_key(each) != tag}
    if not wanted:
        return tuple(sorted(others))
    return tuple(sorted(names if len(others) < len(names) else {*names, name}))


def tag_name(typed: str) -> str:
    """Make one word of what was typed: hyphens for white space and commas, no signs at its ends.

    Returns:
        The tag; empty if nothing is left, as of ``#``, or if it is too long, see `tag_problem`.
    """
    name = _as_one_word(typed)
    return name if len(name) <= _TAG_LIMIT else ""


def tag_problem(typed: str) -> str:
    """Return why a word is not a tag, for use in a sentence; empty if it is one."""
    name = _as_one_word(typed)
    if len(name) > _TAG_LIMIT:
        start = f"{name[:_SHOWN_OF_OVERLONG]}…"
        return f"“{start}” has {len(name)} characters; a tag has at most {_TAG_LIMIT}"
    return "" if name else f"“{typed}” is no tag: it needs a letter or a digit"


def _as_one_word(typed: str) -> str:
    return _SEPARATORS.sub("-", " ".join(clean(typed).split())).strip(_STRIPPED)


def known_spelling(name: str, known: Iterable[str]) -> str:
    """Return a tag in the spelling of `known`, or as given if it is not among them."""
    return next((tag for tag in known if tag_key(tag) == tag_key(name)), name)


def tag_line_problem(typed: str) -> str:
    """Return what is wrong with a line of tags, if one is too long; otherwise an empty text."""
    words = (word for word in _SEPARATORS.split(typed.strip()) if len(word) > _TAG_LIMIT)
    return next((problem for word in words if (problem := tag_problem(word))), "")


def parse_tag_line(typed: str, known: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """Return the tags to add and the tags to remove of a line such as ``rl, agents -old``.

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
    """The spelling of each tag: that of the paper that got it first, of all that have it.

    Safe to use from several threads.
    """

    def __init__(self, documents: Callable[[], Iterable[Mapping[str, Any]]]) -> None:
        """Store how the documents with tags are had; they are read when first needed."""
        self._documents = documents
        self._used: dict[str, set[str]] | None = None
        self._first: dict[str, str] = {}
        self._turn = Lock()

    def of(self, tag: str) -> str:
        """Return the spelling of a tag that some paper has.

        Args:
            tag: its `tag_key`.
        """
        with self._turn:
            used = self._known().get(tag) or {tag}
            # Nearly every tag has one spelling, which is known without looking at the papers.
            return next(iter(used)) if len(used) == 1 else self._of_first(tag, used) or tag

    def in_use(self, name: str) -> str:
        """Return the spelling of a tag; `name` itself if no paper has it."""
        with self._turn:
            tag = tag_key(name)
            used = self._known().get(tag)
            return (self._of_first(tag, used) if used else "") or name

    def add(self, document: Mapping[str, Any]) -> None:
        """Add the spellings among the fields of a paper."""
        if self._used is None:
            # They are read when first needed, and this one is among them by then.
            return
        with self._turn:
            self._note(self._used, document)

    def _known(self) -> dict[str, set[str]]:
        if self._used is None:
            self._used = {}
            self._note(self._used, set().union(*self._documents()))
        return self._used

    def _note(self, used: dict[str, set[str]], fields: Iterable[str]) -> None:
        for field in _tag_fields(fields):
            name = field.removeprefix(TAG)
            used.setdefault(tag_key(name), set()).add(name)
            self._first.pop(tag_key(name), None)

    def _of_first(self, tag: str, used: Collection[str]) -> str:
        """The spelling on the paper that got the tag first; empty if no paper has it."""
        if tag not in self._first:
            uses = self._uses([TAG + name for name in used])
            first = next(uses, ("", "")) if len(used) == 1 else min(uses, default=("", ""))
            self._first[tag] = first[1]
        return self._first[tag]

    def _uses(self, fields: Iterable[str]) -> Iterator[tuple[str, str]]:
        """When each paper with the tag got it, and in which spelling."""
        for document in self._documents():
            there = [field for field in fields if field in document]
            if there and (said := tag_state(document, there)).now:
                for field in said.fields:
                    yield document["stamps"][field], field.removeprefix(TAG)


def _tag_fields(fields: Iterable[str]) -> list[str]:
    return [field for field in fields if field.startswith(TAG)]
