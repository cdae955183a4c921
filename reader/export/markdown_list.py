"""Papers as a reading list in Markdown that reads the same on GitHub, in Obsidian and in pandoc.

All text is escaped (https://spec.commonmark.org/0.31.2/#backslash-escapes): none of it can make a
link, HTML, a formula, a mention or a comment.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.export.reference import issued, names
from reader.text import clean, readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reader.export.reference import Reference
    from reader.paper import Paper

_MOST_AUTHORS = 3

# What means something inside a line; a == highlights and a %% hides in Obsidian. An underscore
# inside a word means nothing, and may be part of a tag.
_SPECIAL = re.compile(r"[\\`*\[\]<>&~$|^@#]|(?<![^\W_])_|_(?![^\W_])|=(?==)|%(?=%)")
# What GitHub makes an address of: the colon before two slashes, the point behind www.
_ADDRESS = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
# What makes a list, a rule or a definition of the line that it opens.
_OPENING = re.compile(r"^(?:(?=[-+=:])|\(?(?:\d+|[A-Z]|[IVXLCDM]+)(?=[.)]))", re.IGNORECASE)
_LINK = re.compile(r"(https?://[^\s<>]*[^\s<>.,;:!?'\")\]}])")
_STOPS = (".", "?", "!", "…")


def write(references: Iterable[Reference]) -> str:
    """A whole file: a list with one item for each reference, parted by empty lines."""
    return "\n".join(f"{item(each)}\n" for each in references)


def item(reference: Reference) -> str:
    """Linked title, the first authors, year, arXiv id, citation key and tags; the note as a quote.

    The citation key stands as pandoc would cite it. White space in a tag becomes a hyphen, as it
    would end a tag of Obsidian.
    """
    paper, marks = reference.paper, reference.marks
    title = _inline(readable(paper.title)) or paper.id
    parts = [
        f"[{title}]({paper.arxiv}){_stop(title)}",
        _authors(paper),
        *(f"{year}." for year in issued(paper)[:1]),
        f"arXiv:{paper.id}",
        _code(f"@{reference.key}"),
        *(f"#{_inline('-'.join(tag.split()))}" for tag in marks.tags),
    ]
    head = " ".join(filter(None, parts))
    return "\n".join([f"- {head}", *_quoted(marks.note or "")])


def _authors(paper: Paper) -> str:
    written = [
        _inline(" ".join(filter(None, (name.given, name.particle, name.family, name.suffix))))
        for name in names(paper)
    ]
    shown = written[:_MOST_AUTHORS] + ["et al."] * (len(written) > _MOST_AUTHORS)
    text = ", ".join(shown)
    return text and text + _stop(text)


def _stop(text: str) -> str:
    return "" if text.endswith(_STOPS) else "."


def _quoted(note: str) -> Iterator[str]:
    """A quote that belongs to the item, each line of the note a paragraph of it."""
    begin = ""
    for line in filter(None, (" ".join(line.split()) for line in clean(note).split("\n"))):
        # Every second part is an address of the reader's own, which stays a link.
        parts = [
            f"<{part}>" if at % 2 else _SPECIAL.sub(_escaped, part)
            for at, part in enumerate(_LINK.split(line))
        ]
        yield begin
        yield "  > " + _OPENING.sub(lambda match: match[0] + "\\", "".join(parts))
        begin = "  >"


def _inline(text: str) -> str:
    """Text inside a line, on which nothing acts."""
    line = " ".join(clean(text).split())
    return _ADDRESS.sub(_escaped, _SPECIAL.sub(_escaped, line))


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def _code(text: str) -> str:
    """A code span, in more back-quotes than stand together in it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{text}{space}{fence}"
