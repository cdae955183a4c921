"""Ties feed, archive and library together: what the app and the commands work with."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reader.archive import Archive
from reader.errors import ArchiveError, LibraryError
from reader.paper import ArxivVersion, Listing, Paper, Period
from reader.settings.environment import Places, local_today
from reader.system.files import utc_now
from reader.system.threads import Lazy

if TYPE_CHECKING:
    from reader.export.own_bibliographies import OwnBibliographies
    from reader.feed.huggingface import HuggingFace
    from reader.library import Library
    from reader.listings import LoadedListing
    from reader.listings.backfill import Backfill, Progress
    from reader.listings.catalogue import PaperCatalogue
    from reader.listings.derived_lists import DerivedLists
    from reader.listings.discussion_cache import DiscussionCache
    from reader.listings.period_lists import PeriodLists
    from reader.metadata.arxiv import ArxivClient
    from reader.metadata.metadata_cache import PaperMetadata
    from reader.metadata.version_check import VersionReport
    from reader.query import Query
    from reader.settings import Settings
    from reader.statistics import Statistics


class SessionSettings(NamedTuple):
    """The settings that a session follows."""

    queue_days: int = 7
    """How many days the queue goes back at its first use."""
    bibliographies: tuple[str, ...] = ()
    """The reader's own, as the settings name them."""
    key_pattern: str | None = None
    """What new citation keys are made of, where that is not the usual."""
    citing: str = "latex"
    """How a citation is copied, one of `reader.export.export_formats.CITATION_STYLES`."""

    @classmethod
    def of(cls, settings: Settings) -> SessionSettings:
        """Those among the settings of the reader."""
        files, pattern = settings.bibliography_files, settings.citation_key
        return cls(settings.queue_days, files, pattern, settings.citation_copy)


_DEFAULTS = SessionSettings()


