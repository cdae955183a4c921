"""The floor under surprises: whatever an error is, work comes back, and the program goes on.

This is the one module that catches errors that nobody foresaw, and the one that starts threads.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from reader.errors import ReaderError
from reader.system import log

if TYPE_CHECKING:
    from concurrent.futures import Future

A = TypeVar("A")
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


def guarded(
    work: Callable[[A], Awaitable[None]],
    told: Callable[[ReaderError], object],
    ignores: Callable[[Exception], bool],
) -> Callable[[A], Awaitable[None]]:
    """A coroutine function that does the same, with its errors told in place of raised.

    Args:
        work: what to do.
        told: called with the error that ended it, as `floor` does.
        ignores: tells which errors are of no account.
    """

    async def call(argument: A) -> None:
        with floor(told):
            try:
                await work(argument)
            except Exception as error:
                if ignores(error):
                    return
                raise

    return call


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
