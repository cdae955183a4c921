"""The tokenizer of the filter language: the text of a query to tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from reader.errors import QueryError
from reader.query.tree import FIELDS, OPERATORS

_SPACE = re.compile(r"\s*")
_FIELD = re.compile(r"([^\W\d_]+):")
_WORD = re.compile(r"[^\s()]*")
_NO_WORD = re.compile(r"[\s()]|\Z")
_PHRASE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_PATTERN = re.compile(r"/((?:[^/\\]|\\.)*)/", re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')


class TokenKind(Enum):
    """What a token is."""

    OPEN = "("
    CLOSE = ")"
    OR = "or"
    AND = "and"
    NOT = "not"
    WORD = "word"
    PHRASE = "phrase"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class Token:
    """A bracket, an operator, or one word, phrase or pattern with its field."""

    kind: TokenKind
    start: int
    """Index into the query."""
    text: str
    """As it is written."""
    field: str | None = None
    """The name before the colon in lower case, one of `FIELDS`; None without a colon."""
    value: str = ""
    """What follows the field: a phrase without its quotes, a pattern without its slashes."""

    @property
    def value_start(self) -> int:
        """Index into the query of what follows the colon; of the token if it has no field."""
        return self.start + len(self.field) + 1 if self.field else self.start


def tokenize(text: str) -> list[Token]:
    """Cut a query into tokens.

    Raises:
        QueryError: a quote or pattern is not closed or has no space behind it, a minus stands
            alone, or a field has an unknown name.
    """
    tokens = []
    position = _end(_SPACE, text, 0)
    while position < len(text):
        token = _token(text, position)
        tokens.append(token)
        position = _end(_SPACE, text, position + len(token.text))
    return tokens


def _token(text: str, start: int) -> Token:
    match text[start]:
        case "(" | ")" as bracket:
            return Token(TokenKind(bracket), start, bracket)
        case "-":
            if _ends(text, start + 1) and not text.startswith("(", start + 1):
                message = "“-” needs something right after it to leave out, such as -tag:rl"
                raise QueryError(message, text, start)
            return Token(TokenKind.NOT, start, "-")
    field = _field(text, start)
    kind, value, end = _value(text, start + len(field) + 1 if field else start)
    if field is None and kind is TokenKind.WORD and value.lower() in OPERATORS:
        kind = TokenKind(value.lower())
    return Token(kind, start, text[start:end], field and field.lower(), value)


def _field(text: str, start: int) -> str | None:
    """The field that the token at `start` begins with, as it is written; None if it has none.

    Raises:
        QueryError: it looks like a field, but no field has that name.
    """
    match = _FIELD.match(text, start)
    if not match or match[1].lower() in FIELDS:
        return match and match[1]
    from difflib import get_close_matches  # only a mistake needs it

    near = get_close_matches(match[1].lower(), FIELDS, n=1)
    # An address, C++'s std::move, and a title's first word before its colon are plain words.
    if text.startswith(("//", ":"), match.end()) or (_ends(text, match.end()) and not near):
        return None
    known = ", ".join(f"{name}:" for name in FIELDS[:-1]) + f" and {FIELDS[-1]}:"
    hint = f"did you mean {near[0]}:? The" if near else "the"
    raise QueryError(f"“{match[0]}” is not a field; {hint} fields are {known}", text, start)


def _value(text: str, start: int) -> tuple[TokenKind, str, int]:
    """Read the value at `start`; returns its kind, its value and where it ends."""
    if text.startswith('"', start):
        phrase = _PHRASE.match(text, start)
        if not phrase:
            raise QueryError('The quote is not closed; end it with another "', text, start)
        _check_end(text, phrase.end(), "quote")
        return TokenKind.PHRASE, _ESCAPED.sub(r"\1", phrase[1]), phrase.end()
    if text.startswith("/", start):
        pattern = _PATTERN.match(text, start)
        if not pattern:
            message = r"The pattern is not closed; end it with /, and write \/ for a slash in it"
            raise QueryError(message, text, start)
        _check_end(text, pattern.end(), "pattern")
        return TokenKind.PATTERN, pattern[1], pattern.end()
    end = _end(_WORD, text, start)
    return TokenKind.WORD, text[start:end], end


def _check_end(text: str, end: int, what: str) -> None:
    if not _ends(text, end):
        rest = text[end : _end(_WORD, text, end)]
        raise QueryError(f"Put a space between the {what} and “{rest}”", text, end)


def _ends(text: str, position: int) -> bool:
    """Whether a word would end at `position`."""
    return _NO_WORD.match(text, position) is not None


def _end(run: re.Pattern[str], text: str, position: int) -> int:
    """Where a run of characters ends, which may be empty."""
    match = run.match(text, position)
    return match.end() if match else position
