"""The scroll bar is painted where it changes, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual._compositor import Compositor
from textual.screen import Screen

from reader.tui.widgets.scroll_thumb import SteadyScrollBar
from tests.feed_server import FeedServer, items
from tests.tui.driving import Desk, run


class Painted:
    """What the screen did."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.layouts = self.paints = 0
        lay_out, paint = Screen._refresh_layout, Compositor.render_update

        def counted_layout(screen: Screen[object], *given: object) -> None:
            self.layouts += 1
            lay_out(screen, *given)  # type: ignore[arg-type]

        def counted_paint(compositor: Compositor, *given: object, **named: object) -> object:
            self.paints += bool(compositor._dirty_regions)
            return paint(compositor, *given, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(Screen, "_refresh_layout", counted_layout)
        monkeypatch.setattr(Compositor, "render_update", counted_paint)

    def clear(self) -> None:
        self.layouts = self.paints = 0


def bars(desk: Desk) -> list[SteadyScrollBar]:
    every = [desk.screen.lists.rows, *desk.screen.query("AbstractPane").results()]
    shown = (each.vertical_scrollbar for each in every if each.show_vertical_scrollbar)
    return [bar for bar in shown if isinstance(bar, SteadyScrollBar) and bar.size]


def test_a_letter_is_one_paint_and_moves_nothing(
    home: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed_server.days["2024-01-02"] = items(60)

    async def story(desk: Desk) -> None:
        await desk.press("slash", "i", "n")
        painted = Painted(monkeypatch)
        for letter in "vent":
            painted.clear()
            await desk.press(letter)
            assert painted.layouts == 0
            assert painted.paints == 1

    run(home, feed_server, story)


def test_the_bar_on_the_screen_is_that_of_the_list(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = items(60)

    async def story(desk: Desk) -> None:
        for keys in (["G"], ["g", "g"], ["slash", "1"], ["escape", "escape"], ["w"], ["w", "w"]):
            for size in ((60, 15), (120, 40)):
                await desk.press(*keys)
                await desk.pilot.resize_terminal(*size)
                await desk.pilot.pause()
                for bar in bars(desk):
                    assert bar._seen == bar._looks()
        assert bars(desk)

    run(home, feed_server, story)
