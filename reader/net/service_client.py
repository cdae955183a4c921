"""Calls to one service from several threads: connections, limits, and the time they take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from reader.errors import FeedError
from reader.net.deadline import Deadline, Worker
from reader.net.failures import Unreachable
from reader.net.rate_limits import RateLimits
from reader.net.request import Endpoint

if TYPE_CHECKING:
    from reader.net.certificates import Certificates
    from reader.net.request import Get
    from reader.net.transport import Transport

_Result = TypeVar("_Result")

OnWarning = Callable[[str], None] | None
"""Told in a sentence what of the environment was passed over."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A connection, and the thread that waits for what comes over it."""

    transport: Transport
    worker: Worker

    def close(self) -> None:
        self.transport.close()
        self.worker.end()


class ServiceClient:
    """What the calls to one endpoint share; safe to use from several threads.

    Nothing is imported or connected before the first call.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        budget: float,
        waiting: Callable[[float, str], None],
        pause: Callable[[float], None] | None,
        clock: Callable[[], float],
        remark: OnWarning = None,
    ) -> None:
        """Remember how to call.

        Args:
            endpoint: where the service is.
            budget: the seconds that one call may take where it does not say otherwise.
            waiting: told of every wait before it begins, its seconds and its reason, in the
                thread that waits.
            pause: how to wait, seconds; by default so that the wait can be ended.
            clock: seconds, for the limits of the service.
            remark: told in a sentence what of the environment could not be read and was passed
                over, in the thread that asks; once each.
        """
        self._endpoint = endpoint
        self._budget = budget
        self._waiting = waiting
        self._pause = pause
        self._limits = RateLimits(clock)
        self._lock = Lock()
        self._idle: list[_Line] = []
        self._running: set[Deadline] = set()
        self._certificates: Certificates | None = None
        self._remark = remark
        self._remarked: set[str] = set()
        self._closed = False

    def call(self, work: Callable[[Get], _Result], what: str, budget: float | None) -> _Result:
        """What `work` returns or raises; it asks the service by the function that it is given.

        Args:
            work: run in another thread.
            what: what is asked for, in words for the sentence of a failure.
            budget: the seconds that it may take; None for as many as usual.

        Raises:
            Unreachable: it was not done in time, or it was no longer waited for.
        """
        seconds = self._budget if budget is None else budget
        deadline = Deadline(seconds)
        failing = f"could not get {what} from {self._endpoint.host}"
        try:
            with self._line(deadline) as line:
                get = line.transport.get
                return deadline.run(lambda: work(lambda asked: get(asked, deadline)), line.worker)
        except TimeoutError:
            raise Unreachable(f"{failing}: it took longer than {seconds:g} s") from None
        except CancelledError:
            raise Unreachable(f"{failing}: it was no longer waited for") from None

    def cancel(self) -> None:
        """End all calls that are running."""
        with self._lock:
            running = list(self._running)
        for deadline in running:
            deadline.stop()

    def close(self) -> None:
        """Let go of the connections and end all calls, those to come as well."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for line in idle:
            line.close()
        self.cancel()

    @contextmanager
    def _line(self, deadline: Deadline) -> Iterator[_Line]:
        """A line for one call alone, so that giving up on it disturbs no other call."""
        with self._lock:
            if self._closed:
                raise CancelledError
            self._running.add(deadline)
            line = self._idle.pop() if self._idle else None
        reusable = False
        try:
            line = line or self._connect()
            yield line
            reusable = True
        except FeedError:
            reusable = True
            raise
        finally:
            with self._lock:
                self._running.discard(deadline)
                reusable = reusable and not self._closed
                if line and reusable:
                    self._idle.append(line)
            if line and not reusable:
                line.close()

    def _connect(self) -> _Line:
        from reader.net.certificates import Certificates
        from reader.net.transport import Transport

        with self._lock:
            self._certificates = self._certificates or Certificates()
        transport = Transport(
            self._endpoint,
            self._budget,
            self._limits,
            self._rest,
            self._certificates,
            self._passed_over,
        )
        return _Line(transport, Worker())

    def _passed_over(self, remark: str) -> None:
        with self._lock:
            known = remark in self._remarked
            self._remarked.add(remark)
        if self._remark and not known:
            self._remark(remark)

    def _rest(self, seconds: float, reason: str, deadline: Deadline) -> None:
        self._waiting(seconds, reason)
        if self._pause:
            self._pause(seconds)
        else:
            deadline.wait(seconds)
