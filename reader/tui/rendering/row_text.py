"""How a line of the list looks: values in, styled text out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from reader.text import shorten, strip_letter_joiners
from reader.tui.rendering.paper_text import CITED, MUTED, NOTED, STARRED, seen, tag_style
from reader.tui.state.list_view import Heading, Line, Row

UNREAD, PENDING, LATE, CURSOR = "●", "…", "+", "›"
CHOSEN, CURSOR_CHOSEN, FOLDED, OPEN, OUTSTANDING = "◆", "◈", "▸", "▾", "»"

_TAGS, _TAG = 2, 12
_MOST_TITLES = 100
"""Titles of a group that are shown beside its heading."""
_LONGEST_START = 18
"""Cells before the text of a row, at most."""


def line_content(line: Line, under_cursor: bool) -> tuple[Content, Content]:
    """What a line of the list begins with, and its text."""
    edge = _edge(line, under_cursor)
    if isinstance(line, Row):
        title = Content.styled(seen(line.paper.title), _title_style(line))
        return Content.assemble(edge, *_start(line)), Content.assemble(*_signs(line), title)
    return Content.assemble(edge), _heading_text(line)


def line_height(line: Line, width: int) -> int:
    """How many lines of the screen it takes to show a line of the list whole."""
    if not isinstance(line, Row):
        return 1
    title, marks = line.paper.title, line.marks
    bare = not (marks.tags or marks.note or line.cited or line.remark or line.highlighted)
    # Most rows are bare, and what is mended of a title makes it no longer.
    if bare and title.isascii() and len(title) <= width - _LONGEST_START:
        return 1
    start, text = line_content(line, False)
    return len(text.wrap(max(1, width - start.cell_length)))


def _start(row: Row) -> Iterator[tuple[str, str]]:
    """State, star and votes, each with its style."""
    votes = "" if row.paper.upvotes is None else str(row.paper.upvotes)
    if row.inset:
        yield "  ", ""
    yield PENDING if row.pending else " " if row.marks.read else UNREAD, "bold $unread"
    yield STARRED if row.marks.starred else LATE if row.late else " ", "bold $starred"
    yield f"{votes:>4} ", MUTED if row.marks.read else "$votes"
    if row.day:
        yield f"{row.day.day:>2} {row.day:%b} ", MUTED


def _signs(row: Row) -> Iterator[tuple[str, str]]:
    """What stands before the title where there is such a thing, each with its style."""
    yield from _short_tags(row.marks.tags)
    if row.marks.note:
        yield f"{NOTED} ", "$tag"
    if row.cited:
        yield f"{CITED} ", "$tag"
    if row.remark:
        yield f"{row.remark} ", "$tag"
    if row.highlighted:
        yield f"{OUTSTANDING} ", "bold $accent"


def _title_style(row: Row) -> str:
    if row.highlighted:
        return "$accent" if row.marks.read else "bold $accent"
    return MUTED if row.marks.read else "bold"


def _heading_text(heading: Heading) -> Content:
    """Open or folded, the name of a group, how many papers it has, and how many unread."""
    unread = sum(row.unread for row in heading.rows)
    starred = sum(row.marks.starred for row in heading.rows)
    return Content.assemble(
        (OPEN if heading.open else FOLDED, "$accent"),
        " ",
        (heading.name, "bold" if unread else MUTED),
        (f"  {len(heading.rows)}", MUTED),
        (f", {unread} unread" if unread else ", all read", "$unread" if unread else MUTED),
        (f"  {STARRED} {starred}" if starred else "", "$starred"),
    )


def _edge(line: Line, under_cursor: bool) -> tuple[str, str]:
    if under_cursor:
        return (CURSOR_CHOSEN, "bold $starred") if line.selected else (CURSOR, "bold $accent")
    return CHOSEN if line.selected else " ", "bold $starred"


def group_text(heading: Heading) -> str:
    """What the pane says of a group: the titles in it."""
    count = "1 paper" if len(heading.rows) == 1 else f"{len(heading.rows)} papers"
    shown = heading.rows[:_MOST_TITLES]
    lines = [f"{UNREAD if row.unread else ' '} {seen(row.paper.title)}" for row in shown]
    if more := len(heading.rows) - len(shown):
        lines.append(f"  and {more} more")
    return "\n".join((f"{heading.name}, {count}", "", *lines))


def _short_tags(tags: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The first tags and how many more, so that there is room for the title."""
    yield from (
        (f"#{shorten(strip_letter_joiners(tag), _TAG)} ", tag_style(tag)) for tag in tags[:_TAGS]
    )
    if len(tags) > _TAGS:
        yield f"+{len(tags) - _TAGS} ", MUTED


def line_key(line: Line) -> tuple[object, ...]:
    """What the looks of a line depend on."""
    if isinstance(line, Heading):
        unread = sum(row.unread for row in line.rows)
        starred = sum(row.marks.starred for row in line.rows)
        return (line.name, len(line.rows), unread, starred, line.open, line.selected)
    row, paper = line, line.paper
    return (
        paper.id,
        paper.title,
        paper.upvotes,
        row.marks,
        row.pending,
        row.late,
        row.day,
        row.selected,
        row.inset,
        row.highlighted,
        row.remark,
        row.cited,
    )
