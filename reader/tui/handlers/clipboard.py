"""Copies texts, by tools or by the terminal, and says what was copied."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import App

from reader.errors import ReaderError
from reader.text import shorten
from reader.text.cell_width import cell_count
from reader.tui.handlers.clipboard_tools import copied, tools
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.parts.key_queue import KeyQueue
from reader.tui.parts.messages import Messages

_SHOWN = 60
"""Characters of a text that is known to be copied."""
_PERHAPS = "if this terminal can do that"


class Clipboard:
    """Copies by a tool that says whether it worked; without one, the terminal is asked.

    The terminal never says whether it did as it was told (OSC 52), so that the text is shown as
    well, and can be copied by hand.
    """

    def __init__(
        self,
        runner: BackgroundRunner,
        messages: Messages,
        keys: KeyQueue,
        app: App[None],
    ) -> None:
        """Copy nothing yet.

        Args:
            runner: runs the tools.
            messages: says what was copied.
            keys: held until that is known, as a screen may open that they are for.
            app: asks the terminal where there is no tool.
        """
        self._runner = runner
        self._messages = messages
        self._keys = keys
        self._app = app

    def put(self, text: str, said: str, then: Callable[[], None] = lambda: None) -> None:
        """Copy a text, and say so.

        Args:
            text: what is copied.
            said: that it is copied, without a full stop.
            then: called when it is, or when the terminal was asked to.
        """
        ways = tools()
        self._keys.hold(self)

        def done(where: str) -> None:
            if where:
                line = shorten(text.strip().splitlines()[0], _SHOWN)
                self._messages.say(f"{said} ({where}): {line}")
            else:
                self._ask_terminal(text, said)
            then()
            self._keys.release(self)

        def failed(error: ReaderError) -> None:
            self._keys.release(self)
            self._messages.warn(error.sentence)

        if ways:
            self._runner.run(lambda: copied(text, ways), done, failed)
        else:
            done("")

    def _ask_terminal(self, text: str, said: str) -> None:
        self._app.copy_to_clipboard(text)
        said = f"{said}, {_PERHAPS}"
        line = f"{said}: {text.strip()}"
        if "\n" not in line and cell_count(line) <= self._app.size.width:
            self._messages.say(line)
            return
        from reader.tui.screens.text_screen import TextScreen

        self._messages.say(f"{said}: {text.strip().splitlines()[0]}")
        self._app.push_screen(TextScreen(f"{said}:", text))
