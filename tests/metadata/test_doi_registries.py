"""doi.org and Semantic Scholar: how they are asked, and who is told what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from reader.errors import ConfigError, FeedError
from reader.metadata.doi_registries import DoiRegistryClient, SemanticScholarClient
from reader.net import MalformedAnswer, Refused, Unreachable
from reader.net.rate_limits import RequestPacer
from reader.net.request import Endpoint
from reader.net.transport import next_hop
from tests import feed_faults as faults
from tests.arxiv_server import CSL, ArxivServer, csl, record

DOI = "10.1016/S0004-3702(96)<1>"
KEY = "invented-key"


@pytest.fixture
def server() -> Iterator[ArxivServer]:
    with ArxivServer(items={DOI: csl("A")}, records={"2401.00001": record("A")}) as server:
        yield server


@pytest.fixture
def pace(tmp_path: Path, pauses: list[float], clock: Callable[[], float]) -> RequestPacer:
    return RequestPacer(tmp_path / "turn", 1.0, lambda: 1e9 + clock(), pauses.append)


@pytest.fixture
def registry(server: ArxivServer, pace: RequestPacer) -> Iterator[DoiRegistryClient]:
    registry = DoiRegistryClient(server.registry, pace, budget=0.5)
    yield registry
    registry.close()


@pytest.fixture
def scholar(server: ArxivServer, pace: RequestPacer) -> Iterator[SemanticScholarClient]:
    scholar = SemanticScholarClient(server.scholar, KEY, pace, budget=0.5)
    yield scholar
    scholar.close()


class TestRegistry:
    def test_it_is_asked_for_data_about_the_very_doi(
        self, server: ArxivServer, registry: DoiRegistryClient, pauses: list[float]
    ) -> None:
        assert registry.item(DOI) == csl("A")
        assert registry.item(DOI) == csl("A")
        asked = server.requests[0]
        assert asked.path == "/doi/10.1016/S0004-3702%2896%29%3C1%3E"
        assert asked.headers["Accept"] == CSL
        assert asked.headers["Authorization"] is None
        assert pauses == pytest.approx([1.0])

    def test_an_unknown_doi_is_refused(self, registry: DoiRegistryClient) -> None:
        with pytest.raises(Refused) as caught:
            registry.item("10.1/none")
        assert caught.value.status == 404

    @pytest.mark.parametrize(
        ("fault", "kind"),
        [
            (faults.status(429), Refused),
            (faults.not_json(), MalformedAnswer),
            (faults.hang(), Unreachable),
            (faults.drip(), Unreachable),
            (faults.redirect("https://publisher.example/1"), FeedError),
        ],
        ids=["429", "page", "hang", "drip", "elsewhere"],
    )
    def test_a_failure_is_told_after_one_try(
        self,
        server: ArxivServer,
        registry: DoiRegistryClient,
        fault: faults.Fault,
        kind: type[FeedError],
    ) -> None:
        server.fault = fault
        with pytest.raises(kind):
            registry.item(DOI)
        assert len(server.requests) == 1

    def test_it_may_send_us_on_to_an_agency_alone_and_over_https(self) -> None:
        start = httpx.URL("https://doi.org/10.1/x")
        endpoint = Endpoint("https://doi.org", partners=frozenset(("api.crossref.org",)))
        agency = "https://api.crossref.org/v1/works/10.1%2Fx/transform"
        assert next_hop(start, agency, "", endpoint) == agency
        for location in (
            "http://api.crossref.org/",
            "https://api.crossref.org:8443/",
            "https://api.crossref.org.example/",
        ):
            with pytest.raises(FeedError, match="where we do not go"):
                next_hop(start, location, "", endpoint)


class TestSemanticScholar:
    def test_many_papers_are_asked_for_with_one_request_and_the_key(
        self, server: ArxivServer, scholar: SemanticScholarClient
    ) -> None:
        assert scholar.records(["2401.00001", "2401.00002"]) == {
            "2401.00001": record("A"),
            "2401.00002": None,
        }
        (asked,) = server.requests
        assert (asked.method, asked.headers["x-api-key"]) == ("POST", KEY)
        assert asked.headers["Authorization"] is None
        assert "externalIds" in asked.query["fields"]

    def test_the_key_goes_to_nobody_else(
        self, server: ArxivServer, scholar: SemanticScholarClient
    ) -> None:
        with ArxivServer() as other:
            server.fault = faults.redirect(other.url)
            with pytest.raises(FeedError, match="where we do not go"):
                scholar.records(["2401.00001"])
            assert other.requests == []

    def test_a_key_that_is_not_taken_is_told(
        self, server: ArxivServer, scholar: SemanticScholarClient
    ) -> None:
        server.fault = faults.status(403)
        with pytest.raises(Refused, match="S2_API_KEY may be wrong"):
            scholar.records(["2401.00001"])

    @pytest.mark.parametrize("body", [b"{}", b"[]", b"[null, null, null]"])
    def test_an_answer_in_another_shape_is_none(
        self, server: ArxivServer, scholar: SemanticScholarClient, body: bytes
    ) -> None:
        server.fault = faults.body(body)
        with pytest.raises(MalformedAnswer):
            scholar.records(["2401.00001", "2401.00002"])

    @pytest.mark.parametrize("key", ["a b", "a\r\nX-Other: b", "ü"])
    def test_a_key_that_could_break_out_of_its_header_is_refused_and_not_shown(
        self, pace: RequestPacer, key: str
    ) -> None:
        with pytest.raises(ConfigError, match="S2_API_KEY") as caught:
            SemanticScholarClient("https://api.semanticscholar.org", key, pace)
        assert key not in str(caught.value)
