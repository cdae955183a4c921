"""The command `export`: papers as a bibliography, to stdout or into a file."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reader.cli.command_line import QUERY_OR_IDS, ChoiceType, QueryCommand
from reader.cli.options import (
    command_session,
    offline_option,
    print_nothing_selected,
    select_papers,
)
from reader.cli.output import (
    counted,
    each_once,
    flush_output,
    print_document,
    print_message,
    print_remark,
)
from reader.errors import LibraryError, ReaderError
from reader.export.export_formats import FORMATS, ExportFormat, format_of_file
from reader.paper import UNMARKED, Paper, is_withdrawn
from reader.settings import environment, read_settings
from reader.text import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reader.export.exporter import Exporter, ExportPlan, MarkedPapers
    from reader.listings.catalogue import Selection
    from reader.metadata.enrichment import MetadataClients, MetadataEnricher
    from reader.metadata.metadata_cache import PaperMetadata
    from reader.session import Session
    from reader.settings import Settings
    from reader.settings.environment import Places

_STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
"""Names of the standard output, which is never replaced by a file."""
_SAID = 10.0
"""Seconds between two lines about how far it is."""
_MOST_NAMED = 20
"""Papers that are named of those that are withdrawn or of which no published version was found."""
_LONGEST_REMARK = 300
"""Characters of a remark of the authors."""


@click.command(cls=QueryCommand)
@click.argument("query", type=QUERY_OR_IDS, nargs=-1, metavar="[QUERY | ID...]")
@click.option(
    "--format",
    "name",
    type=ChoiceType(list(FORMATS)),
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
    _refuse_options(output, dry_run=dry_run, check=check)
    with command_session(offline=offline) as session:
        selection = select_papers(session, query)
        rows = _rows(session, selection, form)
        known = _metadata(rows, form, enrich=enrich, published=published, offline=offline)
        _deliver(_export(session, rows, form, known), output, dry_run=dry_run, check=check)
        if not selection.rows and not selection.unknown:
            print_nothing_selected(query)
        _print_withdrawn(rows, known)
        _raise_unknown(selection.unknown, "" if form.name == "json" else "left out: ")


def _format(name: str | None, output: Path | None) -> ExportFormat:
    """What to write: what is asked for, else what the file is named after."""
    if name is None:
        found = format_of_file(output.name) if output else None
        if output and output.suffix and not found:
            raise click.UsageError(f"{output} does not tell what to write; say --format.")
        return found or FORMATS["bibtex"]
    form = FORMATS[name]
    if output and not form.fits(output.name):
        other = format_of_file(output.name)
        raise click.UsageError(
            f"{output} is a file for --format {other.name if other else '…'}, not for {name}."
        )
    return form


def _refuse_options(output: Path | None, *, dry_run: bool, check: bool) -> None:
    """Refuse options that make no sense together."""
    if (dry_run or check) and not output:
        raise click.UsageError("--dry-run and --check need a file: -o FILE.")
    if dry_run and check:
        raise click.UsageError("--dry-run and --check exclude each other.")


def _rows(session: Session, selection: Selection, form: ExportFormat) -> MarkedPapers:
    """What is written; in JSON also the marks on papers of which no more is known."""
    if form.name != "json":
        return selection.rows
    marks = session.library.marks
    # They must not be lost in a move.
    bare = [(Paper(paper, ""), marks(paper)) for paper in selection.unknown]
    return [*selection.rows, *(row for row in bare if row[1] != UNMARKED)]


def _export(
    session: Session, rows: MarkedPapers, form: ExportFormat, known: PaperMetadata | None
) -> Exporter:
    from reader.export.exporter import Exporter

    if known is None:
        return Exporter(session.library, rows, form)
    return Exporter(
        session.library,
        rows,
        form,
        known.imprints,
        known.publications,
        known.kept,
        known.versions,
    )


def _deliver(wanted: Exporter, output: Path | None, *, dry_run: bool, check: bool) -> None:
    """Print it, or write it into a file; or only say what would change in that."""
    if output and (dry_run or check):
        _print_changes(wanted, output, check=check)
    elif output:
        _write(wanted, output)
    else:
        _print(wanted)


def _print(wanted: Exporter) -> None:
    """Print it all; its keys are fixed as soon as it has gone out, and not before."""
    draft = wanted.render()
    if not draft.text:
        return
    print_document(draft.text)
    flush_output()
    try:
        changed = wanted.library.fix_given_keys(draft.keys)
    except LibraryError as error:
        print_message(f"{error}. The keys that were printed are not fixed, and may still change")
        return
    for paper in changed:
        print_message(f"{paper} got another key meanwhile: do not use {draft.keys[paper]}")


def _write(wanted: Exporter, output: Path) -> None:
    plan = wanted.write(output)
    if not wanted.form.in_place:
        print_remark(f"{counted(len(wanted.papers))} written to {output}")
    elif wanted.papers:
        print_remark(f"{_write_summary(plan, len(wanted.papers))}")
    _print_remarks(plan)


def _print_withdrawn(rows: MarkedPapers, known: PaperMetadata | None) -> None:
    """Say which of the papers that were exported are withdrawn, and who says so."""
    records = known.records if known else {}
    versions = known.versions if known else {}
    gone = [paper for paper, _ in rows if is_withdrawn(paper, versions.get(paper.id))]
    for paper in gone[:_MOST_NAMED]:
        record = records.get(paper.id)
        if record and record.latest.withdrawn:
            print_remark(
                f"{paper.id} is withdrawn, as arXiv said on {record.asked_at:%Y-%m-%d}: "
                f"“{shorten(record.comment or '', _LONGEST_REMARK)}”"
            )
        else:
            print_remark(f"{paper.id} is withdrawn, as Hugging Face says: {paper.withdrawn_at}")
    if len(gone) > _MOST_NAMED:
        print_remark(f"{counted(len(gone) - _MOST_NAMED, 'other paper')} withdrawn as well")


def _write_summary(plan: ExportPlan, papers: int) -> str:
    parts = [f"{counted(plan.added)} added to {plan.path}"]
    if plan.refreshed:
        parts.append(f"{plan.refreshed} refreshed")
    there = papers - plan.added - plan.refreshed - len(plan.commented_out) - len(plan.unwritable)
    if there:
        parts.append(f"{there} there already")
    return "; ".join(parts)


def _print_remarks(plan: ExportPlan) -> None:
    """Say which papers were left as they are; raises where some could not be written."""
    for remark in plan.remarks:
        print_remark(remark)
    if plan.unwritable:
        raise ReaderError(plan.left_out)


def _print_changes(wanted: Exporter, output: Path, *, check: bool) -> None:
    """Say what would change, and change nothing: neither the file nor a key."""
    plan = wanted.plan(output)
    if check and plan.changes:
        raise ReaderError(
            f"{output} is out of date: {counted(plan.added)} to add, {plan.refreshed} to refresh; "
            f"paper-reader export -o {output} does that"
        )
    if check and not plan.unwritable:
        print_remark(f"{output} is up to date")
    elif plan.changes:
        print_document(plan.diff(), plan.patch())
    elif not check:
        print_remark(f"nothing would change in {output}")
    _print_remarks(plan)


def _raise_unknown(unknown: Mapping[str, ReaderError], consequence: str) -> None:
    if unknown:
        paper, error = next(iter(unknown.items()))
        others = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise ReaderError(f"{consequence}nothing is known of {paper}{others}: {error}")


def _metadata(
    rows: MarkedPapers, form: ExportFormat, *, enrich: bool, published: bool, offline: bool
) -> PaperMetadata | None:
    """What is known beyond the feed of papers that are exported; None where that is nothing.

    Args:
        rows: the papers.
        form: what they are written as. Where it cannot cite published versions, the settings
            are not followed so far.
        enrich: ask arXiv, also where the settings do not say so.
        published: look for the published versions as well.
        offline: ask nobody.

    Raises:
        click.UsageError: the format cannot cite published versions.
        ConfigError: a source cannot be asked as the settings say.
    """
    if published and not form.in_place:
        raise click.UsageError("--published is for the formats bibtex and biblatex.")
    places = environment.places()
    settings = read_settings(places.config)
    asks = settings.values["metadata.ask"]
    published = published or (asks == "published" and form.in_place)
    enrich = enrich or published or asks != "no"
    if not enrich and not places.has_metadata:
        return None
    if not enrich:
        return _cached_metadata(places, rows)
    papers = [paper for paper, _ in rows if paper.title]
    with closing(_enrichment(places, settings, offline=offline)) as enrichment:
        enrichment.watch = _Progress().show
        learned = enrichment.enrich(papers, published=published)
    _print_gaps(papers, learned)
    if published:
        _print_publications(papers, learned)
    return learned


def _cached_metadata(places: Places, rows: MarkedPapers) -> PaperMetadata:
    """What was learned before; says what of it cannot be read."""
    from reader.metadata.metadata_cache import MetadataCache

    learned = MetadataCache(places.metadata).cached(paper for paper, _ in rows)
    for problem in learned.problems:
        print_message(str(problem))
    return learned


def _enrichment(places: Places, settings: Settings, *, offline: bool) -> MetadataEnricher:
    """The metadata that is kept, and how to ask for more."""
    from reader.metadata.enrichment import MetadataEndpoints, MetadataEnricher, connect_clients
    from reader.system.files import utc_now

    folder = places.metadata.parent
    key = environment.scholar_key()

    def connect() -> MetadataClients:
        if offline:
            from reader.net import Offline

            raise Offline("the network is not used, as --offline was given")
        names = ("metadata.arxiv", "metadata.doi", "metadata.semantic_scholar")
        endpoints = MetadataEndpoints(*(str(settings.values[name]) for name in names))
        return connect_clients(folder, endpoints, key, each_once(print_message))

    return MetadataEnricher(places.metadata, connect, utc_now, has_scholar=key is not None)


class _Progress:
    """Says whom it is waiting for, and now and then how far it is."""

    def __init__(self) -> None:
        self._service = ""
        self._last = 0.0

    def show(self, service: str, done: int, papers: int) -> None:
        now = time.monotonic()
        if service != self._service:
            print_remark(f"asking {service} about {counted(papers)}{_pace(service, papers)}")
        elif now - self._last >= _SAID:
            print_remark(f"{done:,} of {counted(papers)} asked about at {service}")
        else:
            return
        self._service, self._last = service, now


def _pace(service: str, papers: int) -> str:
    """How long that takes, where it is arXiv that must not be asked often."""
    from reader.metadata.arxiv import BATCH, GAP

    requests = -(-papers // BATCH)
    if service != "arXiv" or requests < 2:
        return ""
    return f": {requests} requests, one in {GAP:g} s as it wants, {requests * GAP:.0f} s at least"


def _print_gaps(papers: Sequence[Paper], learned: PaperMetadata) -> None:
    """Say what could not be learned."""
    bare = [paper.id for paper in papers if paper.id not in learned.imprints]
    for problem in learned.problems:
        print_message(str(problem))
    if bare and learned.problems:
        print_message(f"{counted(len(bare))} exported with what the feed says alone")
    elif bare:
        more = f" and {counted(len(bare) - 1, 'other paper')}" if len(bare) > 1 else ""
        print_message(f"of {bare[0]}{more} arXiv says nothing")


def _print_publications(papers: Sequence[Paper], learned: PaperMetadata) -> None:
    """Say where papers were published and who says so, one by one where that is new."""
    for paper, found in learned.publications.items():
        if paper in learned.new:
            other = f"; its title there is “{found.title}”" if found.title else ""
            print_remark(f"{paper}: {found.venue}, {found.year} (from {found.source}){other}")
    unfound = [paper for paper in learned.reasons if paper in learned.new]
    for paper in unfound[:_MOST_NAMED]:
        remark = learned.comments.get(paper)
        said = f"; its authors remark: “{shorten(remark, _LONGEST_REMARK)}”" if remark else ""
        print_remark(f"{paper}: no published version found, as {learned.reasons[paper]}{said}")
    if len(unfound) > _MOST_NAMED:
        more = counted(len(unfound) - _MOST_NAMED, "other paper")
        print_remark(f"no published version found of {more} either")
    if unfound and not environment.scholar_key():
        print_remark("Semantic Scholar was not asked, as there is no key for it in S2_API_KEY")
    sources = Counter(each.source for each in learned.publications.values())
    by = ", ".join(f"{count} from {source}" for source, count in sources.most_common())
    total = f"{len(learned.publications)} of {counted(len(papers))}"
    print_remark(f"{total} exported as published{f': {by}' if by else ''}")
