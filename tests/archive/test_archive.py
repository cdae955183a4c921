"""The cache of listings: what was fetched once is there, and what came late is known as late."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from reader.archive import Archive
from reader.archive.listing_store import RawListing, days, listing, newest_day
from reader.errors import ArchiveError
from reader.feed.item_decoder import decode_items
from reader.listings import is_final
from reader.paper import Period
from reader.query import parse
from tests.feed_items import ABSENT, item

TUESDAY = Period.day(date(2024, 1, 2))
MORNING = datetime(2024, 1, 2, 8, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "archive.sqlite"


@pytest.fixture
def archive(path: Path) -> Archive:
    return Archive(path)


def store(
    archive: Archive,
    *items: Any,
    period: Period = TUESDAY,
    at: datetime = MORNING,
    broken: int = 0,
) -> None:
    archive.store(period, [(each["paper"]["id"], each) for each in items], broken, at)


def titles(archive: Archive, period: Period = TUESDAY) -> list[str]:
    listing = archive.listing(period)
    return [paper.title for paper in listing.papers] if listing else ["no list"]


class TestAList:
    def test_it_comes_back_in_feed_order(self, archive: Archive) -> None:
        store(archive, item("2401.00009", "First"), item("2401.00001", "Second"), broken=3)
        listing = archive.listing(TUESDAY)
        assert listing is not None
        assert titles(archive) == ["First", "Second"]
        assert (listing.period, listing.fetched_at, listing.broken) == (TUESDAY, MORNING, 3)

    def test_one_that_was_never_fetched_is_none(self, archive: Archive, path: Path) -> None:
        assert archive.listing(TUESDAY) is None
        assert (archive.days(), archive.papers(), archive.papers(["2401.00001"])) == ([], {}, {})
        assert not path.exists(), "looking makes no file"
        store(archive, item())
        assert archive.listing(Period.day(date(2024, 1, 1))) is None

    def test_an_empty_one_is_a_list(self, archive: Archive) -> None:
        store(archive)
        assert titles(archive) == []
        assert archive.days() == [], "but no day that has papers"

    def test_a_later_one_replaces_it(self, archive: Archive) -> None:
        store(archive, item("2401.00001", "One"), item("2401.00002", "Two"), broken=1)
        later = MORNING + timedelta(hours=1)
        store(archive, item("2401.00003", "Three"), item("2401.00001", "One, Revised"), at=later)
        listing = archive.listing(TUESDAY)
        assert listing is not None
        assert titles(archive) == ["Three", "One, Revised"]
        assert (listing.fetched_at, listing.broken) == (later, 0)

    def test_a_paper_may_be_in_two(self, archive: Archive) -> None:
        wednesday = Period.day(date(2024, 1, 3))
        undated = item("2401.00001", submittedOnDailyAt=ABSENT)
        store(archive, undated)
        store(archive, undated, period=wednesday)
        for period in (TUESDAY, wednesday):
            listing = archive.listing(period)
            assert listing is not None
            assert [paper.listed for paper in listing.papers] == [period.date]
        assert archive.papers()["2401.00001"].listed == TUESDAY.date, "the first day counts"

    def test_the_days_that_have_papers_are_known_the_latest_first(self, archive: Archive) -> None:
        for day in (date(2024, 1, 5), date(2023, 12, 29), date(2024, 1, 2)):
            store(archive, item(), period=Period.day(day))
        assert archive.days() == [date(2024, 1, 5), date(2024, 1, 2), date(2023, 12, 29)]

    def test_items_are_kept_as_they_came(self, archive: Archive, path: Path) -> None:
        came = item("2401.00001", "A \x1b Title", unheard_of={"deep": [1, None, 2.5, "混"]})
        store(archive, came)
        with sqlite3.connect(path) as database:
            ((raw,),) = database.execute("SELECT item FROM paper").fetchall()
        database.close()
        assert json.loads(zlib.decompress(raw)) == came
        assert titles(archive) == ["A Title"], "and cleaned when they are read"

    @pytest.mark.parametrize(
        "strange", ["\ud83d", "\udc80", "\x00", float("inf"), 2**80, {"": {}}], ids=ascii
    )
    def test_whatever_json_can_hold_can_be_kept(self, archive: Archive, strange: object) -> None:
        store(archive, item("2401.00001", "Title", strange=strange, summary=strange))
        assert titles(archive) == ["Title"]

    def test_an_item_nested_without_end_costs_no_other(self, archive: Archive) -> None:
        nested: list[Any] = []
        for _ in range(100_000):
            nested = [nested]
        store(archive, item("2401.00001", "Deep", nested=nested), item("2401.00002", "Flat"))
        assert titles(archive) == ["Flat"]
        while nested:
            nested = nested.pop()

    def test_recorded_days_come_back_as_they_went_in(
        self, archive: Archive, recorded: Path
    ) -> None:
        for file in sorted((recorded / "daily").glob("2025-0[1-4]-*.json")):
            day = date.fromisoformat(file.stem)
            decoded = decode_items(json.loads(file.read_bytes()), day)
            ids = [paper.id for paper in decoded.papers]
            archive.store(Period.day(day), zip(ids, decoded.items, strict=True), 0, MORNING)
            listing = archive.listing(Period.day(day))
            assert listing is not None and listing.papers == decoded.papers


class TestLatePapers:
    def late(self, archive: Archive) -> set[str]:
        listing = archive.listing(TUESDAY)
        assert listing is not None
        return set(listing.late)

    def test_what_joins_after_a_look_is_late_until_the_next_look(self, archive: Archive) -> None:
        first, second = item("2401.00001"), item("2401.00002")
        store(archive, first, at=MORNING)
        assert self.late(archive) == set()
        archive.mark_viewed(TUESDAY, MORNING + timedelta(minutes=1))
        store(archive, second, first, at=MORNING + timedelta(hours=1))
        assert self.late(archive) == {"2401.00002"}
        store(archive, first, second, at=MORNING + timedelta(hours=2))
        assert self.late(archive) == {"2401.00002"}, "fetching again is no look"
        archive.mark_viewed(TUESDAY, MORNING + timedelta(hours=3))
        assert self.late(archive) == set()

    def test_nothing_is_late_to_who_never_looked(self, archive: Archive) -> None:
        store(archive, item("2401.00001"))
        store(archive, item("2401.00002"), at=MORNING + timedelta(hours=1))
        assert self.late(archive) == set()

    def test_moments_with_and_without_fractions_of_a_second_compare(self, archive: Archive) -> None:
        store(archive, item("2401.00001"), at=MORNING)
        archive.mark_viewed(TUESDAY, MORNING.replace(microsecond=5))
        store(archive, item("2401.00002"), at=MORNING.replace(second=1))
        store(archive, item("2401.00002"), item("2401.00003"), at=MORNING.replace(microsecond=4))
        assert self.late(archive) == {"2401.00002"}

    def test_a_look_at_a_list_that_is_not_there_is_nothing(self, archive: Archive) -> None:
        archive.mark_viewed(TUESDAY, MORNING)
        assert archive.listing(TUESDAY) is None


class TestPapers:
    def test_those_asked_for_are_found_as_far_as_they_are_there(self, archive: Archive) -> None:
        store(archive, item("2401.00001", "One"), item("2401.00002", "Two"))
        found = archive.papers(["2401.00002", "2401.09999"])
        assert {key: paper.title for key, paper in found.items()} == {"2401.00002": "Two"}
        assert list(archive.papers()) == ["2401.00001", "2401.00002"]

    def test_one_can_be_kept_by_itself(self, archive: Archive) -> None:
        archive.store_paper("2401.00001", item("2401.00001", "Alone")["paper"])
        assert archive.papers()["2401.00001"].title == "Alone"
        assert archive.days() == []

    def test_what_a_list_told_of_it_stays(self, archive: Archive) -> None:
        store(archive, item("2401.00001", "As Listed", numComments=7))
        archive.store_paper("2401.00001", item("2401.00001", "Alone")["paper"])
        paper = archive.papers()["2401.00001"]
        assert (paper.title, paper.comments) == ("As Listed", 7)


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        (datetime(2024, 1, 2, 23, 59, tzinfo=UTC), False),
        (datetime(2024, 1, 3, 2, 59, 59, tzinfo=UTC), False),
        (datetime(2024, 1, 3, 3, tzinfo=UTC), True),
        (datetime(2024, 6, 1, tzinfo=UTC), True),
    ],
    ids=str,
)
def test_a_day_is_over_at_three_in_the_night_after_it(moment: datetime, over: bool) -> None:
    assert is_final(date(2024, 1, 2), moment) is over


class TestDamage:
    @pytest.fixture
    def full(self, archive: Archive) -> Archive:
        store(archive, *(item(f"2401.{number:05d}") for number in range(50)))
        return archive

    def works(self, archive: Archive) -> bool:
        store(archive, item("2401.00001", "Fresh"))
        found = archive.search(parse("fresh"), {}).papers
        return titles(archive) == [paper.title for paper in found] == ["Fresh"]

    @pytest.mark.parametrize(
        "content",
        [b"", b"x", b"no database" * 1000, b"SQLite format 3\0" + b"\xff" * 5000],
        ids=["empty", "one byte", "another file", "a header and nonsense"],
    )
    def test_a_file_that_is_no_archive_is_made_again(
        self, full: Archive, path: Path, content: bytes
    ) -> None:
        path.write_bytes(content)
        assert full.listing(TUESDAY) is None
        assert self.works(full)

    @pytest.mark.parametrize("statement", ["DROP TABLE entry", "ALTER TABLE paper DROP item"])
    def test_one_with_other_tables_is_made_again(
        self, full: Archive, path: Path, statement: str
    ) -> None:
        with sqlite3.connect(path) as database:
            database.execute(statement)
        database.close()
        assert full.listing(TUESDAY) is None
        assert self.works(full)

    @pytest.mark.parametrize("version", [1, 99, -1])
    def test_one_of_another_version_is_made_again(
        self, full: Archive, path: Path, version: int
    ) -> None:
        with sqlite3.connect(path) as database:
            database.execute(f"PRAGMA user_version = {version}")
        database.close()
        assert full.listing(TUESDAY) is None
        assert self.works(full)

    def test_a_database_of_somebody_else_is_made_again(self, archive: Archive, path: Path) -> None:
        path.parent.mkdir()
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE listing (something TEXT)")
        database.close()
        assert self.works(archive)

    @pytest.mark.parametrize("seed", range(60))
    def test_flipped_bytes_raise_nothing_but_a_sentence(
        self, full: Archive, path: Path, seed: int
    ) -> None:
        random = Random(seed)
        content = bytearray(path.read_bytes())
        for _ in range(random.choice((1, 10, 1000))):
            content[random.randrange(len(content))] = random.randrange(256)
        path.write_bytes(content)
        everything = parse("less")
        for read in (
            lambda: full.listing(TUESDAY),
            full.days,
            full.papers,
            lambda: full.search(everything, {}),
        ):
            try:
                read()
            except ArchiveError as error:
                assert "your marks are not in it and are safe" in str(error)
        assert self.works(full)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE listing SET fetched_at = 'x'",
            "UPDATE listing SET fetched_at = 7",
            "UPDATE listing SET broken = 'x'",
            "UPDATE entry SET value = '2024-01-02', first_seen = x'ff'",
            "UPDATE paper SET item = '{'",
            "UPDATE paper SET item = CAST(x'ff' AS TEXT)",
            "UPDATE paper SET item = x'ff'",
        ],
    )
    def test_one_that_says_what_cannot_be_is_made_again(
        self, full: Archive, path: Path, change: str
    ) -> None:
        full.mark_viewed(TUESDAY, MORNING)
        with sqlite3.connect(path) as database:
            database.execute(change)
        database.close()
        assert full.listing(TUESDAY) is None
        assert self.works(full)

    def test_an_item_that_this_version_cannot_read_costs_no_other(
        self, full: Archive, path: Path
    ) -> None:
        with sqlite3.connect(path) as database:
            unreadable = (zlib.compress(b"{}"),)
            database.execute("UPDATE paper SET item = ? WHERE id = '2401.00007'", unreadable)
        database.close()
        assert len(titles(full)) == 49

    def test_a_folder_in_its_place_is_told(self, archive: Archive, path: Path) -> None:
        path.mkdir(parents=True)
        for use in (archive.days, lambda: store(archive, item())):
            with pytest.raises(ArchiveError, match="cannot be used: is a directory"):
                use()

    def test_a_file_in_the_place_of_its_folder_is_told(self, archive: Archive, path: Path) -> None:
        path.parent.write_text("")
        with pytest.raises(ArchiveError, match=r"archive\.sqlite cannot be used: "):
            store(archive, item())
        assert archive.days() == []


_PROCESS = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from reader.archive import Archive
from reader.paper import Period
from reader.query import parse
archive, day, me = Archive(Path(sys.argv[1])), Period.day(date(2024, 1, 2)), int(sys.argv[2])
for number in range(5):
    id = f"2401.{me:02d}{number:03d}"
    period = Period.day(date(2024, 1, 1 + me))
    archive.store(period, [(id, {"paper": {"id": id, "title": "T"}})], 0, datetime.now(UTC))
    assert id in [paper.id for paper in archive.search(parse("title:t"), {}).papers]
    archive.mark_viewed(day, datetime.now(UTC))
    assert [paper.id for paper in archive.listing(period).papers] == [id]
"""


