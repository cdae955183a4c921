"""What `export` asks of others than the feed, and what it says of that."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import click

from reader.cli.output import once, say
from reader.cli.paper_output import counted
from reader.settings import environment, read_settings

if TYPE_CHECKING:
    from reader.export.export_formats import ExportFormat
    from reader.export.exporter import MarkedPapers
    from reader.metadata.enrichment import MetadataClients, MetadataEnricher
    from reader.metadata.metadata_cache import PaperMetadata
    from reader.paper import Paper
    from reader.settings import Settings

_SAID = 10.0
"""Seconds between two lines about how far it is."""
_MOST_NAMED = 20
"""Papers that are named of those that no published version was found of."""


def learn(
    rows: MarkedPapers, form: ExportFormat, *, enrich: bool, published: bool, offline: bool
) -> PaperMetadata:
    """What is known beyond the feed of papers that are exported.

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
    papers = [paper for paper, _ in rows if paper.title]
    settings = read_settings(environment.places().config)
    asks = settings.values["metadata.ask"]
    published = published or (asks == "published" and form.in_place)
    enrich = enrich or published or asks != "no"
    if not enrich:
        learned = _cached(papers)
        for problem in learned.problems:
            say(str(problem))
        return learned
    with closing(_enrichment(settings, offline=offline)) as enrichment:
        enrichment.watch = _Watch().show
        learned = enrichment.enrich(papers, published=published)
    _tell(papers, learned)
    if published:
        _tell_published(papers, learned)
    return learned


def _cached(papers: Sequence[Paper]) -> PaperMetadata:
    """What was learned of papers before; nobody is asked."""
    from reader.metadata.metadata_cache import FILE, MetadataCache

    return MetadataCache(environment.places().archive.with_name(FILE)).cached(papers)


def _enrichment(settings: Settings, *, offline: bool) -> MetadataEnricher:
    from reader.metadata.enrichment import MetadataEndpoints, MetadataEnricher, connect_clients
    from reader.metadata.metadata_cache import FILE
    from reader.system.clock import utc_now

    folder = environment.places().archive.parent
    key = environment.scholar_key()

    def connect() -> MetadataClients:
        if offline:
            from reader.net.failures import Offline

            raise Offline("the network is not used, as --offline was given")
        names = ("metadata.arxiv", "metadata.doi", "metadata.semantic_scholar")
        endpoints = MetadataEndpoints(*(str(settings.values[name]) for name in names))
        return connect_clients(folder, endpoints, key, once(say))

    return MetadataEnricher(folder / FILE, connect, utc_now, has_scholar=key is not None)


class _Watch:
    """Says whom it is waiting for, and now and then how far it is."""

    def __init__(self) -> None:
        self._service = ""
        self._last = 0.0

    def show(self, service: str, done: int, papers: int) -> None:
        now = time.monotonic()
        if service != self._service:
            say(f"asking {service} about {counted(papers)}{_pace(service, papers)}")
        elif now - self._last >= _SAID:
            say(f"{done:,} of {counted(papers)} asked about at {service}")
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


def _tell(papers: Sequence[Paper], learned: PaperMetadata) -> None:
    """Say what could not be learned."""
    bare = [paper.id for paper in papers if paper.id not in learned.imprints]
    for problem in learned.problems:
        say(str(problem))
    if bare and learned.problems:
        say(f"{counted(len(bare))} exported with what the feed says alone")
    elif bare:
        more = f" and {counted(len(bare) - 1, 'other paper')}" if len(bare) > 1 else ""
        say(f"of {bare[0]}{more} arXiv says nothing")


def _tell_published(papers: Sequence[Paper], learned: PaperMetadata) -> None:
    """Say where papers were published and who says so, one by one where that is new."""
    for paper, found in learned.publications.items():
        if paper in learned.new:
            say(f"{paper}: {found.venue}, {found.year} (from {found.source})")
    unfound = [paper for paper in learned.reasons if paper in learned.new]
    for paper in unfound[:_MOST_NAMED]:
        remark = learned.comments.get(paper)
        said = f"; its authors remark: “{remark}”" if remark else ""
        say(f"{paper}: no published version found, as {learned.reasons[paper]}{said}")
    if len(unfound) > _MOST_NAMED:
        more = counted(len(unfound) - _MOST_NAMED, "other paper")
        say(f"no published version found of {more} either")
    if unfound and not environment.scholar_key():
        say("Semantic Scholar was not asked, as there is no key for it in S2_API_KEY")
    sources = Counter(each.source for each in learned.publications.values())
    by = ", ".join(f"{count} from {source}" for source, count in sources.most_common())
    total = f"{len(learned.publications)} of {counted(len(papers))}"
    say(f"{total} exported as published{f': {by}' if by else ''}")
