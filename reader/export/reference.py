"""A reference before it has a format: what all formats have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reader.citation.author_names import AuthorName
from reader.paper import ARXIV_ID, NO_ARXIV_METADATA, UNMARKED, ArxivMetadata, Marks, Paper

if TYPE_CHECKING:
    from reader.citation.publication import Publication

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9]{4,9}/[!-~]+)", re.IGNORECASE)
# What would end a field or a comment in a DOI, which is not escaped.
_UNFIT = re.compile(r'["#%\\^{}~]')

CITATION_STYLES = ("latex", "markdown", "key")
"""A command of LaTeX, a citation of pandoc's Markdown, or the key alone."""

# A key that pandoc takes without braces (https://pandoc.org/MANUAL.html#citation-syntax).
_PLAIN_KEY = re.compile(r"\w+(?:[:.#$%&+?<>~/-]\w+)*")


@dataclass(frozen=True, slots=True)
class Reference:
    """A paper that is to be cited."""

    paper: Paper
    key: str
    """The citation key."""
    marks: Marks = UNMARKED
    arxiv_metadata: ArxivMetadata = NO_ARXIV_METADATA
    publication: Publication | None = None
    """The published version, if that is to be cited."""
    history: Mapping[str, object] = field(default_factory=dict)
    """The last change of each mark and its time, from the library."""


def arxiv_doi(paper: Paper) -> str:
    """The DOI that arXiv gives to every paper (https://info.arxiv.org/help/doi.html)."""
    return f"10.48550/arXiv.{paper.id}"


def doi(paper: Paper, arxiv_metadata: ArxivMetadata) -> str:
    """The bare DOI to cite: that of the published paper if the authors gave one, else arXiv's.

    arXiv's field may have several DOIs or addresses separated by spaces; the first counts.
    """
    given = _DOI.match((arxiv_metadata.doi or "").strip())
    if not given or _UNFIT.search(given[1]):
        return arxiv_doi(paper)
    return given[1]


def issued(paper: Paper) -> tuple[int, ...]:
    """Year, month and day of the first version.

    If the feed has no date, year and month come from the arXiv id; without a valid month, the year
    alone; without a valid id, nothing.
    """
    if day := paper.published:
        return day.year, day.month, day.day
    if not ARXIV_ID.fullmatch(paper.id):
        return ()
    year, month = 2000 + int(paper.id[:2]), int(paper.id[2:4])
    return (year, month) if 1 <= month <= 12 else (year,)


def names(paper: Paper) -> list[AuthorName]:
    """The authors in their order, without those that are empty once they are parsed."""
    parsed = (AuthorName.parse(author.name) for author in paper.authors)
    return [name for name in parsed if name.family]


def citation_text(key: str, style: str) -> str:
    r"""The text that cites a key, in one of the `CITATION_STYLES`.

    >>> citation_text("dao2023", "latex"), citation_text("dao2023", "markdown")
    ('\\cite{dao2023}', '@dao2023')
    """
    match style:
        case "latex":
            return rf"\cite{{{key}}}"
        case "markdown":
            return f"@{key}" if _PLAIN_KEY.fullmatch(key) else f"@{{{key}}}"
        case _:
            return key
