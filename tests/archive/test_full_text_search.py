"""A search while the index is behind, the first page of one, and what both cost."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.archive import Archive
from reader.archive.listing_store import RawListing
from reader.paper import UNMARKED, Marks, Period
from reader.query import parse
from tests.feed_items import item
from tests.thoroughness import examples

MORNING = datetime(2024, 1, 2, 8, tzinfo=UTC)
TITLES = ("The Shape of Water", "A Theory of Zebras", "Zinc", "On the Thaw", "Tame Tigers", "Ox")
QUERIES = (
    *("t", "th", "the", "ze", "zi", "tame", "tame t", '"shape of"', '"of zebras"', "title:o", "-t"),
    *("zinc or ox", "up:>3", "up:>3 t", "is:read", "is:read t", "nothing", "the shape", "/z/", ""),
)
# The queries are all that differs, and opening a file takes its time.
FEW = examples(100)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive.sqlite")


def fill(archive: Archive, papers: int, *, first: int = 0) -> None:
    """Store papers in haste, two a day; each has one of `TITLES`."""
    lists = []
    for day in range(papers // 2):
        numbers = (first + 2 * day, first + 2 * day + 1)
        rows: list[tuple[str, Any]] = [
            (name(at), item(name(at), TITLES[at % 6], upvotes=at % 9, summary="—"))
            for at in numbers
        ]
        period = Period.day(date(2024, 1, 1) + timedelta(first + day))
        lists.append(RawListing(period, rows, 0, MORNING))
    archive.store_many(lists)


def name(number: int) -> str:
    return f"2401.{number:05d}"


def index(archive: Archive) -> None:
    while archive.index_portion():
        pass


def marks_of(paper: str) -> Marks:
    """Every fourth paper is read."""
    return Marks(read=True) if int(paper[5:]) % 4 == 0 else UNMARKED


def all_marks(papers: int) -> dict[str, Marks]:
    return {name(at): Marks(read=True) for at in range(0, papers, 4)}


class TestWhileTheIndexIsBehind:
    @pytest.mark.parametrize("query", QUERIES)
    def test_as_much_is_found_as_when_it_is_in_step(self, archive: Archive, query: str) -> None:
        fill(archive, 300)
        index(archive)
        fill(archive, 60, first=300)
        # Two that are indexed have changed since.
        for at in (0, 7):
            archive.store_many(
                [
                    RawListing(
                        Period("search", f"{at}"),
                        [(name(at), item(name(at), "Tame Thaw", summary="—"))],
                        0,
                        MORNING,
                    )
                ]
            )
        behind = archive.search(parse(query), all_marks(360))
        index(archive)
        in_step = archive.search(parse(query), all_marks(360))
        assert {each.id for each in behind.papers} == {each.id for each in in_step.papers}
        assert (behind.more, behind.searched, behind.unindexed) == (0, in_step.searched, 62)
        if not parse(query).terms():
            assert behind.papers == in_step.papers, "without words the order is the same"

    def test_a_limit_counts_all_that_match(self, archive: Archive) -> None:
        fill(archive, 60)
        index(archive)
        fill(archive, 60, first=60)
        found = archive.search(parse("t"), {}, 5)
        index(archive)
        assert len(found.papers) == 5
        assert found.more == archive.search(parse("t"), {}, 5).more

    def test_of_many_only_so_many_are_looked_at(self, archive: Archive) -> None:
        fill(archive, 60)
        found = archive.search(parse("t"), {}, unindexed_limit=20)
        assert (found.unindexed, found.more) == (60, None)
        assert {each.id for each in found.papers} <= {name(at) for at in range(40, 60)}
        assert found.papers

    @FEW
    @given(st.lists(st.integers(0, 39), max_size=9), st.integers(0, 40))
    def test_the_order_without_words_does_not_depend_on_it(
        self, tmp_path_factory: pytest.TempPathFactory, changed: list[int], limit: int
    ) -> None:
        archive = Archive(tmp_path_factory.mktemp("home") / "archive.sqlite")
        fill(archive, 40)
        index(archive)
        rows = [(name(at), item(name(at), "Ox", upvotes=at)) for at in set(changed)]
        archive.store_many([RawListing(Period("search", "ox"), rows, 0, MORNING)])
        behind = archive.search(parse("up:>=0"), {}, limit)
        index(archive)
        in_step = archive.search(parse("up:>=0"), {}, limit)
        assert (behind.papers, behind.more) == (in_step.papers, in_step.more)


class TestTheFirstPage:
    @pytest.mark.parametrize("query", QUERIES)
    def test_it_has_matches_and_nothing_else(self, archive: Archive, query: str) -> None:
        fill(archive, 300)
        for _ in range(2):
            page = archive.first_page(parse(query), marks_of, 25)
            matches = {each.id for each in archive.search(parse(query), all_marks(300)).papers}
            assert {each.id for each in page} <= matches
            assert bool(page) == bool(matches)
            index(archive)

    def test_a_rare_word_is_found_among_many_papers(self, archive: Archive) -> None:
        archive.store(
            Period.day(date(2023, 1, 1)),
            [("2301.00001", item("2301.00001", "A Zq and a Zebrafish"))],
            0,
            MORNING,
        )
        fill(archive, 300)
        index(archive)
        for query in ("zq", "zebraf", "zebrafish a", "zq an"):
            assert [each.id for each in archive.first_page(parse(query), marks_of, 25)] == [
                "2301.00001"
            ], query

    def test_papers_that_came_last_come_first(self, archive: Archive) -> None:
        fill(archive, 300)
        index(archive)
        page = archive.first_page(parse("t"), marks_of, 10)
        assert min(each.id for each in page) > name(280)

    def test_where_nothing_was_fetched_nothing_is_found(self, archive: Archive) -> None:
        assert archive.first_page(parse("t"), marks_of, 25) == ()


class TestWhatALetterCosts:
    """The bounds do not depend on how many papers there are."""

    @pytest.fixture
    def statements(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Every statement that any connection to a database runs."""
        told: list[str] = []
        connect = sqlite3.connect

        def traced(path: Path, **options: Any) -> sqlite3.Connection:
            database: sqlite3.Connection = connect(path, **options)
            database.set_trace_callback(told.append)
            return database

        monkeypatch.setattr(sqlite3, "connect", traced)
        return told

    @pytest.mark.parametrize("papers", [200, 2000])
    def test_few_statements_and_papers(
        self, archive: Archive, statements: list[str], papers: int
    ) -> None:
        fill(archive, papers)
        index(archive)
        for query in ("t", "tame", "zq", "tame t", "is:read", "up:>3"):
            matched: list[str] = []

            def marks(paper: str, matched: list[str] = matched) -> Marks:
                matched.append(paper)
                return UNMARKED

            statements.clear()
            archive.first_page(parse(query), marks, 25)
            assert len(matched) <= 200, query
            reads = [each for each in statements if "SELECT" in each]
            # The papers are read some at a time, of which the last may not be needed.
            assert len(reads) <= 8 + len(matched) + 25, query
            assert not any("bm25" in each for each in reads), "nothing is ranked"

    def test_a_search_writes_nothing(self, archive: Archive, statements: list[str]) -> None:
        fill(archive, 400)
        archive.search(parse("t"), {})
        statements.clear()
        archive.search(parse("t"), {})
        archive.first_page(parse("t"), marks_of, 25)
        changing = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "BEGIN IMMEDIATE", "VACUUM")
        assert not [each for each in statements if each.lstrip().startswith(changing)]
