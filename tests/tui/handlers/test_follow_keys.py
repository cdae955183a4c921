"""The key that follows and mutes: what it writes, that it counts at once, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reader.paper import Period
from reader.settings import read_settings
from reader.system import files
from reader.tui.screens.follow_screen import FollowScreen
from reader.tui.state.list_view import MUTED, Heading
from tests.feed_items import author, item
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, Story, run
from tests.tui.widgets.test_mouse import click, place

ADA = "author-ada-example = 'author:\"Ada Example\"'"


def a_day(server: FeedServer, **fields: Any) -> None:
    """Three papers, the first two of them by one author."""
    ada, bo = author("Ada Example"), author("Bo van der Muster")
    server.days["2024-01-02"] = [
        item("2401.00001", "Cats", authors=[ada, bo], ai_keywords=["pets", "fur"], **fields),
        item("2401.00002", "Dogs", authors=[ada], ai_keywords=["pets"]),
        item("2401.00003", "Fast Attention", authors=[bo], ai_keywords=["speed"]),
    ]


def play(home: Path, server: FeedServer, story: Story, written: str = "", **options: Any) -> None:
    """A story before these papers, with what is written in the settings."""
    if written:
        (home / "config.toml").write_text(written)
    settings = read_settings(home / "config.toml", {})
    run(home, server, story, settings=settings, **options)


def followed(desk: Desk) -> list[str]:
    return [row.paper.title for row in desk.screen.lists.view.rows if row.highlighted]


def muted(desk: Desk) -> list[str]:
    headings = (line for line in desk.screen.lists.view.lines if isinstance(line, Heading))
    return [row.paper.title for line in headings if line.name == MUTED for row in line.rows]


def menu(desk: Desk) -> str:
    """What the menu says; it must be open."""
    assert isinstance(desk.app.screen, FollowScreen)
    return str(desk.app.screen.query_one("#follow").render())


def text(home: Path) -> str:
    return (home / "config.toml").read_text()


def test_two_keys_follow_an_author_and_one_takes_it_back(
    home: Path, feed_server: FeedServer
) -> None:
    a_day(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("f")
        assert "1  Ada Example" in menu(desk)
        await desk.press("f")
        assert desk.app.screen is desk.screen, "the same key closes it"
        await desk.press("f", "1")
        assert followed(desk) == ["Cats", "Dogs"]
        assert text(home) == f"[highlight]  # by f\n{ADA}\n"
        said = "Ada Example is followed: author-ada-example in [highlight] of config.toml."
        assert desk.footer.strip() == f"{said} u undoes it."
        await desk.press("u")
        assert followed(desk) == []
        assert not (home / "config.toml").exists()
        await desk.press("ctrl+r")
        assert followed(desk) == ["Cats", "Dogs"]
        assert text(home) == f"[highlight]  # by f\n{ADA}\n"

    play(home, feed_server, story)


def test_what_is_followed_is_marked_and_choosing_it_again_takes_the_entry_out(
    home: Path, feed_server: FeedServer
) -> None:
    a_day(feed_server)
    before = '# mine\n[highlight]\nmine = ["x", "author:\\"ada example\\""]\n\n# more\n[views]\n'

    async def story(desk: Desk) -> None:
        await desk.press("f")
        assert "1  Ada Example »" in menu(desk)
        assert "Muster »" not in menu(desk)
        await desk.press("1")
        assert followed(desk) == []
        assert text(home) == '# mine\n[highlight]\nmine = ["x"]\n\n# more\n[views]\n'
        assert "Ada Example is followed no more: mine is out of [highlight]" in desk.footer
        await desk.press("u")
        assert followed(desk) == ["Cats", "Dogs"]
        assert text(home) == before

    play(home, feed_server, story, before)


def test_a_muted_keyword_folds_its_papers_away_and_the_cursor_stays_among_the_others(
    home: Path, feed_server: FeedServer
) -> None:
    a_day(feed_server)

    async def story(desk: Desk) -> None:
        assert desk.at == "Cats"
        await desk.press("f", "m")
        assert "Mute" in menu(desk)
        await desk.press("a")
        assert muted(desk) == ["Cats", "Dogs"]
        assert desk.at == "Fast Attention"
        assert text(home) == '[mute]  # by f\nkeyword-pets = "keyword:pets"\n'
        await desk.press("u")
        assert muted(desk) == []

    play(home, feed_server, story)


def test_changes_of_marks_and_of_what_is_followed_are_undone_in_turn(
    home: Path, feed_server: FeedServer
) -> None:
    a_day(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("s", "f", "1", "s")
        assert (desk.starred, followed(desk)) == (["Cats", "Dogs"], ["Cats", "Dogs"])
        await desk.press("u")
        assert (desk.starred, followed(desk)) == (["Cats"], ["Cats", "Dogs"])
        await desk.press("u")
        assert (desk.starred, followed(desk)) == (["Cats"], [])
        await desk.press("u")
        assert (desk.starred, followed(desk)) == ([], [])
        for _ in range(3):
            await desk.press("ctrl+r")
        assert (desk.starred, followed(desk)) == (["Cats", "Dogs"], ["Cats", "Dogs"])

    play(home, feed_server, story)


def test_a_count_passes_over_no_change_of_what_is_followed(
    home: Path, feed_server: FeedServer
) -> None:
    a_day(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("s", "f", "1", "s", "2", "u")
        # The star of after it alone; that of before it has to wait for its turn.
        assert (desk.starred, followed(desk)) == (["Cats"], ["Cats", "Dogs"])
        await desk.press("u")
        assert (desk.starred, followed(desk)) == (["Cats"], [])

    play(home, feed_server, story)


def test_what_was_undone_is_not_redone_behind_a_newer_mark(
    home: Path, feed_server: FeedServer
) -> None:
    a_day(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("f", "1", "u", "s", "ctrl+r")
        assert (desk.starred, followed(desk)) == (["Cats"], [])

    play(home, feed_server, story)


def test_a_decision_that_changes_nothing_does_not_stand_before_it(
    home: Path, feed_server: FeedServer
) -> None:
    a_day(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("r", "k", "f", "1", "r")
        assert followed(desk)
        await desk.press("u")
        assert followed(desk) == []

    play(home, feed_server, story)


def test_what_was_changed_by_hand_since_is_not_taken_back(
    home: Path, feed_server: FeedServer
) -> None:
    a_day(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("s", "f", "1")
        by_hand = text(home) + "# more\n"
        (home / "config.toml").write_text(by_hand)
        await desk.press("u")
        assert text(home) == by_hand
        assert followed(desk) == ["Cats", "Dogs"]
        (said,) = desk.notices
        assert said.startswith("Not undone: following Ada Example.")
        assert "was changed since, so it was left as it is." in said
        await desk.press("u")
        assert desk.starred == [], "the next one is about what came before"

    play(home, feed_server, story)


@pytest.mark.parametrize("letter", ["k", "é", "+"])
def test_the_filter_in_force_becomes_a_list_with_a_key(
    home: Path, feed_server: FeedServer, letter: str
) -> None:
    a_day(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("slash")
        await desk.type('author:"bo van"')
        await desk.press("enter", "f", "v")
        assert 'The key of the view author:"bo van"' in menu(desk)
        await desk.press("d")
        assert "gd is the key of newest day already" in menu(desk)
        await desk.press(letter)
        assert read_settings(home / "config.toml", {}).tables["views"] == {
            letter: ('author:"bo van"',)
        }
        await desk.press("escape", "g", letter)
        await desk.loaded("Archive: author:")
        assert sorted(desk.titles) == ["Cats", "Fast Attention"]
        await desk.press("q", "u")
        assert read_settings(home / "config.toml", {}).tables["views"] == {}
        await desk.press("g", letter)
        assert "does nothing here" in desk.footer

    play(home, feed_server, story)


@pytest.mark.parametrize("size", [(120, 40), (60, 20)])
def test_a_filter_is_kept_where_no_paper_is_under_the_cursor(
    home: Path, feed_server: FeedServer, size: tuple[int, int]
) -> None:
    a_day(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("slash")
        await desk.type("title:none")
        await desk.press("enter", "f", "v", "k")
        assert read_settings(home / "config.toml", {}).tables["views"] == {"k": ("title:none",)}
        await desk.press("escape", "z", "o", "f")
        assert "No paper is under the cursor" in desk.footer

    play(home, feed_server, story, size=size)


def test_without_a_filter_there_is_no_view_to_make(home: Path, feed_server: FeedServer) -> None:
    a_day(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("f", "v")
        assert "No filter is in force; / sets one." in menu(desk)
        await desk.press("escape")
        assert desk.app.screen is desk.screen
        assert not (home / "config.toml").exists()

    play(home, feed_server, story)


def test_all_papers_of_somebody_are_a_list_that_q_comes_back_from(
    home: Path, feed_server: FeedServer
) -> None:
    a_day(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("t")
        await desk.type("rl")
        await desk.press("enter", "f", "full_stop")
        assert "i  #rl" in menu(desk)
        await desk.press("2")
        await desk.loaded('Archive: author:"Bo van der Muster"')
        assert sorted(desk.titles) == ["Cats", "Fast Attention"]
        await desk.press("q")
        await desk.loaded("Tue 2 Jan")
        await desk.press("f", "full_stop", "i")
        await desk.until(lambda: desk.titles == ["Cats"])
        await desk.press("q")
        await desk.until(lambda: len(desk.titles) == 3)

    play(home, feed_server, story)


@pytest.mark.parametrize(
    ("clicked", "period"),
    [
        ("Bo van der", Period("archive", 'author:"Bo van der Muster"')),
        ("North Lab", Period("archive", 'org:"North Lab"')),
        ("fur", Period("archive", "keyword:fur")),
        ("#rl", Period("library", "tag:rl")),
    ],
)
@pytest.mark.parametrize("reading", [False, True], ids=["pane", "reading view"])
def test_who_is_clicked_in_the_paper_has_all_papers_shown(
    home: Path, feed_server: FeedServer, clicked: str, period: Period, reading: bool
) -> None:
    a_day(feed_server, organization={"name": "north", "fullname": "North Lab"})

    async def story(desk: Desk) -> None:
        await desk.press("t")
        await desk.type("rl")
        await desk.press("enter")
        # In the pane alone, as the rows name the same.
        await desk.press(*(["enter"] if reading else ["w", "w", "w"]))
        await desk.until(lambda: place(desk, clicked))
        await click(desk, clicked)
        await desk.until(lambda: desk.screen.lists.view.listing.period == period)
        assert "Cats" in desk.titles
        assert not desk.screen.has_class("-reading")
        await desk.press("q")
        await desk.until(lambda: len(desk.titles) == 3)

    play(home, feed_server, story)


def test_a_mistake_in_the_file_a_read_only_one_and_a_full_disk_lose_nothing(
    home: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_day(feed_server)
    file = home / "config.toml"

    async def story(desk: Desk) -> None:
        file.write_text("[highlight\n")
        await desk.press("f", "1")
        assert any("is not TOML" in said and "nothing was written" in said for said in desk.notices)
        assert text(home) == "[highlight\n"
        file.write_text("# mine\n")
        file.chmod(0o444)
        await desk.press("f", "1")
        assert any("is read-only; nothing was written" in said for said in desk.notices)
        file.chmod(0o644)

        def full(*_: object) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(files, "write_all", full)
        await desk.press("f", "1")
        monkeypatch.undo()
        assert any("no space left on device; it is as it was" in said for said in desk.notices)
        assert (text(home), followed(desk)) == ("# mine\n", [])
        await desk.press("f", "1")
        assert followed(desk) == ["Cats", "Dogs"]

    play(home, feed_server, story)


def test_a_name_that_stands_for_something_else_stays(home: Path, feed_server: FeedServer) -> None:
    a_day(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("f", "1")
        assert followed(desk) == ["Cats", "Dogs"]
        entries = read_settings(home / "config.toml", {}).tables["highlight"]
        assert entries == {
            "author-ada-example": ("up:>999",),
            "author-ada-example-2": ('author:"Ada Example"',),
        }

    play(home, feed_server, story, "[highlight]\nauthor-ada-example = 'up:>999'\n")


def test_many_authors_stand_on_pages_and_the_last_one_on_the_first(
    home: Path, feed_server: FeedServer
) -> None:
    authors = [author(f"Person {letter}") for letter in "ABCDEFGHIJKLMNOPQRST"]
    feed_server.days["2024-01-02"] = [item(authors=authors)]

    async def story(desk: Desk) -> None:
        await desk.press("f")
        assert "7  Person G" in menu(desk)
        assert "8  Person T" in menu(desk)
        await desk.press("tab")
        assert "1  Person H" in menu(desk)
        await desk.press("1")
        assert "author-person-h" in text(home)

    play(home, feed_server, story)


def test_nobody_in_the_sample_is_followed(home: Path) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("f")
        assert desk.app.screen is desk.screen
        assert "a sample" in desk.footer

    run(home, "http://127.0.0.1:1", story, wait="sample")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20), (200, 50), (40, 10)])
def test_the_row_under_the_cursor_stays_in_sight_and_the_list_is_as_it_was_afterwards(
    home: Path, feed_server: FeedServer, size: tuple[int, int]
) -> None:
    feed_server.days["2024-01-02"] = [
        item(f"2401.{n:05}", f"Invented Paper {n} of a Long Enough Title") for n in range(1, 40)
    ]

    async def story(desk: Desk) -> None:
        rows = desk.screen.lists.rows
        for keys in ((), ("G",)):
            await desk.press(*keys)
            before, virtual = rows.scroll_offset.y, rows.virtual_size
            await desk.press("f")
            first = size[1] - menu(desk).count("\n") - 1
            region, top = rows.region, round(rows.scroll_offset.y)
            bottom = region.y + rows._tops[rows.cursor + 1] - top
            assert region.y < bottom <= first
            await desk.press("escape")
            assert (rows.scroll_offset.y, rows.virtual_size) == (before, virtual)

    play(home, feed_server, story, size=size)
