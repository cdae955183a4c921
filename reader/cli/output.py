"""What reaches the terminal: data on stdout, messages on stderr, neither with controls in it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from reader.errors import QueryError, ReaderError
from reader.text import ELLIPSIS, clean, readable

if TYPE_CHECKING:
    import click

    from reader.paper import ArxivVersion, Marks, Paper

    Row = tuple[Paper, Marks]
Span = tuple[int, int]
"""Where a part of a line begins and ends."""

wishes: set[str] = set()
"""What the options of this run wish of all output: ``quiet``, ``no_color``."""


class PaperForm(NamedTuple):
    """How papers are printed; by default one line each, to be read by a person."""

    as_json: bool = False
    """As one JSON array."""
    ids: bool = False
    """As their ids, one a line."""
    fields: tuple[str, ...] = ()
    """Names among `reader.export.json_record.FIELDS`: in JSON no others, else as columns."""

    @property
    def is_whole(self) -> bool:
        """Whether what arXiv said of the papers may be asked for."""
        return self.as_json or bool(self.fields)


class OutputClosedError(Exception):
    """Whoever read our output has gone, as `head` does, and wants no more of it."""


class _MissingStream(io.TextIOWrapper):
    """Takes the place of a stream that the shell has closed; what is written to it is lost."""

    is_missed = False
    """Something was written."""

    def write(self, text: str) -> int:
        """Note that something is lost."""
        self.is_missed = True
        return super().write(text)


_FOR_PEOPLE = PaperForm()


def prepare_streams() -> None:
    """Make the standard streams fit to be used, whatever the shell has made of them."""
    wishes.clear()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    # A stream that the shell has closed is None, and its number must go to no other file.
    for name, mode in (("stdin", "rb"), ("stdout", "wb"), ("stderr", "wb")):
        if getattr(sys, name) is None:
            null = open(os.devnull, mode)  # noqa: SIM115, PTH123
            setattr(sys, name, _MissingStream(null, encoding="utf-8"))


def print_line(text: str, bold: Iterable[Span] = ()) -> None:
    """Write a line of data to stdout.

    Args:
        text: the line.
        bold: the parts of it that stand out; give some only where `can_style` says so.

    Raises:
        OutputClosedError: nobody reads it.
        ReaderError: it cannot be written.
    """
    with _output_errors():
        sys.stdout.write(f"{_emphasised(text, bold)}\n")


def print_pages(lines: Iterable[tuple[str, Sequence[Span]]]) -> None:
    """Write lines of data as `print_line` does; in a terminal with fewer lines, through its pager.

    The pager is the command in the variable PAGER, else less or more; raises as `print_line` does.
    """
    both_ends = sys.stdin.isatty() and sys.stdout.isatty()
    lines = list(lines)
    if not both_ends or len(lines) < _terminal_size().lines:
        for line in lines:
            print_line(*line)
        return
    import click

    with _output_errors():
        click.echo_via_pager((f"{_emphasised(*line)}\n" for line in lines), color=can_style())


def _emphasised(text: str, bold: Iterable[Span]) -> str:
    """A line that is clean, with escape sequences where it stands out."""
    pieces, end_before = [], 0
    for start, end in bold:
        pieces += [clean(text[end_before:start]), "\x1b[1m", clean(text[start:end]), "\x1b[22m"]
        end_before = end
    return "".join(pieces) + clean(text[end_before:])


def print_document(text: str, content: bytes | None = None) -> None:
    """Write a whole text to stdout: exactly as it would be in a file, but to a terminal as lines.

    Args:
        text: the text, with its line ends.
        content: the bytes of the file, if they are not the text in UTF-8.

    Raises:
        OutputClosedError: nobody reads it.
        ReaderError: it cannot be written.
    """
    if sys.stdout.isatty() or isinstance(sys.stdout, _MissingStream):
        print_line(text.removesuffix("\n"))
        return
    with _output_errors():
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode() if content is None else content)


def print_json(value: object) -> None:
    """Write a JSON value to stdout, escaped where stdout could not show it otherwise."""
    encode = json.JSONEncoder(ensure_ascii=not can_encode("\U0010ffff")).encode
    print_line(_indented(value, "\n", encode))


def _indented(value: object, margin: str, encode: Callable[[object], str]) -> str:
    """What `json.dumps` writes with an indent of two, for which it leaves its quick half."""
    inner = f"{margin}  "
    if isinstance(value, Mapping) and value:
        parts = [
            f"{encode(name)}: {_indented(part, inner, encode)}" for name, part in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(parts)}{margin}}}"
    if isinstance(value, list | tuple) and value:
        parts = [_indented(part, inner, encode) for part in value]
        return f"[{inner}{f',{inner}'.join(parts)}{margin}]"
    return encode(value)


def print_papers(
    rows: Sequence[Row],
    form: PaperForm = _FOR_PEOPLE,
    *,
    terms: Collection[str] = (),
    versions: Mapping[str, ArxivVersion] = MappingProxyType({}),
) -> None:
    """Write papers to stdout.

    Args:
        rows: the papers and their marks.
        form: how.
        terms: the words and phrases that stand out in the titles of lines.
        versions: where `form.is_whole`, the latest versions as far as arXiv was asked, by id.
    """
    if form.is_whole:
        from reader.export.json_record import FIELDS, plain, record

        records = [record(paper, marks, versions.get(paper.id)) for paper, marks in rows]
        chosen = form.fields or FIELDS
        if form.as_json:
            print_json([{name: known[name] for name in chosen} for known in records])
            return
        for known in records:
            # A tab or the end of a line in a text would be one more column or row.
            print_line("\t".join(" ".join(plain(known[name]).split()) for name in chosen))
    elif form.ids:
        for paper, _ in rows:
            print_line(paper.id)
    else:
        _print_paper_lines(rows, terms)


def flush_output() -> None:
    """Make sure that all data is written; raises as `print_line` does."""
    with _output_errors():
        sys.stdout.flush()
    if isinstance(sys.stdout, _MissingStream) and sys.stdout.is_missed:
        sys.stdout.is_missed = False
        print_message("the standard output is closed, so that what would be shown is lost")


def print_message(text: str) -> None:
    """Write a sentence for the person to stderr, after the data that was written before it.

    It is about what went wrong, or is missing of the data; anything else is a remark.
    """
    _print_error(f"paper-reader: {ReaderError(text).sentence}\n")


def print_remark(text: str) -> None:
    """Write a sentence to stderr that can be done without, unless it is not wished."""
    if not is_quiet():
        print_message(text)


def is_quiet() -> bool:
    """Whether neither progress nor remarks are wished."""
    return "quiet" in wishes


def print_unreadable(broken: int, read: int) -> None:
    """Say how many papers could not be read, beside those that could; nothing where all could."""
    if broken:
        print_message(
            f"{broken} of {counted(read + broken)} could not be read and had to be left out"
        )


def print_usage_error(error: click.ClickException) -> None:
    """Write what is wrong with the command line, in the words of click."""
    said = io.StringIO()
    error.show(said)
    _print_error(said.getvalue())


def print_query_error(error: QueryError) -> None:
    """Write what is wrong with a query, and point at the place."""
    before, behind = (
        "".join(" " if letter.isspace() else letter for letter in clean(part))
        for part in (error.text[: error.position], error.text[error.position :])
    )
    from reader.text.cell_width import cell_count

    place = " " * cell_count(before) + "^"
    _print_error(f"paper-reader: {error.sentence}\n  {before}{behind}\n  {place}\n")


def each_once(tell: Callable[[str], None]) -> Callable[[str], None]:
    """The same function, but a text that it was called with before is passed over."""
    told: set[str] = set()

    def tell_once(text: str) -> None:
        if text not in told:
            told.add(text)
            tell(text)

    return tell_once


def can_encode(text: str) -> bool:
    """Whether stdout has these characters."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def can_style() -> bool:
    """Whether stdout is a terminal on which something may stand out."""
    # https://no-color.org
    plain = (
        "no_color" in wishes or os.environ.get("NO_COLOR") or os.environ.get("TERM") in ("dumb", "")
    )
    return sys.stdout.isatty() and not plain


