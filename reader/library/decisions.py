"""What a reader's decision on papers changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from reader.library.fields import WRITTEN
from reader.library.folded_state import READER, TAG
from reader.library.journal import Value
from reader.library.library import Wish
from reader.library.notes import note_text
from reader.library.tags import same
from reader.paper import Paper
from reader.text import clean

_TAG_LIMIT = 80
_SHOWN = 20
_SIGNS = "-#\"'“”;:.!?"
_NO_TAG = re.compile(r"[\s,]+")


def read(papers: Iterable[Paper]) -> list[Wish]:
    """Seen; the votes of this moment are kept, for a second chance when they rise."""
    return [
        wish
        for paper in papers
        for wish in (Wish(paper.id, "read", True), Wish(paper.id, "votes", paper.upvotes))
    ]


def unread(papers: Iterable[Paper]) -> list[Wish]:
    """Not seen after all."""
    return [Wish(paper.id, "read", False) for paper in papers]


def star(papers: Iterable[Paper]) -> list[Wish]:
    """Worth keeping, and thereby read."""
    papers = list(papers)
    return [*(Wish(paper.id, "starred", True) for paper in papers), *read(papers)]


def unstar(papers: Iterable[Paper]) -> list[Wish]:
    """Not worth keeping after all; still read."""
    return [Wish(paper.id, "starred", False) for paper in papers]


def tag(papers: Iterable[Paper], add: Iterable[str], remove: Iterable[str] = ()) -> list[Wish]:
    """Tags on and off; each is one word as `tag_name` makes it."""
    changes = dict.fromkeys(remove, False) | dict.fromkeys(add, True)
    return [
        Wish(paper.id, TAG + name, value) for paper in papers for name, value in changes.items()
    ]


def note(papers: Iterable[Paper], text: str) -> list[Wish]:
    """A note of one's own; an empty one takes it away."""
    return [Wish(paper.id, "note", note_text(text) or None) for paper in papers]


def place(name: str, value: Value) -> list[Wish]:
    """Where the reader is in something, such as the queue, to be remembered under a name."""
    return [Wish(READER, name, value)]


def written(file: str, entries: Mapping[str, str]) -> list[Wish]:
    """What was last written of each paper into a bibliography, under the short name of the file."""
    return [Wish(paper, WRITTEN + file, value) for paper, value in entries.items()]


def tag_name(typed: str) -> str:
    """A tag is one word: white space and commas become hyphens, and signs at its ends go.

    Empty where nothing is left, as of ``#`` or ``;``, and where it is too long to be one;
    `no_tag` says why.
    """
    name = _named(typed)
    return name if len(name) <= _TAG_LIMIT else ""


def no_tag(typed: str) -> str:
    """Why a word is no tag, in words for a sentence; empty where it is one."""
    name = _named(typed)
    if len(name) > _TAG_LIMIT:
        start = f"{name[:_SHOWN]}…"
        return f"“{start}” has {len(name)} characters; a tag has at most {_TAG_LIMIT}"
    return "" if name else f"“{typed}” is no tag: it needs a letter or a digit"


def _named(typed: str) -> str:
    return _NO_TAG.sub("-", " ".join(clean(typed).split())).strip(_SIGNS)


def spelled(name: str, known: Iterable[str]) -> str:
    """A tag as it is spelled where it is in use already; case makes no other tag."""
    return next((tag for tag in known if same(tag) == same(name)), name)


def overlong_tag(typed: str) -> str:
    """What is wrong with a line of tags that has one that is too long; empty where none is."""
    words = (word for word in _NO_TAG.split(typed.strip()) if len(word) > _TAG_LIMIT)
    return next((problem for word in words if (problem := no_tag(word))), "")


def typed_tags(typed: str, known: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """The tags to add and to remove in a line such as ``rl, agents -old``.

    Args:
        typed: the line.
        known: the tags in use.
    """
    add: list[str] = []
    remove: list[str] = []
    for word in _NO_TAG.split(typed.strip()):
        if name := spelled(tag_name(word), known):
            (remove if word.startswith("-") else add).append(name)
    return add, remove
