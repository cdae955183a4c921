"""What a shell may complete a word to: the filter language, and what is known on this machine.

It comes from the library, the archive and the settings. Nothing is changed or asked for, and what
cannot be read is left out.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from reader.errors import ReaderError
from reader.settings import environment, read_settings
from reader.system.manual_index import NAMES

if TYPE_CHECKING:
    from reader.archive import Archive
    from reader.library import Library
    from reader.paper import Span

Items = list[CompletionItem[str]]
_MOST = 100
"""Words that can be chosen among; more of them are shown by what they begin with."""
_CUTS_OF_IDS = (5, 7, 8, 9)
"""Where the beginnings of ids end: behind the month, then behind some digits."""
_CUTS_OF_DATES = (5, 8)
"""Where those of dates end: behind the year, and behind the month."""
_LONGEST_TITLE = 60


def papers(beginning: str) -> Items:
    """Ids: without a beginning those of the newest list and the starred ones, else any."""
    archive, library = _archive(), _library()
    found: list[str] = []
    with contextlib.suppress(ReaderError):
        found = archive.ids(beginning) if beginning else _newest(archive)
    marked = () if library is None else _marked(library, beginning)
    ids = list(dict.fromkeys([*found, *marked]))
    if not beginning:
        ids = ids[:_MOST]
    titles = {}
    if len(ids) <= _MOST:
        with contextlib.suppress(ReaderError):
            titles = {paper.id: paper.title for paper in archive.papers(ids).values()}
    return [*_grouped(ids, beginning, _CUTS_OF_IDS, titles)]


def periods(kind: Span, beginning: str) -> Items:
    """The days, weeks or months of which the archive has lists, the newest first."""
    found = list(dict.fromkeys(_periods(kind)))
    if kind == "day":
        named = [
            each for each in ("today", "yesterday") if beginning and each.startswith(beginning)
        ]
        found += named
    return [*_grouped(found, beginning, _CUTS_OF_DATES, {})]


def tags(beginning: str) -> Items:
    """The tags in use, the most used first."""
    from reader.text.plain import caseless

    return [
        CompletionItem(tag, help=count)
        for tag, count in _tags()
        if caseless(tag).startswith(caseless(beginning))
    ]


def fields(beginning: str) -> Items:
    """Names of values of a paper, behind those that are there already."""
    from reader.export.json_record import FIELDS

    before, comma, last = beginning.rpartition(",")
    there = [name.strip() for name in before.split(",")]
    return [
        CompletionItem(f"{before}{comma}{name}", glued=True)
        for name in FIELDS
        if name.startswith(last) and name not in there
    ]


def query(beginning: str, *, takes_ids: bool = False) -> Items:
    """The last word of a query, with what stands before it in the same word of the shell."""
    start = last_word(beginning)
    before, word = beginning[:start], beginning[start:]
    field, colon, value = word.partition(":")
    if colon:
        items = _values(field, value)
    else:
        ids = papers(word) if takes_ids and not before and word[:1].isdigit() else []
        items = [*_words(word), *ids]
    views = (CompletionItem(each, help="a view") for each in _views())
    return [*_behind(before, items), *(each for each in views if each.value.startswith(beginning))]


def topics(context: click.Context, beginning: str) -> Items:
    """Commands, commands below one, and the pages of the manual."""
    above = context.find_root()
    # The words before are all that it takes.
    for name in (word for words in context.params.values() for word in words or ()):
        group = above.command
        below = group.get_command(above, name) if isinstance(group, click.Group) else None
        if below is None:
            return []
        above = click.Context(below, info_name=name, parent=above)
    if not isinstance(above.command, click.Group) or beginning.startswith("-"):
        return []
    commands = above.command.shell_complete(above, beginning)
    pages = NAMES if above is context.find_root() else ()
    about = "a page of the manual"
    return [
        *commands,
        *(CompletionItem(name, help=about) for name in pages if name.startswith(beginning)),
    ]


COMPLETIONS: dict[str, Callable[[click.Context, str], Items]] = {
    "day": lambda _, beginning: periods("day", beginning),
    "week": lambda _, beginning: periods("week", beginning),
    "month": lambda _, beginning: periods("month", beginning),
    "paper": lambda _, beginning: papers(beginning),
    "tag": lambda _, beginning: tags(beginning),
    "fields": lambda _, beginning: fields(beginning),
    "query": lambda _, beginning: query(beginning),
    "query or ids": lambda _, beginning: query(beginning, takes_ids=True),
    "topic": topics,
}
"""What completes a word of each kind, given the command that it is typed for."""


def _archive() -> Archive:
    from reader.archive import Archive

    return Archive(environment.places().archive, is_read_only=True)


def _library() -> Library | None:
    from reader.library import Library

    with contextlib.suppress(ReaderError):
        return Library(environment.places().library)
    return None


def _newest(archive: Archive) -> list[str]:
    """The ids of the newest list, in its order."""
    from reader.paper import Period

    day = archive.newest_day(environment.today())
    listing = archive.listing(Period.day(day)) if day else None
    return [paper.id for paper in listing.papers] if listing else []


def _marked(library: Library, beginning: str) -> Iterable[str]:
    if not beginning:
        return library.starred()
    return (paper for paper, _ in library.marked() if paper.startswith(beginning))


def _periods(kind: Span) -> Iterator[str]:
    from reader.paper import Period

    with contextlib.suppress(ReaderError):
        for day in _archive().days():
            yield Period.around(kind, day).value


def _tags() -> Iterator[tuple[str, str]]:
    """The tags in use, each with the number of its papers in words."""
    from reader.cli.output import counted

    library = _library()
    for tag, count in library.tag_counts() if library else ():
        yield tag, counted(count)


def _views() -> Iterator[str]:
    """The queries of the reader's own views."""
    with contextlib.suppress(ReaderError):
        views = read_settings(environment.places().config).tables["views"]
        for texts in views.values():
            yield texts[0] if len(texts) == 1 else " or ".join(f"({text})" for text in texts)


