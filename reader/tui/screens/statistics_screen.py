"""What the reader has done, counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reader.tui.keys.dispatcher import Keyboard
from reader.tui.keys.input_queue import InputModal
from reader.tui.widgets.bars import menu_keys
from reader.tui.widgets.scroll_keys import scroll

_KEYS = (
    ("[ ]", "older, newer"),
    ("enter", "its list"),
    ("w", "week, month, year"),
    ("x", "export as CSV"),
    ("q", "back"),
    ("← → ↑ ↓", "a day"),
)
_FIRST = date(1990, 1, 1)
"""A day before which nothing was marked."""
_BESIDE = 5
"""Cells of the screen beside the text: its padding, and the scroll bar."""


class StatisticsScreen(InputModal):
    """Bars and a calendar, with the cursor on a day."""

    def __init__(
        self,
        keyboard: Keyboard,
        draw: Callable[[str, date, int], Content],
        turn: Callable[[str, date, int], date],
        today: date,
        open_day: Callable[[date], None],
        export: Callable[[], None],
    ) -> None:
        """Begin with this year.

        Args:
            keyboard: tells which key is meant.
            draw: the statistics of a span (week, month or year) with a day in it, so wide.
            turn: a day so many spans later.
            today: the day that the cursor begins on; no later one can be chosen.
            open_day: opens the list of a day.
            export: writes the numbers to a file.
        """
        super().__init__()
        self._keyboard = keyboard
        self._draw = draw
        self._turn = turn
        self._today = self._day = today
        self._open_day = open_day
        self._export = export
        self._span = "year"

    def compose(self) -> ComposeResult:
        """One block of text, and the keys."""
        with VerticalScroll(id="statistics", can_focus=False):
            yield Static(self._text(self.app.size.width - _BESIDE), id="statistics-text")
        yield Static(menu_keys(_KEYS, self.app.size.width), classes="menu-keys")

    def fit(self) -> None:
        """The bars are as long as there is room."""
        width = self.query_one("#statistics").scrollable_content_region.width
        self.query_one("#statistics-text", Static).update(self._text(width))

    def press_key(self, event: events.Key) -> None:
        """Another day, another span, its list, a file, or back."""
        day = self._day
        match self._keyboard.latin(event.key):
            case "q" | "escape" | "ctrl+c":
                self.close()
            case "enter":
                self.close(lambda: self._open_day(day))
            case "x":
                self.close(self._export)
            case "w":
                spans = ("year", "month", "week")
                self._span = spans[(spans.index(self._span) + 1) % len(spans)]
                self.fit()
            case "left_square_bracket":
                self._go(self._turn(self._span, day, -1))
            case "right_square_bracket":
                self._go(self._turn(self._span, day, 1))
            case "left" | "h":
                self._go(day - timedelta(7 if self._span == "year" else 1))
            case "right" | "l":
                self._go(day + timedelta(7 if self._span == "year" else 1))
            case "up" | "k":
                self._go(day - timedelta(1))
            case "down" | "j":
                self._go(day + timedelta(1))
            case key:
                scroll(self.query_one(VerticalScroll), key)

    def _go(self, day: date) -> None:
        self._day = min(max(day, _FIRST), self._today)
        self.fit()

    def _text(self, width: int) -> Content:
        return self._draw(self._span, self._day, max(40, width))
