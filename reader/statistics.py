"""Statistics of the marks: by day and week, streaks, tags and organisations; and their report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime, timedelta
from itertools import zip_longest
from statistics import median
from typing import Any

from reader.library.folded_state import NOTE, TAG
from reader.paper import Paper
from reader.text.cell_width import cell_count, truncate_cells

_EIGHTHS = " ▏▎▍▌▋▊▉"
_SATURDAY = 5

_DAYS = 14
_WEEKS = 12
_MOST_NAMES = 10
_NAME = len("2026-07-24 Fri")
_NUMBERS = len(" 123456 1234567 123456  ")
"""The columns between the name of a day and its bar."""

Mark = tuple[str, str, datetime]
"""A paper, a field that is set on it, and the time of that (aware)."""


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """How many papers were marked on a day or in a week."""

    first: date
    """The day, or the Monday of the week."""
    seen: int = 0
    starred: int = 0
    tagged: int = 0

    @property
    def week(self) -> str:
        """The ISO week, such as ``2026-W30``."""
        year, week, _ = self.first.isocalendar()
        return f"{year:04}-W{week:02}"


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of the marks that are set; undone ones do not count. Days are days of local time."""

    today: date
    seen: int
    """Papers that are read."""
    starred: int
    tagged: int
    noted: int
    days: tuple[PeriodCounts, ...]
    """The days on which something was marked, in order."""
    weeks: tuple[PeriodCounts, ...]
    streak: int
    """On how many days in a row papers were read, up to today or yesterday.

    A weekend without a paper does not end a streak, because the service has no lists then.
    """
    longest_streak: int
    tags: tuple[tuple[str, int], ...]
    """Each tag with its number of papers, the most used first."""
    organizations: tuple[tuple[str, int], ...]
    """Each organisation with its number of starred or tagged papers, the highest first."""

    @property
    def median(self) -> float | None:
        """The median of papers per day, of the days on which any were read."""
        counts = [day.seen for day in self.days if day.seen]
        return float(median(counts)) if counts else None

    @property
    def share_starred(self) -> float | None:
        """Starred papers for each one that is read; above 1 only if unread papers are starred."""
        return self.starred / self.seen if self.seen else None

    def recent_days(self, count: int) -> tuple[PeriodCounts, ...]:
        """The last days up to today, also those without marks."""
        known = {day.first: day for day in self.days}
        days = (self.today - timedelta(back) for back in reversed(range(count)))
        return tuple(known.get(day, PeriodCounts(day)) for day in days)

    def recent_weeks(self, count: int) -> tuple[PeriodCounts, ...]:
        """The last weeks up to this one, also those without marks."""
        known = {week.first: week for week in self.weeks}
        days = (_monday(self.today) - timedelta(7 * back) for back in reversed(range(count)))
        return tuple(known.get(day, PeriodCounts(day)) for day in days)

    def as_record(self) -> dict[str, Any]:
        """The statistics as JSON values; dates are ISO, unknown values are None."""
        return {
            "today": self.today.isoformat(),
            "seen": self.seen,
            "starred": self.starred,
            "tagged": self.tagged,
            "noted": self.noted,
            "share_starred": None if self.share_starred is None else round(self.share_starred, 4),
            "median": self.median,
            "streak": self.streak,
            "longest_streak": self.longest_streak,
            "days": [{"day": day.first.isoformat(), **_counts(day)} for day in self.days],
            "weeks": [{"week": week.week, **_counts(week)} for week in self.weeks],
            "tags": [{"tag": tag, "papers": count} for tag, count in self.tags],
            "organizations": [
                {"organization": name, "papers": count} for name, count in self.organizations
            ],
        }


def statistics(
    marks: Iterable[Mark],
    today: date,
    known: Callable[[set[str]], Mapping[str, Paper]],
    day_of: Callable[[datetime], date] = lambda moment: moment.astimezone().date(),
) -> Statistics:
    """Count the marks.

    Args:
        marks: every field that is set, such as `Library.current_fields` gives.
        today: the reader's own day.
        known: called once, with the papers that are starred or tagged; says what is known of them.
        day_of: the reader's own day of a moment.
    """
    sums = _sums(marks, day_of)
    with_tags = {paper for paper, _ in sums.tagged}
    days = _tallies(
        sums.seen, Counter(sums.starred.values()), Counter(day for _, day in sums.tagged)
    )
    streak, longest = _streaks([day.first for day in days if day.seen], today)
    kept = sums.starred.keys() | with_tags
    papers = known(kept) if kept else {}
    return Statistics(
        today=today,
        seen=sums.seen.total(),
        starred=len(sums.starred),
        tagged=len(with_tags),
        noted=len(sums.noted),
        days=days,
        weeks=_weeks(days),
        streak=streak,
        longest_streak=longest,
        tags=_by_count(sums.tags),
        organizations=_by_count(Counter(p.organization for p in papers.values() if p.organization)),
    )


@dataclass(slots=True)
class _Sums:
    """The marks, sorted by their kind."""

    seen: Counter[date] = dataclass_field(default_factory=Counter)
    starred: dict[str, date] = dataclass_field(default_factory=dict)
    tagged: set[tuple[str, date]] = dataclass_field(default_factory=set)
    noted: set[str] = dataclass_field(default_factory=set)
    tags: Counter[str] = dataclass_field(default_factory=Counter)


