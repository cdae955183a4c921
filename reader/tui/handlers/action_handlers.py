"""Who does what a key asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from reader.paper import Period
from reader.tui.handlers.stand import Stand
from reader.tui.keys.bindings import VIEW

if TYPE_CHECKING:
    from reader.tui.handlers.links_and_copies import Sharing
    from reader.tui.handlers.row_selection import Choosing


class Handlers:
    """Every action has a method of its name in one of them, with ``do_`` before it."""

    def __init__(self, stand: Stand) -> None:
        """Remember the screen that the keys are pressed on."""
        self._stand = stand

    @cached_property
    def choosing(self) -> Choosing:
        """Marks and ranges."""
        from reader.tui.handlers.row_selection import Choosing

        return Choosing(self._stand)

    @cached_property
    def sharing(self) -> Sharing:
        """Links and copies."""
        from reader.tui.handlers.links_and_copies import Sharing

        return Sharing(self._stand)

    @cached_property
    def _all(self) -> tuple[object, ...]:
        """Imported with the first key, so that the first frame need not wait for them."""
        from reader.tui.handlers.archive_search import Searching
        from reader.tui.handlers.arrangement_keys import Arranging
        from reader.tui.handlers.command_prompt import Commanding
        from reader.tui.handlers.export_prompt import Giving
        from reader.tui.handlers.filter_prompt import Filtering
        from reader.tui.handlers.go_to import Browsing
        from reader.tui.handlers.movement import Moving
        from reader.tui.handlers.program_keys import Program
        from reader.tui.handlers.triage import Deciding

        kinds = (
            Moving,
            Browsing,
            Deciding,
            Commanding,
            Filtering,
            Arranging,
            Searching,
            Giving,
            Program,
        )
        return (self.choosing, self.sharing, *(kind(self._stand) for kind in kinds))

    def find(self, action: str, before: object = None) -> Callable[[int], None]:
        """What does an action, given how many times.

        Args:
            action: its id.
            before: one that is asked before all others, if any.
        """
        if action.startswith(VIEW):
            query = (self._stand.saved_queries.views or {})[action.removeprefix(VIEW)]
            return lambda _: self._stand.opening.open(Period("archive", query))
        name = f"do_{action.replace('-', '_')}"
        do: Callable[[int], None] = next(
            getattr(each, name) for each in (before, *self._all) if hasattr(each, name)
        )
        return do
