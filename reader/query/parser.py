"""The parser of the filter language: tokens to a tree.

`not` binds closest, then juxtaposition (and), then `or`. `_Parser` reads operators and
parentheses, `_leaf` and what follows it a single word, phrase, pattern or field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from reader.errors import QueryError
from reader.query.intervals import (
    IntervalError,
    InvalidValueError,
    parse_date_interval,
    parse_number_interval,
)
from reader.query.pattern import PatternError, compile_pattern
from reader.query.tokenizer import Token, TokenKind, tokenize
from reader.query.tree import (
    DATE_FIELDS,
    NUMBER_FIELDS,
    STATES,
    TEXT_FIELDS,
    THINGS,
    And,
    DateRange,
    Has,
    Is,
    Leaf,
    Node,
    Not,
    NumberRange,
    Or,
    Pattern,
    Tag,
    Words,
)
from reader.text.word_search import search_words

Name = TypeVar("Name", bound=str)
Interval = TypeVar("Interval")

MAX_DEPTH = 50
"""How deep parentheses and negations may be nested, well before Python's stack ends."""

_EXAMPLES = {
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
"""How each field is used, for error messages."""


def parse_tree(text: str) -> Node:
    """Parse a query to a tree; the tree of an empty query matches everything.

    Raises:
        QueryError: the text is no query.
    """
    parser = _Parser(text, tokenize(text))
    if not parser.left:
        return And()
    node = parser.any_of()
    if parser.left:
        raise parser.error("This “)” closes nothing", parser.left[-1])
    return node


class _Parser:
    """Recursive descent over the tokens of one query; a method for each rule of the grammar."""

    def __init__(self, text: str, tokens: Iterable[Token]) -> None:
        self.text = text
        self.left = list(tokens)[::-1]
        """The tokens that are not yet read, the next one last."""
        self.depth = 0

    def any_of(self) -> Node:
        """``all_of ("or" all_of)*``, one part not wrapped."""
        parts = [self.all_of()]
        while self.next_is(TokenKind.OR):
            self.operator()
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all_of(self) -> Node:
        """``factor ("and"? factor)*``, one part not wrapped."""
        parts = [self.factor()]
        while self.left and not self.next_is(TokenKind.OR, TokenKind.CLOSE):
            if self.next_is(TokenKind.AND):
                self.operator()
            parts.append(self.factor())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def factor(self) -> Node:
        """``("-" | "not") factor | "(" any_of ")" | leaf``."""
        token = self.left.pop()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"This is nested more than {MAX_DEPTH} deep", token)
        match token.kind:
            case TokenKind.NOT:
                self.expect_operand(token)
                node: Node = Not(self.factor())
            case TokenKind.OPEN:
                node = self.group(token)
            case TokenKind.OR | TokenKind.AND:
                raise self.error(f"“{token.text}” needs something before it", token)
            case TokenKind.CLOSE:
                raise self.error("This “)” closes nothing", token)
            case _:
                node = _leaf(token, self.text)
        self.depth -= 1
        return node

    def group(self, opened: Token) -> Node:
        """The part inside parentheses; the closing one is read too."""
        if self.next_is(TokenKind.CLOSE):
            raise self.error("There is nothing between these parentheses", opened)
        if not self.left:
            raise self.error("This “(” is not closed", opened)
        node = self.any_of()
        if not self.left:
            raise self.error("This “(” is not closed", opened)
        self.left.pop()
        return node

    def operator(self) -> None:
        """Pass over an `or` or `and` that has a left side; it must have a right one as well."""
        self.expect_operand(self.left.pop())

    def expect_operand(self, operator: Token) -> None:
        """Raise an error unless an operand follows."""
        if not self.left or self.next_is(TokenKind.CLOSE, TokenKind.OR, TokenKind.AND):
            raise self.error(f"“{operator.text}” needs something after it", operator)

    def next_is(self, *kinds: TokenKind) -> bool:
        """Whether there is a next token, of one of these kinds."""
        return bool(self.left) and self.left[-1].kind in kinds

    def error(self, message: str, token: Token) -> QueryError:
        """The error that points at a token."""
        return QueryError(message, self.text, token.start)


def _leaf(token: Token, text: str) -> Leaf:
    """Turn one token into a leaf of the tree.

    Args:
        token: the word, phrase or pattern, with its field.
        text: the whole query, for the error.

    Raises:
        QueryError: the field cannot take this value.
    """
    match token.field:
        case "tag":
            return _tag(token, text)
        case "is":
            return Is(_choice(token, text, STATES))
        case "has":
            return Has(_choice(token, text, THINGS))
    if number := _one_of(token.field, NUMBER_FIELDS):
        low, high = _interval(token, text, parse_number_interval)
        return NumberRange(number, low, high)
    if day := _one_of(token.field, DATE_FIELDS):
        first, last = _interval(token, text, parse_date_interval)
        return DateRange(day, first, last)
    return _words(token, text)


def _words(token: Token, text: str) -> Words | Pattern:
    field = _one_of(token.field, TEXT_FIELDS)
    if token.kind is TokenKind.PATTERN:
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
    if token.kind is TokenKind.PATTERN:
        return Pattern(_source(token, text), "tag")
    if not token.value.strip():
        raise _needs(token, text, "a tag")
    return Tag(token.value)


def _source(token: Token, text: str) -> str:
    if not token.value:
        raise QueryError(f"“{token.text}” has nothing in it to look for", text, token.value_start)
    try:
        compile_pattern(token.value)
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
    except InvalidValueError as error:
        what = "year" if token.field == "year" else error
        raise _needs(token, text, f"a {what}", error.offset) from error
    except IntervalError as error:
        raise QueryError(f"“{token.text}” {error}", text, token.value_start) from error


def _needs(token: Token, text: str, what: str, offset: int = 0) -> QueryError:
    example = _EXAMPLES[token.field or ""]
    message = f"“{token.text}” needs {what} after {token.field}:, such as {example}"
    return QueryError(message, text, token.value_start + offset)


def _as_written(token: Token) -> str:
    """The value with its quotes or slashes, which mean nothing in a number, a date or a choice."""
    return token.text.partition(":")[2]


def _one_of(name: str | None, names: tuple[Name, ...]) -> Name | None:
    return next((each for each in names if each == name), None)
