"""The published version of a preprint, and checks that a record really is that version."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
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
_BETWEEN_WORDS = re.compile(r"[\s:;,/\u2013\u2014]+")
_NUMBER = re.compile(r"[0-9]|^[ivxlcdm]+$|^.$")
"""Digits, Roman numerals, single letters, as in "part B"."""
_FEWEST_SAME = 2
"""Words that two titles must have in common."""


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
    title: str | None = None
    """Its title there, where a word of it is another than in the preprint's."""

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


def nearly_same_title(title: str, others: Iterable[str]) -> bool:
    """Whether one of the other titles differs from it by one word: another one, or one more.

    Numbers and names are never another word, as GPT-3 and GPT-4, part I and part II, and the
    technical reports of two models are different papers. Alone this proves nothing; it is for
    papers that an identifier says are the same.

    >>> nearly_same_title("Attention Was All You Need", ["Attention Is All You Need"])
    True
    >>> nearly_same_title("Training at Scale: Part II", ["Training at Scale: Part I"])
    False
    """
    words = _words(title)
    return any(_differ_by_one(words, _words(other)) for other in others)


def share_authors(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two lists of names can be those of one paper; True where one of them is empty.

    Half of the longer list must be in the other one, as names are added and written otherwise.

    Args:
        some: names, each as `author_key` gives it.
        others: likewise.
    """
    one, other = set(some) - {""}, set(others) - {""}
    return not one or not other or 2 * len(one & other) >= max(len(one), len(other))


def author_key(family: str, given: str = "") -> str:
    """What two ways to write the name of one author have in common.

    >>> author_key("Müller", "Ada B."), author_key("MULLER", "A.")
    ('muller a', 'muller a')
    """
    return f"{_plain(family)} {_plain(given)[:1]}".strip()


def strip_tags(text: str) -> str:
    """A title without the tags and entities that publishers leave in it."""
    return html.unescape(_TAG.sub("", html.unescape(text)))


def _plain(title: str) -> str:
    letters = fold(readable(strip_tags(title))).casefold()
    return "".join(filter(str.isalnum, letters))


def _words(title: str) -> list[tuple[str, bool]]:
    """The letters and digits of each word, and whether it is a name; a compound is one word."""
    text = readable(strip_tags(title))
    shouted = text.isupper()
    words = (
        (_plain(word), not shouted and any(map(str.isupper, word[1:])))
        for word in _BETWEEN_WORDS.split(text)
    )
    return [(plain, is_name) for plain, is_name in words if plain]


def _differ_by_one(one: Sequence[tuple[str, bool]], other: Sequence[tuple[str, bool]]) -> bool:
    start = _common(one, other)
    end = _common(one[start:][::-1], other[start:][::-1])
    if max(len(one), len(other)) - start - end != 1 or start + end < _FEWEST_SAME:
        return False
    odd = [*one[start : len(one) - end], *other[start : len(other) - end]]
    # "A Study of" may have been "Study of".
    if not start and [word for word, _ in odd] == ["a"]:
        return True
    return not any(is_name or _NUMBER.search(word) for word, is_name in odd)


def _common(one: Sequence[tuple[str, bool]], other: Sequence[tuple[str, bool]]) -> int:
    """How many words two lists have in common at their begin."""
    pairs = zip(one, other, strict=False)
    differing = (at for at, (mine, theirs) in enumerate(pairs) if mine[0] != theirs[0])
    return next(differing, min(len(one), len(other)))
