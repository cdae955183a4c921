"""Notes: stored as they were typed, or refused and saved in a file of the folder ``unsaved``.

A file in that folder is never overwritten, and is deleted only when its text is in the library.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

from reader.errors import LibraryError
from reader.system.files import make_folder, open_binary, reason, sync, sync_folder, write_all
from reader.text import clean

NOTE_LIMIT = 1 << 20
"""The longest note in bytes of UTF-8, so that every machine accepts its journal line."""


def note_text(text: str) -> str:
    """Return a note as it is stored: its lines as they were typed, without harmful characters."""
    return "\n".join(line.rstrip() for line in clean(text).strip().split("\n"))


def note_problem(text: str) -> str:
    """Return why a note is refused, for use in a sentence; empty if it is accepted."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size <= NOTE_LIMIT:
        return ""
    return f"the note has {size:,} bytes, and the library keeps {NOTE_LIMIT:,} of one (1 MiB)"


def save_notes(home: Path, notes: Mapping[str, str]) -> str:
    """Save notes in files, and return a sentence that says where.

    Args:
        home: the folder of the library.
        notes: texts by paper; the same text is written once.
    """
    papers = {text: paper for paper, text in reversed(list(notes.items())) if text}
    if not papers:
        return ""
    try:
        files = [str(save_unsaved(home, paper, text)) for text, paper in papers.items()]
    except OSError as error:
        return f"The note could not be kept in a file either: {reason(error)}"
    return f"The note is kept in {' and '.join(files)}"


@contextlib.contextmanager
def saving_refused_notes(home: Path, notes: Mapping[str, str]) -> Iterator[None]:
    """Save notes in files if the block that stores them fails.

    Raises:
        LibraryError: a note is too long, or the block raised it; the message names the files.
    """
    try:
        for problem in filter(None, map(note_problem, notes.values())):
            raise LibraryError(f"{problem}; nothing was changed")
        yield
    except LibraryError as error:
        if kept := save_notes(home, notes):
            raise LibraryError(f"{error.sentence} {kept}") from error
        raise


FOLDER = "unsaved"

_SUFFIX = ".md"
_UNFIT = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST = 100
_WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def save_unsaved(home: Path, name: str, text: str, *, new: bool = False) -> Path:
    """Write a text into a new file, or find a file that has it already.

    Args:
        home: the folder of the library; if it cannot be written, a folder for temporary files
            is used.
        name: the beginning of the file name; unfit characters are replaced.
        text: the content.
        new: write a new file even if another has the text.

    Returns:
        The path of the file, which only its owner can read.

    Raises:
        OSError: neither folder can be written.
    """
    stem = _UNFIT.sub("-", name).strip("-.")[:_LONGEST] or "note"
    content = text.encode("utf-8", "surrogatepass")
    try:
        return _written(home / FOLDER, stem, content, new=new)
    except OSError:
        import tempfile

        folder = Path(tempfile.mkdtemp(prefix="paper-reader-unsaved-"))
        return _written(folder, stem, content, new=True)


def new_draft(home: Path, name: str, text: str) -> Path:
    """Write a text into a new file that will be opened in an editor; see `save_unsaved`."""
    return save_unsaved(home, name, text, new=True)


def editor_leftovers(path: Path) -> list[Path]:
    """Return the files that an editor left beside a file, such as a swap file or a backup."""
    try:
        return sorted(each for each in path.parent.iterdir() if _belongs(each.name, path.name))
    except OSError:
        return []


def _belongs(name: str, to: str) -> bool:
    return name != to and name.lstrip(".#").startswith(to)


def _written(folder: Path, stem: str, content: bytes, *, new: bool) -> Path:
    make_folder(folder.parent)
    folder.mkdir(0o700, exist_ok=True)
    for path in () if new else folder.glob(f"{stem}*{_SUFFIX}"):
        if _holds(path, content):
            return path
    for path in _names(folder, stem):
        try:
            descriptor = open_binary(path, _WRITE_NEW, 0o600)
        except FileExistsError:
            continue
        try:
            write_all(descriptor, content)
            sync(descriptor)
        except OSError:
            path.unlink()
            raise
        finally:
            os.close(descriptor)
        sync_folder(folder)
        return path
    raise AssertionError("there is always another name")


def _names(folder: Path, stem: str) -> Iterator[Path]:
    yield folder / f"{stem}{_SUFFIX}"
    for number in count(2):
        yield folder / f"{stem}-{number}{_SUFFIX}"


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.is_file() and path.read_bytes().strip() == content.strip()
    except OSError:
        return False
