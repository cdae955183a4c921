"""Sources of published versions, doi.org and Semantic Scholar: their clients and decoders."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

from reader.citation import AuthorName
from reader.citation.publication import (
    Publication,
    PublicationKind,
    author_key,
    is_preprint_doi,
    is_preprint_server,
    nearly_same_title,
    published_dois,
    same_title,
    share_authors,
    strip_tags,
)
from reader.errors import ConfigError, FeedError
from reader.net import Refused, unexpected_value
from reader.net.rate_limits import RequestPacer
from reader.net.request import Endpoint, Request
from reader.net.service_client import OnWarning, ServiceClient
from reader.text import clean_line, shorten
from reader.text.json_decoder import JsonObject, first

REGISTRY_GAP = 0.25
"""Seconds between two requests: Crossref takes five a second of those who give no address."""
SCHOLAR_GAP = 1.1
"""A key is good for one request a second."""
BATCH = 500
"""The most papers in one request to Semantic Scholar."""

_CSL = "application/vnd.citationstyles.csl+json"
# Where doi.org sends those who ask for data: Crossref, DataCite, mEDRA.
_AGENCIES = frozenset(
    ("api.crossref.org", "data.crossref.org", "data.crosscite.org", "data.datacite.org",
     "api.datacite.org", "data.medra.org")
)  # fmt: skip
_FIELDS = "title,year,venue,publicationVenue,publicationTypes,journal,externalIds"


class DoiRegistryClient:
    """The client of doi.org, which redirects to the agency that registered a DOI. No token.

    https://www.crossref.org/documentation/retrieve-metadata/content-negotiation/
    """

    def __init__(
        self,
        endpoint: str,
        pace: RequestPacer,
        *,
        budget: float = 25.0,
        on_warning: OnWarning = None,
    ) -> None:
        """Set up; nothing is connected yet.

        Args:
            endpoint: the base URL of every request, such as `https://doi.org`.
            pace: by which requests take turns.
            budget: the seconds after which a request is given up.
            on_warning: called with a sentence about each environment variable that is ignored.

        Raises:
            ConfigError: the endpoint cannot be used.
        """
        read = Endpoint.read(endpoint, None, "the setting metadata.doi")
        self._endpoint = replace(read, partners=_AGENCIES)
        self._pace = pace
        self._calls = ServiceClient(
            self._endpoint, budget, lambda *_: None, None, time.monotonic, on_warning
        )

    def item(self, doi: str) -> object:
        """The record of a DOI, for `publication_from_registry`.

        Raises:
            Refused: with status 404 where there is no such DOI, 406 where no data is to be had.
            FeedError: there was no readable answer.
        """
        what = f"what {doi} is"
        request = Request(f"/{quote(doi, safe='/')}", what, accept=_CSL, tries=1)
        with self._pace.turn():
            return self._calls.call(lambda get: get(request).value, what, None)

    def close(self) -> None:
        """Close the connection; a request in flight is abandoned."""
        self._calls.close()


class SemanticScholarClient:
    """The client of Semantic Scholar's Graph API, which is reliable only with an API key.

    https://api.semanticscholar.org/api-docs/graph
    """

    def __init__(
        self,
        endpoint: str,
        key: str,
        pace: RequestPacer,
        *,
        budget: float = 25.0,
        on_warning: OnWarning = None,
    ) -> None:
        """Set up; nothing is connected yet.

        Args:
            endpoint: the base URL of every request, such as `https://api.semanticscholar.org`.
            key: sent to that endpoint and nowhere else.
            pace: by which requests take turns.
            budget: the seconds after which a request is given up.
            on_warning: called with a sentence about each environment variable that is ignored.

        Raises:
            ConfigError: the endpoint or the key cannot be used.
        """
        # Any other character could end the header and begin another one.
        if not (key.isascii() and key.isprintable() and " " not in key):
            raise ConfigError("S2_API_KEY has characters that no key has")
        self._endpoint = replace(
            Endpoint.read(endpoint, None, "the setting metadata.semantic_scholar"),
            token=key,
            header="x-api-key",
        )
        self._pace = pace
        self._calls = ServiceClient(
            self._endpoint, budget, lambda *_: None, None, time.monotonic, on_warning
        )

    def records(self, papers: Sequence[str]) -> dict[str, object]:
        """The records of at most `BATCH` papers, for `publication_from_scholar`; unknown: None.

        Args:
            papers: arXiv ids without a version.

        Raises:
            Refused: with status 403 where the key is not taken.
            FeedError: there was no readable answer.
        """
        what = "where papers were published"
        body = json.dumps({"ids": [f"ARXIV:{paper}" for paper in papers]}).encode()
        path, query = "/graph/v1/paper/batch", {"fields": _FIELDS}
        request = Request(path, what, query, body=body, tries=1)
        failing = f"could not get {what} from {self._endpoint.host}"
        with self._pace.turn():
            try:
                records = self._calls.call(lambda get: get(request).value, what, None)
            except Refused as error:
                if error.status not in (401, 403):
                    raise
                raise Refused(f"{error}; S2_API_KEY may be wrong", error.status) from error
        if not isinstance(records, list) or len(records) != len(papers):
            raise unexpected_value(failing, records, "a list with a record of each")
        return dict(zip(papers, records, strict=True))

    def close(self) -> None:
        """Close the connection; a request in flight is abandoned."""
        self._calls.close()


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
    """A source has no trustworthy record of a published version."""


def publication_from_registry(
    item: object, doi: str, titles: Collection[str], authors: Collection[str] = ()
) -> Publication:
    """Decode the CSL-JSON record of a DOI.

    https://docs.citationstyles.org/en/stable/specification.html (appendices III and IV)

    Args:
        item: the record.
        doi: the DOI that was requested.
        titles: the titles of the paper in the feed and at arXiv.
        authors: its authors, each as `author_key` gives it.

    Raises:
        Unpublished: it is another paper or a preprint, or the record says too little.
    """
    if not isinstance(item, dict):
        raise Unpublished(f"{REGISTRY} says nothing of {doi}")
    other_title = _registry_title(item, titles, authors)
    venues = _texts(item, "container-title")
    kind = _registry_kind(item, venues)
    if kind is None or not venues or any(map(is_preprint_server, venues)):
        raise Unpublished(f"{REGISTRY} has {doi}, but not as a paper in a journal or proceedings")
    if (year := _year(item)) is None:
        raise Unpublished(f"{REGISTRY} does not say when {doi} was published")
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
        title=other_title,
    )


def _registry_title(
    item: JsonObject, titles: Collection[str], authors: Collection[str]
) -> str | None:
    """The title of a record where it differs from that of the paper by a word, else None.

    Raises:
        Unpublished: it is quite another, or differs and has other authors.
    """
    written = [_joined(item, ""), _joined(item, ": ")]
    other_title = _checked_title(REGISTRY, written, titles)
    if other_title and not share_authors(_authors(item), authors):
        raise _under_another_title(REGISTRY, written)
    return other_title


def _registry_kind(item: JsonObject, venues: Sequence[str]) -> PublicationKind | None:
    """The kind of a record; None where it is not from a journal, proceedings or a book."""
    type_ = item.get("type")
    kind = _KINDS.get(type_) if isinstance(type_, str) else None
    if kind == "incollection" and ("event" in item or any(map(_CONFERENCE.search, venues))):
        # The proceedings that come as books have chapters.
        return "inproceedings"
    return kind


def publication_from_scholar(
    record: object, titles: Collection[str]
) -> tuple[str | None, Publication]:
    """Decode a record of Semantic Scholar into the DOI of the publication, if any, and the rest.

    A title that differs by a word is enough only where there is a DOI, whose registry decides.

    https://api.semanticscholar.org/api-docs/graph#tag/Paper-Data/operation/post_graph_get_papers

    Raises:
        Unpublished: it is another paper or a preprint, or the record says too little.
    """
    if not isinstance(record, dict):
        raise Unpublished(f"{SCHOLAR} does not know it")
    written = _texts(record, "title")
    other_title = _checked_title(SCHOLAR, written, titles)
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
    if other_title and doi is None:
        raise _under_another_title(SCHOLAR, written)
    kind, year = _kind(record, place), _number(record.get("year"))
    if not names or kind is None or year is None:
        raise Unpublished(f"{SCHOLAR} does not say where and when it was published")
    pages = _short(journal.get("pages"))
    return doi, Publication(kind, names[0], year, SCHOLAR, doi, volume=volume, pages=pages)


def _checked_title(source: str, written: list[str], titles: Collection[str]) -> str | None:
    """The title of a record where it differs from that of the paper by a word, else None.

    Raises:
        Unpublished: it is quite another.
    """
    if any(same_title(title, titles) for title in written):
        return None
    # That with a subtitle comes last.
    near = [title for title in written if nearly_same_title(title, titles)]
    if not near:
        raise _under_another_title(source, written)
    return near[-1]


def _under_another_title(source: str, written: list[str]) -> Unpublished:
    shown = shorten(written[0], 100) if written and written[0] else ""
    other = f"under another title, “{shown}”" if shown else "without a title"
    return Unpublished(f"{source} has it {other}")


def _authors(item: JsonObject) -> Iterator[str]:
    """The authors of a CSL-JSON record, each as `author_key` gives it; groups are left out."""
    for each in _list(item.get("author")):
        name = each if isinstance(each, dict) else {}
        if family := first(_texts(name, "family")):
            particle = first(_texts(name, "non-dropping-particle")) or ""
            parsed = AuthorName.parse(f"X {particle} {family}")
            yield author_key(parsed.family, first(_texts(name, "given")) or "")


def _joined(item: JsonObject, sign: str) -> str:
    """The title; with a sign, followed by the subtitle."""
    parts = [*_texts(item, "title")[:1], *(_texts(item, "subtitle")[:1] if sign else ())]
    return sign.join(parts)


def _kind(record: JsonObject, place: JsonObject) -> PublicationKind | None:
    """The kind by the type of the venue, or else by the type of the paper."""
    types = [place.get("type"), *_list(record.get("publicationTypes"))]
    for each in types:
        if each in ("conference", "Conference"):
            return "inproceedings"
        if each in ("journal", "JournalArticle"):
            return "article"
    return None


def _year(item: JsonObject) -> int | None:
    for name in ("issued", "published-print", "published-online", "published"):
        dates = _list(_object(item, name).get("date-parts"))
        if dates and (parts := _list(dates[0])) and (year := _number(parts[0])):
            return year
    return None


def _number(value: object) -> int | None:
    """A plausible year, also where it is written as text."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) == 4:
        value = int(value)
    if isinstance(value, int) and _FIRST_YEAR <= value <= date.today().year + 1:
        return value
    return None


def _texts(item: JsonObject, name: str) -> list[str]:
    """The texts at a key, which holds one or a list of them."""
    value = item.get(name)
    found = [value] if isinstance(value, str) else _list(value)
    lines = (clean_line(strip_tags(each), _MAX_TEXT) for each in found if isinstance(each, str))
    return [line for line in lines if line]


def _short(value: object) -> str | None:
    """A number of a volume, an issue or pages, as it is written."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value}"
    return clean_line(value, _MAX_SHORT) or None if isinstance(value, str) else None


def _object(item: JsonObject, name: str) -> JsonObject:
    value = item.get(name)
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
