"""The discussion of the paper in the reading view: asked for, drawn and shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from reader.errors import ReaderError
from reader.listings.discussion_cache import LoadedDiscussion
from reader.paper import Paper
from reader.session import Session
from reader.system.files import utc_now
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.service_monitor import ServiceMonitor
from reader.tui.rendering.comment_text import DrawnDiscussion, draw_discussion
from reader.tui.rendering.discussion_state import DiscussionState
from reader.tui.widgets.reading_pane import ReadingPane

_FRESH = timedelta(minutes=5)
"""How old a discussion may be to be shown without asking again."""
_PAUSE = 0.3
"""Seconds that a paper must stay on screen before its discussion is asked for, where papers are
leafed through."""


class PaperDiscussion:
    """Follows the paper in its pane.

    The discussion is shown first as it is kept, then as the service tells it.
    """

    def __init__(self, session: Session, runner: BackgroundRunner, service: ServiceMonitor) -> None:
        self._session = session
        self._runner = runner
        self._service = service
        self.pane = ReadingPane(self._want)
        self._paper: str | None = None
        self._width = 0
        self._state = DiscussionState()
        self._drawn = DrawnDiscussion()
        self._asked = 0

    def begin(self, abstract_name: str) -> None:
        """Show nothing yet, whatever was shown before.

        Args:
            abstract_name: the heading of abstracts that are not the authors' own.
        """
        self.pane.empty(abstract_name)
        self._paper = None
        self._state, self._drawn = DiscussionState(), DrawnDiscussion()

    def end(self) -> None:
        """Ignore the answers that are still to come."""
        self._asked += 1

    def ask_again(self) -> None:
        """Ask the service again for the discussion of the paper that is shown."""
        if self._paper:
            self._asked += 1
            self._ask(self._paper, self._asked)

    def _want(self, paper: Paper, width: int) -> None:
        """Show the discussion of a paper, or draw it anew at another width."""
        self._width = width
        if paper.id == self._paper:
            self._draw()
            return
        leafing = self._paper is not None
        self._paper, self._drawn = paper.id, DrawnDiscussion()
        self._state = self._state.of_another().ask()
        self._asked += 1
        self._show()
        self._look_up(paper.id, self._asked, leafing)

    def _look_up(self, paper: str, number: int, leafing: bool) -> None:
        """Show what is kept, and ask for what may be newer."""

        def go_on(answer: LoadedDiscussion | None) -> None:
            if number != self._asked:
                return
            if answer:
                self._state = replace(self._state, answer=answer)
                self._draw()
            if answer and utc_now() - answer.fetched_at < _FRESH:
                self._state = self._state.answered(answer, utc_now())
                self._show()
            elif leafing:
                self._runner.after(_PAUSE, lambda: self._ask(paper, number))
            else:
                self._ask(paper, number)

        discussions = self._session.discussions
        self._runner.run(lambda: discussions.kept(paper), go_on, lambda _: go_on(None))

    def _ask(self, paper: str, number: int) -> None:
        """Ask the service; only the answer to what was asked last counts."""
        if number != self._asked:
            return

        def done(answer: LoadedDiscussion) -> None:
            if number == self._asked:
                self._state = self._state.answered(answer, utc_now())
                self._draw()

        def failed(error: ReaderError) -> None:
            if number == self._asked:
                self._state = self._state.failed(error, utc_now())
                self._show()

        self._state = self._state.ask()
        self._show()
        discussions = self._session.discussions
        self._runner.run(lambda: discussions.ask(paper), done, failed)

    def _draw(self) -> None:
        """Have the discussion drawn, which takes its time, and show it."""
        if not (answer := self._state.answer):
            self._show()
            return
        number, width = self._asked, self._width

        def done(drawn: DrawnDiscussion) -> None:
            if (number, width, answer) == (self._asked, self._width, self._state.answer):
                self._drawn = drawn
                self._show()

        self._runner.run(
            lambda: draw_discussion(answer.discussion, width), done, self._service.report_failure
        )

    def _show(self) -> None:
        remark = self._state.remark(self._service.status.key("refresh"))
        self.pane.show_discussion(self._state.words(utc_now()), remark, self._drawn)
