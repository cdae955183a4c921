"""The commands that read: `list`, `show` and `fetch`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import click

from reader.cli import discussing
from reader.cli.context import session
from reader.cli.options import (
    DAY,
    PAPER,
    QueryCommand,
    offline_option,
    parsed,
    period_options,
)
from reader.cli.output import emit, say
from reader.cli.printing import (
    Row,
    counted,
    emit_discussion,
    emit_json,
    emit_lines,
    emit_whole,
)
from reader.errors import ArchiveError, LibraryError
from reader.feed.failures import Unreachable
from reader.paper import UNMARKED, Listing, Marks, Period

if TYPE_CHECKING:
    from reader.session import Opened, Session


@click.command("list", cls=QueryCommand)
@click.argument("query", nargs=-1)
@period_options
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.option("--ids", is_flag=True, help="The arXiv ids alone, one a line.")
@offline_option
def list_papers(
    query: tuple[str, ...],
    period: Period | None,
    as_json: bool,
    ids: bool,
    offline: bool,
) -> None:
    """Print the papers of a day, or of another list, in feed order, one a line.

    A line is the id, ● where it is unread, ★ where it is starred, the upvotes and the title. QUERY
    is in the filter language; write `not` for a minus, or put -- before it.

    \b
    Examples:
      paper-reader list
      paper-reader list --date 2026-07-24 is:unread 'up:>20'
      paper-reader list --week 2026-W30 has:code
      paper-reader list --search 'diffusion transformers'
      paper-reader list not author:dao
      paper-reader list --json has:code
      paper-reader list --ids 'up:>50' | paper-reader mark --star -
    """
    if as_json and ids:
        raise click.UsageError("--json and --ids exclude each other.")
    wanted = parsed(query)
    with session(offline=offline) as current:
        opened = _opened(current, period)
        marks, trouble = _marks(current)
        rows = [(paper, marks(paper.id)) for paper in opened.listing.papers]
        chosen = [row for row in rows if wanted is None or wanted.matches(*row)]
    _emit(chosen, as_json=as_json, ids=ids)
    total = counted(len(rows))
    unread = sum(not marks.read for _, marks in rows)
    found = f"{len(chosen)} of {total}" if wanted else f"{total}, {unread} unread"
    say(f"{opened.listing.period.title}: {found}")
    _say_what_is_wrong(opened)
    if trouble:
        raise LibraryError(f"{trouble}; all papers are shown as unread") from trouble


@click.command()
@click.argument("paper", type=PAPER)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--discussion", is_flag=True, help="Also what people say of it, and what was made of it."
)
@offline_option
def show(paper: str, as_json: bool, discussion: bool, offline: bool) -> None:
    """Print one paper whole.

    PAPER is an arXiv id in any form: bare, with a version, or an address on arXiv, Hugging Face
    or alphaXiv.

    \b
    Examples:
      paper-reader show 2307.08691
      paper-reader show https://arxiv.org/abs/2307.08691v2
      paper-reader show --json arXiv:2307.08691
      paper-reader show --discussion 2307.08691
    """
    with session(offline=offline) as current:
        found = current.catalogue.one(paper)
        marks, trouble = _marks(current)
        talk = current.catalogue.discussion(paper) if discussion else None
    if as_json:
        from reader.export.record import record

        said = {"discussion": discussing.record(talk)} if talk else {}
        emit_json({**record(found, marks(paper)), **said})
    else:
        emit_whole(found, marks(paper))
        if talk:
            emit_discussion(talk)
    if trouble:
        raise LibraryError(f"{trouble}; the paper is shown without marks") from trouble


@click.command()
@click.option("--date", "day", type=DAY, help="The list of this day, not the newest.")
def fetch(day: date | None) -> None:
    """Fetch a list into the archive, so that it opens at once and offline.

    A list that was fetched after its day was over is complete and not fetched again.

    \b
    Examples:
      paper-reader fetch
      paper-reader fetch --date 2026-07-24
    """
    with session() as current:
        opened = current.day(day) if day else current.newest()
        if opened.problem:
            raise opened.problem
    say(f"{opened.listing.period.date}: {counted(len(opened.listing.papers))} in the archive")
    _say_broken(opened.listing)


def emit_listing(listing: Listing) -> None:
    """A listing of papers that nobody has marked."""
    _emit([(paper, UNMARKED) for paper in listing.papers], as_json=False, ids=False)


def _marks(current: Session) -> tuple[Callable[[str], Marks], LibraryError | None]:
    """How to look marks up; where they cannot be read, nobody has any, and why."""
    try:
        return current.library.marks, None
    except LibraryError as error:
        return lambda _: UNMARKED, error


def _emit(rows: list[Row], *, as_json: bool, ids: bool) -> None:
    if as_json:
        from reader.export.record import record

        emit_json([record(paper, marks) for paper, marks in rows])
    elif ids:
        for paper, _ in rows:
            emit(paper.id)
    else:
        emit_lines(rows)


def _opened(current: Session, period: Period | None) -> Opened:
    try:
        return current.period(period) if period else current.newest()
    except Unreachable as error:
        raise Unreachable(
            f"{str(error).rstrip('.')}; nothing of this list was fetched before: try again with a "
            "network, or look at paper-reader --sample"
        ) from error


def _say_what_is_wrong(opened: Opened) -> None:
    _say_broken(opened.listing)
    fetched_at = opened.listing.fetched_at
    if opened.notice:
        say(opened.notice)
    if isinstance(opened.problem, ArchiveError):
        say(f"{opened.problem}. The list is fresh, but will not be there without a network")
    elif opened.problem and fetched_at:
        as_of = f"{fetched_at.astimezone():%Y-%m-%d at %H:%M}"
        say(f"{opened.problem}. The list is as it was on {as_of}")


def _say_broken(listing: Listing) -> None:
    if listing.broken:
        total = counted(len(listing.papers) + listing.broken)
        say(f"{listing.broken} of {total} could not be read and had to be left out")
