"""Papers as a reading list in Markdown that reads the same on GitHub, in Obsidian and in pandoc."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.export.export_formats import issued, names
from reader.text import clean, readable
from reader.text.markdown_escape import escape_markup, escape_opening, inline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reader.export.export_formats import Reference
    from reader.paper import Paper

_MOST_AUTHORS = 3

_LINK = re.compile(r"(https?://[^\s<>]*[^\s<>.,;:!?'\")\]}])")
_STOPS = (".", "?", "!", "…")


def write(references: Iterable[Reference]) -> str:
    """A whole file: a list with an item for each reference, separated by empty lines."""
    return "\n".join(f"{item(each)}\n" for each in references)


def item(reference: Reference) -> str:
    """Linked title, first authors, year, arXiv id, citation key and tags; the note as a quote.

    The citation key is written as pandoc cites it. White space in a tag becomes a hyphen, because
    it would end a tag in Obsidian.
    """
    paper, marks = reference.paper, reference.marks
    title = _title(paper)
    parts = [
        f"{markdown_link(paper)}{_stop(title)}",
        _authors(paper),
        *(f"{year}." for year in issued(paper)[:1]),
        f"arXiv:{paper.id}",
        _code(f"@{reference.key}"),
        *(f"#{inline('-'.join(tag.split()))}" for tag in marks.tags),
    ]
    head = " ".join(filter(None, parts))
    return "\n".join([f"- {head}", *_quoted(marks.note or "")])


def markdown_link(paper: Paper) -> str:
    """The title of a paper as a link to arXiv."""
    return f"[{_title(paper)}]({paper.arxiv})"


def _title(paper: Paper) -> str:
    return inline(readable(paper.title)) or paper.id


def _authors(paper: Paper) -> str:
    written = [
        inline(" ".join(filter(None, (name.given, name.particle, name.family, name.suffix))))
        for name in names(paper)
    ]
    shown = written[:_MOST_AUTHORS] + ["et al."] * (len(written) > _MOST_AUTHORS)
    text = ", ".join(shown)
    return text and text + _stop(text)


def _stop(text: str) -> str:
    return "" if text.endswith(_STOPS) else "."


def _quoted(note: str) -> Iterator[str]:
    """The lines of a block quote inside the item, with a paragraph for each line of the note."""
    begin = ""
    for line in filter(None, (" ".join(line.split()) for line in clean(note).split("\n"))):
        # Every second part is an address in the note, which stays a link.
        parts = [
            f"<{part}>" if at % 2 else escape_markup(part)
            for at, part in enumerate(_LINK.split(line))
        ]
        yield begin
        yield "  > " + escape_opening("".join(parts))
        begin = "  >"


def _code(text: str) -> str:
    """A code span, in more back-quotes than the longest run of them in the text."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{text}{space}{fence}"
