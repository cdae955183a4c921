"""A hostile feed gets nothing worse on screen than odd words."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import pytest

from reader.paper import Author, Marks, Paper
from reader.tui.rendering.paper_text import PaperSpace, paper_text
from tests.feed_server import FeedServer, item
from tests.tui.driving import opened

MARKUP = ["cost [/ O(n)", "a [/b] b", "[@click=app.quit]press[/]", "[link=https://x.test]y[/link]"]
CONTROLS = "\x1b]0;owned\x07\x1b[2Jgone\x9b31m\x00\x08\u202eright to left\u200bhidden"


@pytest.mark.parametrize("text", [*MARKUP, CONTROLS], ids=[*MARKUP, "controls"])
def test_markup_and_controls_are_text(home: Path, feed_server: FeedServer, text: str) -> None:
    evil = item(
        title=f"Title {text}",
        summary=f"Abstract {text}",
        ai_summary=f"Summary {text}",
        ai_keywords=[f"keyword {text}"],
        authors=[{"name": f"Name {text}"}],
        organization={"fullname": f"Group {text}"},
        githubRepo=f"https://x.test/{text}",
        projectPage=f"javascript:{text}",
    )
    feed_server.days["2024-01-02"] = [evil, item("2401.00002", "Another")]

    async def story() -> None:
        async with opened(home, feed_server) as desk:
            await desk.press("s", "k", "t", "x", "enter", "slash")
            await desk.type("[/b")
            await desk.press("enter", "escape", "u")
            assert desk.titles[0].startswith("Title ")
            shown = desk.detail + "".join(desk.titles)
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200b]", shown)
            assert "javascript" not in shown
            if text in MARKUP:
                assert text in desk.titles[0], "it is shown as it is"

    asyncio.run(story())


def test_thousands_of_authors_are_folded_before_they_are_measured() -> None:
    authors = tuple(Author(f"Given Family{n}") for n in range(5000))
    paper = Paper("2401.00001", "Many Hands", authors=authors)
    text = paper_text(paper, Marks(), PaperSpace(width=80)).whole.plain
    assert "Given Family0, Given Family1" in text
    assert re.search(r"… 499\d more …, Given Family4999", text)


@pytest.mark.parametrize(
    ("count", "room", "text"),
    [
        (1, 80, "A0 B"),
        (3, 80, "A0 B, A1 B, A2 B"),
        (3, 10, "A0 B, … 1 more …, A2 B"),
        (9, 30, "A0 B, A1 B, … 6 more …, A8 B"),
        (9, 28, "A0 B, … 7 more …, A8 B"),
        (9, 200, ", ".join(f"A{n} B" for n in range(9))),
    ],
)
def test_author_lists_are_folded_to_the_room(count: int, room: int, text: str) -> None:
    authors = tuple(Author(f"A{n} B") for n in range(count))
    shown = paper_text(
        Paper("2401.00001", "T", authors=authors), Marks(), PaperSpace(room, 10)
    ).whole.plain
    assert shown.split("\n")[1] == text


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_no_escape_sequence_of_a_feed_reaches_the_terminal(
    home: Path, feed_server: FeedServer
) -> None:
    import os

    from tests.terminal import Terminal

    feed_server.days["2024-01-02"] = [
        item(title=f"Odd{CONTROLS}", summary=f"{CONTROLS} words", authors=[{"name": CONTROLS}])
    ]
    bibliography = home / "refs.bib"
    bibliography.parent.mkdir(parents=True, exist_ok=True)
    written = CONTROLS.replace("\x00", "")
    bibliography.write_text(f"% {written}\n@misc{{x, title = {{{written}}}}}\n", "utf-8")
    env = os.environ | {"HF_ENDPOINT": feed_server.url, "PAPER_READER_TODAY": "2024-01-03"}
    with Terminal([sys.executable, "-m", "reader"], env) as terminal:
        terminal.wait_for("fetched")
        terminal.press("r")
        terminal.wait_for("0 unread")
        terminal.press(f"x\x15{bibliography}\r")
        terminal.wait_for("1 to add")
        terminal.wait_for("right to left")
        terminal.press("n")
        terminal.wait_for("is as it was")
        terminal.press("/\x1b[200~pasted\x1b]0;owned\x07\x1b[201~")
        terminal.wait_for("pasted")
        terminal.press("\x03")
        terminal.wait_for("pasted", gone=True)
        terminal.press("q")
        assert terminal.leave() == 0
    for harmful in (b"\x1b]0;", b"owned\x07", b"\x1b[2Jgone", b"\x9b31m", "\u202e".encode()):
        assert harmful not in terminal.written


def test_the_last_door_lets_nothing_harmful_through_and_keeps_the_columns() -> None:
    from rich.cells import cell_len
    from rich.segment import ControlType, Segment
    from textual.color import Color

    from reader.tui.rendering.control_filter import control_character_filter

    plain, control = Segment("plain 木 ★"), Segment("\x1b[H", None, [(ControlType.BELL,)])
    odd = Segment(f"a{CONTROLS}\tb\n")
    passed = control_character_filter().apply([plain, control, odd], Color(0, 0, 0))
    assert passed[:2] == [plain, control]
    assert passed[2].text.isprintable()
    assert "gone" in passed[2].text
    assert passed[2].cell_length == cell_len(odd.text)
