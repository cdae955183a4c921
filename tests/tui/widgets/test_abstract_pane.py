"""The pane beside the list: what a key draws again, and what the mouse selects in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.feed_server import FeedServer, item
from tests.tui.driving import Desk, opened


def tell(home: Path, server: FeedServer, story: Callable[[Desk], Awaitable[None]]) -> None:
    """Three papers, each of them longer than the pane."""
    server.days["2024-01-02"] = [
        item(
            f"2401.0000{number}",
            f"Paper {number}",
            upvotes=9 - number,
            summary=f"Word {number} of many. " * length,
        )
        for number, length in enumerate((30, 60, 40))
    ]

    async def whole() -> None:
        async with opened(home, server, size=(120, 20)) as desk:
            await story(desk)

    asyncio.run(whole())


def test_another_paper_lays_nothing_out(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        laid_out: list[object] = []
        desk.screen.screen_layout_refresh_signal.subscribe(desk.screen, laid_out.append)
        # What the list of before the first key asked for may still be to come.
        await desk.press("j", "k")
        laid_out.clear()
        for key, number in (("j", 1), ("j", 2), ("k", 1)):
            await desk.press(key)
            assert f"Word {number}" in desk.detail
        assert not laid_out

    tell(home, feed_server, story)


def test_the_pane_scrolls_as_far_as_the_paper_that_is_shown(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        pane = desk.screen.query_one("#paper")
        short = pane.max_scroll_y
        await desk.press("j")
        assert pane.max_scroll_y > short
        assert pane.vertical_scrollbar.window_virtual_size == pane.virtual_size.height
        pane.scroll_end(animate=False, immediate=True)
        await desk.press("k")
        assert (pane.scroll_offset.y, pane.max_scroll_y) == (0, short)

    tell(home, feed_server, story)


def test_the_mouse_selects_text(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.pilot.mouse_down("#paper", offset=(0, 0))
        await desk.pilot.hover("#paper", offset=(4, 0))
        await desk.pilot.mouse_up("#paper", offset=(4, 0))
        assert desk.screen.get_selected_text() == "Paper"

    tell(home, feed_server, story)
