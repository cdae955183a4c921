"""The tables of the README, made from the program: `python -m tests.readme`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

import click

from reader.cli.commands import paper_reader
from reader.query import HELP
from reader.tui.keys.actions import ACTIONS, all_shown

FILE = Path(__file__).parents[1] / "README.md"


def made(text: str) -> str:
    """The README with its tables as they should be."""
    for name, lines in (("keys", keys()), ("filter", filters()), ("commands", commands())):
        table = "\n".join(lines)
        pattern = rf"(?s)(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        text = re.sub(pattern, partial(_filled, table), text)
    return text


def _filled(table: str, found: re.Match[str]) -> str:
    return f"{found[1]}{table}\n{found[2]}"


def keys() -> Iterator[str]:
    """What each key does."""
    yield "| key | does |"
    yield "|---|---|"
    for group, actions in groupby(ACTIONS, key=lambda action: action.group):
        yield f"| **{group}** | |"
        for action in actions:
            written = " ".join(f"`{keys}`" for keys in all_shown(action).split())
            # In a table the line ends a cell, between backticks as well.
            written = written.replace("|", "\\|")
            yield f"| {written or 'in the palette'} | {action.words} |"


def filters() -> Iterator[str]:
    """What can be asked for."""
    yield "| write | for |"
    yield "|---|---|"
    for syntax, meaning in HELP:
        yield f"| `{syntax}` | {meaning} |"


def commands() -> Iterator[str]:
    """What each command is for."""
    yield "| command | does |"
    yield "|---|---|"
    yield "| `paper-reader` | opens the app on the newest list |"
    context = click.Context(paper_reader)
    for name in paper_reader.list_commands(context):
        command = paper_reader.get_command(context, name)
        if command and command.help:
            first = command.help.split("\n\n")[0].replace("\n", " ").strip()
            yield f"| `paper-reader {name}` | {first[0].lower()}{first[1:].rstrip('.')} |"


def main() -> None:
    """Bring the README up to date."""
    FILE.write_text(made(FILE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
