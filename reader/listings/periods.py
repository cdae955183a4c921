"""Parses periods as people write them: a day, a week, a month, a paper."""

from __future__ import annotations

import re
from datetime import date, timedelta

from reader.paper import FIRST_DAY, Period, Span, paper_id, refused_id
from reader.text import late_pattern

_FORMS: dict[Span, re.Pattern[str]] = {
    "day": late_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "week": late_pattern(r"[0-9]{4}-W[0-9]{2}"),
    "month": late_pattern(r"[0-9]{4}-[0-9]{2}"),
}
_BACK = late_pattern(r"-[0-9]{1,4}")
_WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_LEAST_OF_A_WEEKDAY = 3
_NAMES: dict[Span, str] = {"day": "date", "week": "week", "month": "month"}


def parse_span(kind: Span, written: str, today: date) -> Period:
    """Parse a day, a week or a month, such as ``2026-W30``, ``yesterday``, ``mon`` or ``-7``.

    Args:
        kind: which of them it has to be.
        written: what a person typed.
        today: the last day that can have papers.

    Raises:
        ValueError: it names none, or one that cannot have papers; the message says why.
    """
    text = written.strip().upper()
    if kind == "day":
        text = str(_named_day(text, today) or text)
    period = Period(kind, text)
    try:
        days = period.days if _FORMS[kind].fullmatch(text) else ()
    except ValueError:
        days = ()
    if not days:
        example = Period.around(kind, today).value
        raise ValueError(f"“{written}” is no {_NAMES[kind]} such as {example}")
    if days[-1] < FIRST_DAY:
        raise ValueError(f"the Daily Papers begin on {FIRST_DAY}")
    if days[0] > today:
        raise ValueError(f"{text} has not begun yet; today is {today} (UTC)")
    return period


def parse_period(written: str, today: date) -> Period:
    """Parse a day, a week, a month, or the id of a paper in any form.

    Raises:
        ValueError: it names none, or one that cannot have papers; the message says why.
    """
    text = written.strip().upper()
    if paper := paper_id(written):
        return Period("paper", paper)
    if why := refused_id(written):
        raise ValueError(why)
    for kind, form in _FORMS.items():
        if form.fullmatch(text) or (kind == "day" and _named_day(text, today)):
            return parse_span(kind, written, today)
    examples = (Period.around(kind, today).value for kind in _FORMS)
    named = f"{', '.join(examples)}, yesterday, mon, -7, 2307.08691"
    raise ValueError(f"a date, a week, a month or a paper: {named}")


def _named_day(text: str, today: date) -> date | None:
    """The day of a word such as ``YESTERDAY`` or ``MON``, or of a number of days back."""
    if text in ("TODAY", "YESTERDAY"):
        return today - timedelta(text == "YESTERDAY")
    if _BACK.fullmatch(text):
        return today - timedelta(int(text[1:]))
    for number, name in enumerate(_WEEKDAYS):
        if len(text) >= _LEAST_OF_A_WEEKDAY and name.startswith(text):
            return today - timedelta((today.weekday() - number) % 7)
    return None
