"""Which rows are marked, for the next decision to act on."""

from __future__ import annotations

from collections.abc import Iterable


class RowSelection:
    """The rows that are marked: one by one, and those of a range that follows the cursor."""

    def __init__(self) -> None:
        self._single: frozenset[str] = frozenset()
        self._range: frozenset[str] = frozenset()
        self.anchor: str | None = None
        """The paper where a range was begun."""

    def __contains__(self, paper: object) -> bool:
        return paper in self._single or paper in self._range

    def __bool__(self) -> bool:
        return bool(self._single or self._range or self.anchor is not None)

    def toggle(self, papers: Iterable[str]) -> frozenset[str]:
        """Mark papers; where all of them are, mark them no longer. Gives those that changed."""
        given = frozenset(papers)
        all_in = given <= self._single
        self._single = self._single - given if all_in else self._single | given
        return given

    def add(self, papers: Iterable[str]) -> frozenset[str]:
        """Mark papers. Gives those that changed."""
        before, self._single = self._single, self._single.union(papers)
        return self._single - before

    def begin(self, anchor: str) -> None:
        """Begin a range at a paper."""
        self.anchor = anchor

    def stretch(self, papers: Iterable[str]) -> frozenset[str]:
        """These papers are in the range now. Gives those that changed."""
        before, self._range = self._range, frozenset(papers)
        return before ^ self._range

    def end_range(self) -> frozenset[str]:
        """There is no range any more. Gives the papers that were in it."""
        self.anchor = None
        return self.stretch(())

    def clear(self) -> frozenset[str]:
        """Nothing is marked any more. Gives the papers that were."""
        gone = self._single | self.end_range()
        self._single = frozenset()
        return gone
