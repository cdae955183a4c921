"""Keys that change marks."""

from __future__ import annotations

from reader.library import decisions
from reader.library.store import Wish
from reader.paper import Paper
from reader.tui.prompt import Prompt
from reader.tui.stand import Stand


class Deciding:
    """Each decision is one change, durable and undone by one key."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    def do_read(self, count: int) -> None:
        """Mark read and go on."""
        self._decide(decisions.read(papers := self._taken(count)), papers)
        self._go_on()

    def do_unread(self, count: int) -> None:
        """Mark unread and stay."""
        self._decide(decisions.unread(papers := self._taken(count)), papers)

    def do_star(self, count: int) -> None:
        """Star and go on; a starred paper is unstarred."""
        papers = self._taken(count)
        if papers and all(self._stand.writer.marks(paper.id).starred for paper in papers):
            self._decide(decisions.unstar(papers), papers)
        else:
            self._decide(decisions.star(papers), papers)
            self._go_on()

    def do_read_on(self, _: int) -> None:
        """A page down; at the end of the abstract mark read and go on."""
        if not self._stand.detail.page_down():
            self.do_read(1)

    def do_read_all(self, _: int) -> None:
        """Mark all rows read."""
        papers = [row.paper for row in self._stand.view.rows if not row.marks.read]
        self._decide(decisions.read(papers), papers)
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
            self._decide(decisions.tag(papers, add, remove), papers)

        self._stand.ask(
            Prompt("Tags (-word removes, tab completes):", done, words=self._known_tags())
        )

    def do_note(self, _: int) -> None:
        """Ask for a note."""
        if not (paper := self._stand.current):
            return

        def done(typed: str) -> None:
            self._decide(decisions.note(paper, typed), [paper])

        note = self._stand.writer.marks(paper.id).note or ""
        self._stand.ask(Prompt("Note:", done, value=note))

    def do_undo(self, count: int) -> None:
        """Take the last changes back."""
        for _ in range(count):
            self._stand.writer.undo()

    def do_redo(self, count: int) -> None:
        """Make again what was taken back."""
        for _ in range(count):
            self._stand.writer.redo()

    def _taken(self, count: int) -> list[Paper]:
        """The paper under the cursor and those below it, `count` in all."""
        cursor = self._stand.list.cursor
        return [row.paper for row in self._stand.view.rows[cursor : cursor + count]]

    def _decide(self, wishes: list[Wish], papers: list[Paper]) -> None:
        if not wishes:
            return
        self._stand.writer.apply(wishes, {paper.id: paper for paper in papers})
        self._stand.repaint(paper.id for paper in papers)

    def _go_on(self) -> None:
        found = self._stand.view.next_unread(self._stand.list.cursor)
        if found is not None:
            if found <= self._stand.list.cursor:
                self._stand.say("From the end on to the beginning.")
            self._stand.list.move_to(found)
        elif self._stand.view.rows:
            self._stand.say("Every paper here is read. [ goes to the day before.")

    def _known_tags(self) -> list[str]:
        """All tags in use, the most used first."""
        return self._stand.writer.tags()
