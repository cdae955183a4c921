"""Keys about the program itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App
from textual.content import Content

from reader.errors import ReaderError
from reader.listings import LoadedListing
from reader.session import Session
from reader.tui.handlers.cursor import one_paper
from reader.tui.keys.bindings import ActiveBindings
from reader.tui.parts.active_settings import ActiveSettings
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.journal_exchange import JournalExchange
from reader.tui.parts.key_queue import KeyQueue
from reader.tui.parts.list_opener import ListOpener
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.prompts import Prompts
from reader.tui.parts.recent_commands import RecentCommands
from reader.tui.parts.service_monitor import ServiceMonitor
from reader.tui.parts.version_lookup import VersionLookup

if TYPE_CHECKING:
    from reader.statistics import Statistics
    from reader.tui.handlers.reading_keys import ReadingHandler


class ProgramHandler:
    """Help, every command, colours, the way out."""

    def __init__(
        self,
        session: Session,
        lists: ListPresenter,
        opener: ListOpener,
        service: ServiceMonitor,
        versions: VersionLookup,
        messages: Messages,
        keys: KeyQueue,
        runner: BackgroundRunner,
        bindings: ActiveBindings,
        settings: ActiveSettings,
        app: App[object],
        press: Callable[[str], None],
        reading: Callable[[], ReadingHandler],
        recent: RecentCommands,
        prompts: Prompts,
        exchange: JournalExchange,
    ) -> None:
        self._session = session
        self._lists = lists
        self._opener = opener
        self._service = service
        self._versions = versions
        self._messages = messages
        self._keys = keys
        self._runner = runner
        self._bindings = bindings
        self._settings = settings
        self._app = app
        self._press = press
        self._reading = reading
        self._recent = recent
        self._prompts = prompts
        self._exchange = exchange

    def do_sync(self, _: int) -> None:
        """Exchange marks with the other machines."""
        self._exchange.now()

    def do_read_whole(self, _: int) -> None:
        """The paper under the cursor alone, with its discussion."""
        if self._lists.paper:
            self._reading().open()
        elif self._lists.view.lines:
            self._press("unfold")

    def do_authors(self, _: int) -> None:
        """The same, with all its authors named."""
        if one_paper(self._lists, self._messages):
            reading = self._reading()
            reading.open()
            reading.do_authors(1)

    def do_help(self, _: int) -> None:
        """Every key, and the pages of the manual."""
        from reader.system import manual_pages
        from reader.system.manual_index import NAMES
        from reader.tui.rendering.sign_legend import sign_legend
        from reader.tui.screens.help_screen import HelpScreen

        actions, keyboard = self._bindings.actions, self._bindings.keyboard
        pages = {name: manual_pages.summary(name) for name in NAMES}
        legend, open_page = sign_legend(), self._open_page
        self._app.push_screen(HelpScreen(actions, keyboard, legend, self._press, pages, open_page))

    def _open_page(self, name: str) -> None:
        from reader.system.manual_pages import MOST_LINES, page
        from reader.tui.rendering.markdown_text import MANUAL, markdown_lines
        from reader.tui.screens.manual_screen import ManualScreen

        def draw(width: int) -> list[Content]:
            return markdown_lines(page(name), width, MOST_LINES, MANUAL)

        self._app.push_screen(ManualScreen(self._bindings.keyboard, draw))

    def do_commands(self, _: int) -> None:
        """Every command, by name."""
        from reader.tui.screens.palette_screen import PaletteScreen

        def run(action: str) -> None:
            self._recent.use(action)
            self._press(action)

        self._app.push_screen(PaletteScreen(self._bindings.actions, run, self._recent.ids))

    def do_suspend(self, _: int) -> None:
        """Back to the shell, until it brings the program to the foreground again."""
        self._app.action_suspend_process()

    def do_theme(self, _: int) -> None:
        """All themes to choose from, each shown as the cursor comes to it."""
        from reader.settings import TEXTUAL_THEMES
        from reader.tui.rendering.themes import OWN, theme_in_use, use_theme
        from reader.tui.screens.theme_screen import ThemeScreen

        names, app = ("auto", *OWN, "terminal", *TEXTUAL_THEMES), self._app
        if app.no_color:
            self._messages.say("NO_COLOR is set, so that there are no colours to choose.")
            return
        current, keyboard = theme_in_use(app), self._bindings.keyboard
        use, keep = partial(use_theme, app), self._settings.choose_theme
        app.push_screen(ThemeScreen(names, current, use, keyboard, keep))

    def do_edit_settings(self, _: int) -> None:
        """The settings file in the reader's own editor; what it says counts from then on."""
        from reader.settings.settings_template import write_template
        from reader.tui.handlers.editor import EditorError, editor_command, hand_over

        settings = self._settings
        try:
            command = editor_command()
            if not settings.path.exists():
                write_template(settings.path)
        except (EditorError, ReaderError) as error:
            self._messages.warn(f"{error}.")
            return
        before = settings.stamp
        if problem := hand_over(self._app, [*command, str(settings.path)]):
            self._messages.warn(f"{problem}.")
        settings.look()
        if settings.stamp == before:
            self._messages.say(f"{settings.path.name} is as it was.")
        elif not settings.has_mistakes:
            self._messages.say(f"{settings.path.name} is in force.")

    def do_check(self, _: int) -> None:
        """Ask arXiv for new versions of the starred papers."""
        self._versions.check()

    def do_statistics(self, _: int) -> None:
        """What was read, starred and tagged, counted."""
        session = self._session

        def show(found: Statistics) -> None:
            from reader.tui.handlers.statistics_view import StatisticsView

            if found.days:
                keyboard = self._bindings.keyboard
                StatisticsView(
                    found, self._opener.open, self._prompts, self._messages, keyboard
                ).show(self._app)
                self._keys.release(self)
            else:
                self._keys.release(self, dropping=True)
                self._messages.say("Nothing is marked yet, so that there is nothing to count.")

        def failed(error: ReaderError) -> None:
            self._keys.release(self, dropping=True)
            self._messages.warn(error.sentence)

        self._runner.run(session.statistics, show, failed)
        self._keys.hold(self)

    def do_quit(self, _: int) -> None:
        """Leave; a filter is left first."""
        if self._lists.view.query:
            self._lists.show(self._lists.view.filtered(None), self._lists.place)
        elif before := self._lists.trail.back(self._lists.view.listing.period):
            self._opener.forget()
            self._service.report_opened(LoadedListing(before[0].listing))
            self._lists.show(*before)
        else:
            self._app.exit()
