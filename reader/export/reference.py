"""One entry of a bibliography before it has a format, and what all formats say alike of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reader.citation.author_names import Name
from reader.paper import ARXIV_ID, NO_IMPRINT, UNMARKED, Imprint, Marks, Paper

if TYPE_CHECKING:
    from reader.citation.publication import Publication

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9]{4,9}/[!-~]+)", re.IGNORECASE)
# What would end a field or a comment where a DOI stands as it is.
_UNFIT = re.compile(r'["#%\\^{}~]')


@dataclass(frozen=True, slots=True)
class Reference:
    """A paper that is to be cited."""

    paper: Paper
    key: str
    """The citation key."""
    marks: Marks = UNMARKED
    imprint: Imprint = NO_IMPRINT
    publication: Publication | None = None
    """The published version, where the paper is to be cited by that."""
    history: Mapping[str, object] = field(default_factory=dict)
    """What was last done to each mark, and when, as the library tells it."""


def arxiv_doi(paper: Paper) -> str:
    """The DOI that arXiv gives to every paper (https://info.arxiv.org/help/doi.html)."""
    return f"10.48550/arXiv.{paper.id}"


def doi(paper: Paper, imprint: Imprint) -> str:
    """The bare DOI to cite: of the published paper where the authors gave one, else arXiv's.

    The field of arXiv may hold several, parted by spaces, and addresses; the first counts.
    """
    given = _DOI.match((imprint.doi or "").strip())
    if not given or _UNFIT.search(given[1]):
        return arxiv_doi(paper)
    return given[1]


def issued(paper: Paper) -> tuple[int, ...]:
    """Year, month and day of the first version.

    Where the feed is silent, year and month as the identifier says, or as much of that as makes
    sense; at worst nothing.
    """
    if day := paper.published:
        return day.year, day.month, day.day
    if not ARXIV_ID.fullmatch(paper.id):
        return ()
    year, month = 2000 + int(paper.id[:2]), int(paper.id[2:4])
    return (year, month) if 1 <= month <= 12 else (year,)


def names(paper: Paper) -> list[Name]:
    """The authors in their order, without those of whom no letter is left."""
    parsed = (Name.parse(author.name) for author in paper.authors)
    return [name for name in parsed if name.family]
