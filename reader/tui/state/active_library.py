"""The marks on screen: the reader's own, or those on the sample, which are not kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.library.library import Library
from reader.library.writer import Writer, WriterEvent
from reader.system import threads

if TYPE_CHECKING:
    from threading import Thread


class Libraries:
    """Two libraries, one of which is shown at a time."""

    def __init__(
        self,
        own: Library,
        sample: Callable[[], Library],
        call: Callable[[Callable[[], None]], None],
        told: Callable[[WriterEvent], None],
    ) -> None:
        """Begin with the reader's own.

        Args:
            own: the reader's.
            sample: opens the throw-away library of the built-in sample.
            call: does something in the screen's thread.
            told: called there with what became of a change.
        """
        self._call = call
        self._told = told
        self._open_sample = sample
        self._own = self._writer(own)
        self._sample: Writer | None = None
        self._closing: Thread | None = None

    @property
    def writer(self) -> Writer:
        """The marks that are shown and changed."""
        return self._sample or self._own

    @property
    def on_sample(self) -> bool:
        """They are those on the sample."""
        return self._sample is not None

    @property
    def left(self) -> str:
        """Where the notes are kept that were not written when it was closed, in a sentence."""
        return self._own.left

    def take_sample(self) -> None:
        """From now on those on the sample."""
        self._sample = self._sample or self._writer(self._open_sample())

    def leave_sample(self) -> None:
        """From now on the reader's own."""
        if self._sample:
            # What was marked there is not kept, and nobody waits for its being written.
            self._closing = threads.start_thread(self._sample.close, "sample")
            self._sample = None

    def close(self) -> bool:
        """Write what is waiting; whether all of it was written."""
        self.leave_sample()
        if self._closing:
            self._closing.join()
        return self._own.close()

    def _writer(self, library: Library) -> Writer:
        def settle(event: WriterEvent) -> None:
            writer.settle(event)
            self._told(event)

        writer = Writer(library, lambda event: self._call(lambda: settle(event)))
        return writer
