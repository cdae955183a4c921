"""A list that draws only the rows that are seen, and costs the same for ten as for fifty thousand.

It knows nothing of papers: functions that it is given draw a row and tell rows apart.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
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


@dataclass(frozen=True, slots=True)
class RowRenderer(Generic[Row]):
    """How rows are drawn."""

    draw: Callable[[Row, bool], tuple[Content, Content]]
    """What a row begins with, and its text; given whether the cursor is on it."""
    key: Callable[[Row], Hashable]
    """What the looks of a row depend on, beside the cursor."""
    height: Callable[[Row, int], int]
    """How many lines it has where its text is shown whole, in so many columns."""


class RowList(ScrollView, Generic[Row], can_focus=False, inherit_bindings=False):
    """Rows, one of them under the cursor.

    A row has one line, and what does not fit is cut; but where the rows fit into the list with
    all of their text, or where `whole` is set, no text is cut.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--cursor"}
    DEFAULT_CSS = """
    RowList {
        overflow-x: hidden;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """

    class Moved(Message):
        """The cursor is on another row, or other rows are shown."""

        def can_replace(self, message: Message) -> bool:
            """Only the last of a burst matters."""
            return isinstance(message, RowList.Moved)

    def __init__(
        self,
        looks: RowRenderer[Row],
        moved: Callable[[], None] = lambda: None,
        clicked: Callable[[int], None] = lambda _: None,
        *,
        id: str | None = None,  # noqa: A002 - the name that Textual gives it
    ) -> None:
        """Start empty.

        Args:
            looks: how rows are drawn.
            moved: called at once when the cursor is on another row; the message `Moved` comes
                after the keys that are waiting, once for all of them.
            clicked: called at once when the row under the cursor was clicked, with how many times
                in a row.
            id: as for every widget.
        """
        super().__init__(id=id)
        self._looks = looks
        self._has_moved = moved
        self._clicked = clicked
        self.is_still: Callable[[], bool] = lambda: False
        """Asked before a click is taken: something else is going on that it must not change."""
        self._rows: Sequence[Row] = ()
        self.cursor = 0
        """The index of the row under the cursor, 0 in an empty list; `move_to` changes it."""
        self._whole = False
        self._tops: Sequence[int] = range(1)
        """The first line of each row, and behind the last one how many lines there are."""
        self._strips: LRUCache[Hashable, list[Strip]] = LRUCache(512)

    @property
    def whole(self) -> bool:
        """Every text is shown whole, however many lines that takes."""
        return self._whole

    @whole.setter
    def whole(self, whole: bool) -> None:
        if whole is not self._whole:
            self._whole = whole
            self._lay_out()
            self._reveal()
            self.refresh()

    def show(self, rows: Sequence[Row], cursor: int) -> None:
        """Show other rows, with the cursor as far from the top edge as it was."""
        offset = self._tops[self.cursor] - round(self.scroll_offset.y)
        self._rows = rows
        self.cursor = max(0, min(cursor, len(rows) - 1))
        self._lay_out()
        top = self._tops[self.cursor] - max(0, offset)
        self.scroll_to(y=max(0, top), animate=False, immediate=True)
        self._reveal()
        self.refresh()
        self._has_moved()
        self.post_message(self.Moved())

    def replace(self, indices: Iterable[int], rows: Sequence[Row]) -> None:
        """Some rows look different now; `rows` is the whole list with them."""
        self._rows = rows
        for index in indices:
            if self._wraps and self._height(index) != self._looks.height(rows[index], self._width):
                self._take_heights(self._heights())
                self.refresh()
                return
            self._refresh_row(index)

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, the nearest where there is none of that index."""
        index = max(0, min(index, len(self._rows) - 1))
        if index == self.cursor:
            return
        before, self.cursor = self.cursor, index
        self._refresh_row(before)
        self._refresh_row(index)
        self._reveal()
        self._has_moved()
        self.post_message(self.Moved())

    def turn(self, pages: float) -> None:
        """Move the cursor by some heights of the list, less one line each."""
        lines = round(pages * max(1, self.size.height - 1))
        step = 1 if pages > 0 else -1
        there = self._at(max(0, self._tops[self.cursor] + lines))
        # A row may be higher than what is to be moved by.
        self.move_to(there if there != self.cursor else self.cursor + step)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        line = round(self.scroll_offset.y) + y
        index = self._at(line)
        if index >= len(self._rows):
            return Strip.blank(self._width, self.rich_style)
        row, under = self._rows[index], index == self.cursor
        key = (self._width, self._wraps, under, self._looks.key(row))
        if (strips := self._strips.get(key)) is None:
            start, text = self._looks.draw(row, under)
            style = self.get_visual_style("row-list--cursor") if under else self.visual_style
            strips = self._strips[key] = self._drawn(start, text, style)
        # One that is about to be laid out anew may have fewer lines than there is room for.
        return strips[min(line - self._tops[index], len(strips) - 1)]

    def notify_style_update(self) -> None:
        """Another theme: nothing drawn before is of use."""
        self._strips.clear()
        super().notify_style_update()

    def on_resize(self, _: events.Resize) -> None:
        """Keep the cursor in view."""
        self._lay_out()
        self._reveal()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse points."""
        index = self._at(round(self.scroll_offset.y) + event.y)
        if index >= len(self._rows) or self.is_still():
            return
        self.move_to(index)
        self._clicked(event.chain)

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _wraps(self) -> bool:
        """Texts are shown whole."""
        return not isinstance(self._tops, range)

    def _at(self, line: int) -> int:
        """The row that has this line; behind the last one, where none has it."""
        return bisect_right(self._tops, line) - 1

    def _height(self, index: int) -> int:
        return self._tops[index + 1] - self._tops[index]

    def _heights(self) -> list[int]:
        height, width = self._looks.height, self._width
        return [height(row, width) for row in self._rows]

    def _lay_out(self) -> None:
        """Compute the first line of each row."""
        room, rows = self.scrollable_content_region.height, len(self._rows)
        if self._width and (self._whole or 0 < rows <= room):
            heights = self._heights()
            if self._whole or sum(heights) <= room:
                self._take_heights(heights)
                return
        self._tops = range(rows + 1)
        self.virtual_size = Size(self._width, rows)

    def _take_heights(self, heights: Iterable[int]) -> None:
        self._tops = list(accumulate(heights, initial=0))
        self.virtual_size = Size(self._width, self._tops[-1])

    def _refresh_row(self, index: int) -> None:
        if index < len(self._rows):
            self.refresh_lines(self._tops[index], self._height(index))

    def _drawn(self, start: Content, text: Content, style: Style) -> list[Strip]:
        width = self._width
        lines = [start + text]
        if self._wraps:
            indent = start.cell_length
            first, *others = text.wrap(max(1, width - indent)) or [text]
            lines = [start + first, *(other.pad_left(indent) for other in others)]
        cut = (line.truncate(width, ellipsis=True, pad=True) for line in lines)
        return [Strip(line.render_segments(style), width) for line in cut]

    def _reveal(self) -> None:
        if self.cursor < len(self._rows):
            region = Region(0, self._tops[self.cursor], 1, self._height(self.cursor))
            self.scroll_to_region(region, animate=False, immediate=True, force=True)
