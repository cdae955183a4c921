"""The colours: our own for dark and for light terminals, the terminal's, and those of Textual.

Each colour has one meaning; the roles that Textual has no name for are variables.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from textual.app import App
from textual.theme import Theme

from reader.settings import TERMINAL_THEMES
from reader.tui.rendering.terminal_colours import TERMINAL

DARK = Theme(
    name="paper-dark",
    dark=True,
    primary="#6cb2ff",
    secondary="#f59ad0",
    accent="#6fcdb8",
    foreground="#d5d8d6",
    background="#14171b",
    surface="#1d2127",
    panel="#262b33",
    success="#7fd98f",
    warning="#f4cc4e",
    error="#ff8f85",
    variables={
        "cursor-row": "#2f3c4d",
        "marked-row": "#33222f",
        "divider": "#4d5662",
        "strong": "#ffffff",
        "dim": "#a3abb4",
        "faint": "#858e98",
        "hot": "#ff9e72",
        "match": "#ffe9a6",
        "match-back": "#5a4a12",
        "text-warning": "#f0b35c",
        "tag-1": "#b2e7c2",
        "tag-2": "#b3a0e6",
        "tag-3": "#e0d752",
        "tag-4": "#d3a664",
        "tag-5": "#e787b5",
        "tag-6": "#eae7a1",
        "tag-7": "#e68e84",
        "tag-8": "#70dbe7",
        "scrollbar": "#4d5662",
        "scrollbar-hover": "#a3abb4",
        "scrollbar-active": "#a3abb4",
        "scrollbar-background": "#14171b",
        "scrollbar-background-hover": "#14171b",
        "scrollbar-background-active": "#14171b",
        "scrollbar-corner-color": "#14171b",
    },
)

LIGHT = Theme(
    name="paper-light",
    dark=False,
    primary="#1456a8",
    secondary="#9b1f6a",
    accent="#0b6353",
    foreground="#24282d",
    background="#fbfaf6",
    surface="#f1efe7",
    panel="#e6e3d8",
    success="#0f4d2a",
    warning="#775300",
    error="#a8261c",
    variables={
        "cursor-row": "#c3d5ea",
        "marked-row": "#f6e0eb",
        "divider": "#a5a195",
        "strong": "#000000",
        "dim": "#4a5159",
        "faint": "#646a71",
        "hot": "#9f340a",
        "match": "#3a2c00",
        "match-back": "#ffe27a",
        "text-warning": "#7f4d00",
        "tag-1": "#6a2556",
        "tag-2": "#1d4a0a",
        "tag-3": "#3d1bb8",
        "tag-4": "#225499",
        "tag-5": "#6f5200",
        "tag-6": "#a5301f",
        "tag-7": "#0d5875",
        "tag-8": "#1f4f38",
        "scrollbar": "#a5a195",
        "scrollbar-hover": "#4a5159",
        "scrollbar-active": "#4a5159",
        "scrollbar-background": "#fbfaf6",
        "scrollbar-background-hover": "#fbfaf6",
        "scrollbar-background-active": "#fbfaf6",
        "scrollbar-corner-color": "#fbfaf6",
    },
)

OWN = {"dark": DARK, "light": LIGHT}
"""Our own themes that paint their background, by the names that the settings have for them."""

_AUTO = {name: replace(theme, name=f"paper-auto-{name}") for name, theme in OWN.items()}
"""The same, drawn because the terminal is so; which of them is known to the app is remembered."""


def use_theme(app: App[Any], name: str) -> None:
    """Draw the app in a theme.

    Args:
        app: the app; where its environment wants no colour, it has that of the terminal.
        name: ``auto``, ``dark``, ``light``, ``terminal``, or the name of a theme of Textual.
    """
    if app.no_color or name in TERMINAL_THEMES:
        _use(app, TERMINAL)
    elif name == "auto":
        known = (theme for theme in _AUTO.values() if theme.name in app.available_themes)
        _use(app, next(known, None) or _AUTO["light" if _is_light_terminal() else "dark"])
    elif name in OWN:
        _use(app, OWN[name])
    else:
        from textual.theme import BUILTIN_THEMES

        from reader.tui.rendering.derived_theme import derived_theme

        _use(app, derived_theme(BUILTIN_THEMES[name]))


def use_background(app: App[Any], background: str) -> None:
    """Have ``auto`` mean this, now and until it is known better.

    Args:
        app: the app.
        background: of the terminal, ``dark`` or ``light``; empty where that is not known.
    """
    is_auto = theme_in_use(app) == "auto"
    for theme in _AUTO.values():
        app.unregister_theme(theme.name)
    if background:
        app.register_theme(_AUTO[background])
    if is_auto:
        use_theme(app, "auto")


def theme_in_use(app: App[Any]) -> str:
    """The name that the settings have for the theme of the app."""
    names = {theme.name: name for name, theme in (*OWN.items(), ("terminal", TERMINAL))}
    names |= {theme.name: "auto" for theme in _AUTO.values()}
    return names.get(app.theme, app.theme)


def _use(app: App[Any], theme: Theme) -> None:
    app.register_theme(theme)
    app.theme = theme.name


def _is_light_terminal() -> bool:
    """COLORFGBG is ``foreground;background`` in ANSI colours; 7 and 15 are whites."""
    return os.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
