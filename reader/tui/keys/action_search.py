"""Commands found by words: those of the program, and those that people know from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from reader.tui.keys.actions import BY_ID, Action

_WORD = re.compile(r"\w+")

_ALSO: Mapping[str, str] = {
    "move-down": "next down",
    "move-up": "previous up",
    "first": "top beginning home",
    "last": "bottom end",
    "next-unread": "unseen new",
    "read-on": "scroll page continue",
    "read-whole": "open comment comments discussion details",
    "authors": "people who",
    "read": "seen done archive",
    "unread": "unseen",
    "star": "bookmark save favourite favorite keep like later",
    "tag": "label category",
    "note": "annotate write memo comment",
    "note-in-editor": "editor vim",
    "read-all": "everything catchup",
    "repeat": "again",
    "undo": "revert back",
    "redo": "again",
    "filter": "find narrow grep",
    "clear": "cancel escape reset unmark",
    "mark": "select choose",
    "range": "select visual",
    "mark-query": "select matching",
    "follow": "mute hide watch subscribe highlight author keyword view",
    "sort": "order arrange",
    "layout": "view panes split columns",
    "fold-by-topic": "group topics subjects",
    "fold-by-organization": "group organization company lab",
    "unfold": "expand collapse open",
    "before": "older yesterday previous earlier",
    "after": "newer tomorrow next later",
    "newest": "today latest home day",
    "queue": "inbox backlog waiting",
    "trending": "popular hot",
    "starred": "bookmarks favourites favorites saved",
    "library": "mine history kept",
    "tagged": "labels",
    "search": "find lookup",
    "go-to": "jump goto date calendar",
    "refresh": "reload update fetch sync",
    "open-page": "browser web huggingface website",
    "open-arxiv": "browser",
    "open-pdf": "download pdf paper",
    "open-code": "github repository repo source",
    "open-project": "website homepage",
    "copy-bibtex": "bib cite citation reference yank",
    "copy-key": "citation cite",
    "copy-link": "url address share",
    "pipe-bibtex": "shell program command run",
    "pipe-json": "shell program command run",
    "pipe-text": "shell program command run print",
    "pipe-links": "shell program command run urls addresses",
    "export": "file bibliography write ris",
    "statistics": "stats counts streak",
    "edit-settings": "settings config configuration preferences options toml",
    "theme": "dark light colours colors appearance",
    "check": "version withdrawn retracted updates",
    "help": "keys manual shortcuts",
    "commands": "palette",
    "suspend": "shell background",
    "quit": "exit close leave",
}
"""More words for actions, by their id."""


def found_actions(actions: Iterable[Action], typed: str) -> Sequence[Action]:
    """The actions that have every word that was typed, or its beginning; the best first.

    A whole word counts more than a beginning, and the few words of an action more than its
    sentence. Letters here and there in a word are no match, so that nothing is done by accident.
    """
    wanted = _WORD.findall(typed.casefold())
    scored = [(sum(scores), action) for action in actions if all(scores := _scores(action, wanted))]
    return [action for _, action in sorted(scored, key=lambda each: -each[0])]


def _scores(action: Action, wanted: Iterable[str]) -> list[int]:
    groups = _words(action) if BY_ID.get(action.id) is action else _groups(action)
    return [
        max(
            (
                weight if word == each else 1
                for weight, words in groups
                for each in words
                if each.startswith(word)
            ),
            default=0,
        )
        for word in wanted
    ]


@cache
def _words(action: Action) -> tuple[tuple[int, tuple[str, ...]], ...]:
    return _groups(action)


def _groups(action: Action) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The words of an action, those first that say most of it, each group with its weight."""
    name = (action.id.replace("-", " "), action.hint)
    own = tuple(_WORD.findall(" ".join(name).casefold()))
    also = tuple(_ALSO.get(action.id, "").split())
    sentence = tuple(_WORD.findall(action.words.casefold()))
    # The first word of an id is its verb, and of the others the first says most.
    return (
        (9, own[:1]),
        (8, also[:1]),
        (7, also[1:2]),
        (6, also[2:]),
        (5, own[1:]),
        (3, sentence),
    )
