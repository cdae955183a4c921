"""What the app has on its screen at a moment: runs of cells with their colours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from textual.app import App


class Run(NamedTuple):
    """Cells of one row that look alike."""

    x: int
    y: int
    width: int
    text: str
    """Empty where nothing but the background is seen."""
    colour: str
    background: str
    bold: bool
    italic: bool
    underline: bool


class TerminalFrame(NamedTuple):
    """A whole screen."""

    columns: int
    rows: int
    runs: tuple[Run, ...]
    background: str
    """Of most of it."""


def frame_of(app: App[None]) -> TerminalFrame:
    """The screen as it is now."""
    colours = app.theme_variables
    plain = colours["foreground"], colours["background"]
    runs: list[Run] = []
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            style = segment.style or Style()
            runs += _runs(segment.text, x, y, style, plain)
            x += cell_len(segment.text)
    return TerminalFrame(app.size.width, app.size.height, tuple(_joined(runs)), plain[1])


def _runs(text: str, x: int, y: int, style: Style, plain: tuple[str, str]) -> Iterator[Run]:
    colour, background = (
        each.get_truecolor().hex if each and not each.is_default else usual
        for each, usual in zip((style.color, style.bgcolor), plain, strict=True)
    )
    if style.reverse:
        colour, background = background, colour
    yield Run(
        x,
        y,
        cell_len(text),
        text,
        colour,
        background,
        bool(style.bold),
        bool(style.italic),
        bool(style.underline),
    )


def _joined(runs: list[Run]) -> Iterator[Run]:
    """The same with neighbours that look alike as one."""
    last: Run | None = None
    for run in runs:
        if last and (last.x + last.width, last.y) == (run.x, run.y) and last[4:] == run[4:]:
            last = last._replace(width=last.width + run.width, text=last.text + run.text)
            continue
        if last:
            yield last
        last = run
    if last:
        yield last
