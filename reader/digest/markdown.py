"""A digest in Markdown, for a wiki, a gist or a vault of notes."""

from __future__ import annotations

from collections.abc import Iterator

from reader.digest import Digest, DigestEntry, DigestSection
from reader.digest.digest_words import (
    addresses,
    author_names,
    counted,
    day_words,
    details,
    legible,
    page,
)
from reader.paper import Paper
from reader.text.markdown_escape import inline, link, paragraph

_MOST_AUTHORS = 8


def write(digest: Digest) -> str:
    """The whole digest, with all abstracts, each paragraph on one line."""
    return "\n\n".join(_blocks(legible(digest))) + "\n"


def _blocks(digest: Digest) -> Iterator[str]:
    yield f"# {inline(digest.title)}"
    yield f"{day_words(digest.day)} · {counted(len(digest.papers), 'paper')}"
    for section in digest.sections:
        yield f"## {inline(section.heading)}"
        for entry in section.entries:
            yield from _paper(entry)
    for section in digest.looking_back:
        yield f"## {inline(section.heading)}"
        yield "\n".join(_items(section))


def _paper(entry: DigestEntry) -> Iterator[str]:
    paper = entry.paper
    yield f"### {_title(paper)}"
    said = (author_names(paper, _MOST_AUTHORS), *details(paper, entry.remark))
    texts = (" · ".join(filter(None, said)), paper.summary or "", *paper.abstract.split("\n"))
    yield from filter(None, map(paragraph, texts))
    if found := addresses(paper):
        yield " · ".join(link(inline(words), to) for words, to in found.items())


def _items(section: DigestSection) -> Iterator[str]:
    for entry in section.entries:
        remark = f" · {inline(entry.remark)}" if entry.remark else ""
        yield f"- {_title(entry.paper)}{remark}"


def _title(paper: Paper) -> str:
    words = inline(paper.title)
    return link(words, page(paper)) if page(paper) else words
