"""Papers as BibTeX entries, in the form of arXiv's own export."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.errors import ExportError
from reader.export.latex import encode, encode_title
from reader.names import Name
from reader.paper import ARXIV_ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reader.paper import Paper

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WIDTH = len("archiveprefix")
_KEY = re.compile(r"""[^\s"#%'(),={}~\\]+""")

# BibTeX divides names at hyphens too.
_TOKEN_END = re.compile(r"[\s-]")


def entry(paper: Paper, key: str, tags: Sequence[str] = ()) -> str:
    """One `@misc`, without a newline at its end; the same paper always gives the same text.

    It is an eprint, not an article in an invented journal; biblatex knows the same field names.

    Args:
        paper: what is cited, its text as the feed gives it.
        key: the citation key, as the reader has it.
        tags: become the keywords.

    Raises:
        ExportError: the key has characters that BibTeX does not allow in one.
    """
    if not _KEY.fullmatch(key):
        raise ExportError(
            f"{key!r} cannot be the citation key of {paper.id}: a key has no spaces and none of"
            " \" # % ' ( ) , = { } ~ \\. Give the paper another key."
        )
    lines = (f"  {name:<{_WIDTH}} = {value}" for name, value in _fields(paper, tags))
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


def bibliography(entries: Iterable[str]) -> str:
    """Entries parted by an empty line, ending in a newline; no entries are an empty text."""
    return "\n".join(f"{each}\n" for each in entries)


def author(name: str) -> str:
    r"""One name of an author field, so written that every reader divides it as `Name.parse` does.

    Given names come first, as in the feed, unless one of them could be taken for a particle;
    then `Family, Given`. BibTeX takes any word or half of a word in lower case for one, and drops
    its hyphen (Hung-yi Lee would be Hung of the family "yi Lee"); pandoc any word that does not
    begin with a plain capital (`{\L}ukasz`, `"Jim"`).

    >>> author("Laurens van der Maaten"), author("Hal Daumé III"), author("Kimi Team")
    ('Laurens van der Maaten', "Daum{\\'e}, III, Hal", '{Kimi Team}')
    """
    parts = Name.parse(name)
    given, particle, family = encode(parts.given), encode(parts.particle), encode(parts.family)
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


def _fields(paper: Paper, tags: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The fields in their order, with delimiters; those that would say nothing are left out."""
    yield "title", f"{{{encode_title(paper.title)}}}"
    if authors := " and ".join(filter(None, (author(each.name) for each in paper.authors))):
        yield "author", f"{{{authors}}}"
    year, month = _published(paper)
    if year:
        yield "year", f"{{{year}}}"
    if month:
        # Bare, so that each style writes the month in its own language.
        yield "month", month
    yield "eprint", f"{{{paper.id}}}"
    yield "archiveprefix", "{arXiv}"
    # Never escaped: programs follow these as they stand. The DOI is that of every arXiv paper,
    # https://info.arxiv.org/help/doi.html
    yield "doi", f"{{10.48550/arXiv.{paper.id}}}"
    yield "url", f"{{{paper.arxiv}}}"
    keywords = (encode(tag.replace(",", " ")) for tag in tags)
    if joined := ", ".join(filter(None, keywords)):
        yield "keywords", f"{{{joined}}}"


def _published(paper: Paper) -> tuple[int | None, str | None]:
    """Year and month of the first version; where the feed is silent, as the identifier says."""
    if paper.published:
        return paper.published.year, _MONTHS[paper.published.month - 1]
    if not ARXIV_ID.fullmatch(paper.id):
        return None, None
    month = int(paper.id[2:4])
    return 2000 + int(paper.id[:2]), _MONTHS[month - 1] if 1 <= month <= 12 else None
