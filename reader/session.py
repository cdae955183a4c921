"""Ties feed, archive and library together: what both faces of the program need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from reader.archive import Archive, closed
from reader.config import Places
from reader.errors import ArchiveError, FeedError, ReaderError
from reader.feed.deadline import Deadline
from reader.feed.decode import decode_items
from reader.feed.failures import Refused, Unreachable
from reader.library import Library
from reader.library.stamp import utc_now
from reader.paper import FIRST_DAY, Listing, Marks, Paper, Period

if TYPE_CHECKING:
    from reader.feed.huggingface import HuggingFace
    from reader.query import Query

T = TypeVar("T")

_PATIENCE = 25.0
"""The seconds after which a reader is told something, whatever the service does."""

_LOOK_BACK = 14
"""How many days before today are asked for a list before it is said that there is none."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A listing, and why it may not be the newest state of things."""

    listing: Listing
    problem: ReaderError | None = None
    """What went wrong where the service could not be asked or the archive failed."""

    @property
    def final(self) -> bool:
        """The list was fetched after its day was over, and will not grow."""
        fetched_at = self.listing.fetched_at
        return fetched_at is not None and closed(self.listing.period.date, fetched_at)


def _in_time(work: Callable[[], T]) -> T:
    """Do work that asks the service several times, all of it within the time for one answer."""
    try:
        return Deadline(_PATIENCE).run(work)
    except TimeoutError:
        raise Unreachable(f"the service took longer than {_PATIENCE:g} s") from None


