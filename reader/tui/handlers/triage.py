"""Keys that change marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic

from reader.library import decisions
from reader.paper import Paper
from reader.tui.handlers.decision import LastDecision, TriageDecision
from reader.tui.keys.bindings import ActiveBindings
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.active_settings import ActiveSettings
from reader.tui.parts.first_day_hints import FirstDayHints
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.pane_layout import PaneLayout
from reader.tui.state.list_view import Heading, Row


class TriageHandler:
    """Each decision is one change, durable and undone by one key."""

    def __init__(
        self,
        library: ActiveLibrary,
        lists: ListPresenter,
        layout: PaneLayout,
        messages: Messages,
        last_decision: LastDecision,
        press: Callable[[str], None],
        settings: ActiveSettings,
        bindings: ActiveBindings,
        hints: FirstDayHints,
    ) -> None:
        self._library = library
        self._lists = lists
        self._layout = layout
        self._messages = messages
        self._last_decision = last_decision
        self._press = press
        self._settings = settings
        self._key = bindings.key
        self._hints = hints
        self._just_decided: tuple[list[Paper], int] | None = None
        """The papers, and how often the cursor had moved then."""

    def do_read(self, count: int) -> None:
        """Mark read and go on."""
        self.decide(TriageDecision(decisions.read, goes_on=True), self.taken(count))

    def do_unread(self, count: int) -> None:
        """Mark unread and stay."""
        self.decide(TriageDecision(decisions.unread), self.taken(count))

    def do_star(self, count: int) -> None:
        """Star and go on; a starred paper is unstarred."""
        papers = self.taken(count)
        if papers and all(self._library.writer.marks(paper.id).starred for paper in papers):
            self.decide(TriageDecision(decisions.unstar), papers)
        else:
            self.decide(TriageDecision(decisions.star, goes_on=True), papers)

    def do_repeat(self, count: int) -> None:
        """Repeat the last decision, here."""
        if last := self._last_decision.decision:
            self.decide(last, self.taken(count))
        else:
            self._messages.say("There is no decision to repeat yet.")

    def do_read_on(self, _: int) -> None:
        """A page down; at the end of an abstract that is in sight mark read and go on.

        A group is opened: what nobody has seen must not be marked as read.
        """
        line = self._lists.line
        if not self._layout.shows_abstract:
            self._lists.rows.turn(1)
        elif isinstance(line, Heading):
            if not line.open:
                self._press("unfold")
            self._lists.rows.move_to(self._lists.rows.cursor + 1)
        elif not self._lists.pane.page_down():
            self.do_read(1)

    def do_read_all(self, _: int) -> None:
        """Mark all rows read."""
        papers = [row.paper for row in self._lists.view.rows if not row.marks.read]
        self.decide(TriageDecision(decisions.read), papers)
        if not self._lists.view.rows:
            self._messages.say("There is no paper here.")
        elif papers:
            said = self._report().removeprefix("Every paper here is read: ")
            said = said.removeprefix("All read. ")
            self._messages.say(
                f"{_papers(papers)} marked read; {self._key('undo')} undoes it. {said}"
            )
        else:
            self._messages.say(self._report())

    def do_undo(self, count: int) -> None:
        """Undo the last changes, of marks and of what is followed.

        Of marks no more at once than there are before a change of what is followed.
        """
        self._just_decided = None
        while count and self._settings.undo(self._library.writer.depth):
            count -= 1
        if count:
            before = self._settings.marks_before(self._library.writer.depth)
            self._library.writer.undo(count if before is None else min(count, before))

    def do_redo(self, count: int) -> None:
        """Redo what was undone."""
        self._just_decided = None
        while count and self._settings.redo(self._library.writer.depth):
            count -= 1
        if count:
            before = self._settings.marks_before(self._library.writer.depth, redone=True)
            self._library.writer.redo(min(count, before) if before else count)

    def taken(self, count: int) -> list[Paper]:
        """What is marked; else what is on `count` lines from the cursor on.

        On the heading of a group that is what is unread in it.
        """
        if self._lists.selection and (selected := self._lists.view.selected):
            return selected
        papers: dict[str, Paper] = {}
        cursor = self._lists.rows.cursor
        for at, line in enumerate(self._lists.view.lines[cursor : cursor + count]):
            if isinstance(line, Row):
                papers[line.paper.id] = line.paper
            elif not line.open or at == 0:
                papers |= {row.paper.id: row.paper for row in line.rows if row.unread}
        return list(papers.values())

    @property
    def just_decided(self) -> list[Paper]:
        """What the last key decided on, where it has moved the cursor on; else nothing."""
        papers, moves = self._just_decided or ([], 0)
        return papers if moves == self._lists.moves else []

    def decide(
        self,
        decision: TriageDecision,
        papers: list[Paper],
        saved: Callable[[], None] = lambda: None,
    ) -> None:
        """Change marks, and remember the decision; the cursor goes on where that belongs to it.

        Args:
            decision: what is decided.
            papers: what it is about.
            saved: called when it is on disk.
        """
        self._last_decision.decision = decision
        cursor, is_changed = self._lists.rows.cursor, False
        if wishes := decision.wishes(papers):
            self._library.writer.apply(wishes, {paper.id: paper for paper in papers}, saved)
            unselected = self._lists.selection.clear()
            changed = {*(paper.id for paper in papers), *unselected}
            is_changed = self._lists.repaint_rows(changed)
        self._just_decided = None
        if decision.goes_on:
            self._go_on()
            if self._lists.rows.cursor != cursor:
                self._just_decided = papers, self._lists.moves
        # Where the cursor has moved on, the pane is about to show another paper.
        if is_changed and self._lists.rows.cursor == cursor:
            self._lists.show_paper()
        if wishes:
            self._lists.show_counts()
        if wishes and decision.goes_on and self._hints.wanted:
            starred = any(each.field == "starred" and each.value for each in wishes)
            self._hints.decided(is_starred=starred)

    def _go_on(self) -> None:
        at = self._lists.rows.cursor
        found = self._lists.view.next_unread(at)
        if found is not None:
            if found <= at:
                self._messages.say("From the end on to the beginning.")
            self._lists.rows.move_to(found)
            return
        period = self._lists.period
        if period and period.kind == "chances" and at + 1 < len(self._lists.view.lines):
            # All of them are read: what is decided is whether they stay so.
            self._lists.rows.move_to(at + 1)
        elif self._lists.view.rows:
            self._messages.say(self._report())

    def _report(self) -> str:
        """What was done with a list that is read, and where to go on."""
        view, period = self._lists.view, self._lists.period
        done = self._lists.tally.words(self._library.writer.marks, monotonic())
        if period and period.kind == "day" and not view.query:
            ways = self._ways_on()
            return " ".join(filter(None, ("All read.", ways, f"{done}." if done else "")))
        words = f"Every paper here is read: {done}." if done else "Every paper here is read."
        if view.query and view.unread:
            return f"{words} {self._key('clear')} shows all, {view.unread} unread."
        if period and period.beside(-1):
            return f"{words} {self._key('before')} goes to the older {period.kind}."
        return words

    def _ways_on(self) -> str:
        """Where to go from a day that is read: a newer list, else an older one; the queue."""
        ways = []
        if self._lists.has_list_beside(1):
            ways.append(f"{self._key('after')} newer")
        elif self._lists.has_list_beside(-1):
            ways.append(f"{self._key('before')} older")
        if waiting := self._lists.waiting:
            ways.append(f"{self._key('queue')} the queue: {waiting[0]}")
        return f"{', '.join(ways)}." if ways else ""


def _papers(papers: Sequence[Paper]) -> str:
    return "1 paper" if len(papers) == 1 else f"{len(papers)} papers"
