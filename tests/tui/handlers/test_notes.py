"""What a person typed into a note is in the library, in a file that is named, or on the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.library import Library
from reader.library.notes import NOTE_LIMIT
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, run, two_days

LINES = "first line\n  second, indented\n\nسلام می\u200cخواهم"


def note(desk: Desk) -> str | None:
    return desk.screen.lists.view.rows[0].marks.note


def unsaved(home: Path) -> list[Path]:
    folder = home / "unsaved"
    return sorted(folder.iterdir()) if folder.exists() else []


def value(desk: Desk) -> str:
    """What stands on the line for typing."""
    return desk.screen.prompt._field.value


def test_a_paste_of_several_lines_stays_one(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        await desk.press("e")
        desk.screen.prompt.paste(LINES.replace("\n", "\r\n"))
        await desk.until(lambda: "line↵  second" in str(desk.screen.prompt._field.render_line(0)))
        await desk.press("enter")
        assert note(desk) == LINES

    run(home, feed_server, story)


def test_a_note_may_have_a_mebibyte(home: Path, feed_server: FeedServer) -> None:
    two_days(feed_server)
    text = ("é word " * NOTE_LIMIT)[: NOTE_LIMIT - 400_000].strip()

    async def story(desk: Desk) -> None:
        await desk.press("e")
        desk.screen.prompt.paste(text)
        await desk.press("enter")
        assert note(desk) == text
        assert unsaved(home) == []
        await desk.press("e")
        assert "A long note is there; E opens it" in desk.footer
        await desk.press("slash")
        await desk.type("note:wor")
        assert len(desk.titles) == 1

    run(home, feed_server, story)
    assert [marks.note for _, marks in Library(home).marked() if marks.note] == [text]


def test_one_that_is_longer_is_kept_in_a_file_and_named(
    home: Path, feed_server: FeedServer
) -> None:
    two_days(feed_server)
    text = "x" * (NOTE_LIMIT + 1)

    async def story(desk: Desk) -> None:
        await desk.press("e")
        desk.screen.prompt.paste(text)
        await desk.press("enter")
        assert note(desk) is None
        (file,) = unsaved(home)
        (said,) = desk.notices
        assert "1,048,577 bytes, and the library keeps 1,048,576" in said
        assert str(file) in said
        assert file.read_text() == text
        assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)

    run(home, feed_server, story)


def test_a_note_that_cannot_be_written_is_named_and_comes_back_on_the_line(
    home: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_days(feed_server)

    async def story(desk: Desk) -> None:
        # A folder stands where the journals should be.
        (home / "journal").write_text("in the way")
        await desk.press("e")
        desk.screen.prompt.paste(LINES)
        await desk.press("enter")
        assert note(desk) is None
        (file,) = unsaved(home)
        assert file.read_text() == LINES
        assert str(file) in desk.notices[0]
        (home / "journal").unlink()
        await desk.press("e")
        assert value(desk) == LINES
        await desk.press("enter")
        assert note(desk) == LINES
        await desk.press("e")
        assert "E opens it in your editor" in desk.footer

    run(home, feed_server, story)
