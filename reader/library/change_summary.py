"""A journal entry in words, such as ``37 papers are unread again``."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reader.library.citation_keys import FIXED, PROPOSED
from reader.library.folded_state import NOTE, READER, TAG
from reader.library.journal_entry import Change, JournalEntry
from reader.library.tags import tag_key
from reader.text import shorten

_SILENT = frozenset({"votes", PROPOSED, FIXED})
_TITLE = 50


def describe(entry: JournalEntry, title: Callable[[str], str], *, again: bool = True) -> str:
    """Return what is true after an entry was made, such as ``37 papers are unread again``.

    Args:
        entry: the entry.
        title: returns the title of a paper by its id.
        again: whether the entry restored an earlier state.
    """
    changes: dict[str, list[Change]] = {}
    for change in entry.changes:
        if change.paper != READER and change.field not in _SILENT:
            changes.setdefault(change.paper, []).append(change)
    by_state: dict[str, list[str]] = {}
    for paper, each in changes.items():
        for state in _states(each):
            by_state.setdefault(state, []).append(paper)
    # Papers with the same states are named together.
    by_papers: dict[tuple[str, ...], list[str]] = {}
    for state, papers in by_state.items():
        by_papers.setdefault(tuple(papers), []).append(state)
    clauses = [
        f"{_subject(papers, title)} {' and '.join(states)}" for papers, states in by_papers.items()
    ]
    return ("; ".join(clauses) or "the marks are as they were") + (" again" if again else "")


def _subject(papers: tuple[str, ...], title: Callable[[str], str]) -> str:
    if len(papers) == 1:
        return f"“{shorten(title(papers[0]), _TITLE)}” is"
    return f"{len(papers)} papers are"


def _states(changes: Iterable[Change]) -> Iterable[str]:
    """The states that the changes of one paper lead to, each once."""
    states: dict[str, str] = {}
    for change in changes:
        match change.field, bool(change.now):
            case "read", now:
                states["read"] = "read" if now else "unread"
            case "starred", now:
                states["starred"] = "starred" if now else "unstarred"
            case field, now if field.startswith(NOTE):
                # Replacing a text makes two changes, but it is one note.
                if now or "note" not in states:
                    states["note"] = "with its note" if now else "without a note"
            case field, now if field.startswith(TAG):
                tag = field.removeprefix(TAG)
                # Changing the spelling removes one field and sets another.
                if now or tag_key(field) not in states:
                    states[tag_key(field)] = f"tagged {tag}" if now else f"without the tag {tag}"
    return states.values()
