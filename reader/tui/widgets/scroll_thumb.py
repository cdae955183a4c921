"""The thumb of a scroll bar: a thin line where something is left to scroll through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from rich.color import Color
from rich.console import RenderableType
from rich.segment import Segment, Segments
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.widget import Widget

_THUMB = "▐"
_BLACK, _WHITE = Color.from_rgb(0, 0, 0), Color.from_rgb(255, 255, 255)


class ScrollThumb(ScrollBarRender):
    """Draws a vertical bar of one cell; whole cells, so that it can be ASCII as well."""

    @classmethod
    def render_bar(
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,
        back_color: Color = _BLACK,
        bar_color: Color = _WHITE,
    ) -> Segments:
        """The cells from top to bottom, as `ScrollBarRender` gives them."""
        if not vertical or thickness != 1:
            return super().render_bar(
                size,
                virtual_size,
                window_size,
                position,
                thickness,
                vertical,
                back_color,
                bar_color,
            )
        back = Style(bgcolor=back_color)
        up, down = ({"@mouse.down": f"scroll_{way}"} for way in ("up", "down"))
        cells = [Segment(" ", back + Style(meta=up))] * size
        if window_size and size and virtual_size > window_size:
            thumb = max(1, round(size * window_size / virtual_size))
            top = round((size - thumb) * position / (virtual_size - window_size))
            top = max(0, min(top, size - thumb))
            held = Style(color=bar_color, meta={"@mouse.down": "grab"})
            cells[top : top + thumb] = [Segment(_THUMB, back + held)] * thumb
            below = size - top - thumb
            if below:
                cells[-below:] = [Segment(" ", back + Style(meta=down))] * below
        return Segments(cells, new_lines=True)


class SteadyScrollBar(ScrollBar):
    """A scroll bar that is painted only where it looks different.

    Textual paints it with every change of the layout and of the height that is scrolled through,
    though the thumb is mostly where it was.
    """

    _seen: tuple[object, ...] = ()
    """What it looked like when it was painted last."""

    def refresh(self, *regions: Region, layout: bool = False, **options: Any) -> Self:
        """Paint it anew where that is seen."""
        if self._seen and not (regions or layout) and self._looks() == self._seen:
            return self
        return super().refresh(*regions, layout=layout, **options)

    def render(self) -> RenderableType:
        """What is painted, also with a new layout that nobody asked this bar for."""
        self._seen = self._looks()
        return super().render()

    def notify_style_update(self) -> None:
        """Another theme: nothing that was painted is of use."""
        self._seen = ()
        super().notify_style_update()

    def reach(self, lines: int) -> None:
        """Stand for so many lines, and have only those cells painted that change."""
        before = self.cells()
        self.set_reactive(ScrollBar.window_virtual_size, lines)
        pairs = enumerate(zip(before, self.cells(), strict=True))
        if changed := [Region(0, y, 1, 1) for y, (old, new) in pairs if old != new]:
            self.refresh(*changed)

    def cells(self) -> Sequence[Segment]:
        """What is drawn, from top to bottom, but for the colours."""
        height = self.size.height
        drawn = self.renderer.render_bar(
            height, self.window_virtual_size, self.window_size, self.position
        ).segments
        # Where it is scrolled further than there are lines now, the bar goes over its end.
        return drawn[:height]

    def _looks(self) -> tuple[object, ...]:
        styles, state = self.parent.styles if self.parent else None, (self.mouse_over, self.grabbed)
        colours = styles and (styles.scrollbar_color, styles.scrollbar_background)
        return self.size, state, colours, self.app.theme, self.cells()


class SteadyScrollView(ScrollView, can_focus=False, inherit_bindings=False):
    """A view of lines whose scroll bar is left alone where it does not change."""

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scroll bar, made when it is first asked for."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = SteadyScrollBar(
                name="vertical", thickness=self.scrollbar_size_vertical
            )
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    def reach(self, size: Size) -> None:
        """Have so much to scroll through."""
        bar_shown = size.height > self.scrollable_content_region.height
        if bar_shown is not self.show_vertical_scrollbar:
            self.virtual_size = size
        elif size != self.virtual_size:
            # Else the whole screen would be laid out anew, and no widget of it would move.
            self.set_reactive(Widget.virtual_size, size)
            if isinstance(bar := self.vertical_scrollbar, SteadyScrollBar) and bar_shown:
                bar.reach(size.height)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Paint the lines that are in sight now, and not the bar beside them."""
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = new_value
        if round(old_value) != round(new_value):
            self.refresh_all()

    def refresh_all(self) -> None:
        """Paint all lines that are in sight."""
        self.refresh(self.scrollable_content_region.size.region)


def use_scroll_thumb() -> None:
    """Draw all scroll bars so."""
    ScrollBar.renderer = ScrollThumb
