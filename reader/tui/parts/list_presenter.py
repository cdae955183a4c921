"""The list on screen: its rows, the paper under the cursor, and the header above both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from reader.paper import ArxivVersion, Listing, Paper, Period
from reader.settings.saved_queries import SavedQueries
from reader.system.memory import keep_apart
from reader.tui.keys.key_hints import KeyContext
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.messages import Messages
from reader.tui.parts.service_status import ServiceStatus
from reader.tui.rendering.geometry import LAYOUT_WORDS
from reader.tui.rendering.header_line import ListCounts
from reader.tui.rendering.paper_text import SUMMARY_PLACES, SummaryPlace
from reader.tui.rendering.row_text import (
    RowStyle,
    group_text,
    is_tinted,
    line_content,
    line_height,
    line_key,
)
from reader.tui.state.list_view import Heading, Line, Row, RowSources, View
from reader.tui.state.selection import RowSelection
from reader.tui.state.tally import ReadingTally
from reader.tui.state.trail import Trail
from reader.tui.widgets.abstract_pane import AbstractPane
from reader.tui.widgets.bars import Header
from reader.tui.widgets.panes import Panes
from reader.tui.widgets.paper_pane import PaperPane
from reader.tui.widgets.row_list import RowList, RowRenderer

if TYPE_CHECKING:
    from reader.query import Query


_LONG = 2000
"""Papers of a list that takes so much memory that it is felt with a key."""


class ListPresenter:
    """Owns the view and the widgets that show it.

    The state follows the cursor at once, so that a key acts on what is under the cursor. Only
    the drawing of the paper may be late, where keys come faster than it can be drawn.
    """

    waiting: tuple[int, str] | None = None
    """How many papers wait in the queue beside this list, and the words behind the number."""
    moves = 0
    """How often the cursor was moved."""

    def __init__(
        self,
        listing: Listing,
        library: ActiveLibrary,
        status: ServiceStatus,
        saved_queries: SavedQueries,
        messages: Messages,
        *,
        shown: Callable[[Listing], None],
        clicked: Callable[[int], None],
    ) -> None:
        """Show nothing yet.

        Args:
            listing: what list it is at first.
            library: the marks.
            status: how fresh the list is.
            saved_queries: what stands out, and what is folded away.
            messages: says what is wrong with a filter.
            shown: called with every list that is about to be shown.
            clicked: called when the row under the cursor was clicked, with how many times.
        """
        self.rows = RowList[Line](self._renderer, self._cursor_moved, clicked, id="list")
        self.header = Header(id="header")
        self.banner = Static(id="banner")
        self.selection = RowSelection()
        self.trail = Trail()
        self.tally = ReadingTally(frozenset(), monotonic())
        self._library, self._status, self._messages = library, status, messages
        self._shown = shown
        self._cited: Callable[[Paper], str | None] = lambda _: None
        self.versions: Mapping[str, ArxivVersion] = {}
        """The latest versions of papers, as far as arXiv was asked."""
        self._taste = saved_queries.informed(self._inform)
        self._terms = self._taste.terms()
        self._make_panes()
        self.view = View(listing, self._sources())

    def _make_panes(self) -> None:
        """Make the widgets in which rows and paper are shown."""
        self.abstract_pane = AbstractPane(id="paper")
        self.panes = Panes(self.rows, self.abstract_pane, self._position)
        self._summary: SummaryPlace = "auto"
        self._pane: PaperPane = self.abstract_pane
        self._is_stale = True
        """The pane shows another paper than that under the cursor."""

    @property
    def paper(self) -> Paper | None:
        """The paper under the cursor; None on the heading of a group, and in an empty list."""
        line = self.line
        return line.paper if isinstance(line, Row) else None

    @property
    def line(self) -> Line | None:
        """The line under the cursor; None in an empty list."""
        lines, at = self.view.lines, self.rows.cursor
        return lines[at] if at < len(lines) else None

    @property
    def place(self) -> str | None:
        """The id of the paper under the cursor; on a heading that of the group's first paper."""
        line = self.line
        if isinstance(line, Heading):
            line = line.rows[0]
        return line.paper.id if line else None

    @property
    def key_context(self) -> KeyContext:
        """What the next key is about."""
        if self._pane is not self.abstract_pane:
            return KeyContext("reading", match=self._pane.match)
        if self.selection:
            count = len(self.view.selected)
            return KeyContext("marks" if self.selection.anchor is None else "range", count)
        line = self.line
        if isinstance(line, Heading):
            unread = sum(row.unread for row in line.rows)
            return KeyContext("heading" if line.open else "fold", unread)
        return KeyContext("queue" if self.view.listing.period.kind == "queue" else "list")

    @property
    def is_searching(self) -> bool:
        """A search in the text of the paper is in force."""
        return bool(self._pane.match)

    @property
    def period(self) -> Period | None:
        """The period of the list; None where it is the sample."""
        return None if self._status.on_sample else self.view.listing.period

    def has_list_beside(self, step: int) -> bool:
        """There is, or should be, the list of a day before (-1) or after (1) that is shown."""
        period = self.period
        days = self._status.known_days()
        return bool(period and period.kind == "day" and days.beside(period.date, step))

    @property
    def pane(self) -> PaperPane:
        """The pane of the paper, after it was brought up to date with the cursor."""
        self.refresh_pane()
        return self._pane

    @pane.setter
    def pane(self, pane: PaperPane) -> None:
        self._pane, self._is_stale = pane, True

    def show(self, view: View, paper: str | None) -> None:
        """Show other rows, with the cursor on a paper where it is among them."""
        self._shown(view.listing)
        self.put(view, paper)

    def show_in_place(self, view: View) -> None:
        """Show other rows of the same list; the cursor stays on its paper, or on its heading."""
        line = self.line
        self.show(view, self.place)
        if isinstance(line, Heading):
            names = (each.name if isinstance(each, Heading) else None for each in view.lines)
            if (at := next((at for at, name in enumerate(names) if name == line.name), -1)) >= 0:
                self.rows.move_to(at)

    def put(self, view: View, paper: str | None) -> None:
        """Do the same, without a word to who wants to know of it."""
        unread = (row.paper.id for row in view.rows if row.unread)
        before = self.view
        if view.listing.period == before.listing.period:
            self.tally = self.tally.with_more(unread)
            if (view.arrangement, view.query) != (before.arrangement, before.query):
                # A range of lines would be of other papers now.
                self.selection.add(self.selection.end_range())
        else:
            self.tally = ReadingTally(frozenset(unread), monotonic())
            view.repaint(self.selection.clear())
            current = self.paper
            self.trail.leave(before, current.id if current else None, view.listing.period)
            paper = paper or self.trail.place(view.listing.period)
        self.view = view
        is_folded = view.arrangement.fold and any(isinstance(each, Heading) for each in view.lines)
        self.panes.name_columns(view.arrangement.fold_name if is_folded else "")
        at = view.index(paper) if paper else None
        self.rows.show(view.lines, at if at is not None else view.start)
        self.show_paper()
        self.show_header()
        if view.listing is not before.listing and len(view.rows) > _LONG:
            self.rows.call_after_refresh(keep_apart)
        if view.problem:
            self._messages.warn(view.problem)

    def repaint(self, papers: Iterable[str]) -> None:
        """Draw what the marks of these papers change, with the pane and the header."""
        if self.repaint_rows(papers):
            self.show_paper()
        self.show_header()

    def repaint_rows(self, papers: Iterable[str]) -> bool:
        """Draw only the rows of these papers; return whether the cursor is on one of them."""
        changed = self.view.repaint(papers)
        self.rows.replace(changed, self.view.lines)
        return self.rows.cursor in changed

    def repaint_saved(self, papers: Iterable[str]) -> None:
        """Draw the rows of papers whose change is on disk, and no more than that alters."""
        unread = self.view.unread
        if self.repaint_rows(papers):
            self.show_paper()
        if self.view.unread != unread:
            self.show_counts()

    def place_summary(self, place: str) -> None:
        """Have the summary of each paper above its abstract, below it, or where there is room."""
        self._summary = next((each for each in SUMMARY_PLACES if each == place), "auto")

    def use_saved_queries(self, saved_queries: SavedQueries) -> None:
        """Have other papers stand out, and others folded away; from now on, and at once.

        Where the paper under the cursor is folded away, the next one that is not has the cursor.
        """
        self._taste = saved_queries.informed(self._inform)
        self._terms = self._taste.terms()
        before, at = self.view.lines, self.rows.cursor
        view = self.view.again()
        order = (*before[at:], *reversed(before[:at]))
        papers = [line.paper.id for line in order if isinstance(line, Row)]
        shown = {line.paper.id for line in view.lines if isinstance(line, Row)}
        under = self.place if isinstance(self.line, Heading) else None
        self.show(view, under or next((each for each in papers if each in shown), self.place))

    def show_paper(self) -> None:
        """Draw what is under the cursor."""
        self._is_stale = False
        pane, line, query = self._pane, self.line, self.view.query
        if isinstance(line, Row):
            pane.terms = (*(query.terms() if query else ()), *self._terms)
            pane.cited = line.cited
            pane.version = self.versions.get(line.paper.id)
            pane.summary = self._summary
            pane.show(line.paper, self._library.writer.marks(line.paper.id))
        elif line:
            pane.show_made(partial(group_text, line))
        elif query:
            pane.say(self._nothing_found(query.text))
        elif not self._status.asking:
            pane.say(self._status.why_empty(self.view.listing.period))

    def refresh_pane(self) -> None:
        """Draw it now, where keys came faster than it was drawn."""
        if self._is_stale:
            self.show_paper()

    def show_header(self) -> None:
        """Say what list this is, and how fresh."""
        view = self.view
        text = view.query.text if view.query else ""
        counts = ListCounts(
            view.listing,
            view.unread,
            text,
            len(view.rows),
            self._marked,
            view.arrangement.words,
            self._status.news,
            self._queue_words,
            LAYOUT_WORDS[self.panes.shown],
            self._status.trouble,
        )
        self.header.show(counts, self._status.words)
        if self.banner.content != self._status.banner:
            # By a class, so that a screen that is too small can hide it.
            self.banner.set_class(bool(self._status.banner), "-said")
            self.banner.update(Content(self._status.banner))

    def show_counts(self) -> None:
        """Say how many papers are unread and marked by now."""
        self.header.recount(self.view.unread, self._marked, self._queue_words)

    def show_cited(self, cited: Callable[[Paper], str | None]) -> None:
        """Show what is cited.

        Args:
            cited: finds the key under which a bibliography has a paper.
        """
        self._cited = cited
        query = self.view.query
        self._show_again(filtered=query is not None and query.needs_cited)

    def show_versions(self, versions: Mapping[str, ArxivVersion]) -> None:
        """Show the latest versions.

        Args:
            versions: those that arXiv has told of, by the id of the paper.
        """
        self.versions = versions
        query = self.view.query
        self._show_again(filtered=query is not None and query.needs_versions)

    def follow_range(self) -> None:
        """Have the range that was begun reach to the cursor."""
        if (anchor := self.selection.anchor) is None:
            return
        start = self.view.index(anchor)
        if start is None:
            # A filter has hidden where it began.
            self.repaint(self.selection.end_range())
            return
        low, high = sorted((start, self.rows.cursor))
        self.repaint(self.selection.stretch(self.view.papers_on(low, high + 1)))

    def _show_again(self, *, filtered: bool) -> None:
        """Show what has become known of the papers; rows stay, unless that decides on them."""
        view = self.view
        again = view.filtered(view.query) if filtered else view.updated(view.listing)
        self.show_in_place(again)

    def _inform(self, query: Query) -> Query:
        """The same query, able to tell what is cited, updated or withdrawn."""
        return query.with_cited(lambda paper: self._cited(paper) is not None).with_versions(
            lambda: self.versions, lambda paper: self._library.writer.decided_at(paper)
        )

    def _cursor_moved(self) -> None:
        self._is_stale = True
        self.moves += 1
        self.panes.divider.follow()
        # At once, as the next key may decide on the range.
        self.follow_range()

    def _position(self) -> str:
        return self.view.position(self.rows.cursor)

    def _renderer(self) -> RowRenderer[Line]:
        """How lines are drawn on the screen that there is now."""
        query = self.view.query
        style = RowStyle(self.panes.geometry.shape, query.terms() if query else ())
        return RowRenderer(
            partial(line_content, style=style),
            line_key,
            partial(line_height, style=style),
            is_tinted,
        )

    def _nothing_found(self, typed: str) -> str:
        """What to say where no paper passes a filter."""
        from reader.query.suggestion import missing_word

        clears = f"{self._status.key('clear')} clears."
        missing, near = missing_word(typed, self.view.listing.papers)
        if missing:
            meant = f" Did you mean {near}?" if near else ""
            return f'No title, author or abstract has "{missing}". {clears}{meant}'
        return f"No paper of this list passes the filter. {clears}"

    @property
    def _queue_words(self) -> str:
        """How much waits in the queue, what is unread here included."""
        if self.waiting is None:
            return ""
        count, words = self.waiting
        return f"{count + self.view.unread} {words}"

    @property
    def _marked(self) -> int:
        return len(self.view.selected) if self.selection else 0

    def _sources(self) -> RowSources:
        return RowSources(
            lambda paper: self._library.writer.marks(paper),
            lambda paper: self._library.writer.marks_and_pending(paper),
            self.selection.__contains__,
            # Asked for every row, and most readers have no highlights; but they may come to some.
            lambda paper, marks: (
                bool(self._taste.highlights) and self._taste.is_highlighted(paper, marks)
            ),
            lambda paper, marks: self._taste.is_muted(paper, marks),
            lambda paper: self._cited(paper),
            self._inform,
        )
