"""The app: themes, the screen, and a clean way out."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from time import monotonic
from typing import Any

from textual import events
from textual.app import ScreenStackError
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.driver import Driver
from textual.filter import LineFilter
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget

from reader.errors import ReaderError
from reader.library import Library
from reader.paper import Period
from reader.session import Session
from reader.settings import Settings
from reader.settings.choices import Choices, terminal_name
from reader.settings.saved_queries import SavedQueries
from reader.system.threads import catch_all
from reader.text import clean
from reader.tui.app.first_frame import FirstFrame, first_frame
from reader.tui.app.listing_screen import ListingScreen
from reader.tui.keys.actions import ACTIONS, strokes
from reader.tui.keys.bindings import Bindings
from reader.tui.keys.dispatcher import is_combination
from reader.tui.keys.input_queue import InputApp
from reader.tui.keys.terminal_background import PATIENCE, TerminalBackground
from reader.tui.rendering.control_filter import control_character_filter
from reader.tui.rendering.terminal_colours import TERMINAL, TerminalColours
from reader.tui.rendering.themes import theme_in_use, use_background, use_theme
from reader.tui.widgets.scroll_thumb import use_scroll_thumb

_USUAL = Bindings(ACTIONS)
_NOTICES = 3
"""Mistakes in the settings that are shown at the start; more would hide the list."""
_NO_SAVED_QUERIES = SavedQueries()
_NO_CHOICES = Choices()
_MOST_MISTAKES = 100
_GONE = (NoMatches, ScreenStackError)
"""What is raised where something comes late, while the widgets go one after the other."""
_TOO_FAST = 5.0
"""Seconds: so many mistakes in that time, with no key between them, come without an end."""


class PaperReader(InputApp):
    """The program on the terminal."""

    CSS_PATH = "style.tcss"
    TITLE = "paper-reader"
    # There is one of our own, which takes its keys as all screens do.
    ENABLE_COMMAND_PALETTE = False
    failure: ReaderError | None = None
    """The mistake that has ended the app; None where it was left by a key."""
    first_frame: FirstFrame | None = None
    """What the next start shows first; None as long as this one goes on."""
    exchanging = False
    """Exchange journals with other machines, if the settings want it."""
    _is_ending = False
    _answered = False
    """The terminal has said what background it has."""

    def __init__(
        self,
        session: Session,
        sample: Callable[[], Library],
        settings: Settings,
        *,
        period: Period | None = None,
        only_sample: bool = False,
        bindings: Bindings = _USUAL,
        saved_queries: SavedQueries = _NO_SAVED_QUERIES,
        choices: Choices = _NO_CHOICES,
        notices: tuple[str, ...] = (),
    ) -> None:
        """Prepare the app; nothing is read or written before it runs.

        Args:
            session: where lists and marks come from.
            sample: opens the throw-away library of the built-in sample.
            settings: as they were read at the start.
            period: the list to open; None is the newest.
            only_sample: show the built-in sample and nothing else.
            bindings: the keys in force.
            saved_queries: what stands out, and what is folded away.
            choices: what was chosen on the screen before.
            notices: sentences to show at the start.
        """
        super().__init__()
        self._terminal, self._choices = terminal_name(), choices
        self._known = choices.backgrounds.get(self._terminal, "")
        self.listing = ListingScreen(
            self, session, period, sample, settings, bindings, saved_queries, only_sample
        )
        self.listing.settings_used = self.use_settings
        self.listing.pane_layout.restore(choices, settings.summary)
        self.listing.recent.restore(choices.recent)
        self._notices, self._symbols = notices, settings.symbols
        use_background(self, self._known)
        self._use_theme(settings.theme)
        self._mistakes: deque[float] = deque(maxlen=_MOST_MISTAKES)
        self._guard(self)

    @property
    def choices(self) -> Choices:
        """What was chosen on the screen, to be remembered."""
        theme = self.listing.settings.chosen_theme or self._choices.theme
        known = self._choices.with_background(self._terminal, self._known)
        return replace(
            self.listing.pane_layout.choices,
            theme="" if theme == "auto" else theme,
            backgrounds=known.backgrounds,
            recent=self.listing.recent.ids,
            first_day=self.listing.hints.first_day,
            hints=self.listing.hints.told,
        )

    def use_settings(self, before: Settings, settings: Settings) -> None:
        """Draw with other settings, where they have changed."""
        if settings.theme != before.theme:
            self._use_theme(settings.theme)
        if settings.symbols != before.symbols:
            self._symbols = settings.symbols
            self.__dict__.pop("_own_filters", None)
            self.refresh_css(animate=False)

    def _use_theme(self, name: str) -> None:
        chosen = self.choices.theme if name == "auto" else ""
        use_theme(self, chosen or name)

    @property
    def _suspending(self) -> set[tuple[str, ...]]:
        """The keys that hand the terminal to the shell."""
        actions = (each for each in self.listing.bindings.actions if each.id == "suspend")
        return {strokes(keys) for action in actions for keys in action.keys}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """With one that lets nothing harmful pass, and one for ASCII, where that is wanted."""
        if self.theme == TERMINAL.name:
            # Textual's would put colours in the place of the terminal's.
            return (self._terminal_filter, *self._own_filters)
        return (*super().get_line_filters(), *self._own_filters)

    @cached_property
    def _terminal_filter(self) -> LineFilter:
        return TerminalColours(hues=not self.no_color)

    @cached_property
    def _own_filters(self) -> tuple[LineFilter, ...]:
        controls = control_character_filter()
        if self._symbols == "unicode":
            return (controls,)
        from reader.tui.rendering.ascii_filter import ascii_line_filter, wanted

        return (controls, ascii_line_filter()) if wanted(self._symbols) else (controls,)

    def get_driver_class(self) -> type[Driver]:
        """Textual's, but with an input that hands on whole keys only."""
        usual = super().get_driver_class()
        if usual.__name__ == "WebDriver":
            from reader.tui.keys.served_driver import ServedDriver

            return ServedDriver
        if usual.__name__ != "LinuxDriver":
            return usual
        from reader.tui.keys.terminal_driver import TerminalDriver

        return TerminalDriver

    async def on_event(self, event: events.Event) -> None:
        """Take keys first: a key with alt or ctrl types nothing, wherever it goes to."""
        if isinstance(event, events.Key):
            # Whatever went wrong before, a key makes a new start.
            self._mistakes.clear()
        if isinstance(event, events.Key) and not event.is_forwarded and is_combination(event.key):
            key = self.listing.bindings.keyboard.latin(event.key)
            event = events.Key(key, None).set_sender(self)
            if (event.key,) in self._suspending:
                self.action_suspend_process()
                return
        await super().on_event(event)

    def action_suspend_process(self) -> None:
        """Hand the terminal to the shell, where there is one to come back from."""
        from reader.tui.parts.terminal_handover import suspended

        if problem := suspended(self):
            self.listing.messages.say(problem)

    def _ask_background(self) -> None:
        """Ask what ``auto`` means here; where no answer can be had it is what it is by default."""
        ask: Callable[[], bool] | None = getattr(self._driver, "ask_background", None)
        if ask is None or not ask():
            return
        self._answered = False
        self.set_timer(PATIENCE, self._take_silence)

    def _take_silence(self) -> None:
        if not self._answered:
            self._known = ""
            use_background(self, "")

    def on_terminal_background(self, said: TerminalBackground) -> None:
        """Have the colours that the terminal has; it may be late."""
        self._answered, self._known = True, said.background
        use_background(self, said.background)

    def on_app_focus(self, _: events.AppFocus) -> None:
        """Show what another window changed, as soon as the reader comes back from it."""
        self.listing.library.writer.follow()

    def get_default_screen(self) -> Screen[None]:
        """The one screen, in place of an empty one below it."""
        return self.listing

    def on_mount(self) -> None:
        """Leave in an orderly way also when the terminal goes away."""
        use_scroll_thumb()
        if theme_in_use(self) == "auto":
            self.call_after_refresh(self._ask_background)
        few = self._notices if len(self._notices) <= _NOTICES else self._notices[: _NOTICES - 1]
        for notice in few:
            self.listing.messages.warn(notice)
        if more := len(self._notices) - len(few):
            rest = f"{more} more mistakes in the settings; paper-reader doctor tells all of them"
            self.listing.messages.warn(rest)
        if self.exchanging:
            self.listing.handlers.exchange.begin()
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            # Not in every system, and only in a main thread.
            with contextlib.suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(getattr(signal, name), self.exit)
        # Collecting all that was imported would take longer than a frame.
        gc.freeze()
        gc.enable()

    def _register_child(
        self, parent: DOMNode, child: Widget, before: int | None, after: int | None
    ) -> None:
        # Textual ends the messages of a widget in which an error was raised, and then the app.
        super()._register_child(parent, child, before, after)
        self._guard(child)

    def _guard(self, pump: MessagePump) -> None:
        """Report an error that a message raises, and go on with the next message."""
        dispatch = pump._dispatch_message

        async def guarded(message: Message) -> None:
            try:
                await dispatch(message)
            except Exception as error:
                self._handle_exception(error)

        pump._dispatch_message = guarded  # type: ignore[method-assign]

    def _is_late(self, error: Exception) -> bool:
        return self._is_ending and isinstance(error, _GONE)

    def _handle_exception(self, error: Exception) -> None:
        # Errors in timers and in drawing come by here too; Textual would show them and end.
        if not self._is_late(error):
            with catch_all(self._mistaken):
                raise error

    async def _shutdown(self) -> None:
        self._is_ending = True
        await super()._shutdown()

    def _mistaken(self, error: ReaderError) -> None:
        """Tell of it and go on, as long as there is something to go on with."""
        self._mistakes.append(monotonic())
        many = len(self._mistakes) == _MOST_MISTAKES
        if not self.listing.ready or (many and monotonic() - self._mistakes[0] < _TOO_FAST):
            self._end(error)
            return
        with catch_all(self._end):
            self.listing.recover(error)

    def _end(self, error: ReaderError) -> None:
        """Leave, as the app cannot go on; the command line tells why."""
        self.failure = self.failure or error
        self._return_code = 1
        self._exception = self._exception or error
        self._exception_event.set()
        self._close_messages_no_wait()

    def wait(self, seconds: float, reason: str) -> None:
        """Say that the service is waited for; to be called from any thread."""
        self.listing.runner.call(lambda: self.listing.service.report_waiting(seconds, reason))

    def remark(self, sentence: str) -> None:
        """Say what of the environment was passed over; to be called from any thread."""
        text = clean(ReaderError(sentence).sentence)
        self.listing.runner.call(lambda: self.listing.messages.warn(text))

    def exit(self, *args: Any, **options: Any) -> None:
        """Leave; the next start can begin with a frame that is made here."""
        if self.listing.ready and not self._is_ending:
            with catch_all(lambda _: None):
                self.first_frame = self.first_frame or first_frame(self.listing, self.screen)
        super().exit(*args, **options)

    async def action_quit(self) -> None:
        """Nothing is lost by leaving at once."""
        self.exit()
