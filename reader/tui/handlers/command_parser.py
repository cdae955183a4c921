"""Commands as they are typed after a colon: what to do, and a query that says with what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.errors import QueryError
from reader.library import decisions
from reader.library.tags import known_spelling, tag_line_problem, tag_name
from reader.paper import Paper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reader.library import FieldUpdate
    from reader.query import Query

VERBS = {
    "read": "mark read",
    "unread": "mark unread",
    "star": "star",
    "unstar": "unstar",
    "tag": "add a tag: tag NAME QUERY",
    "untag": "remove a tag: untag NAME QUERY",
    "retag": "rename a tag, or merge it into another: retag OLD NEW",
    "mark": "mark rows for the next decision",
}
"""What can stand after the colon."""

_NAMED = ("tag", "untag", "retag")


class NoCommandError(Exception):
    """What was typed is no command; the message says why, or what is still to come."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something to be done with the papers that a query selects."""

    verb: str
    names: tuple[str, ...]
    """The tags that it is about."""
    query: Query

    def wishes(self, papers: Sequence[Paper]) -> list[FieldUpdate]:
        """What it changes."""
        match self.verb:
            case "read":
                return decisions.read(papers)
            case "unread":
                return decisions.unread(papers)
            case "star":
                return decisions.star(papers)
            case "unstar":
                return decisions.unstar(papers)
            case "tag":
                return decisions.tag(papers, self.names)
            case "untag":
                return decisions.tag(papers, (), self.names)
            case "retag":
                old, new = self.names
                return decisions.tag(papers, [new], [old])
            case _:
                return []


def parse(typed: str, known: Sequence[str] = ()) -> Command:
    """The command that a line is.

    Args:
        typed: the line.
        known: the tags in use.

    Raises:
        NoCommandError: it is none, or not whole yet.
    """
    from reader import query

    verb, _, rest = typed.strip().partition(" ")
    if verb not in VERBS:
        raise NoCommandError(f"one of {', '.join(VERBS)}, then a query")
    names: list[str] = []
    for _ in range((verb in _NAMED) + (verb == "retag")):
        word, _, rest = rest.strip().partition(" ")
        if not (name := tag_name(word)):
            raise NoCommandError(tag_line_problem(word) or VERBS[verb])
        # The new name of a tag may differ from the old one by case alone.
        is_new = verb == "retag" and bool(names)
        names.append(name if is_new else known_spelling(name, known))
    if verb == "retag" and rest.strip():
        raise NoCommandError(f"retag takes two tags and nothing else: {VERBS[verb]}")
    if verb == "retag":
        return Command(verb, tuple(names), query.tag_query(names[0]))
    if not rest.strip():
        raise NoCommandError(f"{verb} what? A query, such as author:dao or up:<5")
    try:
        return Command(verb, tuple(names), query.parse(rest))
    except QueryError as error:
        raise NoCommandError(error.sentence) from error
