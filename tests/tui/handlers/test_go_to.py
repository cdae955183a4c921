"""Weeks, months, what is trending, searches, the queue, saved pages, and single papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.paper import Period
from reader.tui.state.list_view import Heading, Row
from tests.feed_items import item
from tests.feed_pages import listing_props, page
from tests.feed_server import FeedServer, items
from tests.tui.driving import Desk, run, two_days

NOWHERE = "http://127.0.0.1:1"


def test_the_week_of_a_day_and_the_weeks_beside_it(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)
    feed_server.days["2023-12-29"] = items(5, "2023-12-29")

    async def story(desk: Desk) -> None:
        await desk.press("g", "w")
        await desk.loaded("Week 01, 1 to 7 Jan 2024")
        assert len(desk.titles) == 15
        await desk.press("left_square_bracket")
        await desk.loaded("Week 52, 25 to 31 Dec 2023")
        assert len(desk.titles) == 5
        await desk.press("right_square_bracket")
        await desk.loaded("Week 01")
        await desk.press("right_square_bracket")
        await desk.until(lambda: "This is the newest list." in desk.footer)

    run(home, feed_server, story)


def test_the_month_of_a_day_and_the_months_beside_it(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)
    feed_server.days["2023-12-29"] = items(5, "2023-12-29")

    async def story(desk: Desk) -> None:
        await desk.press("g", "m")
        await desk.loaded("January 2024")
        assert len(desk.titles) == 15
        await desk.press("h")
        await desk.loaded("December 2023")
        assert len(desk.titles) == 5

    run(home, feed_server, story)


def test_what_is_trending_has_nothing_beside_it(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("g", "t")
        await desk.loaded("Trending")
        assert desk.titles
        await desk.press("right_square_bracket")
        assert "There is no list beside this one" in desk.footer

    run(home, feed_server, story)


class TestSearch:
    def test_the_archive_is_searched_as_one_types_and_then_the_service(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        feed_server.days["2024-01-01"] = [item("2401.00099", "A Survey of Surveys", "2024-01-01")]
        feed_server.days["2024-01-02"] = [item("2401.00098", "One More Survey", "2024-01-02")]

        async def story(desk: Desk) -> None:
            await desk.press("g", "slash")
            await desk.type("surv")
            await desk.until(lambda: "1 in the archive" in desk.remark)
            assert desk.titles == ["One More Survey"], "only this day was fetched"
            await desk.type("ey")
            await desk.press("enter")
            await desk.loaded("Archive: survey")
            await desk.press("f5")
            await desk.loaded("Search: survey")
            assert sorted(desk.titles) == ["A Survey of Surveys", "One More Survey"]

        run(home, feed_server, story)

    def test_escape_leads_back_to_the_list_and_the_paper(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        two_days(feed_server)

        async def story(desk: Desk) -> None:
            await desk.press("5", "j", "g", "slash")
            await desk.type("invented")
            await desk.until(lambda: "in the archive" in desk.remark)
            await desk.press("escape")
            assert "Tue 2 Jan" in desk.header
            assert desk.at == "Invented Paper 5"
            assert len(desk.titles) == 12

        run(home, feed_server, story)

    def test_what_is_not_found_says_what_to_do(self, home: Path, feed_server: FeedServer) -> None:
        two_days(feed_server)

        async def story(desk: Desk) -> None:
            await desk.press("g", "slash")
            await desk.type("zebra")
            await desk.press("enter")
            await desk.until(lambda: "Nothing in the archive" in desk.detail)
            assert "f5 asks the service" in desk.detail

        run(home, feed_server, story)


def test_a_list_can_be_named_when_the_app_is_started(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        assert "Week 01" in desk.header

    run(home, feed_server, story, period=Period("week", "2024-W01"))


class TestTheQueue:
    def test_what_is_read_is_not_in_it_but_stays_while_it_is_shown(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        two_days(feed_server)

        async def first(desk: Desk) -> None:
            await desk.press("g", "q")
            await desk.loaded("Queue   since Wed 27 Dec 2023")
            await desk.until(lambda: len(desk.titles) == 15)
            await desk.press("2", "r")
            assert len(desk.titles) == 15
            assert len(desk.unread) == 13
            await desk.press("f5")
            await desk.until(lambda: "fetching" not in desk.header)
            assert len(desk.titles) == 15

        async def second(desk: Desk) -> None:
            assert len(desk.titles) == 13
            await desk.press("u")
            await desk.until(lambda: "not in this list" in desk.footer)

        run(home, feed_server, first)
        run(home, feed_server, second, period=Period("queue"))

    def test_it_begins_with_the_first_day_that_is_not_done(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        two_days(feed_server)
        feed_server.days["2023-12-29"] = [item("2312.00009", "Left Unread", "2023-12-29")]

        async def glance(desk: Desk) -> None:
            await desk.until(lambda: not desk.screen.library.writer.busy)

        run(home, feed_server, glance, wait="fetched", period=Period("queue"))

        async def again(desk: Desk) -> None:
            assert "Queue   since Fri 29 Dec 2023" in desk.header
            *_, day, paper = desk.screen.lists.view.lines
            assert isinstance(day, Heading)
            assert (day.name, day.is_day, day.open) == ("Fri 29 Dec 2023", True, True)
            assert isinstance(paper, Row)
            assert (paper.paper.title, paper.dated) == ("Left Unread", "")
            await desk.press("A")

        run(home, feed_server, again, period=Period("queue"))
        run(home, feed_server, glance, period=Period("queue"))

        async def done(desk: Desk) -> None:
            assert "Queue   since Wed 3 Jan" in desk.header
            assert "Nothing is waiting. Newest list: " in desk.detail

        run(home, feed_server, done, period=Period("queue"))

    def test_without_a_network_it_is_what_was_fetched(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        two_days(feed_server)

        async def online(desk: Desk) -> None:
            await desk.press("r")

        async def offline(desk: Desk) -> None:
            assert len(desk.titles) == 11

        run(home, feed_server, online)
        run(home, NOWHERE, offline, wait="Offline: as of", period=Period("queue"))


class TestAPaper:
    @pytest.mark.parametrize(
        "pasted", ["2401.00099", "arXiv:2401.00099v2", "https://arxiv.org/abs/2401.00099"]
    )
    def test_it_is_found_by_its_id_in_any_form(
        self, home: Path, feed_server: FeedServer, pasted: str
    ) -> None:
        two_days(feed_server)
        feed_server.days["2024-01-01"] = [item("2401.00099", "The One", "2024-01-01")]

        async def story(desk: Desk) -> None:
            await desk.press("g", "D")
            await desk.type(pasted)
            await desk.press("enter")
            await desk.until(lambda: desk.titles == ["The One"])
            assert "Paper 2401.00099" in desk.header
            await desk.press("s")
            assert desk.starred == ["The One"]

        run(home, feed_server, story)

    def test_one_in_the_list_is_gone_to(self, home: Path, feed_server: FeedServer) -> None:
        two_days(feed_server)

        async def story(desk: Desk) -> None:
            wanted = desk.screen.lists.view.rows[7].paper
            await desk.press("g", "D")
            await desk.type(wanted.id)
            await desk.press("enter")
            assert desk.at == wanted.title
            assert len(desk.titles) == 12

        run(home, feed_server, story)

    def test_one_that_nobody_knows_is_told_and_the_list_stays(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        two_days(feed_server)

        async def story(desk: Desk) -> None:
            await desk.press("g", "D")
            await desk.type("2401.99999")
            await desk.press("enter")
            await desk.until(lambda: desk.notices)
            assert "knows no paper 2401.99999" in desk.notices[0]
            assert len(desk.titles) == 12

        run(home, feed_server, story)


def test_a_saved_page_opens_as_a_list(home: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.html"
    saved.write_text(page("DailyPapers", listing_props(items(4), dateString="2024-01-02")))

    async def story(desk: Desk) -> None:
        assert "Saved page saved.html" in desk.header
        assert len(desk.titles) == 4
        await desk.press("r")
        assert len(desk.unread) == 3

    run(home, NOWHERE, story, wait="saved", period=Period("page", str(saved)))


def test_what_was_passed_over_and_has_risen_gets_a_second_chance(
    home: Path, feed_server: FeedServer
) -> None:
    day = "2024-01-02"
    feed_server.days[day] = [item("2401.00001", "Sleeper", day, upvotes=4)]

    async def story(desk: Desk) -> None:
        await desk.press("r", "g", "r")
        await desk.until(lambda: "No paper that you passed over" in desk.detail)
        feed_server.days[day] = [item("2401.00001", "Sleeper", day, upvotes=131)]
        await desk.press("f5")
        await desk.until(lambda: desk.titles)
        lines = [desk.screen.lists.rows.render_line(y).text for y in range(2)]
        assert "131 Sleeper" in lines[0]
        assert "skipped at 4, now 131" in lines[1]
        await desk.press("s")
        assert desk.starred == ["Sleeper"]

    run(home, feed_server, story)
