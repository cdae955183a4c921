"""Ties feed, archive and library together: what both faces of the program need."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reader.archive.archive import Archive
from reader.errors import ArchiveError, LibraryError
from reader.listings import reading_queue
from reader.listings.list_fetcher import ListFetcher, LoadedListing, load_saved_page
from reader.listings.period_lists import PeriodLists
from reader.paper import Listing, Paper, Period
from reader.settings.environment import Places, local_today
from reader.system.clock import utc_now

if TYPE_CHECKING:
    from reader.export.own_bibliographies import Bibliography
    from reader.feed.huggingface import HuggingFace
    from reader.library import Library
    from reader.listings.backfill import Backfill, Progress
    from reader.listings.catalogue import PaperCatalogue
    from reader.listings.derived_lists import DerivedLists
    from reader.listings.discussion_cache import DiscussionCache
    from reader.metadata.metadata_cache import PaperMetadata
    from reader.query import Query
    from reader.statistics import Statistics


class Session:
    """One run of the program.

    The methods may be called from any thread.
    """

    def __init__(
        self,
        places: Places,
        today: Callable[[], date],
        feed: Callable[[], HuggingFace],
        now: Callable[[], datetime] = utc_now,
        *,
        queue_days: int = 7,
        bibliographies: tuple[str, ...] = (),
        key_pattern: str | None = None,
        citing: str = "latex",
    ) -> None:
        """Remember where things are; nothing is read or written yet.

        Args:
            places: where things live.
            today: gives the newest day there can be a list of.
            feed: called when the network is first needed; raises FeedError where it must not be.
            now: the clock.
            queue_days: how many days the queue goes back at its first use.
            bibliographies: the reader's own, as the settings name them.
            key_pattern: what new citation keys are made of, where that is not the usual.
            citing: how a citation is copied, one of `reader.export.citation_style.STYLES`.
        """
        self._today = today
        self.citing = citing
        self.archive = Archive(places.archive)
        self.listings = PeriodLists(ListFetcher(self.archive, self._service, today, now))
        self.cache_folder = places.archive.parent
        self._home = places.library
        self._library: Library | None = None
        self._connect = feed
        self._feed: HuggingFace | None = None
        self._now = now
        self._queue_days = queue_days
        self._key_pattern = key_pattern
        self._places = places
        self._files = bibliographies
        self._bibliography: Bibliography | None = None
        self._reading = threading.Lock()

    @property
    def today(self) -> date:
        """The newest day there can be a list of, by the clock."""
        return self._today()

    def now(self) -> datetime:
        """What time it is."""
        return self._now()

    @cached_property
    def catalogue(self) -> PaperCatalogue:
        """What is known of papers."""
        from reader.listings.catalogue import PaperCatalogue

        return PaperCatalogue(self.archive, lambda: self.library, self._service)

    @cached_property
    def discussions(self) -> DiscussionCache:
        """What people say of papers."""
        from reader.listings.discussion_cache import FILE, DiscussionCache

        return DiscussionCache(self._places.archive.with_name(FILE), self._service, self._now)

    @cached_property
    def lookups(self) -> DerivedLists:
        """Lists that are looked up in what is known."""
        from reader.listings.derived_lists import DerivedLists

        return DerivedLists(
            self.archive,
            self.catalogue,
            self.listings,
            lambda: self.library,
            self.knowing,
            self._today,
        )

    @property
    def library(self) -> Library:
        """The marks, opened when they are first needed.

        Raises:
            LibraryError: they cannot be read.
        """
        if self._library is None:
            from reader.library import Library

            self._library = Library(self._home, self._now, key_pattern=self._key_pattern)
        return self._library

    @property
    def damage(self) -> tuple[str, ...]:
        """What of the library could not be read and was left out, in sentences."""
        return self._library.damage if self._library else ()

    @property
    def has_bibliographies(self) -> bool:
        """The settings name some of the reader's own."""
        return bool(self._files)

    @property
    def bibliography(self) -> Bibliography:
        """What the reader's own bibliographies cite now; the same object while they stay the same.

        Where there is much to read that takes more than a second.
        """
        from reader.export.own_bibliographies import CACHE, read_bibliography

        folder, cache = self._places.config.parent, self._places.archive.with_name(CACHE)
        with self._reading:
            known = read_bibliography(self._files, folder, cache, self._bibliography)
            self._bibliography = known
            return known

    def knowing(self, query: Query) -> Query:
        """The same query; one that asks what is cited knows it."""
        if not query.asks_what_is_cited:
            return query
        bibliography = self.bibliography
        return query.knowing(lambda paper: bibliography.cited(paper) is not None)

    @property
    def has_lists(self) -> bool:
        """Some list was fetched at some time."""
        try:
            return bool(self.archive.days())
        except ArchiveError:
            return False

    def queue(self) -> Period:
        """The days of the queue, from where the reader left it.

        Raises:
            LibraryError: the marks cannot be read.
        """
        return reading_queue.queue_period(
            self.library.place(reading_queue.PLACE), self.today, self._queue_days
        )

    def placed(self, period: Period | None) -> Period | None:
        """The same; a queue that does not say from when begins where the reader left it.

        Raises:
            LibraryError: the marks cannot be read.
        """
        return self.queue() if period and period.kind == "queue" and not period.value else period

    def cached(self, period: Period | None = None) -> Listing | None:
        """A list (default: the newest that has papers) as far as it can be had at once.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        if period is None:
            return self.listings.cached()
        match period.kind:
            case "chances":
                return self.lookups.second_chances(period)
            case "library":
                return self.lookups.from_library(period, ask=False).listing
            case "archive":
                return self.lookups.search_archive(period.value)
            case _:
                return self.listings.cached(self.placed(period))

    def open(self, period: Period | None = None) -> LoadedListing:
        """A list (default: the newest that has papers), as new as need be.

        Raises:
            ReaderError: there is none to be had.
        """
        period = self.placed(period)
        if period is None:
            return self.listings.newest()
        match period.kind:
            case "paper":
                return LoadedListing(Listing(period, (self.catalogue.one(period.value),)))
            case "page":
                return LoadedListing(load_saved_page(Path(period.value)))
            case "archive":
                return LoadedListing(self.lookups.search_archive(period.value))
            case "library":
                return self.lookups.from_library(period)
            case "chances":
                return self.lookups.refresh_second_chances(period)
            case _:
                return self.listings.open(period)

    def refresh(self, period: Period | None = None) -> LoadedListing:
        """The same, asked for again also where it is known.

        Raises:
            ReaderError: there is none to be had.
        """
        period = self.placed(period)
        if period is None or period.kind in ("paper", "page", "archive", "library", "chances"):
            return self.open(period)
        return self.listings.refresh(period)

    def filling(self, watch: Callable[[Progress], None]) -> Backfill:
        """A run over many days, which tells `watch` how far it is.

        Raises:
            FeedError: the service must not be asked.
        """
        from reader.listings.backfill import Backfill

        return Backfill(self.archive, self._service(), self._today, watch, now=self._now)

    def statistics(self) -> Statistics:
        """What the reader has done, counted.

        Raises:
            LibraryError: the marks cannot be read.
        """
        from reader.statistics import statistics

        return statistics(self.library.standing(), local_today(), self.catalogue.known)

    def learned(self, papers: Sequence[Paper]) -> PaperMetadata:
        """What was learned of papers beyond the feed; nobody is asked for it now."""
        from reader.metadata.metadata_cache import FILE, MetadataCache

        return MetadataCache(self._places.archive.with_name(FILE)).cached(papers)

    def cancel(self) -> None:
        """Ask the service no longer for what it is being asked; that fails now."""
        if self._feed:
            self._feed.cancel()

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
