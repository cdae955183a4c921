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
from zlib import adler32, crc32

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

_INDEX = b'"index":'
_PLAIN_IDS = re.compile(r"[0-9A-Za-z./-]*")
"""Ids that are the same in JSON."""
_ID = b'":{"paper":"'
"""What stands before the id of each document. In a text its quotes would be escaped."""
_OTHER_IDS = 10**10
_LARGEST = 2**62

_READING = frozenset({"paper", "stamps", "kept", "read", "votes"})


def says_more(document: Mapping[str, Any]) -> bool:
    """Whether a document says more than that its paper was read."""
    return not document.keys() <= _READING


class StoredDocuments:
    """The documents in the bytes of a checkpoint that has an index.

    A library of fifty thousand marks is five megabytes of JSON, of which a start shows fifty
    papers. Here the documents are in order of id, each with its id first: one is found by halving,
    and decoded alone.
    """

    def __init__(self, content: bytes, start: int, end: int, more: Iterable[str]) -> None:
        """Store where they are; nothing is decoded yet.

        Args:
            content: the file, whose checksum is right.
            start: where the table begins, at its brace.
            end: where it ends, behind its brace.
            more: the papers whose documents say more than that they were read.
        """
        self.more = frozenset(more)
        self._content = content
        self._start = start
        self._end = end

    def get(self, paper: str) -> Document | None:
        """Decode the document of a paper; None if it is not there.

        Raises:
            LibraryError: it is no document, in spite of the checksum.
        """
        wanted = paper.encode("utf-8", "surrogatepass")
        low, high = self._start, self._end - len(_ID)
        while low < high:
            middle = (low + high) // 2
            # One that begins before `high` may end behind it.
            at = self._content.find(_ID, middle, high + len(_ID) - 1)
            if at < 0:
                high = middle
                continue
            begin = at + len(_ID)
            found = self._content[begin : self._content.index(b'"', begin)]
            if found == wanted:
                return self._decoded(at + 2)
            if found < wanted:
                low = begin
            else:
                high = middle
        return None

    def all(self) -> dict[str, Document]:
        """Decode all documents.

        Raises:
            LibraryError: they are no documents, in spite of the checksum.
        """
        table: dict[str, Document] = _json(self._content[self._start : self._end])
        return {document["paper"]: document for document in table.values()}

    def _decoded(self, begin: int) -> Document:
        """The document that begins there."""
        after = self._content.find(_ID, begin + len(_ID), self._end)
        # Before the next id stand a comma and the number that TinyDB knows it by.
        end = self._content.rfind(b",", begin, after) if after > 0 else self._end - 1
        document: Document = _json(self._content[begin:end])
        return document


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError as error:
        raise LibraryError(
            "the copy of the journals makes no sense; paper-reader doctor --repair makes it again"
        ) from error


@dataclass(slots=True)
class Checkpoint:
    """The content of one file."""

    papers: dict[str, Document] = field(default_factory=dict)
    """By arXiv id; the reader's own record has an empty one."""
    stored: StoredDocuments | None = None
    """Those that are not in `papers`, as they need not be decoded yet."""
    positions: dict[str, JournalPosition] = field(default_factory=dict)
    """How far each journal is folded in."""
    latest: str = ""
    """See `HybridClock.latest`."""
    highest: str = ""


