"""The one screen of the app: a list, the paper under the cursor, and the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from reader.library.store import Library
from reader.library.writer import Event
from reader.paper import Listing, Period
from reader.session import Session
from reader.taste import Taste
from reader.tui import bars
from reader.tui.actions import Action
from reader.tui.bindings import Bindings
from reader.tui.detail import Detail
from reader.tui.handlers import Handlers
from reader.tui.keys import Dispatcher, Run, Waiting
from reader.tui.opening import Opening
from reader.tui.pane import Followed
from reader.tui.prompt import PromptLine
from reader.tui.row_list import RowList
from reader.tui.rows import LOOKS
from reader.tui.showing import Showing
from reader.tui.status import Status
from reader.tui.view import Line

if TYPE_CHECKING:
    from reader.tui.reading import ReadingView

_TOO_SMALL = "This terminal is too small: paper-reader needs 40 columns and 10 lines. q quits."


class ListingScreen(Showing):
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
        taste: Taste,
        only: bool,
    ) -> None:
        """Show a list, or the newest.

        Args:
            session: where lists and marks come from.
            period: the list to open; None is the newest.
            sample: opens the throw-away library of the built-in sample.
            bindings: the keys in force.
            taste: what stands out, and what is folded away.
            only: show the sample and nothing else.
        """
        super().__init__(session, sample, taste, self._told)
        self.busy = False
        self.bindings = bindings
        self.status = Status(self, self._libraries)
        self._panes = "split"
        self._only_sample = only
        self._first = session.placed(period)
        if self._first:
            self.view = self.view.of(Listing(self._first, ()))
        self._keys = Dispatcher(bindings.actions)
        self._held: list[events.Key] = []
        """Keys that came while it was not known what they are about."""
        self._holding = False
        self._reading: ReadingView | None = None
        self.opening = Opening(self)
        self.handlers = Handlers(self)

    def compose(self) -> ComposeResult:
        """Header, list, paper, key line; the line for typing takes the place of the last."""
        yield bars.Header(id="header")
        yield Static(id="banner")
        with Container(id="panes"):
            yield RowList[Line](LOOKS, self.cursor_moved, id="list")
            # Around the paper, so that the border is not drawn with each of its lines.
            with Container(id="detail"):
                yield Detail(id="paper")
        yield bars.KeyLine(id="footer")
        yield PromptLine(id="prompt")
        yield Static(_TOO_SMALL, id="too-small", markup=False)

    def on_mount(self) -> None:
        """Show what is in the archive, ask for what is newer, and follow other windows."""
        self.list = self.query_one("#list", RowList)
        self.list.is_still = lambda: self.prompt.asking or self._waits
        self.detail = self.query_one(Detail)
        self.prompt = self.query_one(PromptLine)
        self.query_one(bars.KeyLine).actions = self.bindings.actions
        if self._only_sample:
            self.status.show_sample("")
        else:
            self.opening.start(self._first)
        self.set_interval(1.0, lambda: self.writer.follow())
        for sentence in self.session.library.damage:
            self.warn(sentence)
        self.learn()

    @property
    def panes(self) -> str:
        """Which are shown: one of `reader.tui.arranging.LAYOUTS`."""
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

    def hold(self) -> None:
        """What is shown is about to change: keys that come now are about that."""
        self._holding = True

    def release(self, *, dropping: bool = False) -> None:
        """Take the keys that were held, or forget them, and say so."""
        self._holding = False
        if dropping and self._held:
            self._held.clear()
            self.say("What was typed ahead was not done: what it is about is not here yet.")
        self._go_on()

    def enter(self, view: ReadingView) -> None:
        """Show the paper under the cursor alone, where some keys mean something else."""
        self._reading, self.detail = view, view.pane
        self.query_one("#panes").mount(view.pane)
        self._turn_over(view.taught)

    def leave(self) -> None:
        """Back to the list."""
        if self._reading:
            self._reading.end()
            self._reading.pane.remove()
            self._reading, self.detail = None, self.query_one(Detail)
            self._turn_over(self.bindings.actions)

    def press(self, action: str, count: int = 1) -> None:
        """Do what a key of this action does; nothing while it is not known what that is about."""
        if not self._waits:
            self._press(action, count)

    def _press(self, action: str, count: int) -> None:
        self.busy = True
        self._keys.clear()
        if self._reading and not self._reading.stays(action):
            self.leave()
        self.handlers.find(action, self._reading)(count)

    def cursor_moved(self) -> None:
        """A range follows the cursor at once, as the next key may decide on it."""
        super().cursor_moved()
        if self.chosen.anchor is not None:
            self.handlers.choosing.moved()

    def on_key(self, event: events.Key) -> None:
        """Every key goes through the one dispatcher, except while something is typed."""
        event.stop()
        event.prevent_default()
        if self.app.screen is not self:
            # It was typed behind the key that opened what stands before the list now.
            self.app.screen.post_message(events.Key(event.key, event.character))
            return
        if self.has_class("-tiny") or self.has_class("-flat"):
            # Nothing can be seen that could be decided on.
            if event.key in ("q", "ctrl+c"):
                self.app.exit()
            return
        if self._waits and event.key != "ctrl+c":
            self._held.append(event)
            return
        if self.prompt.asking:
            self.prompt.press(event)
            return
        if event.key == "ctrl+c" and (selected := self.get_selected_text()):
            # As everywhere: what the mouse has selected is copied, and nothing is left.
            self.clear_selection()
            self.handlers.sharing.copy(selected, "Copied what was selected")
            return
        character = event.character
        stroke = character if character and character.isprintable() and character != " " else ""
        result = self._keys.feed(stroke or event.key)
        self.query_one(bars.KeyLine).teach(result if isinstance(result, Waiting) else None)
        if result is None and stroke:
            self.say(f"{stroke} does nothing here; ? shows every key.")
        if isinstance(result, Run):
            self._press(result.action.id, result.count)

    def on_paste(self, event: events.Paste) -> None:
        """Text for the line for typing; pasted keys are never taken for commands."""
        if self.prompt.asking:
            self.prompt.paste(event.text)

    def on_resize(self) -> None:
        """The bars are cut to the width."""
        self.show_header()
        self.query_one(bars.KeyLine).teach()

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.freshen()

    @on(RowList.Opened)
    def _opened(self) -> None:
        self.press("read-whole")

    @on(Followed)
    def _followed(self, followed: Followed) -> None:
        self.handlers.sharing.open(followed.address)

    @on(bars.KeyLine.Chosen)
    def _hint_chosen(self, chosen: bars.KeyLine.Chosen) -> None:
        self.query_one(bars.KeyLine).teach()
        self.press(chosen.action)

    def _turn_over(self, taught: Sequence[Action]) -> None:
        """One paper is shown in place of the list, or the list again."""
        self.set_class(self._reading is not None, "-reading")
        self.query_one(bars.KeyLine).actions = taught
        self.query_one(bars.KeyLine).teach()
        self.show_current()

    def _told(self, event: Event) -> None:
        from reader.tui import news

        news.tell(self, event)
        self._go_on()

    @property
    def _waits(self) -> bool:
        """What the next key is about is not known yet.

        An undo puts the cursor on what came back, and another list has other papers.
        """
        return self._holding or self.writer.reverting

    def _go_on(self) -> None:
        """Take the keys that were held."""
        while self._held and not self._waits:
            self.on_key(self._held.pop(0))
