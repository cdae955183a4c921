"""Sending by SMTP: what reaches a server, and what becomes of each fault at each stage."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator

import pytest
import trustme

from reader.digest import smtp
from reader.digest.smtp import Envelope, Login, send_by_smtp
from reader.errors import DeliveryError
from reader.settings.mail_account import MailServer
from tests.mail_server import Fault, LoopbackMailServer, ScriptedServer, Stage

CONTENT = b"Subject: Papers\r\n\r\nFrom here\r\n.\r\n..\r\n.dots\r\nend\r\n"
ENVELOPE = Envelope(CONTENT, "digest@example.org", "me@example.org")
SHORT = 0.5
"""Seconds; a server that hangs does so for ever."""
STAGES: tuple[Stage, ...] = (
    *("greeting", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "text"),
)
LOGIN = Login("me@example.org", b"hunter2")


def send(
    server: LoopbackMailServer | ScriptedServer,
    login: Login | None = None,
    seconds: float = 20,
    host: str = "127.0.0.1",
) -> None:
    send_by_smtp(ENVELOPE, MailServer(host, server.port), login, seconds)


def refused(
    server: LoopbackMailServer | ScriptedServer,
    login: Login | None = None,
    seconds: float = 20,
) -> DeliveryError:
    """The error of a mail that is not sent."""
    with pytest.raises(DeliveryError) as raised:
        send(server, login, seconds)
    said = str(raised.value)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", said) and len(said) < 600
    assert ("; it may have arrived all the same" in said) == raised.value.perhaps_taken
    assert ("; nothing was sent" in said) != raised.value.perhaps_taken
    return raised.value


@pytest.fixture
def wants_login(trusted: trustme.CA) -> Iterator[LoopbackMailServer]:
    with LoopbackMailServer(trusted, passwords={LOGIN.user: LOGIN.password}) as server:
        yield server


class TestSent:
    def test_what_arrives_is_what_was_sent(self, mail_server: LoopbackMailServer) -> None:
        send(mail_server)
        (mail,) = mail_server.mails
        assert mail.content == CONTENT
        assert (mail.sender, mail.recipients) == ("digest@example.org", ("me@example.org",))
        assert f"MAIL FROM:<digest@example.org> SIZE={len(CONTENT)}".encode() in mail_server.said

    def test_the_name_of_this_machine_is_not_told(self, mail_server: LoopbackMailServer) -> None:
        send(mail_server)
        greetings = [each for each in mail_server.said if each.startswith(b"EHLO")]
        assert greetings == [b"EHLO [127.0.0.1]"] * 2

    def test_on_the_port_for_that_tls_is_there_from_the_start(
        self, trusted: trustme.CA, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with LoopbackMailServer(
            trusted, is_encrypted=True, passwords={LOGIN.user: LOGIN.password}
        ) as server:
            monkeypatch.setattr(smtp, "_TLS_PORT", server.port)
            send(server, LOGIN)
        assert [mail.user for mail in server.mails] == [LOGIN.user]

    @pytest.mark.parametrize("fault", ["refuse", "close", "hang"])
    def test_once_taken_it_is_sent_however_the_server_parts(
        self, mail_server: LoopbackMailServer, fault: Fault, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(smtp, "_WAIT_FOR_GOODBYE", 0.1)
        mail_server.faults["QUIT"] = fault
        send(mail_server)
        assert len(mail_server.mails) == 1

    def test_also_where_the_time_ends_before_the_goodbye(
        self, mail_server: LoopbackMailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(smtp, "_WAIT_FOR_GOODBYE", 60)
        mail_server.faults["QUIT"] = "hang"
        send(mail_server, seconds=3)
        assert len(mail_server.mails) == 1


class TestFaults:
    @pytest.mark.parametrize("fault", ["refuse", "later", "close", "hang"])
    @pytest.mark.parametrize("stage", STAGES)
    def test_each_is_a_sentence_and_tells_whether_the_mail_may_be_there(
        self, wants_login: LoopbackMailServer, stage: Stage, fault: Fault
    ) -> None:
        wants_login.faults[stage] = fault
        error = refused(wants_login, LOGIN, SHORT if fault == "hang" else 20)
        is_unknown = stage == "text" and fault in ("close", "hang")
        assert error.perhaps_taken == is_unknown
        assert len(wants_login.mails) == is_unknown
        said = str(error)
        assert f"127.0.0.1:{wants_login.port}" in said and "hunter2" not in said
        match stage, fault:
            case "EHLO", "refuse" | "later":
                # Older servers know HELO alone, with which comes no encryption.
                assert "offers no STARTTLS" in said
            case _, "refuse":
                assert "(554 5.7.1 No,[31m thanks)" in said
            case _, "later":
                assert "(451 4.7.1 Not just now)" in said and "it may take it later" in said
            case _, "close":
                assert "broke the connection off" in said
            case _, "hang":
                assert f"did not answer within {SHORT:g} seconds" in said

    def test_what_was_refused_can_be_sent_again(self, mail_server: LoopbackMailServer) -> None:
        mail_server.faults["text"] = "later"
        refused(mail_server)
        mail_server.faults.clear()
        send(mail_server)
        assert [mail.content for mail in mail_server.mails] == [CONTENT]

    def test_without_a_server_nothing_is_sent(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            port = nobody.getsockname()[1]
        with pytest.raises(
            DeliveryError, match=rf"127\.0\.0\.1:{port}: nothing answers there; noth"
        ):
            send_by_smtp(ENVELOPE, MailServer("127.0.0.1", port))

    def test_a_name_that_nobody_knows_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(*_: object, **__: object) -> object:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        with pytest.raises(
            DeliveryError, match=r"could not reach smtp\.example\.org:587: its name"
        ):
            send_by_smtp(ENVELOPE, MailServer("smtp.example.org", 587))

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            (b"HTTP/1.1 400 Bad Request\r\n\r\n", "is no mail server; nothing was sent"),
            (b"\x16\x03\x01\x02\x00" * 50 + b"\n", "is no mail server; nothing was sent"),
            (b"2" * 20_000, "says what no mail server says"),
            (b"220-" + b"x" * 70 + b"\r\n", "broke the connection off"),
            (b"220-more\r\n" * 100_000, "says what no mail server says"),
            (b"", "broke the connection off"),
        ],
        ids=["web", "binary", "long line", "half a reply", "flood", "nothing"],
    )
    def test_what_is_no_mail_server_is_told(self, said: bytes, told: str) -> None:
        with ScriptedServer(said) as server:
            assert told in str(refused(server))

    def test_one_that_waits_to_be_spoken_to_may_be_encrypted(self) -> None:
        with ScriptedServer(then_waits=True) as server:
            assert "encrypted from the start can be 465 alone" in str(refused(server, None, SHORT))
        assert server.heard == b"", "nothing is said before the greeting"

    def test_what_drips_has_an_end(self) -> None:
        # Each byte would begin the time of the socket anew.
        with ScriptedServer(b"2", b"2", b"0", b"-", then_waits=True) as server:
            error = refused(server, None, SHORT)
        assert f"did not answer within {SHORT:g} seconds" in str(error)

    def test_a_name_that_is_looked_up_for_ever_has_an_end(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        released = threading.Event()

        def never(*_: object, **__: object) -> object:
            released.wait()
            raise socket.gaierror(socket.EAI_NONAME, "unknown")

        monkeypatch.setattr(socket, "getaddrinfo", never)
        with pytest.raises(DeliveryError, match=r"did not answer within 0\.1 seconds; nothing was"):
            send_by_smtp(ENVELOPE, MailServer("smtp.example.org", 587), None, 0.1)
        released.set()

    def test_once_given_up_nothing_goes_on(self) -> None:
        progress = smtp._Progress()
        ours, theirs = socket.socketpair()
        with ours, theirs:
            progress.connect(ours)
            assert not progress.give_up()
            assert theirs.recv(1) == b""
            with pytest.raises(TimeoutError):
                progress.connect(ours)
            with pytest.raises(TimeoutError):
                progress.end_text()
        assert not progress.is_whole_sent


class TestEncryption:
    def test_without_starttls_nothing_is_sent(self) -> None:
        with LoopbackMailServer() as server:
            error = refused(server, LOGIN)
        assert "others could read what is sent; nothing was sent; try" in str(error)
        assert server.said == [b"EHLO [127.0.0.1]"] and server.mails == []

    def test_an_answer_that_is_none_is_not_taken_for_encryption(self) -> None:
        with ScriptedServer(
            *(b"220 hi\r\n", b"<", b"250-me\r\n250 STARTTLS\r\n", b"<", b"502 no\r\n"),
            then_waits=True,
        ) as server:
            assert "refuses to encrypt the connection (502 no)" in str(refused(server, LOGIN))
        assert b"AUTH" not in server.heard and b"MAIL" not in server.heard

    def test_what_is_said_behind_the_answer_is_not_believed(self) -> None:
        # CVE-2011-0411 and its kind: a third party adds replies before the encryption.
        script = (b"220 hi\r\n", b"<", b"250-me\r\n250 STARTTLS\r\n", b"<")
        with ScriptedServer(
            *script, b"220 go\r\n250-me\r\n250 AUTH PLAIN\r\n", then_waits=True
        ) as server:
            refused(server, LOGIN, SHORT)
        assert b"AUTH" not in server.heard

    def test_an_unknown_authority_is_not_trusted(self) -> None:
        with LoopbackMailServer(trustme.CA()) as server:
            said = str(refused(server, LOGIN))
        assert "its certificate is not valid" in said and "REQUESTS_CA_BUNDLE" in said
        assert not [each for each in server.said if not each.startswith(b"EHLO")]

    def test_nor_is_another_host(self, trusted: trustme.CA) -> None:
        with LoopbackMailServer(trusted, host="mail.example.org") as server:
            said = str(refused(server, LOGIN))
        assert "another host answers in its place" in said and server.mails == []

    def test_tls_that_does_not_come_is_no_way_to_plain_text(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with LoopbackMailServer() as server:
            monkeypatch.setattr(smtp, "_TLS_PORT", server.port)
            said = str(refused(server, LOGIN))
        assert "no secure connection comes about" in said and server.said == []

    def test_a_certificate_file_that_is_not_there_is_told(
        self, mail_server: LoopbackMailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
        assert "SSL_CERT_FILE is /nowhere/ca.pem, which is not" in str(refused(mail_server))


class TestLogin:
    @pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
    @pytest.mark.parametrize("password", [b"hunter2", "pässwörd €".encode(), b"\xff\x80 x"])
    def test_each_password_goes_each_way(
        self, trusted: trustme.CA, mechanism: str, password: bytes
    ) -> None:
        with LoopbackMailServer(
            trusted, passwords={"zoë": password}, mechanisms=(mechanism,)
        ) as server:
            send(server, Login("zoë", password))
        assert [mail.user for mail in server.mails] == ["zoë"]

    def test_one_that_has_no_way_for_passwords_is_told(
        self, mail_server: LoopbackMailServer
    ) -> None:
        mail_server.mechanisms = ("XOAUTH2",)
        said = str(refused(mail_server, LOGIN))
        assert "offers no login by a password, but XOAUTH2; nothing was sent; mail.sendmail" in said

    def test_it_is_refused_in_a_sentence(self, wants_login: LoopbackMailServer) -> None:
        said = str(refused(wants_login, Login("me@example.org", b"wrong horse")))
        assert "refuses the login of me@example.org (535 5.7.8 " in said
        assert "look at mail.user and the password" in said and "horse" not in said

    def test_who_has_none_is_told_to_set_one(self, wants_login: LoopbackMailServer) -> None:
        said = str(refused(wants_login))
        assert "530 5.7.0" in said and "set mail.user and a password" in said

    def test_who_has_one_is_told_where_none_is_wanted(
        self, trusted: trustme.CA, mail_server: LoopbackMailServer
    ) -> None:
        mail_server.mechanisms = ()
        assert "offers no login" in str(refused(mail_server, LOGIN))
        assert mail_server.mails == []

    def test_a_server_that_repeats_the_password_does_not_make_us_say_it(
        self, wants_login: LoopbackMailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        login = Login("me@example.org", b"wrong  horse")
        for said in ("AUTH wrong  horse", f"AUTH {smtp._base64(login.plain)}"):
            monkeypatch.setattr("tests.mail_server.REFUSED", f"535 {said} is not it")
            wants_login.faults["AUTH"] = "refuse"
            error = str(refused(wants_login, login))
            assert "(535 AUTH … is not it)" in error
        assert "horse" not in repr(login)
