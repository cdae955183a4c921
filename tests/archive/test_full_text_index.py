"""Search of the archive: the best first, and an index that knows what it has not yet.

That a search finds what a query matches is shown in tests/query/test_sql_condition.py.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from reader.archive import Archive, full_text_index
from reader.archive.listing_store import RawListing, compress, encode_item
from reader.feed.item_decoder import decode_item
from reader.paper import Marks, Period
from reader.query import parse
from reader.query.matcher import searchable_words
from tests.feed_items import ABSENT, author, item

TUESDAY = Period.day(date(2024, 1, 2))
WEDNESDAY = Period.day(date(2024, 1, 3))
MORNING = datetime(2024, 1, 2, 8, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.sqlite"


@pytest.fixture
def archive(path: Path) -> Archive:
    return Archive(path)


def store(archive: Archive, *items: Any, period: Period = TUESDAY) -> None:
    archive.store(period, [(each["paper"]["id"], each) for each in items], 0, MORNING)


def titles(archive: Archive, period: Period = TUESDAY) -> list[str]:
    listing = archive.listing(period)
    return [paper.title for paper in listing.papers] if listing else ["no list"]


def found(archive: Archive, query: str, marks: dict[str, Marks] | None = None) -> list[str]:
    return [paper.title for paper in archive.search(parse(query), marks or {}).papers]


def waited(archive: Archive) -> list[int]:
    """How many papers a search told of that were not in the index."""
    told: list[int] = []
    found = archive.search(parse("less"), {}, on_unindexed=told.append)
    assert [found.unindexed] == (told or [0])
    return told


def index(archive: Archive) -> int:
    """Index all that waits; how many portions it took."""
    portions = 1
    while archive.index_portion():
        portions += 1
    return portions


def change(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as database:
        database.execute(statement)
    database.close()


class TestSearch:
    def test_the_title_counts_more_than_what_else_a_paper_says(self, archive: Archive) -> None:
        store(
            archive,
            item("2401.00001", "By the Way", summary="A mamba, as mambas go."),
            item("2401.00002", "Some Snakes", ai_keywords=["mamba"]),
            item("2401.00003", "A Mamba"),
            *(item(f"2401.0001{number}", "Another") for number in range(9)),
        )
        assert found(archive, "mamba") == ["A Mamba", "Some Snakes", "By the Way"]

    def test_equals_are_in_order_of_day_and_then_of_upvotes(self, archive: Archive) -> None:
        store(archive, item("2401.00001", "Some"), item("2401.00002", "Most", upvotes=90))
        undated = item("2401.00003", "Last", submittedOnDailyAt=ABSENT)
        store(archive, undated, period=WEDNESDAY)
        for query in ("", "told", "has:code or up:>50"):
            assert found(archive, query) == ["Last", "Most", "Some"], query

    def test_words_that_need_not_be_there_bring_a_paper_forward(self, archive: Archive) -> None:
        others = (item(f"2401.0001{number}", "Other", upvotes=9) for number in range(9))
        store(archive, *others, item("2401.00002", "Two", upvotes=1))
        assert found(archive, "up:>5 or title:two")[0] == "Two"

    def test_as_many_as_are_wanted_are_given_and_the_others_counted(self, archive: Archive) -> None:
        store(archive, *(item(f"2401.{number:05d}") for number in range(9)))
        matches = archive.search(parse("less"), {}, 4)
        assert (len(matches.papers), matches.more, matches.searched) == (4, 5, 9)
        matches = archive.search(parse("/less/"), {}, 4)
        assert (len(matches.papers), matches.more) == (4, None), "it stops where it has enough"
        assert archive.search(parse("/less/"), {}, 9).more == 0

    def test_marks_are_those_that_are_given(self, archive: Archive) -> None:
        store(archive, item("2401.00001", "One"), item("2401.00002", "Two"))
        marks = {"2401.00002": Marks(read=True, tags=("Q",), note="Reread")}
        for query in ("is:read", "tag:q", "note:reread", "-is:unread", "tag:/q/"):
            assert found(archive, query, marks) == ["Two"], query
        assert found(archive, "is:unread", marks) == ["One"]

    def test_where_nothing_was_fetched_nothing_is_found_and_no_file_made(
        self, archive: Archive, path: Path
    ) -> None:
        matches = archive.search(parse("less"), {})
        assert (matches.papers, matches.more, matches.searched) == ((), 0, 0)
        assert not path.exists()

    def test_of_lists_that_have_an_undated_paper_only_a_days_says_when_it_was_listed(
        self, archive: Archive
    ) -> None:
        undated = item("2401.00001", "Undated", submittedOnDailyAt=ABSENT)
        for period in (Period("search", "less"), Period("month", "2023-12")):
            store(archive, undated, period=period)
        assert archive.papers()["2401.00001"].listed is None
        assert found(archive, "listed:2023-12..") == []
        store(archive, undated)
        assert found(archive, "listed:2024") == ["Undated"]


class TestTheIndex:
    def test_it_is_kept_in_step_with_what_is_stored(self, archive: Archive) -> None:
        store(archive, item("2401.00001", "Before"), item("2401.00002", "Stays"))
        archive.store_paper("2401.00003", item("2401.00003", "Kept"))
        store(archive, item("2401.00001", "After"), item("2401.00002", "Stays", upvotes=99))
        assert waited(archive) == []
        assert found(archive, "title:before") == []
        for query, title in (("after", "After"), ("stays up:99", "Stays"), ("kept", "Kept")):
            assert found(archive, query) == [title]

    def test_many_lists_are_indexed_in_portions_and_by_no_search(self, archive: Archive) -> None:
        lists = []
        for at in range(60):
            ids = [f"2401.{at:03d}{number:02d}" for number in range(20)]
            day = Period.day(date(2024, 1, 1) + timedelta(at))
            lists.append(RawListing(day, [(each, item(each)) for each in ids], 0, MORNING))
        archive.store_many(lists)
        for _ in range(2):
            assert waited(archive) == [1200]
            assert archive.search(parse("less"), {}, 1).more == 1199
        assert index(archive) == 1200 // full_text_index.PORTION + 1
        assert waited(archive) == []
        assert archive.search(parse("less"), {}, 1).more == 1199
        assert not archive.index_portion()

    def test_what_was_kept_in_haste_is_packed_with_it(self, archive: Archive, path: Path) -> None:
        listed = item("2401.00001", "Title", summary="word " * 200)
        archive.store_many([RawListing(TUESDAY, [("2401.00001", listed)], 0, MORNING)])
        kept = []
        for _ in range(2):
            with sqlite3.connect(path) as database:
                kept += database.execute("SELECT item FROM paper").fetchone()
            database.close()
            assert found(archive, "word") == titles(archive) == ["Title"]
            index(archive)
        assert kept == [encode_item(listed), compress(encode_item(listed))]
        assert waited(archive) == []

    def test_a_changed_item_is_known_whoever_changed_it(self, archive: Archive, path: Path) -> None:
        store(archive, item("2401.00001", "Before"), item("2401.00002", "Other"))
        changed = compress(encode_item(item("2401.00001", "After"))).hex()
        change(path, f"UPDATE paper SET item = x'{changed}' WHERE id = '2401.00001'")
        for told in ([1], []):
            assert waited(archive) == told
            assert (found(archive, "after"), found(archive, "title:before")) == (["After"], [])
            index(archive)

    def test_one_of_other_rules_is_made_anew_from_the_items(
        self, archive: Archive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store(archive, item("2401.00001", "Title"))
        monkeypatch.setattr(full_text_index, "RULES", full_text_index.RULES + 1)
        for told in ([1], []):
            assert waited(archive) == told
            assert found(archive, "title:title") == ["Title"]
            index(archive)

    @pytest.mark.parametrize(
        "damage",
        [
            "DELETE FROM word_data",
            "UPDATE word_data SET block = x'ffffffff'",
            "DROP TABLE word_idx",
            "DROP TABLE word_docsize",
            "DROP TABLE word_config",
            "DROP TABLE fact",
            "DROP TABLE word",
            "ALTER TABLE fact DROP COLUMN stars",
            "DELETE FROM indexed_by",
            "INSERT OR IGNORE INTO unindexed VALUES ('2401.09999')",
        ],
    )
    def test_damage_to_it_is_mended_and_costs_no_list(
        self, archive: Archive, path: Path, damage: str
    ) -> None:
        store(archive, item("2401.00001", "Old"), item("2401.00002", "Older"))
        change(path, damage)
        assert titles(archive) == ["Old", "Older"]
        assert sorted(found(archive, "stars:34 told")) == ["Old", "Older"]
        index(archive)
        assert sorted(found(archive, "stars:34 told")) == ["Old", "Older"]
        assert waited(archive) == []
        change(path, damage)
        archive.index_portion()
        assert sorted(found(archive, "stars:34 told")) == ["Old", "Older"]
        index(archive)
        change(path, damage)
        assert {each.title for each in archive.first_page(parse("told"), lambda _: Marks(), 9)} <= {
            *titles(archive)
        }
        store(archive, item("2401.00003", "New"), period=WEDNESDAY)
        assert titles(archive, WEDNESDAY) == ["New"]
        assert sorted(found(archive, "stars:34 told")) == ["New", "Old", "Older"]
        assert archive.problems() == []

    def test_an_item_that_is_damaged_costs_the_archive_and_no_end_of_portions(
        self, archive: Archive, path: Path
    ) -> None:
        store(archive, item("2401.00001", "Old"))
        change(path, "UPDATE paper SET item = x'78ff'")
        assert not archive.index_portion()
        assert archive.papers() == {}

    def test_it_is_made_by_these_rules(self) -> None:
        """Where what is made of an item has changed, `RULES` must be raised, and this follows."""
        text = (
            r"\emph{Œuvre} 54.6\% \textbf{ﬁne} ``Müller's''  $\alpha$-GPT_4o \url{a.b/c} 智谱AI "
            r"Łódź İstanbul ½ ② ガラス ß-VAE x^{2} V_{0.5} \deg 3times na\"{\i}ve Q&amp;A R^{2}"
        )
        authors = [author("Ada Example", hidden=True), author("Bo Muster")]
        paper = decode_item(item("2401.00001", text, summary=f"{text}\n  {text}", authors=authors))
        made = json.dumps(searchable_words(paper)) + repr(paper)
        assert (full_text_index.RULES, sha256(made.encode()).hexdigest()[:12]) == (
            2,
            "9c76e0655d28",
        )
