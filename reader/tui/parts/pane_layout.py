"""Which panes are on screen: the list, the abstract, both, or one paper whole."""

from __future__ import annotations

from collections.abc import Callable

from reader.settings.choices import Choices
from reader.tui.parts.list_presenter import ListPresenter
from reader.tui.rendering.geometry import LAYOUTS, Split
from reader.tui.state.arrangement import FOLDS, SORTS, Arrangement
from reader.tui.widgets.bars import KeyLine
from reader.tui.widgets.panes import Panes
from reader.tui.widgets.paper_pane import PaperPane

_STEP = 2
"""Cells by which a key moves the border side by side; one above the other it is a line."""


class PaneLayout:
    """Shows and hides panes by classes of the screen."""

    def __init__(
        self,
        lists: ListPresenter,
        panes: Panes,
        key_line: KeyLine,
        set_class: Callable[[bool, str], object],
    ) -> None:
        """Show both panes.

        Args:
            lists: draws into the pane that is shown.
            panes: has the list and the paper in it.
            key_line: teaches the keys of what is shown.
            set_class: sets a class of the screen, or takes it away.
        """
        self._lists = lists
        self._panes = panes
        self._key_line = key_line
        self._set_class = set_class
        self.is_reading = False
        """One paper is shown alone, with its discussion."""

    @property
    def shows_abstract(self) -> bool:
        """The abstract of the paper under the cursor is in sight, and not its title alone."""
        return self.is_reading or self._panes.shown in ("split", "abstract")

    @property
    def choices(self) -> Choices:
        """The layout, the border and the arrangement, as the reader has them now."""
        arrangement, split = self._lists.view.arrangement, self._panes.split
        return Choices(
            self._panes.shown,
            arrangement.sort,
            arrangement.fold or "",
            split.side,
            split.stacked,
        )

    def restore(self, choices: Choices, summary: str) -> None:
        """Have them as they were chosen, and summaries in a place; before anything is shown."""
        self._lists.place_summary(summary)
        self._panes.split = Split(choices.side, choices.stacked)
        self._panes.show(next(each for each in LAYOUTS if each == choices.layout))
        sort = next(each for each in SORTS if each == choices.sort)
        fold = next((each for each in FOLDS if each == choices.fold), None)
        self._lists.view = self._lists.view.arranged(Arrangement(sort, fold))

    def next(self) -> None:
        """Take the next layout."""
        self._panes.show(LAYOUTS[(LAYOUTS.index(self._panes.shown) + 1) % len(LAYOUTS)])
        self._lists.show_header()

    def move_border(self, steps: int) -> bool:
        """Make the list larger by some steps; return whether that could be done."""
        return self._panes.move(steps * (_STEP if self._panes.geometry.side else 1))

    def show_reading(self, pane: PaperPane) -> None:
        """Show a pane alone in place of the list."""
        self.is_reading = True
        self._show(pane)

    def show_list(self) -> None:
        """Go back to the list."""
        self.is_reading = False
        self._show(self._lists.abstract_pane)

    def teach(self) -> None:
        """Have the key line teach what the next key is about by now."""
        self._key_line.show_context(self._lists.key_context)

    def _show(self, pane: PaperPane) -> None:
        self._lists.pane = pane
        self._set_class(self.is_reading, "-reading")
        self._panes.cover(covered=self.is_reading)
        self.teach()
        self._lists.show_paper()
