"""Every letter on the screen as ASCII, for terminals and fonts that know no other."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache

from rich.cells import cell_len

from reader.text.plain import fold
from reader.tui.rendering.control_filter import TextRewriteFilter

_SIGNS = str.maketrans(
    {
        "›": ">", "●": "*", "★": "S", "✎": "n", "…": "~", "◆": "#", "◈": "@",
        "🔎": "/", "▸": "+", "▾": "-", "»": "!",
        "❝": '"', "▲": "^", "·": "-", "↓": "v", "↑": "^", "←": "<", "→": ">", "“": '"', "”": '"',
        "‘": "'", "’": "'", "–": "-", "—": "-", "×": "x", "≤": "<", "≥": ">", "│": "|", "▏": "|",
        "▌": ">", "◇": "%", "‹": "<", "━": "=", "▐": "|", "▎": "|", "⏎": ">",
        "░": ".", "▒": "o", "▓": "O", "■": "#",
        "▔": "-", "▁": "_", "─": "-", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "•": "*",
    }
)  # fmt: skip


def ascii_line_filter() -> TextRewriteFilter:
    """Lets nothing but ASCII pass."""
    return TextRewriteFilter(str.isascii, plain)


@lru_cache(4096)
def plain(text: str) -> str:
    """A text in ASCII that takes as many columns."""
    return "".join(map(_plain, text))


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    width = cell_len(letter)
    if "▀" <= letter <= "▟" and ord(letter) not in _SIGNS:
        # The ends of bars; whole cells of them are coloured blanks.
        return " " * width
    changed = fold(letter.translate(_SIGNS))
    if not changed.isascii() or not changed:
        changed = "?"
    return changed[:width].ljust(width)


def wanted(symbols: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the screen has to be ASCII.

    Args:
        symbols: the setting: ``ascii``, ``unicode`` or ``auto``.
        environment: tells the encoding of the terminal, by the first variable of the locale that
            is set; where none is, it is most likely UTF-8.
    """
    if symbols != "auto":
        return symbols == "ascii"
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    locale = next((environment[name] for name in names if environment.get(name)), "UTF-8")
    return "utf" not in locale.lower()
