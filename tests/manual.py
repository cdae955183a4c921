"""The tables of the manual and the man page, made from the program: `python -m tests.manual`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby

from reader.export.export_formats import FORMATS
from reader.query import HELP
from reader.settings import SETTINGS, to_toml
from reader.system.manual_index import NAMES
from reader.system.manual_pages import FOLDER, source
from reader.tui.keys.actions import ACTIONS, all_shown
from reader.tui.rendering.ascii_filter import plain
from reader.tui.rendering.sign_legend import SIGNS, VOTES
from tests import man_page

MAN_PAGE = FOLDER / "paper-reader.1"


def made(text: str) -> str:
    """A page with its tables as they should be."""
    for name, rows in TABLES.items():
        table = "\n".join(_table(rows()))
        pattern = rf"(?s)(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        text = re.sub(pattern, partial(_filled, table), text)
    return text


def _filled(table: str, found: re.Match[str]) -> str:
    return f"{found[1]}{table}\n{found[2]}"


Row = tuple[str, ...]


def _table(rows: Iterable[Row]) -> Iterator[str]:
    heads, *others = rows
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in others:
        # In a table the line ends a cell, between backticks as well.
        cells = (cell.replace("|", "\\|") for cell in row)
        yield f"| {' | '.join(cells)} |".replace("  ", " ")


def keys() -> Iterator[Row]:
    """What each key does."""
    yield "key", "does"
    for group, actions in groupby(ACTIONS, key=lambda action: action.group):
        yield f"**{group}**", ""
        for action in actions:
            written = " ".join(f"`{keys}`" for keys in all_shown(action).split())
            yield written or "in the palette", action.words


def signs() -> Iterator[Row]:
    """What the signs of a row mean."""
    yield "sign", "means", "in ASCII"
    for sign, _, words in SIGNS:
        yield f"`{sign}`", words, f"`{plain(sign)}`"
    for votes, _, words in VOTES:
        yield f"`{votes}`", f"upvotes: {words}", ""


def filters() -> Iterator[Row]:
    """What can be asked for."""
    yield "write", "for"
    # What a backslash stands before is a sign in Markdown.
    yield from ((f"`{syntax}`", meaning.replace("\\", r"\\")) for syntax, meaning in HELP)


def commands() -> Iterator[Row]:
    """What each command is for."""
    yield "command", "does"
    yield "`paper-reader`", "opens the app on the newest list"
    for context in man_page.below(man_page.ROOT):
        first = (context.command.help or "").split("\n\n")[0].replace("\n", " ").strip()
        yield f"`{context.command_path}`", f"{first[0].lower()}{first[1:].rstrip('.')}"


def settings() -> Iterator[Row]:
    """What can be set."""
    yield "setting", "meaning"
    for setting in SETTINGS:
        meaning = setting.meaning
        if setting.choices:
            meaning += f" One of {', '.join(setting.choices)}."
        if setting.most:
            meaning += f" From {setting.least} to {setting.most}."
        if setting.environment:
            meaning += f" The variable `{setting.environment}` goes before it."
        yield f"`{setting.name}`", f"{meaning} By default `{to_toml(setting.default)}`."


def formats() -> Iterator[Row]:
    """What can be written."""
    yield "format", "files", "for"
    for each in FORMATS.values():
        yield f"`{each.name}`", " ".join(f"`{ending}`" for ending in each.endings), each.meaning


TABLES: dict[str, Callable[[], Iterator[Row]]] = {
    "keys": keys,
    "signs": signs,
    "filter": filters,
    "commands": commands,
    "settings": settings,
    "formats": formats,
}
"""Each by the name that stands around it in a page."""


def main() -> None:
    """Bring the pages and the man page up to date."""
    for name in NAMES:
        (FOLDER / f"{name}.md").write_text(made(source(name)), "utf-8")
    MAN_PAGE.write_text(man_page.made(), "utf-8")


if __name__ == "__main__":
    main()
