"""What the commands share: options, queries, and the session that each runs in."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from reader.cli.command_line import DAY, FIELDS, MONTH, WEEK, join_ids
from reader.cli.output import PaperForm, print_message, print_remark
from reader.text import clean

# What a command line is parsed with needs no more than this, so that help comes at once.
if TYPE_CHECKING:
    from reader.errors import LibraryError
    from reader.feed.huggingface import HuggingFace
    from reader.fulltext.paper_pages import ArxivPages
    from reader.fulltext.whole_papers import WholePapers
    from reader.listings.catalogue import Selection
    from reader.metadata.arxiv import ArxivClient
    from reader.net.service_client import OnWarning
    from reader.paper import ArxivVersion, Marks, Paper, Period
    from reader.query import Query
    from reader.session import Session
    from reader.settings import Settings
    from reader.settings.environment import Places

_LONG_WAIT = 2.5
"""Seconds; the short pauses between two tries need no words."""


def _period(*parts: Any) -> Period:
    from reader.paper import Period

    return Period(*parts)


offline_option = click.option("--offline", is_flag=True, help="Never use the network.")


_PERIODS: dict[str, tuple[Callable[..., Any], Callable[[Any], Period]]] = {
    "day": (
        click.option("--date", "day", type=DAY, help="The list of this day, not the newest."),
        lambda day: _period("day", day.isoformat()),
    ),
    "week": (click.option("--week", type=WEEK, help="The list of an ISO week."), lambda week: week),
    "month": (
        click.option("--month", type=MONTH, help="The list of a month."),
        lambda month: month,
    ),
    "trending": (
        click.option("--trending", is_flag=True, help="What the service says is trending."),
        lambda _: _period("trending"),
    ),
    "search": (
        click.option("--search", metavar="Q", help="What the service finds for these words."),
        # What no terminal can show cannot be asked or kept either.
        lambda words: _period("search", clean(words).strip()),
    ),
    "queue": (
        click.option("--queue", is_flag=True, help="All that is unread since the queue was left."),
        lambda _: _period("queue"),
    ),
    "page": (
        click.option(
            "--page",
            type=click.Path(exists=True, dir_okay=False),
            help="The list in a page of Daily Papers that was saved from a browser.",
        ),
        lambda page: _period("page", page),
    ),
}
"""The options that say which list, and what each makes of its value."""


def period_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which list; the command gets one `period`, None for the newest day."""

    @wraps(command)
    def with_period(*arguments: Any, **values: Any) -> None:
        given = {name: values.pop(name) for name in _PERIODS}
        if given["search"] is not None and not clean(given["search"]).strip():
            raise click.UsageError("--search needs words to search for.")
        chosen = [_PERIODS[name][1](value) for name, value in given.items() if value]
        if len(chosen) > 1:
            names = (f"--{'date' if name == 'day' else name}" for name in _PERIODS)
            raise click.UsageError(f"{', '.join(names)} exclude each other.")
        command(*arguments, period=chosen[0] if chosen else None, **values)

    decorated: Callable[..., None] = with_period
    for option, _ in reversed(_PERIODS.values()):
        decorated = option(decorated)
    return decorated


