"""The command `digest`: what is new, as a mail, a feed or a page."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reader.cli.command_line import DAY, QueryCommand
from reader.cli.digest_output import FEEDS_FILE, MailOutput, TextOutput, mail_output
from reader.cli.digest_source import DigestSource
from reader.cli.options import command_session, offline_option, parse_query
from reader.cli.output import print_message, print_remark
from reader.digest.contents import DAILY, compose
from reader.digest.formats import FEEDS, FORMATS, format_of
from reader.errors import DeliveryError
from reader.settings import environment, read_settings

if TYPE_CHECKING:
    from reader.digest import Digest
    from reader.digest.records import DigestHistory, DigestRecord
    from reader.query import Query
    from reader.session import Session
    from reader.settings import Settings

_TITLE = "Daily papers"
_READING_LIST = "Reading list"
ME = "me"
"""Stands for the address of the settings."""
_BACK = re.compile(r"([0-9]{1,4})d")
_NAME = re.compile(r"[\w.-]{1,40}")


class SinceType(click.ParamType[Any]):
    """Since when: `last`, `all`, a number of days, or a day."""

    name = "last|DATE|7d|all"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """``last``, ``all``, or a day."""
        if value in ("last", "all") or isinstance(value, date):
            return value
        if match := _BACK.fullmatch(str(value)):
            return environment.today() - timedelta(int(match[1]) - 1)
        return DAY.convert(value, param, ctx)


class NameType(click.ParamType[str]):
    """The name of a digest."""

    name = "NAME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """A word, as it becomes a part of names."""
        if not _NAME.fullmatch(str(value)):
            self.fail(f"“{value}” is no name: letters, digits, dots and dashes.", param, ctx)
        return str(value)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the command line asks for."""

    query: Query | None
    name: str
    since: date | str
    form: str
    title: str
    output: Path | None
    mail: str | None
    maildir: Path | None

    @property
    def delivers(self) -> bool:
        """It goes somewhere where it stays."""
        return bool(self.output or self.mail or self.maildir)


