"""What a newer state of a list shows in the place of an older one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from reader.library.writer import Writer
from reader.listings import reading_queue
from reader.listings.period_lists import PeriodLists
from reader.paper import Listing
from reader.tui.parts.background_runner import BackgroundRunner
from reader.tui.state.list_view import View


def unread_queue(
    queue: Listing,
    writer: Writer,
    listings: PeriodLists,
    runner: BackgroundRunner,
    shown: View | None,
) -> Listing:
    """The unread papers of the queue; the day it begins with from now on is remembered.

    Args:
        queue: all of it.
        writer: the marks.
        listings: knows which days are complete.
        runner: looks for that day in a thread.
        shown: the queue that is on screen, whose papers stay, read or not.
    """
    from reader.library import decisions

    left = frozenset(paper.id for paper in queue.papers if not writer.marks(paper.id).read)

    def remember(day: date) -> None:
        if writer.place(reading_queue.PLACE) != day.isoformat():
            writer.apply(decisions.place(reading_queue.PLACE, day.isoformat()), {})

    runner.run(
        lambda: reading_queue.first_unfinished_day(queue, left, listings.is_complete), remember
    )
    rows = shown.rows if shown else ()
    return reading_queue.unread(
        queue, lambda paper: paper not in left, (row.paper.id for row in rows)
    )


def merged(before: Listing, now: Listing) -> Listing:
    """The newer state of a list, in which no paper that is on screen moves or goes."""
    newer = {paper.id: paper for paper in now.papers}
    stay = [newer.pop(paper.id, paper) for paper in before.papers]
    return replace(now, papers=(*stay, *newer.values()), remarks={**before.remarks, **now.remarks})
