"""How long a person is kept waiting for the service, whatever it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from reader.net.deadline import Deadline
from reader.net.failures import Unreachable

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
