"""Every command, found by its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from reader.tui.keys.action_search import found_actions
from reader.tui.keys.actions import Action, all_shown
from reader.tui.keys.input_queue import InputModal
from reader.tui.widgets.prompt_line import TextField
from reader.tui.widgets.row_list import RowList, RowRenderer


@dataclass(frozen=True, slots=True)
class _Found:
    """An action, and its words with what was looked for in them."""

    action: Action
    words: Content


class PaletteScreen(InputModal):
    """What is typed narrows the commands down, enter does the one under the cursor."""

    def __init__(self, actions: Sequence[Action], run: Callable[[str], None]) -> None:
        """Offer these.

        Args:
            actions: all that can be done, with the keys in force.
            run: does an action, given its id.
        """
        super().__init__()
        self._actions = actions
        self._run = run
        self._found: Sequence[_Found] = ()

    def compose(self) -> ComposeResult:
        """A line to type in, and the commands below it."""
        with Vertical(id="palette"):
            yield TextField(placeholder="Type some words; enter does it, esc closes", compact=True)
            yield RowList[_Found](
                lambda: RowRenderer(_drawn, _key, _height),
                clicked=lambda _: self._do(),
                id="palette-list",
            )

    def on_mount(self) -> None:
        """All of them, before anything is typed."""
        line = self.query_one(TextField)
        line.cursor_blink = False
        line.has_focus = True
        self._search("")

    def press_key(self, event: events.Key) -> None:
        """Type, move the cursor, do what it is on, or close."""
        rows = self._rows
        match event.key:
            case "escape" | "ctrl+c":
                self.close()
            case "enter":
                self._do()
            case "down" | "ctrl+n":
                rows.move_to(rows.cursor + 1)
            case "up" | "ctrl+p":
                rows.move_to(rows.cursor - 1)
            case "pagedown" | "pageup":
                rows.turn(1 if event.key == "pagedown" else -1)
            case _:
                line = self.query_one(TextField)
                before = line.value
                line.take(event)
                if line.value != before:
                    self._search(line.value)

    def take_paste(self, text: str) -> None:
        """Words to look for."""
        line = self.query_one(TextField)
        line.paste(text)
        self._search(line.value)

    @property
    def _rows(self) -> RowList[_Found]:
        return self.query_one("#palette-list", RowList)

    def _do(self) -> None:
        if self._found:
            action = self._found[self._rows.cursor].action.id
            self.close(lambda: self._run(action))

    def _search(self, typed: str) -> None:
        """Show what matches, the best first."""
        found = found_actions(self._actions, typed) if typed.strip() else self._actions
        self._found = [_Found(action, _matched(action.words, typed)) for action in found]
        self._rows.show(self._found, 0)


def _matched(words: str, typed: str) -> Content:
    """The words of an action, with what was looked for standing out."""
    content = Content(words)
    for word in typed.split():
        for match in re.finditer(rf"\b{re.escape(word)}", words, re.IGNORECASE):
            content = content.stylize("$match underline on $match-back", *match.span())
    return content


def _drawn(found: _Found, under_cursor: bool, width: int) -> list[Content]:
    """What it does, and its keys at the right edge."""
    keys = Content.styled(all_shown(found.action), "bold $accent")
    bar = Content.styled("▌", "$strong") if under_cursor else Content(" ")
    words = found.words.stylize_before("bold $strong") if under_cursor else found.words
    room = max(1, width - 4 - keys.cell_length)
    return [Content.assemble(bar, " ", words.truncate(room, ellipsis=True, pad=True), keys)]


def _key(found: _Found) -> tuple[str, str]:
    return found.action.id, found.words.markup


def _height(_: _Found, __: int) -> int:
    return 1
