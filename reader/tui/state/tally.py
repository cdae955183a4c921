"""What was done since a list was opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reader.paper import Marks


@dataclass(frozen=True, slots=True)
class ReadingTally:
    """The papers that were unread at a moment."""

    unread: frozenset[str] = frozenset()
    began: float = 0.0
    """Seconds, on a clock that never goes back."""

    def with_more(self, unread: Iterable[str]) -> ReadingTally:
        """These have joined the list."""
        return ReadingTally(self.unread.union(unread), self.began)

    def words(self, marks: Callable[[str], Marks], now: float) -> str:
        """An account such as ``47 seen, 6 starred, 4 min``; empty where nothing was done."""
        read = [marks(paper) for paper in self.unread if marks(paper).read]
        if not read:
            return ""
        starred = sum(each.starred for each in read)
        minutes = round((now - self.began) / 60)
        parts = [
            f"{len(read)} seen",
            f"{starred} starred",
            f"{minutes} min" if minutes else "less than a minute",
        ]
        return ", ".join(parts)
