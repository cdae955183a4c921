"""The saved queries of the settings: highlights, mutes and views."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reader.errors import QueryError
from reader.paper import Marks, Paper

if TYPE_CHECKING:
    from reader.query import Query


@dataclass(frozen=True, slots=True)
class SavedQueries:
    """The parsed saved queries."""

    highlights: tuple[Query, ...] = ()
    """Queries of the papers that stand out."""
    mutes: tuple[Query, ...] = ()
    """Queries of the papers that are folded away."""
    views: Mapping[str, str] | None = None
    """The text of the query of each view, by the key that opens it."""
    problems: tuple[str, ...] = ()
    """Errors in the saved queries, in sentences with their lines."""

    def informed(self, inform: Callable[[Query], Query]) -> SavedQueries:
        """The same queries, each passed through a function that tells it what is known."""
        highlights, mutes = (
            tuple(map(inform, queries)) for queries in (self.highlights, self.mutes)
        )
        return replace(self, highlights=highlights, mutes=mutes)

    def is_highlighted(self, paper: Paper, marks: Marks) -> bool:
        """Whether a highlight matches the paper."""
        return any(_matches(query, paper, marks) for query in self.highlights)

    def is_muted(self, paper: Paper, marks: Marks) -> bool:
        """Whether a mute matches the paper, and it is neither highlighted nor starred."""
        if not self.mutes or marks.starred or self.is_highlighted(paper, marks):
            return False
        return any(_matches(query, paper, marks) for query in self.mutes)

    def terms(self) -> tuple[str, ...]:
        """The words of all highlights, to be marked in abstracts."""
        return tuple(term for query in self.highlights for term in query.terms())


def read_saved_queries(
    tables: Mapping[str, Mapping[str, tuple[str, ...]]],
    where: Callable[[str], str],
    before: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None,
) -> SavedQueries:
    """Parse the saved queries; one with an error is left out and reported in `problems`.

    Args:
        tables: the tables ``highlight``, ``mute`` and ``views`` of the settings.
        where: returns the file and line of a name such as ``mute.medical``.
        before: the same tables before a change of the file; what an entry said in them stays in
            force where it has an error now.
    """
    problems: list[str] = []

    def parsed(table: str) -> dict[str, list[Query]]:
        if not tables[table]:
            return {}
        from reader.query import parse

        queries: dict[str, list[Query]] = {}
        for name, texts in tables[table].items():
            for text in texts:
                try:
                    queries.setdefault(name, []).append(parse(text))
                except QueryError as error:
                    problems.append(f"{where(f'{table}.{name}')}: {error}")
                    with contextlib.suppress(QueryError):
                        if old := (before or {}).get(table, {}).get(name):
                            queries[name] = list(map(parse, old))
                            break
        return queries

    highlights, mutes, views = (parsed(table) for table in ("highlight", "mute", "views"))
    return SavedQueries(
        tuple(query for queries in highlights.values() for query in queries),
        tuple(query for queries in mutes.values() for query in queries),
        {key: _joined(found) for key, found in views.items()},
        tuple(problems),
    )


def _matches(query: Query, paper: Paper, marks: Marks) -> bool:
    try:
        return query.matches(paper, marks)
    except QueryError:
        # A pattern that takes too long on one paper must not cost the list.
        return False


def _joined(queries: list[Query]) -> str:
    """The text of a query that matches what any of these queries matches."""
    texts = [query.text for query in queries]
    return texts[0] if len(texts) == 1 else " or ".join(f"({text})" for text in texts)
