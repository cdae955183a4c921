"""Shows what the reader has done, and what can be done from there."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

from textual.app import App
from textual.content import Content

from reader.paper import Period
from reader.statistics import Statistics
from reader.system.files import reason, replace_file
from reader.tui.keys.dispatcher import Keyboard
from reader.tui.parts.messages import Messages
from reader.tui.parts.prompts import Prompts
from reader.tui.rendering.statistics_text import SPANS, StatisticsSpan, statistics_text
from reader.tui.screens.statistics_screen import StatisticsScreen
from reader.tui.widgets.prompt_line import Prompt

_FILE = "paper-reader-statistics.csv"


class StatisticsView:
    """Statistics in front of the list."""

    def __init__(
        self,
        found: Statistics,
        open_list: Callable[[Period], None],
        prompts: Prompts,
        messages: Messages,
        keyboard: Keyboard,
    ) -> None:
        """Prepare them.

        Args:
            found: what was counted.
            open_list: opens a list.
            prompts: asks for the file of an export.
            messages: says what became of that.
            keyboard: tells which key is meant.
        """
        self._found = found
        # A clock may have been set back.
        self._last = max((found.today, *(day.first for day in found.days[-1:])))
        self._open_list = open_list
        self._prompts = prompts
        self._messages = messages
        self._keyboard = keyboard

    def show(self, app: App[object]) -> None:
        """Bring them to the front."""
        app.push_screen(
            StatisticsScreen(
                self._keyboard,
                self._draw,
                lambda span, day, steps: self._view(span, day).moved(steps),
                self._last,
                lambda day: self._open_list(Period.day(day)),
                self._ask,
            )
        )

    def _draw(self, span: str, day: date, width: int) -> Content:
        return statistics_text(self._found, self._view(span, day), width)

    def _view(self, span: str, day: date) -> StatisticsSpan:
        return StatisticsSpan(next(each for each in SPANS if each == span), day, self._last)

    def _ask(self) -> None:
        self._prompts.ask(Prompt("Days as CSV to:", self._write, value=_FILE, enter="write"))

    def _write(self, typed: str) -> None:
        if not typed.strip():
            return
        try:
            path = Path(typed.strip()).expanduser()
            if path.exists():
                self._messages.warn(f"{path} is there already, and was left as it is.")
                return
            replace_file(path, statistics_csv(self._found).encode())
        except RuntimeError:
            self._messages.warn(f"{typed.strip()} is in nobody's home.")
        except OSError as error:
            self._messages.warn(f"{path} cannot be written: {reason(error)}.")
        else:
            days = "1 day" if len(self._found.days) == 1 else f"{len(self._found.days)} days"
            self._messages.say(f"Wrote {days} to {path}")


def statistics_csv(found: Statistics) -> str:
    """A line for each day on which something was marked."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(("date", "seen", "starred", "tagged"))
    lines.writerows((day.first, day.seen, day.starred, day.tagged) for day in found.days)
    return text.getvalue()
