"""The command `show`: one paper whole, and by wish what people say of it."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from reader.cli.command_line import PAPER, PaperCommand
from reader.cli.options import (
    command_session,
    marks_of,
    offline_option,
    versions_of,
)
from reader.cli.output import print_json, print_line, print_message
from reader.errors import ArchiveError, FeedError, LibraryError, ReaderError
from reader.export.json_record import record
from reader.export.plain_text import paper_lines
from reader.net import Unreachable

if TYPE_CHECKING:
    from reader.feed.discussion_decoder import Comment, Discussion
    from reader.listings.discussion_cache import LoadedDiscussion
    from reader.session import Session

_WIDEST = 80
"""Columns; longer lines of prose are hard to read."""
_INDENT = 2
_DEEPEST = 8
"""Columns for each level of answers, and the level from which on there are no more."""


@click.command(cls=PaperCommand)
@click.argument("paper", type=PAPER)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--discussion", is_flag=True, help="Also what people say of it, and what was made of it."
)
@offline_option
def show(paper: str, as_json: bool, discussion: bool, offline: bool) -> None:
    """Print one paper whole.

    PAPER is an arXiv id in any form: bare, with a version, as arXiv:2307.08691 [cs.LG], or an
    address on arXiv, Hugging Face, alphaXiv, ar5iv, ADS, Semantic Scholar …

    \b
    Examples:
      paper-reader show 2307.08691
      paper-reader show https://arxiv.org/abs/2307.08691v2
      paper-reader show --json arXiv:2307.08691
      paper-reader show --discussion 2307.08691
    """
    with command_session(offline=offline) as session:
        found = session.catalogue.one(paper)
        marks, trouble = marks_of(session)
        told, silence = _discussion(session, paper) if discussion else (None, None)
        known = record(found, marks(paper), versions_of(session, [paper]).get(paper))
    if as_json:
        about = {"discussion": _discussion_record(told) if told else None} if discussion else {}
        print_json({**known, **about})
    else:
        width = min(_WIDEST, shutil.get_terminal_size().columns)
        for line in paper_lines(known, marks(paper), width):
            print_line(line)
        for line in _discussion_lines(told.discussion, width) if told else ():
            print_line(line)
    if told and told.problem:
        _print_age(told, told.problem)
    if trouble:
        raise LibraryError(f"{trouble}; the paper is shown without marks") from trouble
    if silence:
        raise silence


def _discussion(session: Session, paper: str) -> tuple[LoadedDiscussion | None, FeedError | None]:
    """The discussion of a paper, or where it cannot be asked for and was not kept, why."""
    try:
        return session.discussions.ask(paper), None
    except Unreachable as error:
        said = str(error).rstrip(".")
        return None, Unreachable(f"{said}; the discussion of {paper} was never fetched before")
    except FeedError as error:
        return None, error


def _print_age(told: LoadedDiscussion, problem: ReaderError) -> None:
    """Say how old a discussion is for which the service could not be asked."""
    if isinstance(problem, ArchiveError):
        print_message(
            f"{problem}. The discussion is fresh, but will not be there without a network"
        )
    else:
        as_of = f"{told.fetched_at.astimezone():%Y-%m-%d at %H:%M}"
        print_message(f"{problem}. The discussion is as it was on {as_of}")


def _discussion_lines(discussion: Discussion, width: int) -> Iterator[str]:
    """Comments with their answers indented below them, then what was made of the paper."""
    yield ""
    yield "Discussion"
    for comment in discussion.comments:
        yield from _comment_lines(comment, width)
    if not discussion.comments:
        yield "Nobody has said anything yet."
    for kind, total in discussion.totals.items():
        links = [link for link in discussion.links if link.kind == kind]
        if links:
            yield ""
            yield f"{kind.capitalize()}s" + (f", {len(links)} of {total}" * (total > len(links)))
            yield from (link.url for link in links)


def _discussion_record(told: LoadedDiscussion) -> dict[str, Any]:
    """A discussion as JSON values, and when the service was asked for it."""
    discussion = told.discussion
    return {
        "fetched_at": told.fetched_at.isoformat(),
        "comments": [
            {
                "author": comment.author,
                "hidden": comment.hidden,
                "edited": comment.edited,
                "created": comment.created.isoformat() if comment.created else None,
                "text": comment.text,
                "reactions": dict(comment.reactions),
                "depth": comment.depth,
            }
            for comment in discussion.comments
        ],
        "links": [
            {
                "kind": link.kind,
                "id": link.id,
                "url": link.url,
                "likes": link.likes,
                "downloads": link.downloads,
            }
            for link in discussion.links
        ],
    }


def _comment_lines(comment: Comment, width: int) -> Iterator[str]:
    indent = " " * (_INDENT * min(comment.depth, _DEEPEST))
    day = f", {comment.created:%Y-%m-%d}" if comment.created else ""
    said = "".join(f"  {emoji} {count}" for emoji, count in comment.reactions.items())
    yield ""
    if comment.hidden:
        yield f"{indent}A comment that was hidden."
        return
    edited = ", edited" if comment.edited else ""
    yield f"{indent}{comment.author or 'somebody'}{day}{edited}{said}"
    for paragraph in comment.text.split("\n"):
        yield from textwrap.wrap(
            paragraph, width, initial_indent=indent + "  ", subsequent_indent=indent + "  "
        )
