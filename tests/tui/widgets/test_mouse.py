"""What a mouse is good for: pointing, opening, following, selecting."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.geometry import Offset

from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, run, two_days


def place(desk: Desk, text: str) -> Offset:
    """Where on the screen a text begins."""
    for y in range(desk.app.size.height):
        line = "".join(
            segment.text for segment in desk.screen._compositor.render_strips()[y]._segments
        )
        if (x := line.find(text)) >= 0:
            return Offset(x, y)
    raise AssertionError(f"{text!r} is not on the screen")


async def click(desk: Desk, text: str, times: int = 1) -> None:
    await desk.pilot.click(offset=place(desk, text), times=times)
    await desk.until(lambda: not desk.screen.library.writer.busy)


def test_a_row_is_pointed_at_and_a_second_click_opens_the_reading_view(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await click(desk, "Invented Paper 4")
        assert desk.at == "Invented Paper 4"
        assert not desk.screen.has_class("-reading")
        await click(desk, "Invented Paper 6", times=2)
        await desk.until(lambda: desk.screen.has_class("-reading"))
        assert desk.at == "Invented Paper 6"
        assert len(desk.unread) == 12, "to look is not to decide"

    run(home, feed_server, story)


def test_a_second_click_opens_a_fold_and_folds_it_again(
    home: Path, feed_server: FeedServer
) -> None:
    feed_server.days["2024-01-02"] = [
        item(f"2401.0000{n}", f"Paper {n}", organization={"name": "north", "fullname": "North Lab"})
        for n in range(3)
    ]

    async def story(desk: Desk) -> None:
        await desk.press("z", "o")
        folded = len(desk.screen.lists.view.lines)
        await click(desk, "▸ North Lab", times=2)
        assert len(desk.screen.lists.view.lines) == folded + 3
        await click(desk, "▾ North Lab", times=2)
        assert len(desk.screen.lists.view.lines) == folded

    run(home, feed_server, story)


def test_the_hints_of_the_key_line_are_buttons(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await click(desk, "r read")
        assert len(desk.unread) == 11
        await click(desk, "u undo")
        assert len(desk.unread) == 12
        await desk.press("z")
        await click(desk, "o organisation")
        assert desk.screen.lists.view.arrangement.fold == "organization"

    run(home, feed_server, story, size=(140, 40))


@pytest.mark.parametrize("keys", [(), ("enter",)], ids=["beside the list", "reading view"])
def test_a_link_is_followed(
    home: Path, feed_server: FeedServer, browser: Path, keys: tuple[str, ...]
) -> None:
    feed_server.days["2024-01-02"] = [item()]

    async def story(desk: Desk) -> None:
        await desk.press(*keys)
        await desk.pilot.pause()
        await click(desk, "arxiv.org/abs")
        await desk.until(browser.exists)
        assert browser.read_text() == "https://arxiv.org/abs/2401.00001"

    run(home, feed_server, story)


def test_what_is_selected_is_copied_by_ctrl_c_and_the_program_stays(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        at = place(desk, "54.6% of the words")
        behind = Offset(at.x + 5, at.y)
        await desk.pilot.mouse_down(offset=at)
        await desk.pilot.hover(offset=behind)
        await desk.pilot.mouse_up(offset=behind)
        await desk.press("ctrl+c")
        assert desk.app.clipboard.startswith("54.6")
        assert "Copied" in desk.footer
        assert desk.app.is_running
        assert not desk.screen.selections

    run(home, feed_server, story)


@pytest.mark.parametrize(
    ("size", "start", "end"),
    [((120, 40), (57, 20), (63, 20)), ((80, 30), (40, 14), (40, 17))],
    ids=["beside each other", "one above the other"],
)
def test_the_border_is_moved_and_stays_within_its_bounds(
    home: Path,
    feed_server: FeedServer,
    size: tuple[int, int],
    start: tuple[int, int],
    end: tuple[int, int],
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        before = desk.screen.lists.rows.size
        unread = desk.unread
        await desk.pilot.mouse_down(offset=start)
        await desk.pilot.hover(offset=end)
        await desk.pilot.mouse_up(offset=end)
        await desk.pilot.pause()
        after = desk.screen.lists.rows.size
        moved = (end[0] - start[0], end[1] - start[1])
        assert (after.width - before.width, after.height - before.height) == moved
        await desk.press("<" if size[0] >= 110 else "1", "<")
        await desk.pilot.pause()
        assert desk.screen.lists.rows.size != after
        await desk.press("9", "9", ">")
        await desk.pilot.pause()
        part = desk.screen.lists.rows.size.width / size[0] if size[0] >= 110 else 0.7
        assert 0.68 <= part <= 0.7
        await desk.press(">")
        assert "goes no further" in desk.footer
        assert desk.unread == unread

    run(home, feed_server, story, size=size)
