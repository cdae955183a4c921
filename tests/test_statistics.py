"""What was done, counted from the library: days, weeks, streaks, tags, organisations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from reader.library import Library, decisions
from reader.paper import Paper
from reader.statistics import PeriodCounts, Statistics, bar, statistics
from tests.library.desk import paper

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Desk:
    """A library whose clock stands where a test puts it."""

    def __init__(self, home: Path) -> None:
        self.now = MONDAY
        self.library = Library(home, lambda: self.now)
        self.papers: dict[str, Paper] = {}

    def on(self, days: float) -> Library:
        """The library so many days after that Monday noon (UTC)."""
        self.now = MONDAY + timedelta(days)
        return self.library

    def star(self, days: float, *papers: Paper) -> None:
        self.papers |= {each.id: each for each in papers}
        self.on(days).commit(decisions.star(papers), self.papers)

    def count(self, today: date = date(2026, 11, 23), zone: timezone = UTC) -> Statistics:
        def known(ids: Iterable[str]) -> dict[str, Paper]:
            return {each: self.papers[each] for each in ids if each in self.papers}

        return statistics(
            self.library.current_fields(),
            today,
            known,
            lambda moment: moment.astimezone(zone).date(),
        )


@pytest.fixture
def desk(home: Path) -> Desk:
    return Desk(home)


def read_on(desk: Desk, *days: int) -> None:
    for number, day in enumerate(days, start=1):
        desk.on(day).commit(decisions.read([paper(number)]))


def test_an_empty_library_counts_nothing(desk: Desk) -> None:
    counted = desk.count()
    assert (counted.seen, counted.streak, counted.longest_streak) == (0, 0, 0)
    assert (counted.median, counted.share_starred, counted.days) == (None, None, ())
    assert counted.recent_days(2) == (
        PeriodCounts(date(2026, 11, 22)),
        PeriodCounts(date(2026, 11, 23)),
    )


def test_what_was_done_stands_under_its_day_and_its_week(desk: Desk) -> None:
    desk.on(-3).commit(decisions.read([paper(1), paper(2)]))
    desk.star(-1, paper(3))
    desk.library.commit(decisions.tag([paper(3), paper(1)], ["rl", "later"]))
    desk.on(0).commit(decisions.note([paper(1)], "compare"))
    counted = desk.count()
    assert counted.days == (
        *(PeriodCounts(date(2026, 11, 20), seen=2), PeriodCounts(date(2026, 11, 22), 1, 1, 2)),
    )
    assert counted.weeks == (PeriodCounts(date(2026, 11, 16), 3, 1, 2),)
    assert counted.weeks[0].week == "2026-W47"
    totals = (counted.seen, counted.starred, counted.tagged, counted.noted)
    assert totals == (3, 1, 2, 1)
    assert counted.median == 1.5
    assert counted.share_starred == pytest.approx(1 / 3)
    assert [week.seen for week in counted.recent_weeks(2)] == [3, 0]


def test_what_was_undone_does_not_count(desk: Desk) -> None:
    desk.star(0, paper(1))
    desk.library.undo()
    desk.on(0).commit(decisions.read([paper(2)]))
    desk.library.commit(decisions.unread([paper(2)]))
    desk.library.commit(decisions.tag([paper(3)], ["rl"]))
    desk.library.commit(decisions.tag([paper(3)], [], ["rl"]))
    counted = desk.count()
    assert (counted.days, counted.tags) == ((), ())


def test_a_paper_that_is_read_twice_counts_once_on_its_first_day(desk: Desk) -> None:
    for day in (-2, 0):
        desk.on(day).commit(decisions.read([replace(paper(1), upvotes=day + 9)]))
    assert desk.count().days == (PeriodCounts(date(2026, 11, 21), seen=1),)


def test_a_day_is_the_readers_own(desk: Desk) -> None:
    desk.on(0.45).commit(decisions.read([paper(1)]))  # 22:48 UTC
    east = timezone(timedelta(hours=9))
    assert desk.count().days[0].first == date(2026, 11, 23)
    assert desk.count(zone=east).days[0].first == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("days", "streak", "longest"),
    [
        ([0], 1, 1),
        ([-3, 0], 2, 2),  # from Friday to Monday
        ([-4, 0], 1, 1),  # Friday is missing
        ([-3], 1, 1),  # today may still be read on
        ([-4], 0, 1),
        ([-12, -11, -10, -7, -3, -2, 0], 3, 4),
        ([-2, -1, 0], 3, 3),  # a weekend counts where it is read on
    ],
)
def test_a_streak_is_ended_by_a_working_day_without_a_paper(
    desk: Desk, days: list[int], streak: int, longest: int
) -> None:
    read_on(desk, *days)
    counted = desk.count()
    assert (counted.streak, counted.longest_streak) == (streak, longest)


def test_the_tags_and_organisations_most_kept_come_first(desk: Desk) -> None:
    ours = [replace(paper(number), organization="Alpha") for number in (1, 2)]
    theirs = replace(paper(3), organization="Beta")
    skipped = replace(paper(4), organization="Beta")
    desk.star(0, *ours, theirs)
    desk.papers[skipped.id] = skipped
    desk.library.commit(decisions.read([skipped]))
    desk.library.commit(decisions.tag([theirs], ["rl", "b"]))
    desk.library.commit(decisions.tag([ours[0]], ["rl"]))
    counted = desk.count()
    assert counted.tags == (("rl", 2), ("b", 1))
    assert counted.organizations == (("Alpha", 2), ("Beta", 1))


@pytest.mark.parametrize(
    ("count", "most", "expected"),
    [
        (0, 8, ""),
        (0, 0, ""),
        (8, 8, "████"),
        (4, 8, "██"),
        (1, 8, "▌"),
        (1, 8000, "▏"),
        (3, 8, "█▌"),
    ],
)
def test_a_bar_is_as_long_as_its_share(count: int, most: int, expected: str) -> None:
    assert bar(count, most, 4) == expected
    assert set(bar(count, most, 4, blocks=False)) <= {"#"}
    assert bool(bar(count, most, 4, blocks=False)) == bool(expected)
