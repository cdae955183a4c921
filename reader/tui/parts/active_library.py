"""The marks on screen: the reader's own, or those on the sample, which are not kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from reader.library import Library
from reader.library.writer import Writer, WriterEvent
from reader.system import threads

if TYPE_CHECKING:
    from threading import Thread

_EVERY = 1.0
"""Seconds between two looks for changes of other windows and machines."""


class ActiveLibrary:
    """The library in use: the reader's own, or that of the sample while the sample is shown."""

    def __init__(
        self,
        own: Library,
        open_sample: Callable[[], Library],
        call: Callable[[Callable[[], None]], None],
        changed: Callable[[WriterEvent], None],
    ) -> None:
        """Begin with the reader's own.

        Args:
            own: the reader's.
            open_sample: opens the throw-away library of the built-in sample.
            call: calls back in the screen's thread.
            changed: called there with what became of a change.
        """
        self._call = call
        self._changed = changed
        self._open_sample = open_sample
        self._own = self._writer(own)
        self._closing: Thread | None = None
        self.writer = self._own
        """The marks that are shown and changed."""

    @property
    def left(self) -> str:
        """Where notes are kept that were not written when it was closed, in a sentence."""
        return self._own.left

    def take_sample(self) -> None:
        """Use the library of the sample from now on."""
        if self.writer is self._own:
            self.writer = self._writer(self._open_sample())

    def leave_sample(self) -> None:
        """Use the reader's own from now on."""
        if self.writer is not self._own:
            # What was marked there is not kept, and nobody waits for its being written.
            self._closing = threads.start_thread(self.writer.close, "sample")
            self.writer = self._own

    def close(self) -> bool:
        """Write what is waiting; return whether all of it was written."""
        self.leave_sample()
        if self._closing:
            self._closing.join()
        return self._own.close()

    def _writer(self, library: Library) -> Writer:
        writer = Writer(
            library,
            lambda event: self._call(partial(writer.settle, event)),
            self._changed,
            every=_EVERY,
        )
        return writer
