"""What a list is called on the screen, and what is said where it is empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from reader.paper import FIRST_DAY, Period
from reader.text import clean_line

_LONGEST = 30
"""Characters of what somebody wrote."""
_WIDE = 100
"""Columns from which on a day has its year."""

_FAR = 15
"""Days that are looked at for a list."""
_SATURDAY = 5
"""What `date.weekday` says of it."""

_NAMES = {
    "trending": "Trending",
    "chances": "Late risers",
    "search": "Search: {}",
    "archive": "Archive: {}",
    "page": "Saved page {}",
    "paper": "Paper {}",
}
_EMPTY = {
    "week": "This week has no papers. {before} and {after} go to those beside it.",
    "month": "This month has no papers. {before} and {after} go to those beside it.",
    "library": "No paper in the library yet. {newest} goes to the newest day.",
    "chances": "No paper that you passed over has risen a lot since. "
    "{newest} goes to the newest day.",
    "archive": "Nothing in the archive. {refresh} asks the service",
    "search": "Nothing was found. {search} searches for something else, "
    "{newest} goes to the newest day.",
}
"""What is said of an empty list; in braces the action whose key stands there."""
_ANY = "This list has no papers. {newest} goes to the newest day."


@dataclass(frozen=True, slots=True)
class KnownDays:
    """Which days have lists, as far as it is known without asking the service."""

    today: date
    papers: Callable[[date], int | None] = lambda _: None
    """How many papers the list of a day has; None where that is not known."""
    newest: date | None = None
    """The newest list that was fetched."""

    def beside(self, day: date, step: int) -> date | None:
        """The nearest day before (-1) or after (1) that has a list, or should have one.

        Where it is not known a list is expected on every day from Monday to Friday.
        """
        for number in range(1, _FAR):
            each = day + timedelta(number * step)
            if not FIRST_DAY <= each <= self.today:
                return None
            papers = self.papers(each)
            if papers or (papers is None and each.weekday() < _SATURDAY):
                return each
        return None


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


def why_empty(period: Period, days: KnownDays, key: Callable[[str], str]) -> str:
    """What to say where a list has no papers, and what to do.

    Args:
        period: which list.
        days: those that have lists.
        key: names the key of an action.
    """
    match period.kind, period.value:
        case "day", _:
            beside = [
                f"{key(action)} {_day(day, year=day.year != period.date.year)}"
                for action, step in (("before", -1), ("after", 1))
                if (day := days.beside(period.date, step))
            ]
            return f"No list on {_day(period.date, year=False)}. {', '.join(beside)}".strip()
        case "queue", _:
            newest = f" Newest list: {_day(days.newest, year=False)}" if days.newest else ""
            return f"Nothing is waiting.{newest}"
        case "library", "is:starred":
            return f"No star yet: {key('star')} on a paper"
        case "library", "is:tagged":
            return f"No tag yet: {key('tag')} on a paper"
    words = _EMPTY.get(period.kind, _ANY)
    actions = ("before", "after", "newest", "refresh", "search")
    return words.format_map({action: key(action) for action in actions})


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
