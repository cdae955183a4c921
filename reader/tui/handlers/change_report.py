"""Shows what became of a change that the library was asked to make, where it was not just saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from textual.app import App

from reader.library.change_summary import describe
from reader.library.journal_entry import JournalEntry
from reader.library.writer import (
    ChangedElsewhere,
    ChangeFailed,
    ChangeReverted,
    RefreshFailed,
    WriterEvent,
)
from reader.paper import Paper
from reader.session import Session
from reader.text import readable, shorten
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages

_WORDS = 62
"""Cells that what is said of a title may need beside it."""
_SHORTEST = 18


class ChangeReporter:
    """Draws the true state of the marks, and says what cannot be seen by itself."""

    def __init__(
        self,
        session: Session,
        lists: ListPresenter,
        messages: Messages,
        runner: BackgroundRunner,
        app: App[None],
    ) -> None:
        self._session = session
        self._lists = lists
        self._messages = messages
        self._runner = runner
        self._app = app

    def report(self, event: WriterEvent) -> None:
        """Show what came of a change."""
        match event:
            case ChangeFailed(papers=papers, error=error):
                self._lists.repaint(papers)
                self._go_to(papers)
                self._messages.warn(error.sentence)
            case ChangedElsewhere(papers=papers):
                self._lists.repaint(papers)
            case RefreshFailed(error=error):
                self._messages.warn(error.sentence)
            case ChangeReverted(entry=None, redo=redo):
                self._messages.say("Nothing to redo." if redo else "Nothing to undo.")
            case ChangeReverted(entry=JournalEntry() as entry):
                self._revert(entry)

    def _revert(self, entry: JournalEntry) -> None:
        papers = list(dict.fromkeys(change.paper for change in entry.changes))
        self._lists.repaint(papers)
        titles = {paper.id: paper.title for paper in self._lists.view.listing.papers}
        where = ""
        if not self._go_to(papers):
            hidden = titles.keys() & set(papers)
            where = ", hidden by the filter" if hidden else ", not in this list"
        room = max(_SHORTEST, self._app.size.width - _WORDS)

        def say(known: Mapping[str, Paper]) -> None:
            def title(paper: str) -> str:
                elsewhere = known[paper].title if paper in known else paper
                return shorten(readable(titles.get(paper, elsewhere)), room)

            self._messages.say(f"{describe(entry, title)}{where}.")

        say({})
        if len(papers) == 1 and papers[0] not in titles:
            # Its title is in the archive, or kept with its marks.
            self._runner.run(lambda: self._session.catalogue.known(papers), say)

    def _go_to(self, papers: Collection[str]) -> bool:
        """Put the cursor on the first of these papers; return whether one is shown."""
        lines = (self._lists.view.index(paper) for paper in papers)
        indices = [index for index in lines if index is not None]
        if indices:
            self._lists.rows.move_to(min(indices))
        return bool(indices)
