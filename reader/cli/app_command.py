"""The app, opened from the command line."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reader.cli import COLLECTING
from reader.cli.options import open_session, settled_journals
from reader.cli.output import print_remark, wishes
from reader.errors import LibraryError, ReaderError
from reader.settings import Settings, environment, read_settings
from reader.settings.environment import Places
from reader.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reader.library import Library
    from reader.paper import Period
    from reader.session import Session
    from reader.tui.app.app import PaperReader


def open_app(period: Period | None, *, offline: bool, sample: bool) -> None:
    """Open the app; where there is no terminal to draw on, print the list instead.

    Raises:
        ReaderError: the library cannot be opened, or not all could be saved at the end.
    """
    # A server that shows the app in a browser, such as textual-serve, brings its own driver.
    is_served = bool(os.environ.get("TEXTUAL_DRIVER"))
    if not (is_served or (sys.stdin.isatty() and sys.stdout.isatty())):
        _print(period, offline=offline, sample=sample)
        return
    if not is_served and os.environ.get("TERM") in ("dumb", "unknown"):
        raise ReaderError(
            "this terminal cannot show the app (TERM is "
            f"{os.environ['TERM']}); paper-reader list prints the list instead"
        )
    if "no_color" in wishes:
        # Textual and the programs that the app starts know no other way.
        os.environ["NO_COLOR"] = "1"
    # Collecting in the midst of so many imports takes an eighth of the start; `PaperReader` turns
    # it on again when its first frame is there.
    gc.disable()
    gc.set_threshold(*COLLECTING)
    with contextlib.ExitStack() as stack:
        _run(stack, period, offline=offline, sample=sample)


def _print(period: Period | None, *, offline: bool, sample: bool) -> None:
    from reader.cli.list_command import print_listing
    from reader.cli.output import PaperForm

    if not sample:
        print_listing((), period, PaperForm(), offline=offline)
        return
    from reader.cli.output import print_papers
    from reader.feed import sample as built_in
    from reader.paper import UNMARKED

    print_papers([(paper, UNMARKED) for paper in built_in.listing().papers])
    print_remark(built_in.NOTE)


def _app(
    session: Session,
    settings: Settings,
    sample_library: Callable[[], Library],
    period: Period | None,
    *,
    offline: bool,
    sample: bool,
) -> PaperReader:
    """The app as the settings want it; what is wrong with them it says at its start."""
    from reader.settings.choices import choices_file, read_choices
    from reader.settings.saved_queries import read_saved_queries
    from reader.tui.app.app import PaperReader
    from reader.tui.keys.bindings import in_force

    saved_queries = read_saved_queries(settings.tables, settings.where)
    choices = read_choices(choices_file())
    bindings = in_force(settings, saved_queries)
    token = filter(None, [environment.token_problem()])
    problems = (*settings.problems, *token, *bindings.problems, *saved_queries.problems)
    moved = () if sample else settled_journals(session.places, settings)
    app = PaperReader(
        session,
        sample_library,
        settings,
        period=period,
        only_sample=sample,
        bindings=bindings,
        saved_queries=saved_queries,
        choices=choices,
        notices=tuple(map(clean, (*problems, *moved))),
    )
    app.exchanging = not (offline or sample)
    if not sample:
        is_new = session.library.is_new
        app.listing.hints.begin(choices, environment.local_today(), is_new=is_new)
    return app


def _run(
    stack: contextlib.ExitStack, period: Period | None, *, offline: bool, sample: bool
) -> None:
    from reader.settings.choices import choices_file, write_choices

    places = environment.places()
    settings = read_settings(places.config)

    def throw_away() -> Path:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="paper-reader-"))
        return Path(folder)

    def sample_library() -> Library:
        from reader.library import Library

        return Library(throw_away())

    silence = "--offline was given" if offline else None
    if sample:
        home = throw_away()
        places = Places(places.config, home, home / "archive.sqlite")
        silence = "this is the built-in sample; start without --sample for the true lists"
    session = open_session(
        places, settings, silence, lambda *wait: app.wait(*wait), lambda remark: app.remark(remark)
    )
    app = _app(session, settings, sample_library, period, offline=offline, sample=sample)
    try:
        app.run()
    finally:
        if not sample:
            write_choices(choices_file(), app.choices)
        saved = app.listing.library.close()
        session.close()
    if saved and not sample:
        _keep_frame(app, settings, places)
        if not offline:
            _send_journal(places)
    _raise_failure(app, saved=saved)


def _send_journal(places: Places) -> None:
    """Send what was marked to the other machines, if the settings want it; five seconds at most."""
    settings = read_settings(places.config)
    remote = str(settings.values["sync.remote"])
    if not remote or not settings.is_on("sync.auto"):
        return
    from reader.sync.remote_exchange import AT_END, RemoteExchange
    from reader.system.threads import start_thread

    def send() -> None:
        exchange = RemoteExchange(places.library, remote, AT_END)
        if exchange.has_unsent():
            exchange.run()

    # Another exchange may still hold the lock; the next start says what has failed.
    start_thread(send, "sync").join(AT_END)


def _keep_frame(app: PaperReader, settings: Settings, places: Places) -> None:
    """Keep the frame with which the next start begins, or have none; it is a convenience."""
    from reader.system import kept_frame
    from reader.system.files import PRIVATE, replace_file
    from reader.system.release import VERSION

    frame, path = app.first_frame, Path(kept_frame.frame_file())
    # OSError also where the terminal is gone, whose size would be in it.
    with contextlib.suppress(OSError, ValueError, RuntimeError):
        made_of = map(str, _made_of(places, settings))
        content = frame and kept_frame.keep(VERSION, frame.paper, frame.lines, made_of)
        if content:
            replace_file(path, content, PRIVATE)
        else:
            path.unlink(missing_ok=True)


def _made_of(places: Places, settings: Settings) -> Iterator[Path]:
    """The files on which the first frame depends."""
    from reader.settings.choices import choices_file

    yield from (places.config, choices_file(), places.archive)
    yield places.archive.with_name(f"{places.archive.name}-wal")
    yield from (places.library / name for name in ("library.json", "journal"))
    yield places.journal_pointer
    with contextlib.suppress(OSError):
        yield Path(os.fsdecode(places.journal_pointer.read_bytes().strip()))
    yield places.metadata
    names = map(Path, settings.bibliography_files)
    yield from (places.config.parent / name.expanduser() for name in names)


def _raise_failure(app: PaperReader, *, saved: bool) -> None:
    """Tell why the app has ended, or what it could not save."""
    if not saved:
        left = f". {app.listing.library.left}" if app.listing.library.left else ""
        raise LibraryError(
            f"the last changes could not be written in time; what was saved is safe{left}"
        )
    if app.failure:
        raise app.failure
    if app.return_code:
        raise click.exceptions.Exit(app.return_code)
