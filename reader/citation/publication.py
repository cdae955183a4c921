"""The published version of a preprint, and checks that a record really is that version."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self, get_args

from reader.text import readable
from reader.text.plain import fold

PublicationKind = Literal["article", "inproceedings", "incollection"]
"""The entry type of BibTeX."""

_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s,;<>\"{}\\^`|]*[^\s,;.<>\"{}\\^`|]")
# DOI prefixes of preprint servers: arXiv, bioRxiv and medRxiv, SSRN, Research Square, OSF,
# ChemRxiv, TechRxiv, Preprints.org.
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
    """The published version of a paper; unknown fields are None."""

    kind: PublicationKind
    venue: str
    """The journal, or the title of the proceedings."""
    year: int
    source: str
    """The service that the record is from: `doi.org`."""
    doi: str | None = None
    series: str | None = None
    volume: str | None = None
    number: str | None = None
    pages: str | None = None
    """The pages as in the source, `1-10`, or the number of the article."""
    publisher: str | None = None

    def as_record(self) -> dict[str, Any]:
        """The fields as JSON values, without unknown ones; `from_record` reads them."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        """The publication that `as_record` wrote.

        Raises:
            TypeError, ValueError: the record was not written by `as_record`.
        """
        publication = cls(**record)
        if publication.kind not in get_args(PublicationKind):
            raise ValueError(f"{publication.kind} is no kind of publication")
        return publication


def published_dois(text: str | None) -> Iterator[str]:
    """The bare DOIs in a text, without those of preprint servers.

    >>> list(published_dois("https://doi.org/10.1145/1 10.48550/arXiv.2307.08691"))
    ['10.1145/1']
    """
    for doi in _DOI.findall(text or ""):
        if not is_preprint_doi(doi):
            yield doi


def is_preprint_doi(doi: str) -> bool:
    """Whether a bare DOI is that of a preprint server."""
    return doi.partition("/")[0] in _REPOSITORIES


def is_preprint_server(venue: str) -> bool:
    """Whether a venue is a preprint server, and no journal or conference."""
    return bool(_PREPRINTS.match(venue.strip()))


def same_title(title: str, others: Iterable[str]) -> bool:
    """Whether one of the other titles has the same letters and digits.

    >>> same_title("<i>Flash</i>attention &amp; 2", ["FlashAttention & 2"])
    True
    """
    plain = _plain(title)
    return bool(plain) and plain in map(_plain, others)


def strip_tags(text: str) -> str:
    """A title without the tags and entities that publishers leave in it."""
    return html.unescape(_TAG.sub("", html.unescape(text)))


def _plain(title: str) -> str:
    letters = fold(readable(strip_tags(title))).casefold()
    return "".join(filter(str.isalnum, letters))
