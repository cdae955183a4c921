"""The screen with the list and the paper under the cursor."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from reader.library.store import Library
from reader.library.writer import Event, Writer
from reader.paper import Listing, Paper, Period
from reader.session import Session
from reader.taste import Taste
from reader.tui import bars
from reader.tui.actions import Action
from reader.tui.background import Background
from reader.tui.bindings import Bindings
from reader.tui.browsing import Browsing
from reader.tui.chosen import Chosen
from reader.tui.detail import Detail
from reader.tui.handlers import Handlers
from reader.tui.keys import Dispatcher, Run, Waiting
from reader.tui.libraries import Libraries
from reader.tui.prompt import Prompt, PromptLine
from reader.tui.row_list import RowList
from reader.tui.rows import LOOKS, group_text
from reader.tui.stand import Followed, Pane
from reader.tui.status import Status
from reader.tui.tally import Tally
from reader.tui.trail import Trail
from reader.tui.view import Line, Row, Sources, View

if TYPE_CHECKING:
    from reader.bibliography import Bibliography
    from reader.tui.reading import ReadingView

_NOTICE = 10.0
"""Seconds that a notice stays."""

_TOO_SMALL = "This terminal is too small: paper-reader needs 40 columns and 10 lines. q quits."


class ListingScreen(Background):
    """Knows how to show; what keys do is decided by the handlers it is given to."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-tall")]  # noqa: RUF012

    def __init__(
        self,
        session: Session,
        period: Period | None,
        sample: Callable[[], Library],
        *,
        bindings: Bindings,
        taste: Taste,
        only: bool,
    ) -> None:
        """Show a list, or the newest.

        Args:
            session: where lists and marks come from.
            period: the list to open; None is the newest.
            sample: opens the throw-away library of the built-in sample.
            bindings: the keys in force.
            taste: what stands out, and what is folded away.
            only: show the sample and nothing else.
        """
        super().__init__()
        self.session = session
        self.taste = taste.knowing(lambda paper: self._cited(paper) is not None)
        self.busy = False
        self._panes = "split"
        self._bibliography: Bibliography | None = None
        self._warned: dict[str, float] = {}
        self.chosen = Chosen()
        self.trail = Trail()
        self.tally = Tally(frozenset(), monotonic())
        self._libraries = Libraries(session.library, sample, self.call, self._told)
        self._only_sample = only
        self._first = session.placed(period)
        self.status = Status(self, self._libraries)
        self.view = self._view(Listing(self._first or Period.day(session.today), ()))
        self.bindings = bindings
        self._keys = Dispatcher(bindings.actions)
        self._reading: ReadingView | None = None
        self._browsing = Browsing(self)
        self.handlers = Handlers(self, self._browsing)

    def compose(self) -> ComposeResult:
        """Header, list, paper, key line; the line for typing takes the place of the last."""
        yield bars.Header(id="header")
        yield Static(id="banner")
        with Container(id="panes"):
            yield RowList[Line](LOOKS, id="list")
            # Around the paper, so that the border is not drawn with each of its lines.
            with Container(id="detail"):
                yield Detail(id="paper")
        yield bars.KeyLine(id="footer")
        yield PromptLine(id="prompt")
        yield Static(_TOO_SMALL, id="too-small", markup=False)

    def on_mount(self) -> None:
        """Show what is in the archive, ask for what is newer, and follow other windows."""
        self.list: RowList[Line] = self.query_one("#list", RowList)
        self.detail: Pane = self.query_one(Detail)
        self.prompt = self.query_one(PromptLine)
        self.query_one(bars.KeyLine).actions = self.bindings.actions
        if self._only_sample:
            self.status.show_sample("")
        else:
            self._browsing.start(self._first)
        self.set_interval(1.0, lambda: self.writer.follow())
        for sentence in self.session.library.damage:
            self.warn(sentence)
        self.learn()

    @property
    def writer(self) -> Writer:
        """The marks: the reader's own, or those on the sample."""
        return self._libraries.writer

    @property
    def current(self) -> Paper | None:
        """The paper under the cursor; None on the heading of a group, and in an empty list."""
        line = self._line
        return line.paper if isinstance(line, Row) else None

    @property
    def panes(self) -> str:
        """Which are shown: one of `reader.tui.arranging.LAYOUTS`."""
        return self._panes

    @panes.setter
    def panes(self, panes: str) -> None:
        self._panes = panes
        for each in ("titles", "abstract"):
            self.set_class(each == panes, f"-{each}")
        self.list.whole = panes == "titles"

    @property
    def abstract_in_sight(self) -> bool:
        """The paper under the cursor is shown, and not its title alone."""
        return self._reading is not None or self._panes != "titles"

    @property
    def period(self) -> Period | None:
        """What is shown the list of; None where it is the sample."""
        return None if self._libraries.on_sample else self.view.listing.period

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

    def remark(self, text: str) -> None:
        """Say something behind the line for typing, or in the last line where nothing is typed."""
        if self.prompt.asking:
            self.prompt.remark(text)
        else:
            self.say(text)

    def typed(self, kind: str) -> Sequence[str]:
        """What was typed before where such a thing was asked for, the latest last."""
        typed = self.session.typed
        self.later(typed.read, lambda _: None, lambda _: None)
        return typed.of(kind)

    def remember(self, kind: str, text: str) -> None:
        """This was typed where such a thing was asked for."""
        typed = self.session.typed
        typed.add(kind, text)
        self.later(lambda: typed.keep(kind, text), lambda _: None, lambda _: None)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard: the terminal's, and the desktop's where there is one."""
        from reader.tui import desktop

        self.app.copy_to_clipboard(text)
        threading.Thread(target=desktop.copy, args=(text,), name="clipboard", daemon=True).start()

    def repaint(self, papers: Iterable[str]) -> None:
        """The marks of these papers may look different."""
        changed = self.view.repaint(papers)
        self.list.replace(changed, self.view.lines)
        if self.list.cursor in changed:
            self.show_current()
        self.show_header()

    def show(self, view: View, paper: str | None) -> None:
        """Show other rows, with the cursor on a paper where it is among them."""
        unread = (row.paper.id for row in view.rows if row.unread)
        if view.listing.period == self.view.listing.period:
            self.tally = self.tally.with_more(unread)
        else:
            self.tally = Tally(frozenset(unread), monotonic())
            self.chosen.clear()
            current = self.current
            self.trail.leave(self.view, current.id if current else None, view.listing.period)
        self.view = view
        at = view.index(paper) if paper else None
        self.list.show(view.lines, at if at is not None else 0)
        self.show_current()
        self.show_header()

    def show_current(self) -> None:
        """Show what is under the cursor."""
        line = self._line
        if isinstance(line, Row):
            query = self.view.query
            self.detail.terms = (*(query.terms() if query else ()), *self.taste.terms())
            self.detail.cited = line.cited
            self.detail.show(line.paper, self.writer.marks(line.paper.id))
        elif line:
            self.detail.say(group_text(line))
        elif self.view.query:
            self.detail.say("No paper of this list passes the filter. esc takes it away.")
        elif not self.status.asking:
            self.detail.say(self.status.why_empty(self.view.listing.period))

    def show_header(self) -> None:
        """Say what list this is, and how fresh."""
        listing, rows = self.view.listing, self.view.rows
        facts: list[str] = []
        if listing.fetched_at or listing.papers:
            text = self.view.query.text if self.view.query else ""
            arranged, marked = self.view.arrangement.words, len(self.view.chosen)
            facts = bars.counted(listing, self.view.unread, text, len(rows), marked, arranged)
        self.query_one(bars.Header).show(listing.period, facts, self.status.words)
        banner = self.query_one("#banner", Static)
        if banner.content != self.status.banner:
            banner.display = bool(self.status.banner)
            banner.update(Content(self.status.banner))

    def learn(self) -> None:
        """Look again what the reader's own bibliographies cite."""
        if self.session.has_bibliographies:
            self.later(
                lambda: self.session.bibliography, self._know, lambda error: self.warn(str(error))
            )

    def open(self, period: Period) -> None:
        """Open another list."""
        self._browsing.open(period)

    def forget(self) -> None:
        """Whatever the service was asked for is no longer wanted."""
        self._browsing.forget()

    def close_libraries(self) -> bool:
        """Write what is waiting; whether all of it was written."""
        return self._libraries.close()

    def enter(self, view: ReadingView) -> None:
        """Show the paper under the cursor alone, where some keys mean something else."""
        self._reading, self.detail = view, view.pane
        self.query_one("#panes").mount(view.pane)
        self._turn_over(view.taught)

    def leave(self) -> None:
        """Back to the list."""
        if self._reading:
            self._reading.end()
            self._reading.pane.remove()
            self._reading, self.detail = None, self.query_one(Detail)
            self._turn_over(self.bindings.actions)

    def press(self, action: str, count: int = 1) -> None:
        """Do what a key of this action does."""
        if self._reading and not self._reading.stays(action):
            self.leave()
        self.handlers.find(action, self._reading)(count)

    def on_key(self, event: events.Key) -> None:
        """Every key goes through the one dispatcher, except while something is typed."""
        if self.prompt.asking:
            if self.prompt.press(event):
                event.stop()
                event.prevent_default()
            return
        if event.key == "ctrl+c" and (selected := self.get_selected_text()):
            # As everywhere: what the mouse has selected is copied, and nothing is left.
            self.copy(selected)
            self.clear_selection()
            self.say("Copied what was selected.")
            event.stop()
            event.prevent_default()
            return
        character = event.character
        stroke = character if character and character.isprintable() and character != " " else ""
        result = self._keys.feed(stroke or event.key)
        self.query_one(bars.KeyLine).teach(result if isinstance(result, Waiting) else None)
        if result is None and stroke:
            self.say(f"{stroke} does nothing here; ? shows every key.")
        if isinstance(result, Run):
            self._run(result.action.id, result.count)
        event.stop()
        event.prevent_default()

    def on_resize(self) -> None:
        """The bars are cut to the width."""
        self.show_header()
        self.query_one(bars.KeyLine).teach()

    @on(RowList.Moved)
    def _moved(self) -> None:
        if self.chosen.anchor is not None:
            self.handlers.choosing.moved()
        self.show_current()

    @on(RowList.Opened)
    def _opened(self) -> None:
        self.press("read-whole")

    @on(Followed)
    def _followed(self, followed: Followed) -> None:
        self.handlers.sharing.open(followed.address)

    @on(bars.KeyLine.Chosen)
    def _hint_chosen(self, chosen: bars.KeyLine.Chosen) -> None:
        self._run(chosen.action, 1)

    def _run(self, action: str, count: int) -> None:
        self.busy = True
        self.press(action, count)

    @property
    def _line(self) -> Line | None:
        """What is under the cursor."""
        lines = self.view.lines
        return lines[self.list.cursor] if self.list.cursor < len(lines) else None

    def _turn_over(self, taught: Sequence[Action]) -> None:
        """One paper is shown in place of the list, or the list again."""
        self.set_class(self._reading is not None, "-reading")
        self.query_one(bars.KeyLine).actions = taught
        self.query_one(bars.KeyLine).teach()
        self.show_current()

    def _view(self, listing: Listing) -> View:
        sources = Sources(
            lambda paper: self.writer.marks(paper),
            lambda paper: self.writer.pending(paper),
            self.chosen.__contains__,
            self.taste.highlights_paper,
            self.taste.mutes_paper,
            self._cited,
        )
        return View(listing, sources)

    def _cited(self, paper: Paper) -> str | None:
        return self._bibliography.cited(paper) if self._bibliography else None

    def _know(self, bibliography: Bibliography) -> None:
        """From now on it is seen what is cited."""
        if bibliography is self._bibliography:
            return
        self._bibliography = bibliography
        for sentence in bibliography.problems:
            self.warn(sentence)
        view, query = self.view, self.view.query
        decides = query is not None and query.asks_what_is_cited
        again = view.filtered(query) if decides else view.updated(view.listing)
        self.show(again, self.current.id if self.current else None)

    def _told(self, event: Event) -> None:
        from reader.tui import news

        news.tell(self, event)