class Session:
    """One run of the program."""

    def __init__(
        self,
        places: Places,
        today: date,
        feed: Callable[[], HuggingFace],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Open the library.

        Args:
            places: where things live.
            today: the newest day there can be a list of.
            feed: called when the network is first needed; raises FeedError where it must not be.
            now: the clock.

        Raises:
            LibraryError: it cannot be opened.
        """
        self.today = today
        self.archive = Archive(places.archive)
        self.library = Library(places.library, now)
        self._connect = feed
        self._feed: HuggingFace | None = None
        self._now = now

    def cached(self, day: date | None = None) -> Listing | None:
        """The list of a day (default: the newest that has papers) as it was last fetched.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        if day is None:
            days = [each for each in self.archive.days() if each <= self.today]
            if not days:
                return None
            day = days[0]
        return self.archive.listing(Period.day(day))

    @property
    def has_lists(self) -> bool:
        """Some list was fetched at some time."""
        try:
            return bool(self.archive.days())
        except ArchiveError:
            return False

    def day(self, day: date) -> Opened:
        """The list of a day: from the archive where it is final, else from the service.

        Raises:
            FeedError: the service cannot be asked, and the list was never fetched before.
        """
        cached, trouble = self._cached(day)
        if cached and cached.final:
            return cached
        try:
            return self.fetch(day)
        except FeedError as error:
            if cached:
                return Opened(cached.listing, error)
            if trouble:
                raise FeedError(f"{error}; {trouble}") from error
            raise

    def newest(self) -> Opened:
        """The newest list that has papers, found through weekends and empty days.

        Raises:
            FeedError: the service cannot be asked, and no list was ever fetched.
        """
        try:
            return _in_time(self._find_newest)
        except FeedError as error:
            try:
                cached = self.cached()
            except ArchiveError as trouble:
                raise FeedError(f"{error}; {trouble}") from error
            if cached is None:
                raise
            return Opened(cached, error)

    def beside(self, day: date, step: int) -> Opened | None:
        """The nearest list that has papers before (`step` -1) or after a day (1).

        One that is in the archive is given as it is there, even where it may have grown. Where
        the service cannot be asked, it is the nearest in the archive.

        Returns:
            None where there is none: before the first day, or after today.

        Raises:
            FeedError: the service cannot be asked, and the archive has none either.
            ArchiveError: the archive cannot be read.
        """
        beside = day + timedelta(step)
        while FIRST_DAY <= beside <= self.today:
            listing = self.cached(beside)
            try:
                opened = Opened(listing) if listing else self.fetch(beside)
            except FeedError as error:
                return self._nearest(day, step, error)
            if opened.listing.papers:
                return opened
            beside += timedelta(step)
        return None

    def fetch(self, day: date) -> Opened:
        """Ask the service for a day's list, and keep it.

        Raises:
            FeedError: there was no answer that could be read.
        """
        moment = self._now().astimezone(UTC)
        decoded = decode_items(self._service().day(day), day)
        period = Period.day(day)
        fresh = Listing(period, decoded.papers, moment, decoded.broken)
        ids = (paper.id for paper in decoded.papers)
        try:
            self.archive.store(period, zip(ids, decoded.items, strict=True), decoded.broken, moment)
            kept = self.archive.listing(period)
        except ArchiveError as error:
            return Opened(fresh, error)
        return Opened(kept or fresh)

    def look(self, listing: Listing) -> None:
        """Remember that the reader has this list on screen; what joins it later is late.

        Raises:
            ArchiveError: it cannot be remembered.
        """
        self.archive.looked(listing.period, self._now().astimezone(UTC))

    def paper(self, paper: str) -> Paper:
        """One paper: from the archive, the library or the service.

        Raises:
            FeedError: it is in none of them, or the service cannot be asked.
        """
        if known := self.known([paper]).get(paper):
            return known
        decoded = decode_items([self._service().paper(paper)], None)
        if not decoded.papers:
            raise FeedError(f"what the service says of {paper} cannot be read")
        return decoded.papers[0]

    def known(self, ids: Iterable[str]) -> dict[str, Paper]:
        """What can be said of papers without a network; those never seen are left out."""
        ids = list(ids)
        try:
            found = self.archive.papers(ids)
        except ArchiveError:
            found = {}
        if missing := [paper for paper in ids if paper not in found]:
            kept = self.library.kept()
            found |= {paper: kept[paper] for paper in missing if paper in kept}
        return found

    def select(self, query: Query) -> list[tuple[Paper, Marks]]:
        """The papers of the whole library that a query selects, in order of id.

        A query that names days selects from all that was ever fetched.

        Raises:
            FeedError: a paper that may belong to it is known by its id alone, and the service
                cannot be asked about it.
        """
        marked: Mapping[str, Marks] = dict(self.library.marked())
        papers = dict(self.library.kept())
        wanted = None if "listed" in query.fields() else marked.keys() - papers.keys()
        papers = self.archive.papers(wanted) | papers
        for paper, marks in marked.items():
            if paper not in papers and marks.starred:
                papers[paper] = self.paper(paper)
        rows = ((paper, self.library.marks(paper.id)) for _, paper in sorted(papers.items()))
        return [(paper, marks) for paper, marks in rows if query.matches(paper, marks)]

    def close(self) -> None:
        """Let go of the network and fold the journals."""
        if self._feed:
            self._feed.close()
        self.library.checkpoint()

    def _service(self) -> HuggingFace:
        if self._feed is None:
            self._feed = self._connect()
        return self._feed

    def _cached(self, day: date) -> tuple[Opened | None, str]:
        try:
            listing = self.cached(day)
        except ArchiveError as error:
            return None, str(error)
        return Opened(listing) if listing else None, ""

    def _nearest(self, day: date, step: int, error: FeedError) -> Opened:
        days = [each for each in self.archive.days() if each <= self.today]
        beyond = [each for each in days if (each - day).days * step > 0]
        if not beyond or not (
            listing := self.cached(min(beyond, key=lambda each: abs(each - day)))
        ):
            raise error
        return Opened(listing, error)

    def _find_newest(self) -> Opened:
        first = self._asked(self.today)
        if first and first.listing.papers:
            return first
        days = [self.today - timedelta(back) for back in range(1, _LOOK_BACK + 1)]
        if hint := self._newest_day():
            days.insert(0, hint)
        for day in days:
            opened = self.day(day)
            if opened.listing.papers:
                return opened
        return first or opened

    def _asked(self, day: date) -> Opened | None:
        """The list of today; None where the service says that this day has not begun yet."""
        try:
            return self.fetch(day)
        except Refused as error:
            if error.status != HTTPStatus.BAD_REQUEST:
                raise
            return None

    def _newest_day(self) -> date | None:
        """The newest day of which the service lists a paper; None where it cannot tell."""
        try:
            items = self._service().latest()
        except Unreachable:
            raise
        except FeedError:
            return None
        listed = (paper.listed for paper in decode_items(items, None).papers)
        return max((day for day in listed if day and day <= self.today), default=None)