def _grouped(
    words: Iterable[str], beginning: str, cuts: Sequence[int], titles: dict[str, str]
) -> Iterator[CompletionItem[str]]:
    """Words that begin so; where they are many, the next part of them that is not the same."""
    from reader.text import readable, shorten

    found = [word for word in words if word.startswith(beginning)]
    for cut in cuts if len(found) > _MOST else ():
        parts = dict.fromkeys(word[:cut] for word in found)
        if cut > len(beginning) and len(parts) > 1:
            yield from (CompletionItem(part, glued=True) for part in parts)
            return
    for word in found:
        title = shorten(readable(titles.get(word, "")), _LONGEST_TITLE)
        yield CompletionItem(word, help=title or None)


def _behind(before: str, items: Iterable[CompletionItem[str]]) -> Items:
    """The same words behind a text."""
    return [
        CompletionItem(f"{before}{each.value}", help=each.help, glued=each.glued) for each in items
    ]


def last_word(text: str) -> int:
    """Where the last word of a query begins, behind parentheses and a minus.

    A quote that is open keeps what follows it together.

    >>> [last_word(text) for text in ("is:unread ta", 'title:"a b', "(-tag:x", 'author:"a" b')]
    [10, 0, 2, 11]
    """
    start, quoted, escaped = 0, False, False
    for at, letter in enumerate(text):
        if escaped:
            escaped = False
        elif quoted:
            quoted, escaped = letter != '"', letter == "\\"
        elif letter == '"':
            quoted = True
        elif letter.isspace() or letter in "()" or (letter == "-" and at == start):
            start = at + 1
    return start


def _words(beginning: str) -> Iterator[CompletionItem[str]]:
    """Fields, and operators."""
    from reader.query.tree import FIELDS

    for field in ("is", "has", *(name for name in FIELDS if name not in ("is", "has"))):
        if field.startswith(beginning.lower()):
            yield CompletionItem(f"{field}:", glued=True)
    for operator in ("not", "or"):
        if operator.startswith(beginning):
            yield CompletionItem(operator)


def _values(field: str, typed: str) -> Items:
    """What can follow a field, with the field before it."""
    from reader.query.tree import DATE_FIELDS, STATES, THINGS

    items: Iterable[CompletionItem[str]] = ()
    match field.lower():
        case "is" | "has" as name:
            words: Iterable[str] = STATES if name == "is" else THINGS
            items = (CompletionItem(word) for word in words if word.startswith(typed))
        case "tag":
            items = _tag_values(typed)
        case "year":
            items = _dates(typed, lambda _: dict.fromkeys(each[:4] for each in _periods("month")))
        case name if name in DATE_FIELDS:
            items = _dates(typed, _months_and_days)
    return _behind(f"{field}:", items)


def _dates(typed: str, known: Callable[[str], Iterable[str]]) -> Items:
    """Dates; a range has two of them, and a comparison a sign before its date."""
    last = typed.rpartition("..")[2].lstrip("<>=")
    before = typed[: len(typed) - len(last)]
    return _behind(before, _grouped(known(last), last, _CUTS_OF_DATES, {}))


def _months_and_days(typed: str) -> Iterable[str]:
    """The months that have lists, and their days where a month is there."""
    days = _periods("day") if len(typed) >= len("2025-03") else ()
    return dict.fromkeys([*_periods("month"), *days])


def _tag_values(typed: str) -> Iterator[CompletionItem[str]]:
    """Tags as they are written in a query, in quotes where they were begun or are needed."""
    from reader.query.tree import Tag

    for item in tags(typed.removeprefix('"')):
        written = str(Tag(item.value)).removeprefix("tag:")
        if typed.startswith('"') and not written.startswith('"'):
            written = f'"{written}"'
        yield CompletionItem(written, help=item.help)
