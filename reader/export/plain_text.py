"""A paper as plain text, to be read or passed on to another program."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from reader.paper import Marks

_FACTS = (
    *("organization", "submitter", "published", "listed", "upvotes", "comments"),
    *("github", "github_stars", "project", "arxiv", "pdf", "url"),
)


def paper_lines(known: dict[str, Any], marks: Marks, width: int) -> Iterator[str]:
    """All that is known of a paper, given as its JSON object."""
    yield from textwrap.wrap(known["title"], width)
    yield from textwrap.wrap(", ".join(known["authors"]), width)
    yield ""
    for name in _FACTS:
        if name == "arxiv" and (latest := _version_words(known)):
            yield f"{'version:':<14}{latest}"
        if known[name] is not None:
            yield f"{name.replace('_', ' ') + ':':<14}{known[name]}"
    yield f"{'marks:':<14}{', '.join(_mark_words(marks))}"
    for heading in ("abstract", "summary", "keywords"):
        value = known[heading] or ""
        text = value if isinstance(value, str) else ", ".join(value)
        if text:
            yield ""
            yield heading.capitalize()
            for paragraph in text.split("\n"):
                yield from textwrap.wrap(paragraph, width)


def _version_words(known: dict[str, Any]) -> str:
    """The latest version and whether it is withdrawn, as far as arXiv was asked."""
    version = f"v{known['version']}" if known["version"] else ""
    return ", ".join(filter(None, (version, "withdrawn" if known["withdrawn"] else "")))


def _mark_words(marks: Marks) -> Iterator[str]:
    yield "read" if marks.read else "unread"
    if marks.starred:
        yield "starred"
    yield from (f"#{tag}" for tag in marks.tags)
    if marks.note:
        yield "note: " + " / ".join(filter(None, marks.note.split("\n")))
    if marks.citation_key:
        yield f"citation key: {marks.citation_key}"
