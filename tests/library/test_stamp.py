"""Stamps: later ones sort behind earlier ones, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from reader.library.stamp import HybridClock, is_stamp, stamp_at, time_of
from tests.library.desk import NOON

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


def test_a_stamp_tells_its_time_and_its_machine() -> None:
    stamp = HybridClock(lambda: NOON).next("1f2e3d4c")
    assert stamp == "2026-11-23T12:00:00.000Z-0000-1f2e3d4c"
    assert time_of(stamp) == NOON


def test_the_time_is_utc_wherever_the_machine_is() -> None:
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    assert HybridClock(lambda: tokyo).next("a") == HybridClock(lambda: NOON).next("a")


@given(moments=st.lists(MOMENTS, min_size=2, max_size=20))
def test_each_is_later_than_the_one_before_even_when_the_clock_goes_back(
    moments: list[datetime],
) -> None:
    remaining = iter(moments)
    clock = HybridClock(lambda: next(remaining, moments[-1]))
    stamps = [clock.next("a") for _ in moments[:-1]]
    assert stamps == sorted(set(stamps))
    assert all(is_stamp(stamp) for stamp in stamps)


def test_what_the_clock_cannot_tell_apart_is_counted() -> None:
    clock = HybridClock(lambda: NOON)
    assert [clock.next("a")[25:29] for _ in range(3)] == ["0000", "0001", "0002"]


def test_a_counter_that_is_used_up_borrows_a_millisecond() -> None:
    clock = HybridClock(lambda: NOON)
    clock.see("2026-11-23T12:00:00.000Z-ffff-b")
    assert clock.next("a") == "2026-11-23T12:00:00.001Z-0000-a"


def test_a_stamp_is_later_than_what_others_gave() -> None:
    clock = HybridClock(lambda: NOON)
    clock.see("2026-11-23T12:59:00.000Z-0004-b")
    assert clock.next("a") == "2026-11-23T12:59:00.000Z-0005-a"


class TestAClockThatIsYearsAhead:
    AHEAD = "2031-01-01T00:00:00.000Z-0000-b"

    def test_does_not_drag_the_others_along(self) -> None:
        clock = HybridClock(lambda: NOON)
        clock.see(self.AHEAD)
        assert time_of(clock.next("a")) == NOON

    def test_yields_to_a_change_of_what_it_has_touched(self) -> None:
        clock = HybridClock(lambda: NOON)
        clock.see(self.AHEAD)
        assert clock.next("a", over=self.AHEAD) > self.AHEAD
        assert time_of(clock.next("a")) == NOON

    def test_that_is_put_right_is_right_from_the_next_start(self) -> None:
        wrong = HybridClock(lambda: NOON + timedelta(days=2000))
        wrong.next("a")
        right = HybridClock(lambda: NOON, wrong.latest, wrong.highest)
        assert time_of(right.next("a")) == NOON


@given(moment=MOMENTS)
def test_of_a_change_whose_time_alone_is_known_the_stamp_is_always_the_same(
    moment: datetime,
) -> None:
    assert stamp_at(moment) == stamp_at(moment)
    assert is_stamp(stamp_at(moment))
    assert stamp_at(moment) < HybridClock(lambda: moment).next("00000000")
