"""Work that takes its time is done in threads; what comes of it is done in the screen's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from textual import on
from textual.message import Message
from textual.screen import Screen

from reader.errors import ReaderError

T = TypeVar("T")


class Background(Screen[None]):
    """A screen that never waits."""

    class Calling(Message):
        """Something that another thread wants done here."""

        def __init__(self, then: Callable[[], None]) -> None:
            super().__init__()
            self.then = then

    def call(self, then: Callable[[], None]) -> None:
        """Do something in the screen's thread; to be called from any."""
        self.post_message(self.Calling(then))

    def later(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[ReaderError], None],
    ) -> None:
        """Do work in a thread, and one of the others in the screen's with what came of it."""

        def run() -> None:
            try:
                result = work()
            except ReaderError as error:
                problem = error
                self.call(lambda: failed(problem))
            else:
                self.call(lambda: done(result))

        # A daemon, because quitting must not wait for the network.
        threading.Thread(target=run, name="screen", daemon=True).start()

    @on(Calling)
    def _call(self, calling: Calling) -> None:
        calling.then()
