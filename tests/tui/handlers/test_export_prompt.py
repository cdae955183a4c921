"""Exporting from the list: the change is seen before it is made."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.feed_server import FeedServer
from tests.tui.driving import Desk
from tests.tui.driving import run_two_days as run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def asked(desk: Desk, file: str) -> None:
    """Ask for an export, up to the change that is shown."""
    await desk.press("x")
    field = desk.screen.query_one("#prompt-input", Input)
    field.value = file
    await desk.press("enter")


def change(desk: Desk) -> str:
    found = desk.app.screen.query("#change-text")
    return str(found.first().render()) if found else ""


def test_what_is_marked_is_written_once_it_was_seen(
    home: Path, feed_server: FeedServer, folder: Path
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("m", "m")
        await asked(desk, "refs.bib")
        await desk.until(lambda: change(desk).count("+@misc{") == 2)
        assert not (folder / "refs.bib").exists()
        await desk.press("enter")
        await desk.until(lambda: "2 added" in desk.footer)
        assert (folder / "refs.bib").read_text().count("@misc{") == 2
        assert desk.screen.lists.view.selected == []
        await asked(desk, "refs.bib")
        await desk.until(lambda: change(desk).count("+@misc{") == 10)
        await desk.press("escape")
        await desk.until(lambda: "is as it was" in desk.footer)
        assert (folder / "refs.bib").read_text().count("@misc{") == 2

    run(home, feed_server, story)


def test_a_file_of_an_unknown_kind_is_told_while_it_is_typed(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("x")
        desk.screen.query_one("#prompt-input", Input).value = "refs.docx"
        await desk.until(lambda: "a file such as refs.bib" in desk.mistake)
        await desk.press("escape")

    run(home, feed_server, story)


def test_a_damaged_file_is_left_alone(home: Path, feed_server: FeedServer, folder: Path) -> None:
    (folder / "refs.bib").write_text("@misc{a,\n title = {x\n")

    async def story(desk: Desk) -> None:
        await asked(desk, "refs.bib")
        await desk.until(lambda: desk.notices)
        assert "Line 2" in desk.notices[0]
        assert (folder / "refs.bib").read_text() == "@misc{a,\n title = {x\n"

    run(home, feed_server, story)


def test_a_fixed_key_on_another_paper_is_told(
    home: Path, feed_server: FeedServer, folder: Path
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("m")
        await asked(desk, "refs.bib")
        await desk.until(lambda: change(desk).count("+@misc{") == 1)
        await desk.press("enter")
        await desk.until(lambda: "1 added" in desk.footer)
        key = (folder / "refs.bib").read_text().partition("{")[2].partition(",")[0]
        goats = f"@article{{{key}, title = {{A Survey of Goats}}, author = {{Muster, Bea}}}}\n"
        (folder / "goats.bib").write_text(goats)
        await desk.press("g", "g", "m")
        await asked(desk, "goats.bib")
        await desk.until(lambda: desk.notices)
        assert f"goats.bib: The key {key} of arXiv paper " in desk.notices[0]
        assert "is taken: another entry (line 1) has it" in desk.notices[0]
        assert (folder / "goats.bib").read_text() == goats

    run(home, feed_server, story)


def test_a_commented_out_entry_is_told(home: Path, feed_server: FeedServer, folder: Path) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("m")
        await asked(desk, "refs.bib")
        await desk.until(lambda: change(desk).count("+@misc{") == 1)
        await desk.press("enter")
        await desk.until(lambda: "1 added" in desk.footer)
        text = f"@comment{{{(folder / 'refs.bib').read_text()}}}\n"
        (folder / "refs.bib").write_text(text)
        await desk.press("g", "g", "m")
        await asked(desk, "refs.bib")
        await desk.until(lambda: "is commented out there" in desk.footer)
        assert (folder / "refs.bib").read_text() == text

    run(home, feed_server, story)


def test_what_was_shown_is_what_is_written_or_nothing_is(
    home: Path, feed_server: FeedServer, folder: Path
) -> None:
    file = folder / "list.md"

    async def story(desk: Desk) -> None:
        await asked(desk, "list.md")
        await desk.until(lambda: change(desk))
        file.write_text("by hand\n")
        await desk.press("enter")
        await desk.until(lambda: desk.notices)
        assert "has changed since it was shown; nothing was written" in desk.notices[0]
        assert file.read_text() == "by hand\n"
        await asked(desk, "list.md")
        await desk.until(lambda: change(desk))
        title = str(desk.app.screen.query_one("#change-title").render())
        assert "all of it replaced, papers: 12" in title
        await desk.press("escape")
        assert file.read_text() == "by hand\n"

    run(home, feed_server, story)


def test_nobodys_home_is_a_mistake_in_the_line(home: Path, feed_server: FeedServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("x")
        desk.screen.query_one("#prompt-input", Input).value = "~no-such-person/refs.bib"
        await desk.until(lambda: "nobody's home" in desk.mistake)
        await desk.press("escape")

    run(home, feed_server, story)
