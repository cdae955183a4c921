"""How a line of the list looks: values in, styled text out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from reader.text import readable, shorten
from reader.tui.drawing import CITED, MUTED, NOTED, STARRED, tag_style
from reader.tui.view import Heading, Line, Row

UNREAD, PENDING, LATE, CURSOR = "●", "…", "+", "›"
CHOSEN, FOLDED, OPEN, OUTSTANDING = "◆", "▸", "▾", "»"

_TAGS, _TAG = 2, 12


def line_content(line: Line, under_cursor: bool) -> Content:
    """A line of the list."""
    return _row(line, under_cursor) if isinstance(line, Row) else _heading_line(line, under_cursor)


def _row(row: Row, under_cursor: bool) -> Content:
    """Cursor, mark, state, star, votes, tags, note, whether it is cited, title."""
    paper, marks = row.paper, row.marks
    state = PENDING if row.pending else " " if marks.read else UNREAD
    votes = "" if paper.upvotes is None else str(paper.upvotes)
    return Content.assemble(
        _edge(row, under_cursor),
        "  " if row.inset else "",
        (state, "bold $unread"),
        (STARRED if marks.starred else LATE if row.late else " ", "bold $starred"),
        (f"{votes:>4} ", MUTED if marks.read else "$votes"),
        (f"{row.day.day:>2} {row.day:%b} " if row.day else "", MUTED),
        *_short_tags(marks.tags),
        (f"{NOTED} " if marks.note else "", "$tag"),
        (f"{CITED} " if row.cited else "", "$tag"),
        (f"{row.remark} " if row.remark else "", "$tag"),
        (f"{OUTSTANDING} " if row.highlighted else "", "bold $accent"),
        (readable(paper.title), _title_style(row)),
    )


def _title_style(row: Row) -> str:
    if row.highlighted:
        return "$accent" if row.marks.read else "bold $accent"
    return MUTED if row.marks.read else "bold"


def _heading_line(heading: Heading, under_cursor: bool) -> Content:
    """Cursor, mark, open or folded, unread, the name of a group, and how many papers it has."""
    unread = sum(row.unread for row in heading.rows)
    starred = sum(row.marks.starred for row in heading.rows)
    return Content.assemble(
        _edge(heading, under_cursor),
        (OPEN if heading.open else FOLDED, "$accent"),
        " ",
        (heading.name, "bold" if unread else MUTED),
        (f"  {len(heading.rows)}", MUTED),
        (f", {unread} unread" if unread else ", all read", "$unread" if unread else MUTED),
        (f"  {STARRED} {starred}" if starred else "", "$starred"),
    )


def _edge(line: Line, under_cursor: bool) -> tuple[str, str]:
    if under_cursor:
        return CURSOR, "bold $starred" if line.chosen else "bold $accent"
    return CHOSEN if line.chosen else " ", "bold $starred"


def group_text(heading: Heading) -> str:
    """What the pane says of a group: the titles in it."""
    count = "1 paper" if len(heading.rows) == 1 else f"{len(heading.rows)} papers"
    lines = (f"{UNREAD if row.unread else ' '} {readable(row.paper.title)}" for row in heading.rows)
    return "\n".join((f"{heading.name}, {count}", "", *lines))


def _short_tags(tags: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The first tags and how many more, so that there is room for the title."""
    yield from ((f"#{shorten(tag, _TAG)} ", tag_style(tag)) for tag in tags[:_TAGS])
    if len(tags) > _TAGS:
        yield f"+{len(tags) - _TAGS} ", MUTED


def line_key(line: Line) -> tuple[object, ...]:
    """What the looks of a line depend on."""
    if isinstance(line, Heading):
        unread = sum(row.unread for row in line.rows)
        starred = sum(row.marks.starred for row in line.rows)
        return (line.name, len(line.rows), unread, starred, line.open, line.chosen)
    row, paper = line, line.paper
    return (
        paper.id,
        paper.title,
        paper.upvotes,
        row.marks,
        row.pending,
        row.late,
        row.day,
        row.chosen,
        row.inset,
        row.highlighted,
        row.remark,
        row.cited,
    )
