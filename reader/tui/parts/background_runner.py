"""Work that takes its time runs in a thread; its result is handled in the screen's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.message import Message
from textual.timer import Timer

from reader.errors import MistakeError, ReaderError
from reader.system import threads

T = TypeVar("T")


class ScreenCallback(Message):
    """Carries a callback from any thread to the screen, which calls it."""

    def __init__(self, callback: Callable[[], None]) -> None:
        super().__init__()
        self.callback = callback


class BackgroundRunner:
    """Keeps everything slow away from the event loop."""

    def __init__(
        self,
        post: Callable[[Message], object],
        set_timer: Callable[[float, Callable[[], None]], Timer],
        warn: Callable[[str], None],
    ) -> None:
        """Begin.

        Args:
            post: posts a message to the screen; safe in any thread.
            set_timer: calls back in the screen's thread after some seconds.
            warn: shows the sentence of a mistake of the program.
        """
        self._post = post
        self._set_timer = set_timer
        self._warn = warn

    def call(self, callback: Callable[[], None]) -> None:
        """Call back in the screen's thread; safe in any thread."""
        self._post(ScreenCallback(callback))

    def after(self, seconds: float, callback: Callable[[], None]) -> Timer:
        """Call back after some seconds; the timer can be stopped."""
        return self._set_timer(seconds, callback)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[ReaderError], None] = lambda _: None,
    ) -> None:
        """Do work in a thread, then call back in the screen's thread.

        Args:
            work: what to do.
            done: called with the result.
            failed: called with the error. One that nobody foresaw arrives as a `MistakeError`,
                and is shown as well.
        """

        def run() -> None:
            result = work()
            self.call(lambda: done(result))

        def ended(error: ReaderError) -> None:
            if isinstance(error, MistakeError):
                self.call(lambda: self._warn(error.sentence))
            self.call(lambda: failed(error))

        with threads.catch_all(ended):
            threads.start_thread(run, "screen", ended)
