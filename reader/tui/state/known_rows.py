"""The rows of a list while a filter is typed: made once, and looked through with each letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.query import Query
    from reader.tui.state.list_view import Row


@dataclass(slots=True)
class KnownRows:
    """What does not change from one filter of a list to the next, as long as no mark does."""

    rows: list[Row]
    """Of all its papers, in their order."""
    muted: frozenset[str]
    """The ids of those that are folded away."""
    homes: Mapping[str, str]
    """The group of each, by id."""
    unread: set[str]
    """The ids of those that nobody has read."""
    _texts: list[tuple[str, Row]] = field(default_factory=list)
    """Each row with the words of its paper."""
    _last: tuple[Query, list[tuple[str, Row]]] | None = None
    """The filter before, and what it let through."""

    def passing(self, query: Query) -> Iterable[Row] | None:
        """The rows that a filter lets through; None where it asks more than words.

        Where it narrows the one before, only what that let through is looked at.
        """
        if (needles := query.plain_words()) is None:
            return None
        if not self._texts:
            from reader.query.matcher import paper_words

            self._texts = [(paper_words(row.paper), row) for row in self.rows]
        wider, among = self._last or (query, self._texts)
        if not query.narrows(wider):
            among = self._texts
        for each in needles:
            among = [pair for pair in among if each in pair[0]]
        self._last = query, among
        return [row for _, row in among]
