"""The reading view: one paper whole, and what keys mean while it is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from reader.errors import ReaderError
from reader.listings.discussion_cache import LoadedDiscussion
from reader.paper import Paper
from reader.system.clock import utc_now
from reader.tui.handlers.stand import Stand
from reader.tui.keys.actions import BY_ID, Action
from reader.tui.rendering.comment_text import Drawn, draw
from reader.tui.rendering.discussion_state import Hearing
from reader.tui.widgets.reading_pane import ReadingPane

_FRESH = timedelta(minutes=5)
"""How old a discussion may be to be shown without asking again."""
_PAUSE = 0.3
"""Seconds that a paper must stay on screen before its discussion is asked for, where papers are
leafed through."""

_TAUGHT = {
    "move-down": ("down", 2),
    "move-up": ("up", 2),
    "read-on": ("read on", 1),
    "before": ("previous", 3),
    "after": ("next", 3),
    "read": ("read", 2),
    "star": ("star", 1),
    "tag": ("tag", 4),
    "authors": ("all authors", 4),
    "refresh": ("ask again", 5),
    "help": ("help", 1),
    "quit": ("back", 1),
}
_OF_THE_LIST = ("List", "Go to")
"""The groups of actions that are about what is listed."""


class ReadingView:
    """Moves through one paper and from paper to paper; all other keys do what they do in the list.

    The paper is shown at once. Its discussion follows: first as it is kept, then as the service
    tells it. One view, and one pane, is opened again and again.
    """

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self.pane = ReadingPane(self._want)
        self._paper: str | None = None
        self._width = 0
        self._hearing = Hearing()
        self._drawn = Drawn()
        self._asked = 0

    def begin(self) -> None:
        """Show nothing yet, whatever was shown before."""
        self.pane.empty(self._stand.detail.abstract_name)
        self._paper = None
        self._hearing, self._drawn = Hearing(), Drawn()

    @property
    def taught(self) -> tuple[Action, ...]:
        """The keys worth knowing here."""
        actions = {action.id: action for action in self._stand.bindings.actions}
        taught = ((actions[name], hint, rank) for name, (hint, rank) in _TAUGHT.items())
        return tuple(replace(action, hint=hint, rank=rank) for action, hint, rank in taught)

    def stays(self, action: str) -> bool:
        """Whether a key leaves the view open; those about what is listed close it first."""
        own = hasattr(self, f"do_{action.replace('-', '_')}")
        return own or (action in BY_ID and BY_ID[action].group not in _OF_THE_LIST)

    def end(self) -> None:
        """What was asked for is no longer wanted."""
        self._asked += 1

    def do_move_down(self, count: int) -> None:
        """Scroll down some lines."""
        self._shown.by(count)

    def do_move_up(self, count: int) -> None:
        """Scroll up some lines."""
        self._shown.by(-count)

    def do_first(self, count: int) -> None:
        """Go to the top, or to the line of that number."""
        self._shown.to(count - 1)

    def do_last(self, _: int) -> None:
        """Go to the end."""
        self._shown.to_end()

    def do_page_down(self, count: int) -> None:
        """Scroll down some pages."""
        self._shown.by(count * max(1, self._shown.size.height - 1))

    def do_page_up(self, count: int) -> None:
        """Scroll up some pages."""
        self._shown.by(-count * max(1, self._shown.size.height - 1))

    def do_before(self, count: int) -> None:
        """The paper before in the list."""
        self._turn(-count, "This is the first paper of the list.")

    def do_after(self, count: int) -> None:
        """The next paper of the list."""
        self._turn(count, "This is the last paper of the list.")

    def do_refresh(self, _: int) -> None:
        """Ask for the discussion again."""
        if self._paper:
            self._asked += 1
            self._ask(self._paper, self._asked)

    def do_authors(self, _: int) -> None:
        """Name all authors, or fold them again."""
        self._shown.unfold()

    def do_read_whole(self, _: int) -> None:
        """Back to the list."""
        self._stand.leave()

    def do_clear(self, _: int) -> None:
        """Back to the list."""
        self._stand.leave()

    def do_quit(self, _: int) -> None:
        """Back to the list."""
        self._stand.leave()

    @property
    def _shown(self) -> ReadingPane:
        """The pane, showing what is under the cursor by now."""
        self._stand.freshen()
        return self.pane

    def _turn(self, step: int, edge: str) -> None:
        before = self._stand.list.cursor
        self._stand.list.move_to(before + step)
        if self._stand.list.cursor == before:
            self._stand.say(edge)

    def _want(self, paper: Paper, width: int) -> None:
        """The pane shows this paper, or shows it at another width."""
        self._width = width
        if paper.id == self._paper:
            self._draw()
            return
        leafing = self._paper is not None
        self._paper, self._drawn = paper.id, Drawn()
        self._hearing = self._hearing.of_another().ask()
        self._asked += 1
        self._show()
        self._look_up(paper.id, self._asked, leafing)

    def _look_up(self, paper: str, number: int, leafing: bool) -> None:
        """Show what is kept, and ask for what may be newer."""

        def go_on(told: LoadedDiscussion | None) -> None:
            if number != self._asked:
                return
            if told:
                self._hearing = replace(self._hearing, told=told)
                self._draw()
            if told and utc_now() - told.fetched_at < _FRESH:
                self._hearing = self._hearing.heard(told, utc_now())
                self._show()
            elif leafing:
                self.pane.set_timer(_PAUSE, lambda: self._ask(paper, number))
            else:
                self._ask(paper, number)

        discussions = self._stand.session.discussions
        self._stand.later(lambda: discussions.kept(paper), go_on, lambda _: go_on(None))

    def _ask(self, paper: str, number: int) -> None:
        """Ask the service; only the answer to what was asked last counts."""
        if number != self._asked:
            return

        def done(told: LoadedDiscussion) -> None:
            if number == self._asked:
                self._hearing = self._hearing.heard(told, utc_now())
                self._draw()

        def failed(error: ReaderError) -> None:
            if number == self._asked:
                self._hearing = self._hearing.failed(error, utc_now())
                self._show()

        self._hearing = self._hearing.ask()
        self._show()
        discussions = self._stand.session.discussions
        self._stand.later(lambda: discussions.ask(paper), done, failed)

    def _draw(self) -> None:
        """Have the discussion drawn, which takes its time, and show it."""
        if not (told := self._hearing.told):
            self._show()
            return
        number, width = self._asked, self._width

        def done(drawn: Drawn) -> None:
            if (number, width, told) == (self._asked, self._width, self._hearing.told):
                self._drawn = drawn
                self._show()

        self._stand.later(lambda: draw(told.discussion, width), done, self._stand.status.failed)

    def _show(self) -> None:
        self.pane.hear(self._hearing.words(utc_now()), self._hearing.remark, self._drawn)
