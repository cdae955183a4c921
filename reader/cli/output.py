"""What reaches the terminal: data on stdout, messages on stderr, neither with controls in it."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from reader.errors import QueryError, ReaderError
from reader.system.files import reason
from reader.text import clean
from reader.text.cell_width import cell_count

if TYPE_CHECKING:
    import click


class EnoughError(Exception):
    """Whoever read our output has gone, as `head` does, and wants no more of it."""


class _Closed(io.TextIOWrapper):
    """Stands for a stream that the shell has closed; what is written to it is lost."""

    is_missed = False
    """Something was written."""

    def write(self, text: str) -> int:
        """Note that somebody wants to know this."""
        self.is_missed = True
        return super().write(text)


def prepare() -> None:
    """Make the standard streams fit to be used, whatever the shell has made of them."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    # A stream that the shell has closed is None, and its number must go to no other file.
    for name, mode in (("stdin", "rb"), ("stdout", "wb"), ("stderr", "wb")):
        if getattr(sys, name) is None:
            null = open(os.devnull, mode)  # noqa: SIM115, PTH123
            setattr(sys, name, _Closed(null, encoding="utf-8"))


def emit(text: str, bold: Iterable[tuple[int, int]] = ()) -> None:
    """Write a line of data.

    Args:
        text: the line.
        bold: where parts of it begin and end that stand out, where `can_style` says so.

    Raises:
        EnoughError: nobody reads it.
        ReaderError: it cannot be written.
    """
    pieces, end_before = [], 0
    for start, end in bold:
        pieces += [clean(text[end_before:start]), "\x1b[1m", clean(text[start:end]), "\x1b[22m"]
        end_before = end
    with _writing():
        sys.stdout.write("".join(pieces) + clean(text[end_before:]) + "\n")


def finish() -> None:
    """Make sure that all data is written; raises as `emit` does."""
    with _writing():
        sys.stdout.flush()
    if isinstance(sys.stdout, _Closed) and sys.stdout.is_missed:
        sys.stdout.is_missed = False
        say("the standard output is closed, so that what would be shown is lost")


def say(text: str) -> None:
    """Tell the person a sentence, apart from the data and behind what is written of it."""
    _tell(f"paper-reader: {ReaderError(text).sentence}\n")


def once(tell: Callable[[str], None]) -> Callable[[str], None]:
    """The same, but for what was told by it already."""
    told: set[str] = set()

    def tell_once(text: str) -> None:
        if text not in told:
            told.add(text)
            tell(text)

    return tell_once


def say_wrong_command(error: click.ClickException) -> None:
    """Tell what is wrong with the command, in the words of the command-line library."""
    said = io.StringIO()
    error.show(said)
    _tell(said.getvalue())


def say_wrong_query(error: QueryError) -> None:
    """Tell what is wrong with a query, and point at the place."""
    before, behind = (
        "".join(" " if letter.isspace() else letter for letter in clean(part))
        for part in (error.text[: error.position], error.text[error.position :])
    )
    place = " " * cell_count(before) + "^"
    _tell(f"paper-reader: {error.sentence}\n  {before}{behind}\n  {place}\n")


def can_show(text: str) -> bool:
    """Whether stdout has these characters."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def can_style() -> bool:
    """Whether stdout is a terminal on which something may stand out."""
    # https://no-color.org
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") in ("dumb", "")
    return sys.stdout.isatty() and not plain


def _tell(text: str) -> None:
    finish()
    with contextlib.suppress(OSError):
        sys.stderr.write(clean(text))
        sys.stderr.flush()


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        # What is still in the buffer would make Python complain at its end.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise EnoughError from error
        raise ReaderError(f"the output cannot be written: {reason(error)}") from error
