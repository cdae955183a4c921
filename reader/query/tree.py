"""The syntax tree of a query: frozen nodes that print as the filter language.

The `str` of a node parses to an equal node. `Node` is the union of all kinds, so that mypy checks
that the matcher and the translation to SQL leave none out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, get_args

TextField = Literal["title", "abstract", "author", "org", "keyword", "note", "by"]
MarkState = Literal["unread", "read", "starred", "tagged", "noted"]
LearnedState = Literal["cited", "updated", "withdrawn"]
State = MarkState | LearnedState
Thing = Literal["code", "project", "summary", "note"]
NumberField = Literal["up", "comments", "stars", "year"]
DateField = Literal["listed", "published"]

TEXT_FIELDS: tuple[TextField, ...] = get_args(TextField)
LEARNED_STATES: tuple[LearnedState, ...] = get_args(LearnedState)
STATES: tuple[State, ...] = (*get_args(MarkState), *LEARNED_STATES)
THINGS: tuple[Thing, ...] = get_args(Thing)
NUMBER_FIELDS: tuple[NumberField, ...] = get_args(NumberField)
DATE_FIELDS: tuple[DateField, ...] = get_args(DateField)
FIELDS: tuple[str, ...] = (*TEXT_FIELDS, "tag", "is", "has", *NUMBER_FIELDS, *DATE_FIELDS)
"""Every field name, which is written before a colon."""

OPERATORS = ("or", "and", "not")
"""Words that are operators unless they are quoted."""

# Deliberately narrower than a word of the tokenizer: quoting too much does no harm.
_SAFE_WORD = re.compile(r"[^\W_][\w.'+#-]*")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `text`, one after the other; the last may be the beginning of a word."""

    text: str
    field: TextField | None = None
    """Where to look; None is title, abstract, authors, keywords and organisation."""

    def __str__(self) -> str:
        return _prefix(self.field) + _quoted(self.text)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that matches somewhere in a text."""

    source: str
    r"""As it is written between the slashes, with ``\/`` for a slash."""
    field: TextField | Literal["tag"] | None = None
    """Where to look; None as in `Words`."""

    def __str__(self) -> str:
        return f"{_prefix(self.field)}/{self.source}/"


@dataclass(frozen=True, slots=True)
class Tag:
    """A whole tag of the reader; case does not count."""

    name: str

    def __str__(self) -> str:
        return "tag:" + _quoted(self.name)


@dataclass(frozen=True, slots=True)
class Is:
    """The state of the reader's marks, or one that `reader.query.paper_states` tells."""

    state: State

    def __str__(self) -> str:
        return f"is:{self.state}"


@dataclass(frozen=True, slots=True)
class Has:
    """Something that not every paper has."""

    thing: Thing

    def __str__(self) -> str:
        return f"has:{self.thing}"


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A known number from `low` to `high` inclusive; None is no bound, and one bound is given."""

    field: NumberField
    low: int | None
    high: int | None

    def __str__(self) -> str:
        return f"{self.field}:{_interval(self.low, self.high)}"


@dataclass(frozen=True, slots=True)
class DateRange:
    """A known day from `first` to `last` inclusive; None is no bound, and one bound is given."""

    field: DateField
    first: date | None
    last: date | None

    def __str__(self) -> str:
        return f"{self.field}:{_interval(self.first, self.last)}"


@dataclass(frozen=True, slots=True)
class Not:
    """Every paper that `part` does not match, also where the value is unknown."""

    part: Node

    def __str__(self) -> str:
        return "-" + _grouped(self.part)


@dataclass(frozen=True, slots=True)
class And:
    """A paper that every part matches; only the empty query has no parts and matches all papers."""

    parts: tuple[Node, ...] = ()

    def __str__(self) -> str:
        return " ".join(_grouped(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """A paper that at least one of two or more parts matches."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " or ".join(
            f"({part})" if isinstance(part, Or) else str(part) for part in self.parts
        )


Node: TypeAlias = Words | Pattern | Tag | Is | Has | NumberRange | DateRange | Not | And | Or
Leaf: TypeAlias = Words | Pattern | Tag | Is | Has | NumberRange | DateRange


def leaves(node: Node, positive: bool = True) -> Iterator[tuple[Leaf, bool]]:
    """Every leaf in the order of the query, and whether it is positive, that is, not negated."""
    match node:
        case Not(part):
            yield from leaves(part, not positive)
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part, positive)
        case _:
            yield node, positive


def field_of(leaf: Leaf) -> str | None:
    """The name before the colon; None for a bare word, phrase or pattern."""
    match leaf:
        case Tag():
            return "tag"
        case Is():
            return "is"
        case Has():
            return "has"
        case _:
            return leaf.field


def _prefix(field: str | None) -> str:
    return f"{field}:" if field else ""


def _quoted(text: str) -> str:
    if _SAFE_WORD.fullmatch(text) and text.lower() not in OPERATORS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _grouped(node: Node) -> str:
    return f"({node})" if isinstance(node, And | Or) else str(node)


def _interval(low: int | date | None, high: int | date | None) -> str:
    if low is None:
        return f"<={high}"
    if high is None:
        return f">={low}"
    return f"{low}" if low == high else f"{low}..{high}"
