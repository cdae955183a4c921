"""A list that draws only the rows that are seen, and costs the same for ten as for fifty thousand.

It knows nothing of papers: a function that it is given draws a row, another tells rows apart.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

Row = TypeVar("Row")


class RowList(ScrollView, Generic[Row], can_focus=False, inherit_bindings=False):
    """Rows of one line each, one of them under the cursor."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--cursor"}
    DEFAULT_CSS = """
    RowList {
        overflow-x: hidden;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """

    @dataclass
    class Moved(Message):
        """The cursor is on another row, or other rows are shown."""

        index: int

        def can_replace(self, message: Message) -> bool:
            """Only the last of a burst matters."""
            return isinstance(message, RowList.Moved)

    def __init__(
        self,
        draw: Callable[[Row, bool], Content],
        key: Callable[[Row], Hashable],
        *,
        id: str | None = None,  # noqa: A002 - the name that Textual gives it
    ) -> None:
        """Start empty.

        Args:
            draw: makes a row's line, given whether the cursor is on it.
            key: what a row's looks depend on.
            id: as for every widget.
        """
        super().__init__(id=id)
        self._draw = draw
        self._key = key
        self._rows: Sequence[Row] = ()
        self._cursor = 0
        self._strips: LRUCache[Hashable, Strip] = LRUCache(512)

    @property
    def cursor(self) -> int:
        """The index of the row under the cursor; 0 in an empty list."""
        return self._cursor

    def show(self, rows: Sequence[Row], cursor: int) -> None:
        """Show other rows, with the cursor as far from the top edge as it was."""
        offset = self._cursor - round(self.scroll_offset.y)
        self._rows = rows
        self._cursor = max(0, min(cursor, len(rows) - 1))
        self.virtual_size = Size(self.scrollable_content_region.width, len(rows))
        self.scroll_to(y=max(0, self._cursor - max(0, offset)), animate=False, immediate=True)
        self._reveal()
        self.refresh()
        self.post_message(self.Moved(self._cursor))

    def replace(self, indices: Iterable[int], rows: Sequence[Row]) -> None:
        """Some rows look different now; `rows` is the whole list with them."""
        self._rows = rows
        for index in indices:
            self.refresh_lines(index, 1)

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, the nearest where there is none of that index."""
        index = max(0, min(index, len(self._rows) - 1))
        if index == self._cursor:
            return
        before, self._cursor = self._cursor, index
        self.refresh_lines(before, 1)
        self.refresh_lines(index, 1)
        self._reveal()
        self.post_message(self.Moved(index))

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        index = round(self.scroll_offset.y) + y
        width = self.scrollable_content_region.width
        if index >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row, under = self._rows[index], index == self._cursor
        key = (self._key(row), width, under)
        if (strip := self._strips.get(key)) is None:
            style = self.get_visual_style("row-list--cursor") if under else self.visual_style
            strip = self._strips[key] = self._strip(row, width, under, style)
        return strip

    def notify_style_update(self) -> None:
        """Another theme: nothing drawn before is of use."""
        self._strips.clear()
        super().notify_style_update()

    def on_resize(self, _: events.Resize) -> None:
        """Keep the cursor in view."""
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows))
        self._reveal()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse points."""
        index = round(self.scroll_offset.y) + event.y
        if index < len(self._rows):
            self.move_to(index)

    def _strip(self, row: Row, width: int, under: bool, style: Style) -> Strip:
        line = self._draw(row, under).truncate(width, ellipsis=True, pad=True)
        return Strip(line.render_segments(style), width)

    def _reveal(self) -> None:
        region = Region(0, self._cursor, 1, 1)
        self.scroll_to_region(region, animate=False, immediate=True, force=True)
