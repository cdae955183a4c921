"""The one filter language: a query is parsed once and then run on papers in memory.

Words are matched by `reader.text.word_search`: accents, case and punctuation do not count, and the
end of the last word is free, so that a list narrows down while a word is being typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from reader.errors import QueryError
from reader.paper import ArxivVersion, Marks, Paper
from reader.query.matcher import matches
from reader.query.paper_states import UNKNOWN_STATES, PaperStates
from reader.query.parser import parse_tree
from reader.query.pattern import SlowPatternError, TimeBudget
from reader.query.tree import And, Is, Node, Tag, Words, field_of, leaves
from reader.text.word_search import needle

__all__ = ["HELP", "Query", "parse", "tag_query"]


HELP: tuple[tuple[str, str], ...] = (
    (
        "flash attention",
        "both words, each in the title, abstract, authors, keywords or organisation; the end of a "
        "word may be left out; case, accents and punctuation do not count",
    ),
    ('"flash attention"', "the words next to each other; signs and operators lose their meaning"),
    ("title:mamba", "in the title alone; likewise abstract: author: org: keyword:"),
    ('author:"tri dao"', "any field of text takes a word, a phrase or a pattern"),
    ("by:akhaliq", "submitted by"),
    ("note:reread", "in your note"),
    ("tag:rl", "tagged so by you: the whole tag"),
    ("is:unread", "likewise is:read is:starred is:tagged is:noted"),
    ("is:cited", "in one of the bibliographies that the settings name"),
    (
        "is:updated",
        "arXiv has a version that came after your star, else after your read mark, as check has "
        "learned",
    ),
    ("is:withdrawn", "withdrawn from arXiv, as the list says or check has learned"),
    ("has:code", "likewise has:project has:summary has:note"),
    ("up:>50", "upvotes; likewise comments: stars:, with < <= > >= or none of them"),
    ("up:50..99", "from 50 to 99; 50.. and ..99 too, where a shell would take < and > for itself"),
    ("year:2025", "published in that year"),
    ("listed:2025-03..2025-05", "on the lists of March, April or May, whole months"),
    ("published:>2025-01-01", "published after that day; >2025-01 after that month"),
    ("-tag:rl", "not; the minus stands directly before a word, a field or a parenthesis"),
    ("not tag:rl", "the same, where a minus would be taken for an option"),
    ("mamba or transformer", "one or the other, or both"),
    ("(mamba or transformer) has:code", "not binds closest, then and, then or"),
    ("/gpt-?[45]/", r"a regular expression in Python's syntax, case ignored; \/ is a slash"),
)
"""The help on the filter language: a valid query and its meaning, in each row."""


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. Two queries are equal if they mean the same, however they are written.

    `str` gives a canonical form that parses to an equal query.
    """

    tree: Node
    text: str = field(compare=False)
    """As it was written, for error messages."""
    _budget: TimeBudget = field(default_factory=TimeBudget, init=False, repr=False, compare=False)
    states: PaperStates = field(default=UNKNOWN_STATES, repr=False, compare=False)
    """What is known of papers beyond their texts and marks."""

    def __str__(self) -> str:
        return str(self.tree)

    def matches(self, paper: Paper, marks: Marks) -> bool:
        """Whether a paper with these marks matches.

        An unknown value matches no comparison, and so it matches every negated one.

        Raises:
            QueryError: a pattern takes too long, on this paper or on all papers so far.
        """
        try:
            return matches(self.tree, paper, marks, self._budget, self.states)
        except SlowPatternError as slow:
            message = f"The pattern /{slow}/ takes too long; say more simply what repeats in it"
            raise QueryError(message, self.text, self.text.find(f"/{slow}/")) from None

    def narrows(self, other: Query) -> bool:
        """Whether it lets through only papers that another query does, as far as is quickly seen.

        So it is where conditions were added to the others, or the last word of one goes on.
        """
        before = other.tree.parts if isinstance(other.tree, And) else (other.tree,)
        now = self.tree.parts if isinstance(self.tree, And) else (self.tree,)
        return len(before) <= len(now) and all(map(_implies, now, before))

    def plain_words(self) -> tuple[str, ...] | None:
        """The `needle` of each of its words, if it asks for nothing but words anywhere."""
        parts = self.tree.parts if isinstance(self.tree, And) else (self.tree,)
        words = [each.text for each in parts if isinstance(each, Words) and each.field is None]
        return tuple(map(needle, words)) if len(words) == len(parts) else None

    @property
    def needs_cited(self) -> bool:
        """Whether the query has ``is:cited``, which needs `with_cited` to match anything."""
        return any(leaf == Is("cited") for leaf, _ in leaves(self.tree))

    @property
    def needs_versions(self) -> bool:
        """Whether the query has ``is:updated`` or ``is:withdrawn``, which need `with_versions`."""
        asked = (Is("updated"), Is("withdrawn"))
        return any(leaf in asked for leaf, _ in leaves(self.tree))

    def with_cited(self, cited: Callable[[Paper], bool]) -> Self:
        """The same query; `cited` says whether a bibliography of the reader has a paper."""
        return replace(self, states=replace(self.states, cited=cited))

    def with_versions(
        self,
        versions: Callable[[], Mapping[str, ArxivVersion]],
        decided_at: Callable[[str], datetime | None],
    ) -> Self:
        """The same query, able to tell what is updated and what is withdrawn.

        Args:
            versions: the latest versions that arXiv has told of, by the id of the paper.
            decided_at: says when the paper with an id was starred, or else read.
        """
        states = replace(self.states, versions=versions, decided_at=decided_at)
        return replace(self, states=states)

    def fields(self) -> frozenset[str]:
        """The fields that the query asks, such as ``listed`` or ``is``; bare words have none."""
        return frozenset(filter(None, (field_of(leaf) for leaf, _ in leaves(self.tree))))

    def terms(self) -> tuple[str, ...]:
        """The words and phrases to highlight in a matching paper, in the order of the query.

        Negated ones, patterns, and words to be found in the reader's marks are left out.
        """
        texts = (
            leaf.text
            for leaf, positive in leaves(self.tree)
            if positive and isinstance(leaf, Words) and leaf.field != "note"
        )
        return tuple(dict.fromkeys(texts))


def _implies(now: Node, before: Node) -> bool:
    if isinstance(now, Words) and isinstance(before, Words):
        return now.field == before.field and needle(now.text).startswith(needle(before.text))
    return now == before


def parse(text: str) -> Query:
    """Parse a query; an empty one matches everything.

    Raises:
        QueryError: the text is no query; the error says what is wrong, and at which position.
    """
    return Query(parse_tree(text), text)


def tag_query(name: str) -> Query:
    """The query for the papers with a tag, whatever characters its name has."""
    tree = Tag(name)
    return Query(tree, str(tree))
