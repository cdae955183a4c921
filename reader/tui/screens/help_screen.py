"""Every key, searchable, and the way to the pages of the manual."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reader.query import HELP
from reader.tui.keys.actions import Action, all_shown
from reader.tui.keys.dispatcher import Keyboard
from reader.tui.widgets.bars import menu_keys
from reader.tui.widgets.dimmed_screen import DimmingScreen
from reader.tui.widgets.prompt_line import TextField
from reader.tui.widgets.scroll_keys import scroll

_COLUMN = 18
"""Cells for the keys."""
_NARROW_COLUMN = 11
"""The same where there are columns of text."""
_TWO, _THREE = 100, 110
"""Columns of the screen from which on there are so many of text."""
_LEGEND = 34
_BESIDE = 5
"""Cells of the screen beside the text: its padding, and the scroll bar."""
_GAP = 2
_OTHER_SCRIPTS = (
    "A Cyrillic or Greek letter counts as the Latin letter on the same key, but where text is "
    "typed; other_scripts = false in the settings ends that"
)
_PAGE_KEYS = tuple("1234567890")
"""They open the pages of the manual, as they lie on a keyboard."""
_FIRST = "Triage"
"""What the help begins with."""
_COMMANDS = (
    (":star up:>50", "star all that a query selects"),
    (":unstar QUERY", "no longer"),
    (":read up:<5", "mark them read"),
    (":unread QUERY", "mark them unread"),
    (":tag NAME QUERY", "add a tag"),
    (":untag NAME QUERY", "remove a tag"),
    (":retag OLD NEW", "rename a tag, or merge it into another"),
    (":mark QUERY", "mark rows for the next decision"),
)
_KEYS = (
    ("j k", "scroll"),
    ("/", "search"),
    ("tab", "next heading"),
    ("enter", "do it"),
    ("1…0", "manual"),
    ("q", "back"),
)


@dataclass(frozen=True, slots=True)
class _Row:
    keys: str
    words: str
    action: str = ""
    """The id of what it tells of; empty where that is no action."""
    page: str = ""
    """The page of the manual that it tells of."""

    @property
    def whole(self) -> str:
        """What is looked through."""
        manual = f"manual {self.page}" if self.page else ""
        return " ".join((self.keys, self.words, self.action, manual)).casefold()


Section = tuple[str, list[_Row]]
"""A heading, and keys with what they do."""


class HelpScreen(DimmingScreen):
    """Searched with /, left with q or esc."""

    def __init__(
        self,
        actions: Sequence[Action],
        keyboard: Keyboard,
        legend: Sequence[Content] = (),
        run: Callable[[str], None] = lambda _: None,
        pages: Mapping[str, str] = MappingProxyType({}),
        open_page: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Tell of these actions.

        Args:
            actions: those in force, with their keys on this keyboard.
            keyboard: tells which key is meant.
            legend: the lines that tell what signs mean.
            run: does an action, given its id.
            pages: the pages of the manual, each with what it is about.
            open_page: shows one of them in front of the help.
        """
        super().__init__()
        self._sections = tuple(_sections(actions, keyboard, pages))
        self._pages = tuple(pages)
        self._open_page = open_page
        self._keyboard = keyboard
        self._legend = legend
        self._run = run
        self._headings: Sequence[int] = ()
        """The lines in which headings stand."""

    def compose(self) -> ComposeResult:
        """A line to search in, all there is, and the keys."""
        with Vertical(id="help"):
            yield TextField(placeholder="Help: / searches", compact=True)
            with VerticalScroll(can_focus=False):
                yield Static(self._text("", self.app.size.width - _BESIDE), id="help-text")
        yield Static(menu_keys(_KEYS, self.app.size.width), classes="menu-keys")

    def fit(self) -> None:
        """Lines are broken to the width."""
        self._show()

    def press_key(self, event: events.Key) -> None:
        """The keys of the list, as far as they make sense here."""
        line = self.query_one(TextField)
        if line.has_focus:
            self._type(line, event)
            return
        match self._keyboard.latin(event.key):
            case "slash":
                line.has_focus = True
            case "enter":
                self._do()
            case "tab":
                self._next_heading()
            case "q" | "escape" | "question_mark" | "ctrl+c":
                self.close()
            case key if key in _PAGE_KEYS[: len(self._pages)]:
                self._open_page(self._pages[_PAGE_KEYS.index(key)])
            case key:
                scroll(self.query_one(VerticalScroll), key)

    def take_paste(self, text: str) -> None:
        """Text to look for."""
        if (line := self.query_one(TextField)).has_focus:
            line.paste(text)
            self._show()

    def _type(self, line: TextField, event: events.Key) -> None:
        if event.key in ("enter", "escape", "ctrl+c"):
            line.has_focus = False
        if event.key in ("escape", "ctrl+c"):
            line.put("")
        else:
            line.take(event)
        self._show()

    def _do(self) -> None:
        """Do the first that was found, where something was looked for; else close."""
        found = _found(self._sections, self._wanted)
        rows = (row for _, rows in found for row in rows if row.action or row.page)
        first = next(rows, None) if self._wanted else None
        if first and first.page:
            self._open_page(first.page)
        else:
            self.close((lambda: self._run(first.action)) if first else None)

    def _next_heading(self) -> None:
        text = self.query_one(VerticalScroll)
        at = round(text.scroll_offset.y)
        there = next((line for line in self._headings if line > at), 0)
        text.scroll_to(y=there, animate=False, immediate=True)

    @property
    def _wanted(self) -> str:
        return self.query_one(TextField).value.strip().casefold()

    def _show(self) -> None:
        width = self.query_one("#help VerticalScroll").scrollable_content_region.width
        text = self._text(self._wanted, width)
        self.query_one("#help-text", Static).update(text)

    def _text(self, wanted: str, width: int) -> Content:
        columns = self._columns(wanted, width)
        self._headings = sorted({at for column in columns for at in _heads(column)})
        return Content("\n").join(_beside(columns, self._widths(width, len(columns))))

    def _columns(self, wanted: str, width: int) -> list[list[Content]]:
        """What stands beside each other."""
        if wanted:
            found = list(_found(self._sections, wanted))
            nothing = [Content("Nothing in the help says that.")]
            return [_lines(found, width, _COLUMN, named=True) or nothing]
        if self.app.size.width < _TWO:
            lines = _lines(self._sections, width, _COLUMN)
            return [[*lines, Content(""), *self._legend]]
        *tables, command, query = self._sections
        three = self.app.size.width >= _THREE
        text = self._widths(width, 3 if three else 2)[0]
        parts = [_lines([each], text, _NARROW_COLUMN) for each in tables]
        legend = [*self._legend, Content(""), *_lines([command, query], _LEGEND, _NARROW_COLUMN)]
        return [*_halves(parts), legend] if three else _halves([*parts, legend])

    @staticmethod
    def _widths(width: int, columns: int) -> list[int]:
        """The cells of each column."""
        if columns == 1:
            return [width]
        if columns == 2:
            return [(width - _GAP) // 2] * 2
        text = (width - _LEGEND - 2 * _GAP) // 2
        return [text, text, _LEGEND]


def _found(sections: Iterable[Section], wanted: str) -> Iterator[Section]:
    """The sections with the rows that have every word."""
    words = wanted.split()
    for heading, rows in sections:
        if found := [row for row in rows if all(word in row.whole for word in words)]:
            yield heading, found


def _lines(
    sections: Iterable[Section], width: int, column: int, *, named: bool = False
) -> list[Content]:
    """Sections below each other.

    Args:
        sections: some.
        width: the cells of a line.
        column: the cells for the keys.
        named: say the names that actions have in the settings.
    """
    lines: list[Content] = []
    for heading, rows in sections:
        lines += [Content(""), Content.styled(heading, "bold $strong")]
        lines += [line for row in rows for line in _row(row, width, column, named=named)]
    return lines[1:]


def _row(row: _Row, width: int, column: int, *, named: bool) -> Iterator[Content]:
    """Keys in a column of their own; long ones stand on a line of their own."""
    words = f"{row.words} ({row.action})" if named and row.action else row.words
    first, *others = textwrap.wrap(words, max(16, width - column)) or [""]
    if len(row.keys) < column:
        yield Content.assemble((f"{row.keys:<{column}}", "bold $accent"), first)
    else:
        for line in textwrap.wrap(row.keys, max(16, width)):
            yield Content.styled(line, "bold $accent")
        others.insert(0, first)
    for line in others:
        yield Content(" " * column + line)


def _heads(lines: Sequence[Content]) -> Iterator[int]:
    """The lines of headings: what is behind a blank one."""
    return (
        at for at, line in enumerate(lines) if line.plain and (not at or not lines[at - 1].plain)
    )


def _halves(parts: Sequence[list[Content]]) -> list[list[Content]]:
    """Two columns, as nearly of one height as can be with the parts in their order."""
    heights = [len(part) + 1 for part in parts]
    at = min(range(len(parts) + 1), key=lambda cut: max(sum(heights[:cut]), sum(heights[cut:])))
    return [_stacked(parts[:at]), _stacked(parts[at:])]


def _stacked(parts: Iterable[list[Content]]) -> list[Content]:
    lines: list[Content] = []
    for part in parts:
        lines += [Content(""), *part]
    return lines[1:]


def _beside(columns: Sequence[list[Content]], widths: Sequence[int]) -> Iterator[Content]:
    """Lines of columns; the third, which is another matter, stands behind a line."""
    for at in range(max(map(len, columns))):
        cells = [
            (column[at] if at < len(column) else Content("")).truncate(width, pad=True)
            for column, width in zip(columns, widths, strict=True)
        ]
        line = Content(" " * _GAP).join(cells[:2])
        yield Content.assemble(line, ("│ ", "$divider"), cells[2]) if cells[2:] else line


def _sections(
    actions: Iterable[Action], keyboard: Keyboard, pages: Mapping[str, str]
) -> Iterator[Section]:
    groups: dict[str, list[_Row]] = {_FIRST: []}
    for each in actions:
        groups.setdefault(each.group, []).append(_Row(all_shown(each), each.words, each.id))
    yield from ((heading, rows) for heading, rows in groups.items() if rows)
    if keyboard.other_scripts:
        yield "Keyboards of other scripts", [_Row("я ζ", _OTHER_SCRIPTS)]
    if pages:
        yield (
            "Manual",
            [
                _Row(key, f"{page}: {about[0].lower()}{about[1:]}", page=page)
                for key, (page, about) in zip(_PAGE_KEYS, pages.items(), strict=False)
            ],
        )
    yield "Behind a colon", [_Row(syntax, meaning) for syntax, meaning in _COMMANDS]
    yield "In the filter", [_Row(syntax, meaning) for syntax, meaning in HELP]
