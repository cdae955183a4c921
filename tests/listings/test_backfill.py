"""Filling the archive: many days, in any weather, none asked for twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from reader.archive import Archive
from reader.archive.listing_store import RawListing
from reader.errors import ArchiveError
from reader.feed.huggingface import HuggingFace
from reader.feed.item_decoder import decode_items, identify_items
from reader.listings.backfill import Backfill, BackfillResult, Progress, missing_days
from reader.net.rate_limits import MAX_IN_FLIGHT
from reader.paper import Period
from reader.query import parse
from reader.text.json_decoder import RawObject
from tests import feed_faults as faults
from tests.feed_items import item
from tests.feed_server import FeedServer

TODAY = date(2024, 1, 31)
SINCE = date(2024, 1, 1)
DAYS = [TODAY - timedelta(back) for back in range(31)]
LATER = datetime(2024, 2, 2, 12, tzinfo=UTC)
"""All of those days are over."""


@pytest.fixture
def pauses() -> list[float]:
    """The seconds of every wait, which no test sits out."""
    return []


@pytest.fixture
def server(feed_server: FeedServer, pauses: list[float]) -> FeedServer:
    """The last day of January; a paper every day but at weekends."""
    feed_server.today = TODAY
    feed_server.quotas.clock = lambda: sum(pauses)
    for day in DAYS:
        if day.weekday() < 5:
            feed_server.days[str(day)] = [item(f"2401.{day.day:05d}", f"Of {day}", str(day))]
    return feed_server


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "cache" / "archive.sqlite")


class Run:
    """Fills, and remembers what was told meanwhile."""

    def __init__(self, archive: Archive, server: FeedServer, pauses: list[float]) -> None:
        self.archive = archive
        self.told: list[Progress] = []
        self.now = LATER
        self.pauses = pauses
        self.clock: Callable[[], float] = lambda: sum(pauses)
        self.service = HuggingFace(server.url, budget=5, pause=self.pauses.append, clock=self.clock)

    def __call__(self, days: list[date] | None = None) -> BackfillResult:
        filling = Backfill(
            self.archive,
            self.service,
            lambda: TODAY,
            self.told.append,
            now=lambda: self.now,
            clock=self.clock,
            pause=self.pauses.append,
        )
        return filling.run(missing_days(self.archive, SINCE, TODAY) if days is None else days)


@pytest.fixture
def fill(archive: Archive, server: FeedServer, pauses: list[float]) -> Iterator[Run]:
    run = Run(archive, server, pauses)
    with run.service:
        yield run


def asked(server: FeedServer) -> list[date]:
    """The days that were asked for, one as often as it was."""
    dates = (each.query.get("date") for each in server.requests)
    return [date.fromisoformat(day) for day in dates if day]


class TestWhatIsMissing:
    def test_every_day_the_newest_first(self, archive: Archive) -> None:
        assert missing_days(archive, SINCE, TODAY) == DAYS

    def test_a_day_that_was_asked_for_when_it_was_over_is_not(self, archive: Archive) -> None:
        archive.store(Period.day(date(2024, 1, 30)), [], 0, LATER)
        assert missing_days(archive, date(2024, 1, 29), TODAY) == [TODAY, date(2024, 1, 29)]

    def test_a_day_that_was_asked_for_too_early_is(self, archive: Archive) -> None:
        archive.store(Period.day(TODAY), [], 0, datetime(2024, 2, 1, 2, 59, tzinfo=UTC))
        assert missing_days(archive, TODAY, TODAY) == [TODAY]


class TestAWholeMonth:
    def test_every_list_is_in_the_archive(self, fill: Run) -> None:
        filled = fill()
        assert (filled.progress.kept, filled.progress.papers) == (31, 23)
        for day in DAYS:
            listing = fill.archive.listing(Period.day(day))
            assert listing is not None and listing.fetched_at == LATER
            assert [paper.title for paper in listing.papers] == (
                [f"Of {day}"] if day.weekday() < 5 else []
            )

    def test_the_newest_days_are_asked_for_first(self, fill: Run, server: FeedServer) -> None:
        fill()
        assert set(asked(server)[:MAX_IN_FLIGHT]) <= set(DAYS[: 2 * MAX_IN_FLIGHT])

    def test_no_day_is_ever_asked_for_again(self, fill: Run, server: FeedServer) -> None:
        fill()
        assert fill().progress == Progress(0)
        assert Counter(asked(server)) == Counter(DAYS)

    def test_few_requests_are_on_their_way_at_one_time(self, fill: Run, server: FeedServer) -> None:
        fill()
        assert server.most_at_once <= MAX_IN_FLIGHT

    def test_how_far_it_is_is_told(self, fill: Run) -> None:
        fill()
        assert [each.done for each in fill.told] == sorted(each.done for each in fill.told)
        assert fill.told[-1] == Progress(31, kept=31, papers=23)

    def test_what_cannot_be_read_is_counted(self, fill: Run, server: FeedServer) -> None:
        server.days["2024-01-02"] += [{}, {"paper": {"id": "none"}}]
        assert fill().broken == 2


class TestWhatIsKept:
    """The text of an item as it was sent, which is not written anew."""

    ITEM = item("2401.00001", "“Quoted”, \\ and ∀", summary="A [list], {and more}")

    @pytest.mark.parametrize(
        "sent",
        [
            json.dumps([ITEM, ITEM | {"numComments": 3}]),
            json.dumps([ITEM], ensure_ascii=False, indent=2),
            f" [ {json.dumps(ITEM)}\n,\t3 , null ]\r\n",
            json.dumps([item(title="half \ud83d of a pair")]),
            "[]",
        ],
    )
    def test_it_is_the_same_value(self, fill: Run, server: FeedServer, sent: str) -> None:
        server.fault = faults.body(sent.encode())
        items = fill.service.day(TODAY).items
        assert items is not None
        assert items == json.loads(sent)
        assert all(json.loads(each.text) == each for each in items if isinstance(each, RawObject))
        assert any(isinstance(each, RawObject) for each in items) or not items

    def test_a_letter_that_is_none_costs_nothing(self, fill: Run, server: FeedServer) -> None:
        text = json.dumps([item(title="half @ of a pair")]).replace("@", "\ud83d")
        server.fault = faults.body(text.encode("utf-8", "surrogatepass"))
        assert fill([TODAY]).progress.papers == 1
        listing = fill.archive.listing(Period.day(TODAY))
        assert listing is not None and listing.papers[0].title == "half of a pair"

    def test_of_recorded_days_it_is_what_papers_are_made_of(self, recorded: Path) -> None:
        for file in sorted((recorded / "daily").glob("2025-0*.json")):
            items = json.loads(file.read_bytes())
            whole, quick = decode_items(items, None), identify_items(items)
            assert [paper.id for paper in whole.papers] == [paper for paper, _ in quick.items]
            assert list(whole.items) == [kept for _, kept in quick.items]
            assert whole.broken == quick.broken


class TestADayThatIsNotOver:
    def test_it_is_asked_for_again_but_sent_only_if_it_changed(
        self, fill: Run, server: FeedServer
    ) -> None:
        fill.now = datetime(2024, 1, 31, 12, tzinfo=UTC)
        fill([TODAY])
        fill.now += timedelta(hours=1)
        assert fill().progress == Progress(31, kept=31, papers=22)
        last = [each for each in server.requests if each.query.get("date") == str(TODAY)][-1]
        assert last.headers["If-None-Match"] == fill.archive.etag(Period.day(TODAY))
        listing = fill.archive.listing(Period.day(TODAY))
        assert listing is not None and listing.fetched_at == fill.now
        assert len(listing.papers) == 1

    def test_what_joined_it_is_kept(self, fill: Run, server: FeedServer) -> None:
        fill.now = datetime(2024, 1, 31, 12, tzinfo=UTC)
        fill([TODAY])
        server.days[str(TODAY)].append(item("2401.00099", day=str(TODAY)))
        fill([TODAY])
        listing = fill.archive.listing(Period.day(TODAY))
        assert listing is not None and len(listing.papers) == 2

    def test_one_that_the_service_says_has_not_begun_is_no_failure(
        self, fill: Run, server: FeedServer
    ) -> None:
        server.today = date(2024, 1, 30)
        assert not fill([TODAY]).failed
        assert fill.archive.listing(Period.day(TODAY)) is None

    def test_a_list_that_was_thrown_away_meanwhile_is_asked_for_whole(
        self, fill: Run, archive: Archive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fill.now = datetime(2024, 1, 31, 12, tzinfo=UTC)
        fill([TODAY])
        etag = archive.etag(Period.day(TODAY))
        for file in (archive_file := fill.archive._file.path).parent.glob("archive.sqlite*"):
            file.unlink()
        monkeypatch.setattr(archive, "etag", lambda _: etag)
        fill([TODAY])
        assert archive_file.exists()
        listing = archive.listing(Period.day(TODAY))
        assert listing is not None and len(listing.papers) == 1


class TestLimits:
    def test_a_window_that_is_used_up_is_waited_for(
        self, fill: Run, server: FeedServer, pauses: list[float]
    ) -> None:
        server.quotas.most["api"] = 10
        filled = fill()
        assert (filled.progress.kept, filled.failed, filled.stopped) == (31, {}, None)
        assert Counter(asked(server)) == Counter(DAYS), "no request was wasted"
        assert 900 < sum(pauses) < 930, "three windows of five minutes"

    def test_while_it_is_waited_for_the_index_comes_up_to_date(
        self, archive: Archive, fill: Run, server: FeedServer
    ) -> None:
        server.quotas.most["api"] = 10
        fill([*DAYS[:10], SINCE])
        found = archive.search(parse("title:of"), {})
        # What the window let through was stored before the wait; the last one came after it.
        assert 0 < found.unindexed < found.searched == len(found.papers)

    def test_a_wait_is_told_with_its_length_and_its_reason(
        self, fill: Run, server: FeedServer
    ) -> None:
        server.quotas.most["api"] = 30
        fill()
        waits = [each.wait for each in fill.told if each.wait]
        assert 290 < waits[0].seconds < 310
        assert waits[0].reason == "the service takes no more requests for now"
        assert [each.seconds for each in waits] == sorted(
            (each.seconds for each in waits), reverse=True
        )

    def test_a_window_that_another_program_used_up_is_waited_for_too(
        self, fill: Run, server: FeedServer, pauses: list[float]
    ) -> None:
        server.fault = faults.too_many_requests({"RateLimit": '"api";r=0;t=214'}, times=1)
        assert fill().progress.kept == 31
        assert 214 <= sum(pauses) < 230

    @pytest.mark.parametrize("retry_after", ["60", None])
    def test_a_service_that_is_overloaded_is_waited_for(
        self, fill: Run, server: FeedServer, pauses: list[float], retry_after: str | None
    ) -> None:
        headers = {"Retry-After": retry_after} if retry_after else {}
        server.fault = replace(faults.too_many_requests(headers), times=12)
        assert fill().progress.kept == 31
        assert sum(pauses) > 10

    def test_one_that_refuses_for_ever_is_left_alone(
        self, fill: Run, server: FeedServer, pauses: list[float]
    ) -> None:
        server.fault = faults.too_many_requests()
        filled = fill()
        assert "HTTP 429" in str(filled.stopped)
        assert 300 < sum(pauses) < 1_500
        assert len(server.requests) < 200

    def test_one_that_asks_for_an_hour_is_left_alone_at_once(
        self, fill: Run, server: FeedServer, pauses: list[float]
    ) -> None:
        server.fault = faults.status(503, {"Retry-After": "3600"})
        assert "3600 s" in str(fill().stopped)
        assert sum(pauses) == 0


FAULTS: dict[str, Callable[[], faults.Fault]] = {
    "no rights": lambda: faults.status(403),
    "bad request": lambda: faults.status(400),
    "broken": lambda: faults.status(500),
    "not JSON": faults.not_json,
    "an object": faults.an_object,
    "null": lambda: faults.body(b"null"),
    "nothing": lambda: faults.body(b""),
    "half a list": lambda: faults.body(b'[{"paper": {}}, '),
    "no commas": lambda: faults.body(b"[{} {}]"),
    "two lists": lambda: faults.body(b"[{}] []"),
    "no papers": lambda: faults.body(b"[{}, 3]"),
    "deep nesting": lambda: faults.body(b"[" * 100_000),
    "broken gzip": lambda: faults.body(b"plain", {"Content-Encoding": "gzip"}),
    "no connection": faults.drop,
    "cut short": faults.cut_short,
    "sent elsewhere": lambda: faults.redirect("https://example.org/"),
}
WRONG = {"2024-01-10", "2024-01-11"}


class Picky(FeedServer):
    """A service with which something goes wrong on two days, on their web pages too."""

    wrong: faults.Fault | None = None

    def next_fault(self, path: str) -> faults.Fault | None:
        asked = self.requests[-1].path
        return self.wrong if any(day in asked for day in WRONG) else None


class TestFaults:
    @pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
    def test_a_day_that_fails_does_not_stop_the_others(
        self,
        archive: Archive,
        server: FeedServer,
        pauses: list[float],
        fault: Callable[[], faults.Fault],
    ) -> None:
        with Picky(TODAY, days=server.days) as picky:
            picky.gate.set()
            run = Run(archive, picky, pauses)
            picky.wrong = fault()
            with run.service:
                filled = run()
                assert {str(day) for day in filled.failed} == WRONG
                assert (filled.progress.kept, filled.stopped) == (29, None)
                picky.wrong = None
                assert run().progress == Progress(2, kept=2, papers=2)

    def test_a_network_that_is_gone_stops_it(self, fill: Run, server: FeedServer) -> None:
        server.fault = faults.drop()
        filled = fill()
        assert "could not reach" in str(filled.stopped)
        assert len(set(asked(server))) <= 2 * MAX_IN_FLIGHT

    def test_a_service_that_is_out_of_order_is_left_alone(
        self, fill: Run, server: FeedServer
    ) -> None:
        server.fault = faults.status(500)
        assert "HTTP 500" in str(fill().stopped)
        assert len(set(asked(server))) < 20

    def test_a_list_from_its_web_page_is_kept_and_said_to_be(
        self, fill: Run, server: FeedServer
    ) -> None:
        server.fault = faults.of_the_api(faults.status(500))
        filled = fill([date(2024, 1, 2), date(2024, 1, 3)])
        assert filled.progress == Progress(2, kept=2, papers=2)
        assert len(filled.notices) == 2 and "HTTP 500" in filled.notices[0]

    def test_a_list_that_is_empty_all_at_once_is_not_believed(
        self, fill: Run, server: FeedServer
    ) -> None:
        fill.now = datetime(2024, 1, 31, 12, tzinfo=UTC)
        fill([TODAY])
        server.days[str(TODAY)] = []
        (problem,) = fill([TODAY]).failed.values()
        assert "says all at once that 2024-01-31 has no papers" in str(problem)

    def test_an_archive_that_cannot_be_written_is_said(self, fill: Run, tmp_path: Path) -> None:
        (tmp_path / "cache").write_text("in the way")
        with pytest.raises(ArchiveError):
            fill()


class TestSeveralPrograms:
    def test_eight_first_starts_make_one_archive(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "archive.sqlite"
        script = (
            "import sys; from pathlib import Path; from datetime import *\n"
            "from reader.archive import Archive; from reader.paper import Period\n"
            "sys.stdin.read(1)\n"
            "archive, number = Archive(Path(sys.argv[1])), int(sys.argv[2])\n"
            "for day in range(1, 29):\n"
            "    paper = (f'2401.{day:05d}', {'number': number})\n"
            "    archive.store(Period.day(date(2024, 1 + number, day)), [paper], 0,\n"
            "                  datetime.now(UTC))\n"
        )
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", script, str(path), str(number)],
                stdin=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            for number in range(8)
        ]
        for process in processes:
            assert process.stdin
            process.stdin.write(b"\n")
            process.stdin.flush()
        for process in processes:
            _, said = process.communicate(timeout=120)
            assert process.returncode == 0, said.decode()
        assert len(Archive(path).fetched(date(2024, 1, 1), date(2024, 12, 31))) == 8 * 28
        assert Archive(path).problems() == []

    def test_lists_are_kept_together_or_not_at_all(self, archive: Archive) -> None:
        good = RawListing(Period.day(SINCE), [("2401.00001", item())], 0, LATER)
        bad = good._replace(period=Period.day(TODAY), broken=cast("Any", "many\ud800"))
        with pytest.raises(ArchiveError):
            archive.store_many([good, bad])
        assert archive.fetched(SINCE, TODAY) == {}
