"""Intervals of numbers and dates: the parser of what follows `up:` or `listed:`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

Bound = TypeVar("Bound", int, date)

_COMPARISON = re.compile(r"(<=|>=|<|>)(.*)", re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,12}")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


class IntervalError(ValueError):
    """The text is no interval.

    Attributes:
        offset: index into the text of the part that is wrong.
    """

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


class InvalidValueError(IntervalError):
    """A bound is no value of the wanted kind; the message names the kind: number or date."""


def parse_number_interval(value: str) -> tuple[int | None, int | None]:
    """Parse ``>50``, ``50..``, ``3..7`` or ``50``.

    Returns:
        The lowest and the highest number in the interval; None is no bound.

    Raises:
        InvalidValueError: a bound is no number.
        IntervalError: no number lies in the interval.
    """
    return _interval(value, _number, _next_number, "the smaller number")


def parse_date_interval(value: str) -> tuple[date | None, date | None]:
    """Parse ``>2025-03``, ``2025..`` or ``2025-03-01``.

    A month or a year is all its days: ``>2025-03`` begins in April, ``<=2025-03`` ends with March.

    Returns:
        The first and the last day in the interval; None is no bound.

    Raises:
        InvalidValueError: a bound is no date.
        IntervalError: no day lies in the interval.
    """
    return _interval(value, _date, _next_date, "the earlier date")


def _interval(
    value: str,
    read: Callable[[str, int], tuple[Bound, Bound]],
    step: Callable[[Bound, int], Bound],
    lesser: str,
) -> tuple[Bound | None, Bound | None]:
    if comparison := _COMPARISON.fullmatch(value):
        operator = comparison[1]
        first, last = read(comparison[2], len(operator))
        match operator:
            case ">":
                return step(last, 1), None
            case ">=":
                return first, None
            case "<":
                return None, step(first, -1)
            case _:
                return None, last
    left, dots, right = value.partition("..")
    if not dots or not (left or right):
        return read(value, 0)
    low = read(left, 0)[0] if left else None
    high = read(right, len(left) + len(dots))[1] if right else None
    if low is not None and high is not None and low > high:
        raise IntervalError(f"runs backwards; write {lesser} first")
    return low, high


def _number(text: str, offset: int) -> tuple[int, int]:
    if not _NUMBER.fullmatch(text):
        raise InvalidValueError("number", offset)
    return int(text), int(text)


def _next_number(number: int, step: int) -> int:
    if not _NUMBER.fullmatch(str(number + step)):
        raise IntervalError("lets no number through")
    return number + step


def _date(text: str, offset: int) -> tuple[date, date]:
    if not _DATE.fullmatch(text):
        raise InvalidValueError("date", offset)
    year, month, day = (int(part) for part in f"{text}-01-01"[:10].split("-"))
    try:
        first = date(year, month, day)
    except ValueError as error:
        raise InvalidValueError("date", offset) from error
    match len(text):
        case 4:
            return first, date(year, 12, 31)
        case 7:
            next_month = date(year, month + 1, 1) if month < 12 else None
            return first, next_month - timedelta(days=1) if next_month else date(year, 12, 31)
        case _:
            return first, first


def _next_date(day: date, step: int) -> date:
    try:
        return day + timedelta(days=step)
    except OverflowError as error:
        raise IntervalError("lets no day through") from error
