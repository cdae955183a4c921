"""Who does what a key asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from reader.paper import Period
from reader.tui.bindings import VIEW
from reader.tui.stand import Stand

if TYPE_CHECKING:
    from reader.tui.choosing import Choosing
    from reader.tui.sharing import Sharing


class Handlers:
    """Every action has a method of its name in one of them, with ``do_`` before it."""

    def __init__(self, stand: Stand) -> None:
        """Remember the screen that the keys are pressed on."""
        self._stand = stand

    @cached_property
    def choosing(self) -> Choosing:
        """Marks and ranges."""
        from reader.tui.choosing import Choosing

        return Choosing(self._stand)

    @cached_property
    def sharing(self) -> Sharing:
        """Links and copies."""
        from reader.tui.sharing import Sharing

        return Sharing(self._stand)

    @cached_property
    def _all(self) -> tuple[object, ...]:
        """Imported with the first key, so that the first frame need not wait for them."""
        from reader.tui.arranging import Arranging
        from reader.tui.browsing import Browsing
        from reader.tui.commanding import Commanding
        from reader.tui.deciding import Deciding
        from reader.tui.filtering import Filtering
        from reader.tui.giving import Giving
        from reader.tui.moving import Moving
        from reader.tui.program import Program
        from reader.tui.searching import Searching

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
            query = (self._stand.taste.views or {})[action.removeprefix(VIEW)]
            return lambda _: self._stand.opening.open(Period("archive", query))
        name = f"do_{action.replace('-', '_')}"
        do: Callable[[int], None] = next(
            getattr(each, name) for each in (before, *self._all) if hasattr(each, name)
        )
        return do
