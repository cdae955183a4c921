"""Compacts a journal: old entries become a summary, entries that can be taken back stay."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from reader.library.checkpoint import Document
from reader.library.folded_state import FoldedState
from reader.library.journal_entry import Change, FieldKey, JournalEntry
from reader.library.stamp import time_of

KEPT_ENTRIES = 1000
KEPT_DAYS = 90

_PAPERS_PER_LINE = 200
"""A summary has several lines, so one damaged line does not cost all of it."""


def compacted(entries: Sequence[JournalEntry], now: datetime) -> list[JournalEntry]:
    """Return the same marks in fewer entries.

    The last thousand entries and those of the last ninety days stay, so that they can still be
    taken back. Of older ones only the last value of each field stays, and every line with parts
    that this program does not know.
    """
    oldest = now - timedelta(days=KEPT_DAYS)
    count = max(0, len(entries) - KEPT_ENTRIES)
    young = (place for place, each in enumerate(entries[:count]) if _is_young(each, oldest))
    count = next(young, count)
    old, recent = entries[:count], entries[count:]
    if all(entry.summary or entry.line for entry in old):
        return list(entries)
    state = FoldedState({})
    records: dict[str, Document] = {}
    plain = [entry for entry in old if not entry.line]
    state.fold_all(plain)
    for entry in plain:
        add_snapshots(records, entry)
    beyond = (entry for entry in old if entry.line)
    return [*summary(state.documents, records), *beyond, *recent]


def next_generation(
    before: Sequence[JournalEntry], after: Sequence[JournalEntry]
) -> list[JournalEntry]:
    """Return the entries of a rewritten journal, behind one that says its generation.

    So whoever has both versions of the journal knows which of them is the newer one.
    """
    number = max((entry.generation for entry in before), default=0) + 1
    rest = [entry for entry in after if not _is_heading(entry)]
    if rest and rest[0].summary and rest[0] not in before:
        return [replace(rest[0], generation=number), *rest[1:]]
    # A line that was there before stays byte for byte.
    stamp = next((entry.stamp for entry in rest if entry.stamp), "")
    return [JournalEntry(stamp, (), summary=True, generation=number), *rest] if stamp else rest


def _is_heading(entry: JournalEntry) -> bool:
    return bool(entry.generation and not entry.changes and not entry.papers and not entry.line)


def _is_young(entry: JournalEntry, oldest: datetime) -> bool:
    return bool(entry.stamp) and time_of(entry.stamp) >= oldest


def add_snapshots(records: dict[str, Document], entry: JournalEntry) -> None:
    """Add the paper records of an entry, if they are later than the known ones."""
    for paper, record in entry.papers.items():
        # In a summary each record has its own stamp; other records have that of their entry.
        snapshot = {"paper": paper, "stamp": entry.stamp, **record}
        if paper not in records or records[paper]["stamp"] < snapshot["stamp"]:
            records[paper] = snapshot


def summary(
    documents: Mapping[str, Document],
    records: Mapping[str, Document],
    places: Collection[FieldKey] | None = None,
) -> Iterator[JournalEntry]:
    """Yield summary entries with the content of the documents, each field with its own stamp.

    Args:
        documents: marks by paper.
        records: paper records by id.
        places: the fields to include; by default all.
    """
    papers = sorted(documents.keys() | records.keys())
    for start in range(0, len(papers), _PAPERS_PER_LINE):
        some = papers[start : start + _PAPERS_PER_LINE]
        changes = tuple(
            Change(paper, field, None, documents[paper][field], stamp)
            for paper in some
            for field, stamp in documents.get(paper, {"stamps": {}})["stamps"].items()
            if places is None or (paper, field) in places
        )
        kept = {paper: records[paper] for paper in some if paper in records}
        if changes or kept:
            stamps = [change.at for change in changes] + [each["stamp"] for each in kept.values()]
            yield JournalEntry(max(stamps), changes, papers=kept, summary=True)
