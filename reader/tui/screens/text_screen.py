"""A text that is shown whole, to be read or selected."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reader.text import clean
from reader.tui.keys.input_queue import InputModal, InputScreen
from reader.tui.widgets.scroll_keys import scroll

_CLOSING = ("escape", "enter", "q", "ctrl+c")
_KEYS = "select it with the mouse, shift held in most terminals; esc closes"


class TextScreen(InputModal):
    """Stands in nobody's way: a key that neither scrolls nor closes it closes it and counts."""

    def __init__(self, title: str, text: str) -> None:
        """Show a text.

        Args:
            title: stands above it.
            text: any.
        """
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Why it is shown, the text, the keys."""
        with Vertical(id="text"):
            yield Static(Content.styled(clean(self._title), "bold"), id="text-title")
            with VerticalScroll(can_focus=False):
                yield Static(Content(clean(self._text)), id="text-whole")
            yield Static(Content(_KEYS), id="text-keys")

    def press_key(self, event: events.Key) -> None:
        """Scroll what does not fit, or close."""
        part = self.query_one(VerticalScroll)
        if part.max_scroll_y and scroll(part, event.key):
            return
        self.close(None if event.key in _CLOSING else lambda: self._hand_on(event))

    def _hand_on(self, event: events.Key) -> None:
        """It was meant for what is in front now."""
        if isinstance(front := self.app.screen, InputScreen):
            front.press_key(event)
