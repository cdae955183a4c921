"""The command that looks whether everything is as it should be: `doctor`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from reader import config
from reader.cli.output import emit, say
from reader.config import Places
from reader.errors import FeedError, ReaderError
from reader.files import reason
from reader.settings import Settings, read_settings


@click.command()
@click.option("--repair", is_flag=True, help="Mend what can be, and keep what was damaged.")
@click.option("--online", is_flag=True, help="Ask the service too whether it answers.")
def doctor(repair: bool, online: bool) -> None:
    """Say what is wrong with settings, library and archive, and what to do.

    One sentence for each thing; the exit code is 0 where there is none. With --repair, what was
    damaged stays beside what takes its place, the library's TinyDB files are made anew from its
    journals, and this machine's journal is made shorter: what is older than ninety days and the
    last thousand changes can then not be taken back any more.

    \b
    Examples:
      paper-reader doctor
      paper-reader doctor --repair
      paper-reader doctor --online
    """
    places = config.places()
    settings = read_settings(places.config)
    found = list(_found(places, settings, online=online))
    for sentence in found:
        emit(ReaderError(sentence).sentence)
    if repair:
        found = _repaired(places, settings, found)
    for sentence in _library_remarks(places):
        say(sentence)
    if found:
        raise click.exceptions.Exit(1)
    say("everything is in order")


def _found(places: Places, settings: Settings, *, online: bool) -> Iterator[str]:
    from reader.archive import Archive

    yield from settings.problems
    yield from _settings_of_the_app(settings)
    if problem := _unwritable(places.library):
        yield problem
    yield from _library_findings(places)
    yield from Archive(places.archive).problems()
    if online:
        yield from _service_findings(settings)


def _settings_of_the_app(settings: Settings) -> Iterator[str]:
    """What is wrong with keys and saved queries, which only the app uses."""
    from reader.taste import read_taste
    from reader.tui.bindings import in_force

    taste = read_taste(settings.tables, settings.where)
    yield from taste.problems
    yield from in_force(settings, taste).problems


def _unwritable(folder: Path) -> str | None:
    """Why nothing could be kept in a folder that is there or would be made; None where it can."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return None
    except OSError as error:
        return (
            f"{folder} cannot be written: {reason(error)}; no mark can be kept there. "
            "Mend its permissions, or set PAPER_READER_HOME to another folder"
        )


def _library_findings(places: Places) -> list[str]:
    from reader.errors import LibraryError
    from reader.library.checkup import findings

    try:
        return findings(places.library)
    except LibraryError as error:
        return [str(error)]


def _library_remarks(places: Places) -> list[str]:
    from reader.errors import LibraryError
    from reader.library.checkup import remarks

    try:
        return remarks(places.library)
    except LibraryError:
        # It has been told already.
        return []


def _service_findings(settings: Settings) -> Iterator[str]:
    from reader.feed.huggingface import HuggingFace

    try:
        HuggingFace(settings.endpoint, config.token()).latest()
    except FeedError as error:
        yield f"{error}; what was fetched before is in the archive, and --offline reads it"
    except ReaderError as error:
        yield str(error)


def _repaired(places: Places, settings: Settings, before: list[str]) -> list[str]:
    """Mend, and tell what is still wrong then.

    Raises:
        ReaderError: it cannot be mended.
    """
    from reader.archive import Archive
    from reader.library.checkup import repair

    repair(places.library)
    Archive(places.archive).repair()
    left = list(_found(places, settings, online=False))
    for sentence in left:
        if sentence not in before:
            emit(ReaderError(sentence).sentence)
    if before and len(left) < len(before):
        mended = len(before) - len(left)
        say(f"{mended} of {len(before)} mended")
    return left
