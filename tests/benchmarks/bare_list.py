"""The floor of `tests.benchmarks.keys`: a list beside a text, in an app with nothing else.

Run as `python -m tests.benchmarks.bare_list FOLDER LISTING`, in a home that holds the archive.
The rows, the texts and the colours are those of paper-reader. Nothing is looked up or laid out
with a key: the texts of the first rows are made before the first one.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from reader.archive import Archive
from reader.paper import Marks, Paper, Period
from reader.tui.rendering.geometry import RowShape
from reader.tui.rendering.paper_text import PaperSpace, paper_text
from reader.tui.rendering.row_text import RowStyle, line_content, line_height, line_key
from reader.tui.rendering.themes import DARK
from reader.tui.state.list_view import Line, Row
from reader.tui.widgets.row_list import RowList, RowRenderer

TEXTS = 100
"""Rows whose texts are made before the first key."""
_ROOM = PaperSpace(width=64, height=38)
_MARKS = Marks()
_STYLE = RowStyle(RowShape(least=2))
_LOOKS: RowRenderer[Line] = RowRenderer(
    lambda line, under, width: line_content(line, under, width, _STYLE),
    line_key,
    lambda line, width: line_height(line, width, _STYLE),
)


class BareList(App[None]):
    """`j` goes down; `g` goes to the top."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [("j", "down", ""), ("g", "top", "")]
    CSS = """
    Screen { background: $background; color: $foreground; }
    RowList { width: 1fr; background: $background; }
    RowList > .row-list--cursor { background: $cursor-row; }
    #text { width: 52%; height: 100%; padding: 0 1; }
    """

    def __init__(self, papers: tuple[Paper, ...]) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self._rows = [Row(paper, _MARKS) for paper in papers]
        self._texts = [paper_text(row.paper, _MARKS, _ROOM).whole for row in self._rows[:TEXTS]]

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield RowList[Line](lambda: _LOOKS)
            yield Static(id="text")

    def on_mount(self) -> None:
        self._list = self.query_one(RowList)
        self._text = self.query_one("#text", Static)
        self._list.show(self._rows, 0)
        self.call_after_refresh(self._say_ready)

    def _say_ready(self) -> None:
        self._text.update(Content("ready"), layout=False)

    def action_down(self) -> None:
        self._list.move_to(self._list.cursor + 1)

    def action_top(self) -> None:
        self._list.move_to(0)

    def on_row_list_moved(self) -> None:
        self._text.update(self._texts[self._list.cursor], layout=False)


def main() -> None:
    """Show a list of the archive."""
    kind, value = sys.argv[2:]
    period = Period("day", value) if kind == "day" else Period("month", value)
    listing = Archive(Path(sys.argv[1])).listing(period)
    assert listing, "the benchmark has not stored it"
    BareList(listing.papers).run()


if __name__ == "__main__":
    main()
