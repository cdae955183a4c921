"""The line at the foot of the screen where something is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Input, Static


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question, and what becomes of the answer."""

    label: str
    done: Callable[[str], None]
    """Called with what was typed, at enter."""
    value: str = ""
    changed: Callable[[str], str] | None = None
    """Called at each key; what it returns stands behind the line, such as what is wrong."""
    cancelled: Callable[[], None] | None = None
    words: Sequence[str] = ()
    """What the word being typed may be completed to."""


class LastWord(Suggester):
    """Completes the last word of a line."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._words = words

    async def get_suggestion(self, value: str) -> str | None:
        """The line with its last word completed."""
        before, _, typed = value.rpartition(" ")
        sign = "-" if typed.startswith("-") else ""
        start = typed.removeprefix("-").casefold()
        if not start:
            return None
        found = (word for word in self._words if word.casefold().startswith(start))
        word = next(found, None)
        return None if word is None else " ".join(filter(None, (before, sign + word)))


class PromptLine(Horizontal):
    """A label, an input and a remark; hidden while nothing is asked."""

    DEFAULT_CSS = """
    PromptLine {
        height: 1;
        display: none;
    }
    PromptLine Static { width: auto; }
    PromptLine #prompt-remark { max-width: 50%; }
    PromptLine Input { width: 1fr; }
    """

    _prompt: Prompt | None = None

    def compose(self) -> ComposeResult:
        """Label, input, remark."""
        yield Static(id="prompt-label")
        yield Input(compact=True, id="prompt-input", select_on_focus=False)
        yield Static(id="prompt-remark")

    @property
    def asking(self) -> bool:
        """Something is being typed."""
        return self._prompt is not None

    @property
    def suggested(self) -> str:
        """What the right arrow would complete the line to."""
        return self.query_one(Input)._suggestion

    def open(self, prompt: Prompt) -> None:
        """Ask."""
        self._prompt = prompt
        self.query_one("#prompt-label", Static).update(Content(f" {prompt.label} "))
        self.query_one("#prompt-remark", Static).update("")
        field = self.query_one(Input)
        field.cursor_blink = False
        field.suggester = LastWord(prompt.words) if prompt.words else None
        with self.prevent(Input.Changed):
            field.value = prompt.value
        field.cursor_position = len(prompt.value)
        self.screen.add_class("-asking")
        field.focus()

    def cancel(self) -> None:
        """Close without an answer."""
        if (prompt := self._close()) and prompt.cancelled:
            prompt.cancelled()

    @on(Input.Changed)
    def _change(self, event: Input.Changed) -> None:
        event.stop()
        if self._prompt and self._prompt.changed:
            remark = self._prompt.changed(event.value)
            self.query_one("#prompt-remark", Static).update(Content(f" {remark}" if remark else ""))

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        if prompt := self._close():
            prompt.done(event.value)

    def _close(self) -> Prompt | None:
        prompt, self._prompt = self._prompt, None
        self.screen.remove_class("-asking")
        self.screen.set_focus(None)
        return prompt
