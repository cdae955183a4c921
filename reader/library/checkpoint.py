"""The TinyDB files that the journals fold into: any Python with TinyDB can read them.

They are a fold and can be made again from the journals, so a damaged one costs nothing but time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage

from reader.errors import LibraryError
from reader.files import replace_file
from reader.library.journal import Position

VERSION = 1
"""Of the form of these files."""

Document = dict[str, Any]


class WholeFile(Storage):
    """A TinyDB storage that replaces its file whole, and never writes into it.

    TinyDB's own storage writes over the old bytes: one kill in ten leaves a broken file behind,
    and a full disk loses all of it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, dict[str, Any]] | None:
        """All tables, or None where there is no file yet.

        Raises:
            OSError: the file cannot be read.
            ValueError: it is not a TinyDB database.
        """
        try:
            tables = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return None
        if not isinstance(tables, dict):
            raise ValueError("not a TinyDB database")
        return tables

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace the file.

        Raises:
            OSError: the file stands as it was.
        """
        replace_file(self._path, json.dumps(data, separators=(",", ":")).encode())


@dataclass(slots=True)
class Checkpoint:
    """One file's content."""

    papers: dict[str, Document] = field(default_factory=dict)
    """By arXiv id."""
    positions: dict[str, Position] = field(default_factory=dict)
    """How far each machine's journal is folded in."""
    latest: str = ""
    """The latest sane stamp in it, see `Clock`."""
    highest: str = ""


def document_id(paper_id: str) -> int:
    """TinyDB wants integers: 2401.12345 → 240112345, unique as old ids are a digit shorter."""
    return int(paper_id.replace(".", ""))


def load(path: Path, table: str) -> Checkpoint:
    """Read a checkpoint; where there is no file, an empty one.

    Raises:
        OSError: the file cannot be read.
        ValueError: the file is damaged.
        LibraryError: a later version of this program wrote it.
    """
    with TinyDB(path, storage=WholeFile) as database:
        about: Document = next(iter(database.table("about")), {})
        if about.get("version", VERSION) > VERSION:
            raise LibraryError(
                f"{path} was written by a newer paper-reader; nothing was changed. "
                "Update paper-reader on this machine to open it"
            )
        try:
            return Checkpoint(
                {document["paper"]: document for document in database.table(table)},
                {
                    journal["machine"]: Position(journal["offset"], journal["seal"])
                    for journal in database.table("journals")
                },
                about.get("latest", ""),
                about.get("highest", ""),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a library: {error!r}") from error


def save(path: Path, table: str, checkpoint: Checkpoint) -> None:
    """Replace the file by this checkpoint.

    Raises:
        OSError: the old file stands.
    """
    about = {
        "version": VERSION,
        "latest": checkpoint.latest,
        "highest": checkpoint.highest,
    }
    journals = [
        {"machine": machine, "offset": position.offset, "seal": position.seal}
        for machine, position in sorted(checkpoint.positions.items())
    ]
    with TinyDB(path, storage=WholeFile) as database:
        database.storage.write(
            {
                "about": {"1": about},
                "journals": _numbered(journals),
                table: {
                    str(document_id(paper)): checkpoint.papers[paper]
                    for paper in sorted(checkpoint.papers)
                },
            }
        )


def _numbered(documents: Iterable[Document]) -> dict[str, Document]:
    return {str(number): document for number, document in enumerate(documents, start=1)}
