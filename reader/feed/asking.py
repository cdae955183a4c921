"""Which question of the service gives the list of a period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reader.feed.lists import Answer
from reader.feed.values import Object
from reader.paper import Period

if TYPE_CHECKING:
    from reader.feed.huggingface import HuggingFace


def ask(service: HuggingFace, period: Period, today: date) -> Answer:
    """The list of a period.

    Args:
        service: whom to ask.
        period: what for.
        today: the last day that can have a list.

    Raises:
        FeedError: there was no answer, or none that can be read.
    """
    match period.kind:
        case "day":
            return service.day(period.date)
        case "week" if period.value.endswith("W53"):
            return _joined([service.day(day) for day in period.days if day <= today])
        case "week":
            return service.week(period.value)
        case "month":
            return service.month(period.value)
        case "trending":
            return service.trending()
        case "search":
            return service.search(period.value)
        case "queue" | "archive" | "library" | "chances" | "page" | "paper":
            raise ValueError(f"the service has no such list as a {period.kind}")


def _joined(answers: list[Answer]) -> Answer:
    """The lists of some days as one, most upvotes first as the service sorts a week.

    It refuses every week 53, though a year in five or six has one (ISO 8601).
    """
    items = [item for answer in answers for item in answer.items or ()]
    reasons = (answer.reason for answer in answers if answer.reason)
    reason = next(reasons, None)
    return Answer(sorted(items, key=_upvotes, reverse=True), "page" if reason else "api", reason)


def _upvotes(item: object) -> int:
    paper: Object = item.get("paper", item) if isinstance(item, dict) else {}
    votes = paper.get("upvotes") if isinstance(paper, dict) else None
    return votes if isinstance(votes, int) else 0
