"""The command that gives papers away: `export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reader.cli.command_session import session
from reader.cli.options import QueryCommand, offline_option, parsed
from reader.cli.output import emit, finish, say
from reader.cli.paper_output import counted
from reader.errors import LibraryError, ReaderError
from reader.export.export_formats import FORMATS, Format, of_file
from reader.paper import UNMARKED, Paper, paper_id, refused_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reader.export.exporter import Export, Plan, Rows
    from reader.listings.catalogue import Selection
    from reader.session import Session

_STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
"""Names of the standard output, which is never replaced by a file."""


@click.command(cls=QueryCommand)
@click.argument("query", nargs=-1, metavar="[QUERY | ID...]")
@click.option(
    "--format",
    "name",
    type=click.Choice(list(FORMATS)),
    help="What to write. [default: as the name of the file says, else bibtex]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="A file, written whole or not at all. An existing .bib is brought up to date: what is "
    "not in it is added, what was written before is refreshed, all else stays as it is.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change in the file, as a diff.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where the file is out of date.")
@click.option(
    "--enrich",
    is_flag=True,
    help="Ask arXiv for what the feed does not say: class, the authors' DOI, journal. What it "
    "said once is used ever after.",
)
@click.option(
    "--published",
    is_flag=True,
    help="Cite the published version where one is found beyond doubt: by the DOI that arXiv has, "
    "else by Semantic Scholar, with the key in S2_API_KEY. Key and eprint stay.",
)
@offline_option
def export(
    query: tuple[str, ...],
    name: str | None,
    output: Path | None,
    dry_run: bool,
    check: bool,
    enrich: bool,
    published: bool,
    offline: bool,
) -> None:
    """Print papers as a bibliography; the starred ones, where no QUERY says otherwise.

    A citation key that has been exported never changes, nor does anything in a .bib that somebody
    else has written or changed.

    \b
    Examples:
      paper-reader export -o refs.bib
      paper-reader export -o refs.bib --dry-run
      paper-reader export tag:thesis > thesis.bib
      paper-reader export 2307.08691 2205.14135
      paper-reader export --format markdown is:tagged
      paper-reader export --published -o refs.bib
    """
    if output and str(output) in _STDOUT:
        output = None
    form = _format(name, output)
    if (dry_run or check) and not output:
        raise click.UsageError("--dry-run and --check need a file: -o FILE.")
    if dry_run and check:
        raise click.UsageError("--dry-run and --check exclude each other.")
    from reader.cli.enrichment_report import learn
    from reader.export.exporter import Export

    with session(offline=offline) as current:
        selection = _selection(current, query)
        rows = _rows(current, selection, form)
        learned = learn(rows, form, enrich=enrich, published=published, offline=offline)
        given = Export(
            current.library, rows, form, learned.imprints, learned.publications, learned.kept
        )
        if output and (dry_run or check):
            _look(given, output, check=check)
        elif output:
            _write(given, output)
        else:
            _print(given)
        if not selection.rows and not selection.unknown:
            say("no such paper is in the library" if query else "no paper is starred yet")
        _refuse_what_is_unknown(selection.unknown, "" if form.name == "json" else "left out: ")


def _format(name: str | None, output: Path | None) -> Format:
    """What to write: what is asked for, else what the file is named after."""
    if name is None:
        found = of_file(output.name) if output else None
        if output and output.suffix and not found:
            raise click.UsageError(f"{output} does not tell what to write; say --format.")
        return found or FORMATS["bibtex"]
    form = FORMATS[name]
    if output and not form.fits(output.name):
        other = of_file(output.name)
        raise click.UsageError(
            f"{output} is a file for --format {other.name if other else '…'}, not for {name}."
        )
    return form


def _selection(current: Session, query: tuple[str, ...]) -> Selection:
    from reader.listings.catalogue import Selection
    from reader.query import parse

    if why := next(filter(None, map(refused_id, query)), None):
        raise click.UsageError(f"{why}.")
    ids = [paper for paper in map(paper_id, query) if paper]
    if not ids:
        return current.catalogue.select(parsed(query) or parse("is:starred"))
    if len(ids) < len(query):
        raise click.UsageError("give a query or ids, not both.")
    found = current.catalogue.find(ids)
    papers = (found.papers[paper] for paper in dict.fromkeys(ids) if paper in found.papers)
    rows = tuple((paper, current.library.marks(paper.id)) for paper in papers)
    return Selection(rows, found.unknown)


def _rows(current: Session, selection: Selection, form: Format) -> Rows:
    """What is written; in JSON also the marks on papers of which no more is known."""
    if form.name != "json":
        return selection.rows
    marks = current.library.marks
    # They must not be lost in a move.
    bare = [(Paper(paper, ""), marks(paper)) for paper in selection.unknown]
    return [*selection.rows, *(row for row in bare if row[1] != UNMARKED)]


def _print(given: Export) -> None:
    """Print it all; its keys are fixed as soon as it has gone out, and not before."""
    draft = given.draft()
    if not draft.text:
        return
    emit(draft.text.removesuffix("\n"))
    finish()
    try:
        changed = given.library.fix_given_keys(draft.keys)
    except LibraryError as error:
        say(f"{error}. The keys that were printed are not fixed, and may still change")
        return
    for paper in changed:
        say(f"{paper} got another key meanwhile: do not use {draft.keys[paper]}")


def _write(given: Export, output: Path) -> None:
    plan = given.write(output)
    if not given.form.in_place:
        say(f"{counted(len(given.rows))} written to {output}")
    elif given.rows:
        say(f"{_account(plan, len(given.rows))}")
    for left in plan.left:
        say(f"{left.paper} is there as {left.key} ({left.why}), and was left as it is")


def _account(plan: Plan, papers: int) -> str:
    parts = [f"{counted(plan.added)} added to {plan.path}"]
    if plan.refreshed:
        parts.append(f"{plan.refreshed} refreshed")
    there = papers - plan.added - plan.refreshed
    if there:
        parts.append(f"{there} there already")
    return "; ".join(parts)


def _look(given: Export, output: Path, *, check: bool) -> None:
    """Say what would change, and change nothing: neither the file nor a key."""
    plan = given.plan(output)
    if check and plan.changes:
        raise ReaderError(
            f"{output} is out of date: {counted(plan.added)} to add, {plan.refreshed} to refresh; "
            f"paper-reader export -o {output} does that"
        )
    if check:
        say(f"{output} is up to date")
    elif plan.changes:
        emit(plan.difference().removesuffix("\n"))
    else:
        say(f"nothing would change in {output}")


def _refuse_what_is_unknown(unknown: Mapping[str, ReaderError], consequence: str) -> None:
    if unknown:
        paper, error = next(iter(unknown.items()))
        others = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise ReaderError(f"{consequence}nothing is known of {paper}{others}: {error}")
