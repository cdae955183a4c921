"""The full-text index comes up to date while nobody does anything, so that no search waits for it.

The portions are short enough that a key which comes meanwhile is not noticeably late.
"""

from __future__ import annotations

from collections.abc import Callable

from reader.archive import Archive
from reader.errors import ReaderError
from reader.tui.parts.background_runner import BackgroundRunner

QUIET = 3.0
"""Seconds without a key after which the reader is taken to look at what there is."""
BETWEEN = 0.05
"""Seconds between two portions."""
AGAIN = 300.0
"""Seconds after which it is looked again whether another process has stored lists."""


class IndexUpkeep:
    """Has the papers indexed that the archive stored in haste, a portion at a time."""

    def __init__(self, archive: Archive, keys: Callable[[], int], runner: BackgroundRunner) -> None:
        """Begin with `look`.

        Args:
            archive: has the index.
            keys: tells how many there were since the start.
            runner: does the work.
        """
        self._archive = archive
        self._keys = keys
        self._runner = runner
        self._seen = -1
        self._more = False

    def look(self) -> None:
        """Index a portion if nothing was typed since the last look; look again later."""
        if self._seen != (keys := self._keys()):
            self._seen = keys
            self._runner.after(QUIET, self.look)
            return
        work = self._archive.index_portion if self._more else self._begin
        self._runner.run(work, self._indexed, self._failed)

    def _begin(self) -> bool:
        """Index the first portion; where nothing waits, only a file that is loose is compacted."""
        if more := self._archive.index_portion():
            return more
        self._archive.compact()
        return False

    def _indexed(self, more: bool) -> None:
        # Compacting is left to a look at which nothing waits any more.
        again = BETWEEN if more else QUIET if self._more else AGAIN
        self._more = more
        self._runner.after(again, self.look)

    def _failed(self, _: ReaderError) -> None:
        # Whoever searches is told what is wrong with the archive.
        self._more = False
        self._runner.after(AGAIN, self.look)
