"""The field updates of each decision: read, star, tag, note, and their opposites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reader.library import FieldUpdate
from reader.library.folded_state import READER, TAG
from reader.library.journal_entry import WRITTEN, Value
from reader.library.notes import note_text
from reader.paper import Paper


def read(papers: Iterable[Paper]) -> list[FieldUpdate]:
    """Mark as read; the votes are stored for a second chance if they rise."""
    return [
        update
        for paper in papers
        for update in (
            FieldUpdate(paper.id, "read", True),
            FieldUpdate(paper.id, "votes", paper.upvotes),
        )
    ]


def unread(papers: Iterable[Paper]) -> list[FieldUpdate]:
    """Mark as unread."""
    return [FieldUpdate(paper.id, "read", False) for paper in papers]


def star(papers: Iterable[Paper]) -> list[FieldUpdate]:
    """Star, and mark as read."""
    papers = list(papers)
    return [*(FieldUpdate(paper.id, "starred", True) for paper in papers), *read(papers)]


def unstar(papers: Iterable[Paper]) -> list[FieldUpdate]:
    """Remove the star; the papers stay read."""
    return [FieldUpdate(paper.id, "starred", False) for paper in papers]


def tag(
    papers: Iterable[Paper], add: Iterable[str], remove: Iterable[str] = ()
) -> list[FieldUpdate]:
    """Add and remove tags, each as `reader.library.tags.tag_name` returns it."""
    changes = dict.fromkeys(remove, False) | dict.fromkeys(add, True)
    return [
        FieldUpdate(paper.id, TAG + name, value)
        for paper in papers
        for name, value in changes.items()
    ]


def note(papers: Iterable[Paper], text: str) -> list[FieldUpdate]:
    """Replace the note; an empty text removes it."""
    return [FieldUpdate(paper.id, "note", note_text(text) or None) for paper in papers]


def notes_in(updates: Iterable[tuple[str, str, object]]) -> dict[str, str]:
    """The notes among field updates, by paper."""
    return {paper: str(text) for paper, field, text in updates if field == "note" and text}


def place(name: str, value: Value) -> list[FieldUpdate]:
    """Set a field of the reader's own record, such as the place in the queue."""
    return [FieldUpdate(READER, name, value)]


def written(file: str, entries: Mapping[str, str]) -> list[FieldUpdate]:
    """Store what was last written of each paper into a bibliography, by the file's short name."""
    return [FieldUpdate(paper, WRITTEN + file, value) for paper, value in entries.items()]