def load(path: Path, table: str, *, whole: bool = True) -> Checkpoint:
    """Read a checkpoint file; return an empty checkpoint if there is none.

    Args:
        path: the file.
        table: the table of the papers.
        whole: decode and check every document, though the file may say that they are sound.

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
    end = _sealed_until(content)
    try:
        found = None if whole else _indexed(content, end, table)
        checkpoint = found or _checkpoint(_decoded(content), table)
        sound = _is_sound(checkpoint, _SOUND[table])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no checkpoint: {error!r}") from error
    if not sound:
        raise ValueError("it makes no sense")
    return checkpoint


def _checkpoint(tables: Tables, table: str) -> Checkpoint:
    about = tables["about"]["1"]
    documents = (*tables[table].values(), *tables.get("reader", {}).values())
    return Checkpoint(
        {document["paper"]: document for document in documents},
        positions={
            journal["machine"]: JournalPosition(journal["offset"], journal["seal"])
            for journal in tables["journals"].values()
        },
        latest=about["latest"],
        highest=about["highest"],
    )


def _indexed(content: bytes, end: int, table: str) -> Checkpoint | None:
    """A checkpoint whose documents stay encoded; None where the file has no index that fits."""
    name = b'"%s":' % table.encode()
    start = content.find(name) + len(name)
    if start < len(name) or _INDEX not in content[:start]:
        return None
    try:
        tables = _decoded(content[:start] + b"{}}")
        index = tables["index"]["1"]
    except (ValueError, KeyError):
        # The name stands in a record before the table as well.
        return None
    # Whoever has changed a document since has not made a new index for it.
    if index["sum"] != adler32(memoryview(content)[start:end]):
        return None
    if index.get("papers") != content.count(_ID, start, end):
        return None
    checkpoint = _checkpoint(tables, table)
    checkpoint.stored = StoredDocuments(content, start, end, index["more"])
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
    documents = {
        str(number): papers[paper] for paper, number in _document_ids(sorted(papers)).items()
    }
    index = _index(papers, documents) if table == "marks" else None
    return {
        # First, so that `_VERSION` finds it.
        "about": {"1": about},
        "journals": {str(number): journal for number, journal in enumerate(journals, start=1)},
        **({"index": {"1": index}} if index else {}),
        **({"reader": {"1": reader}} if reader else {}),
        table: documents,
    }


def _index(
    papers: Mapping[str, Document], documents: Mapping[str, Document]
) -> dict[str, Any] | None:
    """What lets `StoredDocuments` find one document; None where it could not.

    Args:
        papers: the documents by paper.
        documents: the table, in order of paper.
    """
    plain = _PLAIN_IDS.fullmatch("".join(papers))
    if not plain or not all(next(iter(document)) == "paper" for document in papers.values()):
        return None
    encoded = _encoded(documents)
    # A later version may have fields whose values look like the beginning of a document.
    if encoded.count(_ID) != len(documents):
        return None
    more = [paper for paper in sorted(papers) if says_more(papers[paper])]
    return {"more": more, "papers": len(documents), "sum": adler32(encoded)}


def _document_ids(papers: Iterable[str]) -> dict[str, int]:
    """TinyDB needs integers: 2401.12345 → 240112345, where no other paper has that one."""
    ids, taken, others = dict[str, int](), set[int](), _OTHER_IDS
    for paper in papers:
        number = int(paper.replace(".", "")) if ARXIV_ID.fullmatch(paper) else -1
        if number < 0 or number in taken:
            number, others = others, others + 1
        taken.add(number)
        ids[paper] = number
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
    body = _encoded(plain)
    return b'%s,"%s":{"1":{"sum":"%08x"}}}' % (body[:-1], _SEAL_TABLE.encode(), crc32(body[:-1]))


def _encoded(table: Mapping[str, Any]) -> bytes:
    return json.dumps(table, separators=(",", ":")).encode()


def unsealed(content: bytes) -> dict[str, dict[str, Any]]:
    """Decode the tables of a file and check its checksum.

    Raises:
        ValueError: the file is damaged, or another program wrote it.
    """
    _sealed_until(content)
    return _decoded(content)


def _sealed_until(content: bytes) -> int:
    """Check the checksum; return where the tables before it end."""
    given = _SEAL.search(content, max(0, len(content) - _SEAL_LENGTH))
    if not given or int(given[1], 16) != crc32(memoryview(content)[: given.start()]):
        raise ValueError("the checksum does not fit")
    return given.start()


def _decoded(content: bytes) -> dict[str, dict[str, Any]]:
    try:
        tables: dict[str, dict[str, Any]] = json.loads(content, parse_constant=_refuse)
    except (RecursionError, MemoryError) as error:
        raise ValueError("it cannot be read") from error
    return tables


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")
