"""How a discussion looks: what was made of the paper, and what people say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from textual.content import Content
from textual.style import Style

from reader.feed.discussion_decoder import Comment, Discussion, LinkedRepository
from reader.tui.rendering.paper_text import day_words, heading

MAX_TEXT = 200_000
"""Characters of all comments that are drawn; a long thread has a tenth of it."""
MAX_LINES = 1_500
"""Lines of one comment that are drawn."""
MAX_LINKS = 10
"""Models, data sets and Spaces that are named, of each kind."""

_MUTED = "$faint"
_DEEPEST = 8
_NARROWEST = 16
_BAR = "│ "
_NAMES = {"model": "Models", "dataset": "Datasets", "space": "Spaces"}


@dataclass(frozen=True, slots=True)
class DrawnDiscussion:
    """A discussion as lines for the screen."""

    links: tuple[Content, ...] = ()
    comments: tuple[Content, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    """At which line each comment begins, by its id, in their order."""


def draw_discussion(discussion: Discussion, width: int) -> DrawnDiscussion:
    """Everything as lines of at most `width` cells; takes its time, so not for the event loop."""
    lines: list[Content] = []
    places: dict[str, int] = {}
    room, comments = MAX_TEXT, discussion.comments
    for number, comment in enumerate(comments):
        if room <= 0:
            lines += [Content(""), _more(len(comments) - number, "comment")]
            break
        room -= len(comment.text)
        if number:
            above = comments[number - 1].depth
            lines.append(_bar(min(above, comment.depth), Content("")))
        places[comment.id] = len(lines)
        lines += _comment(comment, width)
    return DrawnDiscussion(tuple(_links(discussion, width)), tuple(lines), places)


def _links(discussion: Discussion, width: int) -> Iterator[Content]:
    for kind, total in discussion.totals.items():
        links = [link for link in discussion.links if link.kind == kind]
        if total:
            yield Content("")
            yield Content.assemble(heading(_NAMES[kind]), (f"  {total:,}", _MUTED))
            yield from (_link(link, width) for link in links[:MAX_LINKS])
            if (left := total - len(links[:MAX_LINKS])) > 0:
                yield _more(left, kind)


def _link(link: LinkedRepository, width: int) -> Content:
    counts = [
        f"♥ {link.likes:,}" if link.likes is not None else "",
        f"↓ {link.downloads:,}" if link.downloads is not None else "",
    ]
    facts = "  ".join(filter(None, counts))
    name = Content.styled(link.id, Style(underline=True, link=link.url))
    room = max(_NARROWEST, width - len(facts) - 2)
    return Content.assemble(name.truncate(room, ellipsis=True), (f"  {facts}", _MUTED))


def _comment(comment: Comment, width: int) -> Iterator[Content]:
    from reader.tui.rendering.markdown_text import markdown_lines

    if comment.hidden:
        yield _bar(comment.depth, Content.styled("A comment that was hidden", f"italic {_MUTED}"))
        return
    room = max(_NARROWEST, width - len(_BAR) * min(comment.depth, _DEEPEST))
    for line in _who(comment).wrap(room):
        yield _bar(comment.depth, line)
    lines = markdown_lines(comment.text, room, MAX_LINES)
    for line in lines[:MAX_LINES]:
        yield _bar(comment.depth, line)
    if len(lines) > MAX_LINES:
        rest = "… the rest of this comment is on the paper's page, oo opens it"
        yield _bar(comment.depth, Content.styled(rest, _MUTED))


def _who(comment: Comment) -> Content:
    facts = [
        f"@{comment.login}" if comment.login and comment.login != comment.author else "",
        day_words(comment.created.date()) if comment.created else "",
        "edited" if comment.edited else "",
        "  ".join(f"{emoji} {count}" for emoji, count in comment.reactions.items()),
    ]
    said = "".join(f" · {fact}" for fact in facts if fact)
    return Content.assemble((comment.author or "somebody", "bold $strong"), (said, _MUTED))


def _bar(depth: int, line: Content) -> Content:
    """A line of a comment, behind a bar for each comment that it stands below."""
    return Content.assemble((_BAR * min(depth, _DEEPEST), _MUTED), line) if depth else line


def _more(count: int, what: str) -> Content:
    more = f"… {count:,} more {what}{'' if count == 1 else 's'} on the paper's page, oo opens it"
    return Content.styled(more, _MUTED)
