"""What a decision is about, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, run, two_days


def label(desk: Desk) -> str:
    return str(desk.screen.query_one("#prompt-label").render()).strip()


def notes(desk: Desk) -> list[str | None]:
    return [row.marks.note for row in desk.screen.lists.view.rows]


def test_a_note_is_given_to_all_that_is_marked(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("m", "m", "e")
        assert label(desk) == "Note of 2 papers:"
        await desk.type("compare")
        await desk.press("enter")
        assert notes(desk)[:3] == ["compare", "compare", None]
        await desk.press("full_stop")
        assert notes(desk)[:3] == ["compare", "compare", "compare"]
        await desk.press("u", "u")
        assert not any(notes(desk))
        await desk.press("m", "E")
        assert "papers are marked" in desk.footer
        assert len(desk.screen.lists.view.selected) == 1

    run(home, feed_server, story)


def test_tags_are_asked_for_with_what_is_there_and_spelled_as_they_are_known(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("t")
        await desk.type("RL")
        await desk.press("enter", "3", "t")
        assert label(desk).startswith("Tags of 3 papers")
        assert desk.remark.split()[0] == "#RL"
        await desk.type("rl")
        await desk.press("enter")
        assert [row.marks.tags for row in desk.screen.lists.view.rows[:4]] == [*[("RL",)] * 3, ()]
        await desk.press("colon")
        await desk.type("tag Rl up:<2")
        await desk.press("enter")
        assert desk.screen.library.writer.tags() == ["RL"]

    run(home, feed_server, story)


def test_a_command_counts_what_it_changes_and_a_dot_makes_it_again(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("s", "colon")
        await desk.type("star up:>9")
        assert "2 papers:" in desk.remark, "three have so many votes, and one is starred"
        await desk.press("enter")
        assert "2 papers: star up:>9" in desk.footer
        await desk.press("G", "full_stop")
        assert desk.starred[-1] == "Invented Paper 11"
        await desk.press("colon")
        await desk.type("star up:>9")
        assert "nothing would change" in desk.remark
        await desk.press("enter")
        assert "No paper was touched" in desk.footer

    run(home, feed_server, story)


def test_the_account_offers_only_what_is_there(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("s", "slash")
        await desk.type("up:>10")
        await desk.press("enter", "r")
        assert "esc shows all, 10 unread" in desk.footer
        await desk.press("escape", "A")
        assert "10 papers marked read; u undoes it" in desk.footer
        assert "12 seen, 1 starred" in desk.footer
        assert "[ older" in desk.footer or "] newer" in desk.footer
        await desk.press("g", "s")
        await desk.loaded("Starred")
        await desk.press("r")
        assert "Every paper here is read" in desk.footer
        assert "[ goes" not in desk.footer

    run(home, feed_server, story)


class TestGroups:
    def papers(self, server: FeedServer) -> None:
        server.days["2024-01-02"] = [
            item(
                f"2401.0000{n}",
                f"Paper {n}",
                upvotes=9 - n,
                organization={"name": "north", "fullname": "North Lab"},
            )
            for n in range(3)
        ]

    def test_space_opens_one_and_marks_nothing_that_nobody_has_seen(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        self.papers(feed_server)

        async def story(desk: Desk) -> None:
            await desk.press("z", "o", "space")
            assert desk.at == "Paper 0"
            assert len(desk.unread) == 3
            await desk.press("g", "g", "space")
            assert desk.at == "Paper 0", "it is open already"
            assert len(desk.unread) == 3

        run(home, feed_server, story)

    @pytest.mark.parametrize("keys", [("y", "y"), ("o", "o"), ("y", "t"), ("E",), ("a",)])
    def test_what_needs_one_paper_says_so(
        self, home: Path, feed_server: FeedServer, keys: tuple[str, ...]
    ) -> None:
        self.papers(feed_server)

        async def story(desk: Desk) -> None:
            await desk.press("z", "o", *keys)
            assert "za opens it" in desk.footer

        run(home, feed_server, story)

    def test_a_decision_on_the_heading_of_an_open_one_is_about_all_of_it(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        self.papers(feed_server)

        async def story(desk: Desk) -> None:
            await desk.press("z", "o", "z", "a", "m")
            assert len(desk.screen.lists.view.selected) == 3
            await desk.press("escape", "g", "g", "2", "r")
            assert desk.unread == []
            await desk.press("u")
            assert len(desk.unread) == 3

        run(home, feed_server, story)

    def test_a_filter_keeps_groups_and_place(self, home: Path, feed_server: FeedServer) -> None:
        self.papers(feed_server)
        feed_server.days["2024-01-02"] += [
            item(
                f"2401.0001{n}",
                f"Other {n}",
                upvotes=1,
                organization={"name": "south", "fullname": "South Lab"},
            )
            for n in range(2)
        ]

        async def story(desk: Desk) -> None:
            await desk.press("z", "o", "slash")
            await desk.type("other")
            await desk.press("enter")
            assert "South Lab  2 papers" in desk.detail
            await desk.press("escape")
            assert "South Lab  2 papers" in desk.detail

        run(home, feed_server, story)


def test_a_range_is_of_papers_and_not_of_lines(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("j", "v", "j", "S", "S")
        chosen = [paper.title for paper in desk.screen.lists.view.selected]
        await desk.press("G")
        assert [paper.title for paper in desk.screen.lists.view.selected] == chosen
        assert len(chosen) == 2

    run(home, feed_server, story)


def test_marks_on_rows_end_with_the_list(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("m", "m", "g", "w")
        await desk.loaded("Week")
        assert "marked" not in desk.header
        await desk.press("G", "r")
        assert len(desk.titles) - len(desk.unread) == 1

    run(home, feed_server, story)


def test_a_list_that_one_comes_back_to_shows_the_marks_of_now(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("s", "g", "s")
        await desk.loaded("Starred")
        await desk.press("s", "R", "q")
        await desk.loaded("Tue 2 Jan")
        assert desk.starred == []
        assert len(desk.unread) == 12

    run(home, feed_server, story)


def test_each_list_remembers_its_place(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("5", "j", "left_square_bracket")
        await desk.loaded("Mon 1 Jan")
        await desk.press("j", "right_square_bracket")
        await desk.loaded("Tue 2 Jan")
        assert desk.at == "Invented Paper 5"

    run(home, feed_server, story)


def test_an_undo_names_the_paper_also_where_it_is_in_another_list(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("s", "left_square_bracket")
        await desk.loaded("Mon 1 Jan")
        await desk.press("u")
        await desk.until(lambda: "“Invented Paper 0”" in desk.footer)
        assert "not in this list" in desk.footer

    run(home, feed_server, story)


def test_a_count_is_left_by_esc_before_anything_else(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("m", "5", "escape")
        assert len(desk.screen.lists.view.selected) == 1
        await desk.press("escape")
        assert desk.screen.lists.view.selected == []

    run(home, feed_server, story)


def test_a_paper_without_an_abstract_has_none_to_copy(home: Path, feed_server: FeedServer) -> None:
    silent = item()
    silent["summary"] = silent["paper"]["summary"] = ""
    feed_server.days["2024-01-02"] = [silent]

    async def story(desk: Desk) -> None:
        await desk.press("y", "a")
        assert "came without an abstract" in desk.footer

    run(home, feed_server, story)


@pytest.mark.parametrize("command", ["q", "quit", "wq"])
def test_what_leaves_an_editor_leaves_the_program(
    home: Path, feed_server: FeedServer, command: str
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("colon")
        await desk.type(command)
        await desk.press("enter")
        await desk.until(lambda: desk.app._exit)

    run(home, feed_server, story)