def counted(number: int, what: str = "paper") -> str:
    """A number of things in words.

    >>> counted(1), counted(3_000)
    ('1 paper', '3,000 papers')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _print_paper_lines(rows: Iterable[Row], terms: Collection[str]) -> None:
    """One line a paper, cut to the width of a terminal, but whole where it goes to a program."""
    width = _terminal_size().columns if sys.stdout.isatty() else None
    symbols = ("●", "★") if can_encode("●★") else ("o", "*")
    for paper, marks in rows:
        line = _paper_line(paper, marks, *symbols)
        shown = _fitted(line, width) if width else line
        bold = _highlights(paper, line, shown, terms) if terms and can_style() else ()
        print_line(shown, bold)


def _terminal_size() -> os.terminal_size:
    from shutil import get_terminal_size

    return get_terminal_size()


def _paper_line(paper: Paper, marks: Marks, unread: str, starred: str) -> str:
    state = (" " if marks.read else unread) + (starred if marks.starred else " ")
    votes = "" if paper.upvotes is None else paper.upvotes
    tags = "".join(f"#{tag} " for tag in marks.tags)
    return f"{paper.id:<10} {state} {votes:>4} {tags}{readable(paper.title)}"


def _fitted(line: str, width: int) -> str:
    from reader.text.cell_width import truncate_cells

    return truncate_cells(line, width)


def _highlights(paper: Paper, line: str, shown: str, terms: Collection[str]) -> Iterator[Span]:
    """Where terms stand in the title that ends a line, as far as the line is shown."""
    from reader.text.word_search import highlight_spans

    title = readable(paper.title)
    whole = len(shown) if shown == line else len(shown) - len(ELLIPSIS)
    for start, end in highlight_spans(title, terms):
        start, end = (min(at + len(line) - len(title), whole) for at in (start, end))
        if start < end:
            yield start, end


def _print_error(text: str) -> None:
    flush_output()
    with contextlib.suppress(OSError):
        sys.stderr.write(clean(text))
        sys.stderr.flush()


@contextlib.contextmanager
def _output_errors() -> Iterator[None]:
    """Raises what went wrong with stdout as `print_line` does."""
    try:
        yield
    except OSError as error:
        # What is still in the buffer would make Python complain at its end.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise OutputClosedError from error
        from reader.system.files import reason

        raise ReaderError(f"the output cannot be written: {reason(error)}") from error
