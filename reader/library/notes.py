"""Notes: kept whole as they were typed, or refused with the text in a file that is named."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from reader.errors import LibraryError
from reader.library import unsaved
from reader.system.files import reason
from reader.text import clean

NOTE_LIMIT = 1 << 20
"""Bytes of UTF-8 that a note may have, so that every machine takes the line that holds it."""


def note_text(text: str) -> str:
    """Its lines as they were written, without what could harm a terminal."""
    return "\n".join(line.rstrip() for line in clean(text).strip().split("\n"))


def too_long(text: str) -> str:
    """Why a note is not taken, in words for a sentence; empty where it is."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size <= NOTE_LIMIT:
        return ""
    return f"the note has {size:,} bytes, and the library keeps {NOTE_LIMIT:,} of one (1 MiB)"


def kept_in_file(home: Path, notes: Mapping[str, str]) -> str:
    """Write notes into files, and say where, in words that follow a sentence.

    Args:
        home: the folder of the library.
        notes: by the papers that they are about; the same text is written once.
    """
    papers = {text: paper for paper, text in reversed(list(notes.items())) if text}
    if not papers:
        return ""
    try:
        files = [str(unsaved.keep(home, paper, text)) for text, paper in papers.items()]
    except OSError as error:
        return f"The note could not be kept in a file either: {reason(error)}"
    return f"The note is kept in {' and '.join(files)}"


@contextlib.contextmanager
def kept_where_refused(home: Path, notes: Mapping[str, str]) -> Iterator[None]:
    """Write what notes say into files, where the change that they are part of is not made.

    Raises:
        LibraryError: a note is too long, or what was raised inside; it names the files.
    """
    try:
        for problem in filter(None, map(too_long, notes.values())):
            raise LibraryError(f"{problem}; nothing was changed")
        yield
    except LibraryError as error:
        if kept := kept_in_file(home, notes):
            raise LibraryError(f"{error.sentence} {kept}") from error
        raise


def notes_among(wishes: Iterable[tuple[str, str, object]]) -> dict[str, str]:
    """The texts of notes in wishes, by paper."""
    return {paper: str(text) for paper, field, text in wishes if field == "note" and text}
