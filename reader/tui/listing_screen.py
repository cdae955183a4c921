"""The screen with the list and the paper under the cursor."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from time import monotonic

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from reader.errors import ReaderError
from reader.feed.failures import NotAsked, Unreachable
from reader.library.stamp import utc_now
from reader.library.store import Library
from reader.library.writer import Event, Writer
from reader.paper import Listing, Paper, Period
from reader.session import Opened, Session
from reader.tui import bars
from reader.tui.actions import ACTIONS
from reader.tui.background import Background
from reader.tui.browsing import Browsing
from reader.tui.detail import Detail
from reader.tui.drawing import row_key, row_line
from reader.tui.freshness import Freshness
from reader.tui.keys import Dispatcher, Run, Waiting
from reader.tui.prompt import Prompt, PromptLine
from reader.tui.row_list import RowList
from reader.tui.view import Row, View

_NOTICE = 10.0
"""Seconds that a notice stays."""

_TOO_SMALL = "This terminal is too small: paper-reader needs 40 columns and 10 lines. q quits."


class ListingScreen(Background):
    """Knows how to show; what keys do is decided by the handlers it is given to."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-tall")]  # noqa: RUF012

    def __init__(
        self, session: Session, day: date | None, sample: Callable[[], Library], *, only: bool
    ) -> None:
        """Show a day's list, or the newest.

        Args:
            session: where lists and marks come from.
            day: the day to open; None is the newest.
            sample: opens the throw-away library of the built-in sample.
            only: show the sample and nothing else.
        """
        super().__init__()
        self.session = session
        self.busy = False
        self._warned: dict[str, float] = {}
        self._library = self._writer(session.library)
        self._sample: Writer | None = None
        self._open_sample = sample
        self._only_sample = only
        self._first = day
        self._banner = ""
        self._freshness = Freshness()
        self.view = self._view(Listing(Period.day(day or session.today), ()))
        self._keys = Dispatcher(ACTIONS)
        self._browsing = Browsing(self)

    def compose(self) -> ComposeResult:
        """Header, list, paper, key line; the line for typing takes the place of the last."""
        yield bars.Header(id="header")
        yield Static(id="banner")
        with Container(id="panes"):
            yield RowList[Row](row_line, row_key, id="list")
            yield Detail(id="detail")
        yield bars.KeyLine(id="footer")
        yield PromptLine(id="prompt")
        yield Static(_TOO_SMALL, id="too-small", markup=False)

    def on_mount(self) -> None:
        """Show what is in the archive, ask for what is newer, and follow other windows."""
        self.list: RowList[Row] = self.query_one("#list", RowList)
        self.detail = self.query_one(Detail)
        self.prompt = self.query_one(PromptLine)
        if self._only_sample:
            self._show_sample("")
        else:
            self._browsing.start(self._first)
        self.set_interval(1.0, lambda: self.writer.follow())
        for sentence in self.session.library.damage:
            self.warn(sentence)

    @property
    def writer(self) -> Writer:
        """The marks: the reader's own, or those on the sample."""
        return self._sample or self._library

    @property
    def current(self) -> Paper | None:
        """The paper under the cursor; None in an empty list."""
        rows = self.view.rows
        return rows[self.list.cursor].paper if self.list.cursor < len(rows) else None

    @property
    def day(self) -> date | None:
        """The day whose list is shown; None where it is the sample's."""
        return None if self._banner else self.view.listing.period.date

    def say(self, text: str) -> None:
        """Tell the reader something, in the last line, until the next key."""
        self.query_one(bars.KeyLine).say(text)

    def warn(self, text: str) -> None:
        """Tell the reader that something went wrong; again only when it was out of sight."""
        if monotonic() - self._warned.get(text, -_NOTICE) >= _NOTICE:
            self._warned[text] = monotonic()
            self.notify(text, severity="error", timeout=_NOTICE, markup=False)

    def ask(self, prompt: Prompt) -> None:
        """Open the line for typing."""
        self.prompt.open(prompt)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard: the terminal's, and the desktop's where there is one."""
        from reader.tui import desktop

        self.app.copy_to_clipboard(text)
        threading.Thread(target=desktop.copy, args=(text,), name="clipboard", daemon=True).start()

    def repaint(self, papers: Iterable[str]) -> None:
        """The marks of these papers may look different."""
        for paper in papers:
            if (index := self.view.repaint(paper)) is not None:
                self.list.replace(index, self.view.rows)
                if index == self.list.cursor:
                    self._show_current()
        self._show_header()

    def show(self, view: View, paper: str | None) -> None:
        """Show other rows, with the cursor on a paper where it is among them."""
        self.view = view
        at = view.index(paper) if paper else None
        self.list.show(view.rows, at if at is not None else 0)
        self._show_current()
        self._show_header()

    def fetching(self, day: date | None) -> None:
        """The service is being asked, for a day or for the newest."""
        self._freshness = self._freshness.ask()
        if not self.view.listing.papers:
            self.detail.say(f"Asking for {f'the list of {day}' if day else 'the newest list'} …")
        self._show_header()

    def rested(self) -> None:
        """The service is no longer being asked, and what is shown stays."""
        self._freshness = self._freshness.rest()
        self._show_current()
        self._show_header()

    def opened(self, opened: Opened) -> None:
        """This list is about to be shown, as fresh as it says."""
        if self._sample:
            self._sample.close()
            self._sample, self._banner = None, ""
            self.detail.abstract_name = ""
        self._freshness = self._freshness.fetched(
            opened.listing.fetched_at, from_page=opened.notice is not None
        )
        if opened.notice:
            self.say(opened.notice)
        if opened.problem:
            self._fail(opened.problem)

    def failed(self, error: ReaderError) -> None:
        """The service could not be asked for a list."""
        if self._sample:
            self.rested()
            self.say(f"Still the sample: {error}.")
        elif self.view.listing.papers or self.session.has_lists:
            self._fail(error)
            self._show_current()
            self._show_header()
        else:
            again = "" if isinstance(error, NotAsked) else " f5 tries again."
            self._show_sample(error.sentence + again)

    def close_libraries(self) -> bool:
        """Write what is waiting; whether all of it was written."""
        if self._sample:
            self._sample.close()
        return self._library.close()

    def press(self, action: str, count: int = 1) -> None:
        """Do what a key of this action does."""
        self.handler(action)(count)

    @cached_property
    def _handlers(self) -> tuple[object, ...]:
        """Imported with the first key, so that the first frame need not wait for them."""
        from reader.tui.deciding import Deciding
        from reader.tui.moving import Moving
        from reader.tui.program import Program
        from reader.tui.sharing import Sharing

        return (Moving(self), Deciding(self), self._browsing, Sharing(self), Program(self))

    def handler(self, action: str) -> Callable[[int], None]:
        """What does an action, given how many times."""
        name = f"do_{action.replace('-', '_')}"
        do: Callable[[int], None] = next(
            getattr(each, name) for each in self._handlers if hasattr(each, name)
        )
        return do

    def on_key(self, event: events.Key) -> None:
        """Every key goes through the one dispatcher, except while something is typed."""
        if self.prompt.asking:
            if self.prompt.press(event):
                event.stop()
                event.prevent_default()
            return
        character = event.character
        stroke = character if character and character.isprintable() and character != " " else ""
        result = self._keys.feed(stroke or event.key)
        self.query_one(bars.KeyLine).teach(result if isinstance(result, Waiting) else None)
        if isinstance(result, Run):
            self.busy = True
            self.press(result.action.id, result.count)
        event.stop()
        event.prevent_default()

    def on_resize(self) -> None:
        """The bars are cut to the width."""
        self._show_header()
        self.query_one(bars.KeyLine).teach()

    @on(RowList.Moved)
    def _show_current(self) -> None:
        if paper := self.current:
            self.detail.show(paper, self.writer.marks(paper.id))
        elif self.view.query:
            self.detail.say("No paper of this list passes the filter. esc takes it away.")
        elif not self._freshness.asking:
            self.detail.say(self._why_empty)

    @property
    def _why_empty(self) -> str:
        if self._freshness.failed_at:
            return "This list was never fetched. f5 tries again, [ and ] go to other days."
        return "This day has no papers. [ goes to the day before, ] to the one after."

    def _view(self, listing: Listing) -> View:
        return View(
            listing,
            lambda paper: self.writer.marks(paper),
            lambda paper: self.writer.pending(paper),
        )

    def _show_sample(self, reason: str) -> None:
        from reader.feed import sample

        self._sample = self._sample or self._writer(self._open_sample())
        self._banner = " ".join(filter(None, (reason, sample.NOTE, "Marks on it are not kept.")))
        self._freshness = Freshness()
        self.detail.abstract_name = "Abstract, summarised in our own words"
        self.show(self._view(sample.listing()), None)

    def _fail(self, error: ReaderError) -> None:
        offline = isinstance(error, Unreachable)
        self._freshness = self._freshness.failed(utc_now(), offline=offline)
        if not isinstance(error, NotAsked):
            self.warn(error.sentence)

    def _writer(self, library: Library) -> Writer:
        def settle(event: Event) -> None:
            from reader.tui import news

            writer.settle(event)
            news.tell(self, event)

        writer = Writer(library, lambda event: self.call(lambda: settle(event)))
        return writer

    def _show_header(self) -> None:
        listing, rows = self.view.listing, self.view.rows
        facts: list[str] = []
        if listing.fetched_at or self._sample:
            text = self.view.query.text if self.view.query else ""
            facts = bars.counted(listing, self.view.unread, text, len(rows))
        words = self._freshness.words(utc_now())
        fresh = ", ".join(filter(None, ("sample" if self._banner else "", words)))
        self.query_one(bars.Header).show(listing.period.date, facts, fresh)
        banner = self.query_one("#banner", Static)
        banner.display = bool(self._banner)
        banner.update(Content(self._banner))
