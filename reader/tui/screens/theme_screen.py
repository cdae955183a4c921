"""The themes, each shown as the cursor comes to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from reader.tui.keys.dispatcher import Keyboard
from reader.tui.keys.input_queue import InputModal
from reader.tui.widgets.row_list import RowList, RowRenderer


class ThemeScreen(InputModal):
    """Enter keeps the theme under the cursor, escape goes back to the one before."""

    def __init__(
        self,
        names: Sequence[str],
        current: str,
        use: Callable[[str], None],
        keyboard: Keyboard,
        keep: Callable[[str], None],
    ) -> None:
        """Offer these.

        Args:
            names: of the themes.
            current: the one in use.
            use: draws the app in a theme, given its name.
            keyboard: tells which key is meant.
            keep: called with the name of the one that was chosen.
        """
        super().__init__()
        self._names, self._current = names, current
        self._use = use
        self._keyboard = keyboard
        self._keep = keep
        self._rows = RowList[str](
            lambda: RowRenderer(_drawn, lambda name: name, lambda *_: 1),
            self._preview,
            clicked=lambda _: None,
            id="theme-list",
        )

    def compose(self) -> ComposeResult:
        """The names, and what keys do."""
        with Vertical(id="themes"):
            yield self._rows

    def on_mount(self) -> None:
        """The cursor begins on the one in use."""
        at = self._names.index(self._current) if self._current in self._names else 0
        self._rows.show(self._names, at)

    def press_key(self, event: events.Key) -> None:
        """Move, keep, or go back."""
        rows = self._rows
        match self._keyboard.latin(event.key):
            case "escape" | "q" | "ctrl+c":
                self._use(self._current)
                self.close()
            case "enter":
                name = self._names[self._rows.cursor]
                self.close(lambda: self._keep(name))
            case "down" | "j":
                rows.move_to(rows.cursor + 1)
            case "up" | "k":
                rows.move_to(rows.cursor - 1)

    def _preview(self) -> None:
        self._use(self._names[self._rows.cursor])


def _drawn(name: str, under_cursor: bool, _: int) -> list[Content]:
    bar = Content.styled("▌", "$strong") if under_cursor else Content(" ")
    return [Content.assemble(bar, " ", (name, "bold $strong" if under_cursor else ""))]
