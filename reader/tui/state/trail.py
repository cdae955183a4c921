"""The way back from a list that was looked up to the one before it."""

from __future__ import annotations

from reader.paper import Period
from reader.tui.state.list_view import View

_LOOKED_UP = ("search", "archive", "library", "chances", "page", "paper", "trending")
"""Kinds of lists that one comes back from."""


class Trail:
    """Remembers the last list that was not looked up, and the place in every list."""

    def __init__(self) -> None:
        self._before: tuple[View, str | None] | None = None
        self._places: dict[Period, str] = {}

    def leave(self, view: View, paper: str | None, to: Period) -> None:
        """Another list is about to be shown.

        Args:
            view: what was shown.
            paper: the one under the cursor.
            to: what is shown from now on.
        """
        if paper:
            self._places[view.listing.period] = paper
        if to.kind in _LOOKED_UP and view.listing.period.kind not in _LOOKED_UP:
            self._before = view, paper

    def place(self, period: Period) -> str | None:
        """The paper that the cursor was on when this list was left."""
        return self._places.get(period)

    def back(self, period: Period) -> tuple[View, str | None] | None:
        """What was shown before, and the paper under the cursor; None where there is no way.

        Args:
            period: what is shown now.
        """
        if period.kind not in _LOOKED_UP:
            return None
        before, self._before = self._before, None
        return (before[0].again(), before[1]) if before else None
