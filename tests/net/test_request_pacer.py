"""Turns at a service, which no test sits out."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.errors import FeedError
from reader.net.rate_limits import RequestPacer


class Clock:
    """A time that only waits and `at` pass."""

    def __init__(self) -> None:
        self.at = 1_700_000_000.0
        self.pauses: list[float] = []

    def now(self) -> float:
        return self.at

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.at += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(tmp_path: Path, clock: Clock) -> RequestPacer:
    return RequestPacer(tmp_path / "new" / "arxiv.turn", 3.0, clock.now, clock.pause)


def take(pace: RequestPacer) -> None:
    with pace.turn():
        pass


def test_the_first_turn_is_at_once_and_the_next_after_the_gap(
    pace: RequestPacer, clock: Clock
) -> None:
    take(pace)
    assert clock.pauses == []
    clock.at += 1.0
    take(pace)
    take(pace)
    assert clock.pauses == pytest.approx([2.0, 3.0])
    clock.at += 3.5
    take(pace)
    assert len(clock.pauses) == 2


def test_the_gap_is_counted_from_the_end_of_a_turn_also_of_one_that_failed(
    pace: RequestPacer, clock: Clock
) -> None:
    with pytest.raises(RuntimeError), pace.turn():
        clock.at += 20.0
        raise RuntimeError
    take(pace)
    assert clock.pauses == pytest.approx([3.0])


def test_another_process_is_taken_into_account(
    tmp_path: Path, pace: RequestPacer, clock: Clock
) -> None:
    take(pace)
    take(RequestPacer(tmp_path / "new" / "arxiv.turn", 3.0, clock.now, clock.pause))
    assert clock.pauses == pytest.approx([3.0])


def test_a_clock_that_was_put_back_makes_nobody_wait_longer(
    pace: RequestPacer, clock: Clock
) -> None:
    take(pace)
    clock.at -= 86_400.0
    take(pace)
    assert clock.pauses == [3.0]


def test_a_place_where_no_file_can_be_is_told(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").write_text("")
    pace = RequestPacer(tmp_path / "file" / "arxiv.turn", 3.0, clock.now, clock.pause)
    with pytest.raises(FeedError, match=r"arxiv\.turn cannot be locked"):
        take(pace)
