"""Finds the handler of each action, and hands every handler the parts that it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from reader.paper import Period
from reader.tui.keys.bindings import VIEW

if TYPE_CHECKING:
    from reader.tui.app.listing_screen import ListingScreen
    from reader.tui.handlers.links_and_copies import SharingHandler
    from reader.tui.handlers.reading_keys import ReadingHandler

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
            query = (self._screen.taste.views or {})[action.removeprefix(VIEW)]
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
        return tuple(self._handlers())

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
            screen.library,
            screen.lists,
            screen.service,
            screen.messages,
            screen.key_queue,
            screen.runner,
            screen.clipboard,
            screen.app,
        )

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
            screen.bindings,
            screen.panes,
        )

    def _handlers(self) -> Iterator[object]:
        from reader.tui.handlers.archive_search import ArchiveSearchHandler
        from reader.tui.handlers.arrangement_keys import ArrangementHandler
        from reader.tui.handlers.command_prompt import CommandHandler
        from reader.tui.handlers.decision import LastDecision
        from reader.tui.handlers.export_prompt import ExportHandler
        from reader.tui.handlers.filter_prompt import FilterHandler
        from reader.tui.handlers.go_to import GoToHandler
        from reader.tui.handlers.movement import MovementHandler
        from reader.tui.handlers.program_keys import ProgramHandler
        from reader.tui.handlers.row_selection import RowSelectionHandler
        from reader.tui.handlers.triage import TriageHandler

        screen = self._screen
        session, library, lists = screen.session, screen.library, screen.lists
        messages, prompts, runner = screen.messages, screen.prompts, screen.runner
        last = LastDecision()
        yield self.sharing
        yield MovementHandler(lists, screen.pane_layout, messages)
        yield GoToHandler(
            session, library, lists, screen.opener, messages, prompts, screen.key_queue
        )
        yield TriageHandler(
            library, lists, screen.pane_layout, messages, prompts, last, screen.app, screen.press
        )
        yield CommandHandler(
            session, library, lists, messages, prompts, screen.key_queue, runner, last, screen.press
        )
        yield RowSelectionHandler(library, lists, messages, prompts, runner)
        yield FilterHandler(library, lists, screen.opener, prompts, runner, screen.app)
        yield ArrangementHandler(lists, screen.pane_layout, messages, runner)
        yield ArchiveSearchHandler(
            session, library, lists, screen.service, messages, prompts, screen.key_queue, runner
        )
        yield ExportHandler(
            session,
            library,
            lists,
            screen.citations,
            messages,
            prompts,
            screen.key_queue,
            screen.bindings,
            screen.app,
        )
        yield ProgramHandler(
            session,
            lists,
            screen.opener,
            screen.service,
            messages,
            screen.key_queue,
            runner,
            screen.bindings,
            screen.app,
            screen.press,
            lambda: self.reading,
        )


def handled_actions(handler: object) -> dict[str, Callable[[int], None]]:
    """The actions that a handler has a method for, by their ids."""
    names = (name for name in dir(handler) if name.startswith(_METHOD))
    return {name.removeprefix(_METHOD).replace("_", "-"): getattr(handler, name) for name in names}
