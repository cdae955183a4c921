"""Work with a time limit: a deadline for one piece of work, and the budget of one answer."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from queue import SimpleQueue
from threading import Event
from typing import Any, TypeVar

from reader.net import Unreachable
from reader.system import threads

_Result = TypeVar("_Result")


class Worker:
    """A daemon thread that runs one function after the other."""

    def __init__(self) -> None:
        self._given: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        threads.start_thread(self._run, "feed")

    def do(self, work: Callable[[], None]) -> None:
        """Run this next; it must not raise."""
        self._given.put(work)

    def end(self) -> None:
        """End the thread once it has run all that it was given."""
        self._given.put(None)

    def _run(self) -> None:
        while work := self._given.get():
            work()
            del work  # and with it the result, while the thread is idle


class Deadline:
    """The time by which one piece of work is done or given up.

    The timeouts of sockets limit single steps only: a server that sends a byte now and then, or a
    slow DNS lookup, takes longer than any of them. So the work runs in another thread, which is
    abandoned when the time is over.
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
        """Run `work` in another thread; return what it returns, or raise what it raises. Once only.

        Args:
            work: the function to run.
            worker: an idle thread to run it in; by default a new one.

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
        """Sleep for so long; for use within the work.

        Raises:
            TimeoutError: the time is over, or `stop` was called.
        """
        self._stopped.wait(min(seconds, self.left))
        if not self.left:
            raise TimeoutError

    def stop(self) -> None:
        """Make `run` and `wait` raise now; may be called from any thread."""
        self._end = 0.0
        self._stopped.set()
        self._outcome.cancel()

    def _work(self, work: Callable[[], object]) -> None:
        # Where nobody waits any more, the result is dropped.
        with contextlib.suppress(InvalidStateError):
            threads.resolve_future(work, self._outcome)


T = TypeVar("T")

TIME_BUDGET = 25.0
"""Seconds for one answer. A command promises one within 30, and also has to start and to end."""


def within_time_budget(work: Callable[[], T]) -> T:
    """Run work that may make several requests, all of it within the budget of one answer.

    Raises:
        Unreachable: it took longer. A thread may go on with it; its result is dropped.
    """
    try:
        return Deadline(TIME_BUDGET).run(work)
    except TimeoutError:
        raise Unreachable(f"the service took longer than {TIME_BUDGET:g} s") from None
