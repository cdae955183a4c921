"""Records of published papers, each made into a publication, or into why it is none of ours."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from reader.citation.publication import (
    Publication,
    PublicationKind,
    is_preprint_doi,
    is_preprint_server,
    published_dois,
    same_title,
    strip_tags,
)
from reader.errors import FeedError
from reader.net.json_values import Object, first
from reader.text import clean_line, shorten

REGISTRY = "doi.org"
SCHOLAR = "Semantic Scholar"

_MAX_TEXT = 500
_MAX_SHORT = 60
_FIRST_YEAR = 1900

# Crossref has its own names for what CSL calls otherwise, and gives either:
# https://www.crossref.org/documentation/retrieve-metadata/content-negotiation/
_KINDS: dict[str, PublicationKind] = {
    "article-journal": "article",
    "journal-article": "article",
    "paper-conference": "inproceedings",
    "proceedings-article": "inproceedings",
    "chapter": "incollection",
    "book-chapter": "incollection",
}
_CONFERENCE = re.compile(
    r"\b(?:proceedings|conference|workshop|symposium|lecture notes|meeting)\b", re.IGNORECASE
)


class Unpublished(FeedError):  # noqa: N818 - a state of the world, as the callers read it
    """A source has no published version of a paper that could be believed."""


def from_registry(item: object, doi: str, titles: Collection[str]) -> Publication:
    """What the registry of a DOI says of it, in CSL-JSON.

    https://docs.citationstyles.org/en/stable/specification.html (appendices III and IV)

    Args:
        item: the answer.
        doi: what was asked for.
        titles: of the paper, as the feed and as arXiv have it.

    Raises:
        Unpublished: it is another paper, a preprint, or too little is said of it.
    """
    if not isinstance(item, dict):
        raise Unpublished(f"{REGISTRY} says nothing of {doi}")
    _require_title(REGISTRY, [_joined(item, ""), _joined(item, ": ")], titles)
    type_ = item.get("type")
    kind = _KINDS.get(type_) if isinstance(type_, str) else None
    venues = _texts(item, "container-title")
    if kind is None or not venues or any(map(is_preprint_server, venues)):
        raise Unpublished(f"{REGISTRY} has {doi}, but not as a paper in a journal or proceedings")
    year = _year(item)
    if year is None:
        raise Unpublished(f"{REGISTRY} does not say when {doi} was published")
    if kind == "incollection" and ("event" in item or any(map(_CONFERENCE.search, venues))):
        # The proceedings that come as books have chapters.
        kind = "inproceedings"
    is_article = kind == "article"
    return Publication(
        kind,
        # A volume of a series has the name of the series first.
        venues[0] if is_article else venues[-1],
        year,
        REGISTRY,
        doi,
        series=venues[0] if len(venues) > 1 and not is_article else None,
        volume=_short(item.get("volume")),
        number=_short(item.get("issue")),
        pages=_short(item.get("page")) or _short(item.get("article-number")),
        publisher=None if is_article else first(_texts(item, "publisher")),
    )


def from_scholar(record: object, titles: Collection[str]) -> tuple[str | None, Publication]:
    """What Semantic Scholar says of a paper: the DOI that it was published under, and the rest.

    https://api.semanticscholar.org/api-docs/graph#tag/Paper-Data/operation/post_graph_get_papers

    Raises:
        Unpublished: it is another paper, is still held for a preprint, or too little is said.
    """
    if not isinstance(record, dict):
        raise Unpublished(f"{SCHOLAR} does not know it")
    _require_title(SCHOLAR, _texts(record, "title"), titles)
    ids, journal, place = (
        _object(record, name) for name in ("externalIds", "journal", "publicationVenue")
    )
    given = _texts(ids, "DOI")
    doi = first(published_dois(given[0])) if given else None
    names = [*_texts(place, "name"), *_texts(record, "venue"), *_texts(journal, "name")]
    volume = _short(journal.get("volume"))
    if (
        any(map(is_preprint_doi, given))
        or any(map(is_preprint_server, names))
        or (volume or "").startswith("abs/")
    ):
        # It may name a conference all the same, with the year of the preprint.
        raise Unpublished(f"{SCHOLAR} still has it as a preprint")
    if given and doi is None:
        raise Unpublished(f"{SCHOLAR} has a DOI of it that is none")
    kind, year = _kind(record, place), _number(record.get("year"))
    if not names or kind is None or year is None:
        raise Unpublished(f"{SCHOLAR} does not say where and when it was published")
    pages = _short(journal.get("pages"))
    return doi, Publication(kind, names[0], year, SCHOLAR, doi, volume=volume, pages=pages)


def _require_title(source: str, written: list[str], titles: Collection[str]) -> None:
    if not any(same_title(title, titles) for title in written):
        shown = shorten(written[0], 100) if written and written[0] else ""
        other = f"under another title, “{shown}”" if shown else "without a title"
        raise Unpublished(f"{source} has it {other}")


def _joined(item: Object, sign: str) -> str:
    """The title, and where there is a sign, the subtitle behind it."""
    parts = [*_texts(item, "title")[:1], *(_texts(item, "subtitle")[:1] if sign else ())]
    return sign.join(parts)


def _kind(record: Object, place: Object) -> PublicationKind | None:
    """What it is in; where the venue does not say, what the paper is held for."""
    types = [place.get("type"), *_list(record.get("publicationTypes"))]
    for each in types:
        if each in ("conference", "Conference"):
            return "inproceedings"
        if each in ("journal", "JournalArticle"):
            return "article"
    return None


def _year(item: Object) -> int | None:
    for name in ("issued", "published-print", "published-online", "published"):
        dates = _list(_object(item, name).get("date-parts"))
        if dates and (parts := _list(dates[0])) and (year := _number(parts[0])):
            return year
    return None


def _number(value: object) -> int | None:
    """A year of the present age, also where it is written as text."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) == 4:
        value = int(value)
    if isinstance(value, int) and _FIRST_YEAR <= value <= date.today().year + 1:
        return value
    return None


def _texts(item: Object, name: str) -> list[str]:
    """The texts at a name, which are one or several."""
    value = item.get(name)
    found = [value] if isinstance(value, str) else _list(value)
    lines = (clean_line(strip_tags(each), _MAX_TEXT) for each in found if isinstance(each, str))
    return [line for line in lines if line]


def _short(value: object) -> str | None:
    """A number of a volume, an issue or pages, as it is written."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value}"
    return clean_line(value, _MAX_SHORT) or None if isinstance(value, str) else None


def _object(item: Object, name: str) -> Object:
    value = item.get(name)
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
