"""A screen that talks with the reader: sentences, notices and questions."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from reader.errors import ReaderError
from reader.tui.parts.background import Background
from reader.tui.state.prompt_history import PromptHistory
from reader.tui.widgets import bars
from reader.tui.widgets.prompt_line import Prompt, PromptLine

_NOTICE = 10.0
"""Seconds that a notice stays."""


class Telling(Background):
    """Has a key line with the id ``footer``, and a line for typing."""

    prompt: PromptLine
    """The line for typing."""

    def __init__(self, typed: PromptHistory) -> None:
        """Remember where what is typed is kept."""
        super().__init__()
        self._typed = typed
        self._warned: dict[str, float] = {}

    def say(self, text: str) -> None:
        """Tell the reader something, in the last line, until the next key."""
        self.query_one(bars.KeyLine).say(text)

    def warn(self, text: str) -> None:
        """Tell the reader that something went wrong; again only when it was out of sight."""
        if monotonic() - self._warned.get(text, -_NOTICE) >= _NOTICE:
            self._warned[text] = monotonic()
            self.notify(text, severity="error", timeout=_NOTICE, markup=False)

    def tell(self, error: ReaderError) -> None:
        """Tell of a mistake of the program."""
        self.warn(error.sentence)

    def ask(self, prompt: Prompt) -> None:
        """Open the line for typing."""
        self.prompt.open(prompt)

    def remark(self, text: str) -> None:
        """Say something behind the line for typing, or in the last line where nothing is typed."""
        if self.prompt.asking:
            self.prompt.remark(text)
        else:
            self.say(text)

    def typed(self, kind: str) -> Sequence[str]:
        """What was typed before where such a thing was asked for, the latest last."""
        self.later(self._typed.read, lambda _: None, lambda _: None)
        return self._typed.of(kind)

    def remember(self, kind: str, text: str) -> None:
        """This was typed where such a thing was asked for."""
        self._typed.add(kind, text)
        self.later(lambda: self._typed.keep(kind, text), lambda _: None, lambda _: None)
