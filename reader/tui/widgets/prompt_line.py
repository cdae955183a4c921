"""The prompt: an input line at the foot of the screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events, on
from textual.actions import parse
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.expand_tabs import expand_tabs_inline
from textual.geometry import Size
from textual.reactive import Reactive
from textual.suggester import Suggester
from textual.widgets import Input, Static

from reader.text import JOINERS, clean, strip_letter_joiners
from reader.text.plain import caseless
from reader.tui.widgets.bars import menu_keys

_TYPED = 20
"""Cells for what is typed, at least, where something stands behind it."""
_BESIDE = 3
"""Cells between what is typed, the remark and the keys, and behind them."""
_ESCAPED = re.compile(r'\\(["\\])')


class PromptError(Exception):
    """The input is not accepted; the message says why."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to ask for, and the callbacks."""

    label: str
    done: Callable[[str], None]
    """Called with the input on enter."""
    value: str = ""
    changed: Callable[[str], str] | None = None
    """Called after each key; returns a remark to show after the input. May raise `PromptError`."""
    cancelled: Callable[[], None] | None = None
    ready: Callable[[str], bool] | None = None
    """Called on enter; if it returns False, the prompt stays open."""
    words: Sequence[str] = ()
    """The words that tab completes to."""
    remark: str = ""
    """Shown after the input before anything is typed."""
    menu: Callable[[str], Content] | None = None
    """Returns what is shown above the prompt for the current input."""
    history: Sequence[str] = ()
    """Earlier input, the latest last; up and down go through it."""
    switch: Callable[[str], Prompt] | None = None
    """Called on ctrl+t with the input; the prompt that takes the place of this one. May raise
    `PromptError`, which is said; this one stays then."""
    switched: str = ""
    """What ctrl+t switches to."""
    enter: str = "do it"
    escape: str = "leave"
    """What these keys do, in a word or two."""
    hints: Sequence[tuple[str, str]] = ()
    """What else can be typed, and what that does."""
    syntax: tuple[str, Callable[[], Content]] | None = None
    """What ``?`` shows where nothing is typed yet: its name, and the lines themselves."""
    whole: bool = False
    """A paste keeps its line breaks, each shown as `BREAK`; otherwise its lines are joined."""

    def keys(self, typed: str) -> Iterator[tuple[str, str]]:
        """The keys worth knowing after some input, most needed first, each with what it does."""
        if self.switch:
            yield "ctrl+t", self.switched
        yield "enter", self.enter
        yield "esc", self.escape
        if self.words:
            yield "tab", "complete"
        if self.history:
            yield "↑", "earlier"
        yield from self.hints
        if self.syntax and not typed:
            yield "?", self.syntax[0]


BREAK = "↵"
"""Stands for a line break of a pasted text."""


