"""Tokens, made a tree. `not` binds closest, then juxtaposition (and), then `or`."""

from __future__ import annotations

from collections.abc import Iterable

from reader.errors import QueryError
from reader.query.query_terms import leaf
from reader.query.tokenizer import Kind, Token, scan
from reader.query.tree import And, Node, Not, Or

MAX_DEPTH = 50
"""How deep parentheses and negations may be nested, well before Python's stack ends."""


def parse_tree(text: str) -> Node:
    """The tree of a query; that of an empty one matches everything.

    Raises:
        QueryError: the text is no query.
    """
    parser = _Parser(text, scan(text))
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
        """What is still to be read, the next token last."""
        self.depth = 0

    def any_of(self) -> Node:
        """``all_of ("or" all_of)*``, one part not wrapped."""
        parts = [self.all_of()]
        while self.next_is(Kind.OR):
            self.operator()
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all_of(self) -> Node:
        """``factor ("and"? factor)*``, one part not wrapped."""
        parts = [self.factor()]
        while self.left and not self.next_is(Kind.OR, Kind.CLOSE):
            if self.next_is(Kind.AND):
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
            case Kind.NOT:
                self.expect_operand(token)
                node: Node = Not(self.factor())
            case Kind.OPEN:
                node = self.group(token)
            case Kind.OR | Kind.AND:
                raise self.error(f"“{token.text}” needs something before it", token)
            case Kind.CLOSE:
                raise self.error("This “)” closes nothing", token)
            case _:
                node = leaf(token, self.text)
        self.depth -= 1
        return node

    def group(self, opened: Token) -> Node:
        """What stands between parentheses, the closing one read as well."""
        if self.next_is(Kind.CLOSE):
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
        """Raise unless something follows that an operator can stand before."""
        if not self.left or self.next_is(Kind.CLOSE, Kind.OR, Kind.AND):
            raise self.error(f"“{operator.text}” needs something after it", operator)

    def next_is(self, *kinds: Kind) -> bool:
        """Whether there is a next token, of one of these kinds."""
        return bool(self.left) and self.left[-1].kind in kinds

    def error(self, message: str, token: Token) -> QueryError:
        """The error that points at a token."""
        return QueryError(message, self.text, token.start)
