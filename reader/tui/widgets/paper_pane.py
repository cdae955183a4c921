"""What both panes that show a paper have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message

from reader.paper import ArxivVersion, Marks, Paper
from reader.settings.follow_targets import Kind
from reader.tui.rendering.paper_text import PAPERS_OF, SummaryPlace
from reader.tui.widgets.scroll_thumb import SteadyScrollView


@dataclass
class LinkClicked(Message):
    """A link in a pane was clicked."""

    address: str


@dataclass
class PapersClicked(Message):
    """An author, an organisation, a keyword or a tag in a pane was clicked."""

    kind: Kind
    value: str


class PaperPane(SteadyScrollView, can_focus=False, inherit_bindings=False):
    """Lines that are scrolled by keys, and whose links can be clicked."""

    DEFAULT_CSS = """
    PaperPane {
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    """

    abstract_name = ""
    """The heading of abstracts that are not the authors' own."""
    terms: tuple[str, ...] = ()
    """Words that are looked for; they stand out."""
    titled = True
    """The title is shown; else it is whole in the list above."""
    summary: SummaryPlace = "auto"
    """Where the summary stands."""
    cited: str | None = None
    """The key under which a bibliography of the reader has the paper."""
    match = ""
    """Which match of a search in the text is the current one, such as ``2 of 14``; empty where no
    search is in force."""
    version: ArxivVersion | None = None
    """Its latest version, as far as arXiv was asked."""

    def show(self, paper: Paper, marks: Marks) -> None:
        """Show a paper from its top; the one that is shown already stays where it is scrolled."""
        raise NotImplementedError

    def say(self, text: str) -> None:
        """Show a sentence where there is no paper."""
        raise NotImplementedError

    def show_made(self, make: Callable[[int], Content]) -> None:
        """Show a text where there is no paper.

        Args:
            make: makes it for so many cells; called again where there are more or fewer.
        """
        raise NotImplementedError

    def page_down(self) -> bool:
        """Go a page on, one line staying in sight.

        Returns:
            False where the end of the abstract was in sight already.
        """
        height = self.scrollable_content_region.height
        if not height:
            # It is not on the screen yet, and nothing of the paper was in sight.
            return True
        if self.scroll_offset.y >= min(self.max_scroll_y, self.end_of_abstract - height):
            return False
        self.by(height - 1)
        return True

    @property
    def end_of_abstract(self) -> int:
        """The lines to the end of what is to be read before anything is decided."""
        return int(self.virtual_size.height)

    def by(self, lines: int) -> None:
        """Scroll by some lines."""
        self.to(round(self.scroll_offset.y) + lines)

    def to(self, line: int) -> None:
        """Scroll so that a line is on top, as far as there is something below it."""
        top = max(0, min(line, self.max_scroll_y))
        # Also before the scroll bar is there that the text needs.
        self.scroll_to(y=top, animate=False, immediate=True, force=True)

    def on_click(self, event: events.Click) -> None:
        """Follow the link that the mouse points at, or show all papers of whom it points at."""
        if link := event.style.link:
            self.post_message(LinkClicked(link))
        elif of := event.style.meta.get(PAPERS_OF):
            self.post_message(PapersClicked(*of))
