"""The list on screen: where the cursor stays, and how marked groups look."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.tui.rendering.row_text import MARKED
from reader.tui.state.list_view import Heading
from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, run


@pytest.fixture
def grouped(feed_server: FeedServer) -> FeedServer:
    """Two organisations with two papers each."""
    feed_server.days["2024-01-02"] = [
        item(
            f"2401.0000{at}",
            f"Paper {at}",
            "2024-01-02",
            organization={"fullname": f"Lab {at % 2}"},
        )
        for at in range(4)
    ]
    return feed_server


def group(desk: Desk) -> str:
    """The name of the group under the cursor."""
    line = desk.screen.lists.line
    return line.name if isinstance(line, Heading) else ""


@pytest.mark.parametrize("opened", [False, True], ids=["folded", "open"])
def test_what_comes_late_leaves_the_cursor_on_its_heading(
    home: Path, grouped: FeedServer, opened: bool
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("z", "o", "G")
        if opened:
            await desk.press("z", "a")
        before = group(desk)
        assert before
        desk.screen.lists.show_versions({})
        assert group(desk) == before
        await desk.press("f5")
        await desk.loaded()
        assert group(desk) == before

    run(home, grouped, story)


def test_a_marked_group_has_the_sign_of_what_is_marked(home: Path, grouped: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("z", "o", "g", "g")
        assert MARKED not in desk.screen.lists.rows.render_line(0).text
        await desk.press("m", "g", "g")
        assert MARKED in desk.screen.lists.rows.render_line(0).text

    run(home, grouped, story)
