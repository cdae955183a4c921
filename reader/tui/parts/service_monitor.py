"""Follows every question to the service, and shows what came of it."""

from __future__ import annotations

from datetime import timedelta

from reader.errors import ReaderError
from reader.listings import LoadedListing
from reader.net import Offline, Unreachable
from reader.paper import Period
from reader.session import Session
from reader.system.files import utc_now
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.service_status import ServiceStatus
from reader.tui.rendering.freshness import Freshness
from reader.tui.widgets import bars

_LONG = 1.5
"""Seconds that a wait must last to be worth a word."""


class ServiceMonitor:
    """Keeps the `ServiceStatus` and has the list drawn anew; shows the sample where it must."""

    def __init__(
        self,
        status: ServiceStatus,
        session: Session,
        library: ActiveLibrary,
        lists: ListPresenter,
        messages: Messages,
    ) -> None:
        self.status = status
        self._session = session
        self._library = library
        self._lists = lists
        self._messages = messages

    def report_fetching(self, period: Period | None) -> None:
        """The service is being asked, for a list or for the newest."""
        self.status.freshness = self.status.freshness.ask()
        if not self._lists.view.listing.papers:
            what = f"the list of {period.title}" if period else "the newest list"
            self._lists.pane.say(f"Asking for {what} …")
        self._lists.show_header()

    def report_waiting(self, seconds: float, reason: str) -> None:
        """The service cannot be asked for so long."""
        if seconds >= _LONG:
            until = utc_now() + timedelta(seconds=seconds)
            self.status.freshness = self.status.freshness.wait(until)
            self._lists.show_header()
            self._messages.say(
                f"Waiting {bars.length(seconds)}: {reason}. {self.status.key('clear')} gives up."
            )

    def report_idle(self) -> None:
        """The service is no longer being asked, and what is shown stays."""
        self.status.freshness = self.status.freshness.rest()
        self._lists.show_paper()
        self._lists.show_header()

    def report_opened(self, opened: LoadedListing) -> None:
        """This list is about to be shown, as fresh as it says."""
        if self.status.on_sample:
            self._library.leave_sample()
            self.status.on_sample = False
            self.status.banner = ""
            self._lists.pane.abstract_name = ""
        self.status.freshness = self.status.freshness.fetched(
            opened.listing.fetched_at,
            from_page=opened.notice is not None,
            saved=opened.listing.period.kind == "page",
        )
        if opened.notice:
            self._messages.say(opened.notice)
        if opened.problem:
            self._fail(opened.problem)

    def report_failure(self, error: ReaderError) -> None:
        """The service could not be asked for a list."""
        if self.status.on_sample:
            self.report_idle()
            self._messages.say(f"Still the sample: {error}.")
        elif self._lists.view.listing.papers or self._session.has_lists:
            self._fail(error)
            self._lists.show_paper()
            self._lists.show_header()
        else:
            again = (
                "" if isinstance(error, Offline) else f" {self.status.key('refresh')} tries again."
            )
            self.show_sample(error.sentence + again)

    def show_sample(self, reason: str) -> None:
        """Show the built-in sample, and why."""
        from reader.feed import sample

        self._library.take_sample()
        self.status.on_sample = True
        note = " ".join(filter(None, (reason, sample.NOTE, "Marks on it are not kept.")))
        self.status.banner = note
        self.status.freshness = Freshness()
        self._lists.pane.abstract_name = "Abstract, summarised in our own words"
        self._lists.show(self._lists.view.filtered(None).of(sample.listing()), None)

    def _fail(self, error: ReaderError) -> None:
        offline = isinstance(error, Unreachable)
        self.status.freshness = self.status.freshness.failed(utc_now(), offline=offline)
        if not isinstance(error, Offline):
            self._messages.warn(error.sentence)
