"""The examples of the README, of the manual and of `--help`, each with its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reader.query.tree import FIELDS
from reader.system.manual_index import NAMES
from reader.system.manual_pages import FOLDER
from tests.man_page import ROOT as ROOT_COMMAND
from tests.man_page import below

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = (README, *(FOLDER / f"{name}.md" for name in NAMES))

KINDS = {"sh", "toml", "filter", "colon", "json", "text"}
"""What blocks of code can be: commands, settings, queries, commands behind a colon, a paper, and
what is for other programs."""

INSTALLS = re.compile(
    r"(python3 -m venv \.venv && \.venv/bin/pip |uv tool |pipx |git clone )\S.*", re.ASCII
)
VARIABLE = re.compile(r"export ([A-Z_]+)=(\S+)")
COMMAND = re.compile(r"paper-reader( .*)?|eval \"\$\(\w+=\w+ paper-reader\)\"")

_MARKDOWN = MarkdownIt("commonmark").enable("table")
_HOLDER = re.compile(r"(^|[ =])([A-Z]{2,}|…)($|[ .])")
"""Stands for what a person would write."""


def tokens(page: Path) -> list[Token]:
    return _MARKDOWN.parse(page.read_text("utf-8"))


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """The blocks of code with their kinds."""
    for token in tokens(page):
        if token.type == "fence":
            yield token.info, token.content
        elif token.type == "code_block":
            yield "sh", token.content


def lines(page: Path, kind: str) -> Iterator[str]:
    """The lines of all blocks of a kind."""
    for found, text in blocks(page):
        if found == kind:
            yield from filter(None, re.sub(r"\\\n *", "", text).splitlines())


def inline(page: Path) -> Iterator[str]:
    """What stands between backticks."""
    for token in tokens(page):
        for child in token.children or ():
            if child.type == "code_inline":
                yield child.content


def commands(page: Path) -> list[str]:
    """Every command line, once and in their order.

    In a sentence, a command without anything behind it is named and no example.
    """
    in_blocks = [line for line in lines(page, "sh") if COMMAND.fullmatch(line)]
    names = {"paper-reader", *(context.command_path for context in below(ROOT_COMMAND))}
    said = [
        each
        for each in inline(page)
        if COMMAND.fullmatch(each) and each not in names and not _HOLDER.search(each)
    ]
    return list(dict.fromkeys([*in_blocks, *said]))


def of_help(text: str) -> list[str]:
    """The command lines below `Examples:` in the help of a command, without words beside them."""
    _, _, rest = text.partition("Examples:\n")
    told = rest.split("\n\n", 1)[0].splitlines()
    return [re.split(r"  +", line.strip())[0] for line in told]


def queries(page: Path) -> list[str]:
    """Every query, in blocks and in sentences."""
    named = re.compile(rf"(-|not )?({'|'.join(FIELDS)}):\S.*")
    said = [each for each in inline(page) if named.fullmatch(each)]
    return list(dict.fromkeys([*lines(page, "filter"), *said]))
