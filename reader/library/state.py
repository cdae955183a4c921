"""The fold of all journals in memory: per field the later stamp wins."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from reader.library.checkpoint import Document
from reader.library.history import Place
from reader.library.journal import Action, Change, Value
from reader.paper import UNMARKED, Marks

TAG = "tag:"
"""Each tag is a field of its own, so that tags given on two machines both stay."""

_NOTHING: Mapping[str, Any] = {}


class State:
    """What is known of each paper that was ever touched.

    A document is never changed, only replaced, so that the screen may read while the writer
    folds.
    """

    def __init__(self, documents: dict[str, Document]) -> None:
        self.documents = documents

    def __iter__(self) -> Iterator[str]:
        return iter(self.documents)

    def value(self, place: Place) -> Value:
        """What a field holds; None where it was never touched."""
        paper, field = place
        value: Value = self.documents.get(paper, _NOTHING).get(field)
        return value

    def stamp(self, place: Place) -> str:
        """The stamp that a field bears; empty where it was never touched."""
        paper, field = place
        stamp: str = self.documents.get(paper, _NOTHING).get("stamps", _NOTHING).get(field, "")
        return stamp

    def fold(self, action: Action) -> set[str]:
        """Take an action in; any order and any number of times give the same.

        Returns:
            The papers whose document changed.
        """
        changed = set()
        for change in action.changes:
            place = (change.paper, change.field)
            if action.stamp > self.stamp(place):
                self._put(change, action.stamp)
                changed.add(change.paper)
        for paper in action.papers:
            document = self.documents.get(paper, {"paper": paper, "stamps": {}})
            self.documents[paper] = {**document, "kept": True}
        return changed

    def kept(self, paper: str) -> bool:
        """What the paper says is already in a journal."""
        return bool(self.documents.get(paper, _NOTHING).get("kept"))

    def marks(self, paper: str) -> Marks:
        """The marks of one paper."""
        document = self.documents.get(paper)
        return marks_of(document) if document else UNMARKED

    def _put(self, change: Change, stamp: str) -> None:
        document = self.documents.get(change.paper, {"paper": change.paper, "stamps": {}})
        stamps = {**document["stamps"], change.field: stamp}
        self.documents[change.paper] = {**document, change.field: change.now, "stamps": stamps}


def marks_of(document: Mapping[str, Any]) -> Marks:
    """The marks that a document holds."""
    return Marks(
        read=document.get("read") is True,
        starred=document.get("starred") is True,
        tags=tuple(sorted(tags_of(document))),
        note=document.get("note") or None,
        citation_key=document.get("citation_key"),
        key_fixed=document.get("key_fixed") is True,
    )


def tags_of(document: Mapping[str, Any]) -> Collection[str]:
    """The tags that a document bears, in no order."""
    return [
        field.removeprefix(TAG)
        for field, value in document.items()
        if value is True and field.startswith(TAG)
    ]
