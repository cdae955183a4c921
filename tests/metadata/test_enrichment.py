"""What is known beyond the feed: asked once, kept, and never guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reader.citation.publication import Publication
from reader.metadata.arxiv import ArxivClient
from reader.metadata.doi_registries import DoiRegistryClient, SemanticScholarClient
from reader.metadata.enrichment import MetadataClients, MetadataEnricher
from reader.net import Offline
from reader.net.rate_limits import RequestPacer
from reader.paper import ArxivMetadata, Paper
from tests import feed_faults as faults
from tests.arxiv_server import ArxivServer, Entry, csl, record

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
PAPERS = [Paper(f"2401.0000{number}", f"Paper {number}") for number in range(1, 5)]
ONE, TWO, THREE, FOUR = (paper.id for paper in PAPERS)
Make = Callable[..., MetadataEnricher]


@pytest.fixture
def server() -> Iterator[ArxivServer]:
    """Of four papers one has a DOI and one a remark."""
    entries = {paper.id: Entry(paper.title) for paper in PAPERS}
    entries[ONE] = Entry("Paper 1", 2, "cs.LG", "10.1145/1", "J. Ex. 1")
    entries[TWO] = Entry("Paper 2", comment="Accepted at EX 2024")
    with ArxivServer(entries, {"10.1145/1": csl("Paper 1")}) as server:
        yield server


@pytest.fixture
def make(server: ArxivServer, tmp_path: Path) -> Iterator[Make]:
    made: list[MetadataEnricher] = []

    def one(
        key: str | None = None, later: timedelta = timedelta(), silent: bool = False
    ) -> MetadataEnricher:
        def connect() -> MetadataClients:
            if silent:
                raise Offline("the network is not used, as --offline was given")
            pace = RequestPacer(tmp_path / "turn", 3.0, pause=lambda _: None)
            scholar = SemanticScholarClient(server.scholar, key, pace, budget=0.5) if key else None
            arxiv = ArxivClient(server.url, pace, budget=0.5)
            return MetadataClients(
                arxiv, DoiRegistryClient(server.registry, pace, budget=0.5), scholar
            )

        path = tmp_path / "cache" / "imprints.sqlite"
        made.append(
            MetadataEnricher(path, connect, lambda: NOON + later, has_scholar=key is not None)
        )
        return made[-1]

    yield one
    for each in made:
        each.close()


class TestImprints:
    def test_arxiv_is_asked_once_for_all_and_never_again(
        self, make: Make, server: ArxivServer
    ) -> None:
        learned = make().enrich(PAPERS)
        assert learned.imprints[ONE] == ArxivMetadata("cs.LG", "10.1145/1", "J. Ex. 1")
        assert learned.imprints.keys() == learned.new == {ONE, TWO, THREE, FOUR}
        assert (learned.comments, learned.problems) == ({TWO: "Accepted at EX 2024"}, [])
        again = make(later=timedelta(1_000)).enrich(PAPERS)
        assert (again.imprints, again.new) == (learned.imprints, set())
        assert len(server.requests) == 1

    def test_only_what_is_missing_is_asked_for(self, make: Make, server: ArxivServer) -> None:
        make().enrich(PAPERS[:1])
        make().enrich(PAPERS)
        assert [asked.ids for asked in server.requests] == [[ONE], [TWO, THREE, FOUR]]

    def test_what_is_kept_needs_no_network(self, make: Make, server: ArxivServer) -> None:
        assert make(silent=True).cache.cached(PAPERS).imprints == {}
        make().enrich(PAPERS[:1])
        assert make(silent=True).cache.cached(PAPERS).imprints.keys() == {ONE}
        learned = make(silent=True).enrich(PAPERS)
        assert learned.imprints.keys() == {ONE}
        assert [str(problem) for problem in learned.problems] == [
            "the network is not used, as --offline was given"
        ]

    def test_a_paper_that_arxiv_does_not_know_is_asked_for_again(
        self, make: Make, server: ArxivServer
    ) -> None:
        del server.entries[TWO]
        assert TWO not in make().enrich(PAPERS).imprints
        make().enrich(PAPERS)
        assert [asked.ids for asked in server.requests][1:] == [[TWO]]

    def test_what_is_no_arxiv_id_is_not_asked_for(self, make: Make, server: ArxivServer) -> None:
        assert make().enrich([Paper("of my own", "A")]).problems == []
        assert server.requests == []

    def test_what_came_before_a_failure_is_kept(self, make: Make, server: ArxivServer) -> None:
        many = [Paper(f"2402.{number:05}", "A") for number in range(1, 151)]
        server.entries |= {paper.id: Entry("A") for paper in many}
        enrichment = make()

        def break_it(_: str, done: int, __: int) -> None:
            server.fault = faults.status(503) if done else None

        enrichment.watch = break_it
        learned = enrichment.enrich(many)
        assert (len(learned.imprints), len(learned.problems)) == (100, 1)
        server.fault = None
        assert len(make().enrich(many).new) == 50

    def test_a_cache_that_cannot_be_written_costs_nothing_but_a_sentence(
        self, make: Make, tmp_path: Path
    ) -> None:
        (tmp_path / "cache").write_text("")
        learned = make().enrich(PAPERS, published=True)
        assert len(learned.imprints) == 4
        assert learned.publications.keys() == {ONE}
        assert {str(each).partition(":")[0] for each in learned.problems} == {
            f"the archive {tmp_path / 'cache' / 'imprints.sqlite'} cannot be used"
        }

    def test_a_damaged_cache_is_made_again(self, make: Make, tmp_path: Path) -> None:
        make().enrich(PAPERS)
        (tmp_path / "cache" / "imprints.sqlite").write_bytes(b"no database" * 1_000)
        assert len(make().enrich(PAPERS).imprints) == 4


class TestPublished:
    def test_the_doi_that_arxiv_has_leads_to_it(self, make: Make) -> None:
        learned = make().enrich(PAPERS, published=True)
        (found,) = learned.publications.values()
        assert (found.doi, found.source) == ("10.1145/1", "doi.org")
        assert learned.reasons == dict.fromkeys((TWO, THREE, FOUR), "arXiv has no DOI of it")

    def test_a_second_time_nobody_is_asked(self, make: Make, server: ArxivServer) -> None:
        first = make("key").enrich(PAPERS, published=True)
        asked = len(server.requests)
        again = make("key", silent=True).enrich(PAPERS, published=True)
        assert (again.publications, again.reasons) == (first.publications, first.reasons)
        assert (len(server.requests), again.problems) == (asked, [])

    def test_after_a_month_it_is_looked_for_again(self, make: Make, server: ArxivServer) -> None:
        make().enrich(PAPERS, published=True)
        server.entries[TWO] = replace(server.entries[TWO], doi="10.1145/2", version=2)
        server.items["10.1145/2"] = csl("Paper 2")
        assert TWO not in make(later=timedelta(29)).enrich(PAPERS, published=True).publications
        assert TWO in make(later=timedelta(31)).enrich(PAPERS, published=True).publications

    def test_another_title_is_another_paper(self, make: Make, server: ArxivServer) -> None:
        server.items["10.1145/1"] = csl("Quite Another")
        learned = make().enrich(PAPERS[:1], published=True)
        assert learned.publications == {}
        assert learned.reasons == {ONE: "doi.org has it under another title, “Quite Another”"}

    def test_the_title_may_be_that_of_the_latest_version(
        self, make: Make, server: ArxivServer
    ) -> None:
        server.entries[ONE] = replace(server.entries[ONE], title="Paper 1, Revised")
        server.items["10.1145/1"] = csl("Paper 1, revised")
        assert ONE in make().enrich(PAPERS[:1], published=True).publications

    def test_semantic_scholar_is_asked_by_those_who_have_a_key(
        self, make: Make, server: ArxivServer
    ) -> None:
        make().enrich(PAPERS, published=True)
        assert server.asked("/scholar") == []
        server.records[TWO] = record("Paper 2")
        server.records[THREE] = record("Paper 3", "10.48550/arXiv.2401.00003")
        learned = make("key").enrich(PAPERS, published=True)
        assert learned.publications[TWO] == Publication(
            *("inproceedings", "International Conference on Examples", 2024, "Semantic Scholar"),
            pages="3-9",
        )
        assert learned.reasons[THREE] == "Semantic Scholar still has it as a preprint"
        assert learned.reasons[FOUR] == "Semantic Scholar does not know it"
        assert [asked.ids for asked in server.asked("/scholar")] == [[TWO, THREE, FOUR]]

    def test_a_doi_that_it_tells_must_lead_to_the_paper(
        self, make: Make, server: ArxivServer
    ) -> None:
        server.records = {
            TWO: record("Paper 2", "10.1145/2"),
            THREE: record("Paper 3", "10.1145/3"),
        }
        server.items |= {"10.1145/2": csl("Paper 2"), "10.1145/3": csl("Quite Another")}
        learned = make("key").enrich(PAPERS[1:3], published=True)
        assert learned.publications[TWO].source == "doi.org, by way of Semantic Scholar"
        assert THREE not in learned.publications

    @pytest.mark.parametrize("under", ["/doi/", "/scholar/"])
    @pytest.mark.parametrize(
        "fault", [faults.status(429), faults.status(503), faults.hang()], ids=["429", "503", "hang"]
    )
    def test_a_source_that_fails_leaves_the_rest_open(
        self, make: Make, server: ArxivServer, fault: faults.Fault, under: str
    ) -> None:
        server.records[TWO] = record("Paper 2")
        server.fault = replace(fault, under=under)
        learned = make("key").enrich(PAPERS, published=True)
        assert (len(learned.imprints), len(learned.problems)) == (4, 1)
        assert len(server.asked(under)) == 1
        assert learned.reasons == {}
        server.fault = None
        learned = make("key").enrich(PAPERS, published=True)
        assert learned.publications.keys() == {ONE, TWO}

    def test_without_a_network_nobody_else_is_asked(self, make: Make, server: ArxivServer) -> None:
        make().enrich(PAPERS[:1])
        server.fault = replace(faults.drop(), under="/api/")
        learned = make("key").enrich(PAPERS, published=True)
        assert (len(learned.problems), len(server.asked("/doi"))) == (1, 0)

    def test_a_registry_that_talks_nonsense_is_given_up(
        self, make: Make, server: ArxivServer
    ) -> None:
        for number in range(10):
            server.entries[f"2403.{number:05}"] = Entry("A", doi=f"10.1145/{number}")
        server.fault = replace(faults.not_json(), under="/doi/")
        papers = [Paper(f"2403.{number:05}", "A") for number in range(10)]
        learned = make().enrich(papers, published=True)
        assert len(server.asked("/doi/")) == 3
        assert (learned.publications, learned.reasons, len(learned.problems)) == ({}, {}, 1)
