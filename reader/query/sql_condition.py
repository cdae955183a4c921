"""Translate a query tree to SQL: a pure function of the tree and of what is known of papers.

The SQL asks two tables, which `reader.archive.full_text_index` keeps: `fact` has a row for each
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
from reader.query.paper_states import UNKNOWN_STATES, PaperStates
from reader.query.pattern import TimeBudget
from reader.query.tree import (
    And,
    DateRange,
    Has,
    Is,
    Node,
    Not,
    NumberRange,
    Or,
    Pattern,
    State,
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

_AMONG = "fact.paper IN (SELECT value FROM json_each(?))"
"""Whether a paper is one of those whose ids are given as a JSON array."""

# SQLite's parsers have stacks of a hundred places, and its expressions a depth of a thousand.
_DEEPEST = 10
_MOST = 100
# FTS5 cuts words after 32 kB.
_LONGEST = 8_000
_SHORT = 3
"""Letters; so few begin words of most papers."""


@dataclass(frozen=True, slots=True)
class SqlCondition:
    """An SQL expression that selects rows of `fact`."""

    sql: str
    parameters: tuple[Any, ...] = ()
    exact: bool = True
    """Every row that it selects is matched by the tree."""


@dataclass(frozen=True, slots=True)
class SqlQuery:
    """The two parts of a tree in SQLite: a full-text search and a condition."""

    match: str | None
    """An FTS5 expression that ranks papers; None if the query has no words."""
    required: bool
    """Whether only papers that `match` finds can be matches of the tree."""
    condition: SqlCondition
    """The condition that applies beside `match`."""


_ANYTHING = SqlCondition("1", exact=False)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of papers, by id, and the archive does not have."""

    marks: Mapping[str, Marks]
    states: PaperStates


def to_sql(
    tree: Node, marks: Mapping[str, Marks], states: PaperStates = UNKNOWN_STATES
) -> SqlQuery:
    """Translate a tree to SQL.

    Args:
        tree: the tree of a query.
        marks: the marks of every paper that has any.
        states: what else is known of papers.
    """
    known = _Known(marks, states)
    parts = tree.parts if isinstance(tree, And) else (tree,)
    found = {part: expression for part in parts if (expression := _to_fts5(part))}
    if found and len(parts) <= _MOST:
        rest = And(tuple(part for part in parts if part not in found))
        return SqlQuery(" AND ".join(found.values()), True, _to_condition(rest, known))
    asked = (leaf for leaf, positive in leaves(tree) if positive)
    either = list(dict.fromkeys(filter(None, map(_to_fts5, asked))))[:_MOST]
    return SqlQuery(" OR ".join(either) or None, False, _to_condition(tree, known))


def to_quick_sql(tree: Node, *, short: bool) -> SqlQuery:
    """Translate the part of a tree to SQL by which its first matches are quickly found.

    Every match of the tree satisfies it, and others do as well. Of the words it asks the longest
    alone: FTS5 goes through all that begins with each before it gives the first row.

    Args:
        tree: the tree of a query.
        short: ask it also where it is as short as to begin words of most papers.
    """
    parts = tree.parts if isinstance(tree, And) else (tree,)
    asked = [each for part in parts if isinstance(part, Words) for each in _to_quick_fts5(part)]
    weight, match = max(asked, default=(0, None))
    known = _Known({}, UNKNOWN_STATES)
    told = (NumberRange, DateRange) if len(parts) <= _MOST else ()
    facts = [_to_condition(part, known) for part in parts if isinstance(part, told)]
    return SqlQuery(match if short or weight > _SHORT else None, True, _all(facts))


def _to_quick_fts5(node: Words) -> Iterator[tuple[int, str]]:
    """A phrase without short words, or else each of its words, in FTS5; with how long it is."""
    if node.field in ("note", "by") or not (words := needle(node.text).split()):
        return
    # A character of another script is a word, or says as much.
    lengths = [len(word) if word.isascii() else _SHORT + len(word) for word in words]
    if sum(lengths) > _LONGEST:
        return
    field = f"{node.field} : " if node.field else ""
    if min(lengths) > _SHORT:
        yield sum(lengths), f'{field}"{" ".join(words)}" *'
    else:
        signs = [*("" for _ in words[1:]), " *"]
        for word, length, sign in zip(words, lengths, signs, strict=True):
            yield length, f'{field}"{word}"{sign}'


