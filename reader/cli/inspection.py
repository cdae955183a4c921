"""What is wrong with the program's surroundings, found by the code that every command uses."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from reader.cli.installation import Wrong, problems
from reader.errors import ConfigError, FeedError, LibraryError, ReaderError
from reader.settings import Settings, environment, read_settings
from reader.settings.environment import Places

if TYPE_CHECKING:
    from reader.archive.cache_file import CacheFile

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


def inspection(*, online: bool) -> Inspection:
    """All that is wrong; nothing is changed.

    Args:
        online: ask the service too.
    """
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
    if isinstance(wrong, Wrong):
        return Finding(check, *wrong)
    return Finding(check, wrong, (REPAIR,) if REPAIR in wrong else ())


def remarks() -> list[str]:
    """What is not wrong with the library, and worth knowing all the same."""
    from reader.library.repair import remarks as remarks_on

    try:
        return remarks_on(environment.places().library)
    except (ConfigError, LibraryError):
        # It is among the findings.
        return []


def caches(places: Places) -> list[CacheFile]:
    """The files beside the archive that are there and can be fetched again."""
    from reader.listings import discussion_cache
    from reader.metadata import metadata_cache

    beside = places.archive.with_name
    both = (
        discussion_cache.cache_file(beside(discussion_cache.FILE)),
        metadata_cache.cache_file(beside(metadata_cache.FILE)),
    )
    return [cache for cache in both if os.path.lexists(cache.path)]


def _settings(settings: Settings) -> Iterator[str]:
    from reader.settings.saved_queries import read_saved_queries
    from reader.tui.keys.bindings import in_force

    yield from settings.problems
    for connect in _connections(settings):
        try:
            connect()
        except ConfigError as error:
            yield str(error)
    # Keys and saved queries, which only the app uses.
    saved_queries = read_saved_queries(settings.tables, settings.where)
    yield from saved_queries.problems
    yield from in_force(settings, saved_queries).problems


def _connections(settings: Settings) -> Iterable[Callable[[], object]]:
    """What commands call to be able to ask a service; nobody is asked by it."""
    from reader.feed.huggingface import HuggingFace
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
    from reader.archive.archive import Archive

    yield from Archive(places.archive).problems()
    for cache in caches(places):
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
