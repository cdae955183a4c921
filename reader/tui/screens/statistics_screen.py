"""What the reader has done, counted."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reader.statistics import Statistics, report_lines
from reader.tui.keys.dispatcher import Keyboard, is_combination
from reader.tui.keys.input_queue import InputModal
from reader.tui.widgets.scroll_keys import scroll


class StatisticsScreen(InputModal):
    """Any key that does not scroll leaves it."""

    def __init__(self, found: Statistics, keyboard: Keyboard) -> None:
        """Show these, on this keyboard."""
        super().__init__()
        self._found = found
        self._keyboard = keyboard

    def compose(self) -> ComposeResult:
        """One block of text."""
        with VerticalScroll(id="statistics", can_focus=False):
            yield Static(self._text(self.app.size.width), id="statistics-text")

    def fit(self) -> None:
        """The bars are as long as there is room."""
        width = self.query_one("#statistics").scrollable_content_region.width
        self.query_one("#statistics-text", Static).update(self._text(width))

    def _text(self, width: int) -> Content:
        return Content("\n".join(report_lines(self._found, max(40, width), blocks=True)))

    def press_key(self, event: events.Key) -> None:
        """Scroll, or leave."""
        key = self._keyboard.latin(event.key)
        scrolled = scroll(self.query_one(VerticalScroll), key)
        if not scrolled and (key == "ctrl+c" or not is_combination(key)):
            self.close()
