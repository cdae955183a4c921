"""New versions and withdrawals, asked for from the palette and seen with the paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from reader.settings import read_settings
from reader.tui.widgets.reading_pane import ReadingPane
from tests import feed_faults as faults
from tests.arxiv_server import ArxivServer, Entry
from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.tui import driving
from tests.tui.driving import Desk, Story

GONE = "This paper has been withdrawn"
# The clock of these tests stands at noon of the third of January 2024.
ENTRIES = {
    "2401.00001": Entry("Cats and Dogs", 3, updated="2024-02-01T00:00:00Z"),
    "2401.00002": Entry("Radiology Reports", 2, comment=GONE, updated="2023-12-01T00:00:00Z"),
}


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    with ArxivServer(dict(ENTRIES)) as server:
        yield server


@pytest.fixture
def three(feed_server: FeedServer) -> FeedServer:
    """A list of three papers."""
    feed_server.days["2024-01-02"] = [
        item(f"2401.0000{n}", title, "2024-01-02", upvotes=9 - n)
        for n, title in enumerate(["Cats and Dogs", "Radiology Reports", "Fast Attention"], 1)
    ]
    return feed_server


def run(home: Path, server: FeedServer, story: Story, arxiv: str, **options: Any) -> None:
    driving.run(home, server, story, arxiv=arxiv, **options)


async def check(desk: Desk) -> None:
    """Choose it in the palette."""
    await desk.press("ctrl+p")
    await desk.type("new versions")
    await desk.press("enter")


async def star_two(desk: Desk) -> None:
    await desk.press("s", "s", "g", "g")


async def filter_by(desk: Desk, query: str) -> None:
    await desk.press("/")
    desk.screen.query_one("#prompt-input", Input).value = ""
    await desk.type(query)
    await desk.press("enter")


def test_the_starred_papers_are_checked_from_the_palette(
    home: Path, three: FeedServer, arxiv: ArxivServer
) -> None:
    async def story(desk: Desk) -> None:
        await star_two(desk)
        assert "v3" not in desk.detail
        await check(desk)
        await desk.until(lambda: "2 papers checked" in desk.footer)
        assert "1 with a newer version (is:updated), 1 withdrawn (is:withdrawn)" in desk.footer
        await desk.until(lambda: "2401.00001 v3, 1 Jan" in desk.detail)
        assert "withdrawn" not in desk.detail
        await desk.press("j")
        assert "\nwithdrawn\n" in desk.detail
        assert "2401.00002 v2, " in desk.detail
        await desk.press("enter")
        page = desk.screen.query_one(ReadingPane)
        await desk.until(lambda: "\nwithdrawn\n" in page.text and "2401.00002 v2, " in page.text)

    run(home, three, story, arxiv.url)
    assert [asked.ids for asked in arxiv.requests] == [["2401.00001", "2401.00002"]]


def test_what_was_learned_is_there_at_the_next_start_and_can_be_filtered(
    home: Path, three: FeedServer, arxiv: ArxivServer
) -> None:
    async def first(desk: Desk) -> None:
        await star_two(desk)
        await check(desk)
        await desk.until(lambda: "2 papers checked" in desk.footer)

    async def second(desk: Desk) -> None:
        assert desk.at == "Fast Attention", "the first that is unread"
        await desk.press("g", "g")
        await desk.until(lambda: "v3" in desk.detail)
        await filter_by(desk, "is:updated")
        assert desk.titles == ["Cats and Dogs"]
        await filter_by(desk, "is:withdrawn")
        assert desk.titles == ["Radiology Reports"]
        await filter_by(desk, "not is:withdrawn")
        assert desk.titles == ["Cats and Dogs", "Fast Attention"]

    run(home, three, first, arxiv.url)
    run(home, three, second, "")


def test_a_filter_that_asks_for_it_follows_the_check(
    home: Path, three: FeedServer, arxiv: ArxivServer
) -> None:
    async def story(desk: Desk) -> None:
        await star_two(desk)
        await filter_by(desk, "is:withdrawn")
        assert desk.titles == []
        await check(desk)
        await desk.until(lambda: desk.titles == ["Radiology Reports"])

    run(home, three, story, arxiv.url)


def test_a_query_of_the_settings_may_ask_for_it(
    home: Path, three: FeedServer, arxiv: ArxivServer
) -> None:
    home.mkdir(exist_ok=True)
    file = home / "config.toml"
    file.write_text('[highlight]\ngone = "is:withdrawn"\n')

    async def story(desk: Desk) -> None:
        await star_two(desk)
        await check(desk)
        await desk.until(
            lambda: [row.highlighted for row in desk.screen.lists.view.rows] == [False, True, False]
        )

    run(home, three, story, arxiv.url, settings=read_settings(file, {}))


def test_without_a_star_nobody_is_asked(home: Path, three: FeedServer, arxiv: ArxivServer) -> None:
    async def story(desk: Desk) -> None:
        await check(desk)
        await desk.until(lambda: "No paper is starred yet" in desk.footer)

    run(home, three, story, arxiv.url)
    assert arxiv.requests == []


def test_a_failure_is_told_and_the_next_check_asks_again(
    home: Path, three: FeedServer, arxiv: ArxivServer
) -> None:
    async def story(desk: Desk) -> None:
        await star_two(desk)
        arxiv.fault = faults.status(429)
        await check(desk)
        await desk.until(lambda: any("quarter of an hour" in each for each in desk.notices))
        arxiv.fault = None
        await check(desk)
        await desk.until(lambda: "2 papers checked" in desk.footer)

    run(home, three, story, arxiv.url)


def test_where_arxiv_must_not_be_asked_it_says_so(home: Path, three: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await star_two(desk)
        await check(desk)
        await desk.until(lambda: "ArXiv is not asked here." in desk.notices)

    run(home, three, story, "")


def test_what_the_feed_says_is_shown_without_a_check(home: Path, feed_server: FeedServer) -> None:
    gone = item("2401.00001", "Cats and Dogs", "2024-01-02", withdrawnAt="2024-01-03T00:00:00.000Z")
    feed_server.days["2024-01-02"] = [gone]

    async def story(desk: Desk) -> None:
        assert "\nwithdrawn\n" in desk.detail

    run(home, feed_server, story, "")
