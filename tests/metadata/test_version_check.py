"""arXiv is asked for versions at its pace, and whatever fails, what it said is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reader.errors import ConfigError
from reader.metadata.arxiv import GAP, ArxivClient
from reader.metadata.metadata_cache import MetadataCache
from reader.metadata.version_check import VersionCheck, VersionReport
from reader.net import Offline
from reader.net.rate_limits import RequestPacer
from reader.paper import ArxivVersion
from tests import feed_faults as faults
from tests.arxiv_server import ArxivServer, Entry

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
MAY = datetime(2024, 5, 1, tzinfo=UTC)
ONE, TWO = "2401.00001", "2401.00002"
Run = Callable[..., VersionReport]


@pytest.fixture
def server() -> Iterator[ArxivServer]:
    entries = {
        ONE: Entry("One", 3, updated="2024-05-01T00:00:00Z"),
        TWO: Entry("Two", 2, comment="This paper has been withdrawn"),
    }
    with ArxivServer(entries) as server:
        yield server


@pytest.fixture
def cache(tmp_path: Path) -> MetadataCache:
    return MetadataCache(tmp_path / "cache" / "imprints.sqlite")


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def run(server: ArxivServer, cache: MetadataCache, tmp_path: Path, pauses: list[float]) -> Run:
    def once(
        papers: list[str],
        watch: Callable[[int], None] = lambda _: None,
        *,
        later: timedelta = timedelta(),
        silent: bool = False,
    ) -> VersionReport:
        def connect() -> ArxivClient:
            if silent:
                raise Offline("the network is not used")
            # The clock stands still, so that every turn but the first waits for the whole gap.
            pace = RequestPacer(tmp_path / "turn", GAP, lambda: 1e9, pauses.append)
            return ArxivClient(server.url, pace, budget=0.5)

        return VersionCheck(cache, connect, lambda: NOON + later).run(papers, watch)

    return once


def many(server: ArxivServer, count: int) -> list[str]:
    papers = [f"2402.{number:05}" for number in range(1, count + 1)]
    server.entries |= {paper: Entry("A") for paper in papers}
    return papers


def test_the_version_its_time_and_a_withdrawal_are_learned_and_kept_with_their_day(
    run: Run, cache: MetadataCache
) -> None:
    report = run([ONE, TWO])
    assert (report.unknown, report.unasked, report.problems) == ([], [], [])
    assert cache.versions([ONE, TWO, "2401.00003"]) == {
        ONE: ArxivVersion(3, MAY),
        TWO: ArxivVersion(2, datetime(2024, 1, 1, tzinfo=UTC), withdrawn=True),
    }
    assert cache.versions() == cache.versions([ONE, TWO])
    assert {each.asked_at for each in cache.records([ONE, TWO]).values()} == {NOON}
    assert report.found == cache.records([ONE, TWO])


def test_a_second_check_knows_the_first_and_counts(
    run: Run, server: ArxivServer, cache: MetadataCache
) -> None:
    run([ONE])
    server.entries[ONE] = replace(server.entries[ONE], version=4)
    report = run([ONE], later=timedelta(1))
    assert (report.before[ONE].version, report.found[ONE].version) == (3, 4)
    assert cache.versions()[ONE].number == 4
    # What arXiv said last counts, also where it has taken a version away.
    server.entries[ONE] = replace(server.entries[ONE], version=3)
    run([ONE], later=timedelta(2))
    assert cache.versions()[ONE].number == 3


def test_a_thousand_papers_are_twenty_requests_at_arxivs_pace(
    run: Run, server: ArxivServer, pauses: list[float]
) -> None:
    papers = many(server, 1_000)
    done: list[int] = []
    report = run(papers, done.append)
    assert len(report.found) == 1_000
    assert [len(asked.ids) for asked in server.requests] == [50] * 20
    assert {asked.query["max_results"] for asked in server.requests} == {"50"}
    assert sum(pauses) == 57.0
    assert done == list(range(0, 1_000, 50))


def test_a_paper_is_asked_about_once_and_what_is_no_id_never(run: Run, server: ArxivServer) -> None:
    report = run([ONE, "mine", ONE, "2401.09999"])
    assert [asked.ids for asked in server.requests] == [[ONE, "2401.09999"]]
    assert (set(report.found), report.unknown) == ({ONE}, ["mine", "2401.09999"])


def test_an_id_that_arxiv_rejects_costs_itself_alone(run: Run, server: ArxivServer) -> None:
    server.wrong = {"2401.99999"}
    report = run([ONE, "2401.99999", TWO])
    assert (set(report.found), report.unknown) == ({ONE, TWO}, ["2401.99999"])
    assert report.problems == []


@pytest.mark.parametrize(
    "fault",
    [faults.status(500), faults.status(503), faults.drop(), faults.cut_short(), faults.body(b"x"),
     faults.hang()],
    ids=["500", "503", "drop", "cut short", "nonsense", "hang"],
)  # fmt: skip
def test_one_request_that_fails_costs_its_own_papers_alone(
    run: Run, server: ArxivServer, cache: MetadataCache, fault: faults.Fault
) -> None:
    papers = many(server, 150)

    def break_the_second(done: int) -> None:
        server.fault = replace(fault) if done == 50 else None

    report = run(papers, break_the_second)
    assert report.found.keys() == cache.versions().keys() == {*papers[:50], *papers[100:]}
    assert (report.unasked, len(report.problems)) == (papers[50:100], 1)


def test_after_two_failures_in_a_row_nobody_is_asked_on(run: Run, server: ArxivServer) -> None:
    papers = many(server, 250)

    def break_it(done: int) -> None:
        server.fault = faults.status(500) if done else None

    report = run(papers, break_it)
    assert (len(report.found), report.unasked) == (50, papers[50:])
    assert len(server.requests) == 3


def test_who_says_too_many_is_left_alone(run: Run, server: ArxivServer) -> None:
    papers = many(server, 150)
    server.fault = faults.status(429)
    report = run(papers)
    assert (report.unasked, len(server.requests), len(report.problems)) == (papers, 1, 1)
    assert "ask again in a quarter of an hour" in str(report.problems[0])


def test_offline_what_was_known_is_still_there(run: Run, server: ArxivServer) -> None:
    run([ONE])
    report = run([ONE, TWO], silent=True)
    assert (report.unasked, [str(each) for each in report.problems]) == (
        [ONE, TWO], ["the network is not used"],
    )  # fmt: skip
    assert report.latest(ONE) == report.before[ONE]
    assert report.latest(TWO) is None
    assert len(server.requests) == 1


def test_an_interrupt_keeps_what_was_answered(
    run: Run, server: ArxivServer, cache: MetadataCache
) -> None:
    papers = many(server, 150)

    def interrupt(done: int) -> None:
        if done == 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(papers, interrupt)
    assert cache.versions().keys() == set(papers[:100])


def test_a_cache_that_cannot_be_written_costs_nothing_but_a_sentence(
    run: Run, tmp_path: Path, server: ArxivServer
) -> None:
    papers = many(server, 100)
    (tmp_path / "cache").write_text("")
    report = run(papers)
    assert (len(report.found), len(report.problems)) == (100, 1)


def test_an_endpoint_that_is_none_is_told(cache: MetadataCache, tmp_path: Path) -> None:
    def connect() -> ArxivClient:
        return ArxivClient("arxiv.org", RequestPacer(tmp_path / "turn", GAP))

    with pytest.raises(ConfigError, match="cannot be used"):
        VersionCheck(cache, connect, lambda: NOON).run([ONE], lambda _: None)


def test_what_an_earlier_version_kept_is_of_use(cache: MetadataCache, run: Run) -> None:
    run([TWO])
    old = '{"primary_class": "cs.CL"}'
    cache._file.do(lambda database: database.execute("UPDATE imprint SET imprint = ?", (old,)))
    assert cache.versions() == {TWO: ArxivVersion(2, None, withdrawn=True)}
    assert cache.records([TWO])[TWO].imprint.primary_class == "cs.CL"
