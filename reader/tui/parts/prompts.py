"""Questions to the reader, and what was answered to such questions before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.state.prompt_history import FILE, PromptHistory
from reader.tui.widgets.prompt_line import Prompt, PromptLine


class Prompts:
    """Opens the prompt line, and remembers what was typed there."""

    def __init__(self, line: PromptLine, runner: BackgroundRunner, cache_folder: Path) -> None:
        self._line = line
        self._runner = runner
        self._history = PromptHistory(cache_folder / FILE)

    def ask(self, prompt: Prompt) -> None:
        """Open the line for typing."""
        self._line.open(prompt)

    def history(self, kind: str) -> Sequence[str]:
        """What was typed before at prompts of this kind, the latest last."""
        self._runner.run(self._history.read, lambda _: None)
        return self._history.of(kind)

    def remember(self, kind: str, text: str) -> None:
        """Add a line to the history of this kind."""
        self._history.add(kind, text)
        self._runner.run(lambda: self._history.keep(kind, text), lambda _: None)
