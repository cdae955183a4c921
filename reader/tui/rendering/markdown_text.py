"""The Markdown of strangers as styled lines; nothing in it is trusted.

HTML in it is shown as it was written, pictures are links to them, and a link that claims to lead
elsewhere than it does says where it leads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from markdown_it import MarkdownIt
from markdown_it.token import Token
from textual.content import Content, Span
from textual.style import Style

from reader.text import clean, strip_letter_joiners
from reader.text.links import address, links, names_another_host, openable

_HOME = "https://huggingface.co"
"""What an address without a host is relative to."""
_MUTED, _CODE = "$faint", "$secondary"
_NARROWEST = 16
"""Cells that are left for the words, however deep they stand."""
_RULE = 20
_MOST_COLUMNS = 40
_QUOTED = "> "

_STYLES = {"strong": "bold", "em": "italic", "s": "strike"}

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def markdown_lines(text: str, width: int, limit: int) -> list[Content]:
    """Markdown as lines of at most `width` cells.

    Args:
        text: as somebody wrote it.
        width: cells.
        limit: the most lines; one more is a sign that there were more.
    """
    writer = _Writer(width, limit)
    writer.write(_MARKDOWN.parse(text))
    # What is nested too deeply is not parsed, but it was said.
    return writer.lines[: limit + 1] or Content(_clean(text)).wrap(width)[: limit + 1]


def _clean(text: str) -> str:
    return strip_letter_joiners(clean(text))


@dataclass(slots=True)
class _Prefix:
    """What stands before the lines of a list item or a quotation."""

    now: str
    later: str


class _Writer:
    """Puts blocks below each other."""

    def __init__(self, width: int, limit: int) -> None:
        self.lines: list[Content] = []
        self._width = width
        self._limit = limit
        self._prefixes: list[_Prefix] = []
        self._first = True
        """Nothing has been written in what was opened last."""
        self._heading = False
        self._rows: list[list[Content]] | None = None

    def write(self, tokens: Sequence[Token]) -> None:
        """Write all blocks, as far as there is room for them."""
        for index, token in enumerate(tokens):
            if len(self.lines) > self._limit:
                return
            match token.type:
                case "inline" if self._rows is not None:
                    if len(self._rows[-1]) < _MOST_COLUMNS:
                        self._rows[-1].append(_inline(token.children or ()))
                case "inline":
                    content = _inline(token.children or ())
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
        """Begin or end what other blocks stand in."""
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

    @property
    def _room(self) -> int:
        return max(_NARROWEST, self._width - sum(len(each.later) for each in self._prefixes))

    def _open(self, now: str, later: str = "") -> None:
        self._prefixes.append(_Prefix(now, later or " " * len(now)))
        self._first = True

    def _gap(self) -> None:
        """An empty line, unless the block is the first of what it stands in."""
        if not self._first:
            self._line(Content(""))

    def _put(self, content: Content) -> None:
        for line in content.wrap(self._room):
            self._line(line)
        self._first = False

    def _put_code(self, code: str) -> None:
        for line in code.rstrip("\n").split("\n")[: self._limit]:
            # Code keeps its spaces, so it is cut where it must be and not between words.
            for part in Content.styled(_clean(line).expandtabs(4), _CODE).fold(self._room):
                self._line(part)
        self._first = False

    def _line(self, line: Content) -> None:
        # Where there is not room for all, what stands before the words yields.
        before = "".join(each.now for each in self._prefixes)
        before = before[: max(0, self._width - _NARROWEST)]
        self.lines.append(Content.assemble((before, _MUTED), line))
        if line.plain:
            for each in self._prefixes:
                each.now = each.later


def _table(rows: Sequence[Sequence[Content]], room: int) -> Iterator[Content]:
    """A row a line, in columns where there is room for them; the first row is the heading."""
    columns = max(map(len, rows), default=0)
    widths = [0] * columns
    for row in rows:
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], cell.cell_length)
    fits = sum(widths) + 3 * (columns - 1) <= room
    for number, row in enumerate(rows):
        cell_count = list(row)
        if fits:
            cell_count = [
                cell.pad_right(width - cell.cell_length)
                for cell, width in zip(row, widths, strict=False)
            ]
        line = Content(" │ ").join(cell_count)
        yield line.stylize("bold") if number == 0 else line
        if number == 0 and fits:
            yield Content.styled("─┼─".join("─" * width for width in widths), _MUTED)


def _inline(tokens: Iterable[Token]) -> Content:
    """Words with emphasis, code and links."""
    words = _Words()
    for token in tokens:
        words.add(token)
    return Content(words.text, spans=words.spans)


class _Words:
    """A text that grows, and where in it a style begins and ends."""

    def __init__(self) -> None:
        self.text = ""
        self.spans: list[Span] = []
        self._begun: list[int] = []
        self._targets: list[str] = []

    def add(self, token: Token) -> None:
        """The next piece."""
        match token.type:
            case "text" if self._targets:
                self.text += _clean(token.content)
            case "text":
                self._add_text(_clean(token.content))
            case "softbreak" | "hardbreak":
                # People end lines where they mean it: a greeting, a name.
                self.text += "\n"
            case "code_inline":
                self._add_styled(_clean(token.content), _CODE)
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
        """Text, in which addresses are links."""
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
    """The address that a link leads to; None where a browser must not be sent there."""
    if target.startswith(("/", "#", "?")):
        target = urljoin(_HOME, target)
    found = address(target)
    return found if found and openable(found) else None
