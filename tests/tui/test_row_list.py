"""The list draws what is seen and no more."""

from __future__ import annotations

import asyncio

from textual.app import App, ComposeResult
from textual.content import Content

from reader.tui.row_list import RowList


class Many(App[None]):
    CSS = "RowList { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.drawn = 0
        self.moves: list[int] = []

    def compose(self) -> ComposeResult:
        yield RowList[int](self._draw, lambda row: row)

    def _draw(self, row: int, under: bool) -> Content:
        self.drawn += 1
        return Content(f"{'>' if under else ' '} 木 row {row} " + "x" * 200)

    def on_row_list_moved(self, moved: RowList.Moved) -> None:
        self.moves.append(moved.index)


def test_fifty_thousand_rows_cost_a_screenful() -> None:
    async def story() -> None:
        app = Many()
        async with app.run_test(size=(40, 20)) as pilot:
            rows = app.query_one(RowList)
            rows.show(range(50_000), 0)
            await pilot.pause()
            assert app.drawn <= 20
            rows.move_to(49_999)
            await pilot.pause()
            assert app.drawn <= 42
            assert app.moves[-1] == 49_999
            lines = [rows.render_line(y) for y in range(20)]
            assert {line.cell_length for line in lines} == {rows.scrollable_content_region.width}
            assert lines[-1].text.startswith("> 木 row 49999")

    asyncio.run(story())


def test_other_rows_keep_the_cursor_at_its_height_on_screen() -> None:
    async def story() -> None:
        app = Many()
        async with app.run_test(size=(40, 20)) as pilot:
            rows = app.query_one(RowList)
            rows.show(range(100), 0)
            rows.move_to(50)
            await pilot.pause()
            height = 50 - round(rows.scroll_offset.y)
            rows.show(range(200), 60)
            await pilot.pause()
            assert 60 - round(rows.scroll_offset.y) == height
            rows.show([], 3)
            await pilot.pause()
            assert rows.cursor == 0
            assert rows.render_line(0).text.strip() == ""

    asyncio.run(story())


def test_the_mouse_puts_the_cursor_where_it_points_and_the_wheel_only_looks() -> None:
    async def story() -> None:
        app = Many()
        async with app.run_test(size=(40, 20)) as pilot:
            rows = app.query_one(RowList)
            rows.show(range(100), 0)
            await pilot.pause()
            await pilot.click(RowList, offset=(5, 7))
            assert rows.cursor == 7
            rows.scroll_relative(y=30, animate=False, immediate=True)
            await pilot.pause()
            assert rows.cursor == 7
            await pilot.click(RowList, offset=(5, 2))
            assert rows.cursor == round(rows.scroll_offset.y) + 2

    asyncio.run(story())
