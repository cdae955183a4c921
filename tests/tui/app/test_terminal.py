"""The installed program in a real terminal, on a real day, from the first start to the last key."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="needs a pseudo-terminal")

from tests.feed_server import FeedServer, items
from tests.terminal import Terminal

PROGRAM = (sys.executable, "-m", "reader")
SIZES = [(80, 24), (120, 40), (200, 50)]
REAL_DAY = date(2026, 7, 24)


@pytest.fixture
def real_service(recorded: Path) -> Iterator[FeedServer]:
    with FeedServer(today=REAL_DAY, data=recorded / "daily") as server:
        yield server


def environment(endpoint: str, today: date) -> dict[str, str]:
    return os.environ | {"HF_ENDPOINT": endpoint, "PAPER_READER_TODAY": today.isoformat()}


def command(*words: str, env: dict[str, str]) -> str:
    done = subprocess.run(
        [*PROGRAM, *words], env=env, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


@pytest.mark.parametrize(("columns", "rows"), SIZES, ids=str)
def test_a_morning_with_a_real_day(
    home: Path, real_service: FeedServer, recorded: Path, columns: int, rows: int
) -> None:
    env = environment(real_service.url, REAL_DAY)
    (first, *_) = json.loads((recorded / "daily" / f"{REAL_DAY}.json").read_bytes())
    said = " ".join(first["paper"]["summary"].split()[:4])
    with Terminal(PROGRAM, env, columns, rows) as terminal:
        terminal.wait_for("fetched")
        for text in (
            "Fri 24 Jul 2026   16 papers, 16 unread"
            if columns >= 100
            else "Fri 24 Jul   16 papers",
            "16 unread",
            "▌●   55 AREX: Towards a Recursively Self-Improving",
            said,
            "shows every key",
        ):
            terminal.wait_for(text)
        terminal.press("jr")
        terminal.wait_for("15 unread")
        terminal.press("s")
        terminal.wait_for("\n  ★  35 ReferTrack")
        terminal.press("t")
        terminal.wait_for("Tags")
        terminal.press("rl thesis\r")
        terminal.wait_for("#rl #thesis")
        terminal.press("rru")
        terminal.wait_for("is unread again")
        terminal.press("q")
        assert terminal.leave() == 0
    real_service.requests.clear()
    with Terminal(PROGRAM, env, columns, rows) as terminal:
        for text in ("13 unread", "\n  ★  35 ReferTrack", "#rl #thesis"):
            terminal.wait_for(text)
        terminal.press("q")
        assert terminal.leave() == 0
    bibliography = command("export", env=env)
    assert bibliography.count("@misc{") == 1
    assert "eprint        = {2607.20061}" in bibliography


def test_fifty_papers_from_launch_to_export(
    home: Path, real_service: FeedServer, tmp_path: Path
) -> None:
    """Titles first, then groups and queries, then what is left; the bibliography at the end."""
    env = environment(real_service.url, REAL_DAY) | {"HOME": str(tmp_path)}
    with Terminal((*PROGRAM, "--date", "2026-05-12"), env) as terminal:
        terminal.wait_for("50 unread")
        terminal.wait_for("fetched")
        terminal.press("w")
        terminal.wait_for("Mathematician-Curated Benchmark for Evaluating Research-level Math")
        terminal.press(":read up:<5\r")
        terminal.wait_for("28 papers: read up:<5. u undoes it.")
        for _ in range(3):
            terminal.press("w")
        terminal.wait_for("│")
        terminal.press("zt")
        terminal.wait_for("▸ agents")
        terminal.press("ggr")
        # None is unread, and nothing of its bar filled.
        terminal.wait_for(f"{'':>11}{'─' * 10} │")
        terminal.press("zt")
        terminal.wait_for("▸ agents", gone=True)
        terminal.press("/is:unread title:merging\r")
        terminal.wait_for("/is:unread title:merging shows 1")
        terminal.press("s")
        terminal.wait_for("1 starred")
        terminal.press("\x1b")
        terminal.wait_for("shows 1", gone=True)
        terminal.press("ggnvjjs")
        terminal.wait_for("★")
        terminal.press("A")
        terminal.wait_for("50 seen, 4 starred")
        terminal.press("u")
        terminal.wait_for("unread again")
        terminal.press("A")
        terminal.wait_for("] newer")
        terminal.press("gs")
        terminal.wait_for("Starred")
        terminal.press("x\x15~/refs.bib\r")
        terminal.wait_for("4 to add")
        terminal.press("\r")
        terminal.wait_for("4 added")
        terminal.press("qq")
        assert terminal.leave() == 0
    written = (tmp_path / "refs.bib").read_text("utf-8")
    assert written.count("@misc{") == 4
    assert "Model Merging Scaling Laws" in written
    assert command("export", "--check", "-o", str(tmp_path / "refs.bib"), env=env) == ""


@pytest.mark.parametrize("term", ["xterm", "xterm-16color", "linux", "screen"])
def test_terminals_of_few_colours(home: Path, feed_server: FeedServer, term: str) -> None:
    feed_server.days["2024-01-02"] = items(3)
    env = environment(feed_server.url, feed_server.today)
    with Terminal(("env", f"TERM={term}", "COLORTERM=", *PROGRAM), env) as terminal:
        terminal.wait_for("3 unread")
        terminal.press("s")
        terminal.wait_for("\n  ★   3 Invented")
        terminal.press("q")
        assert terminal.leave() == 0


def test_what_the_screen_showed_as_done_survives_a_kill(
    home: Path, feed_server: FeedServer
) -> None:
    feed_server.days["2024-01-02"] = items(12)
    env = environment(feed_server.url, feed_server.today)
    with Terminal(PROGRAM, env) as terminal:
        terminal.wait_for("12 unread")
        terminal.press("rs")
        terminal.wait_for("\n  ★  11 Invented")
        terminal.process.send_signal(signal.SIGKILL)
        terminal.leave()
    unread = command("list", "--offline", "--ids", "is:unread", env=env).split()
    starred = command("list", "--offline", "--ids", "is:starred", env=env).split()
    assert len(unread) == 10
    assert starred == ["2401.02001"]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_terminal_that_goes_away_leaves_a_folded_library(
    home: Path, feed_server: FeedServer, name: str
) -> None:
    feed_server.days["2024-01-02"] = items(12)
    env = environment(feed_server.url, feed_server.today)
    with Terminal(PROGRAM, env) as terminal:
        terminal.wait_for("12 unread")
        terminal.press("r")
        terminal.wait_for("11 unread")
        terminal.process.send_signal(getattr(signal, name))
        assert terminal.leave() == 0
    assert b'"read":true' in (home / "library.json").read_bytes()


def test_two_windows_follow_each_other(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = items(12)
    env = environment(feed_server.url, feed_server.today)
    with Terminal(PROGRAM, env) as one, Terminal(PROGRAM, env, 80, 24) as other:
        one.wait_for("12 unread")
        other.wait_for("12 unread")
        one.press("r")
        other.wait_for("11 unread")
        command("mark", "2401.02005", "--read", env=env)
        one.wait_for("10 unread")
        other.wait_for("10 unread")
        other.press("u")
        other.wait_for("again")
        one.wait_for("11 unread")


def test_a_window_may_change_its_size(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = items(12)
    with Terminal(PROGRAM, environment(feed_server.url, feed_server.today)) as terminal:
        terminal.wait_for("12 unread")
        terminal.press("jjj")
        terminal.wait_for("▌●    9 Invented Paper 3")
        terminal.resize(70, 18)
        terminal.wait_for("▌●    9 Invented Paper 3")
        terminal.resize(30, 8)
        terminal.wait_for("Too small: 40×10")
        terminal.resize(100, 30)
        terminal.wait_for("▌●    9 Invented Paper 3")


def test_without_colour_the_states_can_still_be_told_apart(
    home: Path, feed_server: FeedServer
) -> None:
    feed_server.days["2024-01-02"] = items(3)
    env = environment(feed_server.url, feed_server.today) | {"NO_COLOR": "1"}
    with Terminal(PROGRAM, env) as terminal:
        terminal.wait_for("3 unread")
        terminal.press("sr")
        for row in (
            "\n  ★   3 Invented Paper",
            "\n      2 Invented Paper",
            "\n▌●    1 Invented Paper",
        ):
            terminal.wait_for(row)


def test_the_first_start_of_all_without_a_network(home: Path) -> None:
    env = environment("http://127.0.0.1:1", date(2026, 7, 24))
    with Terminal(PROGRAM, env, 80, 24) as terminal:
        terminal.wait_for("sample")
        terminal.wait_for("f5 tries again")
        terminal.press("s")
        terminal.wait_for("★")
        terminal.press("q")
        assert terminal.leave() == 0
    assert list(home.rglob("*.jsonl")) == []


def test_who_has_kept_nothing_yet_is_welcomed(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = items(3)
    env = environment(feed_server.url, feed_server.today)
    welcome = "Welcome. space reads on, s keeps, ? shows every key"
    with Terminal(PROGRAM, env, 80, 24) as terminal:
        terminal.wait_for(welcome)
        terminal.press("j")
        terminal.wait_for("space page")
        assert welcome not in terminal.text
        terminal.press("q")
        assert terminal.leave() == 0
    with Terminal(PROGRAM, env, 80, 24) as terminal:
        terminal.wait_for(welcome)
        terminal.press("s")
        terminal.wait_for("★")
        terminal.press("q")
        assert terminal.leave() == 0
    with Terminal(PROGRAM, env, 80, 24) as terminal:
        terminal.wait_for("2 unread")
        terminal.press("/")
        terminal.wait_for("esc clear")
        assert welcome not in terminal.text
        terminal.press("\x1b")
        terminal.wait_for("space page")


class TestTheEditor:
    def editor(self, folder: Path, source: str) -> str:
        script = folder / "editor.py"
        script.write_text(
            f"import sys\nfrom pathlib import Path\nfile = Path(sys.argv[1])\n{source}"
        )
        return f"{sys.executable} {script}"

    def test_a_note_of_several_lines_is_written_in_it(
        self, home: Path, tmp_path: Path, feed_server: FeedServer
    ) -> None:
        feed_server.days["2024-01-02"] = items(3, "2024-01-02")
        source = (
            "text = file.read_text()\nnote = text.partition('\\n')[2]\n"
            "file.write_text(f'{text}compare\\nchapter {len(note)}')"
        )
        editor = self.editor(tmp_path, source)
        env = environment(feed_server.url, date(2024, 1, 3)) | {"EDITOR": editor, "VISUAL": ""}
        with Terminal(PROGRAM, env, 100, 30) as terminal:
            terminal.wait_for("fetched")
            terminal.press("E")
            terminal.wait_for("chapter 0")
            terminal.press("e")
            terminal.wait_for("E opens it in your editor")
            terminal.press("E")
            terminal.wait_for("chapter 18")
            terminal.press("u")
            terminal.wait_for("chapter 18", gone=True)
            terminal.wait_for("chapter 0")
            terminal.press("q")
            assert terminal.leave() == 0

    def test_one_that_fails_changes_nothing_and_the_app_goes_on(
        self, home: Path, tmp_path: Path, feed_server: FeedServer
    ) -> None:
        feed_server.days["2024-01-02"] = items(3, "2024-01-02")
        failing = self.editor(tmp_path, "file.write_text('x'); sys.exit(3)")
        for editor, sentence in ((failing, "ended with 3"), ("/no/editor", "cannot be started")):
            env = environment(feed_server.url, date(2024, 1, 3)) | {"EDITOR": editor, "VISUAL": ""}
            with Terminal(PROGRAM, env, 100, 30) as terminal:
                terminal.wait_for("fetched")
                terminal.press("E")
                terminal.wait_for(sentence)
                terminal.press("r")
                terminal.wait_for("2 unread")
                terminal.press("q")
                assert terminal.leave() == 0
