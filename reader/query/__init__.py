"""The one filter language: parsed once, run on papers in memory.

Words are matched as `reader.text.word_search.words` says: accents, case and punctuation do not
count,
and the end of the last word is free, so that a list narrows down while a word is being typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self

from reader.errors import QueryError
from reader.paper import Marks, Paper
from reader.query.filter_help import HELP
from reader.query.matcher import matches, uncited
from reader.query.parser import parse_tree
from reader.query.pattern import Allowance, SlowPatternError
from reader.query.tree import Is, Node, Tag, Words, field_of, leaves

__all__ = ["HELP", "Query", "parse", "tagged"]


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be asked of papers. Equal queries ask the same, however they are written.

    `str` gives a canonical form that parses to an equal query.
    """

    tree: Node
    text: str = field(compare=False)
    """As it was written, for messages."""
    _allowance: Allowance = field(default_factory=Allowance, init=False, repr=False, compare=False)
    _cited: Callable[[Paper], bool] = field(default=uncited, repr=False, compare=False)

    def __str__(self) -> str:
        return str(self.tree)

    def matches(self, paper: Paper, marks: Marks) -> bool:
        """Whether a paper with these marks is asked for.

        What is unknown of a paper matches no comparison; negated, it therefore does.

        Raises:
            QueryError: a pattern takes too long, on this paper or on all up to now.
        """
        try:
            return matches(self.tree, paper, marks, self._allowance, self._cited)
        except SlowPatternError as slow:
            message = f"The pattern /{slow}/ takes too long; say more simply what repeats in it"
            raise QueryError(message, self.text, self.text.find(f"/{slow}/")) from None

    @property
    def needs_cited(self) -> bool:
        """Whether `with_cited` makes a difference: without it nothing is cited."""
        return any(leaf == Is("cited") for leaf, _ in leaves(self.tree))

    def with_cited(self, cited: Callable[[Paper], bool]) -> Self:
        """The same query where it is known which papers a bibliography of the reader has."""
        return replace(self, _cited=cited)

    def fields(self) -> frozenset[str]:
        """The names before colons, such as ``listed`` or ``is``; bare words have none."""
        return frozenset(filter(None, (field_of(leaf) for leaf, _ in leaves(self.tree))))

    def terms(self) -> tuple[str, ...]:
        """The words and phrases that a matching paper can show, to be highlighted, in order.

        Not those that are negated, nor patterns, nor what is looked for in the reader's marks.
        """
        texts = (
            leaf.text
            for leaf, positive in leaves(self.tree)
            if positive and isinstance(leaf, Words) and leaf.field != "note"
        )
        return tuple(dict.fromkeys(texts))


def parse(text: str) -> Query:
    """The query that a text asks; an empty one asks for everything.

    Raises:
        QueryError: the text is no query; the message says what is wrong and the position where.
    """
    return Query(parse_tree(text), text)


def tagged(name: str) -> Query:
    """The query for the papers that have a tag, whatever signs are in its name."""
    tree = Tag(name)
    return Query(tree, str(tree))
