"""Every key, searchable."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reader.query import HELP
from reader.tui.keys.actions import Action, all_shown
from reader.tui.keys.dispatcher import Keyboard
from reader.tui.keys.input_queue import InputModal
from reader.tui.widgets.prompt_line import TextField
from reader.tui.widgets.scroll_keys import scroll

Section = tuple[str, list[tuple[str, str]]]
"""A heading, and pairs of keys and what they do."""

_COLUMN = 18
"""Cells for the keys."""
_OTHER_SCRIPTS = (
    "A Cyrillic or Greek letter counts as the Latin letter on the same key, but where text is "
    "typed; other_scripts = false in the settings ends that"
)


class HelpScreen(InputModal):
    """Searched with /, left with q or esc."""

    def __init__(self, actions: Sequence[Action], keyboard: Keyboard) -> None:
        """Tell of these actions, with the keys in force on this keyboard."""
        super().__init__()
        self._actions = actions
        self._keyboard = keyboard

    def compose(self) -> ComposeResult:
        """A line to search in, and all there is."""
        with Vertical(id="help"):
            yield TextField(placeholder="/ searches, j and k scroll, q closes", compact=True)
            with VerticalScroll(can_focus=False):
                yield Static(self._text("", self.app.size.width), id="help-text")

    def fit(self) -> None:
        """Lines are broken to the width."""
        self._search()

    def press_key(self, event: events.Key) -> None:
        """The keys of the list, as far as they make sense here."""
        line = self.query_one(TextField)
        if line.has_focus:
            self._type(line, event)
            return
        match self._keyboard.latin(event.key):
            case "slash":
                line.has_focus = True
            case "q" | "escape" | "question_mark" | "ctrl+c" | "enter":
                self.close()
            case key:
                scroll(self.query_one(VerticalScroll), key)

    def take_paste(self, text: str) -> None:
        """Text to look for."""
        if (line := self.query_one(TextField)).has_focus:
            line.paste(text)
            self._search()

    def _type(self, line: TextField, event: events.Key) -> None:
        if event.key in ("enter", "escape", "ctrl+c"):
            line.has_focus = False
        if event.key in ("escape", "ctrl+c"):
            line.put("")
        else:
            line.take(event)
        self._search()

    def _search(self) -> None:
        text = self.query_one("#help-text", Static)
        text.update(self._text(self.query_one(TextField).value, text.size.width))

    def _text(self, search: str, width: int) -> Content:
        return _text(_sections(self._actions, self._keyboard), search, width)


def _text(sections: Iterable[Section], search: str, width: int) -> Content:
    wanted = search.casefold().split()
    lines: list[Content] = []
    for heading, rows in sections:
        found = [row for row in rows if all(word in " ".join(row).casefold() for word in wanted)]
        if found:
            lines += [Content(""), Content.styled(heading, "bold $strong")]
            lines += [line for row in found for line in _row(*row, width)]
    return Content("\n").join(lines[1:] or [Content("Nothing in the help says that.")])


def _row(keys: str, words: str, width: int) -> Iterator[Content]:
    """Keys in a column of their own; long ones stand on a line of their own."""
    first, *others = textwrap.wrap(words, max(20, width - _COLUMN)) or [""]
    if len(keys) < _COLUMN:
        yield Content.assemble((f"{keys:<{_COLUMN}}", "bold"), first)
    else:
        yield Content.styled(keys, "bold")
        others.insert(0, first)
    for line in others:
        yield Content(" " * _COLUMN + line)


def _sections(actions: Iterable[Action], keyboard: Keyboard) -> Iterator[Section]:
    for group, members in groupby(actions, key=lambda action: action.group):
        yield group, [(all_shown(each), _words(each)) for each in members]
    if keyboard.other_scripts:
        yield "Keyboards of other scripts", [("я ζ", _OTHER_SCRIPTS)]
    yield "In the filter", [(syntax, meaning) for syntax, meaning in HELP]


def _words(action: Action) -> str:
    """What it does, and its name in the settings."""
    return f"{action.words} ({action.id})"
