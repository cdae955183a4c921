"""The checkpoint: TinyDB files that the journals are folded into, with a checksum at their end.

They can be made again from the journals, so a damaged one costs nothing but time. They are read
without TinyDB, whose import would make every start slower.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

from reader.errors import LibraryError
from reader.library.journal import JournalPosition
from reader.library.journal_entry import RESERVED, fits, is_record
from reader.library.stamp import is_stamp
from reader.paper import ARXIV_ID
from reader.system.files import read_regular

VERSION = 1
"""The version of the file format."""

Document = dict[str, Any]

_VERSION = re.compile(rb'\{"about":\{"1":\{"version":([0-9]+)')
_VERSION_LENGTH = 64

_OTHER_IDS = 10**10
_LARGEST = 2**62


@dataclass(slots=True)
class Checkpoint:
    """The content of one file."""

    papers: dict[str, Document] = field(default_factory=dict)
    """By arXiv id; the reader's own record has an empty one."""
    positions: dict[str, JournalPosition] = field(default_factory=dict)
    """How far each journal is folded in."""
    latest: str = ""
    """See `HybridClock.latest`."""
    highest: str = ""


def load(path: Path, table: str) -> Checkpoint:
    """Read a checkpoint file; return an empty checkpoint if there is none.

    Raises:
        OSError: the file cannot be read.
        ValueError: the file is damaged.
        LibraryError: a later version of this program wrote it.
    """
    try:
        content = read_regular(path)
    except FileNotFoundError:
        return Checkpoint()
    _refuse_newer(path, content)
    tables = unsealed(content)
    try:
        about = tables["about"]["1"]
        documents = (*tables[table].values(), *tables.get("reader", {}).values())
        checkpoint = Checkpoint(
            {document["paper"]: document for document in documents},
            {
                journal["machine"]: JournalPosition(journal["offset"], journal["seal"])
                for journal in tables["journals"].values()
            },
            about["latest"],
            about["highest"],
        )
        sound = _is_sound(checkpoint, _SOUND[table])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no checkpoint: {error!r}") from error
    if not sound:
        raise ValueError("it makes no sense")
    return checkpoint


def save(path: Path, table: str, checkpoint: Checkpoint) -> None:
    """Replace a checkpoint file.

    Raises:
        OSError: the old file is unchanged.
        LibraryError: a later version of this program wrote the file; it is unchanged.
    """
    from tinydb import TinyDB

    from reader.library.tinydb_storage import SealedStorage

    with contextlib.suppress(FileNotFoundError):
        _refuse_newer(path, read_regular(path, _VERSION_LENGTH))
    with TinyDB(path, storage=SealedStorage) as database:
        database.storage.write(_tables(table, checkpoint))


def _is_sound(checkpoint: Checkpoint, are_sound: Callable[[Mapping[Any, Any]], bool]) -> bool:
    """Whether a checkpoint is one that `save` could have written."""
    stamps = set(filter(None, (checkpoint.latest, checkpoint.highest)))
    # Checked once each: many fields share a stamp, as one key press changed them.
    for document in checkpoint.papers.values():
        stamps.update(document.get("stamps", {}).values())
    return (
        all(map(is_stamp, stamps))
        and all(map(_is_position, checkpoint.positions.items()))
        and are_sound(checkpoint.papers)
    )


def _is_position(item: tuple[Any, JournalPosition]) -> bool:
    machine, (offset, seal) = item
    sound = type(machine) is str and type(seal) is str and type(offset) is int
    return sound and 0 <= offset < _LARGEST


def _are_documents(papers: Mapping[Any, Any]) -> bool:
    """Whether these are documents with marks; their stamps were checked already."""
    always: set[tuple[str, type]] = set()
    """Pairs of a field and a type that are valid for any value."""
    for paper, document in papers.items():
        stamps = document["stamps"]
        for name in stamps:
            value = document[name]
            if (name, type(value)) not in always:
                if not fits(name, value) or name in RESERVED:
                    return False
                if value is None or value is True or value is False:
                    always.add((name, type(value)))
        extra = len(document) - len(stamps) - len(_EXTRA)
        if type(paper) is not str or (extra and (extra > 1 or document.get("kept") is not True)):
            return False
    return True


_EXTRA = ("paper", "stamps")


def _are_kept(papers: Mapping[Any, Any]) -> bool:
    """Whether these are records of papers, each with its stamp."""
    return all(is_record(paper, each) and "stamp" in each for paper, each in papers.items())


_SOUND = {"marks": _are_documents, "papers": _are_kept}


def _tables(table: str, checkpoint: Checkpoint) -> Tables:
    papers = dict(checkpoint.papers)
    reader = papers.pop("", None)
    about = {
        "version": VERSION,
        "latest": checkpoint.latest,
        "highest": checkpoint.highest,
    }
    journals = [
        {"machine": machine, "offset": position.offset, "seal": position.seal}
        for machine, position in sorted(checkpoint.positions.items())
    ]
    return {
        # First, so that `_VERSION` finds it.
        "about": {"1": about},
        "journals": {str(number): journal for number, journal in enumerate(journals, start=1)},
        **({"reader": {"1": reader}} if reader else {}),
        table: {
            str(number): papers[paper] for paper, number in _document_ids(sorted(papers)).items()
        },
    }


def _document_ids(papers: Iterable[str]) -> dict[str, int]:
    """TinyDB needs integers: 2401.12345 → 240112345, unique as older ids are a digit shorter."""
    ids, others = {}, _OTHER_IDS
    for paper in papers:
        if ARXIV_ID.fullmatch(paper):
            ids[paper] = int(paper.replace(".", ""))
        else:
            ids[paper] = others
            others += 1
    return ids


def _refuse_newer(path: Path, content: bytes) -> None:
    head = _VERSION.match(content)
    if head and int(head[1]) > VERSION:
        raise LibraryError(
            f"{path} was written by a newer paper-reader; nothing was changed. "
            "Update paper-reader on this machine to open it"
        )


Tables = Mapping[str, Mapping[str, Any]]

_SEAL_TABLE = "seal"
_SEAL = re.compile(rb',"seal":\{"1":\{"sum":"([0-9a-f]{8})"\}\}\}\s*')
_SEAL_LENGTH = 64


def sealed(tables: Tables) -> bytes:
    """Encode tables as ASCII JSON with a checksum as the last table."""
    # TinyDB knows nothing but tables, so the checksum is one as well.
    plain = {name: table for name, table in tables.items() if name != _SEAL_TABLE}
    body = json.dumps(plain, separators=(",", ":")).encode()
    return b'%s,"%s":{"1":{"sum":"%08x"}}}' % (body[:-1], _SEAL_TABLE.encode(), crc32(body[:-1]))


def unsealed(content: bytes) -> dict[str, dict[str, Any]]:
    """Decode the tables of a file and check its checksum.

    Raises:
        ValueError: the file is damaged, or another program wrote it.
    """
    given = _SEAL.search(content, max(0, len(content) - _SEAL_LENGTH))
    if not given or int(given[1], 16) != crc32(memoryview(content)[: given.start()]):
        raise ValueError("the checksum does not fit")
    try:
        tables: dict[str, dict[str, Any]] = json.loads(content, parse_constant=_refuse)
    except (RecursionError, MemoryError) as error:
        raise ValueError("it cannot be read") from error
    return tables


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")
