"""Prompts for tags and notes: which paper they are about, and the one just decided."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.tui.handlers.mark_prompts import without_first_line
from tests.feed_server import FeedServer, item
from tests.tui.driving import Desk, run, two_days

HEAD = "<!-- Note of Less is More (2401.00001). This line is not saved. -->"


def label(desk: Desk) -> str:
    return str(desk.screen.query_one("#prompt-label").render()).strip()


def tags(desk: Desk) -> list[tuple[str, ...]]:
    return [row.marks.tags for row in desk.screen.lists.view.rows[:3]]


def notes(desk: Desk) -> list[str | None]:
    return [row.marks.note for row in desk.screen.lists.view.rows[:3]]


async def answer(desk: Desk, text: str) -> None:
    await desk.type(text)
    await desk.press("enter")


@pytest.mark.parametrize("key", ["s", "r", "space"])
def test_after_a_decision_that_went_on_a_key_switches_to_what_was_decided(
    home: Path, feed_server: FeedServer, key: str
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press(key)
        assert desk.at == "Invented Paper 1"
        await desk.press("t")
        assert label(desk) == "Tags of Invented Paper 1:"
        assert "ctrl+t Invented Paper 0, just decided" in desk.hints
        await desk.press("ctrl+t")
        assert label(desk) == "Tags of Invented Paper 0:"
        assert "ctrl+t Invented Paper 1" in desk.hints
        await answer(desk, "kept")
        assert tags(desk) == [("kept",), (), ()]
        assert desk.at == "Invented Paper 1", "the cursor stays where it is"

    run(home, feed_server, story)


def test_switched_twice_it_is_about_the_paper_under_the_cursor(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("s", "t")
        await desk.type("half")
        await desk.press("ctrl+t")
        await desk.type("way")
        await desk.press("ctrl+t", "enter")
        assert tags(desk) == [(), ("halfway",), ()], "what was typed stays"
        await desk.press("s", "e", "ctrl+t")
        assert label(desk) == "Note of Invented Paper 1:"
        await answer(desk, "of the first")
        assert notes(desk) == [None, "of the first", None]

    run(home, feed_server, story)


@pytest.mark.parametrize("keys", [["j"], ["j", "k"], ["u"], ["R"], ["t", *"x", "enter"]], ids=str)
def test_only_directly_after_it(home: Path, feed_server: FeedServer, keys: list[str]) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("s", *keys, "t")
        at = label(desk)
        assert "ctrl+t" not in desk.hints
        await desk.press("ctrl+t")
        assert label(desk) == at

    run(home, feed_server, story)


def test_several_that_were_decided_are_counted(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("3", "r", "t")
        assert "ctrl+t 3 papers, just decided" in desk.hints
        await desk.press("ctrl+t")
        await answer(desk, "all")
        assert tags(desk) == [("all",)] * 3
        await desk.press("u")
        assert tags(desk) == [()] * 3

    run(home, feed_server, story)


def test_a_note_of_several_lines_is_not_switched_to(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("e")
        desk.screen.take_paste("one\ntwo")
        await desk.press("enter", "s", "e", "ctrl+t")
        assert "several lines" in desk.remark
        assert label(desk) == "Note of Invented Paper 1:"
        await answer(desk, "mine")
        assert notes(desk) == ["one\ntwo", "mine", None]

    run(home, feed_server, story)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=str)
def test_a_long_title_leaves_room_to_type(
    home: Path, feed_server: FeedServer, size: tuple[int, int]
) -> None:
    feed_server.days["2024-01-02"] = [
        item("2401.00001", "A Title That Goes On " * 9, upvotes=9),
        item("2401.00002", "Acronym: A Title That Goes On " * 9, upvotes=8),
    ]

    async def story(desk: Desk) -> None:
        await desk.press("t")
        assert label(desk).startswith("Tags of A Title That")
        assert label(desk).endswith("…:")
        await desk.press("escape", "s", "t")
        assert label(desk) == "Tags of Acronym:"
        assert desk.screen.query_one("#prompt-input").size.width >= 20

    run(home, feed_server, story, size=size)


def test_the_file_for_the_editor_names_its_paper_and_the_note_does_not(
    home: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed_server.days["2024-01-02"] = [item(title="Less is More")]
    script, seen = home / "editor.py", home / "seen"
    script.write_text(
        "import pathlib, sys\n"
        "file = pathlib.Path(sys.argv[1])\n"
        f"pathlib.Path({str(seen)!r}).write_text(file.read_text())\n"
        "file.write_text(file.read_text() + 'a line\\n')\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    monkeypatch.setattr("textual.app.App.suspend", _as_it_is)

    async def story(desk: Desk) -> None:
        await desk.press("E")
        assert seen.read_text() == f"{HEAD}\n"
        assert notes(desk) == ["a line"]
        await desk.press("E")
        assert seen.read_text() == f"{HEAD}\na line\n"
        assert notes(desk) == ["a line\na line"]

    run(home, feed_server, story)


def _as_it_is(_: object) -> object:
    """No terminal is there to be handed over."""
    import contextlib

    return contextlib.nullcontext()


@pytest.mark.parametrize(
    ("written", "note"),
    [
        (f"{HEAD}\nnote\n", "note\n"),
        (f"{HEAD}\r\nnote\r\n", "note\r\n"),
        (f"{HEAD} note", " note"),
        (f"note{HEAD}\n", "note\n"),
        (f"above\n{HEAD}\nbelow", "above\nbelow"),
        (HEAD.replace(" ", "\n", 5) + "\nnote", "note"),
        ("note", "note"),
        (HEAD, ""),
        ("<!-- my own remark -->\nnote", "<!-- my own remark -->\nnote"),
    ],
)
def test_the_line_that_names_the_paper_goes(written: str, note: str) -> None:
    assert without_first_line(written, HEAD) == note


@given(st.text())
def test_nothing_of_the_note_goes_with_it(note: str) -> None:
    assert without_first_line(f"{HEAD}\n{note}", HEAD) == note
    assert without_first_line(note, HEAD) == note
