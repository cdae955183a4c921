"""Keys about the program itself."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from reader.errors import ReaderError
from reader.listings.list_fetcher import LoadedListing
from reader.tui.handlers.cursor import one_paper
from reader.tui.handlers.stand import Stand

if TYPE_CHECKING:
    from reader.statistics import Statistics
    from reader.tui.parts.reading_view import ReadingView


class Program:
    """Help, every command, colours, the way out."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    @cached_property
    def _view(self) -> ReadingView:
        from reader.tui.parts.reading_view import ReadingView

        return ReadingView(self._stand)

    def do_read_whole(self, _: int) -> None:
        """The paper under the cursor alone, with its discussion."""
        if self._stand.current:
            self._stand.enter(self._view)
        elif self._stand.view.lines:
            self._stand.press("unfold")

    def do_authors(self, _: int) -> None:
        """The same, with all its authors named."""
        if one_paper(self._stand):
            self._stand.enter(self._view)
            self._view.do_authors(1)

    def do_help(self, _: int) -> None:
        """Every key."""
        from reader.tui.screens.help_screen import HelpScreen

        bindings = self._stand.bindings
        self._stand.app.push_screen(HelpScreen(bindings.actions, bindings.keyboard))

    def do_commands(self, _: int) -> None:
        """Every command, by name."""
        from reader.tui.screens.palette_screen import PaletteScreen

        stand = self._stand
        stand.app.push_screen(PaletteScreen(stand.bindings.actions, stand.press))

    def do_suspend(self, _: int) -> None:
        """Back to the shell, until it brings the program to the foreground again."""
        self._stand.app.action_suspend_process()

    def do_theme(self, _: int) -> None:
        """The other theme."""
        dark = self._stand.app.current_theme.dark
        self._stand.app.theme = "paper-light" if dark else "paper-dark"

    def do_statistics(self, _: int) -> None:
        """What was read, starred and tagged, counted."""
        session, stand = self._stand.session, self._stand

        def show(found: Statistics) -> None:
            from reader.tui.screens.statistics_screen import StatisticsScreen

            if found.days:
                stand.app.push_screen(StatisticsScreen(found, stand.bindings.keyboard))
                stand.release(self)
            else:
                stand.release(self, dropping=True)
                stand.say("Nothing is marked yet, so that there is nothing to count.")

        def failed(error: ReaderError) -> None:
            stand.release(self, dropping=True)
            stand.warn(error.sentence)

        stand.later(session.statistics, show, failed)
        stand.hold(self)

    def do_quit(self, _: int) -> None:
        """Leave; a filter is left first."""
        if self._stand.view.query:
            self._stand.show(self._stand.view.filtered(None), None)
        elif before := self._stand.trail.back(self._stand.view.listing.period):
            self._stand.opening.forget()
            self._stand.status.opened(LoadedListing(before[0].listing))
            self._stand.show(*before)
        else:
            self._stand.app.exit()
