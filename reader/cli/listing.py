"""The commands that read: `list`, `show` and `fetch`."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator
from datetime import date

import click

from reader.cli.context import say, session
from reader.cli.options import DAY, PAPER, offline_option, parsed
from reader.paper import Marks, Paper


@click.command("list")
@click.argument("query", nargs=-1)
@click.option("--date", "day", type=DAY, help="The list of this day, not the newest.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.option("--ids", is_flag=True, help="The arXiv ids alone, one a line.")
@offline_option
def list_papers(
    query: tuple[str, ...], day: date | None, as_json: bool, ids: bool, offline: bool
) -> None:
    """Print the papers of a day, in feed order, one a line.

    A line is the id, ● where it is unread, ★ where it is starred, the upvotes and the title. QUERY
    is in the filter language; write `not` for a minus, or put -- before it.

    \b
    Examples:
      paper-reader list
      paper-reader list --date 2026-07-24 is:unread 'up:>20'
      paper-reader list --json author:dao | jq '.[].title'
      paper-reader list --ids has:code | paper-reader mark --star -
    """
    if as_json and ids:
        raise click.UsageError("--json and --ids exclude each other.")
    wanted = parsed(query)
    with session(offline=offline) as opened_session:
        opened = opened_session.day(day) if day else opened_session.newest()
        listing = opened.listing
        marked = [(paper, opened_session.library.marks(paper.id)) for paper in listing.papers]
        rows = [row for row in marked if wanted is None or wanted.matches(*row)]
    for paper_line in _printed(rows, as_json=as_json, ids=ids):
        click.echo(paper_line)
    unread = sum(not marks.read for _, marks in marked)
    papers = f"{len(marked)} paper{'' if len(marked) == 1 else 's'}"
    say(f"{listing.period.date}: {papers}, {unread} unread")
    if listing.broken:
        say(f"{listing.broken} of {len(marked) + listing.broken} items could not be read")
    if opened.problem:
        as_of = listing.fetched_at and listing.fetched_at.astimezone()
        say(f"{opened.problem}; this is the list of {as_of:%Y-%m-%d %H:%M}")


@click.command()
@click.argument("paper", type=PAPER)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@offline_option
def show(paper: str, as_json: bool, offline: bool) -> None:
    """Print one paper whole.

    PAPER is an arXiv id in any form: bare, with a version, or an address on arXiv, Hugging Face
    or alphaXiv.

    \b
    Examples:
      paper-reader show 2307.08691
      paper-reader show https://arxiv.org/abs/2307.08691v2 --json
    """
    with session(offline=offline) as opened:
        found = opened.paper(paper)
        marks = opened.library.marks(paper)
    if as_json:
        from reader.export.record import record

        click.echo(json.dumps(record(found, marks), ensure_ascii=False, indent=2))
    else:
        for line in _whole(found, marks):
            click.echo(line)


@click.command()
@click.option("--date", "day", type=DAY, help="The list of this day, not the newest.")
def fetch(day: date | None) -> None:
    """Fetch a list into the archive, so that it opens at once and offline.

    \b
    Examples:
      paper-reader fetch
      paper-reader fetch --date 2026-07-24
    """
    with session() as opened_session:
        opened = opened_session.fetch(day) if day else opened_session.newest()
        if opened.problem:
            raise opened.problem
    listing = opened.listing
    papers = f"{len(listing.papers)} paper{'' if len(listing.papers) == 1 else 's'}"
    say(f"{listing.period.date}: {papers} in the archive")
    if listing.broken:
        total = len(listing.papers) + listing.broken
        say(f"{listing.broken} of {total} items could not be read")


def _printed(rows: list[tuple[Paper, Marks]], *, as_json: bool, ids: bool) -> Iterator[str]:
    if as_json:
        from reader.export.record import record

        objects = [record(paper, marks) for paper, marks in rows]
        yield json.dumps(objects, ensure_ascii=False, indent=2)
        return
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for paper, marks in rows:
        yield paper.id if ids else _line(paper, marks, width)


def _line(paper: Paper, marks: Marks, width: int | None) -> str:
    from reader.text import readable, shorten

    unread, star = " " if marks.read else "●", "★" if marks.starred else " "
    votes = "" if paper.upvotes is None else paper.upvotes
    tags = "".join(f"#{tag} " for tag in marks.tags)
    line = f"{paper.id:<10} {unread}{star} {votes:>4} {tags}{readable(paper.title)}"
    return shorten(line, width) if width else line


def _whole(paper: Paper, marks: Marks) -> Iterator[str]:
    from reader.export.record import record

    known = record(paper, marks)
    width = min(80, shutil.get_terminal_size().columns)
    yield from textwrap.wrap(known["title"], width)
    yield from textwrap.wrap(", ".join(known["authors"]), width)
    yield ""
    for name in ("organization", "submitter", "published", "listed", "upvotes", "comments",
                 "github", "github_stars", "project", "arxiv", "pdf", "url"):  # fmt: skip
        if known[name] is not None:
            yield f"{name.replace('_', ' ') + ':':<14}{known[name]}"
    yield f"{'marks:':<14}{', '.join(_said(marks))}"
    for heading in ("abstract", "summary", "keywords"):
        text = known[heading]
        paragraphs = [", ".join(text)] if isinstance(text, list) else (text or "").split("\n")
        if any(paragraphs):
            yield f"\n{heading.capitalize()}"
            for paragraph in paragraphs:
                yield from textwrap.wrap(paragraph, width)


def _said(marks: Marks) -> Iterator[str]:
    yield "read" if marks.read else "unread"
    if marks.starred:
        yield "starred"
    yield from (f"#{tag}" for tag in marks.tags)
    if marks.note:
        yield f"note: {marks.note}"
    if marks.citation_key:
        yield f"citation key: {marks.citation_key}"
