"""Asks the terminal whether its background is dark or light.

The question is OSC 11 of xterm: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
"""

from __future__ import annotations

import re

from textual.message import Message

QUERY = "\x1b]11;?\x1b\\"
LONGEST_REPLY = 64
"""Bytes; no colour takes more."""
PATIENCE = 0.2
"""Seconds after which no answer is one."""
_REPLY = re.compile(
    r"11;(?:rgba?:([0-9a-f]{1,4})/([0-9a-f]{1,4})/([0-9a-f]{1,4})(?:/[0-9a-f]{1,4})?"
    r"|#((?:[0-9a-f]{3}){1,4}))",
    re.IGNORECASE,
)
_SILENT = ("dumb", "unknown", "linux", "cons", "vt", "sun", "wsvt")
"""The beginnings of the names of terminals that show what they do not understand."""
_LIGHT = 0.5


class TerminalBackground(Message):
    """What the terminal has said."""

    def __init__(self, background: str) -> None:
        """Say it.

        Args:
            background: ``dark`` or ``light``.
        """
        super().__init__()
        self.background = background


def can_be_asked(terminal: str) -> bool:
    """Whether a terminal of this name (``TERM``) takes a question for one."""
    return bool(terminal) and not terminal.startswith(_SILENT)


def background_of(reply: str) -> str | None:
    """What a reply says, ``dark`` or ``light``; None if it is none.

    Args:
        reply: without its escapes, such as ``11;rgb:1e1e/1e1e/2e2e``.
    """
    if not (match := _REPLY.fullmatch(reply)):
        return None
    *parts, digits = match.groups()
    if digits:
        size = len(digits) // 3
        parts = [digits[at : at + size] for at in range(0, len(digits), size)]
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in parts)
    # How bright the colour looks: https://www.w3.org/TR/AERT/#color-contrast
    return "light" if 0.299 * red + 0.587 * green + 0.114 * blue > _LIGHT else "dark"
