"""Ties feed, archive and library together: what both faces of the program need."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from reader.archive import Archive, closed
from reader.catalogue import Catalogue
from reader.config import Places
from reader.errors import ArchiveError, FeedError, LibraryError, ReaderError
from reader.feed.asking import ask
from reader.feed.decode import decode_items
from reader.feed.failures import Refused, Unreachable
from reader.paper import FIRST_DAY, Listing, Period
from reader.patience import in_time

if TYPE_CHECKING:
    from reader.feed.huggingface import HuggingFace
    from reader.library import Library

_LOOK_BACK = 14
"""How many days before today are asked for a list before it is said that there is none."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A listing, and why it may not be the newest state of things."""

    listing: Listing
    problem: ReaderError | None = None
    """What went wrong where the service could not be asked or the archive failed."""
    notice: str | None = None
    """A sentence where the list was read from its web page: why the API would not do."""

    @property
    def final(self) -> bool:
        """The list was fetched after its last day was over, and will not grow."""
        days, fetched_at = self.listing.period.days, self.listing.fetched_at
        return bool(days) and fetched_at is not None and closed(days[-1], fetched_at)


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Session:
    """One run of the program.

    The methods may be called from any thread, but those about marks from one alone.
    """

    def __init__(
        self,
        places: Places,
        today: date,
        feed: Callable[[], HuggingFace],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Remember where things are; nothing is read or written yet.

        Args:
            places: where things live.
            today: the newest day there can be a list of.
            feed: called when the network is first needed; raises FeedError where it must not be.
            now: the clock.
        """
        self.today = today
        self.archive = Archive(places.archive)
        self.catalogue = Catalogue(self.archive, lambda: self.library, self._service)
        self._home = places.library
        self._library: Library | None = None
        self._connect = feed
        self._feed: HuggingFace | None = None
        self._now = now

    @property
    def library(self) -> Library:
        """The marks, opened when they are first needed.

        Raises:
            LibraryError: they cannot be read.
        """
        if self._library is None:
            from reader.library import Library

            self._library = Library(self._home, self._now)
        return self._library

    @property
    def damage(self) -> tuple[str, ...]:
        """What of the library could not be read and was left out, in sentences."""
        return self._library.damage if self._library else ()

    @property
    def has_lists(self) -> bool:
        """Some list was fetched at some time."""
        try:
            return bool(self.archive.days())
        except ArchiveError:
            return False

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

    def day(self, day: date) -> Opened:
        """The list of a day; as for any period."""
        return self.period(Period.day(day))

    def period(self, period: Period) -> Opened:
        """The list of a period: from the archive where it is final, else from the service.

        Raises:
            FeedError: the service cannot be asked, and the list was never fetched before.
        """
        try:
            listing, trouble = self.archive.listing(period), None
        except ArchiveError as error:
            listing, trouble = None, error
        if listing and (cached := Opened(listing)).final:
            return cached
        try:
            return in_time(lambda: self._fetch(period))
        except FeedError as error:
            if listing:
                return Opened(listing, error)
            if trouble:
                raise FeedError(f"{error}; {trouble}") from error
            raise

    def newest(self) -> Opened:
        """The newest list that has papers, found through weekends and empty days.

        Raises:
            FeedError: the service cannot be asked, and no list was ever fetched.
        """
        try:
            return in_time(self._find_newest)
        except FeedError as error:
            try:
                listing = self.cached()
            except ArchiveError as trouble:
                raise FeedError(f"{error}; {trouble}") from error
            if listing is None:
                raise
            return Opened(listing, error)

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
        try:
            return in_time(lambda: self._find_beside(day, step))
        except FeedError as error:
            days = [each for each in self.archive.days() if each <= self.today]
            beyond = [each for each in days if (each - day).days * step > 0]
            nearest = min(beyond, key=lambda each: abs(each - day), default=None)
            listing = self.cached(nearest) if nearest else None
            if listing is None:
                raise
            return Opened(listing, error)

    def fetch(self, day: date) -> Opened:
        """Ask the service for a day's list, and keep it.

        Raises:
            FeedError: there was no answer that could be read. What was known stays known.
        """
        return self._fetch(Period.day(day))

    def _fetch(self, period: Period) -> Opened:
        moment = self._now().astimezone(UTC)
        answer = ask(self._service(), period, self.today)
        decoded = decode_items(answer.items, period.date if period.kind == "day" else None)
        if decoded.broken and not decoded.papers:
            raise FeedError(
                f"none of the {decoded.broken} papers of {period.title} could be read; "
                "paper-reader may be too old for what the service sends"
            )
        if not decoded.papers and period.kind == "day" and self._had_papers(period.date):
            raise FeedError(f"the service says all at once that {period.title} has no papers")
        fresh = Listing(period, decoded.papers, moment, decoded.broken)
        ids = (paper.id for paper in decoded.papers)
        try:
            self.archive.store(period, zip(ids, decoded.items, strict=True), decoded.broken, moment)
            kept = self.archive.listing(period)
        except ArchiveError as error:
            return Opened(fresh, error, answer.reason)
        return Opened(kept or fresh, notice=answer.reason)

    def look(self, listing: Listing) -> None:
        """Remember that the reader has this list on screen; what joins it later is late.

        Raises:
            ArchiveError: it cannot be remembered.
        """
        self.archive.looked(listing.period, self._now().astimezone(UTC))

    def close(self) -> None:
        """Let go of the network and fold the journals."""
        if self._feed:
            self._feed.close()
        if self._library:
            # Every mark is in the journals; the next start folds them.
            with contextlib.suppress(LibraryError):
                self._library.checkpoint()

    def _service(self) -> HuggingFace:
        if self._feed is None:
            self._feed = self._connect()
        return self._feed

    def _had_papers(self, day: date) -> bool:
        with contextlib.suppress(ArchiveError):
            listing = self.cached(day)
            return bool(listing and listing.papers)
        return False

    def _find_newest(self) -> Opened:
        try:
            first = self._asked(self.today)
        except Unreachable:
            raise
        except FeedError:
            # Where the API fails, a day's web page may still show its list. But the page of a
            # day without papers leads to another, so it must be known which day to ask for.
            if self._had_papers(self.today) or not (newest := self._newest_day()):
                raise
            return self.day(newest)
        if first and first.listing.papers:
            return first
        for day in self._days_before_today():
            opened = self.day(day)
            if opened.listing.papers:
                return opened
        if first is None:
            raise FeedError(f"the service has no list of {self.today}, nor of the days before")
        return first

    def _asked(self, day: date) -> Opened | None:
        """The list of today; None where the service says that this day has not begun yet."""
        try:
            return self.fetch(day)
        except Refused as error:
            if error.status != HTTPStatus.BAD_REQUEST:
                raise
            return None

    def _days_before_today(self) -> Iterator[date]:
        """First the day that the service says is the newest, then one after the other."""
        if hint := self._newest_day():
            yield hint
        for back in range(1, _LOOK_BACK + 1):
            day = self.today - timedelta(back)
            if day >= FIRST_DAY and day != hint:
                yield day

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

    def _find_beside(self, day: date, step: int) -> Opened | None:
        beside = day + timedelta(step)
        while FIRST_DAY <= beside <= self.today:
            listing = self.cached(beside)
            opened = Opened(listing) if listing else None
            if not opened or not (opened.listing.papers or opened.final):
                opened = self.fetch(beside)
            if opened.listing.papers:
                return opened
            beside += timedelta(step)
        return None
