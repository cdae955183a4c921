"""The command `fetch`: lists into the archive, one or those of many days."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

import click

from reader.cli.command_session import session
from reader.cli.options import DAY
from reader.cli.output import say
from reader.cli.paper_output import counted, say_broken
from reader.cli.progress_line import ProgressLine
from reader.errors import FeedError
from reader.paper import Period
from reader.settings import environment

if TYPE_CHECKING:
    from reader.listings.backfill import BackfillResult

_INTERRUPTED = 130
_MOST_NAMED = 5
"""Days of one kind of failure that are named."""


@click.command()
@click.option("--date", "day", type=DAY, help="The list of this day, not the newest.")
@click.option("--since", type=DAY, help="The lists of all days from this one on.")
@click.option("--until", type=DAY, help="With --since: the last of them, where it is not today.")
def fetch(day: date | None, since: date | None, until: date | None) -> None:
    """Fetch lists into the archive, so that they open at once and offline.

    A list that was fetched after its day was over is complete and not fetched again: whatever
    interrupts it, the same command goes on where it stopped. The newest days come first. Where
    the service takes no more requests for some minutes, it is waited for.

    \b
    Examples:
      paper-reader fetch
      paper-reader fetch --date 2026-07-24
      paper-reader fetch --since 2024-01-01
      paper-reader fetch --since 2024-01-01 --until 2024-03-31
    """
    if day and (since or until):
        raise click.UsageError("--date and --since exclude each other.")
    if until and not since:
        raise click.UsageError("--until needs --since.")
    if since:
        _fetch_all(since, until or environment.today())
    else:
        _fetch_one(day)


def _fetch_one(day: date | None) -> None:
    with session() as current:
        opened = current.open(Period.day(day) if day else None)
        if opened.problem:
            raise opened.problem
    listing = opened.listing
    say(f"{listing.period.date}: {counted(len(listing.papers))} in the archive")
    say_broken(listing.broken, len(listing.papers))


def _fetch_all(since: date, until: date) -> None:
    """Fetch the days that are not complete in the archive.

    Raises:
        ReaderError: not all of them could be had.
    """
    if since > until:
        raise click.UsageError(f"--since {since} is later than --until {until}.")
    from reader.listings.backfill import missing_days

    line = ProgressLine()
    with session() as current:
        days = missing_days(current.archive, since, until)
        try:
            with line:
                filled = current.filling(line.show).run(days)
        except KeyboardInterrupt:
            say(f"interrupted; {_gain(line.kept)}")
            raise click.exceptions.Exit(_INTERRUPTED) from None
    _tell(filled, since, until)


def _tell(filled: BackfillResult, since: date, until: date) -> None:
    """Say what came of it.

    Raises:
        FeedError: some days are missing.
    """
    progress, all_days = filled.progress, counted((until - since).days + 1, "day")
    if filled.stopped:
        raise FeedError(f"{str(filled.stopped).rstrip('.')}; {_gain(progress.kept)}")
    if progress.days:
        fetched = f"{counted(progress.kept, 'day')} fetched with {counted(progress.papers)}"
        left = (until - since).days + 1 - progress.days + progress.kept
        say(f"{since} to {until}: {fetched}; {left:,} of {all_days} in the archive")
    else:
        say(f"{since} to {until}: all of {all_days} are complete in the archive")
    say_broken(filled.broken, progress.papers)
    if filled.notices:
        lists = counted(len(filled.notices), "list")
        say(f"{lists} read from web pages. The first: {filled.notices[0]}")
    if filled.failed:
        raise FeedError(f"{_failures(filled)}; the same command asks for them again")


def _gain(kept: int) -> str:
    if not kept:
        return "nothing was fetched, and the same command asks again"
    lists = "the list of 1 day was" if kept == 1 else f"the lists of {kept:,} days were"
    return f"{lists} kept, and the same command goes on from there"


def _failures(filled: BackfillResult) -> str:
    """The days that failed, together where it was for the same reason."""
    days: defaultdict[str, list[date]] = defaultdict(list)
    for day, error in sorted(filled.failed.items()):
        days[str(error).rstrip(".").replace(day.isoformat(), "that day")].append(day)
    return "; ".join(f"{_named(failed)}: {why}" for why, failed in days.items())


def _named(days: list[date]) -> str:
    named = ", ".join(day.isoformat() for day in days[:_MOST_NAMED])
    more = len(days) - _MOST_NAMED
    return f"{named} and {counted(more, 'other day')}" if more > 0 else named
