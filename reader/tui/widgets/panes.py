"""The list and the paper beside each other or one above the other, and the border between them."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.containers import Container
from textual.content import Content
from textual.geometry import Offset, Region, Size, Spacing
from textual.layout import Layout, WidgetPlacement
from textual.message import Message
from textual.widget import Widget

from reader.tui.rendering import geometry
from reader.tui.rendering.geometry import PaneGeometry, PaneLayoutName, Split, pane_geometry
from reader.tui.rendering.paper_text import MEASURE
from reader.tui.rendering.row_text import columns_text
from reader.tui.widgets.paper_pane import PaperPane

_LOW = 30
"""Lines of a screen with both panes, one above the other, from which on the paper has its title."""
_ALONE = MEASURE + 3
"""Cells of a paper that is shown alone: its text, a cell on each side of it, the scroll bar."""
_SPACE_FOR_WORDS = 30
"""Cells of the border below which it is a line alone."""


class Divider(Widget, can_focus=False):
    """The border: a line that the mouse can move."""

    ALLOW_SELECT = False

    class Dragged(Message):
        """The mouse holds it at a cell, or at a line, of what it is in."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    _is_held = False

    def __init__(self, position: Callable[[], str]) -> None:
        """Draw a line.

        Args:
            position: says where the cursor is, such as ``10 of 25``.
        """
        super().__init__(id="divider")
        self._position = position

    def follow(self) -> None:
        """Say where the cursor is by now, which a line that stands does not."""
        if self.size.height == 1:
            self.refresh()

    def render(self) -> Content:
        """A line from top to bottom, or from left to right."""
        width, height = self.size
        if width <= 1:
            return Content("\n".join("│" * height))
        words = self._position() if width > _SPACE_FOR_WORDS else ""
        if not words:
            return Content("─" * width)
        words = f" {words} "
        return Content.assemble("─" * (width - len(words) - 2), (words, "$faint"), "──")

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of it."""
        self._is_held = True
        self.capture_mouse()
        event.stop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the mouse."""
        # From where it is in now: where it was drawn last may be behind the mouse.
        if self._is_held and isinstance(self.parent, Widget):
            there = event.screen_offset - self.parent.region.offset
            self.post_message(self.Dragged(there.x if self.size.width == 1 else there.y))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let it go."""
        self._is_held = False
        self.release_mouse()
        event.stop()


class ColumnNames(Widget, can_focus=False):
    """The line above folds that names their columns."""

    ALLOW_SELECT = False
    _group = ""

    def name_group(self, group: str) -> bool:
        """Say what the papers are grouped by, or nothing; return whether it comes or goes."""
        before, self._group = self._group, group
        self.set_class(bool(group), "-named")
        self.refresh()
        return bool(before) != bool(group)

    def render(self) -> Content:
        """The names, above their columns."""
        return columns_text(self._group, self.size.width)


class _PanesLayout(Layout):
    """Gives each pane the place that its geometry says, so that the first frame is the last."""

    name = "panes"

    def arrange(
        self,
        parent: Widget,
        children: list[Widget],
        size: Size,
        greedy: bool = True,  # noqa: ARG002 - a part of the interface
    ) -> list[WidgetPlacement]:
        """Place the children of `Panes`."""
        parent.pre_layout(self)
        assert isinstance(parent, Panes)
        parent.paper.titled = parent.has_room_for_title(size)
        regions = parent.regions(size)
        return [
            WidgetPlacement(
                regions.get(child.id or "", Region(0, 0, *size)), Offset(), Spacing(), child
            )
            for child in children
        ]


_PANES_LAYOUT = _PanesLayout()


class Panes(Container):
    """Has the list, the divider and the paper in it; and what is shown alone in their place."""

    def __init__(self, rows: Widget, paper: PaperPane, position: Callable[[], str]) -> None:
        """Show both panes.

        Args:
            rows: the list.
            paper: the paper under the cursor.
            position: says where the cursor is.
        """
        # Around the paper, so that what is beside it is not drawn with each of its lines.
        self._detail = Container(paper, id="detail")
        self.divider = Divider(position)
        self.columns = ColumnNames(id="columns")
        super().__init__(self.columns, rows, self.divider, self._detail, id="panes")
        self._rows = rows
        self.paper = paper
        self.shown: PaneLayoutName = "split"
        """Which panes are shown."""
        self._is_covered = False
        """Something else is shown alone."""
        self.split = Split()
        """How far the border was moved."""

    @property
    def layout(self) -> Layout:
        """Places the children; a style sheet could not."""
        return _PANES_LAYOUT

    @property
    def geometry(self) -> PaneGeometry:
        """Where the panes are on the screen that there is now."""
        return self._geometry(self.size)

    def name_columns(self, group: str) -> None:
        """Name the columns of folds above the list; nothing where there are none."""
        if self.columns.name_group(group):
            self._lay_out_again()

    def _geometry(self, size: Size) -> PaneGeometry:
        return pane_geometry(*size, self.shown, self.split, self.app.size.height)

    def has_room_for_title(self, size: Size) -> bool:
        """The paper has its title; a low screen shows it whole in the list alone."""
        found = self._geometry(size)
        return not found.is_split or found.side or self.app.size.height >= _LOW

    def show(self, shown: PaneLayoutName) -> None:
        """Show other panes."""
        self.shown = shown
        self.columns.set_class(shown == "abstract", "-alone")
        self._show_parts()

    def cover(self, *, covered: bool) -> None:
        """Have what is shown alone in the place of all panes, or the panes again."""
        self._is_covered = covered
        self._show_parts()

    def _show_parts(self) -> None:
        # On the widgets themselves, as what is set so counts more than any style sheet.
        shown, seen = self.shown, not self._is_covered
        self._rows.display = seen and shown != "abstract"
        self._detail.display = seen and shown in ("split", "abstract")
        self.divider.display = seen and shown == "split"
        self._lay_out_again()

    def move(self, step: int) -> bool:
        """Move the border; return whether it could be moved."""
        before = self.geometry
        self.split = geometry.moved(self.split, step, *self.size)
        self._lay_out_again()
        return self.geometry != before

    def _lay_out_again(self) -> None:
        # Of a child, as a container remembers where it has put its children.
        self.divider.refresh(layout=True)

    def on_divider_dragged(self, dragged: Divider.Dragged) -> None:
        """Follow the mouse with the border."""
        dragged.stop()
        now = self.geometry
        self.move(dragged.place - (now.list_width if now.side else now.list_height))

    def regions(self, size: Size) -> dict[str, Region]:
        """Where each child is, by its id, in a space of that size."""
        found = self._geometry(size)
        wide, high = found.list_width, found.list_height
        named = int(self.columns.has_class("-named"))
        alone = _in_the_middle(size)
        above = {
            "reading": alone,
            "columns": Region(0, 0, wide, named),
            "list": Region(0, named, wide, max(0, high - named)),
        }
        if not found.is_split:
            return above if wide else {"detail": alone, "reading": alone}
        if found.side:
            return above | {
                "divider": Region(wide, 0, 1, high),
                "detail": Region(wide + 1, 0, found.paper_width, found.paper_height),
            }
        return above | {
            "divider": Region(0, high, wide, 1),
            "detail": Region(0, high + 1, found.paper_width, found.paper_height),
        }


def _in_the_middle(size: Size) -> Region:
    """The place of a paper that is shown alone: as wide as its text, the scroll bar at its side."""
    width = min(size.width, _ALONE)
    return Region((size.width - width) // 2, 0, width, size.height)
