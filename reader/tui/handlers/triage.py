"""Keys that change marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from time import monotonic

from textual.app import App
from textual.content import Content

from reader.library import decisions
from reader.library.tags import parse_tag_line, tag_line_problem
from reader.paper import Marks, Paper
from reader.tui.handlers.cursor import one_paper
from reader.tui.handlers.decision import LastDecision, TriageDecision
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.active_settings import ActiveSettings
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.pane_layout import PaneLayout
from reader.tui.parts.prompts import Prompts
from reader.tui.rendering.tag_menu import menu
from reader.tui.state.list_view import Heading, Row
from reader.tui.widgets.prompt_line import Prompt, PromptError

_LONG = 10_000
"""Characters of a note that are too many for one line."""
_WORDS = 8
"""Words of the title in the name of the file that an editor is given."""


class TriageHandler:
    """Each decision is one change, durable and undone by one key."""

    def __init__(
        self,
        library: ActiveLibrary,
        lists: ListPresenter,
        layout: PaneLayout,
        messages: Messages,
        prompts: Prompts,
        last_decision: LastDecision,
        app: App[object],
        press: Callable[[str], None],
        settings: ActiveSettings,
    ) -> None:
        self._library = library
        self._lists = lists
        self._layout = layout
        self._messages = messages
        self._prompts = prompts
        self._last_decision = last_decision
        self._app = app
        self._press = press
        self._settings = settings

    def do_read(self, count: int) -> None:
        """Mark read and go on."""
        self._decide(TriageDecision(decisions.read, goes_on=True), self._taken(count))

    def do_unread(self, count: int) -> None:
        """Mark unread and stay."""
        self._decide(TriageDecision(decisions.unread), self._taken(count))

    def do_star(self, count: int) -> None:
        """Star and go on; a starred paper is unstarred."""
        papers = self._taken(count)
        if papers and all(self._library.writer.marks(paper.id).starred for paper in papers):
            self._decide(TriageDecision(decisions.unstar), papers)
        else:
            self._decide(TriageDecision(decisions.star, goes_on=True), papers)

    def do_repeat(self, count: int) -> None:
        """The last decision again, here."""
        if last := self._last_decision.decision:
            self._decide(last, self._taken(count))
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
        self._decide(TriageDecision(decisions.read), papers)
        if not self._lists.view.rows:
            self._messages.say("There is no paper here.")
        elif papers:
            said = self._report().removeprefix("Every paper here is read: ")
            self._messages.say(f"{_papers(papers)} marked read; u takes it back. {said}")
        else:
            self._messages.say(self._report())

    def do_tag(self, count: int) -> None:
        """Ask for tags."""
        if not (papers := self._taken(count)):
            return
        counted = self._library.writer.tag_counts()
        known = [tag for tag, _ in counted]

        def changed(typed: str) -> str:
            if problem := tag_line_problem(typed):
                raise PromptError(problem)
            return remark

        def done(typed: str) -> None:
            add, remove = parse_tag_line(typed, known)
            if add or remove:
                self._decide(
                    TriageDecision(lambda papers: decisions.tag(papers, add, remove)), papers
                )

        own = dict.fromkeys(tag for paper in papers for tag in self._marks(paper).tags)
        remark = " ".join(f"#{tag}" for tag in own)
        label = f"Tags{_of(papers)} (-word removes, tab completes):"

        def offered(typed: str) -> Content:
            return menu(counted, typed.rpartition(" ")[2].removeprefix("-"))

        self._prompts.ask(
            Prompt(
                label,
                done,
                changed=changed,
                words=known,
                remark=remark,
                menu=offered if known else None,
            )
        )

    def do_note(self, count: int) -> None:
        """Ask for a note; several papers get the same."""
        if not (papers := self._taken(count)):
            return
        notes = [note for paper in papers if (note := self._marks(paper).note)]
        # What could not be written is what its writer wants to go on with.
        draft = self._library.writer.draft(papers[0].id) if len(papers) == 1 else ""
        if not draft and any("\n" in note for note in notes):
            self._messages.say("A note with several lines is there; E opens it in your editor.")
            return
        if not draft and any(len(note) > _LONG for note in notes):
            self._messages.say("A long note is there; E opens it in your editor.")
            return

        def done(typed: str) -> None:
            decision = TriageDecision(lambda papers: decisions.note(papers, typed))
            self._decide(decision, papers)

        value = notes[0] if notes and len(papers) == 1 else ""
        remark = f"in the place of {len(notes)}" if notes and len(papers) > 1 else ""
        if draft:
            value, remark = draft, "this could not be saved yet"
        label = f"Note{_of(papers)}:"
        self._prompts.ask(Prompt(label, done, value=value, remark=remark, whole=True))

    def do_note_in_editor(self, _: int) -> None:
        """A note, in the reader's own editor."""
        from reader.tui.handlers.editor import EditorError, edited

        if self._lists.view.selected:
            self._messages.say(
                "E opens the note of one paper, and papers are marked; esc takes that away."
            )
            return
        if not (paper := one_paper(self._lists, self._messages)):
            return
        note = self._library.writer.draft(paper.id) or self._marks(paper).note or ""
        name = "-".join((paper.id, *re.findall(r"[A-Za-z0-9]+", paper.title)[:_WORDS]))
        try:
            text = edited(self._app, f"{note}\n" if note else "", name, self._library.writer.home)
        except EditorError as error:
            self._messages.warn(f"{error}.")
            return
        if text.left:
            self._messages.warn(f"Your editor has left {' and '.join(map(str, text.left))}.")
        decision = TriageDecision(lambda papers: decisions.note(papers, text.text))
        self._decide(decision, [paper], text.is_saved)

    def do_undo(self, count: int) -> None:
        """Take the last changes back, of marks and of what is followed."""
        while count and self._settings.undo(self._library.writer.depth):
            count -= 1
        if count:
            self._library.writer.undo(count)

    def do_redo(self, count: int) -> None:
        """Make again what was taken back."""
        while count and self._settings.redo(self._library.writer.depth):
            count -= 1
        if count:
            self._library.writer.redo(count)

    def _taken(self, count: int) -> list[Paper]:
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

    def _decide(
        self,
        decision: TriageDecision,
        papers: list[Paper],
        saved: Callable[[], None] = lambda: None,
    ) -> None:
        self._last_decision.decision = decision
        cursor, is_changed = self._lists.rows.cursor, False
        if wishes := decision.wishes(papers):
            self._library.writer.apply(wishes, {paper.id: paper for paper in papers}, saved)
            unselected = self._lists.selection.clear()
            changed = {*(paper.id for paper in papers), *unselected}
            is_changed = self._lists.repaint_rows(changed)
        if decision.goes_on:
            self._go_on()
        # Where the cursor has moved on, the pane is about to show another paper.
        if is_changed and self._lists.rows.cursor == cursor:
            self._lists.show_paper()
        if wishes:
            self._lists.show_counts()

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
        words = f"Every paper here is read: {done}." if done else "Every paper here is read."
        if view.query and view.unread:
            return f"{words} esc shows all, {view.unread} unread."
        if period and period.beside(-1):
            return f"{words} [ goes to the {period.kind} before."
        return words

    def _marks(self, paper: Paper) -> Marks:
        return self._library.writer.marks(paper.id)


def _papers(papers: Sequence[Paper]) -> str:
    return "1 paper" if len(papers) == 1 else f"{len(papers)} papers"


def _of(papers: Sequence[Paper]) -> str:
    """Nothing where it is about one alone."""
    return f" of {len(papers)} papers" if len(papers) > 1 else ""
