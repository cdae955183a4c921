"""The client of one service: connections, rate limits and time budgets, shared by all threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from reader.errors import FeedError
from reader.net import Unreachable
from reader.net.deadline import Deadline, Worker
from reader.net.rate_limits import RateLimits
from reader.net.request import Endpoint

if TYPE_CHECKING:
    from reader.net.certificates import Certificates
    from reader.net.request import Get
    from reader.net.transport import Transport

_Result = TypeVar("_Result")

OnWarning = Callable[[str], None] | None
"""Called with a sentence about each environment variable that is ignored."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A connection, and the thread that its blocking calls run in."""

    transport: Transport
    worker: Worker

    def close(self) -> None:
        self.transport.close()
        self.worker.end()


class ServiceClient:
    """Makes calls to one endpoint; safe to use from several threads.

    httpx is imported, and a connection made, at the first call.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        budget: float,
        waiting: Callable[[float, str], None],
        pause: Callable[[float], None] | None,
        clock: Callable[[], float],
        on_warning: OnWarning = None,
    ) -> None:
        """Set up; nothing is connected yet.

        Args:
            endpoint: where the service is.
            budget: the seconds that one call may take by default.
            waiting: called before every wait with its seconds and its reason, in the thread
                that waits.
            pause: sleeps for some seconds; the default can be interrupted by `cancel`.
            clock: seconds, for the rate limits.
            on_warning: called once for each environment variable that cannot be read and is
                ignored, with a sentence about it, in the thread that calls.
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
        self._on_warning = on_warning
        self._warned: set[str] = set()
        self._closed = False

    def call(self, work: Callable[[Get], _Result], what: str, budget: float | None) -> _Result:
        """Run `work` within its budget; return what it returns, or raise what it raises.

        Args:
            work: run in another thread; it is given a function that sends requests.
            what: what is asked for, in words for error messages.
            budget: the seconds that it may take; None for the default.

        Raises:
            Unreachable: it was not done in time, or was cancelled.
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
        """End all calls that are running; they raise Unreachable."""
        with self._lock:
            running = list(self._running)
        for deadline in running:
            deadline.stop()

    def close(self) -> None:
        """Close the connections and end all calls; later calls fail at once."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for line in idle:
            line.close()
        self.cancel()

    @contextmanager
    def _line(self, deadline: Deadline) -> Iterator[_Line]:
        """A connection for one call alone, so that abandoning it disturbs no other call."""
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
            self._sleep,
            self._certificates,
            self._warn_once,
        )
        return _Line(transport, Worker())

    def _warn_once(self, warning: str) -> None:
        with self._lock:
            known = warning in self._warned
            self._warned.add(warning)
        if self._on_warning and not known:
            self._on_warning(warning)

    def _sleep(self, seconds: float, reason: str, deadline: Deadline) -> None:
        self._waiting(seconds, reason)
        if self._pause:
            self._pause(seconds)
        else:
            deadline.wait(seconds)
