"""Papers as lines of text or as JSON, for stdout."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from reader.cli import discussion_output
from reader.cli.output import can_show, can_style, emit, say
from reader.paper import Marks, Paper
from reader.text import ELLIPSIS, readable
from reader.text.cell_width import truncate_cells

if TYPE_CHECKING:
    from reader.listings.discussion_cache import LoadedDiscussion
    from reader.text.word_search import Span

Row = tuple[Paper, Marks]

_WIDEST = 80
"""Columns; longer lines of prose are hard to read."""
_FACTS = (
    *("organization", "submitter", "published", "listed", "upvotes", "comments"),
    *("github", "github_stars", "project", "arxiv", "pdf", "url"),
)


def emit_lines(rows: Iterable[Row], terms: Collection[str] = ()) -> None:
    """One line a paper, cut to the width of a terminal, but whole where it goes to a program.

    Args:
        rows: the papers.
        terms: the words and phrases that stand out in the titles, where anything can.
    """
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    symbols = ("●", "★") if can_show("●★") else ("o", "*")
    for paper, marks in rows:
        line = _line(paper, marks, *symbols)
        shown = truncate_cells(line, width) if width else line
        emit(shown, _found(paper, line, shown, terms) if terms and can_style() else ())


def emit_whole(paper: Paper, marks: Marks) -> None:
    """All that is known of one paper."""
    for line in _whole(paper, marks, min(_WIDEST, shutil.get_terminal_size().columns)):
        emit(line)


def emit_discussion(told: LoadedDiscussion) -> None:
    """What people say of a paper, and what was made of it."""
    for line in discussion_output.lines(
        told.discussion, min(_WIDEST, shutil.get_terminal_size().columns)
    ):
        emit(line)


def emit_rows(
    rows: Sequence[Row], *, as_json: bool, ids: bool, terms: Collection[str] = ()
) -> None:
    """Papers in the form that was asked for: as JSON, as ids, or as lines with `terms` in bold."""
    if as_json:
        from reader.export.json_record import record

        emit_json([record(paper, marks) for paper, marks in rows])
    elif ids:
        for paper, _ in rows:
            emit(paper.id)
    else:
        emit_lines(rows, terms)


def emit_json(value: object) -> None:
    """A JSON value, escaped where stdout could not show it otherwise."""
    emit(json.dumps(value, ensure_ascii=not can_show("\U0010ffff"), indent=2))


def say_broken(broken: int, read: int) -> None:
    """Tell how many papers could not be read, beside those that could; nothing where all could."""
    if broken:
        say(f"{broken} of {counted(read + broken)} could not be read and had to be left out")


def counted(number: int, what: str = "paper") -> str:
    """A number of things in words.

    >>> counted(1), counted(3_000)
    ('1 paper', '3,000 papers')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _line(paper: Paper, marks: Marks, unread: str, starred: str) -> str:
    state = (" " if marks.read else unread) + (starred if marks.starred else " ")
    votes = "" if paper.upvotes is None else paper.upvotes
    tags = "".join(f"#{tag} " for tag in marks.tags)
    return f"{paper.id:<10} {state} {votes:>4} {tags}{readable(paper.title)}"


def _found(paper: Paper, line: str, shown: str, terms: Collection[str]) -> Iterator[Span]:
    """Where in what is shown of a line words of the title are found for terms."""
    from reader.text.word_search import highlight_spans

    title = readable(paper.title)
    whole = len(shown) if shown == line else len(shown) - len(ELLIPSIS)
    for start, end in highlight_spans(title, terms):
        start, end = (min(at + len(line) - len(title), whole) for at in (start, end))
        if start < end:
            yield start, end


def _whole(paper: Paper, marks: Marks, width: int) -> Iterator[str]:
    from reader.export.json_record import record

    known = record(paper, marks)
    yield from textwrap.wrap(known["title"], width)
    yield from textwrap.wrap(", ".join(known["authors"]), width)
    yield ""
    for name in _FACTS:
        if known[name] is not None:
            yield f"{name.replace('_', ' ') + ':':<14}{known[name]}"
    yield f"{'marks:':<14}{', '.join(_said(marks))}"
    for heading in ("abstract", "summary", "keywords"):
        value = known[heading] or ""
        text = value if isinstance(value, str) else ", ".join(value)
        if text:
            yield ""
            yield heading.capitalize()
            for paragraph in text.split("\n"):
                yield from textwrap.wrap(paragraph, width)


def _said(marks: Marks) -> Iterator[str]:
    yield "read" if marks.read else "unread"
    if marks.starred:
        yield "starred"
    yield from (f"#{tag}" for tag in marks.tags)
    if marks.note:
        yield "note: " + " / ".join(filter(None, marks.note.split("\n")))
    if marks.citation_key:
        yield f"citation key: {marks.citation_key}"
