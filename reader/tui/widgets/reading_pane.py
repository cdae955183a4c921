"""The pane that shows one paper whole, with its discussion below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip

from reader.paper import Marks, Paper
from reader.tui.rendering.comment_text import DrawnDiscussion
from reader.tui.rendering.paper_text import MEASURE, PaperSpace, heading, paper_text
from reader.tui.rendering.text_search import TextSearch
from reader.tui.widgets.paper_pane import PaperPane

_BODY, _BEHIND = "body", "behind"
"""Where the abstract begins, and what comes after the paper itself."""


class ReadingPane(PaperPane, inherit_bindings=False):
    """Lines of text, drawn as they are seen, so that thousands cost no more than a screenful.

    What changes above the line on top does not move it.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ReadingPane {
        height: 1fr;
    }
    """

    def __init__(self, wanting: Callable[[Paper, int], None]) -> None:
        """Start empty.

        Args:
            wanting: called where the discussion of a paper is to be drawn, with its width.
        """
        super().__init__(id="reading")
        self._wanting = wanting
        self._shown: tuple[Paper, Marks] | None = None
        self._unfolded = False
        self._talk: tuple[Content, ...] = ()
        self._drawn = DrawnDiscussion()
        self._bare: Sequence[Content] = ()
        """The lines without what a search makes stand out."""
        self._lines: Sequence[Content] = ()
        self._places: Mapping[str, int] = {}
        self._measure = 0
        self._search = TextSearch()
        self._is_seen = False
        """It was drawn since it was opened."""

    @property
    def text(self) -> str:
        """All of it, as it could be read by scrolling."""
        return "\n".join(line.plain for line in self._lines)

    def empty(self, abstract_name: str) -> None:
        """Be as it was at first.

        Args:
            abstract_name: the heading of abstracts that are not the authors' own.
        """
        self.abstract_name = abstract_name
        self._shown, self._is_seen = None, False
        self._use(TextSearch())

    def page_down(self) -> bool:
        """Go a page on; False where the end was in sight already."""
        return super().page_down() if self._is_seen else True

    def show(self, paper: Paper, marks: Marks) -> None:
        """Show a paper from its top; the one that is shown already stays where it is scrolled."""
        before, self._shown = self._shown, (paper, marks)
        if before is None or before[0].id != paper.id:
            self._unfolded, self._talk, self._drawn, self._places = False, (), DrawnDiscussion(), {}
            self._use(TextSearch())
            self._draw()
            self.to(0)
            if self._measure:
                self._wanting(paper, self._measure)
        else:
            self._draw()

    def say(self, text: str) -> None:
        """Show a sentence where there is no paper."""
        self.show_made(lambda _: Content(text))

    def show_made(self, make: Callable[[int], Content]) -> None:
        """Show a text where there is no paper."""
        self._shown, self._places = None, {}
        width = max(1, self._measure)
        self._put(make(width).wrap(width), {})

    def show_discussion(self, words: str, remark: str, drawn: DrawnDiscussion) -> None:
        """Show what is known of the discussion below the paper.

        Args:
            words: how much there is, and how fresh it is.
            remark: a sentence, or nothing.
            drawn: the discussion itself.
        """
        head = Content.assemble(heading("Discussion"), (f"  {words}" if words else "", "$faint"))
        remarks = [Content(""), Content(remark)] if remark else []
        self._talk, self._drawn = (Content(""), head, *remarks), drawn
        self._draw()

    def unfold(self) -> None:
        """Name all authors, or fold them again; they are in sight then."""
        self._unfolded = not self._unfolded
        self._draw()
        self.to(0)

    def search(self, typed: str) -> None:
        """Have what was typed stand out, with the first of it from here on in sight."""
        origin = self._search.origin if self._search else round(self.scroll_offset.y)
        self._use(TextSearch(typed, origin).of(self._bare).at_line(origin))
        self._show_match()

    def next_match(self, step: int) -> None:
        """Go to another match, from the end on to the beginning."""
        if self._search:
            self._use(self._search.moved(step))
            self._show_match()

    def end_search(self) -> None:
        """Go back to where the search was begun, and have nothing stand out any more."""
        before = self._search
        self._use(TextSearch())
        if before:
            self._lines = self._bare
            self.to(before.origin)
            self.refresh()

    def _use(self, search: TextSearch) -> None:
        self._search, self.match = search, search.words

    def _show_match(self) -> None:
        self._lines = self._search.styled(self._bare)
        height = self.scrollable_content_region.height
        line = self._search.line
        if line is None:
            self.to(self._search.origin)
        elif not 0 <= line - round(self.scroll_offset.y) < height:
            self.to(line - height // 3)
        self.refresh()

    def to_end(self) -> None:
        """Scroll to the last line."""
        self.to(self.max_scroll_y)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        self._is_seen = True
        index = round(self.scroll_offset.y) + y
        width = self.scrollable_content_region.width
        style = self.visual_style
        if index >= len(self._lines):
            return Strip.blank(width, style.rich_style)
        margin = Segment(" " * self._margin, style.rich_style)
        segments = [margin, *self._lines[index].render_segments(style)]
        return Strip(segments).adjust_cell_length(width, style.rich_style)

    def on_resize(self) -> None:
        """Lines are broken to the width."""
        before, self._measure = self._measure, self._room
        self._draw()
        if self._shown and self._measure != before:
            self._wanting(self._shown[0], self._measure)

    @property
    def _room(self) -> int:
        return max(1, min(MEASURE, self.scrollable_content_region.width - 2))

    @property
    def _margin(self) -> int:
        return max(0, (self.scrollable_content_region.width - self._measure) // 2)

    def _draw(self) -> None:
        if not self._shown or not self._measure:
            return
        height = self.scrollable_content_region.height
        room = PaperSpace(
            self._measure,
            height,
            self._unfolded,
            self.terms,
            self.cited,
            self.version,
            summary=self.summary,
        )
        lines = paper_text(*self._shown, room, self.abstract_name).whole.wrap(self._measure)
        places = {_BODY: next((n for n, line in enumerate(lines) if not line.plain), 0)}
        places[_BEHIND] = len(lines)
        lines += self._drawn.links
        for line in self._talk:
            lines += line.wrap(self._measure)
        if self._drawn.comments:
            lines.append(Content(""))
        places |= {name: len(lines) + at for name, at in self._drawn.places.items()}
        self._put([*lines, *self._drawn.comments], places)

    def _put(self, lines: Sequence[Content], places: Mapping[str, int]) -> None:
        """Show these lines, with that on top which was on top."""
        top = round(self.scroll_offset.y)
        name, at = max(self._above(top), key=lambda place: place[1], default=("", 0))
        self._use(self._search.of(lines))
        self._bare, self._lines, self._places = lines, self._search.styled(lines), places
        self.virtual_size = Size(self.scrollable_content_region.width, len(lines))
        self.to(places.get(name, at) + top - at)
        self.refresh()

    def _above(self, top: int) -> Iterator[tuple[str, int]]:
        return ((name, at) for name, at in self._places.items() if at <= top)
