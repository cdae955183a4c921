"""Threads, and the catch-all handler that every piece of background work runs under.

Work always comes back: with its result, with an error that a person can act on, or with a
`MistakeError` whose traceback is in the log. No other module catches errors that nobody foresaw,
and no other starts threads.
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
def catch_all(on_error: Callable[[ReaderError], object]) -> Iterator[None]:
    """Catch every error that ends the block, and pass it to a callback.

    A `ReaderError` is passed as it is. Any other error is written to the log, and a
    `MistakeError` is passed in its place. In the main thread, an interrupt and an exit are not
    caught, so that they end the program.

    Args:
        on_error: the callback.
    """
    try:
        yield
    except ReaderError as error:
        on_error(error)
    except BaseException as error:
        in_main_thread = threading.current_thread() is threading.main_thread()
        if in_main_thread and not isinstance(error, Exception):
            raise
        on_error(log.record_mistake(error))


def call_guarded(work: Callable[[], T]) -> T:
    """Call `work` and return its result.

    Raises:
        ReaderError: what `work` raised; a `MistakeError` if that was any other error, see
            `catch_all`.
    """
    problems: list[ReaderError] = []
    with catch_all(problems.append):
        return work()
    raise problems[0]


def start_thread(
    work: Callable[[], object],
    name: str,
    on_error: Callable[[ReaderError], object] = lambda _: None,
) -> threading.Thread:
    """Start a daemon thread that does `work`, and return it.

    Args:
        work: what to do; its result is dropped.
        name: the name of the thread.
        on_error: called in the thread with the error that ended the work, see `catch_all`.

    Raises:
        RuntimeError: the system has no thread left.
    """

    def run() -> None:
        with catch_all(on_error):
            work()

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread


def resolve_future(work: Callable[[], T], future: Future[T]) -> None:
    """Do `work`, and give its result, or the error that it raised, to a future."""
    try:
        result = work()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)


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
