"""The reader's own bibliographies: which papers they cite already, and a cache of that."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reader.errors import ExportError
from reader.export.bib_file import read_bib
from reader.export.bib_match import EntryIndex
from reader.export.bib_parser import parse_bib_leniently
from reader.export.entry_identity import EntryIdentity, entry_identity
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
"""The name of the cache file, which is next to the archive."""

# A line that is no comment, to tell a file without entries from one that is no BibTeX at all.
_BESIDE_ENTRIES = re.compile(r"^\ufeff?\s*[^%\s\ufeff]", re.MULTILINE)

_VERSION = 2
"""The version of the cache format; a cache of another version is ignored."""


@dataclass(frozen=True, slots=True)
class _File:
    """What one bibliography cites, as it is cached."""

    mtime: int
    """In nanoseconds; a file with the same time and size has not changed."""
    size: int
    identities: tuple[EntryIdentity, ...]
    problem: str | None = None
    """The first error in the file, in words."""

    def as_record(self) -> dict[str, Any]:
        return {
            "mtime": self.mtime,
            "size": self.size,
            "entries": self.identities,
            "problem": self.problem,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> _File:
        """Raises KeyError, TypeError or ValueError for what `as_record` did not write."""
        entries = (
            EntryIdentity(key, arxiv, doi, title, tuple(authors))
            for key, arxiv, doi, title, authors in record["entries"]
        )
        return cls(record["mtime"], record["size"], tuple(entries), record["problem"])


class OwnBibliographies:
    """What several files cite; safe to use from any thread."""

    def __init__(self, files: Mapping[str, _File], problems: Sequence[str]) -> None:
        """Index the files; if two cite a paper, the first one counts."""
        self.files = files
        self.problems = tuple(problems)
        """What could not be read, in sentences."""
        self._index = EntryIndex(each for file in files.values() for each in file.identities)
        self._answers: dict[tuple[str, str], str | None] = {}

    def cited(self, paper: Paper) -> str | None:
        """The citation key under which a paper, or its published version, is cited already."""
        asked = paper.id, paper.title
        # A filter asks about the same papers at every key press.
        if asked not in self._answers:
            match = self._index.find(paper)
            self._answers[asked] = self._index.identities[match.position].key if match else None
        return self._answers[asked]


def read_own_bibliographies(
    files: Iterable[str], folder: Path, cache: Path | None, known: OwnBibliographies | None = None
) -> OwnBibliographies:
    """Read the bibliographies; one that is missing or damaged does not affect the others.

    A file of 20,000 entries takes more than a second, unless it has not changed since it was read.
    So a screen has to call this in a thread.

    Args:
        files: the names in the settings; a ~ is the home folder.
        folder: the folder of the settings, to which relative names are relative.
        cache: the cache file; None to use no cache.
        known: the result of the last call in this process.

    Returns:
        `known` itself if nothing has changed.
    """
    before = known.files if known else _load_cache(cache) if cache else {}
    read: dict[str, _File] = {}
    problems = []
    for name in files:
        path = folder / name
        try:
            path = folder / Path(name).expanduser()
            read[str(path)] = found = _read_file(path, before.get(str(path)))
        except OSError as error:
            problems.append(f"the bibliography {name} cannot be read: {reason(error)}")
        except (ExportError, RuntimeError, ValueError) as error:
            # RuntimeError: there is no home folder for a ~. ValueError: no file can have this name.
            why = str(error).removeprefix(f"{path} cannot be read: ").replace(f"{path} ", "it ", 1)
            shown = name if name.isprintable() else ascii(name)
            problems.append(f"the bibliography {shown} cannot be read: {why}")
        else:
            if found.problem:
                problems.append(f"{name}: {found.problem}; the other entries of it count")
    if cache and read != before:
        _save_cache(cache, read)
    elif known and known.problems == tuple(problems):
        return known
    return OwnBibliographies(read, problems)


def _read_file(path: Path, before: _File | None) -> _File:
    stat = path.stat()
    refuse_special(path, stat.st_mode)
    if before and (before.mtime, before.size) == (stat.st_mtime_ns, stat.st_size):
        return before
    text = read_bib(path)
    if not path.is_file():
        raise ExportError(f"{path} cannot be read: it is no plain file")
    if "@" not in text and _BESIDE_ENTRIES.search(text):
        raise ExportError(f"{path} cannot be read: there is no BibTeX entry in it")
    entries, problem = parse_bib_leniently(text)
    return _File(stat.st_mtime_ns, stat.st_size, tuple(map(entry_identity, entries)), problem)


def _load_cache(cache: Path) -> Mapping[str, _File]:
    """The files in the cache; none if it is missing, damaged or of another version."""
    with contextlib.suppress(
        OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError
    ):
        keep_private(cache)
        content = json.loads(read_regular(cache))
        if content["version"] == _VERSION:
            return {path: _File.from_record(file) for path, file in content["files"].items()}
    return {}


def _save_cache(cache: Path, read: dict[str, _File]) -> None:
    files = {path: file.as_record() for path, file in read.items()}
    content = json.dumps({"version": _VERSION, "files": files}, separators=(",", ":"))
    # Without a cache the files are merely read again the next time.
    with contextlib.suppress(OSError):
        replace_file(cache, content.encode(), PRIVATE)
