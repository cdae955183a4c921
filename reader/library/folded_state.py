"""The fold of all journals in memory: per field the later stamp wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zlib import crc32

from reader.library.checkpoint import Document
from reader.library.citation_keys import FIXED, PROPOSED, Keys
from reader.library.fields import Place
from reader.library.journal import Action, Change, Value
from reader.library.tags import TAG as TAG
from reader.library.tags import Spellings, borne, fields_of, same, tags_of
from reader.paper import UNMARKED, Marks

NOTE = "note:"
"""Each text of a note is one too: a new text takes the place of those that its writer saw."""

READER = ""
"""What is about the reader and not about a paper stands under no paper's id."""

_NOTHING: Mapping[str, Any] = {}
_BETWEEN_NOTES = " | "


class State:
    """What is known of each paper that was ever touched.

    A document is never changed, only replaced, so that the screen may read while the writer
    folds.
    """

    def __init__(self, documents: dict[str, Document]) -> None:
        self.documents = documents
        self.keys = Keys(documents.values())
        self._spellings = Spellings(documents)

    def __iter__(self) -> Iterator[str]:
        return iter([paper for paper in list(self.documents) if paper != READER])

    def value(self, place: Place) -> Value:
        """What a field holds; None where it was never touched."""
        paper, field = place
        value: Value = self.documents.get(paper, _NOTHING).get(field)
        return value

    def stamp(self, place: Place) -> str:
        """The stamp that a field bears; empty where it was never touched.

        That of a tag is a later one, where it was given or taken in another spelling since.
        """
        paper, field = place
        document = self.documents.get(paper)
        stamp: str = document["stamps"].get(field, "") if document else ""
        if document and field.startswith(TAG):
            return max(stamp, borne(document, fields_of(document, field)).stamp)
        return stamp

    def changes(self, wanted: Mapping[Place, Value]) -> tuple[Change, ...]:
        """What is to change where the fields shall hold these values."""
        changes = []
        for (paper, field), now in wanted.items():
            document = self.documents.get(paper)
            was = document.get(field) if document else None
            # What was never touched is as good as no.
            if was != now and not (was is None and now is False):
                changes.append(Change(paper, field, was, now))
        return tuple(changes)

    def latest(self, changes: Iterable[Change]) -> str:
        """The latest stamp of the fields that are to change; empty where none was touched."""
        return max((self.touched((each.paper, each.field)) for each in changes), default="")

    def touched(self, place: Place) -> str:
        """The latest stamp of a field, or of a tag in any spelling; empty where there is none."""
        paper, field = place
        if (document := self.documents.get(paper)) is None:
            return ""
        fields = fields_of(document, field) if field.startswith(TAG) else (field,)
        return max((document["stamps"].get(each, "") for each in fields), default="")

    def fold(self, action: Action) -> set[str]:
        """Take an action in; any order and any number of times give the same.

        Returns:
            The papers whose document changed.
        """
        fresh: dict[str, Document] = {}
        for paper, field, _, now, at in action.changes:
            stamp = at or action.stamp
            document = fresh.get(paper) or self.documents.get(paper) or _touched(fresh, paper)
            stamps = document["stamps"]
            held = stamps.get(field, "")
            # Two stamps are the same only where two homes share a machine, or a mark was taken
            # back from a file; then too all must come to the same end.
            if stamp < held or (stamp == held and repr(now) <= repr(document[field])):
                continue
            if paper not in fresh:
                stamps = stamps.copy()
                document = fresh[paper] = {**document, "stamps": stamps}
            document[field] = now
            stamps[field] = stamp
        self.documents.update(fresh)
        for document in fresh.values():
            if PROPOSED in document or FIXED in document:
                self.keys.update(document)
            self._spellings.meet(document)
        for paper in action.papers:
            document = self.documents.get(paper) or _new(paper)
            self.documents[paper] = {**document, "kept": True}
        return set(fresh)

    def kept(self, paper: str) -> bool:
        """What the paper says is already in a journal."""
        return bool(self.documents.get(paper, _NOTHING).get("kept"))

    def marks(self, paper: str) -> Marks:
        """The marks of one paper."""
        document = self.documents.get(paper)
        if document is None:
            return UNMARKED
        return Marks(
            read=document.get("read") is True,
            starred=document.get("starred") is True,
            tags=tuple(sorted(map(self._spellings.of, tags_of(document)))),
            note=_note(document),
            citation_key=self.keys.of(paper),
            key_fixed=self.keys.fixed(paper),
        )

    def tags(self) -> Counter[str]:
        """How many papers bear each tag."""
        documents = list(self.documents.values())
        counted = Counter(tag for document in documents for tag in tags_of(document))
        return Counter({self._spellings.of(tag): count for tag, count in counted.items()})

    def spelled(self, name: str) -> str:
        """A tag as it is spelled where it is in use; as in `name` where no paper bears it."""
        return self._spellings.in_use(name)

    def standing_tags(self, paper: str) -> Iterator[tuple[str, str]]:
        """The field of each tag that the paper bears, as it is spelled, and since which stamp."""
        for tag, said in tags_of(self.documents.get(paper, _NOTHING)).items():
            yield TAG + self._spellings.of(tag), said.stamp

    def new_tags(self, paper: str, wanted: Mapping[str, bool]) -> dict[Place, Value]:
        """The fields that give and take tags, in whatever spelling the paper bears them.

        Args:
            paper: its id.
            wanted: for each name whether the paper shall bear it. Where one spelling of a tag is
                wanted and another is not, the tag is spelled anew.
        """
        document = self.documents.get(paper) or _new(paper)
        changes: dict[Place, Value] = {}
        for tag in dict.fromkeys(map(same, wanted)):
            names = {name: on for name, on in wanted.items() if same(name) == tag}
            held = borne(document, fields_of(document, TAG + tag))
            on = [name for name, wish in names.items() if wish]
            anew = bool(on) and len(on) < len(names)
            if held.now and (anew or not on):
                changes |= {(paper, field): False for field in held.fields}
            if on and (anew or not held.now):
                field = TAG + (on[-1] if anew else self.spelled(on[-1]))
                if field in held.fields and not held.now:
                    # It was taken away in another spelling, so that one is given back.
                    there = fields_of(document, field)
                    field = max(there, key=lambda each: document["stamps"][each])
                changes[paper, field] = True
        return changes

    def new_note(self, paper: str, text: str) -> dict[Place, Value]:
        """The fields that make this the paper's note, in the place of all its texts of now."""
        document = self.documents.get(paper, _NOTHING)
        if text == (_note(document) or ""):
            return {}
        changes: dict[Place, Value] = {(paper, field): None for field in _texts(document)}
        if text:
            changes[paper, note_field(text)] = text
        return changes


def note_field(text: str) -> str:
    """The field of a note, the same for the same text."""
    return f"{NOTE}{crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def _new(paper: str) -> Document:
    return {"paper": paper, "stamps": {}}


def _touched(fresh: dict[str, Document], paper: str) -> Document:
    document = fresh[paper] = _new(paper)
    return document


def _texts(document: Mapping[str, Any]) -> list[str]:
    """The fields of the texts that make up the note, the oldest first."""
    fields = [field for field, text in document.items() if text and field.startswith(NOTE)]
    return sorted(fields, key=lambda field: (document["stamps"][field], field))


def _note(document: Mapping[str, Any]) -> str | None:
    """The note: one text, or those that two machines wrote without seeing each other."""
    return _BETWEEN_NOTES.join(document[field] for field in _texts(document)) or None
