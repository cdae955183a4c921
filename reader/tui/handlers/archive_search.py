"""The search of the archive, as one types; f5 then asks the service for the same."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer

from reader.errors import QueryError, ReaderError
from reader.listings import LoadedListing
from reader.listings.derived_lists import FoundListing
from reader.paper import Listing
from reader.session import Session
from reader.tui.handlers.query_prompts import KIND, query_syntax, query_words
from reader.tui.keys.bindings import ActiveBindings
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.key_queue import KeyQueue
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.prompts import Prompts
from reader.tui.parts.service_monitor import ServiceMonitor
from reader.tui.widgets.prompt_line import Prompt, PromptError

_PAUSE = 0.12
"""Seconds without a key after which the best matches of what was typed are looked for."""
_RANKING = "the best are looked for …"


class ArchiveSearchHandler:
    """No key waits for the search, and only what was typed last is shown.

    With each letter some matches are shown at once; the best take their place before any key can
    be about one of them.
    """

    def __init__(
        self,
        session: Session,
        library: ActiveLibrary,
        lists: ListPresenter,
        service: ServiceMonitor,
        messages: Messages,
        prompts: Prompts,
        keys: KeyQueue,
        runner: BackgroundRunner,
        bindings: ActiveBindings,
    ) -> None:
        self._session = session
        self._library = library
        self._lists = lists
        self._service = service
        self._messages = messages
        self._prompts = prompts
        self._keys = keys
        self._runner = runner
        self._bindings = bindings
        self._timer: Timer | None = None
        self._asked = 0
        self._found = ""
        """What the list was last shown for with the best first."""
        self._words = ""
        """What was said of that."""

    def do_search(self, _: int) -> None:
        """Ask for words, and show what the archive has for them."""
        before, at = self._lists.view, self._lists.place

        def changed(typed: str) -> str:
            from reader.query import parse

            if not typed.strip():
                cancelled()
                return f"{self._bindings.key('refresh')} asks the service afterwards"
            self._forget()
            try:
                parse(typed)
            except QueryError as error:
                raise PromptError(error.sentence) from error
            self._show_some(typed, self._asked)
            self._timer = self._runner.after(_PAUSE, lambda: self._look_for(typed, self._asked))
            return "…"

        def cancelled() -> None:
            self._forget()
            self._lists.show(before.again(), at)

        def done(typed: str) -> None:
            if typed.strip():
                self._prompts.remember(KIND, typed.strip())
                self._settle(typed)
            else:
                cancelled()

        self._prompts.ask(self._prompt(changed, done, cancelled))

    def _prompt(
        self,
        changed: Callable[[str], str],
        done: Callable[[str], None],
        cancelled: Callable[[], None],
    ) -> Prompt:
        words, history = query_words(self._library.writer.tags()), self._prompts.history(KIND)
        return Prompt(
            "Search:",
            done,
            changed=changed,
            cancelled=cancelled,
            words=words,
            history=history,
            enter="keep",
            syntax=("fields", query_syntax),
        )

    def _settle(self, typed: str) -> None:
        """Have the best of what was typed in the list before the next key is looked at."""
        if self._found == typed:
            self._messages.remark(self._words)
            return
        self._forget()
        self._look_for(typed, self._asked)
        self._messages.remark(_RANKING)
        self._keys.hold(self)

    def _show_some(self, typed: str, number: int) -> None:
        """Show the matches that are found at once, if they come before the best."""

        def show(listing: Listing) -> None:
            if number == self._asked and self._found != typed and listing.papers:
                self._show(listing)
                self._messages.remark(_RANKING)

        self._runner.run(lambda: self._session.lookups.first_page(typed), show)

    def _look_for(self, typed: str, number: int) -> None:
        def show(found: FoundListing) -> None:
            if number == self._asked:
                self._found, self._words = typed, found.words
                self._show(found.listing)
                self._messages.remark(found.words)
                self._keys.release(self)

        def failed(error: ReaderError) -> None:
            if number == self._asked:
                self._messages.warn(error.sentence)
                self._keys.release(self, dropping=True)

        self._runner.run(lambda: self._session.lookups.search_archive(typed), show, failed)

    def _show(self, listing: Listing) -> None:
        self._service.report_opened(LoadedListing(listing))
        self._lists.show(self._lists.view.filtered(None).of(listing), None)

    def _forget(self) -> None:
        """What is being looked for is no longer wanted."""
        self._asked += 1
        self._found = ""
        if self._timer:
            self._timer.stop()
