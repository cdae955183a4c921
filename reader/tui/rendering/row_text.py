"""How a line of the list looks: values in, styled lines out.

The columns are those of a grid: the cursor's bar, the state, the star, the votes, the title. The
height of a row depends on its title and the width of the list alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len
from textual.content import Content

from reader.paper import Paper
from reader.tui.rendering.geometry import RowShape
from reader.tui.rendering.paper_text import CITED, MUTED, NOTED, STARRED, seen
from reader.tui.rendering.row_metadata import (
    NAME_COLUMN,
    RowFacts,
    code,
    comments,
    row_facts,
    tag_words,
)
from reader.tui.rendering.title_wrap import cut, line_count, wrapped
from reader.tui.state.list_view import Heading, Line, Row

UNREAD, PENDING, LATE, CURSOR = "●", "…", "+", "▌"
MARKED, MARKED_READ, FOLDED, OPEN, FOLLOWED = "◆", "◇", "▸", "▾", "»"
RULE, BAR, REST = "─", "━", "─"

_TITLE = 8
"""The cell in which titles begin."""
_INSET = 2
"""Cells by which titles below the heading of a group stand further in."""
_HOT, _WARM, _SOME = 50, 20, 5
"""Votes from which on they are shown so."""
_THOUSANDS = 10_000
_LONGEST_BAR = 10
_COLUMNS = 29
"""Cells that the numbers and the bar of a group have."""
_SIGN = 2
"""Cells before the name of a group."""
_ENTRY = 6
"""The cell in which the titles of a group begin in the pane."""
_MOST_TITLES = 100
"""Titles of a group that are shown beside its heading."""


@dataclass(frozen=True, slots=True)
class RowStyle:
    """What all rows of a list have in common."""

    shape: RowShape
    terms: tuple[str, ...] = ()
    """Words that are looked for; they stand out in titles."""


def line_height(line: Line, width: int, style: RowStyle) -> int:
    """How many lines of the screen a line of the list takes."""
    if not isinstance(line, Row):
        return 1
    shape = style.shape
    # No more cells than characters, and what is mended of a title makes it no longer.
    title, room = line.paper.title, _room(line, width, shape)
    if not (title.isascii() and len(title) <= room):
        return max(shape.least, _title_height(title, room, shape.most))
    return shape.least


@lru_cache(16_384)
def _title_height(title: str, room: int, most: int) -> int:
    # Asked for every title of a list with each letter of a filter.
    return line_count(seen(title), room, most)


def is_tinted(line: Line) -> bool:
    """Whether a line stands on the background of what is marked."""
    return line.selected


def line_content(line: Line, under_cursor: bool, width: int, style: RowStyle) -> list[Content]:
    """The lines of a line of the list, as wide as it is but for its scroll bar."""
    bar = Content.styled(CURSOR, "$strong") if under_cursor else Content(" ")
    if not isinstance(line, Row):
        return [bar + _heading_text(line, width, under_cursor)]
    return _row_lines(line, bar, under_cursor, width, style)


def _row_lines(
    row: Row, bar: Content, under_cursor: bool, width: int, style: RowStyle
) -> list[Content]:
    shape, tinted = style.shape, under_cursor or row.selected
    titles = wrapped(seen(row.paper.title), _room(row, width, shape), shape.most)
    titles += ("",) * (shape.least - len(titles))
    indent = _TITLE + (_INSET if row.inset else 0)
    facts = row.marks.tags, row.remark or row.dated
    signs = _lost_signs(row)
    shown = _metadata(row.paper, facts, signs, titles, indent, width, shape)
    words = [Content(title) for title in titles]
    lines = []
    for number, title in enumerate(words):
        start = _state(row, tinted) if number == 0 else Content(" " * 6)
        if number == 1:
            start = _second_line_start(signs, shown.count)
        if style.terms:
            title = _found(title, style.terms)
        text = title.stylize_before(_title_style(row, under_cursor))
        inset = " " * (_TITLE - 7 + (_INSET if row.inset else 0))
        line = Content.assemble(bar, start, inset, text)
        lines.append(_with_metadata(line, shown.of(number), tinted))
    return lines


@dataclass(frozen=True, slots=True)
class _Shown:
    """The metadata of a row, by its lines; each part with the cell in which it begins."""

    parts: tuple[tuple[int, int, Content], ...]
    count: int = 0
    """How many tags have no room to be named."""

    def of(self, number: int) -> list[tuple[int, Content]]:
        return [(cell, content) for line, cell, content in self.parts if line == number]


# Asked with every drawing of a row, and most keys change no part of it.
@lru_cache(4096)
def _metadata(
    paper: Paper,
    facts: tuple[tuple[str, ...], str],
    signs: tuple[tuple[str, str], ...],
    titles: tuple[str, ...],
    indent: int,
    width: int,
    shape: RowShape,
) -> _Shown:
    """What stands behind the title of a paper, given its tags and date, and the signs of a row."""
    own = Content(" ").join(Content.styled(*sign) for sign in signs)
    if shape.columns:
        return _in_columns(paper, row_facts(paper, *facts), own, len(titles), width)
    last = len(titles) - 1
    end = indent + cell_len(titles[last]) + 2
    if last:
        own = Content("")
    before = own.cell_length + (1 if own else 0)
    right = width - 8
    words, named = row_facts(paper, *facts).words(right - end - before)
    count = 0 if named else len(facts[0])
    if count and not last:
        own = Content.assemble(own, " " if own else "", (f"#{count}", MUTED))
    if own and own.cell_length <= right - end:
        words = Content(" ").join(part for part in (own, words) if part)
        if words.cell_length > right - end:
            words = own
    parts = [(last, right - words.cell_length, words)] if words else []
    for cell, text in ((width - 7, comments(paper)), (width - 3, code(paper))):
        if end <= cell and text.strip():
            parts.append((last, cell, Content.styled(text, "$faint")))
    return _Shown(tuple(parts), count if last else 0)


def _in_columns(paper: Paper, facts: RowFacts, signs: Content, lines: int, width: int) -> _Shown:
    """Name, comments and code beside the first line; tags below the name, or else before it."""
    left = width - 31
    if lines > 1:
        signs = Content("")
    tags = tag_words(facts.tags)
    below = lines > 1 and tags.cell_length <= NAME_COLUMN
    room = NAME_COLUMN - (signs.cell_length + 1 if signs else 0)
    first = RowFacts(() if below else facts.tags, facts.organization, facts.authors, facts.date)
    words, named = first.words(room)
    words = Content(" ").join(part for part in (signs, words) if part)
    parts = [(0, left, words)]
    if below and tags:
        parts.append((1, left, tags))
    parts += [
        (0, cell, Content.styled(text, "$faint"))
        for cell, text in ((width - 8, comments(paper)), (width - 4, code(paper)))
        if text.strip()
    ]
    return _Shown(tuple(parts), 0 if named or lines == 1 else len(facts.tags))


def _with_metadata(line: Content, parts: Sequence[tuple[int, Content]], tinted: bool) -> Content:
    for cell, content in sorted(parts, key=lambda part: part[0]):
        if (gap := cell - line.cell_length) < 0:
            continue
        shown = Content(content.plain).stylize("$dim") if tinted and _is_faint(content) else content
        line = Content.assemble(line, " " * gap, shown)
    return line


def _is_faint(content: Content) -> bool:
    """Nothing in it has a colour of its own."""
    return all(span.style == "$faint" for span in content.spans)


def _room(row: Row, width: int, shape: RowShape) -> int:
    return max(1, width - shape.beside - (_INSET if row.inset else 0))


def _state(row: Row, tinted: bool) -> Content:
    """Cells 1 to 6: state, star, votes."""
    if row.pending:
        state, colour = PENDING, "$primary"
    elif row.selected:
        state, colour = (MARKED_READ if row.marks.read else MARKED), "$secondary"
    else:
        state, colour = (" " if row.marks.read else UNREAD), "$primary"
    return Content.assemble((state, colour), *_star(row), _votes(row, tinted))


def _star(row: Row) -> Iterator[tuple[str, str]]:
    if row.marks.starred:
        yield STARRED, "$warning"
    else:
        yield next(_lesser(row), (" ", ""))


def _lesser(row: Row) -> Iterator[tuple[str, str]]:
    """What stands in the cell of the star where there is none."""
    if row.highlighted:
        yield FOLLOWED, "$success"
    if row.late:
        yield LATE, "$primary"


def _votes(row: Row, tinted: bool) -> tuple[str, str]:
    votes = row.paper.upvotes
    if votes is None:
        return "    ", ""
    text = str(votes) if votes < _THOUSANDS else f"{votes // 1000}k"
    if votes >= _HOT:
        style = "bold $hot"
    elif votes >= _WARM:
        style = "$foreground"
    else:
        style = "$dim" if votes >= _SOME or tinted else "$faint"
    return f"{text:>4}", style


def _lost_signs(row: Row) -> tuple[tuple[str, str], ...]:
    """The signs that have no cell in the first line, from the left."""
    lost = tuple(_lesser(row))[0 if row.marks.starred else 1 :]
    noted = ((NOTED, MUTED),) if row.marks.note else ()
    cited = ((CITED, MUTED),) if row.cited else ()
    return (*reversed(lost), *noted, *cited)


def _second_line_start(signs: tuple[tuple[str, str], ...], count: int) -> Content:
    """Cells 1 to 6 of the second line: how many tags have no room, and the signs."""
    content = Content.assemble((f"#{count}" if count else "", MUTED), *signs)
    return Content(" " * max(0, 6 - content.cell_length)) + content


def _title_style(row: Row, under_cursor: bool) -> str:
    if under_cursor or row.highlighted:
        return "bold $strong"
    return "$dim" if row.marks.read else "$foreground"


def _found(title: Content, terms: Sequence[str]) -> Content:
    from reader.text.word_search import highlight_spans

    for start, end in highlight_spans(title.plain, terms):
        title = title.stylize("$match underline on $match-back", start, end)
    return title


def _heading_text(heading: Heading, width: int, under_cursor: bool) -> Content:
    """The heading of a day, with a rule; or of a group, with its numbers in columns."""
    name_style = "bold $strong" if under_cursor else "bold $foreground"
    sign = Content.styled(OPEN if heading.open else FOLDED, "$dim")
    mark = Content.styled(MARKED, "$secondary") if heading.selected else Content(" ")
    if heading.is_day:
        counts = Content.styled(_day_counts(heading), "$dim")
        name = Content.styled(heading.name, name_style)
        rule = max(0, width - 7 - name.cell_length - counts.cell_length)
        return Content.assemble(sign, mark, name, " ", (RULE * rule, "$divider"), "  ", counts)
    unread = sum(row.unread for row in heading.rows)
    starred = any(row.marks.starred for row in heading.rows)
    shown_name = cut(heading.name, max(4, width - _COLUMNS - 3))
    label = Content.assemble(
        sign, mark, (shown_name, name_style), (f" {STARRED}" if starred else "", "$warning")
    )
    papers = Content.styled(f"{len(heading.rows):>6}", "$dim")
    gap = " " * max(0, width - _COLUMNS - label.cell_length)
    return Content.assemble(
        label, gap, papers, (f"{unread or '':>9}", "$dim"), "  ", _bar(heading, unread)
    )


def columns_text(name: str, width: int) -> Content:
    """The names of the columns of folds: what the papers are grouped by, and the numbers."""
    label = f"{' ' * (1 + _SIGN)}{name}"
    gap = " " * max(1, width - _COLUMNS + 1 - len(label))
    return Content.styled(f"{label}{gap}{'papers':>6}{'unread':>9}", "$dim").truncate(width)


def _day_counts(heading: Heading) -> str:
    papers, unread = len(heading.rows), sum(row.unread for row in heading.rows)
    if heading.is_filtered:
        return f"{papers} shown"
    if not unread:
        return "all read"
    return f"{unread} unread" if unread == papers else f"{unread} of {papers} unread"


def _bar(heading: Heading, unread: int) -> Content:
    """A bar as long as the group is beside the longest one; the part that is unread stands out."""
    papers = len(heading.rows)
    cells = max(1, round(_LONGEST_BAR * papers / max(1, heading.longest)))
    filled = min(cells, max(1, round(cells * unread / papers))) if unread else 0
    return Content.assemble(
        (BAR * filled, "$primary"), (REST * (cells - filled), "$divider")
    ).pad_right(_LONGEST_BAR - cells)


def group_text(heading: Heading, width: int) -> Content:
    """What the pane says of a group: its papers with their votes, titles and whose they are."""
    papers, unread = len(heading.rows), sum(row.unread for row in heading.rows)
    counts = f"{'1 paper' if papers == 1 else f'{papers} papers'}, {unread} unread"
    lines = [Content.assemble((heading.name, "bold $strong"), (f"  {counts}", "$dim"))]
    shown = heading.rows[:_MOST_TITLES]
    for row in shown:
        lines += (Content(""), *_entry(row, max(1, width - _ENTRY)))
    if more := papers - len(shown):
        lines += (Content(""), Content.styled(f"and {more} more", "$dim"))
    return Content("\n").join(lines)


def _entry(row: Row, room: int) -> Iterator[Content]:
    """A paper of a group: sign and votes, the title as it is in the list, and whose it is."""
    votes, style = _votes(row, tinted=False)
    sign = (UNREAD, "$primary") if row.unread else (" ", "")
    title = Content.styled(seen(row.paper.title), _title_style(row, under_cursor=False))
    first, *others = title.wrap(room)
    yield Content.assemble(sign, (votes, style), " ", first)
    name = row_facts(row.paper, (), "").name(room)
    for line in (*others, *([Content.styled(name, "$faint")] if name else ())):
        yield Content.assemble(" " * _ENTRY, line)


def line_key(line: Line) -> tuple[object, ...]:
    """What the looks of a line depend on."""
    if isinstance(line, Heading):
        unread = sum(row.unread for row in line.rows)
        starred = any(row.marks.starred for row in line.rows)
        return (line.name, len(line.rows), unread, starred, line.open, line.selected, line.longest,
                line.is_filtered)  # fmt: skip
    row, paper = line, line.paper
    return (
        paper.id,
        paper.title,
        paper.upvotes,
        paper.comments,
        row.marks,
        row.pending,
        row.late,
        row.dated,
        row.selected,
        row.inset,
        row.highlighted,
        row.remark,
        row.cited,
    )
