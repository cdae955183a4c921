"""A screen that shows a list, the paper under its cursor, and above both what list it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from reader.library.library import Library
from reader.library.writer import Writer, WriterEvent
from reader.paper import Listing, Paper, Period
from reader.session import Session
from reader.settings.saved_queries import SavedQueries
from reader.tui.handlers.stand import Pane
from reader.tui.parts.service_status import Status
from reader.tui.parts.telling import Telling
from reader.tui.rendering.row_text import group_text
from reader.tui.state.active_library import Libraries
from reader.tui.state.list_view import Line, Row, Sources, View
from reader.tui.state.prompt_history import FILE as PROMPTS
from reader.tui.state.prompt_history import PromptHistory
from reader.tui.state.selection import Chosen
from reader.tui.state.tally import Tally
from reader.tui.state.trail import Trail
from reader.tui.widgets import bars
from reader.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from reader.export.own_bibliographies import OwnBibliographies
    from reader.tui.handlers.decision import Decision


class Showing(Telling):
    """What a key is pressed on is what is shown: the state follows the cursor at once.

    Only the drawing of the paper may be late, where keys come faster than it can be drawn.
    """

    status: Status
    """Told of every question to the service and of what came of it."""
    list: RowList[Line]
    """The list pane."""

    def __init__(
        self,
        session: Session,
        sample: Callable[[], Library],
        saved_queries: SavedQueries,
        told: Callable[[WriterEvent], None],
    ) -> None:
        """Show nothing yet.

        Args:
            session: where lists and marks come from.
            sample: opens the throw-away library of the built-in sample.
            saved_queries: what stands out, and what is folded away.
            told: called with what became of a change.
        """
        super().__init__(PromptHistory(session.cache_folder / PROMPTS))
        self.session = session
        self.saved_queries = saved_queries.with_cited(lambda paper: self._cited(paper) is not None)
        self.chosen = Chosen()
        self.trail = Trail()
        self.last: Decision | None = None
        self.tally = Tally(frozenset(), monotonic())
        self._libraries = Libraries(session.library, sample, self.call, told)
        self._bibliography: OwnBibliographies | None = None
        self._pane: Pane | None = None
        self._stale = False
        self.view = View(Listing(Period.day(session.today), ()), self._sources())

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
    def period(self) -> Period | None:
        """What is shown the list of; None where it is the sample."""
        return None if self._libraries.on_sample else self.view.listing.period

    @property
    def detail(self) -> Pane:
        """The pane of the paper under the cursor, which it shows by now."""
        assert self._pane, "there is one as soon as the screen is there"
        self.freshen()
        return self._pane

    @detail.setter
    def detail(self, pane: Pane) -> None:
        self._pane, self._stale = pane, True

    def cursor_moved(self) -> None:
        """The pane shows another paper than that under the cursor."""
        self._stale = True

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
        before = self.view
        if view.listing.period == before.listing.period:
            self.tally = self.tally.with_more(unread)
            if (view.arrangement, view.query) != (before.arrangement, before.query):
                # A range of lines would be of other papers now.
                self.chosen.add(self.chosen.end_range())
        else:
            self.tally = Tally(frozenset(unread), monotonic())
            view.repaint(self.chosen.clear())
            current = self.current
            self.trail.leave(before, current.id if current else None, view.listing.period)
            paper = paper or self.trail.place(view.listing.period)
        self.view = view
        at = view.index(paper) if paper else None
        self.list.show(view.lines, at if at is not None else 0)
        self.show_current()
        self.show_header()
        if view.problem:
            self.warn(view.problem)

    def show_current(self) -> None:
        """Show what is under the cursor."""
        self._stale = False
        pane, line, query = self.detail, self._line, self.view.query
        if isinstance(line, Row):
            pane.terms = (*(query.terms() if query else ()), *self.saved_queries.terms())
            pane.cited = line.cited
            pane.show(line.paper, self.writer.marks(line.paper.id))
        elif line:
            pane.say(group_text(line))
        elif query:
            pane.say("No paper of this list passes the filter. esc takes it away.")
        elif not self.status.asking:
            pane.say(self.status.why_empty(self.view.listing.period))

    def freshen(self) -> None:
        """Show it now, where keys came faster than it was drawn."""
        if self._stale:
            self.show_current()

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

    def close_libraries(self) -> bool:
        """Write what is waiting; whether all of it was written."""
        return self._libraries.close()

    @property
    def left(self) -> str:
        """Where the notes are kept that were not written at the end, in a sentence."""
        return self._libraries.left

    @property
    def _line(self) -> Line | None:
        """What is under the cursor."""
        lines = self.view.lines
        return lines[self.list.cursor] if self.list.cursor < len(lines) else None

    def _sources(self) -> Sources:
        return Sources(
            lambda paper: self.writer.marks(paper),
            lambda paper: self.writer.pending(paper),
            self.chosen.__contains__,
            self.saved_queries.is_highlighted,
            self.saved_queries.is_muted,
            self._cited,
        )

    def _cited(self, paper: Paper) -> str | None:
        return self._bibliography.cited(paper) if self._bibliography else None

    def _know(self, bibliography: OwnBibliographies) -> None:
        """From now on it is seen what is cited."""
        if bibliography is self._bibliography:
            return
        self._bibliography = bibliography
        for sentence in bibliography.problems:
            self.warn(sentence)
        view, query = self.view, self.view.query
        decides = query is not None and query.needs_cited
        again = view.filtered(query) if decides else view.updated(view.listing)
        self.show(again, self.current.id if self.current else None)
