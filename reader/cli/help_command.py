"""The command that explains the others, and shows the pages of the manual: `help`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence

import click

from reader.cli.command_line import TOPIC, ReaderCommand
from reader.cli.output import Span, can_style, print_line, print_pages
from reader.system import manual_pages
from reader.system.manual_index import NAMES

_WIDEST = 100
"""Columns of a page; longer lines of prose are hard to read."""


@click.command("help", cls=ReaderCommand)
@click.argument("name", type=TOPIC, nargs=-1, metavar="[COMMAND | PAGE]")
@click.pass_context
def help_(context: click.Context, name: tuple[str, ...]) -> None:
    """What a command does and takes, or a page of the manual; without a name, which there are.

    A page is shown through the command in the variable PAGER, where it is longer than the terminal.

    \b
    Examples:
      paper-reader help
      paper-reader help export
      paper-reader help config init
      paper-reader help keys
    """
    root = context.find_root()
    commands = root.command
    assert isinstance(commands, click.Group)
    first = name[0] if name else ""
    if not name:
        print_line(root.get_help())
        print_line(_listed_pages(root))
    elif first in commands.list_commands(root):
        print_line(_command_help(root, name))
    elif first not in NAMES:
        near = (*commands.list_commands(root), *NAMES)
        raise click.NoSuchCommand(first, f"There is no command or page “{first}”.", near, root)
    elif len(name) > 1:
        raise click.UsageError(f"“{name[1]}” is too much: {first} is a page of the manual.")
    else:
        print_pages(_page_lines(first))


def _command_help(root: click.Context, path: Sequence[str]) -> str:
    above, found = root, root.command
    for name in path:
        if not isinstance(found, click.Group):
            raise click.UsageError(f"“{name}” is too much: {above.command_path} has no commands.")
        _, below, _ = found.resolve_command(above, [name])
        assert below is not None
        above, found = click.Context(below, info_name=name, parent=above), below
    return found.get_help(above)


def _listed_pages(root: click.Context) -> str:
    formatter = root.make_formatter()
    with formatter.section("Pages of the manual, for paper-reader help PAGE"):
        formatter.write_dl([(name, manual_pages.summary(name)) for name in NAMES])
    return f"\n{formatter.getvalue().rstrip()}"


def _page_lines(name: str) -> Iterator[tuple[str, Sequence[Span]]]:
    """A page for the width of the terminal, and what of each line stands out."""
    from reader.tui.rendering.markdown_text import CODE, MANUAL, PLAIN_MANUAL, markdown_lines

    width = min(_WIDEST, shutil.get_terminal_size().columns)
    styled = can_style()
    style, strong = (MANUAL, ("bold", CODE)) if styled else (PLAIN_MANUAL, ())
    for line in markdown_lines(manual_pages.page(name), width, manual_pages.MOST_LINES, style):
        text = line.plain.rstrip()
        bold = [
            (span.start, min(span.end, len(text))) for span in line.spans if span.style in strong
        ]
        yield text, _joined(bold)


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Spans in their order, those that touch as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
