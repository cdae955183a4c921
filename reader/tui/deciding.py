"""Keys that change marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from reader.library import decisions
from reader.library.store import Wish
from reader.paper import Paper
from reader.tui.prompt import Prompt
from reader.tui.stand import Stand
from reader.tui.view import Row


@dataclass(frozen=True, slots=True)
class Decision:
    """What can be decided on one paper or on many."""

    wishes: Callable[[list[Paper]], list[Wish]]
    """What it changes."""
    goes_on: bool = False
    """The cursor goes to the next unread paper then."""


class Deciding:
    """Each decision is one change, durable and undone by one key."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._last: Decision | None = None

    def do_read(self, count: int) -> None:
        """Mark read and go on."""
        self._decide(Decision(decisions.read, goes_on=True), self._taken(count))

    def do_unread(self, count: int) -> None:
        """Mark unread and stay."""
        self._decide(Decision(decisions.unread), self._taken(count))

    def do_star(self, count: int) -> None:
        """Star and go on; a starred paper is unstarred."""
        papers = self._taken(count)
        if papers and all(self._stand.writer.marks(paper.id).starred for paper in papers):
            self._decide(Decision(decisions.unstar), papers)
        else:
            self._decide(Decision(decisions.star, goes_on=True), papers)

    def do_repeat(self, count: int) -> None:
        """The last decision again, here."""
        if self._last:
            self._decide(self._last, self._taken(count))
        else:
            self._stand.say("There is no decision to repeat yet.")

    def do_read_on(self, _: int) -> None:
        """A page down; at the end of an abstract that is in sight mark read and go on."""
        if not self._stand.abstract_in_sight:
            self._stand.list.turn(1)
        elif not self._stand.detail.page_down():
            self.do_read(1)

    def do_read_all(self, _: int) -> None:
        """Mark all rows read."""
        papers = [row.paper for row in self._stand.view.rows if not row.marks.read]
        self._decide(Decision(decisions.read), papers)
        count = "1 paper" if len(papers) == 1 else f"{len(papers)} papers"
        self._stand.say(
            f"{count} marked read. u takes it back." if papers else "Every paper here is read."
        )

    def do_tag(self, count: int) -> None:
        """Ask for tags."""
        if not (papers := self._taken(count)):
            return

        def done(typed: str) -> None:
            add, remove = decisions.typed_tags(typed)
            self._decide(Decision(lambda papers: decisions.tag(papers, add, remove)), papers)

        self._stand.ask(
            Prompt("Tags (-word removes, tab completes):", done, words=self._known_tags())
        )

    def do_note(self, _: int) -> None:
        """Ask for a note."""
        if not (paper := self._stand.current):
            return

        def done(typed: str) -> None:
            self._apply(decisions.note(paper, typed), [paper])

        note = self._stand.writer.marks(paper.id).note or ""
        if "\n" in note:
            self._stand.say("This note has several lines; E opens it in your editor.")
            return
        self._stand.ask(Prompt("Note:", done, value=note))

    def do_note_in_editor(self, _: int) -> None:
        """A note, in the reader's own editor."""
        from reader.tui.editor import EditorError, edited

        if not (paper := self._stand.current):
            return
        note = self._stand.writer.marks(paper.id).note or ""
        try:
            text = edited(self._stand.app, f"{note}\n" if note else "", paper.id)
        except EditorError as error:
            self._stand.warn(f"{error}.")
            return
        self._apply(decisions.note(paper, text), [paper])

    def do_undo(self, count: int) -> None:
        """Take the last changes back."""
        for _ in range(count):
            self._stand.writer.undo()

    def do_redo(self, count: int) -> None:
        """Make again what was taken back."""
        for _ in range(count):
            self._stand.writer.redo()

    def _taken(self, count: int) -> list[Paper]:
        """What is marked; else what is on `count` lines from the cursor on.

        Of a folded group that is what is unread in it.
        """
        if chosen := self._stand.view.chosen:
            return chosen
        papers: list[Paper] = []
        cursor = self._stand.list.cursor
        for line in self._stand.view.lines[cursor : cursor + count]:
            if isinstance(line, Row):
                papers.append(line.paper)
            elif not line.open:
                papers += (row.paper for row in line.rows if row.unread)
        return papers

    def _decide(self, decision: Decision, papers: list[Paper]) -> None:
        self._last = decision
        self._apply(decision.wishes(papers), papers)
        if decision.goes_on:
            self._go_on()

    def _apply(self, wishes: list[Wish], papers: list[Paper]) -> None:
        if not wishes:
            return
        self._stand.writer.apply(wishes, {paper.id: paper for paper in papers})
        self._stand.repaint({*(paper.id for paper in papers), *self._stand.chosen.clear()})

    def _go_on(self) -> None:
        found = self._stand.view.next_unread(self._stand.list.cursor)
        if found is not None:
            if found <= self._stand.list.cursor:
                self._stand.say("From the end on to the beginning.")
            self._stand.list.move_to(found)
        elif self._stand.view.rows:
            done = self._stand.tally.words(self._stand.writer.marks, monotonic())
            account = f"Every paper here is read: {done}." if done else "Every paper here is read."
            self._stand.say(f"{account} [ goes to the day before.")

    def _known_tags(self) -> list[str]:
        """All tags in use, the most used first."""
        return self._stand.writer.tags()
