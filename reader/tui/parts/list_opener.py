"""Lists are opened: what is in the archive at once, then what the service says, in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from textual.timer import Timer

from reader.errors import ReaderError
from reader.listings import LoadedListing
from reader.net import Refused, Unreachable
from reader.paper import Listing, Period
from reader.session import Session
from reader.system import kept_frame
from reader.tui.keys.bindings import ActiveBindings
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.citations import CitationLookup
from reader.tui.parts.key_queue import KeyQueue
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.list_update import merged, unread_queue
from reader.tui.parts.list_walk import Walk
from reader.tui.parts.messages import Messages
from reader.tui.parts.service_monitor import ServiceMonitor
from reader.tui.rendering import list_titles
from reader.tui.state.arrangement import grouped

_LONGEST_WAIT = 900.0
"""Seconds; the limits of the service begin anew every five minutes."""

MOMENT = 0.3
"""Seconds for which keys wait for the service; then what is on screen is what they are about."""
_NARROW = 80
"""Columns for which the name of a list is made that is spoken of."""
_ACTIONS = {
    "search": "refresh",
    "archive": "search",
    "paper": "go-to",
    "day": "go-to",
    "page": "go-to",
}
"""What opens a list of a kind, where the action is not named after it."""
_LOOKED_UP = ("library", "archive", "chances")
"""Kinds of lists from which a decision may take a paper away."""


class ListOpener:
    """Shows what was asked for last; nothing that comes late changes what a key is about."""

    def __init__(
        self,
        session: Session,
        library: ActiveLibrary,
        lists: ListPresenter,
        service: ServiceMonitor,
        citations: CitationLookup,
        messages: Messages,
        keys: KeyQueue,
        runner: BackgroundRunner,
        bindings: ActiveBindings,
    ) -> None:
        self._session = session
        self._library = library
        self._lists = lists
        self._service = service
        self._citations = citations
        self._messages = messages
        self._keys = keys
        self._runner = runner
        self._bindings = bindings
        self._asked = 0
        self._timer: Timer | None = None

    def start(self, period: Period | None) -> None:
        """Show a list, or the newest, in the very first frame, where it is in the archive."""
        try:
            listing = self._session.cached(period)
        except ReaderError:
            listing = None
        self._go_on(LoadedListing(listing) if listing else None, period)
        if kept_frame.painted and kept_frame.painted.paper != self._lists.place:
            self._keys.forget()

    def open(self, period: Period | None) -> None:
        """Show a list; None is that of the newest day that has papers."""
        session = self._session
        self._keys.was_pressed = False

        def work() -> LoadedListing | None:
            listing = session.cached(period)
            return LoadedListing(listing) if listing else None

        def done(opened: LoadedListing | None) -> None:
            if opened:
                self._show(opened)
            asks = opened is None or period is None or not opened.final
            if opened is None:
                self.fetch(period)
                self._hold_a_moment()
            elif self._released() and asks:
                self.fetch(period)

        self._ask(work, done, lambda _: done(None))
        self._keys.hold(self)

    def fetch(self, period: Period | None, *, again: bool = False) -> None:
        """Ask the service for a list, also where it is final if `again`."""
        session = self._session
        ask = session.refresh if again else session.open
        self._service.report_fetching(period)

        def fetched(opened: LoadedListing) -> None:
            kind = period.kind if period else "newest"
            self._arrived(opened, _ACTIONS.get(kind, kind))
            if self._released():
                self._try_later(opened.problem, period, again=again)

        def failed(error: ReaderError) -> None:
            self._keys.release(self, dropping=True)
            shown = self._lists.view.listing
            if (
                period not in (None, shown.period)
                and shown.papers
                and not isinstance(error, Unreachable)
            ):
                # What is shown is as fresh as it was: it was not asked for.
                self._service.report_idle()
                self._messages.warn(error.sentence)
            else:
                self._service.report_failure(error)
            self._try_later(error, period, again=again)

        self._ask(lambda: ask(period), fetched, failed)

    def forget(self) -> None:
        """Whatever was asked for is no longer wanted."""
        self._keys.release(self, dropping=True)
        self._next()

    def give_up(self) -> bool:
        """Wait for the service no longer; whether it was waited for."""
        if not self._service.status.waiting:
            return False
        self.forget()
        self._session.cancel()
        self._service.report_idle()
        self._messages.say(
            f"The service is not waited for any more; {self._bindings.key('refresh')} asks again."
        )
        return True

    def step(self, step: int, count: int) -> None:
        """Show the nearest list before (-1) or after (1) that has papers, some times."""
        session, start = self._session, self._lists.period
        if start is None or start.beside(step) is None:
            self._messages.say(
                "There is no list beside this one; "
                f"{self._bindings.key('newest')} goes to the newest day."
            )
            return

        self._keys.was_pressed = False
        walk = Walk(session.listings, start, step, count, lambda: self._goes_on(walk))
        walk.number = self._asked + 1
        found = partial(self._found, walk)
        self._ask(walk.at_hand, found, lambda _: found(None))
        self._keys.hold(self)
        if count > 1:
            self._hold_a_moment()

    def _goes_on(self, walk: Walk) -> bool:
        """Nothing else was asked for meanwhile, and no key was pressed."""
        return walk.number == self._asked and not self._keys.was_pressed

    def _found(self, walk: Walk, opened: LoadedListing | None) -> None:
        """Show where a walk ends that needs no service, or ask that."""
        if walk.stopped or self._keys.was_pressed:
            self._stop()
        elif opened:
            self._show(opened)
            if self._released() and not opened.final:
                self.fetch(opened.listing.period)
        else:

            def failed(error: ReaderError) -> None:
                self._keys.release(self, dropping=True)
                self._service.report_failure(error)

            self._service.report_fetching(None)
            walk.number = self._asked + 1
            self._ask(walk.whole, partial(self._walked, walk), failed)
            self._hold_a_moment()

    def _walked(self, walk: Walk, opened: LoadedListing | None) -> None:
        """Show where a walk ended, unless the reader went another way."""
        if walk.stopped:
            self._stop()
            return
        if opened is None:
            edge = "the newest list" if walk.step > 0 else "the first of all lists"
            self._stop()
            self._messages.say(f"This is {edge}.")
            return
        arrived = self._arrived(opened, "after" if walk.step > 0 else "before")
        grows = opened.problem is None and not opened.final
        if self._released() and arrived and grows:
            self.fetch(opened.listing.period)
        if arrived and walk.limited:
            self._messages.say(
                f"Went {walk.limited} lists far; "
                f"{self._bindings.key('go-to')} goes to any day at once."
            )

    def _stop(self) -> None:
        """Nothing comes of what was asked for."""
        self._keys.release(self, dropping=True)
        self._service.report_idle()

    def _try_later(
        self, problem: ReaderError | None, period: Period | None, *, again: bool
    ) -> None:
        """Ask again when the service allows it, where it has said when that is."""
        wait = problem.wait if isinstance(problem, Refused) else None
        if wait is not None and wait <= _LONGEST_WAIT:
            self._service.report_waiting(wait, "the service takes no more requests for now")
            self._timer = self._runner.after(wait + 1, lambda: self.fetch(period, again=again))

    def _go_on(self, opened: LoadedListing | None, period: Period | None) -> None:
        """Show what is in the archive, and ask for what may be newer."""
        if opened:
            self._show(opened)
        if opened is None or period is None or not opened.final:
            self.fetch(period)

    def _arrived(self, opened: LoadedListing, action: str) -> bool:
        """Show a list that was asked for; whether that is done.

        Where the reader went on meanwhile, what the next key is pressed on must not change: it is
        told what opens the list.
        """
        shown = self._lists.view.listing
        newer = opened.listing.period != shown.period
        if not (newer and self._keys.was_pressed and shown.papers):
            self._show(opened)
            return True
        if self._lists.period:
            self._service.report_opened(replace(opened, listing=shown))
            self._lists.repaint(())
        else:
            self._service.report_idle()
        title = list_titles.title(opened.listing.period, _NARROW)
        self._messages.say(f"{title} is there now; {self._bindings.key(action)} opens it.")
        return False

    def _show(self, opened: LoadedListing) -> None:
        self._service.report_opened(opened)
        view = self._lists.view
        listing = opened.listing
        same = listing.period == view.listing.period
        if same:
            # What was late when the list was opened stays marked as long as it is on screen.
            listing = replace(listing, late=listing.late | view.listing.late)
        if listing.period.kind == "queue":
            listing = unread_queue(
                listing,
                self._library.writer,
                self._session.listings,
                self._runner,
                view if same else None,
            )
        if same and listing.period.kind in _LOOKED_UP:
            listing = merged(view.listing, listing)
        if same:
            self._lists.show_in_place(view.updated(listing))
        else:
            self._lists.show(view.of(listing), None)
        self._citations.load()
        self._look(listing)

    def _look(self, listing: Listing) -> None:
        session = self._session
        # Where it cannot be remembered, no paper will be called late: nothing to trouble about.
        self._runner.run(lambda: session.listings.mark_viewed(listing), lambda _: None)

    def _next(self) -> None:
        """What was asked for before does not count any more."""
        self._asked += 1
        if self._timer:
            self._timer.stop()

    def _released(self, *, dropping: bool = False) -> bool:
        """Have the keys taken that waited for this; whether they asked for nothing else."""
        before = self._asked
        self._keys.release(self, dropping=dropping)
        return before == self._asked

    def _hold_a_moment(self) -> None:
        """Have keys wait for the service as long as nobody notices, and no longer."""
        number = self._asked

        def over() -> None:
            if number == self._asked:
                self._keys.release(self, dropping=True)

        self._runner.after(MOMENT, over)

    def _ask(
        self,
        work: Callable[[], LoadedListing] | Callable[[], LoadedListing | None],
        done: Callable[..., None],
        failed: Callable[[ReaderError], None],
    ) -> None:
        """Have work done in a thread; only the answer to what was asked last counts."""
        self._next()
        number = self._asked

        fold = self._lists.view.arrangement.fold

        def worked() -> LoadedListing | None:
            opened = work()
            if opened:
                # The groups of a long list take their time.
                grouped(opened.listing.papers, fold)
            return opened

        def current(then: Callable[..., None]) -> Callable[..., None]:
            return lambda result: then(result) if number == self._asked else None

        self._runner.run(worked, current(done), current(failed))
