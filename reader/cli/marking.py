"""The commands that change marks: `mark` and `undo`."""

from __future__ import annotations

import sys

import click

from reader.cli.context import say, session
from reader.cli.options import PAPER
from reader.errors import LibraryError
from reader.paper import Paper


@click.command()
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@click.option("--read/--unread", "read", default=None, help="Seen, or not seen after all.")
@click.option("--star/--unstar", "star", default=None, help="Worth keeping (and read), or not.")
@click.option("--tag", "tags", multiple=True, metavar="T", help="Add a tag; again for more.")
@click.option("--untag", "untags", multiple=True, metavar="T", help="Take a tag off.")
@click.option("--note", metavar="TEXT", help="Write a note; an empty one takes it away.")
@click.pass_context
def mark(
    context: click.Context,
    papers: tuple[str, ...],
    read: bool | None,
    star: bool | None,
    tags: tuple[str, ...],
    untags: tuple[str, ...],
    note: str | None,
) -> None:
    """Mark papers: all of them in one change, which one `paper-reader undo` takes back.

    An ID is an arXiv id in any form; - reads ids from the standard input, white space between
    them.

    \b
    Examples:
      paper-reader mark 2307.08691 --star --tag attention
      paper-reader list --ids 'up:<5' | paper-reader mark --read -
      paper-reader mark 2307.08691 --note 'compare with chapter 3'
    """
    ids = list(dict.fromkeys(_ids(papers, context)))
    if read is None and star is None and not tags and not untags and note is None:
        raise click.UsageError("say what to do: --read, --star, --tag, --note …")
    from reader.library import Wish, decisions
    from reader.library.describe import describe

    with session() as opened:
        keeping = bool(star or tags or note)
        known = opened.known(ids)
        for paper in ids:
            if paper not in known and keeping:
                known[paper] = opened.paper(paper)
        chosen = [known.get(paper) or Paper(paper, paper) for paper in ids]
        wishes: list[Wish] = []
        if read is not None:
            wishes += decisions.read(chosen) if read else decisions.unread(chosen)
        if star is not None:
            wishes += decisions.star(chosen) if star else decisions.unstar(chosen)
        add = filter(None, map(decisions.tag_name, tags))
        wishes += decisions.tag(chosen, add, filter(None, map(decisions.tag_name, untags)))
        if note is not None:
            for each in chosen:
                wishes += decisions.note(each, note)
        action = opened.library.commit(wishes, known)
        titles = {paper.id: paper.title for paper in chosen}
    say(describe(action, titles.__getitem__, again=False) if action else "already so")


@click.command()
def undo() -> None:
    """Take the last change back, and say what came back.

    \b
    Examples:
      paper-reader undo
    """
    from reader.library.describe import describe

    with session() as opened:
        action = opened.library.undo()
        if action is None:
            raise LibraryError("there is nothing left to take back")
        known = opened.known({change.paper for change in action.changes})
        titles = {paper: found.title for paper, found in known.items()}
        click.echo(describe(action, lambda paper: titles.get(paper, paper)))


def _ids(given: tuple[str, ...], context: click.Context) -> list[str]:
    words: list[str] = []
    for word in given:
        words += sys.stdin.read().split() if word == "-" else [word]
    return [PAPER.convert(word, None, context) for word in words]
