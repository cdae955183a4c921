"""The state of the library in memory, folded from all journals: the later stamp of a field wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from threading import Lock
from typing import Any, NamedTuple
from zlib import crc32

from reader.library.checkpoint import Document, StoredDocuments, says_more
from reader.library.citation_keys import FIXED, PROPOSED, CitationKeys
from reader.library.journal_entry import Change, FieldKey, JournalEntry, Value
from reader.library.tags import TAG as TAG
from reader.library.tags import TagSpellings, fields_of_tag, tag_key, tag_state, tags_on
from reader.paper import UNMARKED, Marks
from reader.system.threads import Lazy

NOTE = "note:"
"""The prefix of note fields: each text is a field, so notes written on two machines both stay."""

READER = ""
"""The id of the reader's own record, which is about no paper."""

_NOTHING: Mapping[str, Any] = {}
_BETWEEN_NOTES = " | "


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
        # Before what is known: another thread may put all that is stored there in between.
        stored = self._stored
        found = self._known.get(paper)
        if found is None and stored:
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


class FieldUpdate(NamedTuple):
    """A new value for a field of a paper; with an empty paper id, of the reader's own record."""

    paper: str
    field: str
    value: Value


class FoldedState:
    """The document of each paper that was ever marked.

    A document is never changed, only replaced, so one thread may read while another folds.
    """

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents if isinstance(documents, Documents) else Documents(documents)
        self._keys = Lazy(lambda: CitationKeys(self.documents.saying_more()))
        self._spellings = TagSpellings(self.documents.saying_more)

    def __iter__(self) -> Iterator[str]:
        return iter([paper for paper in list(self.documents) if paper != READER])

    @property
    def keys(self) -> CitationKeys:
        """The citation keys."""
        return self._keys.get()

    def saying_more(self) -> Iterator[str]:
        """Iterate over the papers that have more than a read mark, or had it once."""
        for document in self.documents.saying_more():
            if document["paper"] != READER:
                yield document["paper"]

    def value(self, place: FieldKey) -> Value:
        """Return the value of a field; None if it was never set."""
        paper, field = place
        value: Value = self.documents.get(paper, _NOTHING).get(field)
        return value

    def stamp(self, place: FieldKey) -> str:
        """Return the stamp of a field; empty if it was never set.

        For a tag, it is the latest of all its spellings that count.
        """
        paper, field = place
        document = self.documents.get(paper)
        stamp: str = document["stamps"].get(field, "") if document else ""
        if document and field.startswith(TAG):
            return max(stamp, tag_state(document, fields_of_tag(document, field)).stamp)
        return stamp

    def changes(self, wanted: Mapping[FieldKey, Value]) -> tuple[Change, ...]:
        """Return the changes that give fields these values."""
        changes = []
        for (paper, field), now in wanted.items():
            document = self.documents.get(paper)
            was = document.get(field) if document else None
            # A field that was never set counts as False.
            if was != now and not (was is None and now is False):
                changes.append(Change(paper, field, was, now))
        return tuple(changes)

    def latest(self, changes: Iterable[Change]) -> str:
        """Return the latest stamp of the fields of some changes; empty if none was ever set."""
        return max((self.touched((each.paper, each.field)) for each in changes), default="")

    def touched(self, place: FieldKey) -> str:
        """Return the latest stamp of a field, or of a tag in any spelling; empty if never set."""
        paper, field = place
        if (document := self.documents.get(paper)) is None:
            return ""
        fields = fields_of_tag(document, field) if field.startswith(TAG) else (field,)
        return max((document["stamps"].get(each, "") for each in fields), default="")

    def fold(self, entry: JournalEntry) -> set[str]:
        """Apply an entry; the order and repetitions make no difference.

        Returns:
            The papers whose document changed.
        """
        return self.fold_all((entry,))

    def fold_all(self, entries: Iterable[JournalEntry]) -> set[str]:
        """Apply many entries; citation keys are made unique at the end, as that takes its time.

        Returns:
            The papers whose document changed.
        """
        changed: set[str] = set()
        for entry in entries:
            changed |= self._apply(entry)
        if self.keys.is_stale:
            self.keys.disambiguate()
        return changed

    def _apply(self, entry: JournalEntry) -> set[str]:
        fresh: dict[str, Document] = {}
        for paper, field, _, now, at in entry.changes:
            stamp = at or entry.stamp
            document = fresh.get(paper) or self.documents.get(paper) or _touched(fresh, paper)
            stamps = document["stamps"]
            held = stamps.get(field, "")
            # Equal stamps occur only if two homes share a machine's id, or after a restored
            # backup; all machines must agree then too.
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
                self.keys.hold(document)
            self._spellings.add(document)
        for paper in entry.papers:
            document = self.documents.get(paper) or _new(paper)
            self.documents[paper] = {**document, "kept": True}
        return set(fresh)

    def kept(self, paper: str) -> bool:
        """Whether the record of a paper is in a journal already."""
        return bool(self.documents.get(paper, _NOTHING).get("kept"))

    def marks(self, paper: str) -> Marks:
        """Return the marks of a paper."""
        document = self.documents.get(paper)
        if document is None:
            return UNMARKED
        is_tagged = any(field.startswith(TAG) for field in document)
        has_key = FIXED in document or PROPOSED in document
        return Marks(
            read=document.get("read") is True,
            starred=document.get("starred") is True,
            tags=tuple(sorted(map(self._spellings.of, tags_on(document)))) if is_tagged else (),
            note=_note(document),
            citation_key=self.keys.of(paper) if has_key else None,
            key_fixed=has_key and self.keys.fixed(paper),
        )

    def tags(self) -> Counter[str]:
        """Count the papers of each tag."""
        documents = self.documents.saying_more()
        counted = Counter(tag for document in documents for tag in tags_on(document))
        return Counter({self._spellings.of(tag): count for tag, count in counted.items()})

    def spelled(self, name: str) -> str:
        """Return a tag in the spelling that is in use; `name` itself if no paper has it."""
        return self._spellings.in_use(name)

    def current_tags(self, paper: str) -> Iterator[tuple[str, str]]:
        """Iterate over the tags of a paper: the field as it is spelled, and its stamp."""
        for tag, said in tags_on(self.documents.get(paper, _NOTHING)).items():
            yield TAG + self._spellings.of(tag), said.stamp

    def new_tags(self, paper: str, wanted: Mapping[str, bool]) -> dict[FieldKey, Value]:
        """Return the field values that add and remove tags, whatever their spelling on the paper.

        Args:
            paper: its id.
            wanted: for each name whether the paper is to have it. If one spelling of a tag is
                wanted and another is not, the tag gets the new spelling.
        """
        document = self.documents.get(paper) or _new(paper)
        changes: dict[FieldKey, Value] = {}
        for tag in dict.fromkeys(map(tag_key, wanted)):
            names = {name: on for name, on in wanted.items() if tag_key(name) == tag}
            held = tag_state(document, fields_of_tag(document, TAG + tag))
            on = [name for name, update in names.items() if update]
            anew = bool(on) and len(on) < len(names)
            if held.now and (anew or not on):
                changes |= {(paper, field): False for field in held.fields}
            if on and (anew or not held.now):
                field = TAG + (on[-1] if anew else self.spelled(on[-1]))
                if field in held.fields and not held.now:
                    # It was removed in another spelling, so that one is set again.
                    there = fields_of_tag(document, field)
                    field = max(there, key=lambda each: document["stamps"][each])
                changes[paper, field] = True
        return changes

    def new_note(self, paper: str, text: str) -> dict[FieldKey, Value]:
        """Return the field values that replace the whole note of a paper by a text."""
        document = self.documents.get(paper, _NOTHING)
        if text == (_note(document) or ""):
            return {}
        changes: dict[FieldKey, Value] = {(paper, field): None for field in _texts(document)}
        if text:
            changes[paper, note_field(text)] = text
        return changes


def note_field(text: str) -> str:
    """Return the field of a note text; the same text has the same field."""
    return f"{NOTE}{crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def _new(paper: str) -> Document:
    return {"paper": paper, "stamps": {}}


def _touched(fresh: dict[str, Document], paper: str) -> Document:
    document = fresh[paper] = _new(paper)
    return document


def _texts(document: Mapping[str, Any]) -> list[str]:
    """The fields of the texts of a note, the oldest first."""
    fields = [field for field, text in document.items() if text and field.startswith(NOTE)]
    return sorted(fields, key=lambda field: (document["stamps"][field], field))


def _note(document: Mapping[str, Any]) -> str | None:
    """The note: usually one text; several if machines wrote them independently."""
    return _BETWEEN_NOTES.join(document[field] for field in _texts(document)) or None
