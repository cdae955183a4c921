"""Which papers the reader's own bibliographies cite already."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reader.errors import ExportError
from reader.export import bib_file
from reader.export.bib_match import Identity, Index, identity
from reader.export.bib_parser import survey
from reader.paper import Paper
from reader.system.files import (
    PRIVATE,
    keep_private,
    read_regular,
    reason,
    refuse_special,
    replace_file,
)

CACHE = "bibliographies.json"
"""The name of the cache, which stands beside the archive."""

# A line of a file without entries that is no comment.
_BESIDE_ENTRIES = re.compile(r"^\ufeff?\s*[^%\s\ufeff]", re.MULTILINE)

_VERSION = 1
"""Of the form of the cache; one of another version is not read."""


@dataclass(frozen=True, slots=True)
class _File:
    """What one bibliography cites."""

    mtime: int
    """In nanoseconds; with the size it tells whether the file has changed."""
    size: int
    identities: tuple[Identity, ...]
    problem: str | None = None
    """What of the file could not be read."""

    def as_record(self) -> dict[str, Any]:
        return {
            "mtime": self.mtime,
            "size": self.size,
            "entries": self.identities,
            "problem": self.problem,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> _File:
        """Raises KeyError, TypeError or ValueError where `as_record` did not write it."""
        entries = (
            Identity(key, tuple(arxiv), doi, title, family)
            for key, arxiv, doi, title, family in record["entries"]
        )
        return cls(record["mtime"], record["size"], tuple(entries), record["problem"])


class Bibliography:
    """What several files cite; any thread may ask it."""

    def __init__(self, files: Mapping[str, _File], problems: Sequence[str]) -> None:
        """Remember what is cited, in the file that counts most first."""
        self.files = files
        self.problems = tuple(problems)
        """What could not be read, in sentences."""
        self._index = Index(each for file in files.values() for each in file.identities)
        self._answers: dict[tuple[str, str], str | None] = {}

    def cited(self, paper: Paper) -> str | None:
        """The citation key under which a paper, or its published version, is cited already."""
        asked = paper.id, paper.title
        # A filter asks about the same papers at every key that is typed.
        if asked not in self._answers:
            match = self._index.find(paper)
            self._answers[asked] = self._index.identities[match.place].key if match else None
        return self._answers[asked]


def read_bibliography(
    files: Iterable[str], folder: Path, cache: Path | None, known: Bibliography | None = None
) -> Bibliography:
    """What these files cite; a file that is missing or damaged costs no other one.

    A file of 20,000 entries takes more than a second, unless it was read before and has not
    changed since; so this belongs in a thread of its own, where a screen waits.

    Args:
        files: as the settings name them; a ~ is the home folder.
        folder: where a relative name starts: the folder of the settings.
        cache: a file that can be thrown away, where what was read is kept; None to read and
            keep nothing there.
        known: what they cited when they were read last in this run.

    Returns:
        What was known, where nothing of it has changed.
    """
    before = known.files if known else _cached(cache) if cache else {}
    read: dict[str, _File] = {}
    problems = []
    for name in files:
        path = folder / name
        try:
            path = folder / Path(name).expanduser()
            read[str(path)] = found = _read(path, before.get(str(path)))
        except OSError as error:
            problems.append(f"the bibliography {name} cannot be read: {reason(error)}")
        except (ExportError, RuntimeError, ValueError) as error:
            # A RuntimeError is a ~ that stands for nobody's home, a ValueError a name that no file
            # can have.
            why = str(error).removeprefix(f"{path} cannot be read: ").replace(f"{path} ", "it ", 1)
            shown = name if name.isprintable() else ascii(name)
            problems.append(f"the bibliography {shown} cannot be read: {why}")
        else:
            if found.problem:
                problems.append(f"{name}: {found.problem}; the other entries of it count")
    if cache and read != before:
        _keep(cache, read)
    elif known and known.problems == tuple(problems):
        return known
    return Bibliography(read, problems)


def _read(path: Path, before: _File | None) -> _File:
    stat = path.stat()
    refuse_special(path, stat.st_mode)
    if before and (before.mtime, before.size) == (stat.st_mtime_ns, stat.st_size):
        return before
    text = bib_file.read(path)
    if not path.is_file():
        raise ExportError(f"{path} cannot be read: it is no plain file")
    if "@" not in text and _BESIDE_ENTRIES.search(text):
        raise ExportError(f"{path} cannot be read: there is no BibTeX entry in it")
    entries, problem = survey(text)
    return _File(stat.st_mtime_ns, stat.st_size, tuple(map(identity, entries)), problem)


def _cached(cache: Path) -> Mapping[str, _File]:
    """What was read before; nothing where the cache is gone, damaged or of another version."""
    with contextlib.suppress(
        OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError
    ):
        keep_private(cache)
        said = json.loads(read_regular(cache))
        if said["version"] == _VERSION:
            return {path: _File.from_record(file) for path, file in said["files"].items()}
    return {}


def _keep(cache: Path, read: dict[str, _File]) -> None:
    files = {path: file.as_record() for path, file in read.items()}
    said = json.dumps({"version": _VERSION, "files": files}, separators=(",", ":"))
    # Without it the files are read once more the next time.
    with contextlib.suppress(OSError):
        replace_file(cache, said.encode(), PRIVATE)