@pytest.mark.parametrize("content", [None, b"no database" * 1000], ids=["not there yet", "damaged"])
def test_eight_processes_at_once_share_it(
    archive: Archive, path: Path, content: bytes | None
) -> None:
    if content:
        path.parent.mkdir()
        path.write_bytes(content)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _PROCESS, str(path), str(me)], stderr=subprocess.PIPE
        )
        for me in range(8)
    ]
    for process in processes:
        _, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, b"")
    assert len(archive.days()) == 8
    assert len(archive.papers()) == 40


class TestWhichDaysThereAre:
    def test_is_known_the_latest_first(self, archive: Archive) -> None:
        assert archive.days() == []
        assert archive.newest_day(date.max) is None
        for number in (5, 2, 9):
            store(archive, item(), item("2401.00002"), period=Period.day(date(2024, 1, number)))
        store(archive, item(), period=Period("month", "2025-01"))
        store(archive, period=Period.day(date(2024, 1, 11)))
        assert archive.days() == [date(2024, 1, 9), date(2024, 1, 5), date(2024, 1, 2)]
        assert archive.newest_day(date.max) == date(2024, 1, 9)
        assert archive.newest_day(date(2024, 1, 8)) == date(2024, 1, 5)
        assert archive.newest_day(date(2024, 1, 1)) is None


