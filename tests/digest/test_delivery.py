"""Where a digest goes, as the settings and the command line say, and that it arrives there."""

from __future__ import annotations

import mailbox
import shlex
import sys
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme

from reader.digest.delivery import (
    ByCommand,
    ByServer,
    IntoMaildir,
    correspondents,
    deliver,
    mail_destination,
)
from reader.digest.message import (
    ANONYMOUS,
    MessageParts,
    message,
    message_bytes,
    message_identity,
)
from reader.errors import ConfigError, DeliveryError
from reader.settings.mail_account import MailAccount, MailAddress, MailServer
from tests.mail_server import LoopbackMailServer

ME = MailAddress("me@example.org", "Zoë")


def digest(account: MailAccount, written: str | None = "me") -> EmailMessage:
    sender, recipient = correspondents(account, written)
    return message(
        MessageParts("Grüße\n.\nFrom here", "<p>Grüße</p>"),
        subject="Papers",
        sender=sender,
        recipient=recipient,
        identity=message_identity("daily", date(2026, 11, 28), "here", ["2611.00001"]),
        moment=datetime(2026, 11, 28, 7, 30, tzinfo=UTC),
    )


class TestByServer:
    def test_it_arrives_as_it_was_put_together(self, mail_server: LoopbackMailServer) -> None:
        account = MailAccount(to=ME, server=MailServer("127.0.0.1", mail_server.port))
        sent = digest(account)
        deliver(sent, mail_destination(account))
        (mail,) = mail_server.mails
        assert mail.content == message_bytes(sent)
        assert (mail.sender, mail.recipients) == (ME.address, (ME.address,))
        assert mail.message_id == sent["Message-ID"]

    @pytest.mark.skipif(sys.platform == "win32", reason="the command is one of sh")
    def test_the_password_is_that_of_the_command_before_that_of_the_environment(
        self, trusted: trustme.CA
    ) -> None:
        with LoopbackMailServer(trusted, passwords={"me": "pässword".encode()}) as server:
            to = MailServer("127.0.0.1", server.port)
            known = MailAccount(ME, ME, to, "me", password="pässword")
            deliver(digest(known), mail_destination(known))
            wrong = MailAccount(ME, ME, to, "me", "pässword", "echo wrong")
            with pytest.raises(DeliveryError, match="refuses the login of me"):
                deliver(digest(wrong), mail_destination(wrong))
            asked = MailAccount(ME, ME, to, "me", "wrong", "printf 'p\\303\\244ssword\\nmore'")
            deliver(digest(asked), mail_destination(asked))
        assert [mail.user for mail in server.mails] == ["me", "me"]

    def test_without_a_password_nobody_is_asked(self, mail_server: LoopbackMailServer) -> None:
        to = MailServer("127.0.0.1", mail_server.port)
        account = MailAccount(to=ME, server=to, user="me")
        with pytest.raises(DeliveryError, match="there is no password for me; nothing was sent; "):
            deliver(digest(account), mail_destination(account))
        assert mail_server.said == []


@pytest.mark.skipif(sys.platform == "win32", reason="the command is one of sh")
def test_by_command_it_has_the_line_ends_of_files(tmp_path: Path) -> None:
    script = tmp_path / "sendmail"
    script.write_text(f"#!/bin/sh\ncat > {shlex.quote(str(tmp_path / 'mail'))}\n")
    script.chmod(0o700)
    account = MailAccount(to=ME, sender=ME, sendmail=shlex.quote(str(script)))
    sent = digest(account)
    deliver(sent, mail_destination(account))
    assert (tmp_path / "mail").read_bytes() == message_bytes(sent, "\n")


def test_into_a_maildir_it_needs_no_settings_and_goes_once(tmp_path: Path) -> None:
    for name in ("tmp", "new", "cur"):
        (tmp_path / name).mkdir()
    sent = digest(MailAccount(), None)
    for _ in range(2):
        deliver(sent, IntoMaildir(tmp_path))
    (mail,) = mailbox.Maildir(tmp_path, create=False)
    assert mail["From"] == mail["To"] == "paper-reader <digest@paper-reader.invalid>"
    assert mail["Message-ID"] == sent["Message-ID"]


class TestDestination:
    def test_it_is_the_server_else_the_command(self) -> None:
        server = MailServer("smtp.example.org", 587)
        account = MailAccount(server=server)
        assert mail_destination(account) == ByServer(server, account)
        assert mail_destination(MailAccount(sendmail="msmtp -t")) == ByCommand("msmtp -t")

    def test_where_neither_is_set_the_lines_are_shown(self) -> None:
        with pytest.raises(ConfigError) as raised:
            mail_destination(MailAccount(to=ME, settings_file=Path("/srv/me/config.toml")))
        said = raised.value.sentence
        assert "in /srv/me/config.toml the table [mail] has to say\n" in said
        for line in (
            'to = "me@example.org"',
            'server = "smtp.example.org:587"',
            'password_command = "pass show mail"',
            'sendmail = "msmtp -t"',
        ):
            assert f"\n  {line}\n" in said


class TestCorrespondents:
    def test_me_is_who_the_settings_name(self) -> None:
        you = MailAddress("you@example.org")
        account = MailAccount(to=ME, sender=you)
        assert correspondents(account, "me") == (you, ME)
        assert correspondents(account, "x@example.org") == (you, MailAddress("x@example.org"))
        assert correspondents(account, None) == (you, ME)

    def test_who_is_named_alone_sends_it_too(self) -> None:
        address = MailAddress("x@example.org")
        assert correspondents(MailAccount(), "x@example.org") == (address, address)
        assert correspondents(MailAccount(), None) == (ANONYMOUS, ANONYMOUS)
        with pytest.raises(ConfigError, match=r"mail\.to, which is not set"):
            correspondents(MailAccount(), "me")
