"""Sends a mail by SMTP, over a connection to a verified server that nobody else reads, or not."""

from __future__ import annotations

import base64
import contextlib
import hmac
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

from reader.errors import DeliveryError
from reader.net.certificates import (
    CertificateProblem,
    Certificates,
    advice_on_certificate,
    verdict_on_certificate,
)
from reader.net.deadline import TIME_BUDGET, Deadline
from reader.settings.mail_account import MailServer
from reader.text import clean_line

_TLS_PORT = 465
"""TLS from the start: RFC 8314."""
_MOST_REPLIES = 256_000
"""Bytes of all that a server says; a friendly one needs some hundred."""
_LONGEST_REPLY = 200
_WAIT_FOR_GOODBYE = 2.0
"""Seconds; the mail is sent by then."""
_GO_ON, _UNKNOWN_MECHANISM, _WANTS_LOGIN = 354, 504, 530
_LINE_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)


class Envelope(NamedTuple):
    """A mail as it is handed over."""

    content: bytes
    """The mail, with the line ends of SMTP."""
    sender: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Login:
    """Who logs in."""

    user: str
    password: bytes = field(repr=False)

    def hidden(self, said: str) -> str:
        """What a server said, without the password, which some repeat."""
        plain = _base64(self.plain)
        for secret in (plain, _base64(self.password), self.password.decode("utf-8", "replace")):
            said = said.replace(secret, "…") if secret else said
        return said

    @property
    def plain(self) -> bytes:
        """The answer of the mechanism PLAIN: RFC 4616."""
        return b"\0" + self.user.encode("utf-8", "surrogateescape") + b"\0" + self.password


def send_by_smtp(
    envelope: Envelope,
    server: MailServer,
    login: Login | None = None,
    seconds: float = TIME_BUDGET,
) -> None:
    """Send a mail.

    Args:
        envelope: what is sent.
        server: on port 465 the connection is TLS from the start; on any other it has to offer
            STARTTLS, or nothing is sent.
        login: None where the server wants none.
        seconds: for all of it, whatever the server does.

    Raises:
        DeliveryError: it was not sent, or that cannot be known.
    """
    certificates = Certificates()
    try:
        trusted = certificates.context
    except CertificateProblem as problem:
        raise DeliveryError(str(problem)) from problem
    progress = _Progress()
    attempt = _Attempt(envelope, server, login, trusted, certificates.source, seconds, progress)
    try:
        Deadline(seconds).run(attempt.make)
    except TimeoutError:
        if not progress.give_up():
            raise attempt.late() from None
    finally:
        progress.give_up()


