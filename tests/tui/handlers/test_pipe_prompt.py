"""Papers piped to commands, with the terminal handed over and taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="needs a pseudo-terminal")

from reader.library import Library
from tests.feed_server import FeedServer, item
from tests.terminal import Terminal
from tests.tui.app.test_terminal import PROGRAM, environment
from tests.tui.driving import Desk, run

BACK = "Press a key to come back."


@contextmanager
def at_the_list(server: FeedServer, shell: str = "/bin/sh", papers: int = 3) -> Iterator[Terminal]:
    """The app on a day of some papers, in a terminal; it ends well."""
    server.days["2024-01-02"] = [
        item(f"2401.{n:05}", f"Less is More {n}", "2024-01-02") for n in range(1, papers + 1)
    ]
    env = environment(server.url, date(2024, 1, 3)) | {"SHELL": shell}
    with Terminal(PROGRAM, env, 160, 30) as terminal:
        terminal.wait_for("fetched")
        yield terminal
        terminal.press("q")
        assert terminal.leave() == 0


def pipe(terminal: Terminal, keys: str, command: str, said: str) -> None:
    """Have a command run, come back by a key, and wait for what is said then."""
    terminal.press(keys)
    terminal.wait_for("Pipe ")
    terminal.press(f"{command}\r")
    terminal.wait_for(BACK)
    terminal.press(" ")
    terminal.wait_for(said)
    # The emulator has one screen alone, on which this stays until it is drawn over.
    terminal.wait_for(BACK, gone=True)


@pytest.mark.parametrize(
    ("key", "begins"),
    [("b", "@misc{"), ("j", "[\n"), ("t", "Less is More 1\n"), ("l", "https://huggingface.co/")],
)
def test_what_is_under_the_cursor_is_piped(
    home: Path, feed_server: FeedServer, key: str, begins: str
) -> None:
    out = home / "out"
    with at_the_list(feed_server) as terminal:
        pipe(terminal, f"|{key}", f"cat > {out}", "Piped 1 paper to cat >")
    text = out.read_text()
    assert text.startswith(begins)
    assert "https://arxiv.org/abs/2401.00001" in text
    assert "2401.00002" not in text
    assert text.endswith("\n")


def test_what_is_marked_is_piped(home: Path, feed_server: FeedServer) -> None:
    out = home / "out"
    with at_the_list(feed_server) as terminal:
        terminal.press("mm")
        terminal.wait_for("| pipe")
        pipe(terminal, "|j", f"cat > {out}", "Piped 2 papers to cat")
        assert "2 marked" in terminal.text, "as after a copy"
        pipe(terminal, "|l", f"grep abs > {out}.links", "Piped 2 papers to grep")
    assert [each["id"] for each in json.loads(out.read_text())] == ["2401.00001", "2401.00002"]
    links = Path(f"{out}.links").read_text().split()
    assert links == [f"https://arxiv.org/abs/2401.0000{n}" for n in (1, 2)]


def test_piping_bibtex_fixes_the_key_as_copying_does(home: Path, feed_server: FeedServer) -> None:
    with at_the_list(feed_server) as terminal:
        pipe(terminal, "|b", "false", "false ended with 1.")
        pipe(terminal, "j|b", "grep @misc", "Piped 1 paper to grep")
    library = Library(home)
    assert not library.marks("2401.00001").key_fixed, "it was given to nobody"
    assert library.marks("2401.00002").key_fixed


@pytest.mark.parametrize(
    "ends",
    [
        [
            ("head -1", "Piped 1 paper to head -1"),
            ("true", "Piped 1 paper to true"),
            ("exec <&-; true", "Piped 1 paper to exec"),
            ("no-such-command-here", "ended with 127: there may be no such command."),
            ("exit 3", "exit 3 ended with 3."),
        ],
        [
            ("kill -INT $$", "was ended by SIGINT."),
            ("sh -c 'kill -INT $$'; exit $?", "ended with 130 (SIGINT)."),
            ("kill -KILL $$", "was ended by SIGKILL."),
            ("if", "ended with 2."),
            ("cat; stty raw -echo <&1", "Piped 1 paper to cat; stty"),
        ],
    ],
    ids=["by itself", "by a signal or badly"],
)
def test_a_command_may_end_as_it_will(
    home: Path, feed_server: FeedServer, ends: list[tuple[str, str]]
) -> None:
    with at_the_list(feed_server) as terminal:
        for command, said in ends:
            pipe(terminal, "gg|t", command, said)
            pipe(terminal, "j|t", "cat", "Piped 1 paper to cat")


def test_what_a_command_leaves_running_is_not_waited_for(
    home: Path, feed_server: FeedServer
) -> None:
    """A pipe holds 64 kB; more than that nobody reads here."""
    feed_server.days["2024-01-02"] = [item(summary="word " * 40_000)]
    env = environment(feed_server.url, date(2024, 1, 3)) | {"SHELL": "/bin/sh"}
    with Terminal(PROGRAM, env, 160, 30) as terminal:
        terminal.wait_for("fetched")
        pipe(terminal, "|t", "sleep 600 <&0 >/dev/null 2>&1 & true", "Piped 1 paper to sleep")
        pipe(terminal, "|t", "sleep 0", "Piped 1 paper to sleep 0")
        terminal.press("q")
        assert terminal.leave() == 0


def test_the_shell_is_that_of_the_person(home: Path, feed_server: FeedServer) -> None:
    own = home / "own-shell"
    own.write_text(f'#!/bin/sh\necho "$1" "$2" > {home}/asked\ncat > /dev/null\n')
    own.chmod(0o700)
    with at_the_list(feed_server, str(own)) as terminal:
        pipe(terminal, "|t", "whatever | this means", "Piped 1 paper to whatever")
    assert (home / "asked").read_text() == "-c whatever | this means\n"


def test_where_the_shell_is_missing_that_is_said(home: Path, feed_server: FeedServer) -> None:
    with at_the_list(feed_server, str(home / "nowhere")) as terminal:
        terminal.press("|t")
        terminal.wait_for("Pipe text to:")
        terminal.press("cat\r")
        terminal.wait_for("cannot be started")
        terminal.wait_for("set SHELL")


def test_without_a_shell_of_ones_own_there_is_sh(home: Path, feed_server: FeedServer) -> None:
    with at_the_list(feed_server, "") as terminal:
        pipe(terminal, "|t", "cat", "Piped 1 paper to cat")


def test_any_key_comes_back_and_does_nothing_else(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = [item()]
    env = environment(feed_server.url, date(2024, 1, 3)) | {"SHELL": "/bin/sh"}
    with Terminal(PROGRAM, env, 160, 30) as terminal:
        terminal.wait_for("fetched")
        terminal.press("|t")
        terminal.wait_for("Pipe text to:")
        terminal.press("cat | head -3\r")
        terminal.wait_for(BACK)
        terminal.press("\x03")
        terminal.wait_for("Piped 1 paper")
        terminal.wait_for(BACK, gone=True)
        assert "1 unread" in terminal.text
        terminal.press("q")
        assert terminal.leave() == 0


def test_commands_have_a_history_of_their_own(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = [item()]

    async def story(desk: Desk) -> None:
        await desk.press("slash")
        await desk.type("less")
        await desk.press("enter")
        await desk.press("|")
        for words in ("b BibTeX", "j JSON", "t text", "l links"):
            assert words in desk.footer
        await desk.press("l")
        await desk.type("wc -l")
        await desk.press("enter")
        await desk.until(lambda: "cannot be handed over" in desk.footer)
        await desk.press("|", "j", "up")
        assert desk.screen.prompt._field.value == "wc -l"
        await desk.press("escape")
        await desk.press("|", "t", "enter")
        assert not desk.screen.prompt.asking, "nothing is run where nothing is typed"

    run(home, feed_server, story)


def test_a_heading_and_an_empty_list_have_nothing_to_pipe(
    home: Path, feed_server: FeedServer
) -> None:
    feed_server.days["2024-01-02"] = [item()]

    async def story(desk: Desk) -> None:
        await desk.press("z", "t")
        await desk.press("|", "b")
        assert "a group of papers" in desk.footer
        assert not desk.screen.prompt.asking

    run(home, feed_server, story)
