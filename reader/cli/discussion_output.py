"""A paper's discussion, and what was made of the paper, as lines of text or as JSON values."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reader.feed.discussion_decoder import Comment, Discussion
    from reader.listings.discussion_cache import LoadedDiscussion

_INDENT = 2
_DEEPEST = 8


def lines(discussion: Discussion, width: int) -> Iterator[str]:
    """Comments with their answers indented below them, then the links."""
    yield ""
    yield "Discussion"
    for comment in discussion.comments:
        yield from _comment(comment, width)
    if not discussion.comments:
        yield "Nobody has said anything yet."
    for kind, total in discussion.totals.items():
        links = [link for link in discussion.links if link.kind == kind]
        if links:
            yield ""
            yield f"{kind.capitalize()}s" + (f", {len(links)} of {total}" * (total > len(links)))
            yield from (link.url for link in links)


def record(told: LoadedDiscussion) -> dict[str, Any]:
    """The same as JSON values, and when the service was asked for it."""
    discussion = told.discussion
    return {
        "fetched_at": told.fetched_at.isoformat(),
        "comments": [
            {
                "author": comment.author,
                "hidden": comment.hidden,
                "edited": comment.edited,
                "created": comment.created.isoformat() if comment.created else None,
                "text": comment.text,
                "reactions": dict(comment.reactions),
                "depth": comment.depth,
            }
            for comment in discussion.comments
        ],
        "links": [
            {
                "kind": link.kind,
                "id": link.id,
                "url": link.url,
                "likes": link.likes,
                "downloads": link.downloads,
            }
            for link in discussion.links
        ],
    }


def _comment(comment: Comment, width: int) -> Iterator[str]:
    indent = " " * (_INDENT * min(comment.depth, _DEEPEST))
    day = f", {comment.created:%Y-%m-%d}" if comment.created else ""
    said = "".join(f"  {emoji} {count}" for emoji, count in comment.reactions.items())
    yield ""
    if comment.hidden:
        yield f"{indent}A comment that was hidden."
        return
    edited = ", edited" if comment.edited else ""
    yield f"{indent}{comment.author or 'somebody'}{day}{edited}{said}"
    for paragraph in comment.text.split("\n"):
        yield from textwrap.wrap(
            paragraph, width, initial_indent=indent + "  ", subsequent_indent=indent + "  "
        )
