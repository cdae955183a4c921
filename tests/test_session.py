"""Opening a list: from the archive where it is final, else from the service, and never nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

import reader.net.deadline
from reader.errors import ArchiveError, FeedError, LibraryError
from reader.feed.huggingface import HuggingFace
from reader.library import decisions
from reader.listings import LoadedListing, reading_queue
from reader.net import Offline, Unreachable
from reader.paper import MOST_QUEUE_DAYS, Listing, Paper, Period
from reader.session import Session, SessionSettings
from reader.settings.environment import Places
from tests import feed_faults as faults
from tests.feed_items import ABSENT, item
from tests.feed_pages import listing_props
from tests.feed_pages import page as html_page
from tests.feed_server import FeedServer

WEDNESDAY = date(2024, 1, 3)
TUESDAY = date(2024, 1, 2)
MONDAY = date(2024, 1, 1)


@dataclass
class Desk:
    """Sessions one after the other on one home, at a time that the test sets."""

    home: Path
    service: FeedServer
    now: datetime = field(default_factory=lambda: datetime(2024, 1, 3, 12, tzinfo=UTC))
    feeds: list[HuggingFace] = field(default_factory=list)
    connect_seconds: float = 0.0
    """How long it takes to make a client of the service."""

    def session(self, *, offline: bool = False, bibliographies: tuple[str, ...] = ()) -> Session:
        def feed() -> HuggingFace:
            if offline:
                raise Offline("the network is not used")
            time.sleep(self.connect_seconds)
            self.feeds.append(HuggingFace(self.service.url, pause=lambda _: None))
            return self.feeds[-1]

        places = Places(self.home / "x", self.home, self.home / "cache" / "archive.sqlite")
        return Session(
            places,
            lambda: self.now.date(),
            feed,
            lambda: self.now,
            settings=SessionSettings(bibliographies=bibliographies),
        )

    def put(self, day: date, *ids: str) -> None:
        """The service has these papers on a day."""
        self.service.days[day.isoformat()] = [
            item(paper, f"Paper {paper}", day.isoformat(), upvotes=100 - at)
            for at, paper in enumerate(ids)
        ]

    @property
    def asked(self) -> list[str]:
        """The days that the service was asked for since the last time; "" for the newest."""
        days = [asked.query.get("date", "") for asked in self.service.requests]
        self.service.requests.clear()
        return days


@pytest.fixture
def desk(tmp_path: Path, feed_server: FeedServer) -> Iterator[Desk]:
    desk = Desk(tmp_path, feed_server)
    yield desk
    for feed in desk.feeds:
        feed.close()


def ids(opened: LoadedListing | None) -> list[str]:
    assert opened is not None
    return [paper.id for paper in opened.listing.papers]


class TestADay:
    def test_one_that_is_over_is_asked_for_once(self, desk: Desk) -> None:
        desk.put(TUESDAY, "2401.00001")
        first = desk.session().open(Period.day(TUESDAY))
        again = desk.session().open(Period.day(TUESDAY))
        assert ids(first) == ids(again) == ["2401.00001"]
        assert first.final and again.final
        assert desk.asked == ["2024-01-02"]

    def test_one_that_is_not_over_is_refreshed(self, desk: Desk) -> None:
        desk.put(WEDNESDAY, "2401.00001")
        assert not desk.session().open(Period.day(WEDNESDAY)).final
        desk.put(WEDNESDAY, "2401.00002", "2401.00001")
        assert ids(desk.session().open(Period.day(WEDNESDAY))) == ["2401.00002", "2401.00001"]
        assert desk.asked == ["2024-01-03"] * 2

    @pytest.mark.parametrize(("hour", "asked"), [(2, 2), (3, 1)])
    def test_it_is_over_at_three_in_the_night_after(
        self, desk: Desk, hour: int, asked: int
    ) -> None:
        desk.put(TUESDAY, "2401.00001")
        desk.now = datetime(2024, 1, 3, hour, tzinfo=UTC)
        desk.session().open(Period.day(TUESDAY))
        desk.now = datetime(2024, 1, 9, tzinfo=UTC)
        desk.session().open(Period.day(TUESDAY))
        assert len(desk.asked) == asked

    def test_a_paper_that_came_after_a_look_is_late(self, desk: Desk) -> None:
        desk.put(WEDNESDAY, "2401.00001")
        session = desk.session()
        session.listings.mark_viewed(session.open(Period.day(WEDNESDAY)).listing)
        desk.put(WEDNESDAY, "2401.00002", "2401.00001")
        desk.now += timedelta(hours=1)
        assert desk.session().open(Period.day(WEDNESDAY)).listing.late == {"2401.00002"}

    def test_without_an_answer_it_is_as_it_was(self, desk: Desk) -> None:
        desk.put(WEDNESDAY, "2401.00001")
        fetched_at = desk.now
        desk.session().open(Period.day(WEDNESDAY))
        desk.now += timedelta(hours=1)
        desk.service.fault = faults.not_json()
        opened = desk.session().open(Period.day(WEDNESDAY))
        assert ids(opened) == ["2401.00001"]
        assert isinstance(opened.problem, FeedError)
        assert opened.listing.fetched_at == fetched_at

    def test_without_an_answer_and_never_fetched_it_fails(self, desk: Desk) -> None:
        desk.service.fault = faults.not_json()
        with pytest.raises(FeedError, match="not JSON"):
            desk.session().open(Period.day(TUESDAY))

    @pytest.mark.parametrize("broken", [[{"paper": {}}], [7, None], []], ids=str)
    def test_an_answer_with_nothing_in_it_takes_nothing_away(
        self, desk: Desk, broken: list[object]
    ) -> None:
        desk.put(WEDNESDAY, "2401.00001")
        desk.session().open(Period.day(WEDNESDAY))
        desk.service.days["2024-01-03"] = broken
        opened = desk.session().open(Period.day(WEDNESDAY))
        assert ids(opened) == ["2401.00001"]
        assert isinstance(opened.problem, FeedError)
        assert ids(desk.session(offline=True).open(Period.day(WEDNESDAY))) == ["2401.00001"]

    def test_where_the_archive_cannot_be_written_the_list_is_there_all_the_same(
        self, desk: Desk
    ) -> None:
        desk.put(TUESDAY, "2401.00001")
        (desk.home / "cache").write_text("in the way")
        opened = desk.session().open(Period.day(TUESDAY))
        assert ids(opened) == ["2401.00001"]
        assert isinstance(opened.problem, ArchiveError)

    def test_where_neither_can_be_had_both_are_told(self, desk: Desk) -> None:
        (desk.home / "cache" / "archive.sqlite").mkdir(parents=True)
        for open_list in (lambda session: session.open(Period.day(TUESDAY)), Session.open):
            with pytest.raises(FeedError, match=r"not used; the archive .* cannot be used"):
                open_list(desk.session(offline=True))


class TestTheNewest:
    def test_it_is_todays(self, desk: Desk) -> None:
        desk.put(WEDNESDAY, "2401.00001")
        assert ids(desk.session().open()) == ["2401.00001"]
        assert desk.asked == ["2024-01-03"]

    def test_before_todays_is_there_it_is_yesterdays(self, desk: Desk) -> None:
        desk.put(TUESDAY, "2401.00001")
        assert ids(desk.session().open()) == ["2401.00001"]
        assert desk.asked == ["2024-01-03", "", "2024-01-02"]
        desk.session().open()
        assert desk.asked == ["2024-01-03", ""], "yesterday is over"

    def test_after_a_long_pause_it_is_the_last_there_is(self, desk: Desk) -> None:
        desk.put(TUESDAY, "2401.00001")
        desk.now = desk.now.replace(month=3)
        desk.service.today = desk.now.date()
        assert ids(desk.session().open()) == ["2401.00001"]
        assert len(desk.asked) == 3

    def test_where_today_has_not_begun_at_the_service_it_is_the_last_there(
        self, desk: Desk
    ) -> None:
        desk.put(TUESDAY, "2401.00001")
        desk.now += timedelta(days=1)
        assert ids(desk.session().open()) == ["2401.00001"]

    def test_a_day_in_the_future_is_never_the_newest(self, desk: Desk) -> None:
        desk.put(TUESDAY, "2401.00001")
        desk.put(date(2024, 1, 8), "2401.00008")
        desk.service.today = date(2024, 1, 8)
        assert ids(desk.session().open()) == ["2401.00001"]

    def test_papers_that_do_not_say_their_day_are_found_day_by_day(self, desk: Desk) -> None:
        desk.service.days["2023-12-29"] = [item("2312.00001", submittedOnDailyAt=ABSENT)]
        assert ids(desk.session().open()) == ["2312.00001"]
        assert desk.asked == ["2024-01-03", "", *(f"2024-01-0{day}" for day in (2, 1)),
                              *(f"2023-12-{day}" for day in (31, 30, 29))]  # fmt: skip

    def test_with_no_papers_anywhere_it_is_todays_empty_list(self, desk: Desk) -> None:
        opened = desk.session().open()
        assert (ids(opened), opened.listing.period.date) == ([], WEDNESDAY)
        assert len(desk.asked) == 16, "today, the newest papers, a fortnight"

    def test_days_before_the_first_of_all_are_not_asked_for(self, desk: Desk) -> None:
        desk.now = datetime(2023, 5, 6, 12, tzinfo=UTC)
        assert ids(desk.session().open()) == []
        assert desk.asked == ["2023-05-06", "", "2023-05-05", "2023-05-04"]

    def test_without_an_answer_it_is_the_newest_that_was_fetched(self, desk: Desk) -> None:
        desk.put(TUESDAY, "2401.00002")
        desk.put(MONDAY, "2401.00001")
        session = desk.session()
        session.open(Period.day(TUESDAY))
        session.open(Period.day(MONDAY))
        session.open(Period.day(WEDNESDAY))
        desk.service.fault = faults.drop()
        opened = desk.session().open()
        assert ids(opened) == ["2401.00002"]
        assert isinstance(opened.problem, Unreachable)

    def test_all_the_asking_takes_no_longer_than_one_answer_may(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reader.net.deadline, "TIME_BUDGET", 0.2)
        desk.service.fault = faults.hang()
        with pytest.raises(Unreachable, match=r"took longer than 0\.2 s"):
            desk.session().open()
        assert desk.asked == ["2024-01-03"]


class TestBeside:
    def test_empty_days_are_passed_over(self, desk: Desk) -> None:
        desk.put(date(2023, 12, 29), "2312.00001")
        desk.put(TUESDAY, "2401.00001")
        session = desk.session()
        assert ids(session.listings.adjacent(Period.day(TUESDAY), -1)) == ["2312.00001"]
        assert ids(session.listings.adjacent(Period.day(date(2023, 12, 29)), 1)) == ["2401.00001"]
        assert "2024-01-01" in desk.asked
        session.listings.adjacent(Period.day(TUESDAY), -1)
        assert desk.asked == [], "what is over is known"

    def test_there_is_none_before_the_first_nor_after_today(self, desk: Desk) -> None:
        assert desk.session().listings.adjacent(Period.day(date(2023, 5, 4)), -1) is None
        assert desk.session().listings.adjacent(Period.day(WEDNESDAY), 1) is None
        assert desk.asked == []

    def test_an_empty_day_that_is_not_over_is_asked_for_again(self, desk: Desk) -> None:
        session = desk.session()
        assert session.listings.adjacent(Period.day(TUESDAY), 1) is None
        desk.put(WEDNESDAY, "2401.00003")
        assert ids(session.listings.adjacent(Period.day(TUESDAY), 1)) == ["2401.00003"]

    def test_one_that_was_fetched_is_there_at_once(self, desk: Desk) -> None:
        desk.put(WEDNESDAY, "2401.00003")
        session = desk.session()
        session.open(Period.day(WEDNESDAY))
        assert desk.asked == ["2024-01-03"]
        opened = session.listings.adjacent(Period.day(TUESDAY), 1)
        assert (ids(opened), desk.asked) == (["2401.00003"], [])

    def test_what_is_at_hand_needs_no_service(self, desk: Desk) -> None:
        desk.put(date(2023, 12, 29), "2312.00001")
        desk.put(TUESDAY, "2401.00001")
        listings = desk.session().listings
        assert listings.cached_adjacent(Period.day(TUESDAY), -1) is None, (
            "nobody has asked for Monday"
        )
        assert listings.adjacent(Period.day(TUESDAY), -1)
        assert desk.asked
        assert ids(listings.cached_adjacent(Period.day(TUESDAY), -1)) == ["2312.00001"]
        assert listings.cached_adjacent(Period.day(WEDNESDAY), 1) is None
        assert desk.asked == []

    def test_without_an_answer_it_is_the_nearest_that_was_fetched(self, desk: Desk) -> None:
        desk.put(MONDAY, "2401.00001")
        desk.put(date(2023, 12, 20), "2312.00001")
        session = desk.session()
        session.open(Period.day(MONDAY))
        session.open(Period.day(date(2023, 12, 20)))
        desk.service.fault = faults.not_json()
        opened = desk.session().listings.adjacent(Period.day(WEDNESDAY), -1)
        assert ids(opened) == ["2401.00001"]
        assert opened and isinstance(opened.problem, FeedError)
        assert ids(desk.session().listings.adjacent(Period.day(MONDAY), -1)) == ["2312.00001"]
        with pytest.raises(FeedError):
            desk.session().listings.adjacent(Period.day(MONDAY), 1)


class TestTheSession:
    def test_nothing_is_read_or_written_before_it_is_needed(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        desk.home = tmp_path / "home"
        desk.home.write_text("not a folder")
        session = desk.session()
        with pytest.raises(LibraryError):
            _ = session.library
        assert session.damage == ()
        session.close()

    def test_marks_are_folded_when_it_closes(self, desk: Desk) -> None:
        session = desk.session()
        paper = Paper("2401.00001", "A")
        session.library.commit(decisions.star([paper]), {paper.id: paper})
        session.close()
        assert (desk.home / "library.json").exists()

    def test_what_cannot_be_folded_is_in_the_journals(self, desk: Desk) -> None:
        session = desk.session()
        paper = Paper("2401.00001", "A")
        session.library.commit(decisions.star([paper]), {paper.id: paper})
        (desk.home / "library.json").mkdir()
        session.close()
        (desk.home / "library.json").rmdir()
        assert desk.session().library.marks("2401.00001").starred

    def test_it_knows_whether_any_list_was_ever_fetched(self, desk: Desk) -> None:
        assert desk.session().has_lists is False
        desk.put(TUESDAY, "2401.00001")
        desk.session().open(Period.day(TUESDAY))
        assert desk.session().has_lists is True
        assert desk.session().cached() == desk.session().cached(Period.day(TUESDAY))
        (desk.home / "cache" / "archive.sqlite").unlink()
        (desk.home / "cache" / "archive.sqlite").mkdir()
        assert desk.session().has_lists is False

    def test_a_list_of_a_day_to_come_is_not_the_newest_in_the_archive(self, desk: Desk) -> None:
        session = desk.session()
        stored = [("2401.00008", item("2401.00008"))]
        session.archive.store(Period.day(date(2024, 1, 8)), stored, 0, desk.now)
        assert session.cached() is None


class TestManyThreads:
    PARTS = ("library", "listings", "catalogue", "lookups", "discussions")

    @pytest.mark.parametrize("part", PARTS)
    def test_each_part_is_made_once(self, desk: Desk, part: str) -> None:
        session = desk.session()
        assert len({id(each) for each in at_once(lambda: getattr(session, part))}) == 1

    def test_there_is_one_client_of_the_service(self, desk: Desk) -> None:
        desk.put(TUESDAY, "2401.00001")
        desk.connect_seconds = 0.01
        session = desk.session()
        at_once(lambda: session.refresh(Period.day(TUESDAY)))
        assert len(desk.feeds) == 1

    def test_what_could_not_be_made_is_tried_again(self, desk: Desk) -> None:
        desk.home = desk.home / "library"
        desk.home.write_text("in the way")
        session = desk.session()
        for _ in range(2):
            with pytest.raises(LibraryError):
                _ = session.library
        desk.home.unlink()
        assert session.library is session.library


def at_once(work: Callable[[], object], threads: int = 16) -> list[object]:
    """What work returns in many threads that begin together."""
    ready = Barrier(threads)

    def run() -> object:
        ready.wait()
        return work()

    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(run) for _ in range(threads)]
        return [each.result() for each in running]


class TestTheQueue:
    def test_it_joins_the_days_since_it_was_left_newest_first(self, desk: Desk) -> None:
        desk.put(WEDNESDAY, "2401.00003")
        desk.put(MONDAY, "2401.00001", "2401.00002")
        opened = desk.session().open(Period("queue"))
        assert ids(opened) == ["2401.00003", "2401.00001", "2401.00002"]
        assert [str(paper.listed) for paper in opened.listing.papers][:2] == [
            "2024-01-03",
            "2024-01-01",
        ]
        assert opened.listing.period == Period("queue", "2023-12-27..2024-01-03"), "a week back"

    def test_a_paper_of_two_days_is_there_once(self, desk: Desk) -> None:
        desk.put(TUESDAY, "2401.00001", "2401.00002")
        desk.put(MONDAY, "2401.00001")
        assert ids(desk.session().open(Period("queue"))) == ["2401.00001", "2401.00002"]

    def test_days_that_are_complete_are_asked_for_once(self, desk: Desk) -> None:
        desk.put(TUESDAY, "2401.00001")
        first = desk.session()
        assert len(ids(first.open(Period("queue")))) == 1
        assert len(desk.asked) == 8
        desk.session().open(Period("queue"))
        assert desk.asked == ["2024-01-03"], "this one may still grow"

    def test_what_joined_a_day_after_it_was_looked_at_is_late(self, desk: Desk) -> None:
        desk.now = datetime(2024, 1, 3, 1, tzinfo=UTC)
        desk.put(TUESDAY, "2401.00001")
        session = desk.session()
        session.listings.mark_viewed(session.open(Period("queue")).listing)
        desk.now += timedelta(minutes=5)
        desk.put(TUESDAY, "2401.00001", "2401.00002")
        opened = desk.session().open(Period("queue"))
        assert opened.listing.late == {"2401.00002"}

    def test_without_a_network_it_is_what_was_fetched_and_says_so(self, desk: Desk) -> None:
        desk.put(TUESDAY, "2401.00001")
        desk.session().open(Period("queue"))
        opened = desk.session(offline=True).open(Period("queue"))
        assert ids(opened) == ["2401.00001"]
        assert isinstance(opened.problem, Offline)

    def test_a_day_that_cannot_be_had_does_not_cost_the_others(self, desk: Desk) -> None:
        desk.put(MONDAY, "2401.00001")
        desk.service.days["2024-01-02"] = [{"paper": {}}]
        opened = desk.session().open(Period("queue"))
        assert ids(opened) == ["2401.00001"]
        assert "2024-01-02" in str(opened.problem)

    def test_it_begins_where_it_was_left_but_not_for_ever(self, desk: Desk) -> None:
        session = desk.session(offline=True)
        session.library.commit(decisions.place(reading_queue.PLACE, "2024-01-02"))
        assert session.queue() == Period.queue(TUESDAY, WEDNESDAY)
        session.library.commit(decisions.place(reading_queue.PLACE, "2023-01-02"))
        assert session.queue().days[0] == WEDNESDAY - timedelta(MOST_QUEUE_DAYS)


class TestWhereTheQueueIsLeft:
    LISTING = Listing(
        Period.queue(MONDAY, WEDNESDAY),
        (
            Paper("2401.00003", "C", listed=WEDNESDAY),
            Paper("2401.00002", "B", listed=TUESDAY),
            Paper("2401.00001", "A", listed=MONDAY),
        ),
    )

    @pytest.mark.parametrize(
        ("unread", "complete", "left_at"),
        [
            ({"2401.00001", "2401.00003"}, {MONDAY, TUESDAY, WEDNESDAY}, MONDAY),
            ({"2401.00002"}, {MONDAY, TUESDAY}, TUESDAY),
            (set(), {MONDAY, TUESDAY}, WEDNESDAY),
            (set(), {TUESDAY}, MONDAY),
            (set(), {MONDAY, TUESDAY, WEDNESDAY}, WEDNESDAY),
        ],
    )
    def test_no_unread_paper_and_no_open_day_is_left_behind(
        self, unread: set[str], complete: set[date], left_at: date
    ) -> None:
        assert (
            reading_queue.first_unfinished_day(self.LISTING, unread, complete.__contains__)
            == left_at
        )


class TestASavedPage:
    def test_it_opens_as_a_list(self, desk: Desk) -> None:
        desk.put(TUESDAY, "2401.00001", "2401.00002")
        page = desk.home / "saved.html"
        props = listing_props(desk.service.days["2024-01-02"], dateString="2024-01-02")
        page.write_text(html_page("DailyPapers", props))
        opened = desk.session(offline=True).open(Period("page", str(page)))
        assert ids(opened) == ["2401.00001", "2401.00002"]
        assert opened.listing.fetched_at is not None, "when it was saved"

    def test_what_is_no_such_page_is_named(self, desk: Desk) -> None:
        page = desk.home / "saved.html"
        for text in ("", "<p>Cats.</p>"):
            page.write_text(text)
            with pytest.raises(FeedError, match=r"saved\.html: this is not a page of daily papers"):
                desk.session(offline=True).open(Period("page", str(page)))


def test_a_paper_opens_as_a_list_of_one(desk: Desk) -> None:
    desk.put(TUESDAY, "2401.00001", "2401.00002")
    desk.session().open(Period.day(TUESDAY))
    opened = desk.session(offline=True).open(Period("paper", "2401.00002"))
    assert ids(opened) == ["2401.00002"]


class TestWhatIsCited:
    def test_lists_of_the_archive_and_of_the_library_know_it(self, desk: Desk) -> None:
        desk.put(TUESDAY, "2401.00001", "2401.00002", "2401.00003")
        (desk.home / "refs.bib").write_text("@misc{a, eprint = {2401.00002}}")
        session = desk.session(bibliographies=("refs.bib",))
        papers = session.open(Period.day(TUESDAY)).listing.papers
        session.library.commit(decisions.star(papers[:2]), {each.id: each for each in papers})
        assert ids(session.open(Period("archive", "is:cited"))) == ["2401.00002"]
        assert len(ids(session.open(Period("archive", "-is:cited")))) == 2
        assert ids(session.open(Period("library", "is:starred -is:cited"))) == ["2401.00001"]

    def test_nothing_is_read_before_it_is_asked(self, desk: Desk) -> None:
        desk.put(TUESDAY, "2401.00001")
        session = desk.session(bibliographies=("none.bib",))
        session.open(Period.day(TUESDAY))
        assert [each.name for each in (desk.home / "cache").glob("*.json")] == []
        assert ids(session.open(Period("archive", "paper -is:cited"))) == ["2401.00001"]
        assert "none.bib cannot be read" in session.bibliography.problems[0]

    def test_it_is_read_once_however_many_threads_ask(self, desk: Desk) -> None:
        (desk.home / "refs.bib").write_text("@misc{a, eprint = {2401.00002}}")
        session = desk.session(bibliographies=("refs.bib",))
        with ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(lambda: session.bibliography) for _ in range(8)]
        assert len({id(each.result()) for each in asked}) == 1


class TestAskingAgain:
    def test_a_list_that_has_not_changed_is_not_sent_again(self, desk: Desk) -> None:
        desk.put(WEDNESDAY, "2401.00001")
        desk.session().open(Period.day(WEDNESDAY))
        desk.now += timedelta(hours=1)
        opened = desk.session().refresh(Period.day(WEDNESDAY))
        assert opened.listing.fetched_at == desk.now
        assert ids(opened) == ["2401.00001"]
        first, second = desk.service.requests
        assert "if-none-match" not in first.headers
        assert second.headers["if-none-match"]

    def test_one_that_has_changed_is(self, desk: Desk) -> None:
        desk.put(WEDNESDAY, "2401.00001")
        desk.session().open(Period.day(WEDNESDAY))
        desk.put(WEDNESDAY, "2401.00001", "2401.00002")
        assert len(ids(desk.session().refresh(Period.day(WEDNESDAY)))) == 2


def test_a_week_is_joined_from_its_days_where_there_is_no_network(desk: Desk) -> None:
    desk.put(MONDAY, "2401.00001")
    desk.put(TUESDAY, "2401.00002", "2401.00003")
    for day in (MONDAY, TUESDAY):
        desk.session().open(Period.day(day))
    opened = desk.session(offline=True).open(Period("week", "2024-W01"))
    assert ids(opened) == ["2401.00002", "2401.00001", "2401.00003"], "most upvotes first"
    assert isinstance(opened.problem, Offline)
