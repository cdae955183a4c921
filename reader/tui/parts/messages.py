"""What the app says to its reader: sentences in the last line, where they hide nothing."""

from __future__ import annotations

from time import monotonic

from reader.tui.widgets.bars import KeyLine
from reader.tui.widgets.prompt_line import PromptLine

_AGAIN = 10.0
"""Seconds after which the same is said again."""


class Messages:
    """Says things in the key line, or behind the prompt."""

    def __init__(self, key_line: KeyLine, prompt_line: PromptLine) -> None:
        """Say nothing yet.

        Args:
            key_line: the last line of the screen.
            prompt_line: takes its place while something is asked.
        """
        self._key_line = key_line
        self._prompt_line = prompt_line
        self._warned: dict[str, float] = {}

    @property
    def is_silent(self) -> bool:
        """Whether the last line has nothing to say, and shows keys."""
        return self._key_line.is_teaching

    def say(self, text: str) -> None:
        """Say something in the last line, until the next key."""
        self._key_line.say(text)

    def warn(self, text: str) -> None:
        """Say that something went wrong, until the next key; not the same again at once."""
        if monotonic() - self._warned.get(text, -_AGAIN) >= _AGAIN:
            self._warned[text] = monotonic()
            self._key_line.warn(text)

    def remark(self, text: str) -> None:
        """Say something behind the prompt, or in the last line where no prompt is open."""
        if self._prompt_line.asking:
            self._prompt_line.remark(text)
        else:
            self.say(text)
