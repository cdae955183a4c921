"""What was read, as bars and as a calendar of the year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise, zip_longest
from typing import Literal

from textual.content import Content

from reader.statistics import PeriodCounts, Statistics
from reader.tui.rendering.title_wrap import cut

Span = Literal["week", "month", "year"]
SPANS: tuple[Span, ...] = ("week", "month", "year")
LEVELS = "·░▒▓■"
"""A day of the calendar: without a paper, and with ever more of them."""
_LEAST = (1, 5, 10, 15)
"""The papers of a day from which on it has each of the levels."""
_WEEKS = 53
_YEAR = timedelta(7 * (_WEEKS - 1))
_NAMES = 7
"""Cells for the names of days beside the calendar."""
_MONTH = 3
"""Cells for the name of a month."""
_MOST_NAMES = 5
_LONGEST_NAME = 20
_LONGEST_BAR = 36
_TWO_COLUMNS = 84
_WORDS = 76
"""Cells from which on there is room for the meaning of signs in words."""
_SIX_NUMBERS = 66
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class StatisticsSpan:
    """What is shown of the statistics."""

    span: Span
    day: date
    """The one that the cursor is on."""
    today: date

    @property
    def first(self) -> date:
        """The first day that is shown."""
        match self.span:
            case "week":
                return monday(self.day)
            case "month":
                return self.day.replace(day=1)
        return monday(self.last) - _YEAR

    @property
    def last(self) -> date:
        """The last day that is shown."""
        match self.span:
            case "week":
                return monday(self.day) + timedelta(6)
            case "month":
                following = self.day.replace(day=28) + timedelta(4)
                return following - timedelta(following.day)
        years = -((self.day - monday(self.today)) // _YEAR) - 1
        return self.today - max(0, years) * _YEAR

    def moved(self, steps: int) -> date:
        """A day as long ago, or as far ahead, as some spans are long."""
        match self.span:
            case "week":
                return self.day + timedelta(7 * steps)
            case "month":
                return self.first - timedelta(1) if steps < 0 else self.last + timedelta(1)
        return self.day + steps * _YEAR


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(day.weekday())


def statistics_text(found: Statistics, view: StatisticsSpan, width: int) -> Content:
    """The statistics of a view, at most `width` cells wide."""
    known = {day.first: day for day in found.days}
    first, last = view.first, view.last
    days = [known[day] for day in sorted(known) if first <= day <= last]
    lines = [*_totals(found, view, days, width), Content("")]
    if view.span == "year":
        lines += _calendar(known, view, width)
        lines += [Content(""), *_charts(found, days, width)]
    else:
        count = (last - first).days + 1
        shown = [first + timedelta(at) for at in range(count)]
        lines += _days([known.get(day, PeriodCounts(day)) for day in shown], view.day, width)
    return Content("\n").join(lines)


def _totals(
    found: Statistics, view: StatisticsSpan, days: Sequence[PeriodCounts], width: int
) -> Iterator[Content]:
    title = {
        "week": f"Week {view.first.isocalendar().week}, from {_day(view.first)}",
        "month": f"{view.day:%B %Y}",
        "year": f"{_day(view.first)} to {_day(view.last)}",
    }[view.span]
    yield Content.assemble(("Statistics", "bold $strong"), "   ", cut(title, max(1, width - 13)))
    yield Content("")
    numbers = (
        (sum(day.seen for day in days), "seen"),
        (sum(day.starred for day in days), "starred"),
        (sum(day.tagged for day in days), "tagged"),
        (sum(bool(day.seen) for day in days), "days"),
        (found.streak, "in a row now"),
        (found.longest_streak, "the longest"),
    )[: 6 if width >= _SIX_NUMBERS else 4]
    columns = [max(len(f"{number:,}"), len(name)) + 3 for number, name in numbers]
    columns[-1] -= 3
    yield Content.assemble(
        *(
            (f"{number:<{column},}", "bold $strong")
            for (number, _), column in zip(numbers, columns, strict=True)
        )
    )
    yield Content.styled(
        "".join(f"{name:<{column}}" for (_, name), column in zip(numbers, columns, strict=True)),
        "$dim",
    )


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def level(papers: int) -> int:
    """Which of the levels so many papers of a day are, from 0 to 4."""
    return sum(papers >= least for least in _LEAST)


def _calendar(
    known: dict[date, PeriodCounts], view: StatisticsSpan, width: int
) -> Iterator[Content]:
    """A column for each week, a line for each day of it."""
    wide = 2 if width >= _NAMES + 2 * _WEEKS else 1
    # Where there is no room for a year: its last weeks, or those from the cursor's on.
    count = min(_WEEKS, (width - _NAMES) // wide)
    skipped = min(_WEEKS - count, (view.day - view.first).days // 7)
    weeks = [view.first + timedelta(7 * at) for at in range(skipped, skipped + count)]
    yield Content.styled("A year of reading", "bold $strong")
    yield Content.styled(" " * _NAMES + _months(weeks, wide), "$dim")
    for weekday, name in enumerate(_WEEKDAYS):
        cells = [Content.styled(f"  {name if weekday in (0, 2, 4) else '':<{_NAMES - 2}}", "$dim")]
        for week in weeks:
            day = week + timedelta(weekday)
            cells.append(_cell(known.get(day), day, view))
            cells.append(Content(" " * (wide - 1)))
        yield Content("").join(cells)
    yield Content("")
    yield _levels(width)
    here = known.get(view.day, PeriodCounts(view.day))
    yield Content.assemble(
        " " * _NAMES, (_day(view.day), "bold $strong"), f"  {here.seen} seen", *_star(here.starred)
    )


def _levels(width: int) -> Content:
    """What the signs of the calendar say."""
    names = ["none", *(f"{one} to {two - 1}" for one, two in pairwise(_LEAST))]
    names.append(f"{_LEAST[-1]} and more")
    if width < _WORDS:
        names = ["0", *map(str, _LEAST)]
    return Content.assemble(
        " " * _NAMES,
        ("papers seen" if width >= _WORDS else "seen", "$dim"),
        *(
            part
            for at, (sign, words) in enumerate(zip(LEVELS, names, strict=True))
            for part in ("  ", (sign, _style(at)), f" {words}")
        ),
    )


def _months(weeks: Sequence[date], wide: int) -> str:
    """The name of a month above the first week that begins in it."""
    line = ""
    for at, week in enumerate(weeks):
        # One of which little is shown gives its place to the next.
        is_first = week.month == weeks[2].month if at == 0 else week.month != weeks[at - 1].month
        has_room = len(line) <= at * wide <= len(weeks) * wide - _MONTH
        if is_first and has_room:
            line = f"{line:<{at * wide}}{week:%b} "
    return line.rstrip()


def _cell(here: PeriodCounts | None, day: date, view: StatisticsSpan) -> Content:
    if day > view.last:
        return Content(" ")
    reached = level(here.seen) if here else 0
    style = "reverse bold $strong" if day == view.day else _style(reached)
    return Content.styled(LEVELS[reached], style)


def _style(reached: int) -> str:
    return "$primary" if reached else "$dim"


def _charts(found: Statistics, days: Sequence[PeriodCounts], width: int) -> Iterator[Content]:
    """Bars beside each other, or below where there is no room."""
    two = width >= _TWO_COLUMNS
    room = (width - 4) // 2 if two else width
    weekdays = [
        (
            name,
            sum(day.seen for day in days if day.first.weekday() == at),
            sum(day.starred for day in days if day.first.weekday() == at),
        )
        for at, name in enumerate(_WEEKDAYS)
    ]
    tags = [(f"#{tag}", count, 0) for tag, count in found.tags[:_MOST_NAMES]]
    kept = [(name, count, 0) for name, count in found.organizations[:_MOST_NAMES]]
    charts = [
        _chart("By weekday", weekdays, room),
        _chart("By tag, all years", tags, room),
        _chart("Kept by organisation, all years", kept, room),
    ]
    shown = [chart for chart in charts if chart]
    if two:
        left, right = shown[0], _stacked(shown[1:])
        for one, other in zip_longest(left, right, fillvalue=Content("")):
            yield Content("    ").join((one.truncate(room, pad=True), other))
    else:
        yield from _stacked(shown)


def _stacked(charts: Iterable[list[Content]]) -> list[Content]:
    lines: list[Content] = []
    for chart in charts:
        lines += [Content(""), *chart]
    return lines[1:]


def _chart(title: str, rows: Sequence[tuple[str, int, int]], width: int) -> list[Content]:
    """A bar for each row of a name, a number, and how many of them are starred."""
    if not rows:
        return []
    names = min(_LONGEST_NAME, max(len(name) for name, _, _ in rows))
    room = min(_LONGEST_BAR, max(4, width - names - 16))
    most = max(count for _, count, _ in rows)
    lines = [Content.styled(title, "bold $strong")]
    for name, count, starred in rows:
        bar = (_bar(count, most, room), "$primary")
        name = f"{cut(name, names):<{names}}  "
        lines.append(Content.assemble(name, bar, f" {count:,}" if count else "", *_star(starred)))
    return lines


def _days(days: Sequence[PeriodCounts], at: date, width: int) -> Iterator[Content]:
    """A bar for each day; the cursor is on one of them."""
    most = max((day.seen for day in days), default=0)
    for day in days:
        under = day.first == at
        name = f"{day.first:%a} {day.first.day:>2} {day.first:%b}"
        bar = (_bar(day.seen, most, max(4, min(60, width - 28))), "$primary")
        seen = f" {day.seen}" if day.seen else ""
        yield Content.assemble(
            ("▌" if under else " ", "$strong"),
            " ",
            (name, "bold $strong" if under else "$foreground"),
            "  ",
            bar,
            seen,
            *_star(day.starred),
        )


def _bar(count: int, most: int, room: int) -> str:
    return "━" * max(1, round(room * count / most)) if count else ""


def _star(starred: int) -> tuple[str | tuple[str, str], ...]:
    return ("  ", ("★", "$warning"), f" {starred}") if starred else ()
