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
"""Requests on their way at one time, of whatever kind."""

_SLACK = 2.0
"""Seconds by which two tellings of the same moment may differ."""


@dataclass(slots=True)
class _Bucket:
    """What is known of one kind of request."""

    left: int | None = None
    """Requests that may still be made before `opens`; None where nothing is known."""
    opens: float = 0.0
    """When the next window begins."""
    closed_until: float = 0.0
    """Before this moment the service has asked not to be asked."""
    pending: int = 0
    """Requests that are on their way."""


class RateLimits:
    """The limits of one service; safe to use from several threads."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, in_flight: int = MAX_IN_FLIGHT
    ) -> None:
        self._clock = clock
        self._lock = Lock()
        self._buckets: defaultdict[str, _Bucket] = defaultdict(_Bucket)
        self._slots = BoundedSemaphore(in_flight)

    @contextmanager
    def slot(self, deadline: Deadline) -> Iterator[None]:
        """One of the places for a request on its way.

        Raises:
            TimeoutError: none became free in time.
        """
        if not self._slots.acquire(timeout=deadline.left):
            raise TimeoutError
        try:
            if not deadline.left:
                raise TimeoutError
            yield
        finally:
            self._slots.release()

    def book(self, bucket: str) -> float:
        """Book one request of a kind, for which `done` is called later.

        Returns:
            The seconds after which to try again, with nothing booked; 0 where it is.
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

    def done(self, bucket: str) -> None:
        """A booked request is answered, or will not be."""
        with self._lock:
            self._buckets[bucket].pending -= 1

    def now(self) -> float:
        """The time, for `heard`."""
        return self._clock()

    def heard(self, bucket: str, left: int, seconds: float, sent: float) -> None:
        """The service says that `left` requests may be made before a window of `seconds` ends.

        To be called while the request that was answered is still booked; answers may come in
        another order than they were given, and long after.

        Args:
            bucket: the kind of request that was answered.
            left: how many more the service takes.
            seconds: from when it answered to when the next window begins.
            sent: when the request was sent.
        """
        with self._lock:
            state = self._buckets[bucket]
            earliest, latest = sent + seconds, self._clock() + seconds
            # The other requests on their way may not be counted in yet.
            may = max(0, left - max(0, state.pending - 1))
            if state.left is None or earliest > state.opens + _SLACK:
                state.left, state.opens = may, latest
            elif latest >= state.opens - _SLACK:
                state.left, state.opens = min(state.left, may), max(state.opens, earliest)
            elif not left:
                state.closed_until = max(state.closed_until, latest)

    def closed(self, bucket: str, seconds: float) -> None:
        """The service asks not to be asked for so long."""
        with self._lock:
            state = self._buckets[bucket]
            state.closed_until = max(state.closed_until, self._clock() + seconds)


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