class _Progress:
    """How far the sending has come, told by the thread that sends to the one that waits for it."""

    def __init__(self) -> None:
        self.is_whole_sent = False
        """All was sent, so that the server may have taken it."""
        self.is_greeted = False
        """The server has said something."""
        self._is_taken = False
        self._is_over = False
        self._connection: socket.socket | None = None
        self._turn = Lock()

    def connect(self, connection: socket.socket) -> None:
        """A connection is there; raises where nobody waits any more."""
        with self._turn:
            self._raise_if_over()
            self._connection = connection

    def end_text(self) -> None:
        """The end of the text is about to be sent; raises where nobody waits any more."""
        with self._turn:
            self._raise_if_over()
            self.is_whole_sent = True

    def take(self) -> None:
        """The server has taken the mail."""
        with self._turn:
            self._is_taken = True

    def give_up(self) -> bool:
        """Send nothing from now on; returns whether the mail was taken before that."""
        with self._turn:
            self._is_over = True
            if self._connection:
                with contextlib.suppress(OSError):
                    # That of an `SSLSocket` would first make a plain one of it.
                    socket.socket.shutdown(self._connection, socket.SHUT_RDWR)
            return self._is_taken

    def _raise_if_over(self) -> None:
        if self._is_over:
            raise TimeoutError


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One conversation with a server."""

    envelope: Envelope
    server: MailServer
    login: Login | None
    trusted: ssl.SSLContext
    source: str
    """The variable that names certificates, and its value."""
    seconds: float
    progress: _Progress

    def make(self) -> None:
        """Hold it, from the connection to the goodbye; raises `DeliveryError` alone."""
        smtp = smtplib.SMTP(local_hostname="localhost")
        try:
            self._connect(smtp)
            self._log_in(smtp)
            self._hand_over(smtp)
            with contextlib.suppress(smtplib.SMTPException, OSError):
                if smtp.sock:
                    smtp.sock.settimeout(min(_WAIT_FOR_GOODBYE, self.seconds))
                smtp.quit()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise self.failure(self._why(error)) from error
        finally:
            smtp.close()

    def failure(self, why: str, advice: str = "") -> DeliveryError:
        """The error that the conversation ended; after the end of the text nobody knows how."""
        return DeliveryError(why, advice, perhaps_taken=self.progress.is_whole_sent)

    def late(self) -> DeliveryError:
        """The error that it took too long."""
        is_silent = not self.progress.is_greeted and self.server.port != _TLS_PORT
        return self.failure(
            f"{self.server} did not answer within {self.seconds:g} seconds",
            "a port that is encrypted from the start can be 465 alone" if is_silent else "",
        )

    def _connect(self, smtp: smtplib.SMTP) -> None:
        address = (self.server.host, self.server.port)
        # Whoever waits gives up before that; it is for a thread that is left.
        connection = socket.create_connection(address, 2 * self.seconds)
        self._use(smtp, connection)
        if self.server.port == _TLS_PORT:
            self._encrypt(smtp, connection)
        code, said = smtp.getreply()
        self.progress.is_greeted = True
        if code < 0:
            raise self.failure(f"what answers at {self.server} is no mail server")
        self._expect(2, (code, said), "takes no mail from here")
        self._greet(smtp)
        if self.server.port == _TLS_PORT:
            return
        if not smtp.has_extn("starttls"):
            raise self.failure(
                f"{self.server} offers no STARTTLS, so that others could read what is sent",
                "try port 465 or 587, or a program that sends mail, as mail.sendmail",
            )
        self._expect(2, smtp.docmd("STARTTLS"), "refuses to encrypt the connection")
        self._encrypt(smtp, connection)
        self._greet(smtp)

    def _encrypt(self, smtp: smtplib.SMTP, connection: socket.socket) -> None:
        # What was said before, or behind the answer to STARTTLS, is forgotten: it is not theirs.
        secure = self.trusted.wrap_socket(connection, server_hostname=self.server.host)
        self._use(smtp, secure)
        smtp.esmtp_features = {}

    def _use(self, smtp: smtplib.SMTP, connection: socket.socket) -> None:
        # smtplib closes it then.
        smtp.sock = connection
        smtp.file = _BoundedReplies(connection)
        self.progress.connect(connection)

    def _greet(self, smtp: smtplib.SMTP) -> None:
        # Not by the name of this machine, which few know and finding out may take long.
        host = smtp.sock.getsockname()[0].partition("%")[0] if smtp.sock else ""
        name = f"[IPv6:{host}]" if ":" in host else f"[{host}]"
        if smtp.ehlo(name)[0] // 100 != 2:
            self._expect(2, smtp.helo(name), "refuses the greeting")

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        login = self.login
        if login is None:
            return
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        if not offered:
            raise self.failure(
                f"{self.server} offers no login", "take mail.user and the password out"
            )
        usable = [name for name in _MECHANISMS if name in offered]
        if not usable:
            others = clean_line(" ".join(offered), _LONGEST_REPLY)
            raise self.failure(
                f"{self.server} offers no login by a password, but {others}",
                "mail.sendmail can name a program that can do that",
            )
        code, said = _UNKNOWN_MECHANISM, b""
        for name in usable:
            code, said = _MECHANISMS[name](smtp, login)
            if code != _UNKNOWN_MECHANISM:
                break
        self._expect(
            2,
            (code, said),
            f"refuses the login of {clean_line(login.user, 99)}",
            "look at mail.user and the password; some services want one for each program",
        )

    def _hand_over(self, smtp: smtplib.SMTP) -> None:
        content, sender, recipient = self.envelope
        size = f" SIZE={len(content)}" if smtp.has_extn("size") else ""
        reply = smtp.docmd("MAIL", f"FROM:<{sender}>{size}")
        advice = "mail.from has to be an address of the account"
        if reply[0] == _WANTS_LOGIN and not self.login:
            advice = "set mail.user and a password"
        self._expect(2, reply, f"refuses mail from {sender}", advice)
        reply = smtp.docmd("RCPT", f"TO:<{recipient}>")
        self._expect(2, reply, f"refuses mail to {recipient}")
        code, said = smtp.docmd("DATA")
        if code != _GO_ON:
            self._expect(3, (code, said), "refuses the mail")
        smtp.send(_LINE_WITH_DOT.sub(b"..", content))
        self.progress.end_text()
        smtp.send(b".\r\n")
        code, said = smtp.getreply()
        if code // 100 in (4, 5):
            # It has not taken it.
            self.progress.is_whole_sent = False
        self._expect(2, (code, said), "refuses the mail")
        self.progress.take()

    def _expect(self, kind: int, reply: tuple[int, bytes], what: str, advice: str = "") -> None:
        """Raise, unless the first digit of a reply is as expected."""
        code, said = reply
        if code // 100 == kind:
            return
        text = said.decode("utf-8", "replace")
        text = clean_line(self.login.hidden(text) if self.login else text, _LONGEST_REPLY)
        if code // 100 == 4:
            advice = "it may take it later"
        told = f"{code} {text}".strip() if code > 0 else "in words that are no SMTP"
        raise self.failure(f"{self.server} {what} ({told.rstrip('.')})", advice)

    def _why(self, error: Exception) -> str:
        """Why the conversation broke off."""
        match error.__context__ if isinstance(error, smtplib.SMTPServerDisconnected) else error:
            case socket.gaierror():
                why = "its name cannot be looked up; is there a network?"
            case ssl.SSLCertVerificationError() as wrong:
                why = f"its certificate is not valid ({verdict_on_certificate(wrong)})"
                why += advice_on_certificate(wrong, self.source)
            case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
                return f"{self.server} broke the connection off"
            case ssl.SSLError():
                why = "no secure connection comes about; is that the right port?"
            case ConnectionRefusedError():
                why = "nothing answers there"
            case TimeoutError():
                return f"{self.server} did not answer in time"
            case None | ConnectionError():
                return f"{self.server} broke the connection off"
            case _FloodError() | smtplib.SMTPResponseException() | ValueError():
                return f"{self.server} says what no mail server says"
            case _:
                why = "no connection comes about; is there a network?"
        return f"could not reach {self.server}: {why}"


class _FloodError(OSError):
    """A server says more than anybody needs."""


class _BoundedReplies:
    """What a server says, of which smtplib would read on without an end."""

    def __init__(self, connection: socket.socket) -> None:
        self._file = connection.makefile("rb")
        self._left = _MOST_REPLIES

    def readline(self, size: int) -> bytes:
        line = self._file.readline(size)
        self._left -= len(line)
        if self._left < 0:
            raise _FloodError
        return line

    def close(self) -> None:
        self._file.close()


def _plain(smtp: smtplib.SMTP, login: Login) -> tuple[int, bytes]:
    code, said = smtp.docmd("AUTH", f"PLAIN {_base64(login.plain)}")
    return smtp.docmd(_base64(login.plain)) if code // 100 == 3 else (code, said)


def _login(smtp: smtplib.SMTP, login: Login) -> tuple[int, bytes]:
    # https://datatracker.ietf.org/doc/html/draft-murchison-sasl-login
    code, said = smtp.docmd("AUTH", "LOGIN")
    for answer in (login.user.encode("utf-8", "surrogateescape"), login.password):
        if code // 100 == 3:
            code, said = smtp.docmd(_base64(answer))
    return code, said


def _cram_md5(smtp: smtplib.SMTP, login: Login) -> tuple[int, bytes]:
    # RFC 2195.
    code, said = smtp.docmd("AUTH", "CRAM-MD5")
    if code // 100 != 3:
        return code, said
    proof = hmac.new(login.password, base64.b64decode(said), "md5").hexdigest()
    answer = f"{login.user} {proof}".encode("utf-8", "surrogateescape")
    return smtp.docmd(_base64(answer))


_MECHANISMS: dict[str, Callable[[smtplib.SMTP, Login], tuple[int, bytes]]] = {
    "PLAIN": _plain,
    "LOGIN": _login,
    "CRAM-MD5": _cram_md5,
}
"""The one that is preferred first: nobody else can read the connection."""


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
