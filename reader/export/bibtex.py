"""Papers as BibTeX entries, in the form of arXiv's own export."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.citation.author_names import Name
from reader.errors import ExportError
from reader.export.latex_encoder import encode, encode_title
from reader.export.reference import doi, issued
from reader.paper import NO_ARXIV_METADATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reader.paper import ArxivMetadata, Paper

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WIDTH = len("archiveprefix")
_KEY = re.compile(r"""[^\s"#%'(),={}~\\]+""")

# BibTeX divides names at hyphens too.
_TOKEN_END = re.compile(r"[\s-]")


def entry(
    paper: Paper, key: str, tags: Sequence[str] = (), imprint: ArxivMetadata = NO_ARXIV_METADATA
) -> str:
    """One `@misc`, without a newline at its end; the same paper always gives the same text.

    It is an eprint, not an article in an invented journal; biblatex knows the same field names.

    Args:
        paper: what is cited, its text as the feed gives it.
        key: the citation key, as the reader has it.
        tags: become the keywords.
        imprint: what arXiv knows beyond the feed.

    Raises:
        ExportError: the key has characters that BibTeX does not allow in one.
    """
    return assembled("misc", paper, key, _fields(paper, tags, imprint))


def bibliography(entries: Iterable[str]) -> str:
    """Entries parted by an empty line, ending in a newline; no entries are an empty text."""
    return "\n".join(f"{each}\n" for each in entries)


def author(name: str, *, accents: bool = True) -> str:
    r"""One name of an author field, so written that every reader divides it as `Name.parse` does.

    Given names come first, as in the feed, unless one of them could be taken for a particle;
    then `Family, Given`. BibTeX takes any word or half of a word in lower case for one, and drops
    its hyphen (Hung-yi Lee would be Hung of the family "yi Lee"); pandoc any word that does not
    begin with a plain capital (`{\L}ukasz`, `"Jim"`).

    >>> author("Laurens van der Maaten"), author("Hal Daumé III"), author("Kimi Team")
    ('Laurens van der Maaten', "Daum{\\'e}, III, Hal", '{Kimi Team}')
    """
    parts = Name.parse(name)
    given, particle, family = (
        encode(part, accents=accents) for part in (parts.given, parts.particle, parts.family)
    )
    if parts.is_group or not _are_capital(_TOKEN_END.split(family)[:-1]):
        family = f"{{{family}}}"
    family = f"{particle} {family}".lstrip()
    if parts.suffix:
        return f"{family}, {parts.suffix}, {given}"
    if not given:
        return family
    return f"{given} {family}" if _are_capital(_TOKEN_END.split(given)) else f"{family}, {given}"


def _are_capital(tokens: Iterable[str]) -> bool:
    return all(token[:1].isascii() and token[:1].isupper() for token in tokens)


def assembled(kind: str, paper: Paper, key: str, fields: Iterable[tuple[str, str]]) -> str:
    """An entry of these fields, whose values have their delimiters; raises as `entry` does."""
    if not _KEY.fullmatch(key):
        raise ExportError(
            f"{key!r} cannot be the citation key of {paper.id}: a key has no spaces and none of"
            " \" # % ' ( ) , = { } ~ \\. Give the paper another key."
        )
    lines = (f"  {name:<{_WIDTH}} = {value}" for name, value in fields)
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}"


def title_and_author(paper: Paper, *, accents: bool = True) -> Iterator[tuple[str, str]]:
    """The fields that say what it is."""
    yield "title", f"{{{encode_title(paper.title, accents=accents)}}}"
    names = (author(each.name, accents=accents) for each in paper.authors)
    if authors := " and ".join(filter(None, names)):
        yield "author", f"{{{authors}}}"


def links_and_keywords(
    paper: Paper, tags: Sequence[str], imprint: ArxivMetadata, *, accents: bool = True
) -> Iterator[tuple[str, str]]:
    """The fields that say where it is, and what the reader calls it."""
    # Never escaped: programs follow these as they stand.
    yield "doi", f"{{{doi(paper, imprint)}}}"
    yield "url", f"{{{paper.arxiv}}}"
    keywords = (encode(tag.replace(",", " "), accents=accents) for tag in tags)
    if joined := ", ".join(filter(None, keywords)):
        yield "keywords", f"{{{joined}}}"


def _fields(paper: Paper, tags: Sequence[str], imprint: ArxivMetadata) -> Iterator[tuple[str, str]]:
    """The fields in their order, with delimiters; those that would say nothing are left out."""
    yield from title_and_author(paper)
    year, month, *_ = *issued(paper), 0, 0
    if year:
        yield "year", f"{{{year}}}"
    if month:
        # Bare, so that each style writes the month in its own language.
        yield "month", _MONTHS[month - 1]
    if imprint.journal:
        yield "howpublished", f"{{{encode_title(imprint.journal)}}}"
    yield "eprint", f"{{{paper.id}}}"
    yield "archiveprefix", "{arXiv}"
    if imprint.primary_class:
        yield "primaryclass", f"{{{encode(imprint.primary_class)}}}"
    yield from links_and_keywords(paper, tags, imprint)
