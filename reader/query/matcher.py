"""The matcher: runs the tree of a query on papers in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, TypeVar, assert_never

from reader.paper import UNMARKED, Marks, Paper
from reader.query.paper_states import UNKNOWN_STATES, PaperStates
from reader.query.pattern import TimeBudget
from reader.query.tree import (
    And,
    DateField,
    DateRange,
    Has,
    Is,
    Node,
    Not,
    NumberField,
    NumberRange,
    Or,
    Pattern,
    State,
    Tag,
    TextField,
    Thing,
    Words,
)
from reader.text import readable
from reader.text.plain import caseless
from reader.text.word_search import needle, search_words

Value = TypeVar("Value", int, date)

_ANYWHERE: tuple[TextField, ...] = ("title", "abstract", "author", "keyword", "org")
"""The fields in which a word without a field is looked for."""


def matches(
    node: Node, paper: Paper, marks: Marks, budget: TimeBudget, states: PaperStates = UNKNOWN_STATES
) -> bool:
    """Whether a tree matches a paper and its marks.

    Args:
        node: the tree.
        paper: the paper.
        marks: the marks of the paper.
        budget: the time that patterns may still take.
        states: what else is known of papers.

    Raises:
        SlowPatternError: a pattern has used up the budget.
    """
    match node:
        case Words(text, field):
            return needle(text) in _searched(field, paper, marks)
        case Pattern(source, field):
            texts = (_text(each, paper, marks) for each in ([field] if field else _ANYWHERE))
            shown = (readable(text, paper.title) for text in texts if text)
            return any(budget.search(source, text) for text in shown)
        case Tag(name):
            return caseless(name) in map(caseless, marks.tags)
        case Is(state):
            return _is(state, paper, marks, states)
        case Has(thing):
            return _has(thing, paper, marks)
        case NumberRange(number_field, low, high):
            return _within(_number(number_field, paper), low, high)
        case DateRange(date_field, first, last):
            return _within(_date(date_field, paper), first, last)
        case Not(part):
            return not matches(part, paper, marks, budget, states)
        case And(parts):
            return all(matches(part, paper, marks, budget, states) for part in parts)
        case Or(parts):
            return any(matches(part, paper, marks, budget, states) for part in parts)
        case _:
            assert_never(node)


@dataclass(frozen=True, slots=True)
class _WordsOfPaper:
    """The words of a paper by field, and in `anywhere` those of all fields of `_ANYWHERE`."""

    fields: dict[TextField, str]
    anywhere: str


_CACHED_PAPERS = 16_384
"""How many papers are cached; a longer list would evict each before its next turn."""
_word_cache: dict[str, tuple[Paper, _WordsOfPaper]] = {}


def _paper_words(paper: Paper) -> _WordsOfPaper:
    """The words of a paper, cached, because a filter runs on the same papers at every key press."""
    # By id, as a hash of all that a paper says takes longer than most filters.
    known = _word_cache.get(paper.id)
    if known and (known[0] is paper or known[0] == paper):
        return known[1]
    fields = searchable_words(paper)
    made = _WordsOfPaper(fields, "\n".join(fields[field] for field in _ANYWHERE))
    if len(_word_cache) >= _CACHED_PAPERS:
        _word_cache.clear()
    _word_cache[paper.id] = paper, made
    return made


def paper_words(paper: Paper) -> str:
    """The words of title, abstract, authors, keywords and organisation, as the filter sees them."""
    return _paper_words(paper).anywhere


def warm_word_cache(papers: Iterable[Paper]) -> None:
    """Fill the cache of words before a filter runs; for a thread, if there are many papers."""
    for paper in papers:
        _paper_words(paper)


def searchable_words(paper: Paper) -> dict[TextField, str]:
    """The words of each text field of a paper, as the filter and the full-text index use them."""
    return {field: search_words(_text(field, paper, UNMARKED)) for field in (*_ANYWHERE, "by")}


def _searched(field: TextField | None, paper: Paper, marks: Marks) -> str:
    """The words in which those of a `Words` node are looked for."""
    if field is None:
        return _paper_words(paper).anywhere
    return _note_words(marks.note or "") if field == "note" else _paper_words(paper).fields[field]


# A note may be long, and is searched again at every key press.
_note_words = lru_cache(maxsize=1024)(search_words)


def _text(field: TextField | Literal["tag"], paper: Paper, marks: Marks) -> str:
    """The text of a field, a line for each author, keyword, tag or paragraph; empty if unknown."""
    match field:
        case "title":
            return paper.title
        case "abstract":
            return paper.abstract
        case "author":
            return "\n".join(author.name for author in paper.authors)
        case "org":
            return paper.organization or ""
        case "keyword":
            return "\n".join(paper.keywords)
        case "note":
            return marks.note or ""
        case "by":
            return paper.submitter or ""
        case "tag":
            return "\n".join(marks.tags)


def _is(state: State, paper: Paper, marks: Marks, states: PaperStates) -> bool:
    match state:
        case "cited":
            return states.cited(paper)
        case "updated":
            return states.updated(paper.id)
        case "withdrawn":
            return states.withdrawn(paper)
        case "unread":
            return not marks.read
        case "read":
            return marks.read
        case "starred":
            return marks.starred
        case "tagged":
            return bool(marks.tags)
        case "noted":
            return bool(marks.note)


def _has(thing: Thing, paper: Paper, marks: Marks) -> bool:
    match thing:
        case "code":
            return bool(paper.github)
        case "project":
            return bool(paper.project)
        case "summary":
            return bool(paper.summary)
        case "note":
            return bool(marks.note)


def _number(field: NumberField, paper: Paper) -> int | None:
    match field:
        case "up":
            return paper.upvotes
        case "comments":
            return paper.comments
        case "stars":
            return paper.github_stars
        case "year":
            return paper.published.year if paper.published else None


def _date(field: DateField, paper: Paper) -> date | None:
    match field:
        case "listed":
            return paper.listed
        case "published":
            return paper.published


def _within(value: Value | None, low: Value | None, high: Value | None) -> bool:
    """Whether a value is known and between two ends, each of which may be open."""
    return value is not None and (low is None or low <= value) and (high is None or value <= high)
