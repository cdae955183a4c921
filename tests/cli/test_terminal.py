"""Streams as shells make them: pipes that close, terminals, odd encodings, control characters."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest

from tests import feed_faults as faults
from tests.cli.program import Program
from tests.feed_items import author, group, item, items
from tests.feed_server import FeedServer

ESCAPES = "\x1b[2J\x1b]0;title\x07\x9b31m\u202e\u2066\x00\x7f\r"
HARM = {letter for letter in ESCAPES if not letter.isprintable()}


def test_a_reader_that_has_enough_is_no_error(run: Program, service: FeedServer) -> None:
    # More than a pipe holds.
    service.days["2024-01-03"] = items(300, "2024-01-03")
    with run.start("list", "--json") as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline() == b"[\n"
        process.stdout.close()
        assert (process.wait(120), process.stderr.read()) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("command", ["list", "export 2401.00001 2401.09999", "--help"])
def test_a_full_disk_is_told(run: Program, command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        process = run.start(*command.split(), stdout=full)
        _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (
        *(1, b"paper-reader: The output cannot be written: no space left on device.\n"),
    )


def test_a_reader_that_has_gone_is_no_error_where_a_message_follows(run: Program) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = run.start("export", "2401.00001", "2401.09999", stdout=writing)
    os.close(writing)
    _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_may_be_closed(run: Program, closed: str) -> None:
    program = " ".join(run.command)
    for arguments in ("list", "mark --read -", "config", ""):
        done = subprocess.run(
            ["sh", "-c", f"{program} {arguments} {closed}"],
            cwd=run.home.parent,
            env=run.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
        )
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
        lost = arguments != "mark --read -" and closed == ">&-"
        assert (b"The standard output is closed, so that what would" in done.stderr) is lost


def test_an_interrupted_wait_ends_at_once(run: Program, service: FeedServer) -> None:
    service.fault = faults.hang()
    process = run.start("list")
    while not service.requests:
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert err.strip() == b"paper-reader: Interrupted; what was done before stays done."


class TestEncodings:
    def test_where_stdout_has_no_bullet_letters_stand_for_the_state(self, run: Program) -> None:
        run("mark", "2401.00002", "--star")
        lines = run.with_(PYTHONUTF8="0", PYTHONIOENCODING="ascii")("list").lines
        assert lines[0] == "2401.00001 o    30 Attention Once More"
        assert lines[1] == "2401.00002  *   20 A Survey of Surveys"

    @pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
    def test_a_title_loses_the_letters_that_stdout_has_not(
        self, run: Program, service: FeedServer, encoding: str
    ) -> None:
        service.days["2024-01-02"] = [item("2401.00007", "混合 of Experts 🚀")]
        narrow = run.with_(PYTHONUTF8="0", PYTHONIOENCODING=encoding)
        assert narrow("list").lines[0].endswith("?? of Experts ?")
        assert narrow("show", "2401.00007").lines[0] == "?? of Experts ?"

    def test_json_loses_nothing(self, run: Program, service: FeedServer) -> None:
        service.days["2024-01-02"] = [item("2401.00007", "混合 of Experts 🚀")]
        narrow = run.with_(PYTHONUTF8="0", PYTHONIOENCODING="ascii")
        assert narrow("list", "--json").json[0]["title"] == "混合 of Experts 🚀"

    @pytest.mark.parametrize("locale", ["C", "POSIX"])
    def test_the_plainest_locale_will_do(self, run: Program, locale: str) -> None:
        plain = run.with_(PYTHONUTF8="0", LC_ALL=locale)
        assert plain("list").code == 0
        assert plain("mark", "2401.00001", "--note", "naïve").code == 0
        assert plain("show", "2401.00001").code == 0


class TestOnATerminal:
    def shown(self, run: Program, *arguments: str, columns: int = 40) -> bytes:
        """What a command writes to a terminal."""
        master, slave = pty.openpty()
        process = run.with_(COLUMNS=str(columns)).start(
            *arguments, stdin=slave, stdout=slave, stderr=slave
        )
        os.close(slave)
        written = b""
        try:
            while chunk := os.read(master, 65536):
                written += chunk
        except OSError:  # on Linux the end of a terminal is an error
            pass
        os.close(master)
        process.wait(120)
        return written

    def test_lines_are_cut_to_its_width(self, run: Program, service: FeedServer) -> None:
        service.days["2024-01-02"] = [
            item("2401.00007", "An Invented Title of Some Length", upvotes=2),
            item("2401.00008", "混合专家模型混合专家模型混合专家模型", upvotes=1),
        ]
        first, second, *_ = self.shown(run, "list").decode().splitlines()
        assert first == "2401.00007 ●     2 An Invented Title of…"
        assert second == "2401.00008 ●     1 混合专家模型混合专家…"

    def test_it_is_never_coloured(self, run: Program) -> None:
        assert b"\x1b" not in self.shown(run, "list")
        assert b"\x1b" not in self.shown(run, "list", "--bogus")
        assert b"\x1b" not in self.shown(run, "show", "2401.00001")

    @pytest.mark.parametrize("term", ["dumb", "unknown"])
    def test_the_app_does_not_start_on_one_that_cannot_show_it(
        self, run: Program, term: str
    ) -> None:
        said = self.shown(run.with_(TERM=term)).decode()
        assert f"cannot show the app (TERM is {term}); paper-reader list prints" in said
        assert "\x1b" not in said


class TestControlCharacters:
    def test_of_the_feed_never_get_out(self, here: Program, service: FeedServer) -> None:
        service.days["2024-01-02"] = [
            item(
                "2401.00007",
                f"A {ESCAPES}Title",
                summary=f"An {ESCAPES} abstract",
                authors=[author(f"Ada {ESCAPES} X")],
                organization=group(f"{ESCAPES} Inc", "x"),
                ai_keywords=[f"{ESCAPES}word"],
                ai_summary=f"{ESCAPES}summary",
            )
        ]
        here("mark", "2401.00007", "--star")
        for arguments in (
            ["list"],
            ["list", "--json"],
            ["show", "2401.00007"],
            ["export"],
            ["export", "--format", "json"],
            ["undo"],
        ):
            ran = here(*arguments)
            assert ran.code == 0
            assert_harmless(ran.out + ran.err)

    def test_of_the_command_line_never_come_back(self, here: Program) -> None:
        # No argument of a process can hold a zero.
        escapes = ESCAPES.replace("\x00", "")
        for arguments in (
            ["mark", "2401.00001", "--tag", f"t{escapes}", "--note", f"n{escapes}"],
            ["show", "2401.00001"],
            ["show", f"2401.00001{escapes}x"],
            ["list", "--date", escapes],
            ["list", f"--{escapes}"],
            ["list", f"({escapes}"],
            ["list", f"nonsense:{escapes}"],
            ["list", f"/(({escapes}/"],
            ["export", "-o", f"no/{escapes}/such", "--format", f"{escapes}"],
            ["export", "-o", f"x{escapes}.bib"],
            [f"com{escapes}mand"],
        ):
            ran = here(*arguments)
            assert_harmless(ran.out + ran.err)

    def test_of_the_standard_input_never_come_back(self, here: Program) -> None:
        ran = here("mark", "--read", "-", stdin=f"2401.00001{ESCAPES}\n")
        assert ran.code == 2
        assert_harmless(ran.err)


def assert_harmless(text: str) -> None:
    assert not set(text) & HARM, ascii(text)