def form_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say how papers are printed; the command gets one `form`."""

    @wraps(command)
    def with_form(
        *arguments: Any, as_json: bool, ids: bool, fields: tuple[str, ...] | None, **values: Any
    ) -> None:
        if ids and (as_json or fields):
            raise click.UsageError("--ids excludes --json and --fields.")
        command(*arguments, form=PaperForm(as_json, ids, fields or ()), **values)

    decorated: Callable[..., None] = with_form
    for option in (
        click.option(
            "--fields",
            type=FIELDS,
            metavar="id,title,…",
            help="These values alone, named as in JSON; without --json as columns with a tab "
            "between them, empty where nothing is known.",
        ),
        click.option("--ids", is_flag=True, help="The arXiv ids alone, one a line."),
        click.option("--json", "as_json", is_flag=True, help="One JSON array."),
    ):
        decorated = option(decorated)
    return decorated


def parse_query(words: tuple[str, ...]) -> Query | None:
    """The query that the words of a command line make up; None where there are none.

    Raises:
        QueryError: it is none.
    """
    text = " ".join(words)
    if not text.strip():
        return None
    from reader.query import parse

    query = parse(text)
    return query.with_cited(_cited()) if query.needs_cited else query


@contextlib.contextmanager
def command_session(*, offline: bool = False) -> Iterator[Session]:
    """A session in the reader's own place, closed whatever happens.

    Raises:
        ReaderError: a setting is wrong.
    """
    with _session_and_settings(offline=offline) as (session, _):
        yield session


@contextlib.contextmanager
def whole_paper_session(*, offline: bool = False) -> Iterator[tuple[Session, WholePapers]]:
    """The same, and the whole papers, closed whatever happens.

    Raises:
        ReaderError: a setting is wrong.
    """
    from reader.fulltext.whole_papers import FILE, WholePapers

    with _session_and_settings(offline=offline) as (session, settings):
        silence = _silence(offline=offline)
        papers = WholePapers(
            session.places.archive.with_name(FILE),
            lambda: _connect_pages(session.places, settings, silence, print_message),
            lambda paper, seconds: session.service.markdown(paper, budget=seconds),
            session.now,
        )
        with contextlib.closing(papers):
            yield session, papers


def _silence(*, offline: bool) -> str | None:
    return "--offline was given" if offline else None


@contextlib.contextmanager
def _session_and_settings(*, offline: bool) -> Iterator[tuple[Session, Settings]]:
    from reader.settings import environment, read_settings

    places = environment.places()
    settings = read_settings(places.config)
    for problem in filter(None, (*settings.problems, environment.token_problem())):
        print_message(problem)
    for sentence in settled_journals(places, settings):
        print_message(sentence)
    silence = _silence(offline=offline)
    session = open_session(places, settings, silence, _print_wait, print_message)
    try:
        yield session, settings
    finally:
        session.close()
        for sentence in session.damage:
            print_message(sentence)


def settled_journals(places: Places, settings: Settings) -> tuple[str, ...]:
    """Move the journals to where the settings want them; what was done or failed, in sentences."""
    try:
        is_moved = places.journal_pointer.exists()
    except OSError:
        # Whoever reads the library is told what is wrong with its home.
        return ()
    if not settings.values["sync.folder"] and not is_moved:
        return ()
    from reader.errors import ReaderError
    from reader.sync import relocation

    try:
        done = relocation.settle(places.library, settings)
    except ReaderError as error:
        return (str(error),)
    return (done,) if done else ()


def open_session(
    places: Places,
    settings: Settings,
    silence: str | None,
    on_wait: Callable[[float, str], None] | None = None,
    on_remark: Callable[[str], None] | None = None,
) -> Session:
    """A session as the settings want it; whoever opens it closes it.

    Args:
        places: where files live.
        settings: where the service is, and what else can be set.
        silence: why the service must not be asked; None where it may be.
        on_wait: called before a wait for the service, with its seconds and the reason.
        on_remark: called with a sentence about what was passed over in the environment, in any
            thread.

    Raises:
        ConfigError: the variable that sets the day holds none.
    """
    from reader.session import Session, SessionSettings
    from reader.settings import environment

    # A day that is none is told before anything is done.
    environment.today()
    return Session(
        places,
        environment.today,
        lambda: _connect_feed(settings, silence, on_wait, on_remark),
        settings=SessionSettings.of(settings),
        connect_arxiv=lambda: _connect_arxiv(places, settings, silence, on_remark),
    )


def _connect_feed(
    settings: Settings,
    silence: str | None,
    on_wait: Callable[[float, str], None] | None,
    on_remark: OnWarning,
) -> HuggingFace:
    _refuse_network(silence)
    from reader.feed.huggingface import HuggingFace
    from reader.net.deadline import TIME_BUDGET
    from reader.settings import environment

    token = environment.token()
    return HuggingFace(
        settings.endpoint, token, budget=TIME_BUDGET, waiting=on_wait, on_warning=on_remark
    )


def _connect_arxiv(
    places: Places, settings: Settings, silence: str | None, on_remark: OnWarning
) -> ArxivClient:
    _refuse_network(silence)
    from reader.metadata.arxiv import connect_arxiv

    endpoint = str(settings.values["metadata.arxiv"])
    return connect_arxiv(places.metadata.parent, endpoint, on_remark)


def _connect_pages(
    places: Places, settings: Settings, silence: str | None, on_remark: OnWarning
) -> ArxivPages:
    _refuse_network(silence)
    from reader.fulltext.paper_pages import ArxivPages
    from reader.metadata.arxiv import arxiv_pacer

    endpoint = str(settings.values["fulltext.arxiv"])
    return ArxivPages(endpoint, arxiv_pacer(places.metadata.parent), on_warning=on_remark)


def _refuse_network(silence: str | None) -> None:
    """Raise the error that the network is not used, where there is a reason for that."""
    if silence:
        from reader.net import Offline

        raise Offline(f"the network is not used, as {silence}")


def marks_of(session: Session) -> tuple[Callable[[str], Marks], LibraryError | None]:
    """How to look up the marks of a paper; where they cannot be read, it has none, and why."""
    from reader.errors import LibraryError
    from reader.paper import UNMARKED

    try:
        return session.library.marks, None
    except LibraryError as error:
        return lambda _: UNMARKED, error


def versions_of(session: Session, papers: Iterable[str]) -> Mapping[str, ArxivVersion]:
    """The latest versions of papers as far as arXiv was asked; says where they cannot be read."""
    from reader.errors import ArchiveError

    try:
        return session.versions(papers)
    except ArchiveError as error:
        print_message(str(error))
        return {}


def select_papers(session: Session, query: tuple[str, ...], *, ask: bool = True) -> Selection:
    """The papers that the words of a command line select: by a query, by ids, or the starred ones.

    Args:
        session: has the library.
        query: the words.
        ask: fetch papers of which only the id is known.

    Raises:
        UsageError: they are a query and ids at once, or an id that is refused.
        ReaderError: the words are no query, or the library or the archive cannot be read.
    """
    from reader.paper import paper_id, refused_id

    if why := next(filter(None, map(refused_id, query)), None):
        raise click.UsageError(f"{why}.")
    words = join_ids(query)
    ids = [paper for paper in map(paper_id, words) if paper]
    if not ids:
        wanted = parse_query(query)
        if wanted is None:
            return session.catalogue.starred(ask=ask)
        return session.catalogue.select(session.with_versions(wanted), ask=ask)
    if len(ids) < len(words):
        raise click.UsageError("give a query or ids, not both.")
    return session.catalogue.select_ids(ids, ask=ask)


def print_nothing_selected(query: tuple[str, ...]) -> None:
    """Say why `select_papers` has found nothing, and what to do."""
    if query:
        print_remark("no such paper is in the library; paper-reader search looks through all lists")
    else:
        print_remark(
            "no paper is starred yet; s in the app does that, or paper-reader mark ID --star"
        )


def _cited() -> Callable[[Paper], bool]:
    """Whether a paper is in one of the files that the settings name; says what is wrong."""
    from reader.export.own_bibliographies import CACHE, read_own_bibliographies
    from reader.settings import environment, read_settings

    places = environment.places()
    files = read_settings(places.config).bibliography_files
    if not files:
        print_message(
            "no bibliography is known, so nothing is cited; name yours in "
            f'{places.config}: [bibliography] files = ["refs.bib"]'
        )
    known = read_own_bibliographies(files, places.config.parent, places.archive.with_name(CACHE))
    for problem in known.problems:
        print_message(problem)
    return lambda paper: known.cited(paper) is not None


def _print_wait(seconds: float, reason: str) -> None:
    if seconds >= _LONG_WAIT:
        print_remark(f"waiting {seconds:.0f} s: {reason}")
