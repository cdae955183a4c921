"""Blocking work that a caller waits for no longer than it said it would."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from threading import Event, Thread
from typing import Any, TypeVar

_Result = TypeVar("_Result")


class Deadline:
    """A stretch of time in which one piece of work ends, or is given up.

    Time-outs of sockets bound single steps: a server that sends a byte now and then, or a name
    that cannot be looked up, lasts longer than any of them. Hence the work runs in a thread of
    its own, which is left behind when the time is over. It is a daemon, so that it never keeps
    the program from ending.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._outcome: Future[Any] = Future()
        self._stopped = Event()

    @property
    def left(self) -> float:
        """The seconds that are left, never less than 0."""
        return max(0.0, self._end - time.monotonic())

    def run(self, work: Callable[[], _Result]) -> _Result:
        """What `work` returns or raises. To be called once.

        Raises:
            TimeoutError: it was not done in time.
            concurrent.futures.CancelledError: `stop` was called before it was done.
        """
        Thread(target=self._work, args=(work,), name="feed", daemon=True).start()
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
            try:
                result = work()
            except BaseException as error:  # raised again where the result is waited for
                self._outcome.set_exception(error)
            else:
                self._outcome.set_result(result)
