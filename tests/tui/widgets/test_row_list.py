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
        looks = RowRenderer(self._draw, lambda row: row, lambda row, width: 1)
        yield RowList[int](lambda: looks)

    def _draw(self, row: int, under: bool, width: int) -> list[Content]:
        self.drawn += 1
        return [Content(f"{'> ' if under else '  '}木 row {row} " + "x" * 200)]

    def on_row_list_moved(self, moved: RowList.Moved) -> None:
        self.moves.append(self.query_one(RowList).cursor)


class Titles(App[None]):
    """Rows of words, and of one word."""

    CSS = "RowList { height: 1fr; }"

    def compose(self) -> ComposeResult:
        looks = RowRenderer(self._draw, lambda row: row, self._height)
        yield RowList[str](lambda: looks)

    @staticmethod
    def _draw(row: str, under: bool, width: int) -> list[Content]:
        lines = Content(row).wrap(width - 2)
        return [Content("> " if under and not at else "  ") + line for at, line in enumerate(lines)]

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


def test_rows_have_as_many_lines_as_they_need_at_the_width_there_is() -> None:
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
            await pilot.resize_terminal(82, 10)
            await pilot.pause()
            assert app.screen_text[:3] == [f"  {LONG}", "> short", f"  {LONG}"]

    asyncio.run(story())


def test_rows_of_several_lines_are_moved_through_paged_through_and_clicked_as_rows() -> None:
    async def story() -> None:
        app = Titles()
        async with app.run_test(size=(32, 10)) as pilot:
            rows = app.query_one(RowList)
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

    asyncio.run(story())


def test_a_row_that_looks_different_moves_no_other() -> None:
    async def story() -> None:
        app = Titles()
        async with app.run_test(size=(32, 10)) as pilot:
            rows = app.query_one(RowList)
            rows.show([LONG, "last"], 0)
            await pilot.pause()
            rows.replace([0], [LONG.upper(), "last"])
            await pilot.pause()
            assert app.screen_text[:4] == [
                "> A TITLE OF WORDS THAT GO ON",
                "  AND ON UNTIL THEY FILL SOME",
                "  LINES",
                "  last",
            ]

    asyncio.run(story())
