"""What of a list is shown in the place of an older state of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from reader.listings import reading_queue
from reader.paper import Listing
from reader.tui.handlers.stand import Stand


def unread(stand: Stand, listing: Listing, *, stay: bool) -> Listing:
    """Of a queue what is unread; from which day on that is, is remembered.

    Args:
        stand: the screen.
        listing: all of the queue.
        stay: what is on screen stays, read or not.
    """
    from reader.library import decisions

    marks, writer = stand.writer.marks, stand.writer
    session = stand.session
    left = frozenset(paper.id for paper in listing.papers if not marks(paper.id).read)

    def remember(day: date) -> None:
        if writer.place(reading_queue.PLACE) != day.isoformat():
            writer.apply(decisions.place(reading_queue.PLACE, day.isoformat()), {})

    stand.later(
        lambda: reading_queue.first_unfinished_day(listing, left, session.listings.is_complete),
        remember,
        lambda _: None,
    )
    rows = stand.view.rows if stay else ()
    return reading_queue.unread(
        listing, lambda paper: paper not in left, (row.paper.id for row in rows)
    )


def staying(before: Listing, now: Listing) -> Listing:
    """A newer state of a list in which nothing that is on screen moves or goes."""
    newer = {paper.id: paper for paper in now.papers}
    stay = [newer.pop(paper.id, paper) for paper in before.papers]
    return replace(now, papers=(*stay, *newer.values()), remarks={**before.remarks, **now.remarks})
