"""What is copied, by which way, and what the reader is told of it."""

from __future__ import annotations

from collections.abc import Callable

from reader.errors import ReaderError
from reader.text import shorten
from reader.text.cell_width import cell_count
from reader.tui.handlers.stand import Stand
from reader.tui.parts.clipboard_tools import copied, tools

_SHOWN = 60
"""Characters of a text that is known to be copied."""
_PERHAPS = "if this terminal can do that"


class Clipboard:
    """Copies by a tool that says whether it worked; without one, the terminal is asked.

    The terminal never says whether it did as it was told (OSC 52), so that the text is shown as
    well, and can be copied by hand.
    """

    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    def put(self, text: str, said: str, then: Callable[[], None] = lambda: None) -> None:
        """Copy a text, and say so.

        Args:
            text: what is copied.
            said: that it is copied, without a full stop.
            then: called when it is, or when the terminal was asked to.
        """
        ways = tools()
        # A screen may open, which the keys behind this one are for.
        self._stand.hold(self)

        def done(where: str) -> None:
            if where:
                line = shorten(text.strip().splitlines()[0], _SHOWN)
                self._stand.say(f"{said} ({where}): {line}")
            else:
                self._ask_terminal(text, said)
            then()
            self._stand.release(self)

        def failed(error: ReaderError) -> None:
            self._stand.release(self)
            self._stand.warn(error.sentence)

        if ways:
            self._stand.later(lambda: copied(text, ways), done, failed)
        else:
            done("")

    def _ask_terminal(self, text: str, said: str) -> None:
        self._stand.app.copy_to_clipboard(text)
        said = f"{said}, {_PERHAPS}"
        line = f"{said}: {text.strip()}"
        if "\n" not in line and cell_count(line) <= self._stand.app.size.width:
            self._stand.say(line)
            return
        from reader.tui.screens.text_screen import TextScreen

        self._stand.say(f"{said}: {text.strip().splitlines()[0]}")
        self._stand.app.push_screen(TextScreen(f"{said}:", text))
