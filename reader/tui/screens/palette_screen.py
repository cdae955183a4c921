"""Every command, found by its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from reader.tui.keys.action_search import found_actions
from reader.tui.keys.actions import Action, all_shown
from reader.tui.widgets.bars import menu_keys
from reader.tui.widgets.dimmed_screen import DimmingScreen
from reader.tui.widgets.prompt_line import TextField
from reader.tui.widgets.row_list import RowList, RowRenderer

_TWO = 140
"""Columns of the screen from which on the commands stand in two."""
_GAP = 2
_KEYS = (("enter", "do it"), ("↑ ↓", "choose"), ("tab", "complete"), ("esc", "close"))


@dataclass(frozen=True, slots=True)
class _Found:
    """An action, and its words with what was looked for in them."""

    action: Action
    words: Content


@dataclass(frozen=True, slots=True)
class _Line:
    """What stands beside each other."""

    cells: tuple[_Found, ...]
    chosen: int
    """Which of them the cursor is on, where it is on this line."""
    columns: int


class _CommandList(RowList[_Line]):
    """Knows in which column it was clicked."""

    clicked_x = 0

    def on_click(self, event: events.Click) -> None:
        """Remember where; what it means, the list knows."""
        self.clicked_x = event.x


class PaletteScreen(DimmingScreen):
    """What is typed narrows the commands down, enter does the one under the cursor."""

    HORIZONTAL_BREAKPOINTS = [(0, "-one-column"), (_TWO, "-two-columns")]  # noqa: RUF012

    def __init__(
        self, actions: Sequence[Action], run: Callable[[str], None], recent: Sequence[str] = ()
    ) -> None:
        """Offer these.

        Args:
            actions: all that can be done, with the keys in force.
            run: does an action, given its id.
            recent: the ids of those that were used before, the last first.
        """
        super().__init__()
        order = {each: at for at, each in enumerate(recent)}
        self._actions = sorted(actions, key=lambda each: order.get(each.id, len(order)))
        self._run = run
        self._found: Sequence[_Found] = ()
        self._at = 0
        """The one under the cursor."""
        self._column_height = 1

    def compose(self) -> ComposeResult:
        """A line to type in, and the commands below it."""
        with Vertical(id="palette"):
            yield TextField(placeholder="What do you want to do?", compact=True)
            yield _CommandList(
                lambda: RowRenderer(_drawn, _key, _height),
                clicked=lambda _: self._click(),
                id="palette-list",
            )
        yield Static(menu_keys(_KEYS, self.app.size.width), classes="menu-keys")

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
                self._move_to(self._at + 1)
            case "up" | "ctrl+p":
                self._move_to(self._at - 1)
            case "pagedown" | "pageup":
                page = max(1, rows.size.height - 1)
                self._move_to(self._at + (page if event.key == "pagedown" else -page))
            case "tab":
                self._complete()
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

    def fit(self) -> None:
        """There may be room for another column."""
        self._lay_out()

    @property
    def _rows(self) -> _CommandList:
        return self.query_one(_CommandList)

    @property
    def _columns(self) -> int:
        return 2 if self.app.size.width >= _TWO else 1

    def _do(self) -> None:
        if self._found:
            action = self._found[self._at].action.id
            self.close(lambda: self._run(action))

    def _click(self) -> None:
        rows = self._rows
        column = int(rows.clicked_x * self._columns >= rows.size.width and self._columns > 1)
        if (at := column * self._column_height + rows.cursor) < len(self._found):
            self._at = at
            self._do()

    def _complete(self) -> None:
        """Complete the last word to one of the command under the cursor."""
        line = self.query_one(TextField)
        before, _, typed = line.value.rpartition(" ")
        if not typed or not self._found:
            return
        words = re.findall(r"\w+", self._found[self._at].words.plain)
        whole = next((each for each in words if each.casefold().startswith(typed.casefold())), "")
        if whole:
            line.put(" ".join(filter(None, (before, whole.lower()))))
            self._search(line.value)

    def _search(self, typed: str) -> None:
        """Show what matches, the best first."""
        found = found_actions(self._actions, typed) if typed.strip() else self._actions
        self._found = [_Found(action, _matched(action.words, typed)) for action in found]
        self._at = 0
        self._lay_out()

    def _move_to(self, at: int) -> None:
        before, self._at = self._at, max(0, min(at, len(self._found) - 1))
        if before // self._column_height == self._at // self._column_height:
            self._rows.move_to(self._at % self._column_height)
        else:
            self._lay_out()

    def _lay_out(self) -> None:
        """Fill the first column before the second one."""
        rows, count = self._rows, len(self._found)
        self._column_height = height = (
            max(1, rows.size.height, -(-count // 2)) if self._columns > 1 else max(1, count)
        )
        chosen = self._at // height
        lines = [
            _Line(tuple(self._found[at::height]), chosen, self._columns)
            for at in range(min(height, count))
        ]
        rows.show(lines, self._at % height)


def _matched(words: str, typed: str) -> Content:
    """The words of an action, with what was looked for standing out."""
    content = Content(words)
    for word in typed.split():
        for match in re.finditer(rf"\b{re.escape(word)}", words, re.IGNORECASE):
            content = content.stylize("$match underline on $match-back", *match.span())
    return content


def _drawn(line: _Line, under_cursor: bool, width: int) -> list[Content]:
    """Commands beside each other."""
    # Beside the keys a cell is free, and another is that of the scroll bar.
    room = (width - 2 - _GAP * (line.columns - 1)) // line.columns
    cells = [
        _cell(found, under_cursor and at == line.chosen, room)
        for at, found in enumerate(line.cells)
    ]
    return [Content(" " * _GAP).join(cells)]


def _cell(found: _Found, under_cursor: bool, width: int) -> Content:
    """What it does, and its keys at the right edge."""
    keys = Content.styled(all_shown(found.action), "bold $accent")
    bar = Content.styled("▌", "$strong") if under_cursor else Content(" ")
    words = found.words.stylize_before("bold $strong") if under_cursor else found.words
    room = max(1, width - 3 - keys.cell_length)
    return Content.assemble(bar, " ", words.truncate(room, ellipsis=True, pad=True), " ", keys)


def _key(line: _Line) -> tuple[object, ...]:
    return line.chosen, *((each.action.id, each.words.markup) for each in line.cells)


def _height(_: _Line, __: int) -> int:
    return 1
