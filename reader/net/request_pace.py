"""Turns at a service that wants to be asked by one at a time, and not too often."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reader.errors import FeedError
from reader.system.files import locked, reason


class RequestPacer:
    """Turns at one service, shared by all processes that name the same file."""

    def __init__(
        self,
        file: Path,
        gap: float,
        now: Callable[[], float] = time.time,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Remember how to take turns; nothing is read or written yet.

        Args:
            file: locked during a turn; its time of change is the end of the last one.
            gap: the seconds between the end of one turn and the begin of the next.
            now: the time, in seconds since the epoch.
            pause: how to wait, seconds.
        """
        self.gap = gap
        self._file = file
        self._now = now
        self._pause = pause

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until it is our turn, and keep it to the end of the block.

        Raises:
            FeedError: another process does not end its turn, or no file can be kept.
        """
        last = self._last()
        try:
            with locked(self._file):
                # Whoever had the lock before has just asked.
                last = self._last() if last else 0.0
                # A clock that was put back must not make us wait for the time of before.
                if (wait := min(self.gap, last + self.gap - self._now())) > 0:
                    self._pause(wait)
                try:
                    yield
                finally:
                    now = self._now()
                    with suppress(OSError):
                        os.utime(self._file, (now, now))
        except OSError as error:
            raise FeedError(f"{self._file} cannot be locked: {reason(error)}") from error

    def _last(self) -> float:
        """When the last turn ended; 0 where there was none."""
        try:
            return self._file.stat().st_mtime
        except OSError:
            return 0.0
