"""The thumb of a scroll bar: a thin line where something is left to scroll through."""

from __future__ import annotations

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender

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


def use_scroll_thumb() -> None:
    """Draw all scroll bars so."""
    ScrollBar.renderer = ScrollThumb
