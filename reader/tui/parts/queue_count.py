"""How much waits in the queue beside the list of a day: counted in the archive alone."""

from __future__ import annotations

from collections.abc import Sequence

from reader.paper import Listing, Paper
from reader.session import Session
from reader.tui.keys.actions import shown as shown_key
from reader.tui.keys.bindings import ActiveBindings
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.list_presenter import ListPresenter


class QueueCount:
    """Counts in a thread, each time that the list of a day is shown."""

    def __init__(
        self,
        session: Session,
        lists: ListPresenter,
        runner: BackgroundRunner,
        bindings: ActiveBindings,
    ) -> None:
        self._session = session
        self._lists = lists
        self._runner = runner
        self._bindings = bindings
        self._counted: Listing | None = None

    @property
    def _key(self) -> str:
        keys = next((each.keys for each in self._bindings.actions if each.id == "queue"), ())
        return shown_key(keys[0]) if keys else ""

    def count(self, listing: Listing) -> None:
        """Have the header say with this list, if it is that of a day, what waits beside it."""
        if listing is self._counted:
            # It is filtered or arranged anew.
            return
        self._counted, period = listing, listing.period
        self._lists.waiting = None
        if period.kind != "day" or not listing.papers:
            return

        def show(papers: Sequence[Paper]) -> None:
            if papers and self._lists.view.listing.period == period:
                first = min(paper.listed for paper in papers if paper.listed)
                words = f"in the queue since {first.day} {first:%b} {self._key}".rstrip()
                self._lists.waiting = len(papers), words
                self._lists.show_header()

        self._runner.run(lambda: self._session.queue_beside(period.date), show)
