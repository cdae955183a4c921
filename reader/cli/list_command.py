"""The command `list`: the papers of a day, or of another list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from reader.cli.command_line import QUERY, QueryCommand
from reader.cli.options import (
    command_session,
    form_options,
    marks_of,
    offline_option,
    parse_query,
    period_options,
    versions_of,
)
from reader.cli.output import (
    PaperForm,
    counted,
    print_message,
    print_papers,
    print_remark,
    print_unreadable,
)
from reader.errors import ArchiveError, LibraryError
from reader.paper import Listing, Marks, Period

if TYPE_CHECKING:
    from reader.listings import LoadedListing
    from reader.session import Session


@click.command("list", cls=QueryCommand)
@click.argument("query", type=QUERY, nargs=-1)
@period_options
@click.option(
    "--limit",
    type=click.IntRange(1),
    metavar="N",
    help="How many papers at most, the first of the list. [default: all]",
)
@form_options
@offline_option
def list_papers(
    query: tuple[str, ...],
    period: Period | None,
    limit: int | None,
    form: PaperForm,
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
      paper-reader list --queue 'up:>10'
      paper-reader list not author:dao
      paper-reader list --json has:code
      paper-reader list --limit 5 --fields id,upvotes,title
      paper-reader list --ids 'up:>50' | paper-reader mark --star -
    """
    print_listing(query, period, form, offline=offline, limit=limit)


def print_listing(
    query: tuple[str, ...],
    period: Period | None,
    form: PaperForm,
    *,
    offline: bool,
    limit: int | None = None,
) -> None:
    """Print the papers of a list that a query lets through, the first `limit` of them.

    Raises:
        ReaderError: there is no list to be had, or the marks cannot be read.
    """
    wanted = parse_query(query)
    with command_session(offline=offline) as session:
        opened = _open(session, period)
        marks, trouble = marks_of(session)
        listing = _without_read(opened.listing, marks)
        wanted = session.with_versions(wanted) if wanted else None
        rows = [(paper, marks(paper.id)) for paper in listing.papers]
        chosen = [row for row in rows if wanted is None or wanted.matches(*row)]
        versions = (
            versions_of(session, (paper.id for paper, _ in chosen[:limit])) if form.is_whole else {}
        )
    print_papers(chosen[:limit], form, versions=versions)
    total = counted(len(rows))
    unread = sum(not marks.read for _, marks in rows)
    found = f"{len(chosen)} of {total}" if wanted else f"{total}, {unread} unread"
    print_remark(f"{opened.listing.period.title}: {found}")
    if limit and len(chosen) > limit:
        print_remark(f"the first {limit:,} are shown; --limit brings more")
    _print_messages(opened)
    if trouble:
        raise LibraryError(f"{trouble}; all papers are shown as unread") from trouble


def _without_read(listing: Listing, marks: Callable[[str], Marks]) -> Listing:
    """A queue without the papers that are read; any other list as it is."""
    if listing.period.kind != "queue":
        return listing
    from reader.listings.reading_queue import unread

    return unread(listing, lambda paper: marks(paper).read)


def _open(session: Session, period: Period | None) -> LoadedListing:
    from reader.net import Unreachable

    try:
        return session.open(period)
    except Unreachable as error:
        raise Unreachable(
            f"{str(error).rstrip('.')}; nothing of this list was fetched before: try again with a "
            "network, or look at paper-reader --sample"
        ) from error


def _print_messages(opened: LoadedListing) -> None:
    """Say what is missing of a list, and why it may not be the newest."""
    print_unreadable(opened.listing.broken, len(opened.listing.papers))
    fetched_at = opened.listing.fetched_at
    if opened.notice:
        print_remark(opened.notice)
    if isinstance(opened.problem, ArchiveError):
        print_message(
            f"{opened.problem}. The list is fresh, but will not be there without a network"
        )
    elif opened.problem and fetched_at:
        as_of = f"{fetched_at.astimezone():%Y-%m-%d at %H:%M}"
        print_message(f"{opened.problem}. The list is as it was on {as_of}")
