"""The search of the archive, as one types; f5 then asks the service for the same."""

from __future__ import annotations

from textual.timer import Timer

from reader.errors import QueryError, ReaderError
from reader.listings.list_fetcher import LoadedListing
from reader.paper import Listing
from reader.tui.handlers.cursor import at_cursor
from reader.tui.handlers.filter_prompt import KIND, query_words
from reader.tui.handlers.stand import Stand
from reader.tui.widgets.prompt_line import Mistake, Prompt

_PAUSE = 0.12
"""Seconds without a key after which what was typed is looked for."""


class Searching:
    """No key waits for the search, and only what was typed last is shown."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._timer: Timer | None = None
        self._asked = 0

    def do_search(self, _: int) -> None:
        """Ask for words, and show what the archive has for them."""
        stand = self._stand
        before, at = stand.view, at_cursor(stand)

        def changed(typed: str) -> str:
            from reader.query import parse

            self._forget()
            if not typed.strip():
                stand.show(before.again(), at)
                return "f5 asks the service afterwards"
            try:
                parse(typed)
            except QueryError as error:
                raise Mistake(error.sentence) from error
            self._timer = stand.app.set_timer(_PAUSE, lambda: self._look_for(typed, self._asked))
            return "…"

        def cancelled() -> None:
            self._forget()
            stand.show(before.again(), at)

        def done(typed: str) -> None:
            self._forget()
            if typed.strip():
                stand.remember(KIND, typed.strip())
                self._look_for(typed, self._asked)
                stand.hold(self)
            else:
                stand.show(before.again(), at)

        words, history = query_words(stand.writer.tags()), stand.typed(KIND)
        stand.ask(Prompt("Search:", done, "", changed, cancelled, words=words, history=history))

    def _look_for(self, typed: str, number: int) -> None:
        stand = self._stand

        def show(listing: Listing) -> None:
            if number == self._asked:
                stand.status.opened(LoadedListing(listing))
                stand.show(stand.view.filtered(None).of(listing), None)
                stand.remark(f"{len(listing.papers)} in the archive")
                stand.release(self)

        def failed(error: ReaderError) -> None:
            if number == self._asked:
                stand.warn(error.sentence)
                stand.release(self, dropping=True)

        stand.later(lambda: stand.session.lookups.search_archive(typed), show, failed)

    def _forget(self) -> None:
        """What is being looked for is no longer wanted."""
        self._asked += 1
        if self._timer:
            self._timer.stop()
