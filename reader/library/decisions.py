"""What a reader's decision on papers changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reader.library.folded_state import READER, TAG
from reader.library.journal_entry import Value
from reader.library.library import FieldUpdate
from reader.library.notes import note_text
from reader.library.undo_history import WRITTEN
from reader.paper import Paper


def read(papers: Iterable[Paper]) -> list[FieldUpdate]:
    """Seen; the votes of this moment are kept, for a second chance when they rise."""
    return [
        update
        for paper in papers
        for update in (
            FieldUpdate(paper.id, "read", True),
            FieldUpdate(paper.id, "votes", paper.upvotes),
        )
    ]


def unread(papers: Iterable[Paper]) -> list[FieldUpdate]:
    """Not seen after all."""
    return [FieldUpdate(paper.id, "read", False) for paper in papers]


def star(papers: Iterable[Paper]) -> list[FieldUpdate]:
    """Worth keeping, and thereby read."""
    papers = list(papers)
    return [*(FieldUpdate(paper.id, "starred", True) for paper in papers), *read(papers)]


def unstar(papers: Iterable[Paper]) -> list[FieldUpdate]:
    """Not worth keeping after all; still read."""
    return [FieldUpdate(paper.id, "starred", False) for paper in papers]


def tag(
    papers: Iterable[Paper], add: Iterable[str], remove: Iterable[str] = ()
) -> list[FieldUpdate]:
    """Tags on and off; each is one word as `tag_name` makes it."""
    changes = dict.fromkeys(remove, False) | dict.fromkeys(add, True)
    return [
        FieldUpdate(paper.id, TAG + name, value)
        for paper in papers
        for name, value in changes.items()
    ]


def note(papers: Iterable[Paper], text: str) -> list[FieldUpdate]:
    """A note of one's own; an empty one takes it away."""
    return [FieldUpdate(paper.id, "note", note_text(text) or None) for paper in papers]


def place(name: str, value: Value) -> list[FieldUpdate]:
    """Where the reader is in something, such as the queue, to be remembered under a name."""
    return [FieldUpdate(READER, name, value)]


def written(file: str, entries: Mapping[str, str]) -> list[FieldUpdate]:
    """What was last written of each paper into a bibliography, under the short name of the file."""
    return [FieldUpdate(paper, WRITTEN + file, value) for paper, value in entries.items()]