def _sums(marks: Iterable[Mark], day_of: Callable[[datetime], date]) -> _Sums:
    sums = _Sums()
    for paper, field, moment in marks:
        if field == "read":
            sums.seen[day_of(moment)] += 1
        elif field == "starred":
            sums.starred[paper] = day_of(moment)
        elif field.startswith(TAG):
            sums.tagged.add((paper, day_of(moment)))
            sums.tags[field.removeprefix(TAG)] += 1
        elif field.startswith(NOTE):
            sums.noted.add(paper)
    return sums


def bar(count: int, most: int, width: int, *, blocks: bool = True) -> str:
    """A bar of a chart; it has `width` columns if `count` is `most`, and at least one if not 0.

    It is drawn with block characters, or with ``#`` without `blocks`.
    """
    if not count or not most:
        return ""
    if not blocks:
        return "#" * max(1, round(width * count / most))
    whole, eighths = divmod(max(1, round(8 * width * count / most)), 8)
    return "█" * whole + _EIGHTHS[eighths].strip()


def _counts(tally: PeriodCounts) -> dict[str, int]:
    return {"seen": tally.seen, "starred": tally.starred, "tagged": tally.tagged}


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def _tallies(
    seen: Counter[date], starred: Counter[date], tagged: Counter[date]
) -> tuple[PeriodCounts, ...]:
    days = sorted(seen.keys() | starred.keys() | tagged.keys())
    return tuple(PeriodCounts(day, seen[day], starred[day], tagged[day]) for day in days)


def _weeks(days: Iterable[PeriodCounts]) -> tuple[PeriodCounts, ...]:
    seen, starred, tagged = Counter[date](), Counter[date](), Counter[date]()
    for day in days:
        week = _monday(day.first)
        seen[week] += day.seen
        starred[week] += day.starred
        tagged[week] += day.tagged
    return _tallies(seen, starred, tagged)


def _streaks(days: Iterable[date], today: date) -> tuple[int, int]:
    """The current and the longest streak of sorted days."""
    length = longest = 0
    before: date | None = None
    for day in days:
        length = length + 1 if before and _follows(before, day) else 1
        longest = max(longest, length)
        before = day
    lasts = before is not None and (before >= today or _follows(before, today))
    return length if lasts else 0, longest


def _follows(before: date, day: date) -> bool:
    """Whether no working day is between the two."""
    between = (before + timedelta(step) for step in range(1, min((day - before).days, 4)))
    return all(each.weekday() >= _SATURDAY for each in between)


def _by_count(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def report_lines(found: Statistics, width: int, *, blocks: bool) -> Iterator[str]:
    """The lines of the report, at most `width` columns wide, with bars as `bar` draws them."""
    yield from _totals(found)
    days = [(f"{day.first} {day.first:%a}", day) for day in found.recent_days(_DAYS)]
    yield from _bar_chart(f"last {_DAYS} days", days, width, blocks=blocks)
    weeks = [(week.week, week) for week in found.recent_weeks(_WEEKS)]
    yield from _bar_chart(f"last {_WEEKS} weeks", weeks, width, blocks=blocks)
    yield from _two_columns("tags", found.tags, "organisations kept", found.organizations, width)


def _totals(found: Statistics) -> Iterator[str]:
    yield f"seen      {found.seen:>7,}  since {found.days[0].first}"
    share = "" if found.share_starred is None else f"  {found.share_starred:.1%} of those seen"
    yield f"starred   {found.starred:>7,}{share}"
    yield f"tagged    {found.tagged:>7,}"
    yield f"noted     {found.noted:>7,}"
    longest = found.longest_streak
    if found.median is not None:
        yield f"a day     {found.median:>7,g}  at the median, of the days with any"
    yield f"streak    {found.streak:>7,}  in a row now; the longest {_days(longest)}"


def _bar_chart(
    title: str, rows: Sequence[tuple[str, PeriodCounts]], width: int, *, blocks: bool
) -> Iterator[str]:
    most = max(tally.seen for _, tally in rows)
    yield ""
    yield f"{title:<{_NAME}} {'seen':>6} {'starred':>7} {'tagged':>6}"
    room = width - _NAME - _NUMBERS
    for name, tally in rows:
        numbers = f"{tally.seen or '':>6} {tally.starred or '':>7} {tally.tagged or '':>6}"
        plotted = bar(tally.seen, most, room, blocks=blocks)
        yield f"{name:<{_NAME}} {numbers}  {plotted}".rstrip()


def _two_columns(
    title: str,
    counts: Sequence[tuple[str, int]],
    other_title: str,
    other_counts: Sequence[tuple[str, int]],
    width: int,
) -> Iterator[str]:
    """Two lists in columns, with the number before each name."""
    half = width // 2 - 1
    left, right = _column(title, counts, half), _column(other_title, other_counts, half)
    if len(left) + len(right) > 2:
        yield ""
        for one, other in zip_longest(left, right, fillvalue=""):
            yield f"{one}{' ' * (half - cell_count(one) + 2)}{other}".rstrip()


def _column(title: str, counts: Sequence[tuple[str, int]], width: int) -> list[str]:
    most = counts[:_MOST_NAMES]
    return [title, *(truncate_cells(f"{count:>5,}  {name}", width) for name, count in most)]


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"
