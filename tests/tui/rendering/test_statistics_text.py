"""Statistics as bars and as a calendar: every day in its place, and nothing too wide."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.statistics import PeriodCounts, Statistics
from reader.tui.rendering.statistics_text import (
    LEVELS,
    SPANS,
    Span,
    StatisticsSpan,
    level,
    monday,
    statistics_text,
)

TODAY = date(2026, 8, 14)
days_of_life = st.dates(date(1995, 1, 1), TODAY)


def counted(*days: PeriodCounts) -> Statistics:
    tags, kept = (("agents", 31), ("rl", 6)), (("A University of a Very Long Name Indeed", 7),)
    return Statistics(TODAY, 1, 1, 1, 1, days, (), 2, 21, tags, kept)


def shown(found: Statistics, span: Span, day: date, width: int = 115) -> list[str]:
    return statistics_text(found, StatisticsSpan(span, day, TODAY), width).plain.split("\n")


@pytest.mark.parametrize(
    ("papers", "sign"), [(0, "·"), (1, "░"), (4, "░"), (5, "▒"), (9, "▒"), (10, "▓"), (15, "■")]
)
def test_a_day_with_more_papers_has_a_darker_sign(papers: int, sign: str) -> None:
    assert LEVELS[level(papers)] == sign


def test_each_day_stands_in_the_column_of_its_week() -> None:
    day = date(2026, 8, 4)
    lines = shown(counted(PeriodCounts(day, 12)), "year", TODAY)
    (at,) = (at for at, line in enumerate(lines) if line.startswith("  Mon"))
    tuesdays = lines[at + 1][7:]
    assert tuesdays.count("▓") == 1
    weeks = (monday(TODAY) - monday(day)).days // 7
    assert tuesdays.index("▓") == 2 * (52 - weeks)
    assert "▓" not in "".join(lines[at : at + 1] + lines[at + 2 : at + 7])


def test_bars_are_as_long_as_their_numbers() -> None:
    week = monday(TODAY)
    found = counted(PeriodCounts(week, 10), PeriodCounts(week + timedelta(1), 5, 2))
    lines = [line for line in shown(found, "week", TODAY) if "━" in line]
    assert [line.count("━") for line in lines] == [60, 30]
    assert lines[1].endswith(" 5  ★ 2")


@given(days_of_life, st.sampled_from(SPANS), st.integers(44, 200))
def test_the_day_under_the_cursor_is_shown_and_no_line_is_too_wide(
    day: date, span: Span, width: int
) -> None:
    view = StatisticsSpan(span, day, TODAY)
    assert view.first <= day <= view.last
    lines = shown(counted(PeriodCounts(day, 3, 1)), span, day, width)
    assert "3" in lines[2].split()
    assert max(cell_len(line.rstrip()) for line in lines) <= width
    if span == "year":
        assert sum(line[7:].count("░") for line in lines[6:15]) == 1


@given(days_of_life, st.sampled_from(SPANS))
def test_older_and_newer_are_the_spans_beside(day: date, span: Span) -> None:
    view = StatisticsSpan(span, day, TODAY)
    before = StatisticsSpan(span, view.moved(-1), TODAY)
    assert before.first < view.first
    if span != "year":
        assert before.last == view.first - timedelta(1)
        assert StatisticsSpan(span, before.moved(1), TODAY).first == view.first
