"""A page of the manual."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reader.tui.keys.dispatcher import Keyboard
from reader.tui.keys.input_queue import InputModal
from reader.tui.widgets.bars import menu_keys
from reader.tui.widgets.scroll_keys import scroll

_KEYS = (("j k", "scroll"), ("tab", "next heading"), ("q", "back"))
_BESIDE = 5
"""Cells of the screen beside the text: its padding, and the scroll bar."""
_WIDEST = 100
"""Cells of a line; longer ones are hard to read."""


class ManualScreen(InputModal):
    """Scrolled, and left with q or esc."""

    def __init__(self, keyboard: Keyboard, draw: Callable[[int], Sequence[Content]]) -> None:
        """Show a page.

        Args:
            keyboard: tells which key is meant.
            draw: the lines of the page, so many cells wide.
        """
        super().__init__()
        self._keyboard = keyboard
        self._draw = draw
        self._lines: Sequence[Content] = ()

    def compose(self) -> ComposeResult:
        """The text, and the keys."""
        with VerticalScroll(id="manual", can_focus=False):
            yield Static(self._text(self.app.size.width - _BESIDE), id="manual-text")
        yield Static(menu_keys(_KEYS, self.app.size.width), classes="menu-keys")

    def fit(self) -> None:
        """Lines are broken to the width."""
        width = self.query_one("#manual").scrollable_content_region.width
        self.query_one("#manual-text", Static).update(self._text(width))

    def press_key(self, event: events.Key) -> None:
        """Scroll, or go back."""
        text = self.query_one(VerticalScroll)
        match self._keyboard.latin(event.key):
            case "q" | "escape" | "enter" | "question_mark" | "ctrl+c":
                self.close()
            case "tab":
                at = round(text.scroll_offset.y)
                there = next((line for line in self._headings() if line > at), 0)
                text.scroll_to(y=there, animate=False, immediate=True)
            case key:
                scroll(text, key)

    def _headings(self) -> list[int]:
        """The lines of headings: what stands out whole, behind a blank line."""
        return [
            at
            for at, line in enumerate(self._lines)
            if line.plain
            and not (at and self._lines[at - 1].plain)
            and any(span.style == "bold" and not span.start for span in line.spans)
        ]

    def _text(self, width: int) -> Content:
        self._lines = self._draw(min(_WIDEST, max(16, width)))
        return Content("\n").join(self._lines)
