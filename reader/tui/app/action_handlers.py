"""Finds the handler of each action, and hands every handler the parts that it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from reader.paper import Period
from reader.tui.keys.bindings import VIEW

if TYPE_CHECKING:
    from reader.tui.app.listing_screen import ListingScreen
    from reader.tui.handlers.follow_keys import FollowHandler
    from reader.tui.handlers.given_keys import GivenKeys
    from reader.tui.handlers.links_and_copies import SharingHandler
    from reader.tui.handlers.reading_keys import ReadingHandler
    from reader.tui.parts.journal_exchange import JournalExchange

_METHOD = "do_"
"""What the names of the methods begin with that handle an action."""


class ActionHandlers:
    """Handlers are imported and made with the first key, as the first frame needs none."""

    def __init__(self, screen: ListingScreen) -> None:
        """Make no handler yet.

        Args:
            screen: has the parts that handlers are given.
        """
        self._screen = screen

    def perform(self, action: str, count: int) -> None:
        """Do what an action does.

        Args:
            action: its id.
            count: how many times.
        """
        screen = self._screen
        if screen.hints.wanted:
            screen.hints.used(action)
        if screen.pane_layout.is_reading:
            if own := self._reading_table.get(action):
                own(count)
                return
            if not self.reading.keeps_open(action):
                self.reading.close()
        self.find(action)(count)

    def find(self, action: str) -> Callable[[int], None]:
        """The method that does an action where the list is shown, given how many times."""
        if action.startswith(VIEW):
            query = (self._screen.settings.saved_queries.views or {})[action.removeprefix(VIEW)]
            return lambda _: self._screen.opener.open(Period("archive", query))
        return self.table[action]

    @cached_property
    def table(self) -> dict[str, Callable[[int], None]]:
        """The method of each action, by its id."""
        table: dict[str, Callable[[int], None]] = {}
        for handler in self.made:
            table |= handled_actions(handler)
        return table

    @cached_property
    def made(self) -> tuple[object, ...]:
        """All handlers of the list."""
        return (*self._list_handlers(), *self._paper_handlers(), self._program_handler())

    @cached_property
    def _reading_table(self) -> dict[str, Callable[[int], None]]:
        return handled_actions(self.reading)

    @cached_property
    def sharing(self) -> SharingHandler:
        """Links and copies; a link that is clicked is opened by it as well."""
        from reader.tui.handlers.links_and_copies import SharingHandler

        screen = self._screen
        return SharingHandler(
            screen.session,
            screen.lists,
            screen.service,
            screen.messages,
            screen.runner,
            screen.clipboard,
            self._given,
            screen.app,
        )

    @cached_property
    def _given(self) -> GivenKeys:
        from reader.tui.handlers.given_keys import GivenKeys

        return GivenKeys(self._screen.library, self._screen.messages, self._screen.key_queue)

    @cached_property
    def reading(self) -> ReadingHandler:
        """The keys of the reading view; imported when it is opened first."""
        from reader.tui.handlers.reading_keys import ReadingHandler
        from reader.tui.parts.paper_discussion import PaperDiscussion

        screen = self._screen
        return ReadingHandler(
            PaperDiscussion(screen.session, screen.runner, screen.service),
            screen.pane_layout,
            screen.lists,
            screen.messages,
            screen.prompts,
            screen.panes,
        )

    @cached_property
    def following(self) -> FollowHandler:
        """Following and muting; who is clicked in a pane has all papers shown by it as well."""
        from reader.tui.handlers.follow_keys import FollowHandler

        screen = self._screen
        return FollowHandler(
            screen.settings,
            screen.library,
            screen.lists,
            screen.opener,
            screen.messages,
            screen.bindings,
            screen.pane_layout,
            screen.app,
            self.perform,
        )

    def _list_handlers(self) -> Iterator[object]:
        """Those that change what is listed, or where the cursor is."""
        from reader.tui.handlers.archive_search import ArchiveSearchHandler
        from reader.tui.handlers.arrangement_keys import ArrangementHandler
        from reader.tui.handlers.filter_prompt import FilterHandler
        from reader.tui.handlers.go_to import GoToHandler
        from reader.tui.handlers.movement import MovementHandler

        screen = self._screen
        session, library, lists, opener = (
            screen.session,
            screen.library,
            screen.lists,
            screen.opener,
        )
        messages, prompts, runner = screen.messages, screen.prompts, screen.runner
        keys, layout, bindings = screen.key_queue, screen.pane_layout, screen.bindings
        yield MovementHandler(lists, layout, messages)
        yield GoToHandler(session, library, lists, opener, messages, prompts, keys, bindings)
        yield FilterHandler(library, lists, opener, prompts, runner)
        yield ArrangementHandler(lists, layout, messages, runner)
        yield ArchiveSearchHandler(
            session, library, lists, screen.service, messages, prompts, keys, runner, bindings
        )

    def _paper_handlers(self) -> Iterator[object]:
        """Those that change marks, or take papers out of the program."""
        from reader.tui.handlers.command_prompt import CommandHandler
        from reader.tui.handlers.decision import LastDecision
        from reader.tui.handlers.export_prompt import ExportHandler
        from reader.tui.handlers.mark_prompts import MarkPromptHandler
        from reader.tui.handlers.pipe_prompt import PipeHandler
        from reader.tui.handlers.row_selection import RowSelectionHandler
        from reader.tui.handlers.triage import TriageHandler

        screen, last = self._screen, LastDecision()
        session, library, lists = screen.session, screen.library, screen.lists
        messages, prompts, runner = screen.messages, screen.prompts, screen.runner
        keys, layout, press = screen.key_queue, screen.pane_layout, screen.press
        app, bindings = screen.app, screen.bindings
        yield self.sharing
        yield self.following
        yield PipeHandler(library, lists, messages, prompts, self._given, app)
        yield RowSelectionHandler(library, lists, messages, prompts, runner)
        triage = TriageHandler(
            library, lists, layout, messages, last, press, screen.settings, bindings, screen.hints
        )
        yield triage
        yield MarkPromptHandler(triage, library, lists, messages, prompts, bindings, app)
        yield CommandHandler(
            session, library, lists, messages, prompts, keys, runner, bindings, last, press
        )
        yield ExportHandler(
            session, library, lists, screen.citations, messages, prompts, keys, bindings, app
        )

    def _program_handler(self) -> object:
        from reader.tui.handlers.program_keys import ProgramHandler

        screen = self._screen
        return ProgramHandler(
            screen.session,
            screen.lists,
            screen.opener,
            screen.service,
            screen.versions,
            screen.messages,
            screen.key_queue,
            screen.runner,
            screen.bindings,
            screen.settings,
            screen.app,
            screen.press,
            lambda: self.reading,
            screen.recent,
            screen.prompts,
            self.exchange,
        )

    @cached_property
    def exchange(self) -> JournalExchange:
        """The exchange of journals with other machines."""
        from reader.tui.parts.journal_exchange import JournalExchange

        screen = self._screen
        return JournalExchange(
            screen.session,
            screen.settings,
            screen.lists,
            screen.service.status,
            screen.messages,
            screen.runner,
        )


def handled_actions(handler: object) -> dict[str, Callable[[int], None]]:
    """The actions that a handler has a method for, by their ids."""
    names = (name for name in dir(handler) if name.startswith(_METHOD))
    return {name.removeprefix(_METHOD).replace("_", "-"): getattr(handler, name) for name in names}
