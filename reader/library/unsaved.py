"""Texts that a person typed and that are not in the library: the folder ``unsaved`` beside it.

A file there is named when it is written, is never overwritten, and goes only when its text is in
the library.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from reader.system.files import make_folder, open_binary, sync, sync_folder, write_all

FOLDER = "unsaved"

_SUFFIX = ".md"
_UNFIT = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST = 100
_WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def keep(home: Path, name: str, text: str, *, new: bool = False) -> Path:
    """Write a text into a new file, or find one that holds it already.

    Args:
        home: the folder of the library; where nothing can be written there, the system's folder
            for temporary files takes its place.
        name: what the name of the file begins with, as far as that can be.
        text: all that is to be in it.
        new: also where another file holds the text.

    Returns:
        The file, which only its owner can read.

    Raises:
        OSError: no folder takes it.
    """
    stem = _UNFIT.sub("-", name).strip("-.")[:_LONGEST] or "note"
    content = text.encode("utf-8", "surrogatepass")
    try:
        return _written(home / FOLDER, stem, content, new=new)
    except OSError:
        import tempfile

        folder = Path(tempfile.mkdtemp(prefix="paper-reader-unsaved-"))
        return _written(folder, stem, content, new=True)


def begin(home: Path, name: str, text: str) -> Path:
    """Write a text into a new file that somebody is going to write in; otherwise as `keep`."""
    return keep(home, name, text, new=True)


def beside(path: Path) -> list[Path]:
    """What an editor has left beside a file: a swap file, a copy of its own."""
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
