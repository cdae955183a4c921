"""Work with a time limit: a deadline for one piece of work, and the budget of one answer."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from queue import SimpleQueue
from threading import Event
from typing import Any, TypeVar

from reader.net.failures import Unreachable
from reader.system import threads

_Result = TypeVar("_Result")


class Worker:
    """A thread that does one piece of work after the other.

    It is a daemon, so that it never keeps the program from ending.
    """

    def __init__(self) -> None:
        self._given: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        threads.start(self._run, "feed")

    def do(self, work: Callable[[], None]) -> None:
        """Do this as well; it must not raise."""
        self._given.put(work)

    def end(self) -> None:
        """Do nothing more, once all is done that was given."""
        self._given.put(None)

    def _run(self) -> None:
        while work := self._given.get():
            work()
            del work  # and with it the outcome, while there is nothing to do


class Deadline:
    """A stretch of time in which one piece of work ends, or is given up.

    Time-outs of sockets bound single steps: a server that sends a byte now and then, or a name
    that cannot be looked up, lasts longer than any of them. Hence the work runs in another
    thread, which is left behind when the time is over.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._outcome: Future[Any] = Future()
        self._stopped = Event()

    @property
    def left(self) -> float:
        """The seconds that are left, never less than 0."""
        return max(0.0, self._end - time.monotonic())

    def run(self, work: Callable[[], _Result], worker: Worker | None = None) -> _Result:
        """What `work` returns or raises. To be called once.

        Args:
            work: what to do.
            worker: who does it, and has nothing else to do; by default a new one.

        Raises:
            TimeoutError: it was not done in time.
            concurrent.futures.CancelledError: `stop` was called before it was done.
        """
        doing = worker or Worker()
        doing.do(lambda: self._work(work))
        if not worker:
            doing.end()
        result: _Result = self._outcome.result(self.left)
        return result

    def wait(self, seconds: float) -> None:
        """Do nothing for so long; to be called by the work.

        Raises:
            TimeoutError: the time is over, or `stop` was called.
        """
        self._stopped.wait(min(seconds, self.left))
        if not self.left:
            raise TimeoutError

    def stop(self) -> None:
        """End the waiting of whoever called `run`, and that of the work; from any thread."""
        self._end = 0.0
        self._stopped.set()
        self._outcome.cancel()

    def _work(self, work: Callable[[], object]) -> None:
        # Where nobody waits any more, the outcome is dropped.
        with contextlib.suppress(InvalidStateError):
            threads.deliver(work, self._outcome)


T = TypeVar("T")

TIME_BUDGET = 25.0
"""Seconds; a command promises an answer within 30, and has to start and to end as well."""


def within_time_budget(work: Callable[[], T]) -> T:
    """Do work that may ask the service several times, all of it within the time for one answer.

    Raises:
        Unreachable: it took longer; a thread may still be at it, and what it yields is dropped.
    """
    try:
        return Deadline(TIME_BUDGET).run(work)
    except TimeoutError:
        raise Unreachable(f"the service took longer than {TIME_BUDGET:g} s") from None
