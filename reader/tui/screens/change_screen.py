"""A change to a file, shown before it is made."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reader.text import clean
from reader.tui.keys.dispatcher import Keyboard
from reader.tui.keys.input_queue import InputModal
from reader.tui.widgets.scroll_keys import scroll

_COLOURS = {"+": "$success", "-": "$error", "@": "$dim"}
_MOST = 2000
"""Lines of a change that are shown."""


class ChangeScreen(InputModal):
    """enter makes the change, esc does not."""

    def __init__(
        self, title: str, difference: str, keyboard: Keyboard, decided: Callable[[bool], None]
    ) -> None:
        """Show a change.

        Args:
            title: what will be done.
            difference: the change, as a unified diff.
            keyboard: which key is meant.
            decided: told whether it is to be made.
        """
        super().__init__()
        self._title = title
        self._difference = difference
        self._decided = decided
        self._keyboard = keyboard

    def compose(self) -> ComposeResult:
        """What will be done, the change, the keys."""
        with Vertical(id="change"):
            yield Static(Content.styled(self._title, "bold"), id="change-title")
            with VerticalScroll(can_focus=False):
                yield Static(_coloured(self._difference), id="change-text")
            keys = "enter or y writes it, esc or n does not, j and k scroll"
            yield Static(Content(keys), id="change-keys")

    def press_key(self, event: events.Key) -> None:
        """Decide, or scroll."""
        match self._keyboard.latin(event.key):
            case "enter" | "y":
                self.close(lambda: self._decided(True))
            case "escape" | "q" | "n" | "ctrl+c":
                self.close(lambda: self._decided(False))
            case key:
                scroll(self.query_one(VerticalScroll), key)


def _coloured(difference: str) -> Content:
    lines = clean(difference).split("\n")
    shown = [Content.styled(line, _COLOURS.get(line[:1], "")) for line in lines[:_MOST]]
    if len(lines) > _MOST:
        shown.append(Content(f"… {len(lines) - _MOST} more lines"))
    return Content("\n").join(shown)
