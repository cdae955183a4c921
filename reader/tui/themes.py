"""The colours, one set for dark terminals and one for light."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="paper-dark",
    dark=True,
    primary="#7aa2d8",
    secondary="#8fb3a5",
    accent="#e0a458",
    foreground="#d8d8d2",
    background="#16181c",
    surface="#1d2025",
    panel="#262a31",
    success="#8fb378",
    warning="#e0a458",
    error="#e07a6e",
    variables={
        "unread": "#7ab8ff",
        "starred": "#f0c246",
        "votes": "#9aa3ad",
        "tag": "#a3c48f",
        "title": "#ffffff",
        "authors": "#a9c7e8",
        "faint": "#8d949c",
        "cursor-line": "#2c3542",
        "bar": "#2a3a52",
        "bar-text": "#dfe7f2",
    },
)

LIGHT = Theme(
    name="paper-light",
    dark=False,
    primary="#2b5c9e",
    secondary="#3f7564",
    accent="#a85b00",
    foreground="#24272b",
    background="#faf9f5",
    surface="#f1efe8",
    panel="#e6e3d9",
    success="#3f7a2e",
    warning="#a85b00",
    error="#b3372b",
    variables={
        "unread": "#1c62b5",
        "starred": "#a06a00",
        "votes": "#5b6168",
        "tag": "#3d6b2a",
        "title": "#000000",
        "authors": "#2b5484",
        "faint": "#666c72",
        "cursor-line": "#dde6f1",
        "bar": "#d3deec",
        "bar-text": "#1d2a3a",
    },
)
