"""One token of a query, made the leaf of the tree that it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from reader.errors import QueryError
from reader.query.intervals import (
    IntervalError,
    NotAValueError,
    date_interval,
    number_interval,
)
from reader.query.pattern import PatternError, compiled
from reader.query.tokenizer import Kind, Token
from reader.query.tree import (
    DATE_FIELDS,
    NUMBER_FIELDS,
    STATES,
    TEXT_FIELDS,
    THINGS,
    DateIn,
    Has,
    Is,
    Leaf,
    NumberIn,
    Pattern,
    Tag,
    Words,
)
from reader.text.word_search import search_words

Name = TypeVar("Name", bound=str)
Interval = TypeVar("Interval")

EXAMPLES = {
    "title": "title:mamba",
    "abstract": 'abstract:"world model"',
    "author": "author:dao",
    "org": "org:nvidia",
    "keyword": "keyword:diffusion",
    "note": "note:reread",
    "by": "by:akhaliq",
    "tag": "tag:rl",
    "up": "up:>50",
    "comments": "comments:>=3",
    "stars": "stars:>1000",
    "year": "year:2025",
    "listed": "listed:2025-03..2025-05",
    "published": "published:>2025-01-01",
}
"""How each field is used, for the sentence that says it was used otherwise."""


def leaf(token: Token, text: str) -> Leaf:
    """What a word, phrase or pattern stands for.

    Args:
        token: the word, phrase or pattern, with its field.
        text: the whole query, for the error.

    Raises:
        QueryError: the value is none that the field can take.
    """
    match token.field:
        case "tag":
            return _tag(token, text)
        case "is":
            return Is(_choice(token, text, STATES))
        case "has":
            return Has(_choice(token, text, THINGS))
    if number := _one_of(token.field, NUMBER_FIELDS):
        low, high = _interval(token, text, number_interval)
        return NumberIn(number, low, high)
    if day := _one_of(token.field, DATE_FIELDS):
        first, last = _interval(token, text, date_interval)
        return DateIn(day, first, last)
    return _words(token, text)


def _words(token: Token, text: str) -> Words | Pattern:
    field = _one_of(token.field, TEXT_FIELDS)
    if token.kind is Kind.PATTERN:
        return Pattern(_source(token, text), field)
    if search_words(token.value).strip():
        return Words(token.value, field)
    if sign := token.value.strip():
        pattern = re.escape(sign).replace("/", r"\/")
        message = f"“{token.text}” has no letter or digit to look for; write signs as /{pattern}/"
        raise QueryError(message, text, token.value_start)
    if field:
        raise _needs(token, text, "a word, a phrase or a pattern")
    raise QueryError(f"“{token.text}” has nothing in it to look for", text, token.start)


def _tag(token: Token, text: str) -> Tag | Pattern:
    if token.kind is Kind.PATTERN:
        return Pattern(_source(token, text), "tag")
    if not token.value.strip():
        raise _needs(token, text, "a tag")
    return Tag(token.value)


def _source(token: Token, text: str) -> str:
    if not token.value:
        raise QueryError(f"“{token.text}” has nothing in it to look for", text, token.value_start)
    try:
        compiled(token.value)
    except PatternError as error:
        message = f"The pattern /{token.value}/ cannot be used: {error}"
        raise QueryError(message, text, token.value_start + 1 + error.offset) from error
    return token.value


def _choice(token: Token, text: str, choices: tuple[Name, ...]) -> Name:
    choice = _one_of(_as_written(token).lower(), choices)
    if choice is None:
        known = ", ".join(choices[:-1]) + f" or {choices[-1]}"
        message = f"“{token.text}” is not known; {token.field}: takes {known}"
        raise QueryError(message, text, token.value_start)
    return choice


def _interval(token: Token, text: str, read: Callable[[str], Interval]) -> Interval:
    try:
        return read(_as_written(token))
    except NotAValueError as error:
        what = "year" if token.field == "year" else error
        raise _needs(token, text, f"a {what}", error.offset) from error
    except IntervalError as error:
        raise QueryError(f"“{token.text}” {error}", text, token.value_start) from error


def _needs(token: Token, text: str, what: str, offset: int = 0) -> QueryError:
    example = EXAMPLES[token.field or ""]
    message = f"“{token.text}” needs {what} after {token.field}:, such as {example}"
    return QueryError(message, text, token.value_start + offset)


def _as_written(token: Token) -> str:
    """The value with its quotes or slashes, which mean nothing in a number, a date or a choice."""
    return token.text.partition(":")[2]


def _one_of(name: str | None, names: tuple[Name, ...]) -> Name | None:
    return next((each for each in names if each == name), None)
