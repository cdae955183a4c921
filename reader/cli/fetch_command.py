"""The command `fetch`: lists into the archive, one or those of many days."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Self

import click

from reader.cli.command_line import DAY, QUERY_OR_IDS, QueryCommand
from reader.cli.options import command_session
from reader.cli.output import (
    counted,
    is_quiet,
    print_json,
    print_message,
    print_remark,
    print_unreadable,
)
from reader.errors import FeedError
from reader.paper import Period
from reader.settings import environment
from reader.text.cell_width import truncate_cells

if TYPE_CHECKING:
    from reader.listings.backfill import BackfillResult, Progress

_INTERRUPTED = 130
_MOST_NAMED = 5
"""Days of one kind of failure that are named."""
_BAR = 20
"""Columns."""
_REDRAWN = 0.1
"""Seconds between two drawings, so that drawing costs nothing."""
_SAID = 60.0
"""Seconds between two lines where nothing can be drawn."""
_NOTICED = 2.5
"""Seconds; shorter waits need no words."""
_CLEAR = "\r\x1b[2K"


@click.command(cls=QueryCommand)
@click.argument("query", type=QUERY_OR_IDS, nargs=-1, metavar="[QUERY | ID...]")
@click.option("--date", "day", type=DAY, help="The list of this day, not the newest.")
@click.option("--since", type=DAY, help="The lists of all days from this one on.")
@click.option("--until", type=DAY, help="With --since: the last of them, where it is not today.")
@click.option("--text", is_flag=True, help="Whole papers; of the starred ones without a QUERY.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: what came of it.")
def fetch(query: tuple[str, ...], text: bool, as_json: bool, **days: date | None) -> None:
    """Fetch lists into the archive, so that they open at once and offline.

    A list that was fetched after its day was over is complete and not fetched again: whatever
    interrupts it, the same command goes on where it stopped. The newest days come first. Where
    the service takes no more requests for some minutes, it is waited for.

    The object of --json has "since" and "until", the number of "days" from one to the other, how
    many of them are "in_archive" now, how many were "fetched" with how many "papers", how many
    papers were "unreadable", and the days that "failed", each with "date" and "reason".

    With --text whole papers are fetched for paper-reader read, one in three seconds as arXiv wants,
    and none that is kept. The object of --json then has the number of "papers", how many are
    "in_cache" now, how many were "fetched", the ids "without_text", and those that "failed".

    \b
    Examples:
      paper-reader fetch
      paper-reader fetch --date 2026-07-24
      paper-reader fetch --since 2024-01-01
      paper-reader fetch --since 2024-01-01 --until 2024-03-31
      paper-reader fetch --json --date 2026-07-24
      paper-reader fetch --text
      paper-reader fetch --text tag:thesis
    """
    if text:
        if any(days.values()):
            raise click.UsageError("--text excludes --date, --since and --until.")
        from reader.cli.text_fetch import fetch_texts

        fetch_texts(query, as_json=as_json)
    elif query:
        raise click.UsageError("a QUERY is for --text: paper-reader fetch --text tag:thesis")
    else:
        _fetch_lists(**days, as_json=as_json)


def _fetch_lists(
    day: date | None, since: date | None, until: date | None, *, as_json: bool
) -> None:
    if day and (since or until):
        raise click.UsageError("--date and --since exclude each other.")
    if until and not since:
        raise click.UsageError("--until needs --since.")
    if since:
        _fetch_all(since, until or environment.today(), as_json=as_json)
    else:
        _fetch_one(day, as_json=as_json)


def _fetch_one(day: date | None, *, as_json: bool) -> None:
    with command_session() as session:
        opened = session.open(Period.day(day) if day else None)
        if opened.problem:
            raise opened.problem
    listing = opened.listing
    if as_json:
        day = listing.period.date
        _print_record(day, day, 1, 1, len(listing.papers), listing.broken, {})
    print_remark(f"{listing.period.date}: {counted(len(listing.papers))} in the archive")
    print_unreadable(listing.broken, len(listing.papers))


def _fetch_all(since: date, until: date, *, as_json: bool) -> None:
    """Fetch the days that are not complete in the archive.

    Raises:
        ReaderError: not all of them could be had.
    """
    if since > until:
        raise click.UsageError(f"--since {since} is later than --until {until}.")
    from reader.listings.backfill import missing_days

    line = ProgressLine()
    with command_session() as session:
        days = missing_days(session.archive, since, until)
        try:
            with line:
                filled = session.filling(line.show).run(days)
        except KeyboardInterrupt:
            print_message(f"interrupted; {_gain(line.kept)}")
            raise click.exceptions.Exit(_INTERRUPTED) from None
    if as_json:
        done, all_days = filled.progress, (until - since).days + 1
        there = all_days - done.days + done.kept
        _print_record(since, until, there, done.kept, done.papers, filled.broken, filled.failed)
    _tell(filled, since, until)


def _print_record(
    since: date,
    until: date,
    in_archive: int,
    fetched: int,
    papers: int,
    unreadable: int,
    failed: Mapping[date, FeedError],
) -> None:
    """Print what came of it as JSON."""
    print_json(
        {
            "since": since.isoformat(),
            "until": until.isoformat(),
            "days": (until - since).days + 1,
            "in_archive": in_archive,
            "fetched": fetched,
            "papers": papers,
            "unreadable": unreadable,
            "failed": [
                {"date": day.isoformat(), "reason": error.sentence}
                for day, error in sorted(failed.items())
            ],
        }
    )


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
        print_remark(f"{since} to {until}: {fetched}; {left:,} of {all_days} in the archive")
    else:
        print_remark(f"{since} to {until}: all of {all_days} are complete in the archive")
    print_unreadable(filled.broken, progress.papers)
    if filled.notices:
        lists = counted(len(filled.notices), "list")
        print_remark(f"{lists} read from web pages. The first: {filled.notices[0]}")
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


class ProgressLine:
    """The line, from `with` to the end of it.

    It is drawn on stderr where that is a terminal that can go back in its line; elsewhere a wait
    is said when it begins, and now and then how far it is. It has no colours.

    Attributes:
        kept: how many days were kept when that was last told.
    """

    kept = 0

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._last = float("-inf")
        self._waiting = False
        self._drawn = (
            sys.stderr.isatty() and not is_quiet() and os.environ.get("TERM", "dumb") != "dumb"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            _draw("")

    def show(self, progress: Progress) -> None:
        """Show how far it is, unless that was done a moment ago."""
        self.kept = progress.kept
        now = self._clock()
        waits = progress.wait is not None and progress.wait.seconds >= _NOTICED
        news = waits and not self._waiting
        self._waiting = waits
        if not news and now - self._last < (_REDRAWN if self._drawn else _SAID):
            return
        if self._drawn:
            _draw(progress_bar(progress, now - self._began))
        elif news or self._last > float("-inf"):
            print_remark(progress_words(progress, now - self._began))
        self._last = now


def progress_bar(progress: Progress, seconds: float) -> str:
    """A bar, and in words how far it is after so many seconds."""
    if progress.wait and progress.wait.seconds >= _NOTICED:
        return progress_words(progress, seconds)
    filled = round(_BAR * progress.done / max(1, progress.days))
    full, empty = ("█", "░") if _has("█░") else ("#", ".")
    return f"{full * filled}{empty * (_BAR - filled)} {progress_words(progress, seconds)}"


def progress_words(progress: Progress, seconds: float) -> str:
    """How far it is after so many seconds, how fast, and how long it may still take."""
    said = [f"{progress.done:,} of {counted(progress.days, 'day')}"]
    wait = progress.wait
    if wait and wait.seconds >= _NOTICED:
        return f"{said[0]}, waiting {_clock_time(wait.seconds)}: {wait.reason}"
    said.append(counted(progress.papers))
    if progress.done and seconds:
        rate = progress.done / seconds
        said.append(f"{rate:.1f} days/s" if rate >= 1 else f"{rate * 60:.1f} days/min")
        said.append(f"{_clock_time((progress.days - progress.done) / rate)} left")
    return ", ".join(said)


def _clock_time(seconds: float) -> str:
    """Minutes and seconds, and hours where there are any.

    >>> _clock_time(214), _clock_time(3661.2)
    ('3:34', '1:01:02')
    """
    minutes, rest = divmod(int(-(-seconds // 1)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _draw(text: str) -> None:
    """Put a text in place of what is in the line of the cursor."""
    with contextlib.suppress(OSError):
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
        sys.stderr.write(_CLEAR + truncate_cells(text, max(1, columns - 1)))
        sys.stderr.flush()


def _has(text: str) -> bool:
    """Whether stderr has these characters."""
    try:
        text.encode(sys.stderr.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
