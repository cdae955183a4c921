"""Keys that choose what is listed: days, and the filter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from reader.errors import QueryError, ReaderError
from reader.paper import FIRST_DAY, Listing
from reader.session import Opened
from reader.tui.prompt import Mistake, Prompt
from reader.tui.stand import Stand

if TYPE_CHECKING:
    from reader.query import Query


class Browsing:
    """What is in the archive is shown at once; the service is asked, and updates it in place."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._asked = 0

    def start(self, day: date | None) -> None:
        """Show a day's list, or the newest, in the very first frame, where it is in the archive."""
        try:
            listing = self._stand.session.cached(day)
        except ReaderError:
            listing = None
        self._go_on(Opened(listing) if listing else None, day)

    def open(self, day: date | None) -> None:
        """Show the list of a day; None is the newest that has papers."""
        session = self._stand.session
        self._stand.busy = False

        def work() -> Opened | None:
            listing = session.cached(day)
            return Opened(listing) if listing else None

        self._ask(work, lambda opened: self._go_on(opened, day), lambda _: self.fetch(day))

    def fetch(self, day: date | None, *, again: bool = False) -> None:
        """Ask the service for a day's list, also where it is final if `again`."""
        session = self._stand.session
        if day is None:
            work: Callable[[], Opened] = session.newest
        else:
            work = (lambda: session.fetch(day)) if again else (lambda: session.day(day))
        self._stand.fetching(day)
        self._ask(work, self._fetched, self._stand.failed)

    def do_day_before(self, count: int) -> None:
        """The nearest earlier day that has papers."""
        self._step(-1, count)

    def do_day_after(self, count: int) -> None:
        """The nearest later day that has papers."""
        self._step(1, count)

    def do_newest(self, _: int) -> None:
        """The newest day."""
        self.open(None)

    def do_refresh(self, _: int) -> None:
        """Ask the service again for what is shown."""
        self.fetch(self._stand.day, again=True)

    def do_go_to_date(self, _: int) -> None:
        """Ask for a date."""
        today = self._stand.session.today

        def changed(typed: str) -> str:
            try:
                day = date.fromisoformat(typed.strip() or str(today))
            except ValueError:
                raise Mistake(f"a date such as {today}") from None
            if not FIRST_DAY <= day <= today:
                raise Mistake(f"from {FIRST_DAY} to {today}")
            return ""

        def done(typed: str) -> None:
            if typed.strip():
                self.open(date.fromisoformat(typed.strip()))

        self._stand.ask(Prompt("Date:", done, changed=changed))

    def do_filter(self, _: int) -> None:
        """Filter as is typed."""
        from reader.query import parse

        before, anchor = self._stand.view.query, self._at()

        def changed(typed: str) -> str:
            mistake: QueryError | None = None
            query: Query | None
            try:
                query = parse(typed)
            except QueryError as error:
                # The word being typed may not be whole yet; the others hold.
                mistake, query = error, _without_last_word(typed)
            try:
                filtered = self._stand.view.filtered(query if query and str(query) else None)
            except QueryError as error:
                raise Mistake(error.sentence) from error
            self._stand.show(filtered, anchor)
            if mistake:
                raise Mistake(mistake.sentence) from mistake
            return f"{len(filtered.rows)} of {len(filtered.listing.papers)}"

        def cancelled() -> None:
            self._stand.show(self._stand.view.filtered(None), anchor)

        value = str(before) if before else ""
        self._stand.ask(Prompt("/", lambda _: None, value, changed, cancelled))

    def do_clear(self, _: int) -> None:
        """Take the filter away, and what was noticed."""
        self._stand.app.clear_notifications()
        if self._stand.view.query:
            self._stand.show(self._stand.view.filtered(None), self._at())

    def _step(self, step: int, count: int) -> None:
        session, start = self._stand.session, self._stand.day
        if start is None:
            self._stand.say("There is no other day here.")
            return

        def work() -> Opened | None:
            day, opened = start, None
            for _ in range(count):
                if not (found := session.beside(day, step)):
                    break
                opened, day = found, found.listing.period.date
            return opened

        def done(opened: Opened | None) -> None:
            if opened is None:
                edge = "the newest list" if step > 0 else "the first of all lists"
                self._stand.rested()
                self._stand.say(f"This is {edge}.")
                return
            self._show(opened)
            if opened.problem is None and not opened.final:
                self.fetch(opened.listing.period.date)

        self._stand.fetching(None)
        self._ask(work, done, self._stand.failed)

    def _go_on(self, opened: Opened | None, day: date | None) -> None:
        """Show what is in the archive, and ask for what may be newer."""
        if opened:
            self._show(opened)
        if opened is None or day is None or not opened.final:
            self.fetch(day)

    def _fetched(self, opened: Opened) -> None:
        shown = self._stand.view.listing
        newer = opened.listing.period != shown.period
        reading = self._stand.busy and shown.papers and self._stand.day
        if newer and reading:
            day = opened.listing.period.value
            self._stand.opened(replace(opened, listing=shown))
            self._stand.repaint(())
            self._stand.say(f"A newer list is there: {day}. gd opens it.")
        else:
            self._show(opened)

    def _show(self, opened: Opened) -> None:
        self._stand.opened(opened)
        view = self._stand.view
        listing = opened.listing
        if listing.period == view.listing.period:
            # What was late when the list was opened stays marked as long as it is on screen.
            listing = replace(listing, late=listing.late | view.listing.late)
            self._stand.show(view.updated(listing), self._at())
        else:
            self._stand.show(view.of(listing), None)
        self._look(listing)

    def _look(self, listing: Listing) -> None:
        session = self._stand.session

        def work() -> None:
            session.look(listing)

        # Where it cannot be remembered, no paper will be called late: nothing to trouble about.
        self._stand.later(work, lambda _: None, lambda _: None)

    def _at(self) -> str | None:
        current = self._stand.current
        return current.id if current else None

    def _ask(
        self,
        work: Callable[[], Opened] | Callable[[], Opened | None],
        done: Callable[..., None],
        failed: Callable[[ReaderError], None],
    ) -> None:
        """Have work done in a thread; only the answer to what was asked last counts."""
        self._asked += 1
        number = self._asked

        def current(then: Callable[..., None]) -> Callable[..., None]:
            return lambda result: then(result) if number == self._asked else None

        self._stand.later(work, current(done), current(failed))


def _without_last_word(typed: str) -> Query | None:
    from reader.query import parse

    try:
        return parse(typed.rpartition(" ")[0])
    except QueryError:
        return None