class Session:
    """One run of the program.

    Any thread may use it: each of its parts is made once, when it is first asked for.
    """

    def __init__(
        self,
        places: Places,
        today: Callable[[], date],
        connect: Callable[[], HuggingFace],
        now: Callable[[], datetime] = utc_now,
        *,
        settings: SessionSettings = _DEFAULTS,
        connect_arxiv: Callable[[], ArxivClient] | None = None,
    ) -> None:
        """Remember where things are; nothing is read or written yet.

        Args:
            places: where files live.
            today: returns the newest day there can be a list of.
            connect: makes the client of the service, when the network is first needed; raises
                FeedError where it must not be used.
            now: the clock.
            settings: what the reader has chosen.
            connect_arxiv: makes a client of arXiv; raises FeedError where it must not be asked.
                None where it is never asked.
        """
        self.archive = Archive(places.archive)
        self.cache_folder = places.archive.parent
        self.places = places
        self._today = today
        self._now = now
        self.settings = settings
        """What the parts that are made from now on follow; others may be put in its place."""
        self._service = Lazy(connect)
        self._connect_arxiv = connect_arxiv
        self._library = Lazy(self._open_library)
        self._catalogue = Lazy(self._make_catalogue)
        self._listings = Lazy(self._make_listings)
        self._lookups = Lazy(self._make_lookups)
        self._discussions = Lazy(self._make_discussions)
        self._bibliography: OwnBibliographies | None = None
        self._reading = threading.Lock()

    @property
    def today(self) -> date:
        """The newest day there can be a list of, by the clock."""
        return self._today()

    def now(self) -> datetime:
        """The time, by the clock."""
        return self._now()

    @property
    def service(self) -> HuggingFace:
        """The client of the service; raises FeedError where it must not be asked."""
        return self._service.get()

    @property
    def library(self) -> Library:
        """The marks.

        Raises:
            LibraryError: they cannot be read.
        """
        return self._library.get()

    @property
    def listings(self) -> PeriodLists:
        """The lists of days, weeks and months, of the archive and of the service."""
        return self._listings.get()

    @property
    def catalogue(self) -> PaperCatalogue:
        """What is known of papers."""
        return self._catalogue.get()

    @property
    def discussions(self) -> DiscussionCache:
        """What people say of papers."""
        return self._discussions.get()

    @property
    def lookups(self) -> DerivedLists:
        """Lists that a query makes of what is known."""
        return self._lookups.get()

    @property
    def damage(self) -> tuple[str, ...]:
        """What of the library could not be read and was left out, in sentences."""
        library = self._library.made
        return library.damage if library else ()

    @property
    def has_bibliographies(self) -> bool:
        """The settings name some of the reader's own."""
        return bool(self.settings.bibliographies)

    @property
    def bibliography(self) -> OwnBibliographies:
        """What the reader's own bibliographies cite now; the same object while they stay the same.

        Where there is much to read that takes more than a second.
        """
        from reader.export.own_bibliographies import CACHE, read_own_bibliographies

        files, folder = self.settings.bibliographies, self.places.config.parent
        cache = self.places.archive.with_name(CACHE)
        with self._reading:
            known = read_own_bibliographies(files, folder, cache, self._bibliography)
            self._bibliography = known
            return known

    def with_cited(self, query: Query) -> Query:
        """The same query; one that asks what is cited knows it."""
        if not query.needs_cited:
            return query
        bibliography = self.bibliography
        return query.with_cited(lambda paper: bibliography.cited(paper) is not None)

    def informed(self, query: Query) -> Query:
        """The same query; what it asks of what is cited, updated or withdrawn it knows.

        Raises:
            ArchiveError: what arXiv said cannot be read.
        """
        return self.with_versions(self.with_cited(query))

    def with_versions(self, query: Query) -> Query:
        """The same query; one that asks what is updated or withdrawn knows it.

        Raises:
            ArchiveError: what arXiv said cannot be read.
        """
        if not query.needs_versions:
            return query
        versions = self.versions()
        return query.with_versions(lambda: versions, lambda paper: self.library.decided_at(paper))

    @property
    def has_lists(self) -> bool:
        """Whether some list was fetched at some time."""
        try:
            return self.archive.newest_day(date.max) is not None
        except ArchiveError:
            return False

    def queue(self) -> Period:
        """The days of the queue, from the first that is not finished.

        Raises:
            LibraryError: the marks cannot be read.
        """
        from reader.listings import reading_queue

        period = reading_queue.queue_period(
            self.library.place(reading_queue.PLACE), self.today, self.settings.queue_days
        )
        # It may have been read on, or to its end, since its place was written.
        return self.listings.unfinished(period, lambda paper: self.library.marks(paper).read)

    def queue_beside(self, day: date) -> Sequence[Paper]:
        """The unread papers of the queue that a day does not list, as far as they were fetched.

        Raises:
            ReaderError: the marks or the archive cannot be read.
        """
        listing = self.listings.cached(self.queue())
        marks = self.library.marks
        papers = listing.papers if listing else ()
        return [each for each in papers if each.listed != day and not marks(each.id).read]

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
                return self.lookups.search_archive(period.value).listing
            case _:
                return self.listings.cached(self.placed(period))

    def open(self, period: Period | None = None) -> LoadedListing:
        """A list (default: the newest that has papers), as new as need be.

        Raises:
            ReaderError: there is none to be had.
        """
        from reader.listings import LoadedListing

        period = self.placed(period)
        if period is None:
            return self.listings.newest()
        match period.kind:
            case "paper":
                return LoadedListing(Listing(period, (self.catalogue.one(period.value),)))
            case "page":
                from reader.listings import load_saved_page

                return LoadedListing(load_saved_page(Path(period.value)))
            case "archive":
                return LoadedListing(self.lookups.search_archive(period.value).listing)
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

        return Backfill(self.archive, self._service.get(), self._today, watch, now=self._now)

    def statistics(self) -> Statistics:
        """What the reader has done, counted.

        Raises:
            LibraryError: the marks cannot be read.
        """
        from reader.statistics import statistics

        return statistics(self.library.current_fields(), local_today(), self.catalogue.known)

    def learned(self, papers: Sequence[Paper]) -> PaperMetadata:
        """What was learned of papers beyond the feed; nobody is asked for it now."""
        from reader.metadata.metadata_cache import MetadataCache

        return MetadataCache(self.places.metadata).cached(papers)

    @property
    def has_versions(self) -> bool:
        """Whether arXiv was asked about some paper at some time."""
        return self.places.has_metadata

    def versions(self, papers: Iterable[str] | None = None) -> Mapping[str, ArxivVersion]:
        """The latest versions of papers (default: all), as far as arXiv was asked before.

        Raises:
            ArchiveError: the cache cannot be read.
        """
        if not self.has_versions:
            return {}
        from reader.metadata.metadata_cache import MetadataCache

        return MetadataCache(self.places.metadata).versions(papers)

    def check_versions(
        self, papers: Sequence[str], watch: Callable[[int], None] = lambda _: None
    ) -> VersionReport:
        """Ask arXiv for the latest versions of papers, at its slow pace, and keep what it says.

        Before each request `watch` is called with how many papers are done.

        Raises:
            ConfigError: the settings name no endpoint that can be used.
        """
        from reader.metadata.metadata_cache import MetadataCache
        from reader.metadata.version_check import VersionCheck

        cache = MetadataCache(self.places.metadata)
        return VersionCheck(cache, self._connect_arxiv, self._now).run(papers, watch)

    def cancel(self) -> None:
        """End the requests to the service that are running; they fail now."""
        if service := self._service.made:
            service.cancel()

    def close(self) -> None:
        """Close the connections to the service, and fold the journals."""
        if service := self._service.made:
            service.close()
        if library := self._library.made:
            # Every mark is in the journals; the next start folds them.
            with contextlib.suppress(LibraryError):
                library.checkpoint()

    def _open_library(self) -> Library:
        from reader.library import Library

        return Library(self.places.library, self._now, key_pattern=self.settings.key_pattern)

    def _make_catalogue(self) -> PaperCatalogue:
        from reader.listings.catalogue import PaperCatalogue

        return PaperCatalogue(self.archive, self._library.get, self._service.get)

    def _make_listings(self) -> PeriodLists:
        from reader.listings import ListFetcher
        from reader.listings.period_lists import PeriodLists

        return PeriodLists(ListFetcher(self.archive, self._service.get, self._today, self._now))

    def _make_lookups(self) -> DerivedLists:
        from reader.listings.derived_lists import DerivedLists

        marks = self._library.get
        return DerivedLists(
            self.archive, self.catalogue, self.listings, marks, self.informed, self._today
        )

    def _make_discussions(self) -> DiscussionCache:
        from reader.listings.discussion_cache import FILE, DiscussionCache

        path = self.places.archive.with_name(FILE)
        return DiscussionCache(path, self._service.get, self._now)