def steps(path: Path, work: Callable[[sqlite3.Connection], object]) -> int:
    """How many instructions SQLite takes for it."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    with closing(sqlite3.connect(path)) as database:
        database.set_progress_handler(step, 1)
        work(database)
    return count


def test_a_start_reads_no_more_where_more_is_kept(archive: Archive, path: Path) -> None:
    def start(database: sqlite3.Connection) -> None:
        newest = newest_day(database, date.max)
        assert newest
        assert listing(database, Period.day(newest))

    def fill(days: int, papers: int, before: date) -> None:
        for day in range(days):
            rows = [(f"2401.{number:05}", item(f"2401.{number:05}")) for number in range(papers)]
            period = Period.day(before - timedelta(day))
            archive.store_many([RawListing(period, rows, 0, MORNING)])

    fill(3, 10, date(2024, 1, 5))
    few, few_days = steps(path, start), steps(path, days)
    fill(60, 10, date(2024, 1, 2))
    assert steps(path, start) <= 1.2 * few
    fill(3, 200, date(2023, 10, 1))
    assert steps(path, days) <= 25 * few_days, "it counts days, and no papers"


class TestReadOnly:
    """As a shell asks that completes a word."""

    def test_it_has_what_is_there_also_while_another_writes(
        self, archive: Archive, path: Path
    ) -> None:
        store(archive, item("2401.00001"), item("2312.00009"))
        reading = Archive(path, is_read_only=True)
        assert reading.ids("") == ["2401.00001", "2312.00009"]
        assert (reading.ids("24"), reading.ids("x")) == (["2401.00001"], [])
        with closing(sqlite3.connect(path)) as database:
            database.execute("BEGIN IMMEDIATE")
            database.execute("UPDATE paper SET id = '2401.00007' WHERE id = '2401.00001'")
            assert reading.ids("24") == ["2401.00001"]
            database.commit()
            # It is in the log of SQLite alone.
            assert reading.ids("24") == ["2401.00007"]

    @pytest.mark.parametrize("content", [b"", b"nonsense" * 1000])
    def test_it_mends_and_makes_nothing(self, path: Path, content: bytes) -> None:
        reading = Archive(path, is_read_only=True)
        assert reading.ids("") == []
        assert not path.parent.exists()
        path.parent.mkdir()
        path.write_bytes(content)
        with pytest.raises(ArchiveError):
            reading.ids("")
        assert [(each.name, each.read_bytes()) for each in path.parent.iterdir()] == [
            (path.name, content)
        ]
