"""The lists of days, weeks, months and the queue: cached where final, else from the service."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta
from http import HTTPStatus
from typing import TypeVar

from reader.errors import ArchiveError, FeedError
from reader.listings import ListFetcher, LoadedListing, had_papers
from reader.net import Refused, Unreachable
from reader.paper import FIRST_DAY, Listing, Period

T = TypeVar("T")

_LOOK_BACK = 14
"""How many days before today are tried before it is said that there is no list."""

_AT_ONCE = 4
"""Days of a queue that are fetched at one time."""


class PeriodLists:
    """Opens and refreshes lists; any thread may call any method."""

    def __init__(self, fetcher: ListFetcher) -> None:
        self._fetcher = fetcher
        self._archive = fetcher.archive

    def cached(self, period: Period | None = None) -> Listing | None:
        """A list (default: the newest that has papers) as it was last fetched, if it ever was.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        if period is None:
            newest = self._archive.newest_day(self._fetcher.today)
            return self._archive.listing(Period.day(newest)) if newest else None
        if period.kind == "queue":
            return self._merge_days(period)
        if listing := self._archive.listing(period):
            return listing
        return self._merge_days(period, whole=True) if period.kind in ("week", "month") else None

    def _merge_days(self, period: Period, *, whole: bool = False) -> Listing | None:
        """The cached lists of its days, merged; None where none is, or with `whole` not all are."""
        days = [day for day in period.days if FIRST_DAY <= day <= self._fetcher.today]
        known = [each for day in days if (each := self._archive.listing(Period.day(day)))]
        if not known or (whole and len(known) < len(period.days)):
            return None
        from reader.listings.reading_queue import merge_days

        listing = merge_days(period, known)
        if period.kind == "queue":
            return listing
        papers = sorted(listing.papers, key=lambda paper: -(paper.upvotes or 0))
        return replace(listing, papers=tuple(papers))

    def open(self, period: Period) -> LoadedListing:
        """Open a list: from the archive where it is final, else from the service.

        Raises:
            FeedError: the service cannot be asked, and the list was never fetched before.
        """
        try:
            listing, trouble = self.cached(period), None
        except ArchiveError as error:
            listing, trouble = None, error
        if listing and (cached := LoadedListing(listing)).final:
            return cached
        try:
            return _within_time_budget(lambda: self.refresh(period))
        except FeedError as error:
            with contextlib.suppress(ArchiveError):
                listing = listing or self._merge_days(period)
            if listing:
                return LoadedListing(listing, error)
            if trouble:
                raise FeedError(f"{error}; {trouble}") from error
            raise

    def refresh(self, period: Period) -> LoadedListing:
        """Fetch a list from the service, and store it.

        Raises:
            FeedError: there was no answer that could be read. What was known stays known.
        """
        return self._queue(period) if period.kind == "queue" else self._fetcher.fetch(period)

    def newest(self) -> LoadedListing:
        """The newest list that has papers, looking back over weekends and empty days.

        Raises:
            FeedError: the service cannot be asked, and no list was ever fetched.
        """
        try:
            return _within_time_budget(self._find_newest)
        except FeedError as error:
            try:
                listing = self.cached()
            except ArchiveError as trouble:
                raise FeedError(f"{error}; {trouble}") from error
            if listing is None:
                raise
            return LoadedListing(listing, error)

    def poll_newest(self) -> Listing | None:
        """The newest list that has papers, in one request or two; None where there is none.

        The days between the newest one in the archive and the newest one of the service are not
        fetched.

        Raises:
            FeedError: the service cannot be asked.
            ArchiveError: the archive cannot be read.
        """
        return _within_time_budget(self._look_for_newest)

    def adjacent(self, period: Period, step: int) -> LoadedListing | None:
        """The nearest list before (`step` -1) or after a day, week or month (1).

        One that is in the archive is given as it is there, even where it may have grown. Days
        without papers are passed over. Where the service cannot be asked, it is the nearest in
        the archive.

        Returns:
            None where there is none: before the first day, after today, or for any other list.

        Raises:
            FeedError: the service cannot be asked, and the archive has none either.
            ArchiveError: the archive cannot be read.
        """
        try:
            return _within_time_budget(lambda: self._find_beside(period, step))
        except FeedError as error:
            beyond = period.beside(step)
            while beyond and self._exists(beyond):
                listing = self._archive.listing(beyond)
                if listing and listing.papers:
                    return LoadedListing(listing, error)
                beyond = beyond.beside(step)
            raise

    def cached_adjacent(self, period: Period, step: int) -> LoadedListing | None:
        """The same, as far as the archive knows it; None where the service must be asked.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        adjacent = period.beside(step)
        while adjacent and self._exists(adjacent):
            listing = self._archive.listing(adjacent)
            if listing is None:
                return None
            opened = LoadedListing(listing)
            if opened.listing.papers:
                return opened
            if not opened.final:
                return None
            adjacent = adjacent.beside(step)
        return None

    def mark_viewed(self, listing: Listing) -> None:
        """Remember that the reader sees this list now; papers that join it later count as late.

        Raises:
            ArchiveError: the archive cannot be written.
        """
        moment = self._fetcher.now().astimezone(UTC)
        is_queue = listing.period.kind == "queue"
        periods = map(Period.day, listing.period.days) if is_queue else (listing.period,)
        for period in periods:
            self._archive.mark_viewed(period, moment)

    def is_complete(self, day: date) -> bool:
        """Whether the list of a day is in the archive and final.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        listing = self._archive.listing(Period.day(day))
        return listing is not None and LoadedListing(listing).final

    def papers_on(self, day: date) -> int | None:
        """How many papers the list of a day has; None where it is not in the archive."""
        listing = None
        with contextlib.suppress(ArchiveError):
            listing = self._archive.listing(Period.day(day))
        return None if listing is None else len(listing.papers)

    @property
    def newest_day(self) -> date | None:
        """The newest day of which the archive has papers; None where there is none."""
        with contextlib.suppress(ArchiveError):
            return next(iter(self._days()), None)
        return None

    def unfinished(self, queue: Period, is_read: Callable[[str], bool]) -> Period:
        """The queue from its first day on that is not finished, as far as the archive knows."""
        from reader.listings.reading_queue import first_unfinished_day

        with contextlib.suppress(ArchiveError):
            if listing := self.cached(queue):
                left = {each.id for each in listing.papers if not is_read(each.id)}
                first = first_unfinished_day(listing, left, self.is_complete)
                return Period.queue(first, queue.days[-1])
        return queue

    def _days(self) -> list[date]:
        return [day for day in self._archive.days() if day <= self._fetcher.today]

    def _exists(self, period: Period) -> bool:
        return period.days[-1] >= FIRST_DAY and period.days[0] <= self._fetcher.today

    def _queue(self, period: Period) -> LoadedListing:
        """Fetch the days that are not final; merge those that can be had."""

        def day(each: date) -> LoadedListing | FeedError | ArchiveError:
            try:
                return self.open(Period.day(each))
            except (FeedError, ArchiveError) as error:
                return error

        # Where the service is unreachable, trying the other days would only take longer.
        first, *others = reversed(period.days)
        results = [day(first)]
        if not isinstance(_problem(results[0]), Unreachable):
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(_AT_ONCE) as pool:
                results += pool.map(day, others)
        problem = next(filter(None, map(_problem, results)), None)
        opened = [each for each in results if isinstance(each, LoadedListing)]
        if problem and not opened:
            raise problem
        listing = self.cached(period) if isinstance(problem, Unreachable) else None
        from reader.listings.reading_queue import merge_days

        listing = listing or merge_days(period, [each.listing for each in opened])
        notice = next((each.notice for each in opened if each.notice), None)
        return LoadedListing(listing, problem, notice)

    def _find_newest(self) -> LoadedListing:
        today = self._fetcher.today
        try:
            first = self._asked(today)
        except Unreachable:
            raise
        except FeedError:
            # Where the API fails, a day's web page may still show its list. But the page of a
            # day without papers leads to another, so it must be known which day to ask for.
            if had_papers(self._archive, today):
                raise
            if not (newest := self._fetcher.newest_day()):
                raise
            return self.open(Period.day(newest))
        if first and first.listing.papers:
            return first
        for day in self._days_before(today):
            opened = self.open(Period.day(day))
            if opened.listing.papers:
                return opened
        if first is None:
            raise FeedError(f"the service has no list of {today}, nor of the days before")
        return first

    def _look_for_newest(self) -> Listing | None:
        opened = self._asked(self._fetcher.today)
        if not (opened and opened.listing.papers):
            known, newest = self._days(), self._fetcher.newest_day()
            if newest and newest not in known[:1]:
                opened = self._fetcher.fetch(Period.day(newest))
        return opened.listing if opened and opened.listing.papers else None

    def _asked(self, day: date) -> LoadedListing | None:
        """The list of today; None where the service says that this day has not begun yet."""
        try:
            return self._fetcher.fetch(Period.day(day))
        except Refused as error:
            if error.status != HTTPStatus.BAD_REQUEST:
                raise
            return None

    def _days_before(self, today: date) -> Iterator[date]:
        """First the day that the service says is the newest, then one after the other."""
        if hint := self._fetcher.newest_day():
            yield hint
        for back in range(1, _LOOK_BACK + 1):
            day = today - timedelta(back)
            if day >= FIRST_DAY and day != hint:
                yield day

    def _find_beside(self, period: Period, step: int) -> LoadedListing | None:
        adjacent = period.beside(step)
        while adjacent and self._exists(adjacent):
            listing = self._archive.listing(adjacent)
            opened = LoadedListing(listing) if listing else None
            if not opened or not (opened.listing.papers or opened.final):
                opened = self._fetcher.fetch(adjacent)
            if opened.listing.papers:
                return opened
            adjacent = adjacent.beside(step)
        return None


def _problem(result: LoadedListing | FeedError | ArchiveError) -> FeedError | ArchiveError | None:
    if not isinstance(result, LoadedListing):
        return result
    return result.problem if isinstance(result.problem, FeedError | ArchiveError) else None


def _within_time_budget(work: Callable[[], T]) -> T:
    # Imported late, as a list that is final asks nobody.
    from reader.net.deadline import within_time_budget

    return within_time_budget(work)
