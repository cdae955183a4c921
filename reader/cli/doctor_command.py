"""The command `doctor`: what is wrong, found by the code that every command uses, and mended."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import click

from reader.cli.command_line import ReaderCommand
from reader.cli.output import print_json, print_line, print_message, print_remark
from reader.errors import ConfigError, FeedError, LibraryError, QueryError, ReaderError
from reader.settings import Settings, environment, read_settings
from reader.settings.environment import Places

if TYPE_CHECKING:
    from reader.archive.cache_file import CacheFile
    from reader.cli.installation import Wrong

REPAIR = "paper-reader doctor --repair"
SERVICE = "service"


class Finding(NamedTuple):
    """One thing that is wrong."""

    check: str
    """What was looked at."""
    sentence: str
    """What is wrong, and what to do."""
    remedy: tuple[str, ...] = ()
    """The commands that mend it, in their order; empty where a person has to."""


class Inspection(NamedTuple):
    """What was looked at, and what is wrong with it."""

    checks: tuple[str, ...]
    findings: tuple[Finding, ...]
    """In the order of `checks`."""


@click.command(cls=ReaderCommand)
@click.option("--repair", is_flag=True, help="Mend what can be, and keep what was damaged.")
@click.option("--online", is_flag=True, help="Ask the service too whether it answers.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON array: each thing looked at, ok or not."
)
def doctor(repair: bool, online: bool, as_json: bool) -> None:
    """Say what is wrong with settings, library, archive and installation, and what to do.

    One sentence for each thing; the exit code is 0 where there is none, else 1. With --repair, what
    was damaged stays beside what takes its place, the library's TinyDB files are made anew from its
    journals, and this machine's journal is made shorter: what is older than ninety days and the
    last thousand changes cannot be undone any more.

    With --json every object has "check" (environment, settings, bibliography, library, archive,
    installation, with --online service), "ok", "sentence" (null where it is ok), and "remedy", the
    commands that mend it. A check that found nothing has one object, else one for each finding.
    With --repair the array tells what is left.

    \b
    Examples:
      paper-reader doctor
      paper-reader doctor --repair
      paper-reader doctor --online
      paper-reader doctor --json
    """
    seen = _inspect(online=online)
    found = seen.findings
    if not as_json:
        _print_findings(found)
    if repair:
        found = _repair(seen.findings)
        if not as_json:
            _print_findings([finding for finding in found if finding not in seen.findings])
    for sentence in _remarks():
        print_remark(sentence)
    if as_json:
        _print_inspection(seen._replace(findings=found))
    if found:
        raise click.exceptions.Exit(1)
    print_remark("everything is in order")


def _print_findings(findings: Collection[Finding]) -> None:
    for finding in findings:
        print_line(ReaderError(finding.sentence).sentence)
        for command in finding.remedy:
            if command not in finding.sentence:
                print_line(f"  {command}")


def _print_inspection(seen: Inspection) -> None:
    rows: list[dict[str, object]] = []
    for check in seen.checks:
        wrong = [finding for finding in seen.findings if finding.check == check]
        rows += (
            {
                "check": check,
                "ok": False,
                "sentence": ReaderError(finding.sentence).sentence,
                "remedy": list(finding.remedy),
            }
            for finding in wrong
        )
        if not wrong:
            rows.append({"check": check, "ok": True, "sentence": None, "remedy": []})
    print_json(rows)


def _repair(before: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Mend, and tell what is still wrong then; what cannot be mended keeps nothing else from it."""
    from reader.archive import Archive
    from reader.library.repair import repair

    try:
        places = environment.places()
    except ReaderError:
        return before
    attempts: list[Callable[[], None]] = [
        lambda: repair(places.library),
        Archive(places.archive).repair,
        *(cache.renew for cache in _caches(places)),
    ]
    for attempt in attempts:
        try:
            attempt()
        except ReaderError as error:
            if str(error) not in {finding.sentence for finding in before}:
                print_message(str(error))
    # The service is not asked again.
    service = (finding for finding in before if finding.check == SERVICE)
    left = (*_inspect(online=False).findings, *service)
    mended = len(before) - len(left)
    if mended > 0:
        print_remark(f"{mended} of {len(before)} mended")
    return left


def _inspect(*, online: bool) -> Inspection:
    """All that is wrong; nothing is changed.

    Args:
        online: ask the service too.
    """
    from reader.cli.installation import problems

    wrong = environment.environment_problems()
    found: dict[str, Iterable[str | Wrong]] = {"environment": wrong}
    try:
        places = environment.places()
    except ConfigError as error:
        wrong.append(str(error))
    else:
        settings = read_settings(places.config)
        found |= {
            "settings": _settings(settings),
            "bibliography": _bibliography(places, settings),
            "library": _library(places),
            "archive": _archive(places),
        }
        if online:
            found[SERVICE] = _service(settings)
    found["installation"] = problems()
    findings = (_finding(check, wrong) for check in found for wrong in found[check])
    return Inspection(tuple(found), tuple(findings))


