"""Sending by a command, and passwords that a command prints."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from reader.digest.sendmail import password_of_command, send_by_command
from reader.errors import DeliveryError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of sh")
CONTENT = b"To: me@example.org\nSubject: Papers\n\nFrom here\n.\nend\n"


class FakeSendmail:
    """A script in place of sendmail, which keeps what it was given."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "send mail.sh"
        self._words, self._mail = folder / "words", folder / "mail"
        self.does("exit 0")

    def does(self, script: str) -> None:
        quoted = [shlex.quote(str(each)) for each in (self._words, self._mail)]
        self.path.write_text(
            f'#!/bin/sh\nprintf "%s\\n" "$@" > {quoted[0]}\ncat > {quoted[1]}\n{script}\n'
        )
        self.path.chmod(0o700)

    @property
    def command(self) -> str:
        return shlex.quote(str(self.path))

    @property
    def words(self) -> list[str]:
        return self._words.read_text().split()

    @property
    def mail(self) -> bytes:
        return self._mail.read_bytes()


@pytest.fixture
def program(tmp_path: Path) -> FakeSendmail:
    return FakeSendmail(tmp_path)


def refused(command: str, seconds: float = 60) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        send_by_command(CONTENT, command, seconds)
    return raised.value


class TestSend:
    @pytest.mark.parametrize(
        ("written", "words"),
        [
            ("", ["-t", "-i"]),
            (" -t", ["-t", "-i"]),
            (" -t -oi", ["-t", "-oi"]),
            (" -i -a work", ["-i", "-a", "work", "-t"]),
        ],
    )
    def test_it_takes_the_recipient_from_the_mail_and_no_dot_for_its_end(
        self, program: FakeSendmail, written: str, words: list[str]
    ) -> None:
        send_by_command(CONTENT, program.command + written)
        assert (program.words, program.mail) == (words, CONTENT)

    def test_a_home_may_be_written_as_for_a_shell(
        self, program: FakeSendmail, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HOME", str(program.path.parent))
        send_by_command(CONTENT, r"~/send\ mail.sh -t")
        assert program.mail == CONTENT

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            (1, "ended with 1; nothing was sent"),
            (67, "ended with 67, which means that it knows no such recipient; nothing was sent"),
            (75, "which means that it could not send just now; try again later; nothing"),
            (77, "which means that it is not allowed to; does its login work?; nothing was sent"),
            (78, "which means that its configuration is wrong; nothing was sent"),
        ],
    )
    def test_each_exit_code_is_a_sentence(
        self, program: FakeSendmail, code: int, said: str
    ) -> None:
        program.does(f"exit {code}")
        error = refused(program.command)
        assert said in str(error) and not error.perhaps_taken

    def test_its_last_words_are_told_without_what_moves_a_cursor(
        self, program: FakeSendmail
    ) -> None:
        program.does(r"printf 'msmtp: one\nmsmtp: \033[2Jtwo\r\n\n' >&2; exit 78")
        assert "configuration is wrong (msmtp: [2Jtwo); nothing" in str(refused(program.command))

    def test_killed_it_may_have_sent_the_mail(self, program: FakeSendmail) -> None:
        program.does("kill -9 $$")
        error = refused(program.command)
        assert error.perhaps_taken
        assert "was ended by SIGKILL; it may have arrived all the same" in str(error)

    def test_so_may_one_that_takes_too_long(self, program: FakeSendmail) -> None:
        program.does("sleep 1000")
        error = refused(program.command, 0.5)
        assert error.perhaps_taken
        assert "was stopped, as it took longer than 0.5 seconds; it may have" in str(error)

    def test_one_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        error = refused("/nowhere/msmtp -t")
        assert str(error).startswith("there is no program “/nowhere/msmtp”, which mail.sendmail")
        assert not error.perhaps_taken
        assert "cannot be run: " in str(refused(str(tmp_path)))

    def test_one_that_reads_nothing_and_is_content_has_taken_it(self) -> None:
        send_by_command(b"x" * 1_000_000, "true")


class TestPassword:
    @pytest.mark.parametrize(
        ("command", "password"),
        [
            ("echo hunter2", b"hunter2"),
            ("printf 'hunter2\\r\\nuser: me\\n'", b"hunter2"),
            ("printf ' a b '", b" a b "),
            ("printf 'p\\303\\244ss\\377'", b"p\xc3\xa4ss\xff"),
            ("echo $HOME | tr a-z A-Z | head -c 1", b"/"),
        ],
    )
    def test_it_is_the_first_line_of_what_is_printed(self, command: str, password: bytes) -> None:
        assert password_of_command(command) == password

    @pytest.mark.parametrize(
        ("command", "said"),
        [
            ("exit 2", "ended with 2; nothing was sent"),
            ("echo gpg: no key >&2; exit 2", "ended with 2 (gpg: no key); nothing was sent"),
            ("true", "printed no password; nothing was sent"),
            ("echo; echo later", "printed no password"),
            ("kill -15 $$", "was ended by SIGTERM"),
            ("/nowhere/pass", "ended with 127, which means that it runs something that is not"),
            ("echo hunter2; echo bad hunter2 >&2; exit 1", "ended with 1 (bad); nothing"),
        ],
    )
    def test_its_failure_is_one_sentence_without_it(self, command: str, said: str) -> None:
        with pytest.raises(DeliveryError) as raised:
            password_of_command(command)
        assert said in str(raised.value) and "hunter2" not in str(raised.value)
        assert str(raised.value).startswith("the command of mail.password_command ")

    def test_it_has_a_time(self) -> None:
        with pytest.raises(DeliveryError, match=r"was stopped, as it took longer than 0\.3 second"):
            password_of_command("sleep 1000", 0.3)
