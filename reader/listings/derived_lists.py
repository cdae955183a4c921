"""Lists made of papers that are known already: a search, a part of the library, second chances."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reader.archive import Archive
from reader.errors import FeedError
from reader.listings import LoadedListing
from reader.listings.catalogue import PaperCatalogue
from reader.listings.period_lists import PeriodLists
from reader.paper import Listing, Marks, Paper, Period

if TYPE_CHECKING:
    from reader.library import Library
    from reader.query import Query


_WEEKS = 3
"""For so long the votes of a paper rise a lot."""

_MOST_FOUND = 1000
"""Papers of the archive that are shown for a query."""
_MOST_UNINDEXED = 1000
"""Papers that are looked at one by one while somebody waits, where the index has them not yet."""
_PAGE = 25
"""Papers that fill most screens."""
_FEW = 100
"""Papers that are quicker looked at one by one than looked up."""
_OF_MARKS = frozenset({"is", "has", "tag", "note"})
"""Fields of queries that the marks decide."""


@dataclass(frozen=True, slots=True)
class FoundListing:
    """What the archive has for a query."""

    listing: Listing
    unindexed: int
    """How many papers the index has not yet."""
    unseen: int
    """How many of these were not looked at."""

    @property
    def words(self) -> str:
        """How many were found, and where that may not be all why."""
        said = f"{len(self.listing.papers)} in the archive"
        if self.unindexed:
            said += f"; {self.unindexed:,} papers not indexed yet"
        return f"{said}, {self.unseen:,} of them not searched" if self.unseen else said


class DerivedLists:
    """Makes lists that the service has not; any thread may call any method."""

    def __init__(
        self,
        archive: Archive,
        catalogue: PaperCatalogue,
        listings: PeriodLists,
        library: Callable[[], Library],
        inform: Callable[[Query], Query],
        today: Callable[[], date],
    ) -> None:
        """Set up; nothing is read yet.

        Args:
            archive: searched.
            catalogue: finds the papers of the library.
            listings: refreshed for the votes of today.
            library: opens the library, for its marks.
            inform: tells a query which papers are cited, updated or withdrawn.
            today: gives the newest day there can be a list of.
        """
        self._archive = archive
        self._catalogue = catalogue
        self._listings = listings
        self._library = library
        self._inform = inform
        self._today = today
        self._few: tuple[Query, tuple[Paper, ...]] | None = None
        """The last query that found few papers, and these."""

    def search_archive(self, text: str) -> FoundListing:
        """The papers of the archive that match a query, best first.

        Raises:
            QueryError: the text is no query, or a pattern in it takes too long.
            ArchiveError: the archive cannot be read.
        """
        from reader.query import parse

        query = self._inform(parse(text))
        found = self._archive.search(query, self._marks(query), _MOST_FOUND, _MOST_UNINDEXED)
        if len(found.papers) <= _FEW and not found.unindexed:
            self._few = query, found.papers
        return FoundListing(
            Listing(Period("archive", text), found.papers),
            found.unindexed,
            max(0, found.unindexed - _MOST_UNINDEXED),
        )

    def first_page(self, text: str) -> Listing:
        """Some papers of the archive that match a query, in no order but found at once.

        Where the last search found few, and this query lets through none but some of them, it
        is these; else mostly papers that came last.

        Raises:
            QueryError: the text is no query, or a pattern in it takes too long.
            ArchiveError: the archive cannot be read.
        """
        from reader.query import parse

        query = self._inform(parse(text))
        marks = self._library().marks
        wider, few = self._few or (query, None)
        if few is not None and query.narrows(wider):
            papers = tuple(paper for paper in few if query.matches(paper, marks(paper.id)))
        else:
            papers = self._archive.first_page(query, marks, _PAGE)
        return Listing(Period("archive", text), papers)

    def matching_papers(self, query: Query) -> tuple[Paper, ...]:
        """The papers ever fetched that match a query, best first.

        Raises:
            QueryError: a pattern takes too long.
            ArchiveError: the archive cannot be read.
        """
        return self._archive.search(self._inform(query), self._marks(query)).papers

    def _marks(self, query: Query) -> dict[str, Marks]:
        """The marks of all papers, where a query asks for any."""
        return dict(self._library().marked()) if query.fields() & _OF_MARKS else {}

    def from_library(self, period: Period, *, ask: bool = True) -> LoadedListing:
        """The papers of the library that match a query, the latest listed first.

        Args:
            period: its value is the query.
            ask: fetch papers of which only the id is known.

        Raises:
            ReaderError: the query has a mistake, or the library or the archive cannot be read.
        """
        from reader.query import parse

        selection = self._catalogue.select(self._inform(parse(period.value)), ask=ask)
        papers = sorted((paper for paper, _ in selection.rows), key=_day, reverse=True)
        count = len(selection.unknown)
        notice = f"Of {count} more no more than the id is known." if count else None
        return LoadedListing(Listing(period, tuple(papers)), notice=notice)

    def refresh_second_chances(self, period: Period) -> LoadedListing:
        """Fetch the lists of the last weeks, for the votes of today, then find second chances."""
        week: Period | None = Period.around("week", self._today())
        problem: FeedError | None = None
        for _ in range(_WEEKS):
            if week and not problem:
                try:
                    self._listings.refresh(week)
                except FeedError as error:
                    problem = error
                week = week.beside(-1)
        return LoadedListing(self.second_chances(period), problem)

    def second_chances(self, period: Period) -> Listing:
        """The papers that were skipped and that many have voted for since."""
        skipped = self._library().skipped_votes()
        found = find_second_chances(skipped, self._archive.papers(skipped).values())
        papers = tuple(chance.paper for chance in found)
        remarks = {chance.paper.id: chance.words for chance in found}
        return Listing(period, papers, remarks=remarks)


def _day(paper: Paper) -> date:
    return paper.listed or paper.published or date.min


_TIMES = 3
_MORE = 40
# Chosen from recorded days: one paper in twelve gains so many votes after its first morning, one
# or two a day at most.


@dataclass(frozen=True, slots=True)
class SecondChance:
    """A skipped paper that deserves another look."""

    paper: Paper
    then: int
    """Its votes when it was skipped."""
    now: int

    @property
    def words(self) -> str:
        """What happened, such as ``skipped at 4, now 131``."""
        return f"skipped at {self.then}, now {self.now}"


def find_second_chances(
    skipped: Mapping[str, int], papers: Iterable[Paper]
) -> tuple[SecondChance, ...]:
    """The papers that have at least three times the votes they were skipped at, and forty more.

    Marking such a paper read again stores its votes of that moment, so that it comes back only
    after they have risen as much again.

    Args:
        skipped: the votes that papers had when they were skipped (`Library.skipped`).
        papers: the papers as they are now; those that were not skipped are ignored.

    Returns:
        Second chances, those that rose most first.
    """
    found: dict[str, SecondChance] = {}
    for paper in papers:
        then, now = skipped.get(paper.id), paper.upvotes
        if then is not None and now is not None and now >= max(_TIMES * then, then + _MORE):
            known = found.get(paper.id)
            if known is None or known.now < now:
                found[paper.id] = SecondChance(paper, then, now)
    return tuple(sorted(found.values(), key=lambda each: (each.then - each.now, each.paper.id)))
