"""What the reader's own bibliographies cite already, seen in the list."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.content import Content
from textual.widgets import Input

from reader.settings import read_settings
from reader.tui.rendering.geometry import RowShape
from reader.tui.rendering.row_text import RowStyle, line_content
from reader.tui.widgets.reading_pane import ReadingPane
from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, opened

Story = Callable[[Desk], Awaitable[None]]

BIB = """
@misc{mine, eprint = {2401.00001}, archiveprefix = {arXiv}}
@inproceedings{muster:reports, author = {Ada Example}, title = {Radiology {R}eports}}
"""


@pytest.fixture
def tell(home: Path, feed_server: FeedServer) -> Callable[..., None]:
    """Runs a story on a list of three papers, of which `refs.bib` has the first two."""
    feed_server.days["2024-01-02"] = [
        item(f"2401.0000{n}", title, "2024-01-02", upvotes=9 - n)
        for n, title in enumerate(["Cats and Dogs", "Radiology Reports", "Fast Attention"], 1)
    ]
    home.mkdir(exist_ok=True)
    (home / "refs.bib").write_text(BIB)

    def run(story: Story, more: str = "", files: str = '"refs.bib"') -> None:
        file = home / "config.toml"
        file.write_text(f"[bibliography]\nfiles = [{files}]\n{more}")

        async def whole() -> None:
            async with opened(home, feed_server, settings=read_settings(file, {})) as desk:
                await story(desk)

        asyncio.run(whole())

    return run


def rows(desk: Desk) -> list[str]:
    style = RowStyle(RowShape())
    drawn = (line_content(row, False, 120, style) for row in desk.screen.lists.view.rows)
    return [Content("\n").join(lines).plain for lines in drawn]


def signed(desk: Desk) -> list[bool]:
    return ["❝" in row for row in rows(desk)]


def test_a_row_and_the_paper_say_that_it_is_cited_and_how(tell: Callable[..., None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.until(lambda: signed(desk) == [True, True, False])
        assert "Cats and Dogs" in rows(desk)[0]
        assert "❝ cited as mine" in desk.detail
        await desk.press("j")
        assert "❝ cited as muster:reports" in desk.detail
        await desk.press("j")
        assert "cited" not in desk.detail

    tell(story)


def test_where_the_paper_is_read_whole_it_says_so_too(tell: Callable[..., None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.until(lambda: any(signed(desk)))
        await desk.press("enter")
        await desk.until(lambda: "❝ cited as mine" in desk.screen.query_one(ReadingPane).text)

    tell(story)


def test_what_is_cited_can_be_filtered_and_marked(tell: Callable[..., None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.until(lambda: any(signed(desk)))
        await desk.press("/")
        await desk.type("is:cited")
        assert desk.titles == ["Cats and Dogs", "Radiology Reports"]
        await desk.press("escape")
        await desk.press("M")
        await desk.type("not is:cited")
        await desk.press("enter")
        assert [paper.title for paper in desk.screen.lists.view.selected] == ["Fast Attention"]

    tell(story)


def test_a_query_of_the_settings_may_ask_for_it(tell: Callable[..., None]) -> None:
    async def story(desk: Desk) -> None:
        new = [False, False, True]
        await desk.until(lambda: [row.highlighted for row in desk.screen.lists.view.rows] == new)

    tell(story, '[highlight]\nnew = "not is:cited"\n')


def test_what_was_added_meanwhile_is_seen_when_the_list_is_refreshed(
    tell: Callable[..., None], home: Path
) -> None:
    async def story(desk: Desk) -> None:
        await desk.until(lambda: signed(desk) == [True, True, False])
        await desk.press("/")
        await desk.type("not is:cited")
        await desk.press("enter")
        assert desk.titles == ["Fast Attention"]
        (home / "refs.bib").write_text("@misc{new, eprint = {2401.00003}}")
        await desk.press("f5")
        await desk.until(lambda: desk.titles == ["Cats and Dogs", "Radiology Reports"])

    tell(story)


def test_what_is_exported_into_one_of_them_is_cited_from_then_on(
    tell: Callable[..., None], home: Path
) -> None:
    async def story(desk: Desk) -> None:
        await desk.until(lambda: signed(desk) == [True, True, False])
        # Nothing is exported but what the filter shows.
        await desk.press("/")
        await desk.type("fast")
        await desk.press("enter", "x")
        desk.screen.query_one("#prompt-input", Input).value = str(home / "refs.bib")
        await desk.press("enter")
        await desk.until(lambda: len(desk.app.screen_stack) > 1)
        await desk.press("enter")
        await desk.until(lambda: signed(desk) == [True])
        assert "❝ cited as example2024fast" in desk.detail

    tell(story)


def test_a_file_that_is_missing_is_told_and_costs_no_other(tell: Callable[..., None]) -> None:
    async def story(desk: Desk) -> None:
        await desk.until(lambda: any(signed(desk)))
        assert any("none.bib cannot be read" in notice for notice in desk.notices)

    tell(story, files='"none.bib", "refs.bib"')
