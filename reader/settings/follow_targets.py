"""Who and what can be followed: an author, an organisation, a keyword, each as a saved query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Literal

from reader.errors import QueryError

Kind = Literal["author", "org", "keyword", "tag"]
_LONGEST_NAME = 60
"""Characters of the name of an entry."""

Tables = Mapping[str, Mapping[str, tuple[str, ...]]]
"""The tables of the settings, as `Settings.tables` has them."""


@dataclass(frozen=True, slots=True)
class FollowTarget:
    """All papers of one author, one organisation, or with one keyword or tag."""

    kind: Kind
    value: str
    """As it is on the screen."""

    @property
    def query(self) -> str:
        """The query for its papers."""
        from reader.query.tree import Tag, Words

        return str(Tag(self.value) if self.kind == "tag" else Words(self.value, self.kind))

    @property
    def is_askable(self) -> bool:
        """There is something in it that can be looked for."""
        from reader.query import parse

        try:
            return bool(self.value) and str(parse(self.query)) == self.query
        except QueryError:
            return False

    @property
    def entry_name(self) -> str:
        """The name of its entry in the settings, such as ``author-tri-dao``."""
        from reader.citation.romanization import romanized

        words = (romanized(word) for word in re.findall(r"\w+", self.value))
        name = "-".join((self.kind, *filter(None, words)))
        return name[:_LONGEST_NAME].rstrip("-")


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """An entry of the settings, or one of the texts that it is set to."""

    name: str
    text: str


def saved_entry(tables: Tables, table: str, target: FollowTarget) -> SavedEntry | None:
    """The entry of a table that asks for a target and nothing else, however that is written."""
    wanted = _meaning(target.query)
    return next(
        (
            SavedEntry(name, text)
            for name, texts in tables[table].items()
            for text in texts
            if _meaning(text) == wanted
        ),
        None,
    )


def free_name(tables: Tables, table: str, target: FollowTarget) -> str:
    """A name for a new entry that no other has: ``author-li-li``, else ``author-li-li-2``."""
    name = target.entry_name
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(each for each in names if each not in tables[table])


def _meaning(text: str) -> object:
    """What a query asks, the same for all spellings of it; None where it is none."""
    from reader.query import parse
    from reader.query.tree import Words

    try:
        query = parse(text)
    except QueryError:
        return None
    match query.tree:
        case Words(words, field):
            return field, " ".join(words.split()).casefold()
    return str(query)
