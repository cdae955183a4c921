"""Marks that come and go while the app is open, through a real repository."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from pathlib import Path

import pytest

from reader.library import Library, decisions
from reader.paper import Paper
from reader.settings import Settings, read_settings
from reader.sync.remote_exchange import RemoteExchange
from reader.tui.parts import journal_exchange
from reader.tui.parts.journal_exchange import JournalExchange
from tests.feed_server import FeedServer
from tests.tui.driving import Desk, run_two_days

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="there is no git")

FIRST = "2401.02000"
_ended = asyncio.Event()
"""An exchange has ended since it was looked at last."""
_PATIENCE = 60.0
"""Seconds after which one that hangs is given up; no speed is measured."""


@pytest.fixture
def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(journal_exchange, "_SOON", 0.01)
    end = JournalExchange._end

    def ended(self: JournalExchange, trouble: str) -> None:
        end(self, trouble)
        _ended.set()

    monkeypatch.setitem(globals(), "_ended", asyncio.Event())
    monkeypatch.setattr(JournalExchange, "_end", ended)
    path = tmp_path / "papers.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(path)], check=True)
    return path


def settings(home: Path, remote: Path, *, auto: bool = True) -> Settings:
    file = home / "config.toml"
    file.write_text(f'[sync]\nremote = "{remote}"\nauto = {str(auto).lower()}\n')
    return read_settings(file, {})


async def exchanged(desk: Desk) -> None:
    """Wait until another exchange has ended."""
    await asyncio.wait_for(_ended.wait(), _PATIENCE)
    _ended.clear()
    await desk.pilot.pause()


def test_what_another_machine_did_shows_and_the_cursor_stays(
    home: Path, tmp_path: Path, feed_server: FeedServer, remote: Path
) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("j")
        at, paper = desk.at, desk.screen.lists.view.rows[0].paper
        other = tmp_path / "other"
        Library(other).commit(decisions.star([paper]), {paper.id: paper})
        RemoteExchange(other, str(remote)).run()
        desk.screen.handlers.exchange.begin()
        await exchanged(desk)
        desk.screen.library.writer.follow()
        await desk.until(lambda: desk.starred == [paper.title])
        assert desk.at == at
        assert "synchronised" not in desk.header

    run_two_days(home, feed_server, story, settings=settings(home, remote))


def test_a_failure_is_a_sign_in_the_header_until_it_works_again(
    home: Path, feed_server: FeedServer, remote: Path
) -> None:
    async def story(desk: Desk) -> None:
        away = remote.rename(remote.with_name("away"))
        desk.screen.handlers.exchange.begin()
        await exchanged(desk)
        assert "not synchronised" in desk.header
        assert desk.notices == [], "nobody asked for it"
        desk.screen.press("sync")
        await exchanged(desk)
        assert any("no git repository" in each or "no such" in each for each in desk.notices)
        away.rename(remote)
        desk.screen.press("sync")
        await exchanged(desk)
        assert "not synchronised" not in desk.header
        await desk.until(lambda: "Marks exchanged" in desk.footer)

    run_two_days(home, feed_server, story, settings=settings(home, remote))


def test_nothing_happens_by_itself_where_it_is_not_wished(
    home: Path, feed_server: FeedServer, remote: Path
) -> None:
    async def story(desk: Desk) -> None:
        desk.screen.handlers.exchange.begin()
        await desk.press("j")
        assert not desk.screen.handlers.exchange._is_running
        assert not (home / "sync").exists()

    run_two_days(home, feed_server, story, settings=settings(home, remote, auto=False))


def test_without_a_repository_the_palette_says_how_to_set_one_up(
    home: Path, feed_server: FeedServer
) -> None:
    async def story(desk: Desk) -> None:
        desk.screen.press("sync")
        await desk.until(lambda: "sync init" in desk.footer)

    run_two_days(home, feed_server, story)


def test_what_was_marked_is_sent_at_the_end(
    home: Path, tmp_path: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader.cli.app_command import _send_journal
    from tests.tui.driving import places

    settings(home, remote)
    paper = Paper(FIRST, "Flashes")
    Library(home).commit(decisions.star([paper]), {paper.id: paper})
    _send_journal(places(home))
    other = tmp_path / "other"
    assert RemoteExchange(other, str(remote)).run().came
    assert Library(other).marks(FIRST).starred
    # With nothing new nobody is asked, so that nothing can fail.
    remote.rename(remote.with_name("away"))
    assert not RemoteExchange(home, str(remote)).has_unsent()
    _send_journal(places(home))
