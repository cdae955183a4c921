"""The theme of the terminal's own colours: no background is painted, and there are 16 colours.

Its colours only stand for roles. On its way to the terminal each becomes one of the terminal's own
colours, or bold, dim, underlined or reversed; with ``NO_COLOR`` only the latter.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as Background
from textual.filter import LineFilter
from textual.theme import Theme

from reader.tui.rendering.derived_theme import scroll_bar


class Look(NamedTuple):
    """How a role looks."""

    hue: str = ""
    """One of the 16 colours; empty for the colour of the terminal's text."""
    weight: str = ""
    """Attributes: ``bold``, ``dim``, ``underline``, ``reverse``."""


_PLAIN, _DIM, _STRONG = Look(), Look(weight="dim"), Look(weight="bold")

_TEXT: Mapping[str, tuple[str, Look]] = {
    "foreground": ("#d0d0d0", _PLAIN),
    "strong": ("#ffffff", _STRONG),
    "dim": ("#a0a0a0", _DIM),
    "faint": ("#909090", _DIM),
    # Text of this colour cannot be read in some palettes; lines can be seen in most.
    "divider": ("#606060", Look("bright_black")),
    "accent": ("#00c0c0", Look("cyan")),
    "primary": ("#6080ff", Look("blue", "bold")),
    "warning": ("#c0c000", Look("yellow")),
    "text-warning": ("#c0b000", Look("yellow")),
    "hot": ("#ff9060", _STRONG),
    "secondary": ("#ff60ff", Look("magenta")),
    "success": ("#60ff60", Look("green", "bold")),
    "error": ("#ff6060", Look("red")),
    "match": ("#ffffa0", Look(weight="underline reverse")),
    "tag-1": ("#00c001", Look("green")),
    "tag-2": ("#c001c0", Look("magenta")),
    "tag-3": ("#c0c001", Look("yellow")),
    "tag-4": ("#c00101", Look("red")),
    "tag-5": ("#ff01ff", Look("bright_magenta")),
    "tag-6": ("#ffff01", Look("bright_yellow")),
    "tag-7": ("#ff0101", Look("bright_red")),
    "tag-8": ("#01c0c0", Look("cyan")),
}
"""The colour that stands for each role of text, and its look."""

_SURFACES = {
    "background": "#000000",
    "surface": "#010101",
    "panel": "#020202",
    "cursor-row": "#030303",
    "marked-row": "#040404",
    "match-back": "#050505",
}
_REVERSED = {
    "input-cursor-background": "#060606",
    "input-selection-background": "#070707",
    "screen-selection-background": "#080808",
}
"""What shows where one types and what is selected: the terminal's two colours change places."""


def _theme() -> Theme:
    text = {role: colour for role, (colour, _) in _TEXT.items()}
    return Theme(
        name="paper-terminal",
        dark=True,
        primary=text["primary"],
        secondary=text["secondary"],
        accent=text["accent"],
        foreground=text["foreground"],
        success=text["success"],
        warning=text["warning"],
        error=text["error"],
        background=_SURFACES["background"],
        surface=_SURFACES["surface"],
        panel=_SURFACES["panel"],
        variables={
            **text,
            **_SURFACES,
            **_REVERSED,
            "input-cursor-foreground": text["foreground"],
            "input-selection-foreground": text["foreground"],
            "screen-selection-foreground": text["foreground"],
            **scroll_bar(text["divider"], text["divider"], _SURFACES["background"]),
        },
    )


TERMINAL = _theme()
"""The theme; `TerminalColours` must be among the filters of the app that uses it."""


def look(role: str) -> Look:
    """How a role of text looks, such as ``foreground`` or ``tag-1``."""
    return _TEXT[role][1]


class TerminalColours(LineFilter):
    """Puts the terminal's own colours in the place of those of the theme."""

    def __init__(self, *, hues: bool) -> None:
        """Begin.

        Args:
            hues: whether there are colours, or only bold, dim, underlined and reversed.
        """
        super().__init__()
        self._hues = hues

    def apply(self, segments: list[Segment], background: Background) -> list[Segment]:  # noqa: ARG002
        """The same texts, none of them on a background."""
        return [
            Segment(text, style and _own(style, hues=self._hues), control)
            for text, style, control in segments
        ]


@cache
def _by_colour() -> Mapping[Color, Look]:
    return {Color.parse(colour): each for colour, each in _TEXT.values()}


@cache
def _reversed() -> frozenset[Color]:
    return frozenset(map(Color.parse, _REVERSED.values()))


@cache
def _styles() -> dict[tuple[Style, bool], Style]:
    return {}


_MOST_STYLES = 4096


def _own(style: Style, *, hues: bool) -> Style:
    known = _styles()
    if (made := known.get((style, hues))) is None:
        if len(known) > _MOST_STYLES:
            known.clear()
        made = known[style, hues] = _made(style, hues=hues)
    return made


def _made(style: Style, *, hues: bool) -> Style:
    colour, behind = style.color, style.bgcolor
    looks = _by_colour().get(colour, _DIM) if colour and colour.triplet else _PLAIN
    # What went through once, as what is behind another screen does, is as it should be.
    hue = looks.hue or (colour.name if colour and not colour.triplet else "")
    weights = looks.weight.split()
    if behind in _reversed():
        weights.append("reverse")

    def has(weight: str) -> bool | None:
        return getattr(style, weight) or weight in weights or None

    return Style(
        color=hue if hues and hue not in ("", "default") else None,
        bold=has("bold"),
        dim=has("dim"),
        italic=has("italic"),
        underline=has("underline"),
        reverse=has("reverse"),
        strike=has("strike"),
        link=style.link,
        meta=style.meta or None,
    )
