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
from textual.strip import Strip

from reader.tui.widgets.scroll_thumb import SteadyScrollView

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class RowRenderer(Generic[Row]):
    """How rows are drawn."""

    draw: Callable[[Row, bool, int], list[Content]]
    """The lines of a row; given whether the cursor is on it, and the width of the list."""
    key: Callable[[Row], Hashable]
    """What the looks of a row depend on, beside the cursor and the width."""
    height: Callable[[Row, int], int]
    """How many lines it has in a list of that width."""
    tinted: Callable[[Row], bool] = lambda _: False
    """It stands on a background of its own, cursor or not."""


class RowList(SteadyScrollView, Generic[Row], can_focus=False, inherit_bindings=False):
    """Rows of one line or several, one of them under the cursor.

    The height of a row does not change with the cursor, so that nothing moves but the cursor.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--cursor", "row-list--tinted"}
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
        looks: Callable[[], RowRenderer[Row]],
        moved: Callable[[], None] = lambda: None,
        clicked: Callable[[int], None] = lambda _: None,
        *,
        id: str | None = None,  # noqa: A002 - the name that Textual gives it
    ) -> None:
        """Start empty.

        Args:
            looks: tells how rows are drawn; asked when the list is laid out.
            moved: called at once when the cursor is on another row; the message `Moved` comes
                after the keys that are waiting, once for all of them.
            clicked: called at once when the row under the cursor was clicked, with how many times
                in a row.
            id: as for every widget.
        """
        super().__init__(id=id)
        self._current_looks = looks
        self._looks: RowRenderer[Row] = RowRenderer(lambda *_: [], lambda _: None, lambda *_: 1)
        self._has_moved = moved
        self._clicked = clicked
        self.is_still: Callable[[], bool] = lambda: False
        """Asked before a click is taken: something else is going on that it must not change."""
        self._rows: Sequence[Row] = ()
        self.cursor = 0
        """The index of the row under the cursor, 0 in an empty list; `move_to` changes it."""
        self._tops: Sequence[int] = range(1)
        """The first line of each row, and behind the last one how many lines there are."""
        self._uncovered: int | None = None
        """The line on top before a part of the list was covered."""
        self._keyed: tuple[Row | None, Hashable] = (None, None)
        """The row that was drawn last, and what its looks depend on."""
        self._strips: LRUCache[Hashable, list[Strip]] = LRUCache(512)

    def _lay_out_again(self) -> None:
        offset = self._tops[self.cursor] - round(self.scroll_offset.y)
        self._lay_out()
        top = self._tops[self.cursor] - max(0, offset)
        self.scroll_to(y=max(0, top), animate=False, immediate=True)
        self._reveal()
        self.refresh_all()

    def show(self, rows: Sequence[Row], cursor: int) -> None:
        """Show other rows, with the cursor as far from the top edge as it was."""
        offset = self._tops[self.cursor] - round(self.scroll_offset.y)
        self._rows = rows
        self.cursor = max(0, min(cursor, len(rows) - 1))
        self._lay_out()
        top = self._tops[self.cursor] - max(0, offset)
        self.scroll_to(y=max(0, top), animate=False, immediate=True)
        self._reveal()
        self.refresh_all()
        self._has_moved()
        self.post_message(self.Moved())

    def replace(self, indices: Iterable[int], rows: Sequence[Row]) -> None:
        """Some rows look different now; `rows` is the whole list with them."""
        self._rows = rows
        for index in indices:
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

    def keep_above(self, line: int | None) -> None:
        """Have the row under the cursor in sight while the lower part of the screen is covered.

        Args:
            line: the first line of the screen that is covered; None where nothing is any more, and
                the list is as it was before.
        """
        if not self.size.height or not self._rows:
            return
        top = round(self.scroll_offset.y)
        if line is None:
            top = top if self._uncovered is None else self._uncovered
            self._uncovered = None
        else:
            if self._uncovered is None:
                self._uncovered = top
            seen = max(self._height(self.cursor), line - self.region.y)
            top = max(self._uncovered, self._tops[self.cursor] + self._height(self.cursor) - seen)
        # Where the row is one of the last, there is nothing below it that could be scrolled to.
        height = max(self._tops[-1], top + self.size.height if line is not None else 0)
        self.virtual_size = Size(self._width, height)
        self.scroll_to(y=top, animate=False, immediate=True, force=True)
        if line is None:
            # What was done meanwhile may have put the cursor elsewhere.
            self._reveal()
        self.refresh_all()

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
        if row is not self._keyed[0]:
            # Of the lines of one row each asks for the same.
            self._keyed = row, self._looks.key(row)
        key = (self._width, under, self._keyed[1])
        if (strips := self._strips.get(key)) is None:
            strips = self._strips[key] = self._drawn(row, under)
        # One that is about to be laid out anew may have fewer lines than there is room for.
        return strips[min(line - self._tops[index], len(strips) - 1)]

    def notify_style_update(self) -> None:
        """Another theme: nothing drawn before is of use."""
        self._strips.clear()
        super().notify_style_update()

    def on_resize(self, _: events.Resize) -> None:
        """Keep the cursor in view."""
        self._lay_out_again()

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
    def _full_width(self) -> int:
        """With the scroll bar, which has a cell whether or not it is there."""
        return self.size.width

    def _at(self, line: int) -> int:
        """The row that has this line; behind the last one, where none has it."""
        return bisect_right(self._tops, line) - 1

    def _height(self, index: int) -> int:
        return self._tops[index + 1] - self._tops[index]

    def _lay_out(self) -> None:
        """Compute the first line of each row."""
        self._looks = self._current_looks()
        self._strips.clear()
        height, width = self._looks.height, self._full_width
        # Before it is on the screen there is no width, and all rows are alike.
        heights = (height(row, width) if width else 1 for row in self._rows)
        self._tops = list(accumulate(heights, initial=0))
        self.reach(Size(self._width, self._tops[-1]))

    def _refresh_row(self, index: int) -> None:
        if index < len(self._rows):
            top = self._tops[index] - round(self.scroll_offset.y)
            self.refresh(Region(0, top, self._width, self._height(index)))

    def _drawn(self, row: Row, under: bool) -> list[Strip]:
        width, style = self._width, self.visual_style
        if under:
            style = self.get_visual_style("row-list--cursor")
        elif self._looks.tinted(row):
            style = self.get_visual_style("row-list--tinted")
        lines = self._looks.draw(row, under, self._full_width)
        cut = (line.truncate(width, ellipsis=False, pad=True) for line in lines)
        return [Strip(line.render_segments(style), width) for line in cut]

    def _reveal(self) -> None:
        if self.cursor < len(self._rows):
            region = Region(0, self._tops[self.cursor], 1, self._height(self.cursor))
            self.scroll_to_region(region, animate=False, immediate=True, force=True)
