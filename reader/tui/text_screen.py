"""A text that is shown whole, to be read or selected."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from reader.text import clean
from reader.tui.scrolling import scroll

_CLOSING = ("escape", "enter", "q", "ctrl+c")
_KEYS = "select it with the mouse, shift held in most terminals; esc closes"


class TextScreen(ModalScreen[None]):
    """Stands in nobody's way: a key that neither scrolls nor closes it closes it and counts."""

    AUTO_FOCUS = ""

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

    def on_key(self, event: events.Key) -> None:
        """Scroll what does not fit, or close."""
        event.stop()
        event.prevent_default()
        if self.app.screen is not self:
            self.app.screen.post_message(events.Key(event.key, event.character))
            return
        part = self.query_one(VerticalScroll)
        if part.max_scroll_y and scroll(part, event.key):
            return
        self.dismiss()
        if event.key not in _CLOSING:
            self.app.screen.post_message(events.Key(event.key, event.character))
