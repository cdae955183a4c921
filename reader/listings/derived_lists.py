"""Lists made of papers that are known already: a search, a part of the library, second chances."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reader.archive.archive import Archive
from reader.errors import FeedError
from reader.listings.catalogue import PaperCatalogue
from reader.listings.list_fetcher import LoadedListing
from reader.listings.period_lists import PeriodLists
from reader.paper import Listing, Paper, Period

if TYPE_CHECKING:
    from reader.library import Library
    from reader.query import Query


_WEEKS_OF_CHANCES = 3
"""For so long votes rise a lot."""

_MOST_FOUND = 1000
"""Papers of the archive that are shown for a query."""


class DerivedLists:
    """Any thread may call any method."""

    def __init__(
        self,
        archive: Archive,
        catalogue: PaperCatalogue,
        listings: PeriodLists,
        library: Callable[[], Library],
        with_cited: Callable[[Query], Query],
        today: Callable[[], date],
    ) -> None:
        """Remember whom to ask.

        Args:
            archive: every paper that was ever fetched.
            catalogue: what is known of papers.
            listings: asked for the votes of today.
            library: gives the marks.
            with_cited: tells a query which papers are cited.
            today: gives the newest day there can be a list of.
        """
        self._archive = archive
        self._catalogue = catalogue
        self._listings = listings
        self._library = library
        self._with_cited = with_cited
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
        return self._archive.search(self._with_cited(query), marks, limit).papers

    def of_library(self, period: Period, *, ask: bool = True) -> LoadedListing:
        """What a query selects of the library, what was listed last first.

        Args:
            period: its value is the query.
            ask: have the service tell about papers of which no more than the id is known.

        Raises:
            ReaderError: the query has a mistake, or what it asks cannot be read.
        """
        from reader.query import parse

        selection = self._catalogue.select(self._with_cited(parse(period.value)), ask=ask)
        papers = sorted((paper for paper, _ in selection.rows), key=_day, reverse=True)
        count = len(selection.unknown)
        notice = f"Of {count} more no more than the id is known." if count else None
        return LoadedListing(Listing(period, tuple(papers)), notice=notice)

    def newest_chances(self, period: Period) -> LoadedListing:
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
        return LoadedListing(self.chances(period), problem)

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


_TIMES = 3
_MORE = 40
# Of the recorded days one paper in twelve ends so far above where a morning finds it, which is
# one or two a day at most, and fewer for those who star the best of them at once.


@dataclass(frozen=True, slots=True)
class SecondChance:
    """A paper that deserves another look."""

    paper: Paper
    then: int
    """Its votes when it was marked read."""
    now: int

    @property
    def words(self) -> str:
        """What happened, such as ``skipped at 4, now 131``."""
        return f"skipped at {self.then}, now {self.now}"


def chances(skipped: Mapping[str, int], papers: Iterable[Paper]) -> tuple[SecondChance, ...]:
    """The papers that have at least three times the votes they were skipped at, and forty more.

    Marking one read again keeps the votes of that moment, so that it is no chance any more until
    they have risen as much again.

    Args:
        skipped: the votes at which papers were passed over (`Library.skipped`).
        papers: what is known of papers now; each counts once, those not skipped not at all.

    Returns:
        Those that rose most first.
    """
    found: dict[str, SecondChance] = {}
    for paper in papers:
        then, now = skipped.get(paper.id), paper.upvotes
        if then is not None and now is not None and now >= max(_TIMES * then, then + _MORE):
            known = found.get(paper.id)
            if known is None or known.now < now:
                found[paper.id] = SecondChance(paper, then, now)
    return tuple(sorted(found.values(), key=lambda each: (each.then - each.now, each.paper.id)))
