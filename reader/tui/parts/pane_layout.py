"""Which panes are on screen: the list, the abstract, both, or one paper whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reader.tui.keys.actions import Action
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.widgets.bars import KeyLine
from reader.tui.widgets.paper_pane import PaperPane

_LAYOUTS = ("split", "titles", "abstract")
"""Both panes; the list at full width; the paper alone."""


class PaneLayout:
    """Shows and hides panes by classes of the screen."""

    def __init__(
        self,
        lists: ListPresenter,
        key_line: KeyLine,
        actions: Sequence[Action],
        set_class: Callable[[bool, str], object],
    ) -> None:
        """Show both panes.

        Args:
            lists: draws into the pane that is shown.
            key_line: teaches the keys of what is shown.
            actions: those that it teaches while the list is shown.
            set_class: sets a class of the screen, or takes it away.
        """
        self._lists = lists
        self._key_line = key_line
        self._actions = actions
        self._set_class = set_class
        self._layout = _LAYOUTS[0]
        self.is_reading = False
        """One paper is shown alone, with its discussion."""

    @property
    def shows_abstract(self) -> bool:
        """The abstract of the paper under the cursor is in sight, and not its title alone."""
        return self.is_reading or self._layout != "titles"

    def next(self) -> None:
        """Take the next layout."""
        self._layout = _LAYOUTS[(_LAYOUTS.index(self._layout) + 1) % len(_LAYOUTS)]
        for each in _LAYOUTS[1:]:
            self._set_class(each == self._layout, f"-{each}")
        self._lists.rows.whole = self._layout == "titles"

    def show_reading(self, pane: PaperPane, actions: Sequence[Action]) -> None:
        """Show a pane alone in place of the list, and teach these actions."""
        self.is_reading = True
        self._show(pane, actions)

    def show_list(self) -> None:
        """Go back to the list."""
        self.is_reading = False
        self._show(self._lists.abstract_pane, self._actions)

    def _show(self, pane: PaperPane, actions: Sequence[Action]) -> None:
        self._lists.pane = pane
        self._set_class(self.is_reading, "-reading")
        self._key_line.actions = actions
        self._key_line.teach()
        self._lists.show_paper()
