"""The command that gives papers away: `export`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reader.cli.context import say, session
from reader.cli.options import offline_option, parsed
from reader.paper import Marks, Paper, paper_id

if TYPE_CHECKING:
    from reader.session import Session

Chosen = list[tuple[Paper, Marks]]


@click.command()
@click.argument("query", nargs=-1, metavar="[QUERY | ID...]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["bibtex", "json"]),
    default="bibtex",
    show_default=True,
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file, written whole or not at all. To an existing .bib the papers that it does not "
    "have are added; nothing else in it changes.",
)
@offline_option
def export(query: tuple[str, ...], form: str, output: Path | None, offline: bool) -> None:
    """Print papers as a bibliography; the starred ones, where no QUERY says otherwise.

    A citation key that has been exported never changes.

    \b
    Examples:
      paper-reader export -o refs.bib
      paper-reader export tag:thesis > thesis.bib
      paper-reader export 2307.08691 2205.14135
      paper-reader export --format json is:tagged
    """
    with session(offline=offline) as opened:
        chosen = _chosen(opened, query)
        if not chosen:
            say("no paper to export" if query else "no paper is starred yet")
        if form == "json":
            _write(output, _json(opened, chosen))
        elif output:
            _merge(opened, chosen, output)
        else:
            from reader.export.bibtex import bibliography

            entries = _entries(opened, chosen, ())
            click.echo(bibliography(entry for _, _, entry in entries), nl=False)


def _chosen(opened: Session, query: tuple[str, ...]) -> Chosen:
    ids = [paper_id(word) for word in query]
    if query and all(ids):
        papers = [opened.paper(paper) for paper in dict.fromkeys(filter(None, ids))]
        return [(paper, opened.library.marks(paper.id)) for paper in papers]
    from reader.query import parse

    return opened.select(parsed(query) or parse("is:starred"))


def _json(opened: Session, chosen: Chosen) -> str:
    from reader.export.record import record

    objects = [
        {**record(paper, marks), "marks": opened.library.history(paper.id)}
        for paper, marks in chosen
    ]
    return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def _entries(opened: Session, chosen: Chosen, avoid: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Id, citation key and entry of each paper, in order of the keys."""
    from reader.export.bibtex import entry

    keys = opened.library.fix_keys([paper for paper, _ in chosen], avoid)
    entries = [
        (paper.id, keys[paper.id], entry(paper, keys[paper.id], marks.tags))
        for paper, marks in chosen
    ]
    return sorted(entries, key=lambda each: each[1])


def _merge(opened: Session, chosen: Chosen, output: Path) -> None:
    from reader.export import bibfile

    text = bibfile.read(output) if output.exists() else ""
    held = bibfile.keys(text)
    there = frozenset().union(*held.values())
    new = [(paper, marks) for paper, marks in chosen if paper.id not in there]
    entries = _entries(opened, new, tuple(held))
    merged = bibfile.merge(text, (bibfile.Addition(*each) for each in entries))
    if merged != text:
        bibfile.write(output, merged)
    kept = f", {len(chosen) - len(new)} were there already" if len(new) < len(chosen) else ""
    say(f"{output}: {len(new)} added{kept}")


def _write(output: Path | None, text: str) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    from reader.export.bibfile import write

    write(output, text)
    say(f"{output} written")
