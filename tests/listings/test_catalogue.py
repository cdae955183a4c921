"""What is known of papers, by id and by query; and that asking for more is bounded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import reader.net.deadline
from reader.archive import Archive
from reader.errors import ArchiveError, FeedError, LibraryError, ReaderError
from reader.feed.huggingface import HuggingFace
from reader.library import Library, decisions
from reader.listings.catalogue import PaperCatalogue
from reader.net import Offline, Refused, Unreachable
from reader.paper import Paper, Period
from reader.query import parse
from tests import feed_faults as faults
from tests.feed_items import item
from tests.feed_server import FeedServer


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive.sqlite")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


@pytest.fixture
def service(feed_server: FeedServer) -> FeedServer:
    feed_server.days["2024-01-02"] = [
        item("2401.00001", "Of the Service"),
        item("2401.00002", "Another of the Service"),
    ]
    return feed_server


@pytest.fixture
def feed(service: FeedServer) -> Iterator[HuggingFace]:
    with HuggingFace(service.url, pause=lambda _: None) as feed:
        yield feed


@pytest.fixture
def catalogue(archive: Archive, library: Library, feed: HuggingFace) -> PaperCatalogue:
    return PaperCatalogue(archive, lambda: library, lambda: feed)


@pytest.fixture
def offline(archive: Archive, library: Library) -> PaperCatalogue:
    def refuse() -> HuggingFace:
        raise Offline("the network is not used")

    return PaperCatalogue(archive, lambda: library, refuse)


def listed(archive: Archive, paper: str, title: str, day: str = "2024-01-02") -> None:
    moment = datetime(2024, 2, 1, tzinfo=UTC)
    archive.store(
        Period.day(date.fromisoformat(day)), [(paper, item(paper, title, day))], 0, moment
    )


def starred(library: Library, arxiv_id: str, title: str = "") -> None:
    paper = Paper(arxiv_id, title)
    library.commit(decisions.star([paper]), {paper.id: paper} if title else {})


class TestByIds:
    def test_the_archive_goes_before_the_library_and_both_before_the_service(
        self, catalogue: PaperCatalogue, archive: Archive, library: Library, service: FeedServer
    ) -> None:
        listed(archive, "2401.00007", "Of the Archive")
        starred(library, "2401.00007", "Of the Library")
        starred(library, "2401.00008", "Also of the Library")
        found = catalogue.find(["2401.00001", "2401.00008", "2401.00007", "2401.00008"])
        assert {key: paper.title for key, paper in found.papers.items()} == {
            "2401.00001": "Of the Service",
            "2401.00007": "Of the Archive",
            "2401.00008": "Also of the Library",
        }
        assert found.unknown == {}
        assert len(service.requests) == 1

    def test_what_the_service_told_is_known_from_then_on(
        self, catalogue: PaperCatalogue, offline: PaperCatalogue
    ) -> None:
        told = catalogue.one("2401.00001")
        assert offline.one("2401.00001") == told

    def test_where_the_archive_cannot_be_used_the_service_tells(
        self, catalogue: PaperCatalogue, tmp_path: Path
    ) -> None:
        (tmp_path / "archive.sqlite").mkdir()
        assert catalogue.one("2401.00001").title == "Of the Service"

    def test_where_the_library_cannot_be_read_the_service_tells(
        self, archive: Archive, feed: HuggingFace
    ) -> None:
        def broken() -> Library:
            raise LibraryError("it cannot be read")

        assert PaperCatalogue(archive, broken, lambda: feed).one("2401.00001")

    def test_a_paper_that_there_is_not_costs_no_other(self, catalogue: PaperCatalogue) -> None:
        found = catalogue.find(["2401.09999", "2401.00001"])
        assert list(found.papers) == ["2401.00001"]
        error = found.unknown["2401.09999"]
        assert isinstance(error, Refused) and error.status == 404
        assert str(error) == (
            "the service knows no paper 2401.09999, only those that somebody has shown it"
        )
        with pytest.raises(Refused):
            catalogue.one("2401.09999")

    @pytest.mark.parametrize(
        ("fault", "asked", "kind"),
        [
            (faults.hang, 1, Unreachable),
            (faults.drop, 1, Unreachable),
            (faults.too_many_requests, 1, Refused),
            (lambda: faults.status(500), 1, Refused),
            (faults.not_json, 2, FeedError),
            (lambda: faults.body(b"{}"), 2, FeedError),
        ],
        ids=["silence", "no connection", "too many", "broken", "not JSON", "no paper"],
    )
    def test_it_stops_where_the_rest_would_fail_as_well(
        self,
        catalogue: PaperCatalogue,
        service: FeedServer,
        monkeypatch: pytest.MonkeyPatch,
        fault: Callable[[], faults.Fault],
        asked: int,
        kind: type[FeedError],
    ) -> None:
        if fault is faults.hang:
            # Long enough for the first to be asked, however busy the machine is.
            monkeypatch.setattr(reader.net.deadline, "TIME_BUDGET", 3.0)
        service.fault = fault()
        found = catalogue.find(["2401.00001", "2401.00002"])
        assert found.papers == {}
        assert [isinstance(error, kind) for error in found.unknown.values()] == [True, True]
        assert len({request.path for request in service.requests}) == asked

    def test_what_was_told_in_time_counts(
        self,
        catalogue: PaperCatalogue,
        feed: HuggingFace,
        service: FeedServer,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(reader.net.deadline, "TIME_BUDGET", 1.0)
        ask = feed.paper

        def ask_and_break(paper: str) -> object:
            told = ask(paper)
            service.fault = faults.hang()
            return told

        monkeypatch.setattr(feed, "paper", ask_and_break)
        found = catalogue.find(["2401.00001", "2401.00002"])
        assert (list(found.papers), list(found.unknown)) == (["2401.00001"], ["2401.00002"])

    def test_nothing_asked_is_nothing_found(self, offline: PaperCatalogue) -> None:
        found = offline.find([])
        assert (found.papers, found.unknown) == ({}, {})


class TestByQuery:
    def ids(self, catalogue: PaperCatalogue, query: str) -> list[str]:
        return [paper.id for paper, _ in catalogue.select(parse(query)).rows]

    def test_it_is_of_the_library_in_order_of_id(
        self, offline: PaperCatalogue, archive: Archive, library: Library
    ) -> None:
        starred(library, "2401.00009", "Later")
        starred(library, "2401.00008", "Earlier")
        listed(archive, "2401.00001", "Only Fetched")
        assert self.ids(offline, "is:starred") == ["2401.00008", "2401.00009"]
        assert self.ids(offline, "later or fetched") == ["2401.00009"]

    def test_one_that_names_days_is_of_all_that_was_fetched(
        self, offline: PaperCatalogue, archive: Archive, library: Library
    ) -> None:
        listed(archive, "2401.00001", "Only Fetched")
        listed(archive, "2402.00001", "Too Late", "2024-02-01")
        starred(library, "2401.00009", "Never Listed")
        assert self.ids(offline, "listed:2024-01") == ["2401.00001"]

    def test_without_the_archive_the_library_is_enough(
        self, offline: PaperCatalogue, library: Library, tmp_path: Path
    ) -> None:
        starred(library, "2401.00009", "Kept")
        (tmp_path / "archive.sqlite").mkdir()
        assert self.ids(offline, "kept") == ["2401.00009"]
        with pytest.raises(ArchiveError):
            offline.select(parse("listed:2024-01"))

    def test_papers_known_by_their_ids_alone_are_asked_about(
        self, catalogue: PaperCatalogue, library: Library
    ) -> None:
        starred(library, "2401.00001")
        assert self.ids(catalogue, "title:service") == ["2401.00001"]

    @pytest.mark.parametrize(
        ("query", "belongs"),
        [
            ("is:starred", True),
            ("is:starred not tag:rl", True),
            ("tag:rl", False),
            ("is:unread", False),
            ("is:starred or mamba", True),
            ("mamba", True),
            ("author:dao", True),
            ("not mamba", True),
        ],
    )
    def test_it_is_told_which_of_them_belong_or_may(
        self, offline: PaperCatalogue, library: Library, query: str, belongs: bool
    ) -> None:
        starred(library, "2401.00001")
        selection = offline.select(parse(query))
        assert selection.rows == ()
        assert (list(selection.unknown) == ["2401.00001"]) is belongs
        assert all(isinstance(error, Offline) for error in selection.unknown.values())

    def test_those_that_were_only_read_are_told_and_not_asked_about(
        self, catalogue: PaperCatalogue, library: Library, service: FeedServer
    ) -> None:
        library.commit(decisions.read([Paper("2401.00001", "")]))
        selection = catalogue.select(parse("is:read"))
        assert [str(error) for error in selection.unknown.values()] == [
            "the archive that had it is gone"
        ]
        assert catalogue.select(parse("mamba")).unknown == {}
        assert service.requests == []

    def test_a_library_that_cannot_be_read_is_told(self, archive: Archive) -> None:
        def broken() -> Library:
            raise LibraryError("it cannot be read")

        def service() -> HuggingFace:
            raise AssertionError

        with pytest.raises(ReaderError, match="it cannot be read"):
            PaperCatalogue(archive, broken, service).select(parse("is:starred"))
