"""The man page, made from the pages of the manual and the help of the commands.

Written with the macros of man(7), for groff and mandoc.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from inspect import cleandoc

import click
from markdown_it import MarkdownIt
from markdown_it.token import Token

from reader.cli.commands import paper_reader
from reader.system.manual_index import NAMES
from reader.system.manual_pages import page
from reader.system.release import VERSION

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
ROOT = click.Context(paper_reader, info_name="paper-reader", **paper_reader.context_settings)
_ABOUT = "read the Hugging Face Daily Papers in a terminal"


def made() -> str:
    """The whole page."""
    lines = [
        r".\" Made by python -m tests.manual from the pages beside it; change those.",
        f'.TH PAPER-READER 1 "" "paper-reader {VERSION}"',
        ".SH NAME",
        rf"paper-reader \- {_ABOUT}",
        ".SH SYNOPSIS",
        *_synopsis(),
        ".SH DESCRIPTION",
        *_help(paper_reader),
        ".SH OPTIONS",
        *_options(ROOT),
        ".SH COMMANDS",
    ]
    for context in below(ROOT):
        usage = (context.command_path, *context.command.collect_usage_pieces(context))
        lines += [f".SS {_quoted(' '.join(usage))}", *_help(context.command), *_options(context)]
    for name in NAMES:
        lines += _Page().written(_MARKDOWN.parse(page(name)))
    return "\n".join(lines) + "\n"


def below(above: click.Context) -> Iterator[click.Context]:
    """The commands of a group and those below them, without hidden ones."""
    group = above.command
    if isinstance(group, click.Group):
        for name in group.list_commands(above):
            command = group.get_command(above, name)
            if command and not command.hidden:
                context = click.Context(command, info_name=name, parent=above)
                yield context
                yield from below(context)


def _synopsis() -> Iterator[str]:
    yield r"\fBpaper\-reader\fP [\fIOPTIONS\fP]"
    yield ".br"
    yield r"\fBpaper\-reader\fP \fICOMMAND\fP [\fIARGS\fP]"
    yield ".br"
    yield r"\fBpaper\-reader help\fP [\fICOMMAND\fP | \fIPAGE\fP]"


def _help(command: click.Command) -> Iterator[str]:
    """The help of a command: paragraphs, and its examples as they are."""
    for number, paragraph in enumerate(cleandoc(command.help or "").split("\n\n")):
        lines = paragraph.strip("\n").split("\n")
        if lines[0] == "\b":
            yield ".PP"
            yield _escaped(lines[1])
            yield from _code("\n".join(line.strip() for line in lines[2:]))
        else:
            if number:
                yield ".PP"
            yield _escaped(" ".join(lines)).replace("`", "")


def _options(context: click.Context) -> Iterator[str]:
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context)
        if record and isinstance(parameter, click.Option):
            yield ".TP"
            yield rf"\fB{_escaped(record[0], code=True)}\fP"
            yield _escaped(record[1])


def _escaped(text: str, *, code: bool = False) -> str:
    """A text in which nothing is a request, and in code no sign becomes a typographic one."""
    text = text.replace("\\", r"\e")
    if code:
        text = text.replace("-", r"\-").replace("'", r"\(aq").replace("^", r"\(ha")
        text = text.replace("~", r"\(ti").replace("`", r"\(ga")
    return re.sub(r"(?m)^(?=[.'])", r"\\&", text)


def _quoted(text: str) -> str:
    return '"' + _escaped(text, code=True).replace('"', r"\(dq") + '"'


def _code(text: str, *, first: bool = False) -> Iterator[str]:
    if not first:
        yield ".PP"
    yield ".RS 4"
    yield ".EX"
    yield from (_escaped(line, code=True) for line in text.rstrip("\n").split("\n"))
    yield ".EE"
    yield ".RE"


class _Page:
    """Writes the blocks of one page."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._cells: list[str] | None = None
        self._head = False
        self._first = True
        """Nothing has come behind the heading yet."""

    def written(self, tokens: Sequence[Token]) -> list[str]:
        """The lines of the page."""
        for at, token in enumerate(tokens):
            match token.type:
                case "heading_open":
                    text = _inline(tokens[at + 1], plain=True)
                    macro, text = (".SH", text.upper()) if token.tag == "h1" else (".SS", text)
                    self._lines.append(f"{macro} {_quoted(text)}")
                    self._first = True
                case "fence" | "code_block":
                    self._lines += _code(token.content, first=self._first)
                    self._first = False
                case "list_item_open":
                    self._lines.append(r".IP \(bu 2")
                    self._first = True
                case "paragraph_open":
                    if not self._first:
                        self._lines.append(".PP")
                    self._first = False
                case "inline" if tokens[at - 1].type != "heading_open":
                    self._text(_inline(token))
                case _:
                    self._table(token)
        return self._lines

    def _text(self, text: str) -> None:
        if self._cells is None:
            self._lines.append(text)
        else:
            self._cells.append(text)

    def _table(self, token: Token) -> None:
        """A row is a term and what is said of it; the head of a table is left out."""
        match token.type:
            case "thead_open" | "thead_close":
                self._head = token.nesting > 0
            case "tr_open":
                self._cells = []
            case "tr_close":
                cells, self._cells = [cell for cell in self._cells or () if cell], None
                if self._head:
                    return
                term, *others = cells
                if others:
                    self._lines += [".TP", term, "; ".join(others)]
                else:
                    self._lines += [term] if self._first else [".PP", term]
                self._first = False
            case "table_close":
                self._first = False


def _inline(token: Token, *, plain: bool = False) -> str:
    said = ""
    for child in token.children or ():
        match child.type:
            case "code_inline" if not plain:
                said += rf"\fB{_escaped(child.content, code=True)}\fP"
            case "text" | "code_inline":
                said += child.content if plain else _escaped(child.content)
            case "strong_open" | "em_open" if not plain:
                said += r"\fB"
            case "strong_close" | "em_close" if not plain:
                said += r"\fP"
            case "softbreak":
                said += " "
            case "link_close" if not plain:
                said += f" ({_escaped(str(_target(token, child)), code=True)})"
    return said


def _target(token: Token, close: Token) -> str:
    """Where the link leads that is closed here."""
    children = list(token.children or ())
    opened = [each for each in children[: children.index(close)] if each.type == "link_open"]
    return str(opened[-1].attrGet("href"))
