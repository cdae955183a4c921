"""Work that takes its time is done in threads; what comes of it is done in the screen's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual import on
from textual.message import Message
from textual.screen import Screen

from reader.errors import MistakeError, ReaderError
from reader.system import threads

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
        """Do work in a thread, and one of the others in the screen's with what came of it.

        `failed` is called for every error, with a `MistakeError` for one that nobody foresaw,
        which is told as well.
        """

        def run() -> None:
            result = work()
            self.call(lambda: done(result))

        def ended(error: ReaderError) -> None:
            self.failed(error)
            self.call(lambda: failed(error))

        with threads.catch_all(ended):
            threads.start_thread(run, "screen", ended)

    def failed(self, error: ReaderError) -> None:
        """Tell where a thread ended by a mistake of the program; to be called from any."""
        if isinstance(error, MistakeError):
            self.call(lambda: self.tell(error))

    def tell(self, error: ReaderError) -> None:
        """Tell the reader of a mistake of the program."""
        raise NotImplementedError

    @on(Calling)
    def _call(self, calling: Calling) -> None:
        calling.then()
