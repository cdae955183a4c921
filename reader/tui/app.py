"""The app: themes, the screen, and a clean way out."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
from collections.abc import Callable, Sequence
from functools import cached_property

from textual.filter import LineFilter
from textual.screen import Screen

from reader.library.store import Library
from reader.paper import Period
from reader.session import Session
from reader.taste import Taste
from reader.tui.actions import ACTIONS
from reader.tui.bindings import Bindings
from reader.tui.front import FrontApp
from reader.tui.harmless import harmless
from reader.tui.listing_screen import ListingScreen
from reader.tui.themes import DARK, LIGHT

_USUAL = Bindings(ACTIONS)
_NOTICES = 3
"""Mistakes in the settings that are shown at the start; more would hide the list."""
_NO_TASTE = Taste()


class PaperReader(FrontApp):
    """The program on the terminal."""

    CSS_PATH = "style.tcss"
    TITLE = "paper-reader"
    # There is one of our own, which takes its keys as all screens do.
    ENABLE_COMMAND_PALETTE = False

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

    async def action_quit(self) -> None:
        """Nothing is lost by leaving at once."""
        self.exit()


def _light_terminal(theme: str) -> bool:
    """COLORFGBG is ``foreground;background`` in ANSI colours; 7 and 15 are whites."""
    return theme == "auto" and os.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
