"""The commands that were used last, for the palette."""

from __future__ import annotations

from collections.abc import Iterable

_MOST = 50


class RecentCommands:
    """Ids of actions, the last used first."""

    def __init__(self) -> None:
        self.ids: tuple[str, ...] = ()

    def restore(self, ids: Iterable[str]) -> None:
        """Have those of an earlier start."""
        self.ids = tuple(ids)[:_MOST]

    def use(self, action: str) -> None:
        """This was used just now."""
        self.ids = (action, *(each for each in self.ids if each != action))[:_MOST]
