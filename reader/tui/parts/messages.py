"""What the app says to its reader: sentences in the last line, and notices."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from reader.tui.widgets.bars import KeyLine
from reader.tui.widgets.prompt_line import PromptLine

_NOTICE = 10.0
"""Seconds that a notice stays."""


class Messages:
    """Says things in the key line, behind the prompt or in a notice."""

    def __init__(
        self, key_line: KeyLine, prompt_line: PromptLine, notify: Callable[..., None]
    ) -> None:
        """Say nothing yet.

        Args:
            key_line: the last line of the screen.
            prompt_line: takes its place while something is asked.
            notify: shows a notice, as `App.notify` does.
        """
        self._key_line = key_line
        self._prompt_line = prompt_line
        self._notify = notify
        self._warned: dict[str, float] = {}

    def say(self, text: str) -> None:
        """Say something in the last line, until the next key."""
        self._key_line.say(text)

    def warn(self, text: str) -> None:
        """Say that something went wrong; again only when the last notice of it is gone."""
        if monotonic() - self._warned.get(text, -_NOTICE) >= _NOTICE:
            self._warned[text] = monotonic()
            self._notify(text, severity="error", timeout=_NOTICE, markup=False)

    def remark(self, text: str) -> None:
        """Say something behind the prompt, or in the last line where no prompt is open."""
        if self._prompt_line.asking:
            self._prompt_line.remark(text)
        else:
            self.say(text)
