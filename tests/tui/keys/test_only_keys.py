"""The true app in a true terminal: what is no key does nothing, and what is one does its own."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="needs a pseudo-terminal")

from tests.feed_server import FeedServer, items
from tests.terminal import PATIENCE, Terminal

PROGRAM = (sys.executable, "-m", "reader")
OWN_TERMINAL = (
    sys.executable,
    "-c",
    "import os, sys; os.open(os.ttyname(0), os.O_RDWR); os.execvp(sys.argv[1], sys.argv[1:])",
)
"""Makes the terminal the one whose ctrl+c is a signal, as a terminal window does."""
SECOND = "▌●   11 Invented Paper 1"
"""The row below the first, under the cursor."""


def environment(server: FeedServer, **more: str) -> dict[str, str]:
    server.days["2024-01-02"] = items(12)
    server.days["2024-01-01"] = items(3, "2024-01-01")
    return os.environ | {
        "HF_ENDPOINT": server.url,
        "PAPER_READER_TODAY": server.today.isoformat(),
        **more,
    }


@pytest.fixture
def terminal(home: Path, feed_server: FeedServer) -> Iterator[Terminal]:
    """The app, on a list of twelve."""
    with Terminal(PROGRAM, environment(feed_server)) as opened:
        opened.wait_for("12 unread")
        opened.wait_for("fetched")
        yield opened


def nothing_happened(terminal: Terminal) -> None:
    """The keyboard lives, and nothing was decided, opened or left before."""
    terminal.press("j")
    screen = terminal.wait_for(SECOND)
    assert "12 unread" in screen
    assert "Tue 2 Jan 2024" in screen
    assert not any(line[2:3] == "★" for line in screen.split("\n"))
    assert "Note" not in screen


@pytest.mark.parametrize(
    "answer",
    [
        "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
        "\x1bP>|XTerm(354)\x1b\\",
        "\x1b[?62;4c",
        "\x1b[>41;354;0c",
        "\x1b_Gi=31;OK\x1b\\",
    ],
    ids=repr,
)
def test_a_late_answer_of_the_terminal_does_nothing(terminal: Terminal, answer: str) -> None:
    terminal.press(answer)
    nothing_happened(terminal)


def test_an_arrow_whose_escape_came_alone_decides_nothing(terminal: Terminal) -> None:
    terminal.press("/paper\r")
    terminal.wait_for("shows 12")
    terminal.press("\x1b")
    terminal.wait_for("shows 12", gone=True)
    terminal.press("[A")
    nothing_happened(terminal)


@pytest.mark.parametrize("keys", ["\x1bA", "\x1br", "\x1bs", "\x1b ", "\x1b.", "\x1b\r", "\x1b["])
def test_with_alt_no_letter_is_itself(terminal: Terminal, keys: str) -> None:
    terminal.press(keys)
    terminal.press("\x1b[B")
    screen = terminal.wait_for(SECOND)
    assert "12 unread" in screen


@pytest.mark.parametrize("form", ["\x1b[27;5;114~", "\x1b[114;5u", "\x1b[1082;5u", "\x12"])
def test_ctrl_and_a_letter_are_that_key_in_every_form(terminal: Terminal, form: str) -> None:
    terminal.press("r")
    terminal.wait_for("11 unread")
    terminal.press("u")
    terminal.wait_for("12 unread")
    terminal.press(form)
    terminal.wait_for("11 unread")


def test_a_paste_whose_end_is_torn_is_one_and_the_keyboard_lives(terminal: Terminal) -> None:
    terminal.press("/p")
    terminal.wait_for("12 of 12")
    terminal.press("\x1b[200~aper 1\x1b[20")
    terminal.press("1~")
    terminal.press("1")
    terminal.wait_for("1 of 12")
    terminal.press("\r")
    terminal.wait_for("/paper 11 shows 1")


def test_a_paste_without_an_end_is_ended_by_silence(terminal: Terminal) -> None:
    terminal.press("/p")
    terminal.wait_for("12 of 12")
    terminal.press("\x1b[200~aper 11")
    terminal.wait_for("1 of 12")
    terminal.press("\r")
    terminal.wait_for("/paper 11 shows 1")


def test_in_a_prompt_a_combination_types_nothing(terminal: Terminal) -> None:
    terminal.press("e")
    terminal.wait_for("Note")
    terminal.press("on\x1bx\x1b1\x1b[27;5;114~\x1b[27;3;97~\x1b[114;5u\x1b]11;?\x1b\\ly")
    terminal.press("\r")
    terminal.wait_for("only")


class TestATerminalThatVanishes:
    @pytest.mark.parametrize("screen", ["", "?", "/pap", "g="])
    def test_ends_the_app_with_everything_saved(
        self, home: Path, feed_server: FeedServer, screen: str
    ) -> None:
        with Terminal(PROGRAM, environment(feed_server)) as terminal:
            terminal.wait_for("12 unread")
            terminal.press("r")
            terminal.wait_for("11 unread")
            terminal.press(screen)
            terminal.vanish()
            assert terminal.process.wait(PATIENCE) == 0
        assert b'"read":true' in (home / "library.json").read_bytes()

    def test_also_where_its_signal_is_ignored(self, home: Path, feed_server: FeedServer) -> None:
        ignoring = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh")
        with Terminal((*ignoring, *OWN_TERMINAL, *PROGRAM), environment(feed_server)) as terminal:
            terminal.wait_for("12 unread")
            terminal.vanish()
            assert terminal.process.wait(PATIENCE) == 0

    def test_while_an_editor_is_waited_for(
        self, home: Path, tmp_path: Path, feed_server: FeedServer
    ) -> None:
        script = tmp_path / "editor.py"
        script.write_text(
            "import contextlib, os\n"
            "print('the editor reads', flush=True)\n"
            "with contextlib.suppress(OSError):\n"
            "    while os.read(0, 1): pass\n"
        )
        env = environment(feed_server, EDITOR=f"{sys.executable} {script}", VISUAL="")
        with Terminal(PROGRAM, env) as terminal:
            terminal.wait_for("12 unread")
            terminal.press("rE")
            terminal.wait_for("the editor reads")
            terminal.vanish()
            assert terminal.process.wait(PATIENCE) == 0
        assert b'"read":true' in (home / "library.json").read_bytes()


class TestSuspending:
    def test_ctrl_z_goes_to_the_shell_and_fg_comes_back(
        self, home: Path, feed_server: FeedServer
    ) -> None:
        shell = (*OWN_TERMINAL, "bash", "--norc", "--noprofile", "-i")
        env = environment(feed_server, PS1="ready> ", HISTFILE="")
        with Terminal(shell, env) as terminal:
            terminal.wait_for("ready>")
            # A script between the shell and the program is stopped with it.
            terminal.press(f"sh -c '{shlex.join(PROGRAM)}; echo left with $?'\r")
            terminal.wait_for("12 unread")
            for keys, shown in (("r", "11 unread"), ("/paper", "12 of 12")):
                terminal.press(keys)
                terminal.wait_for(shown)
                terminal.press("\x1a")
                terminal.wait_for("Stopped")
                terminal.press("clear; stty -a | grep -ow isig\r")
                terminal.wait_for("unread", gone=True)
                terminal.wait_for("isig")
                terminal.press("fg\r")
                terminal.wait_for(shown)
            terminal.press("\r")
            terminal.wait_for("shows 12")
            terminal.press("qq")
            terminal.wait_for("left with 0")
            terminal.press("exit\r")
            terminal.leave()

    def test_without_a_shell_it_says_so_and_goes_on(self, terminal: Terminal) -> None:
        terminal.press("\x1a")
        terminal.wait_for("There is no shell to go back to")
        nothing_happened(terminal)


def test_ctrl_c_belongs_to_the_editor_that_is_waited_for(
    home: Path, tmp_path: Path, feed_server: FeedServer
) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import signal, sys\n"
        "from pathlib import Path\n"
        "keys = {signal.SIGINT, signal.SIGQUIT}\n"
        "usual = all(signal.getsignal(key) is not signal.SIG_IGN for key in keys)\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, keys)\n"
        "heard = []\n"
        "while len(heard) < 3:\n"
        "    print('the editor heard', len(heard), flush=True)\n"
        "    heard.append(signal.sigtimedwait(keys, 30).si_signo)\n"
        "Path(sys.argv[1]).write_text(f'heard {len(heard)}, usual {usual}')\n"
    )
    env = environment(feed_server, EDITOR=f"{sys.executable} {script}", VISUAL="")
    with Terminal((*OWN_TERMINAL, *PROGRAM), env) as terminal:
        terminal.wait_for("12 unread")
        terminal.press("E")
        for heard, key in enumerate("\x03\x1c\x03"):
            terminal.wait_for(f"the editor heard {heard}")
            terminal.press(key)
        terminal.wait_for("heard 3, usual True")
        terminal.press("r")
        terminal.wait_for("11 unread")
        terminal.press("q")
        assert terminal.leave() == 0
