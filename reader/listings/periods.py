"""Parses periods as people write them: a day, a week, a month, a paper."""

from __future__ import annotations

import re
from datetime import date, timedelta

from reader.paper import FIRST_DAY, Period, Span, paper_id, refused_id

_FORMS: dict[Span, re.Pattern[str]] = {
    "day": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "week": re.compile(r"[0-9]{4}-W[0-9]{2}"),
    "month": re.compile(r"[0-9]{4}-[0-9]{2}"),
}
_NAMES: dict[Span, str] = {"day": "date", "week": "week", "month": "month"}


def parse_span(kind: Span, written: str, today: date) -> Period:
    """Parse a day, a week or a month, such as ``2026-W30`` or ``yesterday``.

    Args:
        kind: which of them it has to be.
        written: what a person typed.
        today: the last day that can have papers.

    Raises:
        ValueError: it names none, or one that cannot have papers; the message says why.
    """
    text = written.strip().upper()
    if kind == "day":
        named = {"TODAY": today, "YESTERDAY": today - timedelta(1)}
        text = str(named.get(text, text))
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
        if form.fullmatch(text) or (kind == "day" and text in ("TODAY", "YESTERDAY")):
            return parse_span(kind, written, today)
    examples = (Period.around(kind, today).value for kind in _FORMS)
    raise ValueError(f"a date, a week, a month or a paper: {', '.join(examples)}, 2307.08691")
