"""The pane with the paper under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.geometry import Region, Size
from textual.selection import Selection
from textual.strip import Strip
from textual.visual import Visual

from reader.paper import Marks, Paper
from reader.tui.rendering.paper_text import MEASURE, PaperSpace, PaperText, paper_text
from reader.tui.widgets.paper_pane import PaperPane


class AbstractPane(PaperPane, inherit_bindings=False):
    """One paper, its abstract first.

    Of the paper that comes after another no more is written to the terminal than what differs,
    and nothing else on the screen is laid out anew.
    """

    _shown: tuple[Paper, Marks] | None = None
    _drawn: tuple[object, ...] = ()
    """All that the text was made of."""
    _make: Callable[[int], Content] = staticmethod(lambda _: Content(""))
    """Makes the text that is shown where there is no paper."""
    _text = PaperText(Content(""), Content(""))
    _lead_lines = 0
    """How many lines there are to the end of the abstract."""
    _strips: Sequence[Strip] | None = None
    """The text in lines, as wide as they are long; None where they are to be made anew."""

    def show(self, paper: Paper, marks: Marks) -> None:
        """Show a paper from its top; the one that is shown already stays where it is scrolled."""
        before, self._shown = self._shown, (paper, marks)
        top = before is None or before[0].id != paper.id
        self._draw(0 if top else round(self.scroll_offset.y))

    def say(self, text: str) -> None:
        """Show a sentence where there is no paper."""
        self.show_made(lambda _: Content(text))

    def show_made(self, make: Callable[[int], Content]) -> None:
        """Show a text where there is no paper."""
        self._shown, self._drawn, self._make = None, (), make
        self._put(PaperText(make(self._width), Content("")), 0)

    def render(self) -> Content:
        """All of the text."""
        return self._text.whole

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        index = round(self.scroll_offset.y) + y
        width, style = self.scrollable_content_region.width, self.visual_style.rich_style
        if index >= len(self._lines):
            return Strip.blank(width, style)
        return self._lines[index].adjust_cell_length(width, style)

    def notify_style_update(self) -> None:
        """Another theme: no line is of use."""
        self._strips = None
        super().notify_style_update()

    def selection_updated(self, selection: Selection | None) -> None:
        """What is selected looks different."""
        self._strips = None
        super().selection_updated(selection)

    def on_resize(self) -> None:
        """What is shown depends on the room there is."""
        top = round(self.scroll_offset.y)
        self._strips = None
        if self._shown:
            self._draw(top)
        else:
            self._put(PaperText(self._make(self._width), Content("")), top)

    @property
    def end_of_abstract(self) -> int:
        """The lines to the end of the abstract."""
        return self._lead_lines if self._lines else 0

    @property
    def _width(self) -> int:
        return min(self.scrollable_content_region.width, MEASURE)

    @property
    def _lines(self) -> Sequence[Strip]:
        if self._strips is None:
            style = self.visual_style
            lead, rest = (
                Visual.to_strips(self, part, self._width, None, style) if part else []
                for part in (self._text.lead, self._text.rest)
            )
            self._lead_lines = len(lead)
            self._strips = [*lead, *rest]
        return self._strips

    def _draw(self, top: int) -> None:
        if not self._shown:
            return
        height = self.scrollable_content_region.height
        room = PaperSpace(
            self._width,
            height,
            terms=self.terms,
            cited=self.cited,
            titled=self.titled,
            summary=self.summary,
            version=self.version,
        )
        drawn = (*self._shown, room, self.abstract_name)
        if drawn != self._drawn or self._strips is None:
            self._drawn = drawn
            self._put(paper_text(*self._shown, room, self.abstract_name), top)

    def _put(self, text: PaperText, top: int) -> None:
        """Show a text, with one of its lines on top."""
        height = self.scrollable_content_region.height
        before = None if self._strips is None else self._seen(height)
        self._text, self._strips = text, None
        self.reach(Size(self.scrollable_content_region.width, len(self._lines)))
        wanted = max(0, min(top, self.max_scroll_y))
        self.scroll_to(y=wanted, animate=False, immediate=True, force=True)
        if before is None:
            self.refresh_all()
            return
        pairs = zip(before, self._seen(height), strict=True)
        widths = (max(old.cell_length, new.cell_length) * (old != new) for old, new in pairs)
        regions = [Region(0, y, width, 1) for y, width in enumerate(widths) if width]
        if regions:
            self.refresh(*regions)

    def _seen(self, height: int) -> list[Strip]:
        top = round(self.scroll_offset.y)
        seen = list(self._lines[top : top + height])
        return seen + [Strip.blank(0)] * (height - len(seen))
