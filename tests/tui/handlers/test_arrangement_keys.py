"""Order, layout, groups."""

from __future__ import annotations

from pathlib import Path

from reader.tui.state.list_view import Heading
from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, run, two_days


def headings(desk: Desk) -> list[str]:
    return [line.name for line in desk.screen.lists.view.lines if isinstance(line, Heading)]


def test_the_order_changes_and_the_cursor_stays_on_its_paper(
    home: Path, feed_server: FeedServer
) -> None:
    feed_server.days["2024-01-02"] = [
        item("2401.00001", "A", "2024-01-02", upvotes=9),
        item("2401.00002", "B", "2024-01-02", upvotes=5),
        item("2401.00003", "C", "2024-01-02", upvotes=7),
    ]

    async def story(desk: Desk) -> None:
        feed_server.days["2024-01-02"].sort(key=lambda each: each["paper"]["id"])
        in_feed_order = desk.titles
        await desk.press("j", "S")
        assert desk.titles == ["A", "C", "B"]
        assert desk.at == in_feed_order[1]
        assert "by upvotes" in desk.footer
        await desk.press("S", "S", "S")
        assert desk.titles == in_feed_order
        assert "feed order" in desk.footer

    run(home, feed_server, story)


def test_w_gives_titles_alone_then_one_line_a_row_then_the_abstract_alone(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        rows, detail = desk.screen.lists.rows, desk.screen.query_one("#detail")
        await desk.press("w")
        await desk.pilot.pause()
        assert rows.size.width >= 119
        assert not detail.display
        await desk.press("j", "w")
        await desk.pilot.pause()
        assert rows.size.width >= 119
        assert rows.virtual_size.height == len(desk.titles)
        assert not detail.display
        await desk.press("w")
        await desk.pilot.pause()
        assert not rows.display
        assert detail.display
        assert desk.at in desk.detail
        await desk.press("w")
        await desk.pilot.pause()
        assert rows.display
        assert detail.display

    run(home, feed_server, story)


def test_titles_alone_are_whole_and_space_pages_through_them(
    home: Path, feed_server: FeedServer
) -> None:
    long = "A title of many words that no terminal shows in one line " * 3
    feed_server.days["2024-01-02"] = [
        item(f"2401.{n:05}", f"{n} {long}", "2024-01-02", upvotes=99 - n) for n in range(30)
    ]

    async def story(desk: Desk) -> None:
        await desk.press("w")
        await desk.pilot.pause()
        rows = desk.screen.lists.rows
        # Beside the title are the columns of the names, of comments and of code.
        lines = " ".join(rows.render_line(y).text[8:87] for y in range(3))
        assert " ".join(lines.split()) == f"0 {long.strip()}"
        await desk.press("space", "ctrl+d", "ctrl+u")
        assert 0 < rows.cursor < 29
        assert len(desk.unread) == 30, "titles have no end that could have been seen"

    run(home, feed_server, story)


class TestFolds:
    def test_topics_of_a_day_are_groups(self, home: Path, feed_server: FeedServer) -> None:
        words = ("Robot grasping", "Robot walking", "Speech synthesis", "Speech recognition")
        feed_server.days["2024-01-02"] = [
            item(f"2401.0000{n}", title, "2024-01-02", ai_keywords=[title])
            for n, title in enumerate(words)
        ]

        async def story(desk: Desk) -> None:
            await desk.press("z", "t")
            assert set(headings(desk)) == {"robotics", "speech and music"}
            await desk.press("z", "t")
            assert headings(desk) == []

        run(home, feed_server, story)

    def papers(self, server: FeedServer) -> None:
        server.days["2024-01-02"] = [
            item(
                f"2401.0000{n}",
                f"Paper {n}",
                "2024-01-02",
                upvotes=9 - n,
                organization={"_id": "6" * 24, "name": name.lower(), "fullname": f"{name} Lab"},
            )
            for n, name in enumerate(["North", "South", "North", "North", "South"])
        ]

    def test_a_decision_on_a_fold_acts_on_its_unread_papers(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        self.papers(feed_server)

        async def story(desk: Desk) -> None:
            await desk.press("r", "g", "g", "z", "o")
            assert headings(desk)[0] == "North Lab"
            assert len(desk.screen.lists.view.lines) == len(headings(desk))
            await desk.press("g", "g")
            assert "Paper 2" in desk.detail
            await desk.press("s")
            assert desk.starred == ["Paper 2", "Paper 3"], "not what was read before"
            await desk.press("u")
            assert desk.starred == []
            await desk.press("z", "o")
            assert headings(desk) == []

        run(home, feed_server, story)

    def test_a_group_is_opened_and_folded_again(self, home: Path, feed_server: FeedServer) -> None:
        self.papers(feed_server)

        async def story(desk: Desk) -> None:
            await desk.press("z", "o", "g", "g", "z", "a")
            assert len(desk.screen.lists.view.lines) == len(headings(desk)) + 3
            await desk.press("2", "j")
            assert desk.at == "Paper 2"
            await desk.press("r")
            assert desk.unread == ["Paper 0", "Paper 1", "Paper 3", "Paper 4"]
            await desk.press("z", "a")
            assert len(desk.screen.lists.view.lines) == len(headings(desk))
            assert desk.screen.lists.rows.cursor == 0

        run(home, feed_server, story)

    def test_folding_and_unfolding_leads_back_to_the_same_paper(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        self.papers(feed_server)

        async def story(desk: Desk) -> None:
            await desk.press("3", "j", "z", "o")
            assert "North Lab" in desk.detail
            await desk.press("z", "o")
            assert desk.at == "Paper 3"
            await desk.press("z", "o", "j", "z", "o")
            assert desk.at == "Paper 1", "the first of the other group"

        run(home, feed_server, story)

    def test_za_without_folds_says_what_folds(self, home: Path, feed_server: FeedServer) -> None:
        self.papers(feed_server)

        async def story(desk: Desk) -> None:
            await desk.press("z", "a")
            assert "zt folds by topic" in desk.footer

        run(home, feed_server, story)


def test_folds_have_the_names_of_their_columns_above_them_and_their_papers_beside(
    home: Path, feed_server: FeedServer
) -> None:
    lab = {"name": "north", "fullname": "North Lab"}
    feed_server.days["2024-01-02"] = [
        item(f"2401.0000{n}", f"Paper {n}", upvotes=90 - n, organization=lab) for n in range(3)
    ]

    def columns(desk: Desk) -> str:
        line = desk.screen.panes.columns
        return str(line.render()) if line.display else ""

    async def story(desk: Desk) -> None:
        assert columns(desk) == ""
        top = desk.screen.lists.rows.region.y
        await desk.press("r", "z", "o", "g", "g")
        assert columns(desk).split() == ["Organisation", "papers", "unread"]
        assert desk.screen.lists.rows.region.y == top + 1
        line = desk.screen.lists.rows.render_line(0).text
        assert line.index("3 ") == columns(desk).index("papers") + len("papers") - 1
        assert line.rindex("2 ") == columns(desk).index("unread") + len("unread") - 1
        assert desk.detail.startswith("North Lab  3 papers, 2 unread\n")
        assert "\n   90 Paper 0\n      North Lab\n" in desk.detail
        assert "\n●  89 Paper 1\n" in desk.detail
        await desk.press("w")
        assert columns(desk)
        await desk.press("w", "w")
        assert columns(desk) == "", "the abstract alone has no list"
        await desk.press("w", "z", "o")
        assert columns(desk) == ""
        assert desk.screen.lists.rows.region.y == top

    run(home, feed_server, story)
