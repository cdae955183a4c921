"""The floor under surprises: whatever an error is, work comes back, and the program goes on.

This is the one module that catches errors that nobody foresaw, and the one that starts threads.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from reader.errors import ReaderError
from reader.system import log

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


@contextlib.contextmanager
def floor(told: Callable[[ReaderError], object]) -> Iterator[None]:
    """Tell of an error that ends the block, in a sentence; one that nobody foresaw is logged.

    What ends the whole program passes: an interrupt and an exit in its main thread.

    Args:
        told: called with the error, or with the `MistakeError` that stands for it.
    """
    try:
        yield
    except ReaderError as error:
        told(error)
    except BaseException as error:
        in_main_thread = threading.current_thread() is threading.main_thread()
        if in_main_thread and not isinstance(error, Exception):
            raise
        told(log.mistake(error))


def sound(work: Callable[[], T]) -> T:
    """What `work` returns.

    Raises:
        ReaderError: as `work` does, and a `MistakeError` in the place of any other error.
    """
    problems: list[ReaderError] = []
    with floor(problems.append):
        return work()
    raise problems[0]


def start(
    work: Callable[[], object], name: str, told: Callable[[ReaderError], object] = lambda _: None
) -> threading.Thread:
    """Do work in a thread, which never keeps the program from ending.

    Args:
        work: what to do.
        name: of the thread.
        told: called in it with the error that ended the work, as `floor` does.

    Raises:
        RuntimeError: the system has no thread left.
    """

    def run() -> None:
        with floor(told):
            work()

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread


def deliver(work: Callable[[], T], outcome: Future[T]) -> None:
    """Do work for somebody who waits for the outcome, and is given any error as it is."""
    try:
        result = work()
    except BaseException as error:
        outcome.set_exception(error)
    else:
        outcome.set_result(result)


class Lazy(Generic[T]):
    """A value that is made when it is first asked for, once, whatever threads ask for it."""

    def __init__(self, make: Callable[[], T]) -> None:
        """Remember how the value is made; where `make` raises, the next to ask tries again."""
        self._make = make
        self._lock = threading.Lock()
        self._made: tuple[T] | None = None

    def get(self) -> T:
        """The value; raises as `make` does. Other threads wait while it is being made."""
        # Looked at without the lock first, as it is asked for at every key.
        if self._made is None:
            with self._lock:
                if self._made is None:
                    self._made = (self._make(),)
        return self._made[0]

    @property
    def made(self) -> T | None:
        """The value if it is there; it is not made for that."""
        return self._made[0] if self._made else None
