"""Lists that are looked up in what is known: the library, the archive, what was passed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from reader.archive.archive import Archive
from reader.errors import FeedError
from reader.listings.catalogue import Catalogue
from reader.listings.list_fetch import Opened
from reader.listings.period_lists import Listings
from reader.paper import Listing, Paper, Period

if TYPE_CHECKING:
    from reader.library import Library
    from reader.query import Query

_WEEKS_OF_CHANCES = 3
"""For so long votes rise a lot."""

_MOST_FOUND = 1000
"""Papers of the archive that are shown for a query."""


class Lookups:
    """Any thread may call any method."""

    def __init__(
        self,
        archive: Archive,
        catalogue: Catalogue,
        listings: Listings,
        library: Callable[[], Library],
        knowing: Callable[[Query], Query],
        today: Callable[[], date],
    ) -> None:
        """Remember whom to ask.

        Args:
            archive: every paper that was ever fetched.
            catalogue: what is known of papers.
            listings: asked for the votes of today.
            library: gives the marks.
            knowing: has a query know what is cited.
            today: gives the newest day there can be a list of.
        """
        self._archive = archive
        self._catalogue = catalogue
        self._listings = listings
        self._library = library
        self._knowing = knowing
        self._today = today

    def found(self, text: str) -> Listing:
        """What is in the archive for a query, best first.

        Raises:
            QueryError: the text is no query, or a pattern in it takes too long.
            ArchiveError: the archive cannot be read.
        """
        from reader.query import parse

        return Listing(Period("archive", text), self.selected(parse(text), _MOST_FOUND))

    def selected(self, query: Query, limit: int | None = None) -> tuple[Paper, ...]:
        """The papers ever fetched that a query selects, best first.

        Raises:
            QueryError: a pattern takes too long.
            ArchiveError: the archive cannot be read.
        """
        marks = dict(self._library().marked())
        return self._archive.search(self._knowing(query), marks, limit).papers

    def of_library(self, period: Period, *, ask: bool = True) -> Opened:
        """What a query selects of the library, what was listed last first.

        Args:
            period: its value is the query.
            ask: have the service tell about papers of which no more than the id is known.

        Raises:
            ReaderError: the query has a mistake, or what it asks cannot be read.
        """
        from reader.query import parse

        selection = self._catalogue.select(self._knowing(parse(period.value)), ask=ask)
        papers = sorted((paper for paper, _ in selection.rows), key=_day, reverse=True)
        count = len(selection.unknown)
        notice = f"Of {count} more no more than the id is known." if count else None
        return Opened(Listing(period, tuple(papers)), notice=notice)

    def newest_chances(self, period: Period) -> Opened:
        """The same with the votes of today, as the lists of the last weeks tell them."""
        week: Period | None = Period.around("week", self._today())
        problem: FeedError | None = None
        for _ in range(_WEEKS_OF_CHANCES):
            if week and not problem:
                try:
                    self._listings.refresh(week)
                except FeedError as error:
                    problem = error
                week = week.beside(-1)
        return Opened(self.chances(period), problem)

    def chances(self, period: Period) -> Listing:
        """The papers that were passed over and that many have voted for since."""
        from reader.listings.second_chances import chances

        skipped = self._library().skipped_votes()
        found = chances(skipped, self._archive.papers(skipped).values())
        papers = tuple(chance.paper for chance in found)
        remarks = {chance.paper.id: chance.words for chance in found}
        return Listing(period, papers, remarks=remarks)


def _day(paper: Paper) -> date:
    return paper.listed or paper.published or date.min
