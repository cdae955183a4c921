"""Tags with signs that mean something in a query, and tags in two spellings, in the app."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.feed_server import FeedServer
from tests.thoroughness import every
from tests.tui.driving import Desk, opened, run, two_days

ODD = ["(a", "b)c", "/x", 'c"d', "e\\f", "g:h", "or", "i\u200cj"]
PERSIAN = "می\u200cخواهم"


def shown(desk: Desk) -> list[tuple[str, ...]]:
    """The tags of the first rows."""
    return [row.marks.tags for row in desk.screen.lists.view.rows[:3]]


@pytest.mark.parametrize("tag", [*every(3, ODD[:-1]), PERSIAN], ids=ascii)
def test_a_tag_of_any_letters_can_be_given_opened_filtered_and_renamed(
    home: Path, feed_server: FeedServer, tag: str
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("t")
        await desk.type(tag)
        await desk.press("enter")
        await desk.press("j", "full_stop")
        assert shown(desk) == [(tag,), (tag,), ()]
        await desk.press("slash")
        await desk.type(f"tag:{tag[:1]}")
        await desk.press("tab", "enter")
        assert desk.mistake == ""
        assert len(desk.titles) == 2
        await desk.press("escape", "g", "number_sign")
        await desk.type(tag[:1])
        await desk.press("enter")
        await desk.loaded("Library")
        assert len(desk.titles) == 2
        await desk.press("colon")
        await desk.type(f"retag {tag} new")
        assert "2 papers of the library" in desk.remark
        await desk.press("enter")
        assert shown(desk) == [("new",), ("new",)]
        await desk.press("u")
        assert shown(desk) == [(tag,), (tag,)]

    run(home, feed_server, story)


def test_a_second_spelling_is_the_same_tag_and_can_be_made_the_first(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("t")
        await desk.type("rl")
        await desk.press("enter", "colon")
        await desk.type("tag RL up:>=10")
        await desk.press("enter")
        assert {tag for row in desk.screen.lists.view.rows for tag in row.marks.tags} == {"rl"}
        await desk.press("colon")
        await desk.type("retag rl RL")
        assert "of the library" in desk.remark
        await desk.press("enter")
        assert {tag for row in desk.screen.lists.view.rows for tag in row.marks.tags} == {"RL"}
        assert [tag for tag, _ in desk.screen.library.writer.tag_counts()] == ["RL"]
        await desk.press("t")
        await desk.type("-Rl")
        await desk.press("enter")
        assert shown(desk)[0] == ()

    run(home, feed_server, story)


def test_a_tag_that_is_too_long_stays_on_the_line(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        word = "x" * 81
        await desk.press("t")
        desk.screen.prompt.paste(f"good {word}")
        await desk.press("enter")
        assert "has 81 characters; a tag has at most 80" in desk.mistake
        assert desk.screen.prompt.asking
        await desk.press("backspace", "enter")
        assert shown(desk)[0] == ("good", word[1:])
        await desk.press("colon")
        desk.screen.prompt.paste(f"tag {word} up:>1")
        assert "has 81 characters" in desk.mistake

    run(home, feed_server, story)


def test_joiners_take_no_room_in_a_row(home: Path, feed_server: FeedServer) -> None:
    """A word of Sinhala takes the columns that its letters take without the joiner."""
    two_days(feed_server)
    word = "ශ\u0dca\u200dර"

    async def whole() -> None:
        async with opened(home, feed_server, size=(80, 24)) as desk:
            before = desk.screen.lists.rows.render_line(0).cell_length
            await desk.press("t")
            await desk.type(word)
            await desk.press("enter")
            strip = desk.screen.lists.rows.render_line(0)
            assert shown(desk)[0] == (word,)
            assert strip.cell_length == before
            assert "\u200d" not in strip.text, "rich takes the letter behind it for a part of it"

    asyncio.run(whole())
