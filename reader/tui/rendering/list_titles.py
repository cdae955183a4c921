"""What a list is called on the screen, and what is said where it is empty."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from reader.paper import Period
from reader.text import clean_line

_LONGEST = 30
"""Characters of what somebody wrote."""
_WIDE = 100
"""Columns from which on a day has its year."""

_NAMES = {
    "trending": "Trending",
    "chances": "Late risers",
    "search": "Search: {}",
    "archive": "Archive: {}",
    "page": "Saved page {}",
    "paper": "Paper {}",
}
_EMPTY = {
    "day": "This day has no papers. [ goes to the day before, ] to the one after.",
    "week": "This week has no papers. [ and ] go to those beside it.",
    "month": "This month has no papers. [ and ] go to those beside it.",
    "queue": "The queue is empty: everything in it is read. gd goes to the newest day.",
    "library": "No paper in the library yet. gd goes to the newest day.",
    "chances": "No paper that you passed over has risen a lot since. gd goes to the newest day.",
    "archive": "Nothing in the archive. f5 asks the service, gd goes to the newest day.",
    "search": "Nothing was found. g/ searches for something else, gd goes to the newest day.",
}


@lru_cache(64)
def title(period: Period, width: int) -> str:
    """What list it is, shorter on a narrow screen."""
    match period.kind:
        case "day":
            return _day(period.date, year=width >= _WIDE)
        case "week":
            first, *_, last = period.days
            start = f"{first.day}" if first.month == last.month else f"{first.day} {first:%b}"
            days = f"{start} to {last.day} {last:%b %Y}"
            return f"Week {period.value[6:]}, {days}" if width >= _WIDE else days
        case "month":
            return f"{period.days[0]:%B %Y}"
        case "queue":
            return "Queue"
        case "library":
            return _of_the_library(period.value)
        case kind:
            value = Path(period.value).name if kind == "page" else period.value
            return _NAMES[kind].format(clean_line(value, _LONGEST))


def why_empty(period: Period) -> str:
    """What to say where a list has no papers, and what to do."""
    return _EMPTY.get(period.kind, "This list has no papers. gd goes to the newest day.")


def _of_the_library(query: str) -> str:
    if query == "is:starred":
        return "Starred"
    return "Library" if " or is:" in query else f"Library: {clean_line(query, _LONGEST)}"


@lru_cache(64)
def since(period: Period) -> str:
    """With which day the queue begins, in words; empty for any other list."""
    if period.kind != "queue" or not period.value:
        return ""
    first, *_, last = (period.days[0], *period.days)
    return f"since {_day(first, year=first.year != last.year)}"


def _day(day: date, *, year: bool) -> str:
    return f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if year else "")
