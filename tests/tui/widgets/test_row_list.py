"""The list draws what is seen and no more."""

from __future__ import annotations

import asyncio

from textual.app import App, ComposeResult
from textual.content import Content

from reader.tui.widgets.row_list import RowList, RowRenderer

LONG = "a title of words that go on and on until they fill some lines"


class Many(App[None]):
    CSS = "RowList { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.drawn = 0
        self.moves: list[int] = []

    def compose(self) -> ComposeResult:
        yield RowList[int](RowRenderer(self._draw, lambda row: row, lambda row, width: 1))

    def _draw(self, row: int, under: bool) -> tuple[Content, Content]:
        self.drawn += 1
        return Content("> " if under else "  "), Content(f"木 row {row} " + "x" * 200)

    def on_row_list_moved(self, moved: RowList.Moved) -> None:
        self.moves.append(self.query_one(RowList).cursor)


class Titles(App[None]):
    """Rows of words, and of one word."""

    CSS = "RowList { height: 1fr; }"

    def compose(self) -> ComposeResult:
        yield RowList[str](RowRenderer(self._draw, lambda row: row, self._height))

    @staticmethod
    def _draw(row: str, under: bool) -> tuple[Content, Content]:
        return Content("> " if under else "  "), Content(row)

    @staticmethod
    def _height(row: str, width: int) -> int:
        return len(Content(row).wrap(width - 2))

    @property
    def screen_text(self) -> list[str]:
        rows = self.query_one(RowList)
        return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]


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


def test_rows_that_all_fit_are_shown_whole_and_longer_lists_cut_them() -> None:
    async def story() -> None:
        app = Titles()
        async with app.run_test(size=(32, 10)) as pilot:
            rows = app.query_one(RowList)
            rows.show([LONG, "short", LONG], 1)
            await pilot.pause()
            assert app.screen_text[:5] == [
                "  a title of words that go on",
                "  and on until they fill some",
                "  lines",
                "> short",
                "  a title of words that go on",
            ]
            rows.show([LONG, "short"] * 3, 1)
            await pilot.pause()
            assert app.screen_text[0].endswith("…")
            assert app.screen_text[1] == "> short"
            await pilot.resize_terminal(32, 13)
            assert app.screen_text[0] == "  a title of words that go on"

    asyncio.run(story())


def test_whole_rows_are_moved_through_paged_through_and_clicked_as_rows() -> None:
    async def story() -> None:
        app = Titles()
        async with app.run_test(size=(32, 10)) as pilot:
            rows = app.query_one(RowList)
            rows.whole = True
            rows.show([LONG, "short"] * 20, 0)
            await pilot.pause()
            rows.move_to(2)
            rows.move_to(5)
            await pilot.pause()
            assert app.screen_text[-1] == "> short", "the last line of it is in sight"
            await pilot.click(RowList, offset=(5, 5))
            await pilot.pause()
            assert rows.cursor == 3
            assert app.screen_text[5] == "> short"
            rows.turn(1)
            assert rows.cursor == 8, "two rows have four lines"
            rows.turn(-1)
            assert rows.cursor == 3
            rows.turn(100)
            assert rows.cursor == 39
            rows.whole = False
            await pilot.pause()
            assert app.screen_text[-1] == "> short"
            assert app.screen_text[-2].endswith("…")

    asyncio.run(story())


def test_a_row_that_needs_more_room_than_before_moves_those_below() -> None:
    async def story() -> None:
        app = Titles()
        async with app.run_test(size=(32, 10)) as pilot:
            rows = app.query_one(RowList)
            rows.show(["short", "last"], 0)
            await pilot.pause()
            rows.replace([0], [LONG, "last"])
            await pilot.pause()
            assert app.screen_text[:4] == [
                "> a title of words that go on",
                "  and on until they fill some",
                "  lines",
                "  last",
            ]

    asyncio.run(story())
