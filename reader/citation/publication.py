"""Where a preprint was published in the end, and what must hold before that is believed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self, get_args

from reader.text import fold, readable

Kind = Literal["article", "inproceedings", "incollection"]
"""What BibTeX calls it."""

_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s,;<>\"{}\\^`|]*[^\s,;.<>\"{}\\^`|]")
# Registrants that keep preprints: arXiv, bioRxiv and medRxiv, SSRN, Research Square, OSF, ChemRxiv,
# TechRxiv, Preprints.org.
_REPOSITORIES = frozenset(
    ("10.48550", "10.1101", "10.2139", "10.21203", "10.31219", "10.26434", "10.36227", "10.20944")
)
_PREPRINTS = re.compile(
    r"(?:arxiv|corr\b|biorxiv|medrxiv|chemrxiv|techrxiv|ssrn|research square|preprints?\b"
    r"|computing research repository)",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


@dataclass(frozen=True, slots=True)
class Publication:
    """The published version of a paper; unknown is None."""

    kind: Kind
    venue: str
    """The journal, or the title of the proceedings."""
    year: int
    source: str
    """Who says so: `doi.org`."""
    doi: str | None = None
    series: str | None = None
    volume: str | None = None
    number: str | None = None
    pages: str | None = None
    """As the source writes them: `1-10`, or the number of the article."""
    publisher: str | None = None

    def as_record(self) -> dict[str, Any]:
        """Plain JSON values that `from_record` reads back; unknown fields are left out."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        """The publication that `as_record` wrote.

        Raises:
            TypeError, ValueError: the record was not written by `as_record`.
        """
        publication = cls(**record)
        if publication.kind not in get_args(Kind):
            raise ValueError(f"{publication.kind} is no kind of publication")
        return publication


def published_dois(text: str | None) -> Iterator[str]:
    """The bare DOIs in a text, without those of places that keep preprints.

    >>> list(published_dois("https://doi.org/10.1145/1 10.48550/arXiv.2307.08691"))
    ['10.1145/1']
    """
    for doi in _DOI.findall(text or ""):
        if not is_preprint(doi):
            yield doi


def is_preprint(doi: str) -> bool:
    """Whether a bare DOI belongs to a place that keeps preprints."""
    return doi.partition("/")[0] in _REPOSITORIES


def keeps_preprints(venue: str) -> bool:
    """Whether a venue is no journal and no conference, but a place that keeps preprints."""
    return bool(_PREPRINTS.match(venue.strip()))


def same_title(title: str, others: Iterable[str]) -> bool:
    """Whether one of the others has the same letters and digits, however they are written.

    >>> same_title("<i>Flash</i>attention &amp; 2", ["FlashAttention & 2"])
    True
    """
    plain = _plain(title)
    return bool(plain) and plain in map(_plain, others)


def untagged(text: str) -> str:
    """Without the tags and entities that publishers leave in their titles."""
    return html.unescape(_TAG.sub("", html.unescape(text)))


def _plain(title: str) -> str:
    letters = fold(readable(untagged(title))).casefold()
    return "".join(filter(str.isalnum, letters))
