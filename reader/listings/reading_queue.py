"""The queue: what a reader has left unread since some day, the days joined."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from datetime import date, timedelta

from reader.paper import FIRST_DAY, MOST_QUEUE_DAYS, Listing, Paper, Period

PLACE = "queue"
"""The name under which the library remembers the first day that the reader is not through with."""


def period(place: object, today: date, first_use: int) -> Period:
    """The days of the queue.

    Args:
        place: what the library remembers; None at first use.
        today: the last day.
        first_use: how many days it goes back where nothing is remembered.
    """
    try:
        first = date.fromisoformat(str(place)) if place else today - timedelta(first_use)
    except ValueError:
        first = today - timedelta(first_use)
    earliest = max(FIRST_DAY, today - timedelta(MOST_QUEUE_DAYS))
    return Period.queue(min(max(first, earliest), today), today)


def joined(queue: Period, days: Iterable[Listing]) -> Listing:
    """The lists of its days as one, the newest day first, each paper where it was listed last.

    It is as old as the oldest of them.
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
    """The papers that are unread, and those that are `shown` already and must not vanish."""
    stay = frozenset(shown)
    papers = (paper for paper in listing.papers if paper.id in stay or not is_read(paper.id))
    return replace(listing, papers=tuple(papers))


def left_at(listing: Listing, unread: Container[str], complete: Callable[[date], bool]) -> date:
    """The first day that the reader is not through with: a paper is unread, or may yet join it.

    Args:
        listing: the queue, the papers that are read included.
        unread: the ids of those that are not.
        complete: whether the list of a day is known whole, and nothing more can join it.
    """
    left = {paper.listed for paper in listing.papers if paper.id in unread}
    days = listing.period.days
    return next((day for day in days if day in left or not complete(day)), days[-1])
