"""Which keys the key line teaches: what is worth knowing depends on what is under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from reader.tui.keys.actions import Action, shown

ContextName = Literal["list", "heading", "fold", "marks", "range", "queue", "reading"]


@dataclass(frozen=True, slots=True)
class KeyContext:
    """What the next key is about."""

    name: ContextName = "list"
    count: int = 0
    """How many papers a decision is about, where that is not one."""
    match: str = ""
    """Which match of a search in the text the reader is at, such as ``2 of 14``."""


class KeyHint(NamedTuple):
    """A key, and what it does in a word or two."""

    key: str
    words: str
    action: str
    """The action that a click starts; empty for the first of several keys."""


_PREFIX = "*"
"""What stands before an action of which only the first key is shown."""

_LIST = (
    ("read-on", "page/next"),
    ("read", "read"),
    ("star", "star"),
    ("tag", "tag"),
    ("read-whole", "open"),
    ("follow", "follow"),
    ("filter", "filter"),
    ("*newest", "go"),
    ("*open-page", "browser"),
    ("*copy-bibtex", "copy"),
)
_MORE = (("export", "export"), ("undo", "undo"), ("next-unread", "next unread"))

_GROUP = (
    ("read", "read all {}"),
    ("star", "star all {}"),
    ("tag", "tag"),
    ("next-unread", "next unread"),
    ("*newest", "go"),
    ("undo", "undo"),
    ("filter", "filter"),
)

_HINTS: Mapping[ContextName, tuple[tuple[str, str], ...]] = {
    "list": (*_LIST, *_MORE, ("read-all", "all read")),
    "queue": (*_LIST, ("read-all", "all read"), *_MORE, ("after", "newer"), ("before", "older")),
    "heading": (("unfold", "fold"), *_GROUP),
    "fold": (("read-on", "unfold"), *_GROUP),
    "marks": (
        ("read", "read {} marked"),
        ("star", "star"),
        ("tag", "tag"),
        ("export", "export"),
        ("*copy-bibtex", "copy"),
        ("*open-page", "browser"),
        ("*pipe-bibtex", "pipe"),
        ("mark", "mark"),
        ("range", "range"),
        ("clear", "clear marks"),
    ),
    "range": (
        ("move-down", "longer"),
        ("move-up", "shorter"),
        ("read", "read {}"),
        ("star", "star"),
        ("tag", "tag"),
        ("mark", "mark them"),
        ("export", "export"),
        ("*copy-bibtex", "copy"),
        ("clear", "clear"),
    ),
    "reading": (
        ("read-on", "page/next"),
        ("filter", "find"),
        ("authors", "authors"),
        ("after", "next paper"),
        ("read", "read"),
        ("star", "star"),
        ("tag", "tag"),
        ("*copy-bibtex", "copy"),
        ("*open-page", "browser"),
        ("refresh", "ask again"),
    ),
}
"""The actions of each context, most needed first, with their words."""
_SEARCHING = (
    ("read-on", "page/next"),
    ("filter", "find"),
    ("next-match", ""),
    ("previous-match", "{match}"),
    ("clear", "end search"),
    *_HINTS["reading"][2:],
)
"""Those of the reading view while a search in its text is in force."""

_NARROW = (
    ("read-on", "page"),
    ("read-whole", "open"),
    ("read", "read"),
    ("star", "star"),
    ("tag", "tag"),
    ("filter", "find"),
    ("*newest", "go"),
    ("*copy-bibtex", "copy"),
    ("undo", "undo"),
)
"""Those of a list where there is little room."""
_LISTS = ("list", "queue")
WIDE = 100
"""Columns from which on there is room for more."""
_SHORT_KEYS = {"enter": "⏎"}


def key_hints(context: KeyContext, actions: Iterable[Action], width: int) -> Iterator[KeyHint]:
    """The keys worth knowing, most needed first; those of actions without a key are left out."""
    known = {action.id: action for action in actions}
    narrow = width < WIDE
    listed = context.name in _LISTS
    searching = _SEARCHING if context.match else _HINTS[context.name]
    for name, words in _NARROW if narrow and listed else searching:
        id_ = name.removeprefix(_PREFIX)
        if id_ not in known or not known[id_].keys:
            continue
        keys = known[id_].keys[0]
        if name.startswith(_PREFIX):
            if len(keys) < 2 or keys.startswith("<"):
                continue
            yield KeyHint(keys[0], words, "")
            continue
        key = shown(keys)
        words = words.format(context.count, match=context.match)
        yield KeyHint(_SHORT_KEYS.get(key, key) if narrow else key, words, id_)


def last_hints(context: KeyContext, actions: Iterable[Action], width: int) -> list[KeyHint]:
    """The keys that always stand at the right edge.

    They are help and, in lists with room for it, all commands; in the reading view the way back.
    """
    known = {action.id: action for action in actions}
    wanted = [("help", "help")]
    if context.name == "reading":
        wanted.insert(0, ("quit", "back"))
    elif width >= WIDE and context.name in _LISTS:
        wanted.insert(0, ("commands", "all"))
    return [
        KeyHint(shown(known[id_].keys[0]), words, id_)
        for id_, words in wanted
        if id_ in known and known[id_].keys
    ]
