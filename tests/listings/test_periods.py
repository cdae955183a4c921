"""Periods as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from reader.listings.periods import parse_period, parse_span
from reader.paper import Period

WEDNESDAY = date(2026, 7, 22)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("today", "2026-07-22"),
        ("Yesterday", "2026-07-21"),
        ("-0", "2026-07-22"),
        ("-7", "2026-07-15"),
        ("wed", "2026-07-22"),
        ("mon", "2026-07-20"),
        ("Thu", "2026-07-16"),
        ("sunday", "2026-07-19"),
        (" 2026-07-01 ", "2026-07-01"),
    ],
)
def test_a_day_is_named_as_people_do(written: str, day: str) -> None:
    assert parse_period(written, WEDNESDAY) == Period("day", day)
    assert parse_span("day", written, WEDNESDAY) == Period("day", day)


@pytest.mark.parametrize("written", ["mo", "monkey", "-99999", "7", "next mon", ""])
def test_what_names_no_day_is_told(written: str) -> None:
    with pytest.raises(ValueError, match="yesterday, mon, -7"):
        parse_period(written, WEDNESDAY)


def test_no_day_before_the_first_list_is_a_day() -> None:
    with pytest.raises(ValueError, match="begin on"):
        parse_period("-9999", WEDNESDAY)
