"""Statistics as lines of text, for both faces of the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from reader.statistics import Statistics, Tally, bar
from reader.text.columns import cells, fitted

_DAYS = 14
_WEEKS = 12
_MOST_NAMES = 10
_NAME = len("2026-07-24 Fri")
_NUMBERS = len(" 123456 1234567 123456  ")
"""The columns between the name of a day and its bar."""


def lines(found: Statistics, width: int, *, blocks: bool) -> Iterator[str]:
    """All of it for people, in at most `width` columns, the bars of `blocks` or of ``#``."""
    yield from _totals(found)
    days = [(f"{day.first} {day.first:%a}", day) for day in found.recent_days(_DAYS)]
    yield from _plot(f"last {_DAYS} days", days, width, blocks=blocks)
    weeks = [(week.week, week) for week in found.recent_weeks(_WEEKS)]
    yield from _plot(f"last {_WEEKS} weeks", weeks, width, blocks=blocks)
    yield from _beside("tags", found.tags, "organisations kept", found.organizations, width)


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


def _plot(
    title: str, rows: Sequence[tuple[str, Tally]], width: int, *, blocks: bool
) -> Iterator[str]:
    most = max(tally.seen for _, tally in rows)
    yield ""
    yield f"{title:<{_NAME}} {'seen':>6} {'starred':>7} {'tagged':>6}"
    room = width - _NAME - _NUMBERS
    for name, tally in rows:
        numbers = f"{tally.seen or '':>6} {tally.starred or '':>7} {tally.tagged or '':>6}"
        plotted = bar(tally.seen, most, room, blocks=blocks)
        yield f"{name:<{_NAME}} {numbers}  {plotted}".rstrip()


def _beside(
    title: str,
    counts: Sequence[tuple[str, int]],
    other_title: str,
    other_counts: Sequence[tuple[str, int]],
    width: int,
) -> Iterator[str]:
    """Two lists side by side, each name with its number before it."""
    half = width // 2 - 1
    left, right = _named(title, counts, half), _named(other_title, other_counts, half)
    if len(left) + len(right) > 2:
        yield ""
        for one, other in zip_longest(left, right, fillvalue=""):
            yield f"{one}{' ' * (half - cells(one) + 2)}{other}".rstrip()


def _named(title: str, counts: Sequence[tuple[str, int]], width: int) -> list[str]:
    most = counts[:_MOST_NAMES]
    return [title, *(fitted(f"{count:>5,}  {name}", width) for name, count in most)]


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"
