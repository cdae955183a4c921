"""The driver of an app that a web server runs, as textual-serve does: packets in place of a tty."""

from __future__ import annotations

import contextlib
from typing import Any

from textual.drivers._byte_stream import ByteStream
from textual.drivers.web_driver import WebDriver, _ExitInput
from textual.messages import ExitApp

from reader.tui.keys.terminal_driver import KeyParser
from reader.tui.keys.terminal_input import TerminalInput

_DATA = "D"
"""The packets that hold what the terminal in the browser sends; the others are about the app."""


class ServedDriver(WebDriver):
    """Textual's driver; it passes on complete keys only, and ends the app with its server."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._send = self._write
        self._write = self._write_or_end  # type: ignore[assignment]

    def run_input_thread(self) -> None:
        """Read packets until the app ends or the server is gone."""
        packets, waiting, parser = ByteStream(), TerminalInput(), KeyParser(self._debug)
        with contextlib.suppress(_ExitInput, OSError):
            for data in self._input_reader:
                # Without data a moment has passed.
                pieces = [] if data else waiting.tick()
                for kind, payload in packets.feed(data) if data else ():
                    if kind == _DATA:
                        pieces += waiting.feed(payload)
                    else:
                        self._on_meta(kind, payload)
                for piece in pieces:
                    for message in parser.messages(piece):
                        self.process_message(message)
        self._input_reader.close()
        self._end()

    def _write_or_end(self, data: bytes) -> int:
        try:
            return self._send(data)
        except BrokenPipeError:
            self._end()
            return len(data)

    def _end(self) -> None:
        """End the app, as nobody would see it any more; may be called from any thread."""
        if not self.exit_event.is_set():
            self._app.post_message(ExitApp())
