"""The reading queue: the unread papers of several days as one list."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from datetime import date, timedelta

from reader.paper import FIRST_DAY, MOST_QUEUE_DAYS, Listing, Paper, Period

PLACE = "queue"
"""The key under which the library stores the first day that the reader has not finished."""


def queue_period(place: object, today: date, first_use: int) -> Period:
    """The period of the queue.

    Args:
        place: the first day as the library stores it; None at first use.
        today: the last day.
        first_use: how many days the queue goes back at first use.
    """
    try:
        first = date.fromisoformat(str(place)) if place else today - timedelta(first_use)
    except ValueError:
        first = today - timedelta(first_use)
    earliest = max(FIRST_DAY, today - timedelta(MOST_QUEUE_DAYS))
    return Period.queue(min(max(first, earliest), today), today)


def merge_days(queue: Period, days: Iterable[Listing]) -> Listing:
    """Merge the lists of days into one: the newest day first, each paper on its last day.

    The list counts as fetched when the oldest of them was.
    """
    newest_first = sorted(days, key=lambda listing: listing.period.date, reverse=True)
    papers: dict[str, Paper] = {}
    for listing in newest_first:
        for paper in listing.papers:
            papers.setdefault(paper.id, replace(paper, listed=listing.period.date))
    return Listing(
        queue,
        tuple(papers.values()),
        min((each.fetched_at for each in newest_first if each.fetched_at), default=None),
        sum(listing.broken for listing in newest_first),
        frozenset().union(*(listing.late for listing in newest_first)),
    )


def unread(listing: Listing, is_read: Callable[[str], bool], shown: Iterable[str] = ()) -> Listing:
    """The list without the papers that are read; those in `shown` stay, as they are on screen."""
    stay = frozenset(shown)
    papers = (paper for paper in listing.papers if paper.id in stay or not is_read(paper.id))
    return replace(listing, papers=tuple(papers))


def first_unfinished_day(
    listing: Listing, unread: Container[str], complete: Callable[[date], bool]
) -> date:
    """The first day that is not finished: one of its papers is unread, or more may be listed.

    Args:
        listing: the queue, including papers that are read.
        unread: the ids of the unread papers.
        complete: whether the list of a day is in the archive and final.
    """
    left = {paper.listed for paper in listing.papers if paper.id in unread}
    days = listing.period.days
    return next((day for day in days if day in left or not complete(day)), days[-1])