def _to_fts5(node: Node, depth: int = 0) -> str | None:
    """A node as an FTS5 expression; None if the full-text index cannot decide it."""
    match node:
        case Words(text, field) if field not in ("note", "by"):
            plain = needle(text).strip()
            if not plain or len(plain) > _LONGEST:
                return None
            return (f"{field} : " if field else "") + f'"{plain}" *'
        case And(parts) | Or(parts) if parts and depth < _DEEPEST and len(parts) <= _MOST:
            expressions = [_to_fts5(part, depth + 1) for part in parts]
            operator = " AND " if isinstance(node, And) else " OR "
            known = [expression for expression in expressions if expression]
            return f"({operator.join(known)})" if len(known) == len(parts) else None
        case _:
            return None


def _to_condition(node: Node, known: _Known, negated: bool = False, depth: int = 0) -> SqlCondition:
    if expression := _to_fts5(node):
        found = "row IN (SELECT rowid FROM word WHERE word MATCH ?)"
        return _leaf(found, expression, negated=negated)
    match node:
        case Not(part):
            return _to_condition(part, known, not negated, depth)
        case And(parts) | Or(parts):
            if depth == _DEEPEST or len(parts) > _MOST:
                return _ANYTHING
            each = [_to_condition(part, known, negated, depth + 1) for part in parts]
            return _all(each) if isinstance(node, And) is not negated else _any(each)
        case Words(text, "by"):
            return _leaf("instr(submitter, ?) > 0", needle(text), negated=negated)
        case Is("cited" | "updated" | "withdrawn"):
            return _learned(node.state, known.states, negated=negated)
        case Words(_, "note") | Tag() | Is() | Has("note"):
            return _marked(lambda each: _matches_marks(node, each), known.marks, negated=negated)
        case Words() | Pattern():
            return _ANYTHING
        case Has(thing):
            return _leaf(_COLUMNS[thing], negated=negated)
        case NumberRange(number, low, high):
            return _within(_COLUMNS[number], low, high, negated=negated)
        case DateRange(day, first, last):
            return _within(_COLUMNS[day], _iso(first), _iso(last), negated=negated)
        case _:
            assert_never(node)


def _learned(state: State, states: PaperStates, *, negated: bool) -> SqlCondition:
    """A condition on what neither the archive nor the marks tell."""
    match state:
        case "updated":
            return _leaf(_AMONG, json.dumps(states.all_updated()), negated=negated)
        case "withdrawn":
            ids = json.dumps(states.all_withdrawn())
            return _leaf(f"withdrawn OR {_AMONG}", ids, negated=negated)
        case _:
            return _ANYTHING


def _leaf(sql: str, *parameters: str | int, negated: bool) -> SqlCondition:
    return SqlCondition(f"NOT ({sql})" if negated else f"({sql})", parameters)


def _within(
    column: str, low: str | int | None, high: str | int | None, *, negated: bool
) -> SqlCondition:
    """Whether a column lies in an interval; NULL, which is unknown, lies outside of each."""
    bounds = [(sign, bound) for sign, bound in ((">=", low), ("<=", high)) if bound is not None]
    sql = " AND ".join(f"ifnull({column} {sign} ?, 0)" for sign, _ in bounds)
    return _leaf(sql, *(bound for _, bound in bounds), negated=negated)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _marked(
    matches_marks: Callable[[Marks], bool], marks: Mapping[str, Marks], *, negated: bool
) -> SqlCondition:
    """A condition on the marks, decided here for each paper with marks and once for all others."""
    usual = matches_marks(Marks())
    others = json.dumps(
        [paper for paper, each in marks.items() if matches_marks(each) is not usual]
    )
    return _leaf(_AMONG, others, negated=negated is not usual)


def _matches_marks(node: Node, marks: Marks) -> bool:
    return matches(node, Paper("", ""), marks, TimeBudget())


def _all(parts: list[SqlCondition]) -> SqlCondition:
    return _joined(" AND ", parts or [SqlCondition("1")])


def _any(parts: list[SqlCondition]) -> SqlCondition:
    return _joined(" OR ", parts or [SqlCondition("0")])


def _joined(operator: str, parts: list[SqlCondition]) -> SqlCondition:
    return SqlCondition(
        f"({operator.join(part.sql for part in parts)})",
        tuple(_parameters(parts)),
        all(part.exact for part in parts),
    )


def _parameters(parts: list[SqlCondition]) -> Iterator[Any]:
    return chain.from_iterable(part.parameters for part in parts)
