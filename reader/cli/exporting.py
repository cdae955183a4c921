"""The command that gives papers away: `export`."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reader.cli.context import session
from reader.cli.options import QueryCommand, offline_option, parsed
from reader.cli.output import emit, say
from reader.cli.printing import Row, counted, emit_json
from reader.errors import ExportError, ReaderError
from reader.paper import UNMARKED, Paper, paper_id

if TYPE_CHECKING:
    from reader.catalogue import Selection
    from reader.session import Session

_ENDINGS = {"bibtex": ".bib", "json": ".json"}


@click.command(cls=QueryCommand)
@click.argument("query", nargs=-1, metavar="[QUERY | ID...]")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_ENDINGS)),
    default="bibtex",
    show_default=True,
    help="What to write.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
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
    if output == Path("-"):
        output = None
    _check_ending(form, output)
    with session(offline=offline) as current:
        selection = _selection(current, query)
        if form == "json":
            _export_json(current, selection, output)
        elif output:
            _merge(current, selection.rows, output)
        else:
            _print(current, selection.rows)
        if not selection.rows and not selection.unknown:
            say("no such paper is in the library" if query else "no paper is starred yet")
        _refuse_what_is_unknown(selection.unknown, "" if form == "json" else "left out: ")


def _check_ending(form: str, output: Path | None) -> None:
    others = {ending: name for name, ending in _ENDINGS.items() if name != form}
    if output and (other := others.get(output.suffix.lower())):
        raise click.UsageError(f"{output} is a file for --format {other}, not for {form}.")


def _selection(current: Session, query: tuple[str, ...]) -> Selection:
    from reader.catalogue import Selection
    from reader.query import parse

    ids = [paper for paper in map(paper_id, query) if paper]
    if not ids:
        return current.catalogue.select(parsed(query) or parse("is:starred"))
    if len(ids) < len(query):
        raise click.UsageError("give a query or ids, not both.")
    found = current.catalogue.find(ids)
    papers = (found.papers[paper] for paper in dict.fromkeys(ids) if paper in found.papers)
    rows = tuple((paper, current.library.marks(paper.id)) for paper in papers)
    return Selection(rows, found.unknown)


def _export_json(current: Session, selection: Selection, output: Path | None) -> None:
    from reader.export.record import record

    library = current.library
    # Marks on papers of which no more is known must not be lost in a move.
    bare = [(Paper(paper, ""), library.marks(paper)) for paper in selection.unknown]
    rows = [*selection.rows, *((paper, marks) for paper, marks in bare if marks != UNMARKED)]
    objects = [
        {**record(paper, marks), "marks": library.history(paper.id)} for paper, marks in rows
    ]
    if output is None:
        emit_json(objects)
        return
    from reader.export.bibfile import write

    write(output, json.dumps(objects, ensure_ascii=False, indent=2) + "\n")
    say(f"{counted(len(rows))} written to {output}")


def _print(current: Session, rows: Sequence[Row]) -> None:
    from reader.export.bibtex import bibliography

    entries = [entry for _, _, entry in _entries(current, rows, ())]
    if entries:
        emit(bibliography(entries).removesuffix("\n"))


def _merge(current: Session, rows: Sequence[Row], output: Path) -> None:
    """Add what is not there yet, and touch nothing else."""
    from reader.export import bibfile

    # What is no plain file, such as a pipe, holds nothing that could be kept.
    text = bibfile.read(output) if output.is_file() else ""
    try:
        held = bibfile.keys(text)
    except ExportError as error:
        raise ExportError(f"{output}: {error}") from error
    there = frozenset().union(*held.values())
    new = [(paper, marks) for paper, marks in rows if paper.id not in there]
    entries = _entries(current, new, held)
    merged = bibfile.merge(text, (bibfile.Addition(*each) for each in entries))
    if merged != text:
        bibfile.write(output, merged)
    added = len(bibfile.keys(merged)) - len(held)
    kept = f"; {len(rows) - added} there already" if added < len(rows) else ""
    if rows:
        say(f"{counted(added)} added to {output}{kept}")


def _entries(
    current: Session, rows: Sequence[Row], held: Collection[str]
) -> list[tuple[str, str, str]]:
    """Id, citation key and entry of each paper, in order of the keys.

    Keys that were only proposed are fixed by that; they yield to those in `held` (lower case).
    """
    from reader.export.bibtex import entry

    keys = {paper.id: marks.citation_key or "" for paper, marks in rows}
    if not all(marks.key_fixed for _, marks in rows):
        keys = current.library.fix_keys([paper for paper, _ in rows], held)
    _refuse_double_keys(keys)
    entries = [
        (paper.id, keys[paper.id], entry(paper, keys[paper.id], marks.tags))
        for paper, marks in rows
    ]
    return sorted(entries, key=lambda each: each[1])


def _refuse_double_keys(keys: Mapping[str, str]) -> None:
    papers: dict[str, str] = {}
    for paper, key in keys.items():
        if other := papers.get(key.lower()):
            raise ReaderError(
                f"{other} and {paper} both have the citation key {key}, and both have been "
                "exported with it; nothing was written"
            )
        papers[key.lower()] = paper


def _refuse_what_is_unknown(unknown: Mapping[str, ReaderError], consequence: str) -> None:
    if unknown:
        paper, error = next(iter(unknown.items()))
        others = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise ReaderError(f"{consequence}nothing is known of {paper}{others}: {error}")
