"""The one screen of the app: a list, the paper under the cursor, and the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from reader.errors import ReaderError
from reader.library.library import Library
from reader.library.writer import WriterEvent
from reader.paper import Listing, Period
from reader.session import Session
from reader.settings.saved_queries import SavedQueries
from reader.system.threads import catch_all
from reader.tui.handlers.action_handlers import Handlers
from reader.tui.keys.actions import Action
from reader.tui.keys.bindings import Bindings
from reader.tui.keys.dispatcher import Dispatcher, Run, Waiting
from reader.tui.parts import new_list_notice
from reader.tui.parts.list_opener import Opening
from reader.tui.parts.service_status import Status
from reader.tui.parts.showing import Showing
from reader.tui.rendering.row_text import LOOKS
from reader.tui.screens.front import Front, FrontApp
from reader.tui.state.list_view import Line, View
from reader.tui.widgets import bars
from reader.tui.widgets.abstract_pane import Detail
from reader.tui.widgets.paper_pane import Followed
from reader.tui.widgets.prompt_line import PromptLine
from reader.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from reader.tui.parts.reading_view import ReadingView

_TOO_SMALL = "This terminal is too small: paper-reader needs 40 columns and 10 lines. q quits."


class ListingScreen(Front[None], Showing):
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
        saved_queries: SavedQueries,
        only: bool,
    ) -> None:
        """Show a list, or the newest.

        Args:
            session: where lists and marks come from.
            period: the list to open; None is the newest.
            sample: opens the throw-away library of the built-in sample.
            bindings: the keys in force.
            saved_queries: what stands out, and what is folded away.
            only: show the sample and nothing else.
        """
        super().__init__(session, sample, saved_queries, self._told)
        self.busy = False
        self.ready = False
        """The app can go on from here, whatever goes wrong."""
        self.bindings = bindings
        self.status = Status(self, self._libraries)
        self._panes = "split"
        self._only_sample = only
        self._first = session.placed(period)
        if self._first:
            self.view = self.view.of(Listing(self._first, ()))
        self._keys = Dispatcher(bindings.actions)
        self._width = 0
        self._holders: set[object] = set()
        self._reading: ReadingView | None = None
        self.opening = Opening(self)
        self._new_list = new_list_notice.NewList(self)
        self.handlers = Handlers(self)

    def compose(self) -> ComposeResult:
        """Header, list, paper, key line; the line for typing takes the place of the last."""
        yield bars.Header(id="header")
        yield Static(id="banner")
        with Container(id="panes"):
            yield RowList[Line](LOOKS, self.cursor_moved, self._row_clicked, id="list")
            # Around the paper, so that the border is not drawn with each of its lines.
            with Container(id="detail"):
                yield Detail(id="paper")
        yield bars.KeyLine(self._hint_clicked, id="footer")
        yield PromptLine(id="prompt")
        yield Static(_TOO_SMALL, id="too-small", markup=False)

    def on_mount(self) -> None:
        """Show what is in the archive, ask for what is newer, and follow other windows."""
        self.list = self.query_one("#list", RowList)
        self.list.is_still = lambda: self.prompt.asking or self.waits
        self.detail = self.query_one(Detail)
        self.prompt = self.query_one(PromptLine)
        self.query_one(bars.KeyLine).actions = self.bindings.actions
        self.ready = True
        with catch_all(self.recover):
            self._begin()
        self.set_interval(1.0, lambda: self.writer.follow())
        for sentence in self.session.library.damage:
            self.warn(sentence)
        self.learn()

    def _begin(self) -> None:
        if self._only_sample:
            self.status.show_sample("")
        else:
            self.opening.start(self._first)
            self.set_interval(new_list_notice.TICK, self._new_list.look)

    def recover(self, error: ReaderError) -> None:
        """Something went wrong here, perhaps in the midst of a key: tell it, and hear the next."""
        self.tell(error)
        self._keys.clear()
        for holder in tuple(self._holders):
            self.release(holder, dropping=True)

    @property
    def panes(self) -> str:
        """Which are shown: one of `reader.tui.handlers.arrangement_keys.LAYOUTS`."""
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

    def hold(self, holder: object) -> None:
        """What is shown is about to change: keys that come now are about that."""
        self._holders.add(holder)

    def release(self, holder: object, *, dropping: bool = False) -> None:
        """Take the keys that were held, or forget them, and say so."""
        if holder not in self._holders:
            # What comes late must not let go what somebody else waits for.
            return
        app = self.app
        assert isinstance(app, FrontApp)
        if dropping and app.input:
            app.input.clear()
            self.say("What was typed ahead was not done: what it is about is not here yet.")
        self._holders.discard(holder)
        self.look()

    def enter(self, view: ReadingView) -> None:
        """Show the paper under the cursor alone, where some keys mean something else."""
        if view.pane.parent is None:
            self.query_one("#panes").mount(view.pane)
        view.begin()
        self._reading, self.detail = view, view.pane
        self._turn_over(view.taught)

    def leave(self) -> None:
        """Back to the list."""
        if self._reading:
            self._reading.end()
            self._reading, self.detail = None, self.query_one(Detail)
            self._turn_over(self.bindings.actions)

    def press(self, action: str, count: int = 1) -> None:
        """Do what a key of this action does; nothing while it is not known what that is about."""
        if not self.waits:
            self._press(action, count)

    def _press(self, action: str, count: int) -> None:
        self.busy = True
        self._keys.clear()
        if self._reading and not self._reading.stays(action):
            self.leave()
        self.handlers.find(action, self._reading)(count)

    def show(self, view: View, paper: str | None) -> None:
        """What is on screen is not new any more."""
        self._new_list.seen(view.listing)
        super().show(view, paper)

    def cursor_moved(self) -> None:
        """A range follows the cursor at once, as the next key may decide on it."""
        super().cursor_moved()
        if self.chosen.anchor is not None:
            self.handlers.choosing.moved()

    @property
    def waits(self) -> bool:
        """What the next key is about is not known yet.

        An undo puts the cursor on what came back, and another list has other papers.
        """
        return bool(self._holders) or self.writer.reverting

    def must_hear(self, event: events.Key) -> bool:
        """Nothing that is waited for keeps anybody here."""
        return event.key == "ctrl+c" and self.waits

    def press_key(self, event: events.Key) -> None:
        """Every key goes through the one dispatcher, except while something is typed."""
        if self.has_class("-tiny") or self.has_class("-flat"):
            # Nothing can be seen that could be decided on.
            if self.bindings.keyboard.latin(event.key) in ("q", "ctrl+c"):
                self.app.exit()
            return
        if self.prompt.asking:
            self.prompt.press(event)
            return
        if event.key == "ctrl+c" and (selected := self.get_selected_text()):
            # As everywhere: what the mouse has selected is copied, and nothing is left.
            self.clear_selection()
            self.handlers.sharing.copy(selected, "Copied what was selected")
            return
        self.busy = True
        character = event.character
        stroke = character if character and character.isprintable() and character != " " else ""
        result = self._keys.feed(self.bindings.keyboard.latin(stroke or event.key))
        self.query_one(bars.KeyLine).teach(result if isinstance(result, Waiting) else None)
        if result is None and stroke:
            self.say(f"{stroke} does nothing here; ? shows every key.")
        if isinstance(result, Run):
            self._press(result.action.id, result.count)

    def take_paste(self, text: str) -> None:
        """Text for the line for typing; pasted keys are never taken for commands."""
        if self.prompt.asking:
            self.prompt.paste(text)

    def on_resize(self, event: events.Resize) -> None:
        """The bars are cut to the width; what was just said stays where that is as it was."""
        self.show_header()
        if event.size.width != self._width:
            self._width = event.size.width
            self.query_one(bars.KeyLine).teach()

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.freshen()

    @on(Followed)
    def _followed(self, followed: Followed) -> None:
        self.handlers.sharing.open(followed.address)

    def _row_clicked(self, times: int) -> None:
        if times == 2:
            self.call_later(self.press, "read-whole")

    def _hint_clicked(self, action: str) -> None:
        self.query_one(bars.KeyLine).teach()
        self.call_later(self.press, action)

    def _turn_over(self, taught: Sequence[Action]) -> None:
        """One paper is shown in place of the list, or the list again."""
        self.set_class(self._reading is not None, "-reading")
        self.query_one(bars.KeyLine).actions = taught
        self.query_one(bars.KeyLine).teach()
        self.show_current()

    def _told(self, event: WriterEvent) -> None:
        from reader.tui.handlers import change_report

        change_report.tell(self, event)
        self.look()
