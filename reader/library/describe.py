"""An action in words: what it did, or what came back with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from reader.library.journal import Action, Change
from reader.library.state import TAG
from reader.text import shorten

_SILENT = frozenset({"votes", "citation_key", "key_fixed"})
_TITLE = 50


def describe(action: Action, title: Callable[[str], str], *, again: bool = True) -> str:
    """What is true after the action, such as ``37 papers are unread again``.

    Args:
        action: what was done.
        title: the title of a paper by its id.
        again: the action put back what had been before.
    """
    papers: dict[str, list[str]] = defaultdict(list)
    for change in action.changes:
        if change.field not in _SILENT:
            papers[_state(change)].append(change.paper)
    clauses = [
        f"{_subject(ids, title)} {'is' if len(ids) == 1 else 'are'} {state}"
        for state, ids in papers.items()
    ]
    if len({tuple(ids) for ids in papers.values()}) == 1:
        ids = next(iter(papers.values()))
        states = " and ".join(papers)
        clauses = [f"{_subject(ids, title)} {'is' if len(ids) == 1 else 'are'} {states}"]
    return "; ".join(clauses) + (" again" if again else "")


def _subject(ids: list[str], title: Callable[[str], str]) -> str:
    return f"“{shorten(title(ids[0]), _TITLE)}”" if len(ids) == 1 else f"{len(ids)} papers"


def _state(change: Change) -> str:
    match change.field, bool(change.now):
        case "read", now:
            return "read" if now else "unread"
        case "starred", now:
            return "starred" if now else "unstarred"
        case "note", now:
            return "with its note" if now else "without a note"
        case field, now:
            return f"{'tagged' if now else 'without the tag'} {field.removeprefix(TAG)}"
