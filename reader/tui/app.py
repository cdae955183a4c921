"""The app: themes, the screen, and a clean way out."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.filter import LineFilter
from textual.screen import Screen

from reader.errors import ReaderError
from reader.library.store import Library
from reader.paper import Period
from reader.session import Session
from reader.taste import Taste
from reader.text import clean
from reader.tui.actions import ACTIONS, Action, all_shown
from reader.tui.bindings import Bindings
from reader.tui.harmless import harmless
from reader.tui.listing_screen import ListingScreen
from reader.tui.themes import DARK, LIGHT


class Commands(Provider):
    """Every action in the command palette, from the one table."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for action in self._actions:
            yield DiscoveryHit(action.words, self._press(action.id), help=_keys(action))

    async def search(self, query: str) -> Hits:
        """Those whose words match."""
        matcher = self.matcher(query)
        for action in self._actions:
            if (score := matcher.match(action.words)) > 0:
                words = matcher.highlight(action.words)
                yield Hit(score, words, self._press(action.id), help=_keys(action))

    @property
    def _actions(self) -> tuple[Action, ...]:
        assert isinstance(self.screen, ListingScreen)
        return self.screen.bindings.actions

    def _press(self, action: str) -> Callable[[], None]:
        screen = self.screen
        assert isinstance(screen, ListingScreen)
        return lambda: screen.press(action)


_USUAL = Bindings(ACTIONS)
_NOTICES = 3
"""Mistakes in the settings that are shown at the start; more would hide the list."""
_NO_TASTE = Taste()


class PaperReader(App[None]):
    """The program on the terminal."""

    CSS_PATH = "style.tcss"
    TITLE = "paper-reader"
    # Else Textual's own key for it would go before all others, also where something is typed.
    ENABLE_COMMAND_PALETTE = False
    COMMANDS: ClassVar = {Commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "close_palette", priority=True, show=False)
    ]

    def __init__(
        self,
        session: Session,
        sample: Callable[[], Library],
        *,
        theme: str = "auto",
        symbols: str = "unicode",
        period: Period | None = None,
        only_sample: bool = False,
        bindings: Bindings = _USUAL,
        taste: Taste = _NO_TASTE,
        notices: tuple[str, ...] = (),
    ) -> None:
        """Prepare the app; nothing is read or written before it runs.

        Args:
            session: where lists and marks come from.
            sample: opens the throw-away library of the built-in sample.
            theme: ``dark``, ``light`` or ``auto``.
            symbols: ``unicode``, ``ascii`` or ``auto``.
            period: the list to open; None is the newest.
            only_sample: show the built-in sample and nothing else.
            bindings: the keys in force.
            taste: what stands out, and what is folded away.
            notices: sentences to show at the start.
        """
        super().__init__()
        self.use_command_palette = True
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = "paper-light" if theme == "light" or _light_terminal(theme) else "paper-dark"
        self.listing = ListingScreen(
            session, period, sample, bindings=bindings, taste=taste, only=only_sample
        )
        self._notices = notices
        self._symbols = symbols

    def get_line_filters(self) -> Sequence[LineFilter]:
        """With one that lets nothing harmful pass, and one for ASCII, where that is wanted."""
        return (*super().get_line_filters(), *self._own_filters)

    @cached_property
    def _own_filters(self) -> tuple[LineFilter, ...]:
        if self._symbols == "unicode":
            return (harmless(),)
        from reader.tui.ascii import ascii_only, wanted

        return (harmless(), ascii_only()) if wanted(self._symbols) else (harmless(),)

    def get_default_screen(self) -> Screen[None]:
        """The one screen, in place of an empty one below it."""
        return self.listing

    def on_mount(self) -> None:
        """Leave in an orderly way also when the terminal goes away."""
        few = self._notices if len(self._notices) <= _NOTICES else self._notices[: _NOTICES - 1]
        for notice in few:
            self.notify(notice, severity="warning", timeout=10, markup=False)
        if more := len(self._notices) - len(few):
            rest = f"{more} more mistakes in the settings; paper-reader doctor tells all of them"
            self.notify(rest, severity="warning", timeout=10, markup=False)
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            # Not in every system, and only in a main thread.
            with contextlib.suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(getattr(signal, name), self.exit)
        # Collecting all that was imported would take longer than a frame.
        gc.freeze()
        gc.enable()

    def wait(self, seconds: float, reason: str) -> None:
        """Say that the service is waited for; to be called from any thread."""
        self.listing.call(lambda: self.listing.status.waits(seconds, reason))

    def remark(self, sentence: str) -> None:
        """Say what of the environment was passed over; to be called from any thread."""
        text = clean(ReaderError(sentence).sentence)
        self.listing.call(lambda: self.notify(text, severity="warning", timeout=10, markup=False))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """ctrl+c closes what has a line for typing of its own, such as the palette."""
        if action == "close_palette":
            return isinstance(self.screen, CommandPalette) or self.focused is not None
        return super().check_action(action, parameters)

    def action_close_palette(self) -> None:
        """Do nothing of what it lists."""
        self.screen.dismiss()

    def action_help_quit(self) -> None:
        """ctrl+c where something is typed: leave that, not the program."""
        if self.screen is self.listing:
            self.listing.prompt.cancel()
        else:
            self.screen.dismiss()

    async def action_quit(self) -> None:
        """Nothing is lost by leaving at once."""
        self.exit()


def _keys(action: Action) -> str:
    return all_shown(action) or "no key of its own"


def _light_terminal(theme: str) -> bool:
    """COLORFGBG is ``foreground;background`` in ANSI colours; 7 and 15 are whites."""
    return theme == "auto" and os.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