class LastWordSuggester(Suggester):
    """Suggests a completion of the last word."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._words = words

    async def get_suggestion(self, value: str) -> str | None:
        """Return the line with its last word completed, if it begins with what was typed."""
        whole = self.completed(value)
        return whole if whole and caseless(whole).startswith(caseless(value)) else None

    def completed(self, value: str) -> str | None:
        """Return the same without awaiting, even if the completion only begins after a quote."""
        before, _, typed = value.rpartition(" ")
        sign = "-" if typed.startswith("-") else ""
        start = caseless(typed.removeprefix("-"))
        if not start:
            return None
        found = (
            word
            for word in self._words
            if caseless(word).startswith(start) or caseless(_unquoted(word)).startswith(start)
        )
        word = next(found, None)
        return None if word is None else " ".join(filter(None, (before, sign + word)))


def _unquoted(word: str) -> str:
    """A word such as ``tag:"a(b)"`` as it may be typed before one thinks of the quotes."""
    field, quote, value = word.partition(':"')
    return f"{field}:" + _ESCAPED.sub(r"\1", value[:-1]) if quote else word


class TextField(Input, can_focus=False):
    """An input that looks focused, but gets its keys from the screen one by one.

    With the focus it would have a queue of its own, and keys typed ahead for what comes after the
    prompt would be inserted as text.
    """

    virtual_size = Reactive(Size(0, 0))
    """As for every widget; but a longer text moves nothing else on the screen."""

    _ACTIONS: ClassVar[Mapping[str, str]] = {
        key: binding.action
        for binding in Input.BINDINGS
        if isinstance(binding, Binding) and binding.action not in ("submit", "copy", "cut", "paste")
        for key in binding.key.split(",")
    }

    @property
    def _value(self) -> Text:
        return Text(self._seen(self.value), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return cell_len(expand_tabs_inline(self._seen(self.value[:position]), 4))

    def _seen(self, text: str) -> str:
        # The replacement has as many characters, so that the cursor stays in place.
        return strip_letter_joiners(text.replace("\n", BREAK), "\u200c")

    def take(self, event: events.Key) -> None:
        """Insert a character, or do the editing action of a key."""
        if event.character and (event.is_printable or event.character in JOINERS):
            self.insert_text_at_cursor(event.character)
        elif action := self._ACTIONS.get(event.key):
            _, name, parameters = parse(action)
            getattr(self, f"action_{name}")(*parameters)

    def paste(self, text: str, *, whole: bool = False) -> None:
        """Insert a paste; its lines are joined by spaces unless `whole` is set."""
        cleaned = clean(text)
        self.insert_text_at_cursor(cleaned if whole else " ".join(cleaned.split()))

    def put(self, text: str) -> None:
        """Replace the value, with the cursor at its end."""
        self.value = text
        self.cursor_position = len(text)


class PromptLine(Vertical):
    """A label, an input, a remark and the keys, with an error above.

    It is hidden while nothing is asked.
    """

    DEFAULT_CSS = """
    PromptLine {
        height: auto;
        display: none;
    }
    PromptLine Horizontal { height: 1; }
    PromptLine Horizontal Static { width: auto; }
    PromptLine #prompt-menu { height: auto; max-height: 5; padding: 0 1; display: none; }
    PromptLine #prompt-mistake { height: auto; padding: 0 1; display: none; }
    PromptLine Input { width: 1fr; height: 1; }
    PromptLine Horizontal #prompt-keys { width: 1fr; text-align: right; padding: 0 1; }
    """

    asking = False
    """Something is being typed."""
    _prompt: Prompt | None = None
    _mistake = ""
    _tried = ""
    """The value that `changed` was called with last."""
    _back = 0
    """How many steps back in the history the line is."""
    _remarked = ""
    """The remark that is shown."""
    _tells_syntax = False
    _draft = ""
    """What was typed before going back in the history."""

    def compose(self) -> ComposeResult:
        """Menu and error; label, input, remark, keys."""
        yield Static(id="prompt-menu")
        yield Static(id="prompt-mistake")
        with Horizontal():
            yield Static(id="prompt-label")
            yield TextField(compact=True, id="prompt-input", select_on_focus=False)
            yield Static(id="prompt-remark")
            yield Static(id="prompt-keys")

    def open(self, prompt: Prompt) -> None:
        """Open the prompt."""
        self.asking = True
        self._prompt, self._back, self._tried = prompt, 0, prompt.value
        self._tells_syntax = False
        self.query_one("#prompt-label", Static).update(Content(f" {prompt.label} "))
        field = self._field
        field.cursor_blink = False
        field.suggester = LastWordSuggester(prompt.words) if prompt.words else None
        with self.prevent(Input.Changed):
            field.put(prompt.value)
        self._remark(prompt.remark, "")
        self._offer(prompt.value)
        field.has_focus = True
        self.screen.add_class("-asking")

    def cancel(self) -> None:
        """Close without an answer."""
        if (prompt := self._close()) and prompt.cancelled:
            prompt.cancelled()

    def press(self, event: events.Key) -> None:
        """Take a key."""
        field = self._field
        match event.key:
            case "escape" | "ctrl+c":
                self.cancel()
            case "enter":
                self._done()
            case "backspace" if not field.value:
                self.cancel()
            case "ctrl+t" if self._prompt and self._prompt.switch:
                self._switch(self._prompt.switch)
            case "question_mark" if self._prompt and self._prompt.syntax and not field.value:
                self._tells_syntax = not self._tells_syntax
            case "up" | "down" if self._prompt and self._prompt.history:
                self._recall(self._prompt.history, 1 if event.key == "up" else -1)
            case "tab":
                if isinstance(field.suggester, LastWordSuggester):
                    whole = field.suggester.completed(field.value)
                    if whole:
                        field.put(whole if whole.endswith(":") else f"{whole} ")
            case _:
                field.take(event)
        self._try(field.value)

    def paste(self, text: str) -> None:
        """Insert a paste; its lines are joined where one line is asked for."""
        self._field.paste(text, whole=self._prompt is not None and self._prompt.whole)
        self._try(self._field.value)

    @on(Input.Changed)
    def _change(self, event: Input.Changed) -> None:
        # Also a change without a key, such as a click that accepts the suggestion.
        event.stop()
        self._try(self._field.value)

    @property
    def _field(self) -> TextField:
        return self.query_one(TextField)

    def _try(self, value: str) -> None:
        """Call `changed` with the current input, and show its remark or its error."""
        self._offer(value)
        self._fit()
        if self._prompt and self._prompt.changed and value != self._tried:
            self._tried = value
            try:
                self._remark(self._prompt.changed(value), "")
            except PromptError as mistake:
                self._remark("", str(mistake))

    def _done(self) -> None:
        value = self._field.value
        # With an error the prompt stays open; nothing else is put in force.
        if self._mistake or not self._prompt:
            return
        if self._prompt.ready and not self._prompt.ready(value):
            return
        if prompt := self._close():
            prompt.done(value)

    def remark(self, text: str) -> None:
        """Show a remark after the input."""
        self._remark(text, "")

    def _switch(self, switch: Callable[[str], Prompt]) -> None:
        try:
            self.open(switch(self._field.value))
        except PromptError as reason:
            self._remark(str(reason), "")

    def _recall(self, history: Sequence[str], step: int) -> None:
        if not self._back:
            self._draft = self._field.value
        self._back = max(0, min(self._back + step, len(history)))
        self._field.put(history[-self._back] if self._back else self._draft)

    def _remark(self, remark: str, mistake: str) -> None:
        self._mistake = mistake
        self._put("#prompt-remark", Content(f" {remark}" if remark else ""))
        self._put("#prompt-mistake", Content(mistake)).display = bool(mistake)
        self._remarked = remark
        self._fit()

    def on_resize(self) -> None:
        """There is room for more keys, or for less."""
        self._fit()

    def _fit(self) -> None:
        """Show as many keys as leave room for what is typed and for the remark."""
        if not (prompt := self._prompt):
            return
        value, width = self._field.value, self.app.size.width
        remark = min(cell_len(self._remarked) + 1, width * 45 // 100) if self._remarked else 0
        room = width - cell_len(prompt.label) - 2 - remark - _BESIDE
        typed = max(_TYPED, self._field._position_to_cell(len(value)) + 2)
        keys = menu_keys(prompt.keys(value), room - typed)
        self._field.styles.width = typed if keys else "1fr"
        self._put("#prompt-keys", keys).display = bool(keys)

    def _offer(self, value: str) -> None:
        prompt = self._prompt
        menu = prompt.menu if prompt else None
        offered = menu(value) if menu else Content("")
        if prompt and prompt.syntax and self._tells_syntax:
            offered = prompt.syntax[1]()
        self._put("#prompt-menu", offered).display = bool(offered)

    def _put(self, name: str, content: Content) -> Static:
        """Show a text; the screen is laid out anew only where that takes another room."""
        line = self.query_one(name, Static)
        before = line.content
        if not (isinstance(before, Content) and content.is_same(before)):
            alike = isinstance(before, Content) and _room(before) == _room(content)
            line.update(content, layout=not alike)
        return line

    def _close(self) -> Prompt | None:
        self.asking = False
        prompt, self._prompt = self._prompt, None
        self.screen.remove_class("-asking")
        self._field.has_focus = False
        return prompt


def _room(text: Content) -> list[int]:
    return [line.cell_length for line in text.split(allow_blank=True)]
