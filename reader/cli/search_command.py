"""The command that finds papers wherever they are listed: `search`."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from reader.cli.command_line import QUERY, QueryCommand
from reader.cli.options import (
    command_session,
    form_options,
    offline_option,
    parse_query,
    versions_of,
)
from reader.cli.output import PaperForm, counted, print_papers, print_remark
from reader.errors import ArchiveError, LibraryError
from reader.paper import UNMARKED, Marks, Period

if TYPE_CHECKING:
    from reader.archive.full_text_search import SearchResult
    from reader.query import Query
    from reader.session import Session

_LIMIT = 50
_MANY = 1_000
"""Papers that take so long to be looked at one by one that it is noticed."""


@click.command(cls=QueryCommand)
@click.argument("query", type=QUERY, nargs=-1, required=True)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=_LIMIT,
    show_default=True,
    metavar="N",
    help="How many papers at most.",
)
@click.option("--online", is_flag=True, help="Ask the service, which knows words alone.")
@form_options
@offline_option
def search(
    query: tuple[str, ...], limit: int, online: bool, form: PaperForm, offline: bool
) -> None:
    """Print what was ever fetched and is found for a query, the best first, one a line.

    Words count most in the title, then among authors, keywords and organisations, then in the
    abstract. Without words to go by, the paper that was listed last comes first. QUERY is in the
    filter language; write `not` for a minus, or put -- before it. No network is used, except with
    --online.

    \b
    Examples:
      paper-reader search flash attention
      paper-reader search 'author:dao' has:code year:2025
      paper-reader search is:unread 'title:"world model"' --limit 10
      paper-reader search --ids listed:2025-03 up:100.. | paper-reader mark --tag best -
      paper-reader search --fields id,listed,title world model
      paper-reader search --online 'diffusion transformers'
    """
    if online and offline:
        raise click.UsageError("--online and --offline exclude each other.")
    wanted = parse_query(query)
    if wanted is None:
        raise click.UsageError("there is nothing to search for.")
    if online:
        from reader.cli.list_command import print_listing

        found = Period("search", _search_words(wanted))
        print_listing((), found, form, offline=False, limit=limit)
        return
    with command_session(offline=True) as session:
        _print(session, wanted, limit, form)


def _print(session: Session, query: Query, limit: int, form: PaperForm) -> None:
    trouble = None
    marks: dict[str, Marks] = {}
    try:
        marks = dict(session.library.marked())
    except LibraryError as error:
        trouble = error
    query = session.with_versions(query)
    found = session.archive.search(query, marks, limit, on_unindexed=_print_unindexed)
    rows = [(paper, marks.get(paper.id, UNMARKED)) for paper in found.papers]
    versions = versions_of(session, (paper.id for paper in found.papers)) if form.is_whole else {}
    print_papers(rows, form, terms=query.terms(), versions=versions)
    _print_count(found, query)
    if found.unindexed:
        # All is said. Where nothing but commands is used, the index comes up to date this way.
        with contextlib.suppress(ArchiveError):
            session.archive.index_portion()
    if trouble:
        raise LibraryError(f"{trouble}; all papers are taken as unread") from trouble


def _print_count(found: SearchResult, query: Query) -> None:
    shown, searched = len(found.papers), counted(found.searched)
    if not found.searched:
        print_remark(
            "there is nothing to search in yet; paper-reader fetch --since 2025-01-01 fetches the "
            "lists from that day on"
        )
    elif not shown:
        print_remark(f"nothing is found for “{query.text}” in the {searched} that were fetched")
    elif found.more is None:
        print_remark(
            f"the first {shown:,} that were found in {searched}; --limit brings what more there is"
        )
    elif found.more:
        print_remark(
            f"the first {shown:,} of {shown + found.more:,} in {searched}; --limit brings more"
        )
    else:
        print_remark(f"{shown:,} of {searched}")


def _print_unindexed(papers: int) -> None:
    if papers >= _MANY:
        print_remark(
            f"{counted(papers)} not indexed yet, which are looked at one by one and come last…"
        )


def _search_words(query: Query) -> str:
    """What the service can be asked.

    Raises:
        UsageError: the query says more than words.
    """
    from reader.query.tree import And, Words

    parts = query.tree.parts if isinstance(query.tree, And) else (query.tree,)
    texts = [part.text for part in parts if isinstance(part, Words) and part.field is None]
    if len(texts) < len(parts):
        raise click.UsageError(
            "the service searches for words alone; for the rest of the language write "
            "paper-reader list --search WORDS QUERY, or leave --online out."
        )
    return " ".join(texts)
