"""What the list shows and where the reader stands in it; knows nothing of widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.paper import Listing, Marks, Paper

if TYPE_CHECKING:
    from reader.query import Query


@dataclass(frozen=True, slots=True)
class Row:
    """A paper as it stands in the list."""

    paper: Paper
    marks: Marks
    pending: bool = False
    """A change to its marks is not on disk yet."""
    late: bool = False
    """It joined the list after the reader last looked at it."""


class View:
    """The rows of a listing that a filter lets through.

    A row stays until the filter is applied again, even where a mark made since would take it
    out: what was just decided must not vanish from under the cursor.
    """

    def __init__(
        self,
        listing: Listing,
        marks: Callable[[str], Marks],
        pending: Callable[[str], bool],
        query: Query | None = None,
    ) -> None:
        self.listing = listing
        self.query = query
        self._marks = marks
        self._pending = pending
        self.rows = [row for row in map(self._row, listing.papers) if self._passes(row)]

    def filtered(self, query: Query | None) -> View:
        """The same listing through another filter."""
        return View(self.listing, self._marks, self._pending, query)

    def of(self, listing: Listing) -> View:
        """Another listing through the same filter."""
        return View(listing, self._marks, self._pending, self.query)

    def updated(self, listing: Listing) -> View:
        """A newer state of the listing through the same filter; rows that are shown stay."""
        kept = {row.paper.id for row in self.rows}
        view = View(listing, self._marks, self._pending)
        view.query = self.query
        view.rows = [row for row in view.rows if row.paper.id in kept or view._passes(row)]
        return view

    @property
    def unread(self) -> int:
        """How many papers of the whole listing are unread."""
        return sum(not self._marks(paper.id).read for paper in self.listing.papers)

    def index(self, paper: str) -> int | None:
        """Where a paper stands, or None where it is not shown."""
        return next((i for i, row in enumerate(self.rows) if row.paper.id == paper), None)

    def repaint(self, paper: str) -> int | None:
        """Take over the marks of one paper; the index of its row, where it is shown."""
        index = self.index(paper)
        if index is not None:
            self.rows[index] = self._row(self.rows[index].paper)
        return index

    def next_unread(self, index: int) -> int | None:
        """The first unread row below, else the first of all; None where there is none."""
        order = [*range(index + 1, len(self.rows)), *range(index + 1)]
        return next((i for i in order if self._unread(i)), None)

    def previous_unread(self, index: int) -> int | None:
        """The first unread row above, else the last of all; None where there is none."""
        order = [*range(index - 1, -1, -1), *range(len(self.rows) - 1, index - 1, -1)]
        return next((i for i in order if self._unread(i)), None)

    def _unread(self, index: int) -> bool:
        return index < len(self.rows) and not self.rows[index].marks.read

    def _row(self, paper: Paper) -> Row:
        return Row(
            paper,
            self._marks(paper.id),
            self._pending(paper.id),
            paper.id in self.listing.late,
        )

    def _passes(self, row: Row) -> bool:
        return self.query is None or self.query.matches(row.paper, row.marks)
