"""How often the service may be asked: its limits, kept before it has to refuse.

The service counts requests in windows of five minutes and tells with every answer how many are
left and when the next window begins: https://huggingface.co/docs/hub/rate-limits
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock

from reader.net.deadline import Deadline

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
