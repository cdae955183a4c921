"""Days, filters, freshness, and what is shown when there is no network."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest
from textual.content import Content

from tests import feed_faults as faults
from tests.feed_server import FeedServer, item, items
from tests.tui.driving import Desk, opened, run, two_days

NOWHERE = "http://127.0.0.1:1"
"""A port where nothing listens."""


def test_brackets_go_to_the_nearest_days_that_have_papers(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)
    feed_server.days["2023-12-29"] = items(5, "2023-12-29")  # a Friday

    async def story(desk: Desk) -> None:
        await desk.press("left_square_bracket")
        await desk.loaded("Mon 1 Jan 2024")
        assert len(desk.titles) == 3
        await desk.press("h")
        await desk.loaded("Fri 29 Dec 2023")
        assert len(desk.titles) == 5
        await desk.press("right")
        await desk.loaded("Mon 1 Jan 2024")
        await desk.press("l", "g", "d")
        await desk.loaded("Tue 2 Jan 2024")

    run(home, feed_server, story)


def test_after_the_newest_day_there_is_none(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("right_square_bracket")
        await desk.until(lambda: "newest list" in desk.footer)
        await desk.loaded("Tue 2 Jan 2024")
        assert "fetching" not in desk.header

    run(home, feed_server, story)


def test_a_date_can_be_typed_and_a_mistake_is_told_at_once(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("g", "D")
        await desk.type("2024-01-0")
        await desk.until(lambda: "a date, a week, a month or a paper" in desk.mistake)
        await desk.type("9")
        await desk.until(lambda: "has not begun yet" in desk.mistake)
        await desk.press("backspace", "1", "enter")
        await desk.loaded("Mon 1 Jan 2024")

    run(home, feed_server, story)


def test_a_day_without_papers_says_so(home: Path, feed_server: FeedServer) -> None:
    async def whole() -> None:
        async with opened(home, feed_server, day=date(2023, 12, 31)) as desk:
            assert "Sun 31 Dec 2023" in desk.header
            assert desk.detail.strip() == "No list on Sun 31 Dec. [ Fri 29 Dec, ] Mon 1 Jan 2024"

    two_days(feed_server)
    asyncio.run(whole())


def test_the_filter_narrows_down_as_it_is_typed(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("5", "j", "slash")
        await desk.type("up:>")
        await desk.until(lambda: "needs a number" in desk.mistake)
        assert len(desk.titles) == 12, "a mistake empties no list"
        await desk.press("enter")
        assert desk.screen.prompt.asking, "nor is it put in force"
        await desk.type("6")
        await desk.until(lambda: "6 of 12" in desk.remark)
        assert desk.at == "Invented Paper 5", "the cursor stays on its paper"
        await desk.press("enter")
        assert "/up:>6 shows 6" in desk.header
        await desk.press("q")
        assert len(desk.titles) == 12, "q goes back before it quits"
        await desk.press("slash")
        await desk.type("nowhere")
        await desk.press("enter")
        assert 'No title, author or abstract has "nowhere". esc clears.' in desk.detail
        await desk.press("r", "s", "t", "e", "A", "o", "o", "y", "y", "escape")
        assert len(desk.unread) == 12

    run(home, feed_server, story)


def test_fetching_again_brings_late_papers_and_moves_nothing(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("4", "j")
        feed_server.days["2024-01-02"].append(
            item("2401.00077", "A Late Paper", "2024-01-02", upvotes=99)
        )
        await desk.press("f5")
        await desk.until(lambda: len(desk.titles) == 13)
        assert desk.titles[0] == "A Late Paper"
        assert desk.at == "Invented Paper 4"
        assert [row.paper.title for row in desk.screen.lists.view.rows if row.late] == [
            "A Late Paper"
        ]

    run(home, feed_server, story)


def test_what_was_fetched_once_opens_without_a_network_and_says_how_old_it_is(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def online(desk: Desk) -> None:
        await desk.press("s")

    async def offline(desk: Desk) -> None:
        assert "Offline: as of" in desk.header
        assert "12 papers" in desk.header
        assert desk.starred == ["Invented Paper 0"]
        assert any("could not" in notice.lower() for notice in desk.notices)
        await desk.press("left_square_bracket")
        await desk.until(lambda: "fetching" not in desk.header)
        assert len(desk.titles) == 12
        assert len(desk.notices) == 1, "the same is not said twice"

    run(home, feed_server, online)
    run(home, NOWHERE, offline, wait="Offline: as of")


def test_a_failing_service_is_not_called_offline(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        feed_server.fault = faults.not_json()
        await desk.press("f5")
        await desk.loaded("not refreshed at")
        assert len(desk.titles) == 12
        feed_server.fault = None
        await desk.press("f5")
        await desk.until(lambda: "not refreshed" not in desk.header)

    run(home, feed_server, story)


def test_a_list_read_from_its_web_page_says_so(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)
    feed_server.fault = faults.of_the_api(faults.status(500))

    async def story(desk: Desk) -> None:
        await desk.loaded("from the web page")
        assert len(desk.titles) == 12
        assert "HTTP 500" in desk.footer

    run(home, feed_server, story)


def test_the_first_start_without_a_network_shows_the_sample_and_keeps_no_marks(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        assert "sample" in desk.banner
        assert "f5 tries again" in desk.banner
        assert len(desk.titles) >= 24
        assert "in our own words" in desk.detail
        await desk.press("s", "r")
        assert len(desk.starred) == 1
        await desk.press("left_square_bracket")
        assert "no list beside this one" in desk.footer

    run(home, NOWHERE, story, wait="sample")
    assert not (home / "journal").exists()


def test_f5_in_vain_moves_nothing_on_the_sample_and_says_so(home: Path) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("3", "j", "r", "f5")
        at, unread = desk.at, desk.unread
        await desk.until(lambda: "Still the sample" in desk.footer)
        assert desk.header.endswith("sample")
        assert (desk.at, desk.unread) == (at, unread)

    run(home, NOWHERE, story, wait="sample")


def test_f5_leaves_the_sample_when_the_network_is_back(home: Path, feed_server: FeedServer) -> None:
    feed_server.fault = faults.status(503)

    async def story(desk: Desk) -> None:
        assert desk.banner
        await desk.press("r")
        feed_server.fault = None
        two_days(feed_server)
        await desk.press("f5")
        await desk.loaded("fetched")
        assert desk.titles[0] == "Invented Paper 0"
        assert desk.banner == ""
        assert "own words" not in desk.detail
        await desk.press("r")
        assert len(desk.unread) == 11

    run(home, feed_server, story, wait="sample")
    assert (home / "journal").exists()


def test_broken_items_are_counted_and_the_rest_is_shown(
    home: Path, feed_server: FeedServer
) -> None:
    feed_server.days["2024-01-02"] = [*items(3), {"paper": {}}, "nonsense"]

    async def story(desk: Desk) -> None:
        assert len(desk.titles) == 3
        assert "2 of 5 items could not be read" in desk.header

    run(home, feed_server, story)


def test_a_newer_list_does_not_push_away_what_is_being_read(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)
    run(home, feed_server, lambda desk: desk.press("j"))
    feed_server.days["2024-01-03"] = items(4, "2024-01-03")
    feed_server.gate.clear()

    async def story(desk: Desk) -> None:
        assert "Tue 2 Jan" in desk.header, "from the archive, while the service is asked"
        await desk.press("j")
        feed_server.gate.set()
        await desk.until(lambda: "Wed 3 Jan is there now; gd opens it" in desk.footer)
        assert "Tue 2 Jan" in desk.header
        assert desk.at == "Invented Paper 1"
        await desk.press("g", "d")
        await desk.loaded("Wed 3 Jan")

    run(home, feed_server, story, wait="fetching")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (200, 50), (60, 15)], ids=str)
def test_resizing_keeps_the_place(
    home: Path, feed_server: FeedServer, size: tuple[int, int]
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("9", "j")
        await desk.pilot.resize_terminal(*size)
        await desk.pilot.pause()
        rows = desk.screen.lists.rows
        top = round(rows.scroll_offset.y)
        assert desk.at == "Invented Paper 9"
        assert top <= rows._tops[rows.cursor]
        assert rows._tops[rows.cursor + 1] <= top + rows.size.height, "the row is whole in sight"
        assert desk.screen.lists.paper
        assert f"arxiv.org/abs/{desk.screen.lists.paper.id}" in desk.detail

    run(home, feed_server, story)


class TestWaits:
    def test_the_service_is_asked_again_when_it_allows_it(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        two_days(feed_server)

        async def story(desk: Desk) -> None:
            feed_server.fault = faults.status(429, headers={"Retry-After": "60"})
            await desk.press("f5")
            await desk.loaded("waiting until")
            assert "Waiting 1 min 0 s: the service takes no more requests" in desk.footer
            assert len(desk.titles) == 12
            await desk.press("escape")
            assert "not waited for any more" in desk.footer
            assert "waiting" not in desk.header
            feed_server.fault = None
            await desk.press("f5")
            await desk.until(lambda: desk.header.rstrip().endswith("12:00"))

        run(home, feed_server, story)

    def test_it_is_asked_again_by_itself(self, home: Path, feed_server: FeedServer) -> None:
        two_days(feed_server)

        async def story(desk: Desk) -> None:
            feed_server.days["2024-01-02"] = items(13, "2024-01-02")
            feed_server.fault = faults.status(429, headers={"Retry-After": "0"}, times=3)
            await desk.press("f5")
            await desk.until(lambda: len(desk.titles) == 13)
            assert "fetched" in desk.header

        run(home, feed_server, story)


def test_what_the_filter_looks_for_stands_out_in_the_abstract(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("slash")
        await desk.type("can model")
        await desk.press("enter")
        content = desk.screen.query_one("#paper").render()
        assert isinstance(content, Content)
        out = {
            content.plain[span.start : span.end]
            for span in content.spans
            if "underline" in str(span.style)
        }
        assert {"can", "model"} <= out

    run(home, feed_server, story)
