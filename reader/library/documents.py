"""The document of each paper that was ever marked; those of a checkpoint are decoded when needed.

A library of fifty thousand marks is five megabytes of JSON, of which a start shows fifty papers.
A checkpoint that says so has its documents in order of id, each with its id first: one is found by
halving, and decoded alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from threading import Lock
from typing import Any

from reader.errors import LibraryError

Document = dict[str, Any]

_READING = frozenset({"paper", "stamps", "kept", "read", "votes"})
_ID = b'":{"paper":"'
"""What stands before the id of each document. In a text its quotes would be escaped."""


def says_more(document: Mapping[str, Any]) -> bool:
    """Whether a document says more than that its paper was read."""
    return not document.keys() <= _READING


class StoredDocuments:
    """The documents in the bytes of a checkpoint, in order of id."""

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


class Documents(MutableMapping[str, Document]):
    """The documents by paper; the reader's own has an empty id.

    One thread may read while another replaces documents.
    """

    def __init__(
        self, known: Mapping[str, Document] | None = None, stored: StoredDocuments | None = None
    ) -> None:
        """Store the documents.

        Args:
            known: those that are decoded.
            stored: those that are not; one that is known as well does not count here.
        """
        self._known = dict(known or {})
        self._stored = stored
        self._more = stored.more if stored else None
        self._replaced: set[str] = set()
        self._turn = Lock()

    def __getitem__(self, paper: str) -> Document:
        found = self._known.get(paper)
        if found is None and self._stored:
            found = self._decoded(paper)
        if found is None:
            raise KeyError(paper)
        return found

    def __setitem__(self, paper: str, document: Document) -> None:
        with self._turn:
            self._known[paper] = document
            self._replaced.add(paper)

    def __delitem__(self, paper: str) -> None:
        del self.everything()[paper]

    def __iter__(self) -> Iterator[str]:
        return iter(self.everything())

    def __len__(self) -> int:
        return len(self.everything())

    def saying_more(self) -> list[Document]:
        """Return every document that says more than that its paper was read.

        One that was replaced since the checkpoint may be among them although it does not.
        """
        if self._more is None:
            return [each for each in list(self._known.values()) if says_more(each)]
        with self._turn:
            papers = {*self._more, *self._replaced}
        return [self[paper] for paper in sorted(papers)]

    def everything(self) -> dict[str, Document]:
        """Return all documents, decoded; what is changed in it is changed here."""
        if self._stored:
            with self._turn:
                if self._stored:
                    self._known = self._stored.all() | self._known
                    self._stored = None
        return self._known

    def _decoded(self, paper: str) -> Document | None:
        with self._turn:
            # Another thread may have been here before.
            found = self._known.get(paper)
            if found is None and self._stored and (found := self._stored.get(paper)):
                self._known[paper] = found
            return found