def _finding(check: str, wrong: str | Wrong) -> Finding:
    from reader.cli.installation import Wrong

    if isinstance(wrong, Wrong):
        return Finding(check, *wrong)
    return Finding(check, wrong, (REPAIR,) if REPAIR in wrong else ())


def _remarks() -> list[str]:
    """What is not wrong with the library, and worth knowing all the same."""
    from reader.library.repair import remarks as remarks_on

    try:
        return remarks_on(environment.places().library)
    except (ConfigError, LibraryError):
        # It is among the findings.
        return []


def _caches(places: Places) -> list[CacheFile]:
    """The files beside the archive that are there and can be fetched again."""
    from reader.fulltext import whole_papers
    from reader.listings import discussion_cache
    from reader.metadata import metadata_cache

    every = (
        discussion_cache.cache_file(places.archive.with_name(discussion_cache.FILE)),
        metadata_cache.cache_file(places.metadata),
        whole_papers.cache_file(places.archive.with_name(whole_papers.FILE)),
    )
    return [cache for cache in every if os.path.lexists(cache.path)]


def _settings(settings: Settings) -> Iterator[str]:
    from reader.settings.saved_queries import read_saved_queries
    from reader.tui.keys.bindings import in_force

    yield from settings.problems
    for connect in _connections(settings):
        try:
            connect()
        except ConfigError as error:
            yield str(error)
    yield from _digest(settings)
    # Keys and saved queries, which only the app uses.
    taste = read_saved_queries(settings.tables, settings.where)
    yield from taste.problems
    yield from in_force(settings, taste).problems


def _digest(settings: Settings) -> Iterator[str]:
    import shlex
    import shutil

    from reader.query import parse

    if query := str(settings.values["digest.query"]):
        try:
            parse(query)
        except QueryError as error:
            yield f"{settings.where('digest.query')}: {error}"
    if command := str(settings.values["mail.sendmail"]):
        program = os.path.expanduser(shlex.split(command)[0])  # noqa: PTH111 - it never raises
        if not shutil.which(program):
            yield f"{settings.where('mail.sendmail')}: there is no program “{program}”"


def _connections(settings: Settings) -> Iterable[Callable[[], object]]:
    """What commands call to be able to ask a service; nobody is asked by it."""
    from reader.feed.huggingface import HuggingFace
    from reader.fulltext.paper_pages import ArxivPages
    from reader.metadata.arxiv import ArxivClient
    from reader.metadata.doi_registries import DoiRegistryClient, SemanticScholarClient
    from reader.net.rate_limits import RequestPacer

    arxiv, doi, scholar = (
        str(settings.values[f"metadata.{name}"]) for name in ("arxiv", "doi", "semantic_scholar")
    )
    key = environment.scholar_key() or "none"
    pace = RequestPacer(settings.path.with_name("never made"), 0)
    return (
        lambda: HuggingFace(settings.endpoint, environment.token()).close(),
        lambda: ArxivClient(arxiv, pace).close(),
        lambda: ArxivPages(str(settings.values["fulltext.arxiv"]), pace).close(),
        lambda: DoiRegistryClient(doi, pace).close(),
        lambda: SemanticScholarClient(scholar, key, pace).close(),
    )


def _bibliography(places: Places, settings: Settings) -> Iterator[str]:
    from reader.export.own_bibliographies import read_own_bibliographies

    if files := settings.bibliography_files:
        where = settings.where("bibliography.files")
        for problem in read_own_bibliographies(files, places.config.parent, None).problems:
            yield f"{where}: {problem}"


def _library(places: Places) -> Iterable[str]:
    from reader.library.repair import findings

    try:
        return findings(places.library)
    except LibraryError as error:
        return [str(error)]


def _archive(places: Places) -> Iterator[str]:
    from reader.archive import Archive

    yield from Archive(places.archive).problems()
    for cache in _caches(places):
        yield from cache.problems()


def _service(settings: Settings) -> Iterator[str]:
    from reader.feed.huggingface import HuggingFace
    from reader.net.deadline import TIME_BUDGET

    try:
        service = HuggingFace(settings.endpoint, environment.token(), budget=TIME_BUDGET)
    except ConfigError:
        # It is among what is wrong with the settings.
        return
    try:
        service.latest()
    except FeedError as error:
        said = str(error).rstrip(".")
        yield f"{said}; what was fetched before is in the archive, and --offline reads it"
    except ReaderError as error:
        yield str(error)
    finally:
        service.close()
