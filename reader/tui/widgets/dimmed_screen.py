"""What lies behind a screen in front of the list: dimmed, and not hidden."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen

from reader.tui.keys.input_queue import InputModal


class DimmedBackground(BackgroundScreen):
    """Another screen, all of it in the colour of lines."""

    def __init__(self, behind: BackgroundScreen, line: Color, background: Color) -> None:
        """Dim a screen.

        Args:
            behind: draws it as it is.
            line: the colour of what is on it.
            background: the colour of the rest.
        """
        super().__init__(behind.screen, behind.color)
        self._style = Style.from_color(line.rich_color, background.rich_color)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The texts of the screen."""
        for segment in console.render(self.screen._compositor, options):
            yield segment if segment.control else Segment(segment.text, self._style)


class DimmingScreen(InputModal):
    """A screen in front of the list that dims it."""

    def render(self) -> RenderableType:
        """What lies behind."""
        behind = super().render()
        if not isinstance(behind, BackgroundScreen):
            return behind
        colours = self.app.theme_variables
        line, background = (Color.parse(colours[name]) for name in ("divider", "background"))
        return DimmedBackground(behind, line, background)
