"""Renders untrusted Markdown as styled lines for the terminal.

HTML is shown as source text, an image is shown as a link to it, and a link whose label names
another host than its target shows the target too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import urljoin

from markdown_it import MarkdownIt
from markdown_it.token import Token
from textual.content import Content, Span
from textual.style import Style

from reader.text import clean, strip_letter_joiners
from reader.text.links import address, links, names_another_host, openable

_HOME = "https://huggingface.co"
"""The base of relative URLs."""
_MUTED, CODE = "$faint", "$foreground on $panel"
_NARROWEST = 16
"""Cells that are left for the text, however deeply it is nested."""
_RULE = 20
_MOST_COLUMNS = 40
_NARROWEST_COLUMN = 12
"""Cells that a column of a table has at least, where what is in it is wider."""
_QUOTED = "> "

_STYLES = {"strong": "bold", "em": "italic", "s": "strike"}

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class MarkdownStyle:
    """What is laid out in one way in a comment, and in another in the manual."""

    line_break: str = "\n"
    """What the end of a line in a paragraph stands for. In comments a break is meant: after a
    greeting, before a name."""
    code_margin: int = 0
    """Cells before a block of code."""
    quote: str = ""
    """What stands before and behind code in a paragraph."""


COMMENT = MarkdownStyle()
MANUAL = MarkdownStyle(line_break=" ", code_margin=4)
PLAIN_MANUAL = MarkdownStyle(line_break=" ", code_margin=4, quote="`")
"""Where nothing can stand out."""


def markdown_lines(
    text: str, width: int, limit: int, style: MarkdownStyle = COMMENT
) -> list[Content]:
    """Render Markdown as lines of at most `width` cells.

    Args:
        text: the Markdown source.
        width: the width of a line in cells.
        limit: the most lines. One line more is returned if there are more.
        style: what depends on where it was written.
    """
    writer = _Writer(width, limit, style)
    writer.write(_MARKDOWN.parse(text))
    # The parser drops what is nested too deeply; it is shown as source then.
    return writer.lines[: limit + 1] or Content(_clean(text)).wrap(width)[: limit + 1]


def _clean(text: str) -> str:
    return strip_letter_joiners(clean(text))


@dataclass(slots=True)
class _Prefix:
    """The prefix of a list item or a quotation: of its next line, and of later ones."""

    now: str
    later: str


class _Writer:
    """Lays out blocks below each other."""

    def __init__(self, width: int, limit: int, style: MarkdownStyle) -> None:
        self.lines: list[Content] = []
        self._width = width
        self._limit = limit
        self._style = style
        self._prefixes: list[_Prefix] = []
        self._first = True
        """Nothing was written yet in the innermost block."""
        self._heading = False
        self._rows: list[list[Content]] | None = None

    def write(self, tokens: Sequence[Token]) -> None:
        """Write the blocks, up to the limit of lines."""
        for index, token in enumerate(tokens):
            if len(self.lines) > self._limit:
                return
            match token.type:
                case "inline" if self._rows is not None:
                    if len(self._rows[-1]) < _MOST_COLUMNS:
                        self._rows[-1].append(self._inline(token))
                case "inline":
                    content = self._inline(token)
                    self._put(content.stylize("bold") if self._heading else content)
                case "fence" | "code_block":
                    self._gap()
                    self._put_code(token.content)
                case "hr":
                    self._gap()
                    self._put(Content.styled("─" * _RULE, _MUTED))
                case "list_item_open":
                    loose = tokens[index + 1].type == "paragraph_open"
                    if loose and not tokens[index + 1].hidden:
                        self._gap()
                    self._open(f"{token.info}{token.markup} " if token.info else "• ")
                case _:
                    self._frame(token)

    def _frame(self, token: Token) -> None:
        """Open or close a block that contains others."""
        match token.type:
            case "paragraph_open" if not token.hidden:
                self._gap()
            case "heading_open":
                self._gap()
                self._heading = True
            case "heading_close":
                self._heading = False
            case "bullet_list_open" | "ordered_list_open":
                if not self._prefixes or self._prefixes[-1].later == _QUOTED:
                    self._gap()
                self._first = True
            case "blockquote_open":
                self._gap()
                self._open(_QUOTED, _QUOTED)
            case "blockquote_close" | "list_item_close":
                self._prefixes.pop()
                self._first = False
            case "table_open":
                self._gap()
                self._rows = []
            case "tr_open" if self._rows is not None:
                self._rows.append([])
            case "table_close":
                rows, self._rows = self._rows or [], None
                for line in _table(rows, self._room):
                    self._put(line)

    def _inline(self, token: Token) -> Content:
        """Render text with emphasis, code and links."""
        quote = self._style.quote if self._rows is None else ""
        words = _Words(self._style.line_break, quote)
        for child in token.children or ():
            words.add(child)
        return Content(words.text, spans=words.spans)

    @property
    def _room(self) -> int:
        return max(_NARROWEST, self._width - sum(len(each.later) for each in self._prefixes))

    def _open(self, now: str, later: str = "") -> None:
        self._prefixes.append(_Prefix(now, later or " " * len(now)))
        self._first = True

    def _gap(self) -> None:
        """Write an empty line, unless the block is the first in its container."""
        if not self._first:
            self._line(Content(""))

    def _put(self, content: Content) -> None:
        for line in content.wrap(self._room):
            self._line(line)
        self._first = False

    def _put_code(self, code: str) -> None:
        margin = self._style.code_margin
        room = max(_NARROWEST, self._room - margin)
        for line in code.rstrip("\n").split("\n")[: self._limit]:
            # Code keeps its spaces, so a long line is cut at any character.
            for part in Content.styled(_clean(line).expandtabs(4), CODE).fold(room):
                self._line(part.pad_left(margin) if part.plain else part)
        self._first = False

    def _line(self, line: Content) -> None:
        # If the line is too narrow, the prefix is cut.
        before = "".join(each.now for each in self._prefixes)
        before = before[: max(0, self._width - _NARROWEST)]
        self.lines.append(Content.assemble((before, _MUTED), line))
        if line.plain:
            for each in self._prefixes:
                each.now = each.later


def _table(rows: Sequence[Sequence[Content]], room: int) -> Iterator[Content]:
    """Render a table, aligned if it fits; the first row is the header.

    What is too wide for its column is broken. Where there are so many columns that each would be
    too narrow, a row is a line that is broken as a whole.
    """
    widths = _column_widths(rows, room)
    for number, row in enumerate(rows):
        lines = _row_lines(row, widths) if widths else [Content(" │ ").join(row)]
        for line in lines:
            yield line.stylize("bold") if number == 0 else line
        if number == 0 and widths:
            yield Content.styled("─┼─".join("─" * width for width in widths), _MUTED)


def _column_widths(rows: Sequence[Sequence[Content]], room: int) -> list[int]:
    """The cells of each column; empty where the columns do not fit."""
    columns = max(map(len, rows), default=0)
    widths = [0] * columns
    for row in rows:
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], cell.cell_length)
    left = room - 3 * (columns - 1)
    share = 0
    # The narrow ones get what they need, the wide ones share the rest.
    for number, width in enumerate(sorted(widths)):
        share = left // (columns - number)
        if width > share:
            break
        left -= width
    else:
        return widths
    return [min(width, share) for width in widths] if share >= _NARROWEST_COLUMN else []


def _row_lines(row: Sequence[Content], widths: Sequence[int]) -> Iterator[Content]:
    """The lines of a row of a table."""
    cells = [
        cell.wrap(max(1, width)) or [Content("")] for cell, width in zip(row, widths, strict=False)
    ]
    for parts in zip_longest(*cells, fillvalue=Content("")):
        yield Content(" │ ").join(
            part.pad_right(width - part.cell_length)
            for part, width in zip(parts, widths, strict=False)
        )


class _Words:
    """Builds a text with its styled spans."""

    def __init__(self, line_break: str, quote: str) -> None:
        self.text = ""
        self._line_break = line_break
        self._quote = quote
        self.spans: list[Span] = []
        self._begun: list[int] = []
        self._targets: list[str] = []

    def add(self, token: Token) -> None:
        """Append a token."""
        match token.type:
            case "text" if self._targets:
                self.text += _clean(token.content)
            case "text":
                self._add_text(_clean(token.content))
            case "softbreak":
                self.text += self._line_break
            case "hardbreak":
                self.text += "\n"
            case "code_inline":
                self._add_styled(f"{self._quote}{_clean(token.content)}{self._quote}", CODE)
            case "image":
                self._add_link(f"[{_clean(token.content) or 'image'}]", str(token.attrGet("src")))
            case "link_open":
                self._begun.append(len(self.text))
                self._targets.append(str(token.attrGet("href")))
            case "link_close":
                self._end_link(self._begun.pop(), self._targets.pop())
            case _ if token.nesting > 0:
                self._begun.append(len(self.text))
            case _ if token.nesting < 0:
                style = _STYLES.get(token.tag, "")
                self.spans.append(Span(self._begun.pop(), len(self.text), style))

    def _add_text(self, text: str) -> None:
        """Append text, with its bare URLs as links."""
        at = 0
        for link in links(text):
            self.text += text[at : link.start]
            at = link.end
            self._add_link(text[link.start : at], link.url)
        self.text += text[at:]

    def _add_link(self, text: str, target: str) -> None:
        start = len(self.text)
        self.text += text
        self._end_link(start, target)

    def _add_styled(self, text: str, style: str | Style) -> None:
        start = len(self.text)
        self.text += text
        self.spans.append(Span(start, len(self.text), style))

    def _end_link(self, start: int, target: str) -> None:
        said = self.text[start:]
        link = _openable(target)
        if link:
            style = Style(underline=True, link=link)
            self.spans.append(Span(start, len(self.text), style))
        if not link or (said != link and names_another_host(said, link)):
            shown = _clean(link or target)
            if shown and shown != said:
                self._add_styled(f" ({shown})", _MUTED)


def _openable(target: str) -> str | None:
    """The absolute URL of a link target; None if it must not be opened."""
    if target.startswith(("/", "#", "?")):
        target = urljoin(_HOME, target)
    found = address(target)
    return found if found and openable(found) else None
