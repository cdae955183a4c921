"""The one screen of the app: a list, the paper under the cursor, and the keys."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Static

from reader.errors import ReaderError
from reader.library import Library
from reader.library.writer import ChangeSaved, WriterEvent
from reader.paper import Listing, Period
from reader.session import Session
from reader.settings import Settings
from reader.settings.saved_queries import SavedQueries
from reader.system.threads import catch_all
from reader.tui.app.action_handlers import ActionHandlers
from reader.tui.handlers.change_report import ChangeReporter
from reader.tui.handlers.clipboard import Clipboard
from reader.tui.keys.bindings import ActiveBindings, Bindings
from reader.tui.keys.dispatcher import Dispatcher, MatchedKeys, PendingKeys
from reader.tui.keys.input_queue import InputApp, InputScreen
from reader.tui.parts import new_list_notice
from reader.tui.parts.active_library import ActiveLibrary
from reader.tui.parts.active_settings import ActiveSettings
from reader.tui.parts.background_runner import BackgroundRunner, ScreenCallback
from reader.tui.parts.citations import CitationLookup
from reader.tui.parts.first_day_hints import FirstDayHints
from reader.tui.parts.index_upkeep import IndexUpkeep
from reader.tui.parts.key_queue import KeyQueue
from reader.tui.parts.list_opener import ListOpener
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.parts.messages import Messages
from reader.tui.parts.pane_layout import PaneLayout
from reader.tui.parts.prompts import Prompts
from reader.tui.parts.queue_count import QueueCount
from reader.tui.parts.recent_commands import RecentCommands
from reader.tui.parts.service_monitor import ServiceMonitor
from reader.tui.parts.service_status import ServiceStatus
from reader.tui.parts.version_lookup import VersionLookup
from reader.tui.rendering.list_titles import KnownDays
from reader.tui.widgets.bars import KeyLine
from reader.tui.widgets.paper_pane import LinkClicked, PapersClicked
from reader.tui.widgets.prompt_line import PromptLine
from reader.tui.widgets.row_list import RowList

_TOO_SMALL = "Too small: 40×10 at least. q quits."


class ListingScreen(InputScreen[None]):
    """Puts the parts together, and takes events to them."""

    AUTO_FOCUS = ""
    settings_used: Callable[[Settings, Settings], None] = staticmethod(lambda *_: None)
    """Called with the settings before and after a change."""
    # Nothing that is waited for keeps anybody here.
    urgent_keys = frozenset({"ctrl+c"})
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-tall")]  # noqa: RUF012

    def __init__(
        self,
        app: InputApp,
        session: Session,
        period: Period | None,
        sample: Callable[[], Library],
        settings: Settings,
        bindings: Bindings,
        saved_queries: SavedQueries,
        only_sample: bool,
    ) -> None:
        """Show a list, or the newest.

        Args:
            app: the app that shows it.
            session: where lists and marks come from.
            period: the list to open; None is the newest.
            sample: opens the throw-away library of the built-in sample.
            settings: as they were read at the start.
            bindings: the keys in force.
            saved_queries: what stands out, and what is folded away.
            only_sample: show the sample and nothing else.
        """
        super().__init__()
        self.session, self.bindings = session, ActiveBindings(bindings)
        self.ready = False
        """The app can go on from here, whatever goes wrong."""
        self._first, self._only_sample, self._width = session.placed(period), only_sample, 0
        self.key_line = KeyLine(self._hint_clicked, id="footer")
        self.prompt = PromptLine(id="prompt")
        self.messages = Messages(self.key_line, self.prompt)
        self.runner = BackgroundRunner(self.post_message, self.set_timer, self.messages.warn)
        self.prompts = Prompts(self.prompt, self.runner, session.cache_folder)
        self.library = ActiveLibrary(session.library, sample, self.runner.call, self._changed)
        status = ServiceStatus(self._known_days, self.bindings.key)
        self.lists = self._listed(status, saved_queries)
        self.panes = self.lists.panes
        self.settings = self._followed(settings, saved_queries)
        self._put_together(app, status)

    def _listed(self, status: ServiceStatus, saved_queries: SavedQueries) -> ListPresenter:
        """The part that shows the list, empty as yet."""
        return ListPresenter(
            Listing(self._first or Period.day(self.session.today), ()),
            self.library,
            status,
            saved_queries,
            self.messages,
            shown=self._list_shown,
            clicked=self._row_clicked,
        )

    def _followed(self, settings: Settings, saved_queries: SavedQueries) -> ActiveSettings:
        """The part that follows the settings file."""
        return ActiveSettings(
            settings,
            saved_queries,
            self.bindings,
            self.session,
            self.lists,
            self.messages,
            lambda: _stamp(self.session.places.config),
            self._use_settings,
        )

    def _put_together(self, app: InputApp, status: ServiceStatus) -> None:
        """Make the parts that are given those of the list."""
        session, bindings = self.session, self.bindings
        self.key_queue = KeyQueue(self.messages, waiting=app.input, resume=self.take_input)
        self.service = ServiceMonitor(status, session, self.library, self.lists, self.messages)
        self.pane_layout = PaneLayout(self.lists, self.panes, self.key_line, self.set_class)
        self.citations = CitationLookup(session, self.lists, self.runner, self.messages)
        self.versions = VersionLookup(session, self.lists, self.runner, self.messages)
        self.clipboard = Clipboard(self.runner, self.messages, self.key_queue, app)
        self.opener = ListOpener(
            session,
            self.library,
            self.lists,
            self.service,
            self.citations,
            self.messages,
            self.key_queue,
            self.runner,
            bindings,
        )
        self._queue_count = QueueCount(session, self.lists, self.runner, bindings)
        self.new_list = new_list_notice.NewListNotice(
            session, self.lists, self.service, self.messages, self.runner, bindings
        )
        self.hints = FirstDayHints(self.lists, self.messages, bindings)
        self.recent, self.handlers = RecentCommands(), ActionHandlers(self)
        self._reporter = ChangeReporter(session, self.lists, self.messages, self.runner, app)
        self._dispatcher = Dispatcher(bindings.actions)

    def compose(self) -> ComposeResult:
        """Header, list, paper, key line; the prompt takes the place of the last."""
        lists = self.lists
        yield from (lists.header, lists.banner, self.panes, self.key_line, self.prompt)
        yield Static(_TOO_SMALL, id="too-small", markup=False)

    def on_mount(self) -> None:
        """Show what is in the archive, ask for what is newer, and follow other windows."""
        self.lists.rows.is_still = lambda: self.prompt.asking or self.is_blocked
        self.key_line.actions = self.bindings.actions
        self.ready = True
        with catch_all(self.recover):
            self._begin()
        for sentence in self.session.library.damage:
            self.messages.warn(sentence)
        self.citations.load()
        self.versions.load()

    def _begin(self) -> None:
        if self._only_sample:
            self.service.show_sample("")
        else:
            self.opener.start(self._first)
            self.set_interval(new_list_notice.TICK, self.new_list.look)
            IndexUpkeep(self.session.archive, lambda: self.key_queue.count, self.runner).look()

    def recover(self, error: ReaderError) -> None:
        """Go on after an error, perhaps in the midst of a key: say it, and take the next key."""
        self.messages.warn(error.sentence)
        self._dispatcher.clear()
        self.key_queue.drop_all()

    @property
    def is_blocked(self) -> bool:
        """What the next key is about is not known yet.

        An undo puts the cursor on what came back, and another list has other papers.
        """
        return bool(self.key_queue.holders or self.library.writer.reverting)

    def press(self, action: str) -> None:
        """Do what a key of this action does; nothing while it is not known what that is about."""
        if not self.is_blocked:
            self._dispatcher.clear()
            self._perform(action, 1)

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
            self.clipboard.put(selected, "Copied what was selected")
            return
        if is_new := _stamp(self.settings.path) != self.settings.stamp:
            self.settings.reload()
        self.key_queue.was_pressed = True
        character = event.character
        stroke = character if character and character.isprintable() and character != " " else ""
        key = self.bindings.keyboard.latin(stroke or event.key)
        result = self._dispatcher.feed(key, searching=self.lists.is_searching)
        waiting = result if isinstance(result, PendingKeys) else None
        self.key_line.teach(waiting, seen=not is_new)
        if result is None and stroke:
            tell = self.bindings.key("help")
            self.messages.say(f"{stroke} does nothing here; {tell} shows every key.")
        if isinstance(result, MatchedKeys):
            self._perform(result.action.id, result.count)

    def take_paste(self, text: str) -> None:
        """Text for the prompt; pasted keys are never taken for commands."""
        if self.prompt.asking:
            self.prompt.paste(text)

    def on_resize(self, event: events.Resize) -> None:
        """The bars are cut to the width; what was just said stays where that is as it was."""
        self.lists.show_header()
        if event.size.width != self._width:
            self._width = event.size.width
            self.key_line.teach()

    @on(RowList.Moved)
    def _cursor_moved(self) -> None:
        self.lists.refresh_pane()
        self.key_line.show_context(self.lists.key_context)

    @on(LinkClicked)
    def _link_clicked(self, clicked: LinkClicked) -> None:
        self.handlers.sharing.open(clicked.address)

    @on(PapersClicked)
    def _papers_clicked(self, clicked: PapersClicked) -> None:
        self.handlers.following.show_papers(clicked.kind, clicked.value)

    @on(ScreenCallback)
    def _call_back(self, message: ScreenCallback) -> None:
        message.callback()

    def _known_days(self) -> KnownDays:
        lists = self.session.listings
        return KnownDays(self.session.today, lists.papers_on, lists.newest_day)

    def _list_shown(self, listing: Listing) -> None:
        self.new_list.seen(listing)
        self._queue_count.count(listing)
        self.call_after_refresh(self.hints.welcome)

    def _row_clicked(self, times: int) -> None:
        if times == 2:
            self.call_later(self.press, "read-whole")

    def _hint_clicked(self, action: str) -> None:
        self.key_line.teach(seen=True)
        self.call_later(self.press, action)

    def _perform(self, action: str, count: int) -> None:
        self.key_queue.was_pressed = True
        self.handlers.perform(action, count)
        self.key_line.show_context(self.lists.key_context)

    def _use_settings(self, before: Settings, settings: Settings) -> None:
        """Put the settings in force that the file has now; `ActiveSettings` has read it."""
        self._dispatcher = Dispatcher(self.bindings.actions)
        self.key_line.actions = self.bindings.actions
        self.key_line.teach()
        self.lists.place_summary(settings.summary)
        self.lists.show_paper()
        if settings.bibliography_files != before.bibliography_files:
            self.citations.load()
        self.settings_used(before, settings)

    def _changed(self, event: WriterEvent) -> None:
        if isinstance(event, ChangeSaved):
            self.lists.repaint_saved(event.papers)
        else:
            self._reporter.report(event)
        self.take_input()


def _stamp(path: Path) -> tuple[int, ...]:
    """What tells whether a file was changed since; empty where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - with every key, and Path.stat takes twice as long
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
