"""Translate a query tree to SQL: a pure function of the tree and the reader's marks.

The SQL asks two tables, which `reader.archive.index_upkeep` keeps: `fact` has a row for each
paper, and `word` is an FTS5 table with the same row numbers and the `search_words` of each field.
A condition admits every paper that the tree matches. It says whether it is exact; where it is not,
the caller has to run the tree in memory on the papers that come back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, assert_never

from reader.paper import Marks, Paper
from reader.query.matcher import matches
from reader.query.pattern import Allowance
from reader.query.tree import (
    And,
    DateIn,
    Has,
    Is,
    Node,
    Not,
    NumberIn,
    Or,
    Pattern,
    Tag,
    Words,
    leaves,
)
from reader.text.word_search import needle

LISTED = "coalesce(dated, (SELECT min(value) FROM entry WHERE kind = 'day' AND paper = fact.paper))"
"""The day that lists a paper: its own, or else the first whose list has it."""

_COLUMNS = {
    "up": "upvotes",
    "comments": "comments",
    "stars": "stars",
    "year": "CAST(substr(published, 1, 4) AS INTEGER)",
    "listed": LISTED,
    "published": "published",
    "code": "code",
    "project": "project",
    "summary": "summary",
}

# SQLite's parsers have stacks of a hundred places, and its expressions a depth of a thousand.
_DEEPEST = 10
_MOST = 100
# FTS5 cuts words after 32 kB.
_LONGEST = 8_000


@dataclass(frozen=True, slots=True)
class Condition:
    """What rows of `fact` are let through."""

    sql: str
    parameters: tuple[Any, ...] = ()
    exact: bool = True
    """Nothing but what the tree matches is let through."""


@dataclass(frozen=True, slots=True)
class Question:
    """What SQLite is asked for a tree."""

    match: str | None
    """An FTS5 expression by which papers are ranked; None where no words are asked for."""
    required: bool
    """Whether only the papers that `match` finds are asked for."""
    condition: Condition
    """What else is asked of them."""


_ANYTHING = Condition("1", exact=False)


def question(tree: Node, marks: Mapping[str, Marks]) -> Question:
    """What SQLite is asked for a tree.

    Args:
        tree: of the query.
        marks: those of every paper that has any.
    """
    parts = tree.parts if isinstance(tree, And) else (tree,)
    found = {part: expression for part in parts if (expression := _expression(part))}
    if found and len(parts) <= _MOST:
        rest = And(tuple(part for part in parts if part not in found))
        return Question(" AND ".join(found.values()), True, _condition(rest, marks))
    asked = (leaf for leaf, positive in leaves(tree) if positive)
    either = list(dict.fromkeys(filter(None, map(_expression, asked))))[:_MOST]
    return Question(" OR ".join(either) or None, False, _condition(tree, marks))


def _expression(node: Node, depth: int = 0) -> str | None:
    """What FTS5 is asked for a node; None where it does not know enough to decide."""
    match node:
        case Words(text, field) if field not in ("note", "by"):
            plain = needle(text).strip()
            if not plain or len(plain) > _LONGEST:
                return None
            return (f"{field} : " if field else "") + f'"{plain}" *'
        case And(parts) | Or(parts) if parts and depth < _DEEPEST and len(parts) <= _MOST:
            expressions = [_expression(part, depth + 1) for part in parts]
            operator = " AND " if isinstance(node, And) else " OR "
            known = [expression for expression in expressions if expression]
            return f"({operator.join(known)})" if len(known) == len(parts) else None
        case _:
            return None


def _condition(
    node: Node, marks: Mapping[str, Marks], negated: bool = False, depth: int = 0
) -> Condition:
    if expression := _expression(node):
        known = "row IN (SELECT rowid FROM word WHERE word MATCH ?)"
        return _leaf(known, expression, negated=negated)
    match node:
        case Not(part):
            return _condition(part, marks, not negated, depth)
        case And(parts) | Or(parts):
            if depth == _DEEPEST or len(parts) > _MOST:
                return _ANYTHING
            each = [_condition(part, marks, negated, depth + 1) for part in parts]
            return _all(each) if isinstance(node, And) is not negated else _any(each)
        case Words(text, "by"):
            return _leaf("instr(submitter, ?) > 0", needle(text), negated=negated)
        case Is("cited"):
            return _ANYTHING
        case Words(_, "note") | Tag() | Is() | Has("note"):
            return _marked(lambda each: _holds(node, each), marks, negated=negated)
        case Words() | Pattern():
            return _ANYTHING
        case Has(thing):
            return _leaf(_COLUMNS[thing], negated=negated)
        case NumberIn(number, low, high):
            return _within(_COLUMNS[number], low, high, negated=negated)
        case DateIn(day, first, last):
            return _within(_COLUMNS[day], _iso(first), _iso(last), negated=negated)
        case _:
            assert_never(node)


def _leaf(sql: str, *parameters: str | int, negated: bool) -> Condition:
    return Condition(f"NOT ({sql})" if negated else f"({sql})", parameters)


def _within(
    column: str, low: str | int | None, high: str | int | None, *, negated: bool
) -> Condition:
    """What is unknown is NULL, which lies in no interval, so that it does lie outside of it."""
    bounds = [(sign, bound) for sign, bound in ((">=", low), ("<=", high)) if bound is not None]
    sql = " AND ".join(f"ifnull({column} {sign} ?, 0)" for sign, _ in bounds)
    return _leaf(sql, *(bound for _, bound in bounds), negated=negated)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _marked(
    holds: Callable[[Marks], bool], marks: Mapping[str, Marks], *, negated: bool
) -> Condition:
    """What is asked of the marks is decided here, for those with marks and once for all others."""
    usual = holds(Marks())
    others = json.dumps([paper for paper, each in marks.items() if holds(each) is not usual])
    known = "fact.paper IN (SELECT value FROM json_each(?))"
    return _leaf(known, others, negated=negated is not usual)


def _holds(node: Node, marks: Marks) -> bool:
    return matches(node, Paper("", ""), marks, Allowance())


def _all(parts: list[Condition]) -> Condition:
    return _joined(" AND ", parts or [Condition("1")])


def _any(parts: list[Condition]) -> Condition:
    return _joined(" OR ", parts or [Condition("0")])


def _joined(operator: str, parts: list[Condition]) -> Condition:
    return Condition(
        f"({operator.join(part.sql for part in parts)})",
        tuple(_parameters(parts)),
        all(part.exact for part in parts),
    )


def _parameters(parts: list[Condition]) -> Iterator[Any]:
    return chain.from_iterable(part.parameters for part in parts)