@click.command("digest", cls=QueryCommand)
@click.argument("query", nargs=-1)
@click.option("--name", type=NameType(), default=DAILY, help="Which digest; each has its own past.")
@click.option(
    "--since",
    type=SinceType(),
    metavar="last|DATE|7d|all",
    default="last",
    help="What is new since the last one, or all that is listed since a day, or all there is.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="How it is written; by default as the name of the file says, else text.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Replace this file.")
@click.option("--mail", metavar="ADDRESS", help="Send it to an address; `me` is mail.to.")
@click.option("--maildir", type=click.Path(path_type=Path), help="Put it into a Maildir.")
@click.option("--title", metavar="WORDS", help="What it is headed.")
@click.option("--timer", is_flag=True, help="Print how to have it sent every morning.")
@offline_option
def digest(query: tuple[str, ...], *, timer: bool, offline: bool, **given: Any) -> None:
    """What is new for you, as a mail, a feed or a page; each paper once.

    To the standard output it is a preview, and nothing is remembered. A mail, a Maildir or a file
    is remembered under its name, so that the next digest holds what came after it.

    \b
    Examples:
      paper-reader digest
      paper-reader digest --mail me
      paper-reader digest --maildir ~/Mail/papers 'up:>5'
      paper-reader digest --format atom 'author:dao or keyword:attention' -o feed.xml
      paper-reader digest is:starred --since all -o list.html
      paper-reader digest --timer
    """
    to_mail = [name for name in ("mail", "maildir") if given[name]]
    if len(to_mail) + bool(given["output"]) > 1:
        raise click.UsageError("-o, --mail and --maildir exclude each other.")
    if given["form"] and to_mail:
        raise click.UsageError("a mail has text and HTML; --format is for -o and the screen.")
    if timer:
        _print_timer(query, given)
        return
    settings = read_settings(environment.places().config)
    wanted = _wanted(query, settings, given)
    with command_session(offline=offline) as session:
        _run(session, settings, wanted)


def _wanted(query: tuple[str, ...], settings: Settings, given: Mapping[str, Any]) -> _Wanted:
    """What the command line and the settings ask for together.

    Raises:
        QueryError: the query is none.
    """
    name, since, output = given["name"], given["since"], given["output"]
    wanted = parse_query(query or (str(settings.values["digest.query"]),))
    if since == "all" and wanted is None:
        raise click.UsageError("--since all needs a QUERY, such as is:starred.")
    usual = _READING_LIST if since == "all" else _TITLE if name == DAILY else name
    return _Wanted(
        wanted,
        name,
        since,
        given["form"] or (format_of(output) if output else None) or "text",
        given["title"] or str(settings.values["digest.title"]) or usual,
        output,
        given["mail"],
        given["maildir"],
    )


def _run(session: Session, settings: Settings, wanted: _Wanted) -> None:
    from reader.settings.saved_queries import read_saved_queries

    saved = read_saved_queries(settings.tables, settings.where).informed(session.informed)
    query = session.with_versions(wanted.query) if wanted.query else None
    source = DigestSource(session, saved, query)
    if wanted.form in FEEDS:
        _write_feed(session, source, wanted)
        return
    # A way that does not exist is told before anything is begun.
    output = _output(settings, wanted)
    if wanted.since == "last" and wanted.delivers:
        _send_what_is_new(session, source, output, wanted)
    elif wanted.since == "last":
        _preview(session, source, output, wanted)
    else:
        _write_once(session, source, output, wanted)


def _output(settings: Settings, wanted: _Wanted) -> TextOutput | MailOutput:
    if not (wanted.mail or wanted.maildir):
        return TextOutput(wanted.form, wanted.output)
    from reader.settings.mail_account import mail_account

    return mail_output(mail_account(settings), wanted.mail, wanted.maildir)


def _write_once(
    session: Session, source: DigestSource, output: TextOutput | MailOutput, wanted: _Wanted
) -> None:
    """What was listed since a day, or all there is; nothing is remembered."""
    since = wanted.since
    chosen = source.since(since) if isinstance(since, date) else source.everything()
    if not chosen.new:
        print_message("no paper is found, so nothing is written")
        return
    from reader.digest.message import message_identity
    from reader.digest.records import machine

    ids = (paper.id for paper in chosen.new)
    once = f"{wanted.name}-{since}"
    identity = message_identity(once, session.today, machine(), (session.now().isoformat(), *ids))
    output.put(compose(wanted.title, session.today, chosen), identity, session.now())


def _preview(
    session: Session, source: DigestSource, output: TextOutput | MailOutput, wanted: _Wanted
) -> None:
    """Print what would be sent; nothing is remembered."""
    history = _history(session, wanted.name)
    for record in history.pending:
        print_remark(f"the digest of {record.day} did not arrive, and is sent again before this")
    chosen = source.new(history)
    if not chosen.new:
        _say_nothing_new(history)
    elif isinstance(output, TextOutput):
        output.put(compose(wanted.title, session.today, chosen))


def _send_what_is_new(
    session: Session, source: DigestSource, output: TextOutput | MailOutput, wanted: _Wanted
) -> None:
    """Send what was begun and did not arrive, then what is new; one of two runs at a time."""
    from reader.system.files import locked

    with locked(session.cache_folder / "digest.lock"):
        session.library.refresh()
        history = _history(session, wanted.name)
        if wanted.output:
            # One file holds one digest: what did not arrive is a part of it.
            history, replaced = history.without_pending(), history.pending
        else:
            replaced = ()
            for record in history.pending:
                _put(
                    session, output, compose(record.title, record.day, source.again(record)), record
                )
        chosen = source.new(history)
        if not chosen.new:
            _say_nothing_new(history)
            return
        record = history.begin(
            wanted.title,
            session.now(),
            session.today,
            {paper.id: paper.listed for paper in chosen.new},
            chosen.looking_back,
        )
        session.library.commit([*record.updates(), *history.forgotten()])
        _put(session, output, compose(wanted.title, session.today, chosen), record)
        session.library.commit([each for old in replaced for each in old.finished().updates()])


def _put(
    session: Session, output: TextOutput | MailOutput, what: Digest, record: DigestRecord
) -> None:
    """Deliver a digest that is begun; then it is done.

    Raises:
        DeliveryError: it did not arrive, or that cannot be known; it stays begun.
    """
    try:
        output.put(what, record.identity, record.moment)
    except DeliveryError as error:
        error.args = (f"{error}; the next run sends it again",)
        raise
    session.library.commit(record.finished().updates())


def _write_feed(session: Session, source: DigestSource, wanted: _Wanted) -> None:
    from reader.cli.digest_output import read_entry_dates, write_entry_dates
    from reader.digest.feeds import DAYS, PaperFeed, entry_dates, recent

    query = wanted.query.text if wanted.query else ""
    name = wanted.name if wanted.name != DAILY or not query else query
    papers = recent(source.since(session.today - timedelta(DAYS - 1)).new, session.today)
    file = session.cache_folder / FEEDS_FILE
    dates = entry_dates(papers, read_entry_dates(file, name), session.now())
    feed = PaperFeed(name, wanted.title, papers, dates, query)
    TextOutput(wanted.form, wanted.output).put_text(FORMATS[wanted.form].write(feed))
    write_entry_dates(file, name, dates)


def _print_timer(query: tuple[str, ...], given: Mapping[str, Any]) -> None:
    """Print how to have a digest made every morning, as the other words of the command say."""
    from reader.cli.output import print_document
    from reader.digest.timer import calling_words, timer_text

    texts = {f"--{name}": given[name] for name in ("name", "title", "mail")}
    paths = {"-o": given["output"], "--maildir": given["maildir"]}
    options = [*_words({**texts, "--format": given["form"]}), *_words(_absolute(paths))]
    if not {"-o", "--mail", "--maildir"} & {*options}:
        options = ["--mail", ME, *options]
    here = Path.cwd()
    command = calling_words(sys.argv[0], sys.executable, here)
    words = [*options, *(["--", *query] if query else [])]
    print_document(timer_text(command, words, os.environ, here, given["name"]))


def _words(given: Mapping[str, object]) -> Iterator[str]:
    """Options as they are typed, without those that say what holds anyway."""
    for option, value in given.items():
        if value is not None and (option, value) != ("--name", DAILY):
            yield from (option, str(value))


def _absolute(paths: Mapping[str, Path | None]) -> dict[str, Path | None]:
    return {option: path and path.expanduser().absolute() for option, path in paths.items()}


def _history(session: Session, name: str) -> DigestHistory:
    from reader.digest.records import digest_history

    return digest_history(session.library, name, session.today)


def _say_nothing_new(history: DigestHistory) -> None:
    since = f" since {history.records[-1].day}" if history.records else ""
    print_remark(f"nothing is new{since}, so nothing is sent")
