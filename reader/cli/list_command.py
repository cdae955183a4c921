"""The commands that read: `list` and `show`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from reader.cli import discussion_output
from reader.cli.command_session import session
from reader.cli.options import (
    PAPER,
    QueryCommand,
    offline_option,
    parsed,
    period_options,
)
from reader.cli.output import say
from reader.cli.paper_output import (
    counted,
    emit_discussion,
    emit_json,
    emit_rows,
    emit_whole,
    say_broken,
)
from reader.errors import ArchiveError, FeedError, LibraryError, ReaderError
from reader.net.failures import Unreachable
from reader.paper import UNMARKED, Listing, Marks, Period

if TYPE_CHECKING:
    from reader.listings.discussion_cache import LoadedDiscussion
    from reader.listings.list_fetcher import LoadedListing
    from reader.session import Session


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
      paper-reader list --queue 'up:>10'
      paper-reader list not author:dao
      paper-reader list --json has:code
      paper-reader list --ids 'up:>50' | paper-reader mark --star -
    """
    if as_json and ids:
        raise click.UsageError("--json and --ids exclude each other.")
    print_listing(query, period, as_json=as_json, ids=ids, offline=offline)


def print_listing(
    query: tuple[str, ...],
    period: Period | None,
    *,
    as_json: bool,
    ids: bool,
    offline: bool,
    limit: int | None = None,
) -> None:
    """Print the papers of a list that a query lets through, the first `limit` of them.

    Raises:
        ReaderError: there is no list to be had, or the marks cannot be read.
    """
    wanted = parsed(query)
    with session(offline=offline) as current:
        opened = _opened(current, period)
        marks, trouble = _marks(current)
        listing = _wanted(opened.listing, marks)
        rows = [(paper, marks(paper.id)) for paper in listing.papers]
        chosen = [row for row in rows if wanted is None or wanted.matches(*row)]
    emit_rows(chosen[:limit], as_json=as_json, ids=ids)
    total = counted(len(rows))
    unread = sum(not marks.read for _, marks in rows)
    found = f"{len(chosen)} of {total}" if wanted else f"{total}, {unread} unread"
    say(f"{opened.listing.period.title}: {found}")
    if limit and len(chosen) > limit:
        say(f"the first {limit:,} are shown; --limit brings more")
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
        told, silence = _discussion(current, paper) if discussion else (None, None)
    if as_json:
        from reader.export.json_record import record

        said = (
            {"discussion": discussion_output.record(told) if told else None} if discussion else {}
        )
        emit_json({**record(found, marks(paper)), **said})
    else:
        emit_whole(found, marks(paper))
        if told:
            emit_discussion(told)
    if told and told.problem:
        _say_how_old_it_is(told, told.problem)
    if trouble:
        raise LibraryError(f"{trouble}; the paper is shown without marks") from trouble
    if silence:
        raise silence


def emit_listing(listing: Listing) -> None:
    """A listing of papers that nobody has marked."""
    emit_rows([(paper, UNMARKED) for paper in listing.papers], as_json=False, ids=False)


def _marks(current: Session) -> tuple[Callable[[str], Marks], LibraryError | None]:
    """How to look marks up; where they cannot be read, nobody has any, and why."""
    try:
        return current.library.marks, None
    except LibraryError as error:
        return lambda _: UNMARKED, error


def _wanted(listing: Listing, marks: Callable[[str], Marks]) -> Listing:
    """What is to be listed: of a queue, what is unread."""
    if listing.period.kind != "queue":
        return listing
    from reader.listings.reading_queue import unread

    return unread(listing, lambda paper: marks(paper).read)


def _opened(current: Session, period: Period | None) -> LoadedListing:
    try:
        return current.open(period)
    except Unreachable as error:
        raise Unreachable(
            f"{str(error).rstrip('.')}; nothing of this list was fetched before: try again with a "
            "network, or look at paper-reader --sample"
        ) from error


def _discussion(current: Session, paper: str) -> tuple[LoadedDiscussion | None, FeedError | None]:
    """What people say of a paper; where it cannot be asked and was not kept, why."""
    try:
        return current.discussions.ask(paper), None
    except Unreachable as error:
        said = str(error).rstrip(".")
        return None, Unreachable(f"{said}; the discussion of {paper} was never fetched before")
    except FeedError as error:
        return None, error


def _say_how_old_it_is(told: LoadedDiscussion, problem: ReaderError) -> None:
    if isinstance(problem, ArchiveError):
        say(f"{problem}. The discussion is fresh, but will not be there without a network")
    else:
        as_of = f"{told.fetched_at.astimezone():%Y-%m-%d at %H:%M}"
        say(f"{problem}. The discussion is as it was on {as_of}")


def _say_what_is_wrong(opened: LoadedListing) -> None:
    say_broken(opened.listing.broken, len(opened.listing.papers))
    fetched_at = opened.listing.fetched_at
    if opened.notice:
        say(opened.notice)
    if isinstance(opened.problem, ArchiveError):
        say(f"{opened.problem}. The list is fresh, but will not be there without a network")
    elif opened.problem and fetched_at:
        as_of = f"{fetched_at.astimezone():%Y-%m-%d at %H:%M}"
        say(f"{opened.problem}. The list is as it was on {as_of}")
