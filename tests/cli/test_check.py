"""`paper-reader check`: what is new at arXiv, and who is told of a withdrawal."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from reader.metadata.metadata_cache import MetadataCache
from tests import feed_faults as faults
from tests.arxiv_server import ArxivServer, Entry
from tests.cli.program import Program, Ran
from tests.feed_items import item
from tests.feed_server import FeedServer

_PATIENCE = 120.0
"""Seconds after which a process that hangs is given up; no speed is measured."""
ONE, TWO, THREE = "2401.00001", "2401.00002", "2401.00003"
BEFORE, AFTER = "2023-12-01T00:00:00Z", "2999-01-01T00:00:00Z"
"""Of the marks of these tests, which are made now."""
GONE = "12 pages. This paper has been withdrawn due to a crucial sign error"


@pytest.fixture
def sources() -> Iterator[ArxivServer]:
    """Of three papers one has a new version, one is withdrawn, and one is as it was."""
    entries = {
        ONE: Entry("Attention Once More", 3, updated=AFTER),
        TWO: Entry("A Survey of Surveys", 2, comment=GONE, updated=BEFORE),
        THREE: Entry("Why Less Is More", updated=BEFORE),
    }
    with ArxivServer(entries) as server:
        yield server


@pytest.fixture
def starred(here: Program, sources: ArxivServer) -> Program:
    """The program in a library where all three are starred."""
    program = here.with_(PAPER_READER_ARXIV=sources.url)
    program("mark", ONE, TWO, THREE, "--star")
    return program


def again(program: Program, *arguments: str) -> Ran:
    """Another check, without the three seconds that are due after the one before."""
    os.utime(program.home / "cache" / "arxiv.turn", (0, 0))
    return program("check", *arguments)


def test_new_versions_and_withdrawals_of_the_starred_papers_are_told(
    starred: Program, run: Program, sources: ArxivServer, service: FeedServer
) -> None:
    service.requests.clear()
    ran = replace(run, extra=starred.extra)("check")
    assert ran.code == 0
    assert ran.lines == [
        "v3 of 2401.00001, 2999-01-01: Attention Once More",
        f"withdrawn: v2 of 2401.00002, 2023-12-01: A Survey of Surveys (“{GONE}”)",
    ]
    assert ran.err == (
        "paper-reader: Asking arXiv about 3 papers.\n"
        "paper-reader: 3 papers checked: 1 new version, 1 withdrawn.\n"
    )
    assert [asked.ids for asked in sources.requests] == [[ONE, TWO, THREE]]
    assert service.requests == [], "Hugging Face is not asked"


def test_as_json_every_paper_is_there(starred: Program) -> None:
    first, second, third = starred("check", "--json").json
    assert first == {
        "id": ONE,
        "title": "Attention Once More",
        "version": 3,
        "updated": "2999-01-01",
        "withdrawn": False,
        "comment": None,
        "known_version": None,
        "new": True,
        "checked": first["checked"],
    }
    assert len(first["checked"]) == 10
    assert (second["withdrawn"], second["comment"], second["new"]) == (True, GONE, True)
    assert (third["version"], third["withdrawn"], third["new"]) == (1, False, False)


def test_a_query_or_ids_say_which_papers(starred: Program, sources: ArxivServer) -> None:
    starred("mark", THREE, "--unstar", "--tag", "thesis")
    starred("check", "tag:thesis")
    again(starred, f"https://arxiv.org/abs/{TWO}v1", ONE)
    again(starred)
    again(starred, "author:example")
    assert [asked.ids for asked in sources.requests] == [
        [THREE], [TWO, ONE], [ONE, TWO], [ONE, TWO, THREE],
    ]  # fmt: skip
    assert starred("check", ONE, "is:starred").code == 2
    assert starred("check", "is:nonsense").code == 2


def test_a_paper_that_nobody_here_has_heard_of_can_be_asked_about(
    starred: Program, sources: ArxivServer, service: FeedServer
) -> None:
    sources.entries["2302.00001"] = Entry("An Older One", 5, updated=BEFORE)
    service.requests.clear()
    ran = starred("check", "2302.00001")
    assert ran.lines == ["v5 of 2302.00001, 2023-12-01: An Older One"]
    assert again(starred, "2302.00001").lines == [], "it is known now"
    assert service.requests == []


def test_a_paper_that_arxiv_does_not_know_is_named(starred: Program, sources: ArxivServer) -> None:
    del sources.entries[THREE]
    ran = starred("check")
    assert ran.code == 0
    assert "of 2401.00003 arXiv says nothing.\n" in ran.err.lower().replace("arxiv", "arXiv")


def test_where_nothing_is_starred_nobody_is_asked(here: Program, sources: ArxivServer) -> None:
    ran = here.with_(PAPER_READER_ARXIV=sources.url)("check")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("paper-reader: No paper is starred yet; s in the app does that")
    assert here.with_(PAPER_READER_ARXIV=sources.url)("check", "--json").out == "[]\n"
    assert sources.requests == []


def test_the_time_of_the_star_counts_else_that_of_the_read_mark(
    starred: Program, sources: ArxivServer
) -> None:
    starred("mark", THREE, "--unstar")
    for paper in (ONE, THREE):
        sources.entries[paper] = Entry("A", 2, updated=BEFORE)
    assert starred("check", ONE, THREE).lines == []
    assert starred("list", "is:updated", "--ids").lines == []
    for paper in (ONE, THREE):
        sources.entries[paper] = Entry("A", 2, updated=AFTER)
    assert len(again(starred, ONE, THREE).lines) == 2
    assert starred("list", "is:updated", "--ids").lines == [ONE, THREE]
    # What is neither starred nor read is not updated, whatever arXiv has.
    starred("mark", THREE, "--unread")
    assert starred("list", "is:updated", "--ids").lines == [ONE]


class TestWhatWasLearned:
    def test_is_in_json_everywhere(self, starred: Program) -> None:
        def said(*command: str) -> list[tuple[int | None, bool | None]]:
            papers = starred(*command).json
            each = papers if isinstance(papers, list) else [papers]
            return [(paper["version"], paper["withdrawn"]) for paper in each]

        assert said("list", "--json") == [(None, None)] * 3
        starred("check", ONE, TWO)
        known = [(3, False), (2, True), (None, None)]
        assert said("list", "--json") == known
        assert said("export", "--format", "json") == known
        assert sorted(said("search", "--json", "up:1.."), key=str) == sorted(known, key=str)
        assert said("show", TWO, "--json") == [(2, True)]
        assert "version:      v2, withdrawn\n" in starred("show", TWO).out

    def test_can_be_asked_for(self, starred: Program) -> None:
        starred("check")
        for command in ("list", "search", "check"):
            flags = ("--json", "--offline") if command == "check" else ("--json",)
            found = starred(command, "is:withdrawn", *flags).json
            assert [paper["id"] for paper in found] == [TWO], command
            found = starred(command, "is:updated not is:withdrawn", *flags).json
            assert [paper["id"] for paper in found] == [ONE], command
        bibliography = starred("export", "not is:withdrawn").out
        assert "2401.00001" in bibliography and "2401.00002" not in bibliography

    def test_is_told_by_an_export(self, starred: Program) -> None:
        assert "withdrawn" not in starred("export").err
        starred("check")
        for form in ("bibtex", "ris", "json"):
            err = starred("export", "--format", form).err
            assert err.startswith("paper-reader: 2401.00002 is withdrawn, as arXiv said on 20")
            assert err.endswith(f": “{GONE}”.\n") and err.count("\n") == 1
        assert "2401.00002 is withdrawn" in starred("export", "-o", "refs.bib").err
        assert "2401.00002 is withdrawn" in starred("export", "-o", "refs.bib", "--check").err
        assert "withdrawn" not in starred("export", ONE).err

    def test_what_the_feed_says_needs_no_check(self, starred: Program, service: FeedServer) -> None:
        gone = item(ONE, "Attention Once More", withdrawnAt="2024-01-03T01:00:00.000Z")
        service.days["2024-01-03"] = [gone]
        assert [paper["withdrawn"] for paper in starred("list", "--json").json] == [True]
        assert starred("search", "is:withdrawn", "--ids").lines == [ONE]
        assert "2401.00001 is withdrawn, as Hugging Face says: 2024-01-03.\n" in (
            starred("export").err
        )


class TestFaults:
    def test_offline_says_so(self, starred: Program, sources: ArxivServer) -> None:
        ran = starred("check", "--offline")
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == (
            "paper-reader: The network is not used, as --offline was given. Of 3 papers nothing is "
            "known yet: paper-reader check asks again.\n"
        )
        assert sources.requests == []

    def test_what_was_known_is_still_told_with_its_day(
        self, starred: Program, sources: ArxivServer
    ) -> None:
        online = starred("check")
        sources.fault = faults.drop()
        ran = again(starred)
        assert (ran.code, ran.out) == (0, online.out)
        assert "Could not reach 127.0.0.1" in ran.err
        assert " Of 3 papers this is what arXiv said on 20" in ran.err

    @pytest.mark.parametrize(
        ("fault", "sentence"),
        [
            (faults.status(429), "ask again in a quarter of an hour"),
            (faults.body(b"<!DOCTYPE a []><a/>"), "as it has a document type"),
            (faults.drop(), "Could not reach 127.0.0.1"),
        ],
        ids=["busy", "hostile", "gone"],
    )
    def test_where_nothing_could_be_had_it_is_told(
        self, starred: Program, sources: ArxivServer, fault: faults.Fault, sentence: str
    ) -> None:
        sources.fault = fault
        ran = starred("check", "--json")
        assert ran.code == 1
        assert [paper["version"] for paper in ran.json] == [None] * 3
        assert sentence in ran.err and "Of 3 papers nothing is known yet" in ran.err

    def test_an_endpoint_that_is_none_is_told(self, starred: Program) -> None:
        ran = starred.with_(PAPER_READER_ARXIV="arxiv.org")("check")
        assert (ran.code, ran.out) == (1, "")
        assert "The endpoint 'arxiv.org' cannot be used" in ran.err

    def test_an_interrupt_keeps_what_was_learned(
        self, starred: Program, run: Program, sources: ArxivServer
    ) -> None:
        many = [f"2402.{number:05}" for number in range(1, 101)]
        sources.entries |= {paper: Entry("A", 2) for paper in many}
        asked_again = threading.Event()

        def answer_once(handler: Any, server: ArxivServer) -> None:
            if len(server.requests) == 1:
                handler.answer_query(server.requests[0])
            else:
                asked_again.set()
                server.stopping.wait()

        sources.fault = faults.Fault(answer_once)
        process = replace(run, extra=starred.extra).start("check", *many)
        assert asked_again.wait(_PATIENCE)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=_PATIENCE)
        assert process.returncode == 130
        assert err.decode() == (
            "paper-reader: Asking arXiv about 100 papers: 2 requests, one in 3 s as it wants, "
            "3 s at least.\n"
            "paper-reader: Interrupted; what arXiv said of 50 papers is kept.\n"
        )
        assert set(MetadataCache(run.home / "cache" / "imprints.sqlite").versions()) == set(
            many[:50]
        )
