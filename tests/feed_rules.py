"""What the service refuses to be asked, in its words."""

from __future__ import annotations

import re
from datetime import date


class RefusedError(Exception):
    """The service answers with an error of its own."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def number(query: dict[str, str], name: str, default: int, least: int, most: int) -> int:
    written = query.get(name, str(default))
    if not re.fullmatch(r"-?[0-9]{1,18}", written):
        raise RefusedError(400, f"Invalid input: expected number, received NaN at {name}")
    if int(written) < least:
        raise RefusedError(400, f"Too small: expected number to be >={least}")
    if int(written) > most:
        raise RefusedError(400, f"Too big: expected number to be <={most}")
    return int(written)


def one_of(query: dict[str, str], name: str, *values: str) -> str:
    """The first where nothing is asked for."""
    if (written := query.get(name, values[0])) not in values:
        raise RefusedError(400, f"Invalid option: expected one of {'|'.join(values)} at {name}")
    return written


def text(query: dict[str, str], name: str, most: int) -> str:
    """The service counts as JavaScript does, in UTF-16 units."""
    written = query.get(name, "")
    if len(written.encode("utf-16-le")) > 2 * most:
        raise RefusedError(400, f"Too big: expected string to have <={most} characters at {name}")
    return written


def day(written: str, today: date) -> str:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
            raise ValueError
        asked = date.fromisoformat(written)
    except ValueError:
        raise RefusedError(400, "Invalid ISO date at date") from None
    if asked > today:
        raise RefusedError(400, f"Invalid date: must not be after {today.isoformat()}")
    return written


def week(written: str) -> str:
    """Week 53 is refused, which some years have."""
    if not re.fullmatch(r"[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-2])", written):
        raise RefusedError(400, "Invalid string: must match pattern at week")
    return written


def month(written: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", written):
        raise RefusedError(400, "Invalid string: must match pattern at month")
    return written


def week_of(day: str) -> str:
    """The ISO week of a day."""
    year, number, _ = date.fromisoformat(day).isocalendar()
    return f"{year:04}-W{number:02}"
