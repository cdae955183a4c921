"""The pane with the paper under the cursor."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reader.paper import Marks, Paper
from reader.tui.drawing import Room, paper_text

MEASURE = 84
"""The longest line that is comfortable to read, in cells."""


class Detail(VerticalScroll, can_focus=False, inherit_bindings=False):
    """One paper, its abstract first."""

    DEFAULT_CSS = """
    Detail {
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    Detail > #paper { max-width: 84; }
    """

    abstract_name = ""
    """The heading of abstracts that are not the authors' own."""
    terms: tuple[str, ...] = ()
    """Words that are looked for; they stand out."""
    cited: str | None = None
    """The key under which a bibliography of the reader has the paper."""
    _shown: tuple[Paper, Marks] | None = None

    def compose(self) -> ComposeResult:
        """One block of text."""
        yield Static(id="paper")

    def show(self, paper: Paper, marks: Marks) -> None:
        """Show a paper from its top; the one that is shown already stays where it is scrolled."""
        before, self._shown = self._shown, (paper, marks)
        self._draw()
        if before is None or before[0].id != paper.id:
            self.scroll_home(animate=False, immediate=True)

    def on_resize(self) -> None:
        """What is shown depends on the room there is."""
        self._draw()

    def _draw(self) -> None:
        if self._shown:
            size = self.scrollable_content_region.size
            width = min(size.width, MEASURE)
            room = Room(width, size.height, terms=self.terms, cited=self.cited)
            text = paper_text(*self._shown, room, self.abstract_name)
            self.query_one("#paper", Static).update(text)

    def say(self, text: str) -> None:
        """Show a sentence where there is no paper."""
        self._shown = None
        self.query_one("#paper", Static).update(Content(text))

    def page_down(self) -> bool:
        """Go a page on, one line staying in sight; False where the end was in sight already."""
        if self.scroll_offset.y >= self.max_scroll_y:
            return False
        self.by(self.scrollable_content_region.height - 1)
        return True

    def by(self, lines: int) -> None:
        """Scroll by some lines."""
        self.scroll_relative(y=lines, animate=False, immediate=True)
