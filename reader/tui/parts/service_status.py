"""What is known of how the service answers: the header says it, the sample may stand in."""

from __future__ import annotations

from datetime import timedelta

from reader.errors import ReaderError
from reader.listings.list_fetcher import LoadedListing
from reader.net.failures import Offline, Unreachable
from reader.paper import Period
from reader.system.clock import utc_now
from reader.tui.handlers.stand import Stand
from reader.tui.rendering import list_titles
from reader.tui.rendering.freshness import Freshness
from reader.tui.state.active_library import Libraries
from reader.tui.widgets import bars

_LONG = 1.5
"""Seconds that a wait must last to be worth a word."""


class Status:
    """Told of every question to the service and of what came of it."""

    def __init__(self, stand: Stand, libraries: Libraries) -> None:
        self._stand = stand
        self._libraries = libraries
        self._freshness = Freshness()
        self.banner = ""
        """What stands below the header; empty where nothing needs to."""
        self.news = ""
        """What there is that the reader has not seen; empty where there is nothing."""

    @property
    def words(self) -> str:
        """How fresh what is shown is."""
        sample = "sample" if self._libraries.on_sample else ""
        return ", ".join(filter(None, (self.news, sample, self._freshness.words(utc_now()))))

    @property
    def asking(self) -> bool:
        """The service is being asked right now."""
        return self._freshness.asking

    @property
    def waiting(self) -> bool:
        """The service has asked to wait."""
        return self._freshness.waiting_until is not None

    def why_empty(self, period: Period) -> str:
        """What to say where a list has no papers."""
        if self._freshness.failed_at:
            return "This list was never fetched. f5 tries again, [ and ] go to other days."
        return list_titles.why_empty(period)

    def fetching(self, period: Period | None) -> None:
        """The service is being asked, for a list or for the newest."""
        self._freshness = self._freshness.ask()
        if not self._stand.view.listing.papers:
            what = f"the list of {period.title}" if period else "the newest list"
            self._stand.detail.say(f"Asking for {what} …")
        self._stand.show_header()

    def waits(self, seconds: float, reason: str) -> None:
        """The service cannot be asked for so long."""
        if seconds >= _LONG:
            self._freshness = self._freshness.wait(utc_now() + timedelta(seconds=seconds))
            self._stand.show_header()
            self._stand.say(f"Waiting {bars.length(seconds)}: {reason}. esc gives up.")

    def give_up(self) -> bool:
        """Wait for the service no longer; whether it was waited for."""
        if not self._freshness.waiting_until:
            return False
        self._stand.opening.forget()
        self._stand.session.cancel()
        self.rested()
        self._stand.say("The service is not waited for any more; f5 asks again.")
        return True

    def rested(self) -> None:
        """The service is no longer being asked, and what is shown stays."""
        self._freshness = self._freshness.rest()
        self._stand.show_current()
        self._stand.show_header()

    def opened(self, opened: LoadedListing) -> None:
        """This list is about to be shown, as fresh as it says."""
        if self._libraries.on_sample:
            self._libraries.leave_sample()
            self.banner = ""
            self._stand.detail.abstract_name = ""
        self._freshness = self._freshness.fetched(
            opened.listing.fetched_at,
            from_page=opened.notice is not None,
            saved=opened.listing.period.kind == "page",
        )
        if opened.notice:
            self._stand.say(opened.notice)
        if opened.problem:
            self._fail(opened.problem)

    def failed(self, error: ReaderError) -> None:
        """The service could not be asked for a list."""
        if self._libraries.on_sample:
            self.rested()
            self._stand.say(f"Still the sample: {error}.")
        elif self._stand.view.listing.papers or self._stand.session.has_lists:
            self._fail(error)
            self._stand.show_current()
            self._stand.show_header()
        else:
            again = "" if isinstance(error, Offline) else " f5 tries again."
            self.show_sample(error.sentence + again)

    def show_sample(self, reason: str) -> None:
        """Show the built-in sample, and why."""
        from reader.feed import sample

        self._libraries.take_sample()
        self.banner = " ".join(filter(None, (reason, sample.NOTE, "Marks on it are not kept.")))
        self._freshness = Freshness()
        self._stand.detail.abstract_name = "Abstract, summarised in our own words"
        self._stand.show(self._stand.view.filtered(None).of(sample.listing()), None)

    def _fail(self, error: ReaderError) -> None:
        offline = isinstance(error, Unreachable)
        self._freshness = self._freshness.failed(utc_now(), offline=offline)
        if not isinstance(error, Offline):
            self._stand.warn(error.sentence)
