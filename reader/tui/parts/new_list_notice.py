"""A new day begins while the app is open: its list is noticed, and nothing on screen moves."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from reader.errors import ReaderError
from reader.paper import Listing
from reader.session import Session
from reader.tui.keys.bindings import ActiveBindings
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.service_monitor import ServiceMonitor
from reader.tui.rendering import list_titles

PAUSE = timedelta(minutes=30)
"""What lies between two questions to the service, at least."""
TICK = 60.0
"""Seconds between two looks at the clock."""


class NewListNotice:
    """Knows the newest list that the reader has seen, and asks now and then for a newer one."""

    def __init__(
        self,
        session: Session,
        lists: ListPresenter,
        service: ServiceMonitor,
        messages: Messages,
        runner: BackgroundRunner,
        bindings: ActiveBindings,
    ) -> None:
        self._session = session
        self._lists = lists
        self._service = service
        self._messages = messages
        self._runner = runner
        self._bindings = bindings
        self._known: Listing | None = None
        self._asked_at: datetime | None = None
        self._asking = False
        self._told: set[date] = set()

    def look(self) -> None:
        """Ask where it is time for that; and say of what is shown how old it is by now."""
        self._lists.show_header()
        now = self._session.now()
        # A clock that was put back must not make anybody wait for the time of before.
        early = self._asked_at is not None and timedelta() <= now - self._asked_at < PAUSE
        if self._asking or early or self._lists.period is None:
            return
        self._asking, self._asked_at = True, now
        session = self._session

        def done(newest: Listing | None) -> None:
            self._asking = False
            if self._service.status.waiting:
                self._service.report_idle()
            if newest:
                self._compare(newest)

        def failed(_: ReaderError) -> None:
            # Whoever opens a list is told that the service cannot be asked.
            done(None)

        self._runner.run(session.listings.poll_newest, done, failed)

    def seen(self, listing: Listing) -> None:
        """This list is on the screen."""
        if listing.period.kind != "day":
            return
        if self._known is None or listing.period.date >= self._known.period.date:
            self._known = listing
            self._asked_at = _later(self._asked_at, listing.fetched_at)
            self._service.status.news = ""

    def _compare(self, newest: Listing) -> None:
        """Say where there is something that the reader has not seen."""
        known = self._known
        if known and newest.period.date < known.period.date:
            return
        if known is None or newest.period != known.period:
            self._say("new list")
            self._tell(newest)
            return
        before = {paper.id for paper in known.papers}
        if count := sum(paper.id not in before for paper in newest.papers):
            self._say("1 new paper" if count == 1 else f"{count} new papers")

    def _tell(self, newest: Listing) -> None:
        """Say it once in the last line, with the key that opens it from here."""
        period, day = self._lists.period, newest.period.date
        if day in self._told:
            return
        self._told.add(day)
        days = self._service.status.known_days()
        is_day = period is not None and period.kind == "day"
        is_next = is_day and period is not None and days.beside(period.date, 1) == day
        action = "after" if is_next else "newest"
        count = len(newest.papers)
        papers = "1 paper" if count == 1 else f"{count} papers"
        name = list_titles.title(newest.period, 0)
        self._messages.say(f"A new list: {name}, {papers}. {self._bindings.key(action)}")

    def _say(self, what: str) -> None:
        self._service.status.news = f"{what}, {self._bindings.key('newest')}"
        self._lists.show_header()


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(filter(None, (one, other)), default=None)
