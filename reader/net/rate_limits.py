"""How often a service is asked: the limits that it announces, and a pause that we keep ourselves.

`RateLimits` follows the headers of Hugging Face, which counts requests in windows of five minutes
and tells with every answer how many are left: https://huggingface.co/docs/hub/rate-limits.
`RequestPacer` is for services that announce nothing and want to be asked by one client at a time.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock

from reader.errors import FeedError
from reader.net.deadline import Deadline
from reader.system.files import locked, reason

MAX_IN_FLIGHT = 4
"""The most requests that are in flight at one time, of whatever kind."""

_SLACK = 2.0
"""Seconds by which two answers may differ about when the same window ends."""


@dataclass(slots=True)
class _Bucket:
    """The state of the limit for one kind of request."""

    left: int | None = None
    """Requests that may still be made before `opens`; None where nothing is known."""
    opens: float = 0.0
    """When the next window begins."""
    closed_until: float = 0.0
    """The service has asked for no requests before this moment."""
    pending: int = 0
    """Requests that are in flight."""


class RateLimits:
    """The limits that one service announces; safe to use from several threads."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, in_flight: int = MAX_IN_FLIGHT
    ) -> None:
        self._clock = clock
        self._lock = Lock()
        self._buckets: defaultdict[str, _Bucket] = defaultdict(_Bucket)
        self._slots = BoundedSemaphore(in_flight)

    @contextmanager
    def slot(self, deadline: Deadline) -> Iterator[None]:
        """A context for one request in flight; at most `in_flight` at one time.

        Raises:
            TimeoutError: no place became free in time.
        """
        if not self._slots.acquire(timeout=deadline.left):
            raise TimeoutError
        try:
            if not deadline.left:
                raise TimeoutError
            yield
        finally:
            self._slots.release()

    def reserve(self, bucket: str) -> float:
        """Reserve one request of a kind; `release` must follow once it is answered.

        Returns:
            0 where it is reserved; else the seconds after which to try again.
        """
        with self._lock:
            state, now = self._buckets[bucket], self._clock()
            if now >= state.opens:
                state.left = None
            opens = state.opens if state.left == 0 else 0.0
            wait = max(opens, state.closed_until) - now
            if wait > 0:
                return wait
            if state.left is not None:
                state.left -= 1
            state.pending += 1
            return 0.0

    def release(self, bucket: str) -> None:
        """A reserved request is answered, or has failed."""
        with self._lock:
            self._buckets[bucket].pending -= 1

    def now(self) -> float:
        """The time by the clock of the limits, for `update`."""
        return self._clock()

    def update(self, bucket: str, left: int, seconds: float, sent: float) -> None:
        """Take in what an answer says about the limit.

        Call it before `release` of the request that was answered. Answers may arrive late, and in
        another order than they were sent.

        Args:
            bucket: the kind of request that was answered.
            left: how many more the service takes.
            seconds: from the answer to the begin of the next window.
            sent: when the request was sent.
        """
        with self._lock:
            state = self._buckets[bucket]
            earliest, latest = sent + seconds, self._clock() + seconds
            # The service may not have counted the other requests in flight yet.
            may = max(0, left - max(0, state.pending - 1))
            if state.left is None or earliest > state.opens + _SLACK:
                state.left, state.opens = may, latest
            elif latest >= state.opens - _SLACK:
                state.left, state.opens = min(state.left, may), max(state.opens, earliest)
            elif not left:
                state.closed_until = max(state.closed_until, latest)

    def close_for(self, bucket: str, seconds: float) -> None:
        """Send no requests of a kind for so long, as the service asks."""
        with self._lock:
            state = self._buckets[bucket]
            state.closed_until = max(state.closed_until, self._clock() + seconds)


class RequestPacer:
    """Takes turns at one service with all processes that use the same file."""

    def __init__(
        self,
        file: Path,
        gap: float,
        now: Callable[[], float] = time.time,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Set up; nothing is read or written yet.

        Args:
            file: locked during a turn; its modification time is the end of the last turn.
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
        """A context: waits for our turn, which lasts to the end of the block.

        Raises:
            FeedError: another process does not end its turn, or the file cannot be used.
        """
        last = self._last()
        try:
            with locked(self._file):
                # The process that held the lock before has just made a request.
                last = self._last() if last else 0.0
                # After the clock was put back, the last turn may seem to lie in the future.
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
