"""An action in words: what it did, or what came back with it."""

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
    """What is true after the action, such as ``37 papers are unread again``.

    Args:
        entry: what was done.
        title: the title of a paper by its id.
        again: the action put back what had been before.
    """
    changes: dict[str, list[Change]] = {}
    for change in entry.changes:
        if change.paper != READER and change.field not in _SILENT:
            changes.setdefault(change.paper, []).append(change)
    by_state: dict[str, list[str]] = {}
    for paper, each in changes.items():
        for state in _states(each):
            by_state.setdefault(state, []).append(paper)
    # Papers that came to the same states are named once.
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
    """What one paper's changes have made of it, each thing once."""
    states: dict[str, str] = {}
    for change in changes:
        match change.field, bool(change.now):
            case "read", now:
                states["read"] = "read" if now else "unread"
            case "starred", now:
                states["starred"] = "starred" if now else "unstarred"
            case field, now if field.startswith(NOTE):
                # A new text takes the place of the old one: two changes, one note.
                if now or "note" not in states:
                    states["note"] = "with its note" if now else "without a note"
            case field, now if field.startswith(TAG):
                tag = field.removeprefix(TAG)
                # One that is spelled anew is taken away in one spelling and given in another.
                if now or tag_key(field) not in states:
                    states[tag_key(field)] = f"tagged {tag}" if now else f"without the tag {tag}"
    return states.values()
