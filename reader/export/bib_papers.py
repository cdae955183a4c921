"""The arXiv paper that an entry of somebody's bibliography describes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.citation.author_names import Name
from reader.export.bib_match import arxiv_ids
from reader.export.bib_memory import content
from reader.paper import Author, Paper
from reader.text import clean_line, readable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reader.export.bib_parser import Entry

_LONGEST = 2_000
_MOST_AUTHORS = 5_000
_BRACE = re.compile(r"(?<!\\)[{}]")


def papers(entries: Iterable[Entry]) -> dict[str, Paper]:
    """What the entries say of the arXiv papers among them, by id, in their order.

    Of two entries of one paper the first counts. Where it has no title, that is empty.
    """
    found: dict[str, Paper] = {}
    for entry in entries:
        for paper in sorted(arxiv_ids(entry))[:1]:
            if paper not in found:
                title = _plain(entry.fields.get("title", ""))
                authors = tuple(map(Author, _names(entry.fields.get("author", ""))))
                found[paper] = Paper(paper, title, authors=authors)
    return found


def _plain(value: str) -> str:
    return clean_line(_BRACE.sub("", readable(content(value))), _LONGEST)


def _names(value: str) -> list[str]:
    """The authors with their given names first, as the feed has them; not “others”."""
    names = [_in_order(name) for name in _divided(content(value))[:_MOST_AUTHORS]]
    return [name for name in names if name and name != "others"]


def _divided(value: str) -> list[str]:
    """The names between which an `and` stands outside of braces."""
    names: list[list[str]] = [[]]
    depth = 0
    for word in re.split(r"(\s+)", value):
        if word.lower() == "and" and not depth:
            names.append([])
        else:
            names[-1].append(word)
            depth += word.count("{") - word.count("}")
    return ["".join(words) for words in names]


def _in_order(name: str) -> str:
    plain = _plain(name)
    if "," not in plain or name.strip().startswith("{"):
        return plain
    parts = Name.parse(plain)
    return " ".join(filter(None, (parts.given, parts.particle, parts.family, parts.suffix)))
