"""Who knows where a paper was published: the registries behind doi.org, and Semantic Scholar."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from reader.errors import ConfigError
from reader.net.endpoint import Endpoint
from reader.net.failures import Refused, unexpected_value
from reader.net.request import Request
from reader.net.request_pace import RequestPacer
from reader.net.service_client import OnWarning, ServiceClient

REGISTRY_GAP = 0.25
"""Seconds between two requests: Crossref takes five a second of those who give no address."""
SCHOLAR_GAP = 1.1
"""A key is good for one request a second."""
BATCH = 500
"""Papers of one request to Semantic Scholar."""

_CSL = "application/vnd.citationstyles.csl+json"
# Where doi.org sends those who ask for data: Crossref, DataCite, mEDRA.
_AGENCIES = frozenset(
    ("api.crossref.org", "data.crossref.org", "data.crosscite.org", "data.datacite.org",
     "api.datacite.org", "data.medra.org")
)  # fmt: skip
_FIELDS = "title,year,venue,publicationVenue,publicationTypes,journal,externalIds"


class DoiRegistryClient:
    """doi.org, which has each agency answer for its own DOIs. It is told no token.

    https://www.crossref.org/documentation/retrieve-metadata/content-negotiation/
    """

    def __init__(
        self, endpoint: str, pace: RequestPacer, *, budget: float = 25.0, remark: OnWarning = None
    ) -> None:
        """Remember where it is.

        Args:
            endpoint: the base of every request, such as `https://doi.org`.
            pace: the turns at it.
            budget: the seconds in which a request is answered or given up.
            remark: told in a sentence what of the environment was passed over.

        Raises:
            ConfigError: the endpoint cannot be used.
        """
        read = Endpoint.read(endpoint, None, "the setting metadata.doi")
        self._endpoint = replace(read, partners=_AGENCIES)
        self._pace = pace
        self._calls = ServiceClient(
            self._endpoint, budget, lambda *_: None, None, time.monotonic, remark
        )

    def item(self, doi: str) -> object:
        """What `reader.metadata.venue_records` reads: all that is known of a bare DOI.

        Raises:
            Refused: with status 404 where there is no such DOI, 406 where no data is to be had.
            FeedError: there was no answer, or none that can be read.
        """
        what = f"what {doi} is"
        request = Request(f"/{quote(doi, safe='/')}", what, accept=_CSL, tries=1)
        with self._pace.turn():
            return self._calls.call(lambda get: get(request).value, what, None)

    def close(self) -> None:
        """Let go of the connection; a request that is on its way is no longer waited for."""
        self._calls.close()


class SemanticScholarClient:
    """The Graph API of Semantic Scholar, which answers reliably to those alone who have a key.

    https://api.semanticscholar.org/api-docs/graph
    """

    def __init__(
        self,
        endpoint: str,
        key: str,
        pace: RequestPacer,
        *,
        budget: float = 25.0,
        remark: OnWarning = None,
    ) -> None:
        """Remember where it is.

        Args:
            endpoint: the base of every request, such as `https://api.semanticscholar.org`.
            key: sent to that endpoint and nowhere else.
            pace: the turns at it.
            budget: the seconds in which a request is answered or given up.
            remark: told in a sentence what of the environment was passed over.

        Raises:
            ConfigError: the endpoint or the key cannot be used.
        """
        # Anything else could end the header and begin another.
        if not (key.isascii() and key.isprintable() and " " not in key):
            raise ConfigError("S2_API_KEY has characters that no key has")
        self._endpoint = replace(
            Endpoint.read(endpoint, None, "the setting metadata.semantic_scholar"),
            token=key,
            header="x-api-key",
        )
        self._pace = pace
        self._calls = ServiceClient(
            self._endpoint, budget, lambda *_: None, None, time.monotonic, remark
        )

    def records(self, papers: Sequence[str]) -> dict[str, object]:
        """The records of at most `BATCH` papers, for `venue_records`; None where one is unknown.

        Args:
            papers: bare arXiv ids.

        Raises:
            Refused: with status 403 where the key is not taken.
            FeedError: there was no answer, or none that can be read.
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
        """Let go of the connection; a request that is on its way is no longer waited for."""
        self._calls.close()
