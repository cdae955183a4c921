"""Commands as they are typed after a colon: what to do, and a query that says with what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.errors import QueryError
from reader.library import decisions
from reader.library.tags import known_spelling, tag_line_problem, tag_name
from reader.paper import Paper
from reader.text import shorten
from reader.tui.keys.action_search import found_actions
from reader.tui.keys.actions import ACTIONS, Action, shown

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
_ELSEWHERE = {
    "label": "tag",
    "unlabel": "untag",
    "rename": "retag",
    "merge": "retag",
    "select": "mark",
    "seen": "read",
    "unseen": "unread",
    "save": "star",
    "favourite": "star",
    "favorite": "star",
    "bookmark": "star",
    "unsave": "unstar",
}
"""What commands are called elsewhere."""
_NEAR = 0.6
_LONGEST = 30
"""Characters of what somebody took for a command."""


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


def parse(typed: str, known: Sequence[str] = (), actions: Sequence[Action] = ACTIONS) -> Command:
    """The command that a line is.

    Args:
        typed: the line.
        known: the tags in use.
        actions: what has a key, and may be taken for a command.

    Raises:
        NoCommandError: it is none, or not whole yet.
    """
    from reader import query

    verb, _, rest = typed.strip().partition(" ")
    if verb not in VERBS:
        raise NoCommandError(_unknown(verb, actions, is_whole=bool(rest)))
    names: list[str] = []
    for _ in range((verb in _NAMED) + (verb == "retag")):
        word, _, rest = rest.strip().partition(" ")
        if not (name := tag_name(word)):
            raise NoCommandError(tag_line_problem(word) or _nameless(verb, names))
        # The new name of a tag may differ from the old one by case alone.
        is_new = verb == "retag" and bool(names)
        names.append(name if is_new else known_spelling(name, known))
    if verb == "retag" and rest.strip():
        raise NoCommandError(f"retag takes two tags and nothing else: {VERBS[verb]}")
    if verb == "retag":
        return Command(verb, tuple(names), query.tag_query(names[0]))
    if not rest.strip():
        said = " ".join((verb, *names))
        raise NoCommandError(f"{said}: on which papers? A query such as author:dao or up:<5")
    try:
        return Command(verb, tuple(names), query.parse(rest))
    except QueryError as error:
        raise NoCommandError(error.sentence) from error


def _nameless(verb: str, names: Sequence[str]) -> str:
    """What is missing where a tag is."""
    if names:
        return f"retag {names[0]}: to which tag? {VERBS[verb]}"
    return f"{verb}: which tag? {VERBS[verb]}"


def _unknown(verb: str, actions: Sequence[Action], *, is_whole: bool) -> str:
    """What to say of a word that is no command: those that it begins, else what is nearest."""
    begun = [each for each in VERBS if each.startswith(verb)]
    if begun and not is_whole:
        return f"{' or '.join(begun)}, then a query"
    from difflib import get_close_matches

    word = verb.casefold()[:_LONGEST]
    said = f"There is no command {shorten(verb, _LONGEST)}"
    for action in () if word in VERBS else found_actions(actions, word):
        if action.keys and word in (action.hint, *action.id.split("-")):
            return f"{said}; {shown(action.keys[0])} does that: {action.words}"
    near = begun or get_close_matches(word, VERBS, n=1, cutoff=_NEAR)
    if meant := _ELSEWHERE.get(word) or next(iter(near), ""):
        return f"{said}. Did you mean {meant}?"
    return f"{said}. There are {', '.join(VERBS)}"
