"""A mail server on the loopback, aiosmtpd, with a fault at a stage of the conversation."""

from __future__ import annotations

import asyncio
import contextlib
import email
import hmac
import socket
import ssl
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Any, Literal

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Stage = Literal["greeting", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "text", "QUIT"]
Fault = Literal["refuse", "later", "close", "hang"]
MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2")
REFUSED, LATER = "554 5.7.1 No,\x1b[31m thanks", "451 4.7.1 Not just now"


@dataclass(frozen=True)
class Received:
    """A mail that the server took."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    user: str | None

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.content, policy=default)

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


@dataclass
class LoopbackMailServer:
    """Runs in a thread of its own, as a context."""

    authority: trustme.CA | None = None
    """Who signs its certificate; without one it offers no STARTTLS."""
    host: str = "127.0.0.1"
    """Whom the certificate is for."""
    passwords: dict[str, bytes] = field(default_factory=dict)
    """Who may log in; empty where nobody has to."""
    mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN")
    is_encrypted: bool = False
    """From the start."""
    faults: dict[Stage, Fault] = field(default_factory=dict)
    mails: list[Received] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)
    """The commands that it was sent, in order."""
    port: int = 0

    def __enter__(self) -> LoopbackMailServer:
        self._conversations: list[_Conversation] = []
        self._loop = asyncio.new_event_loop()
        self._listening = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listening.getsockname()[1]
        self._tls: ssl.SSLContext | None = None
        if self.authority:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.authority.issue_cert(self.host).configure_cert(self._tls)
        self._loop.set_exception_handler(lambda *_: None)
        self._accepting = self._loop.run_until_complete(
            self._loop.create_server(
                lambda: _Conversation(self),
                sock=self._listening,
                ssl=self._tls if self.is_encrypted else None,
            )
        )
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        async def end() -> None:
            self._accepting.close()
            for _ in range(3):
                # Who has just been accepted gets a conversation.
                await asyncio.sleep(0)
            while not all(each.is_lost for each in self._conversations):
                for conversation in self._conversations:
                    conversation.abort()
                await asyncio.sleep(0)
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._listening.close()
        self._loop.close()

    @property
    def tls(self) -> ssl.SSLContext | None:
        """What STARTTLS is answered with."""
        return None if self.is_encrypted else self._tls


class _Conversation(SMTP):
    """With one client."""

    def __init__(self, server: LoopbackMailServer) -> None:
        self._server = server
        super().__init__(
            _Handler(server),
            tls_context=server.tls,
            authenticator=_Authenticator(server),
            auth_require_tls=not server.is_encrypted,
            auth_exclude_mechanism=set(MECHANISMS) - set(server.mechanisms),
            ident="ESMTP",
            hostname="mail.test",
            loop=server._loop,
        )
        self.is_lost = False
        server._conversations.append(self)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.is_lost = True

    def abort(self) -> None:
        """End it at once."""
        for transport in (self.transport, self._original_transport):
            if isinstance(transport, asyncio.Transport):
                transport.abort()

    async def _fails(self, stage: Stage) -> bool:
        match self._server.faults.get(stage):
            case "refuse":
                await self.push(REFUSED)
            case "later":
                await self.push(LATER)
            case "close":
                assert self.transport
                self.transport.close()
            case "hang":
                await asyncio.Event().wait()
            case None:
                return False
        return True

    async def _handle_client(self) -> None:
        if await self._fails("greeting"):
            assert self.transport
            self.transport.close()
            return
        await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        self._server.said.append(f"EHLO {hostname}".encode())
        if not await self._fails("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        if not await self._fails("STARTTLS"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        self._server.said.append(f"AUTH {arg}".encode())
        if not await self._fails("AUTH"):
            await super().smtp_AUTH(arg)

    async def auth_CRAM__MD5(self, _: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        challenge = b"<1896.697170952@mail.test>"
        answer = await self.challenge_auth(challenge)
        assert isinstance(answer, bytes)
        user, proof = answer.decode().rsplit(" ", 1)
        password = self._server.passwords.get(user, b"")
        is_right = hmac.new(password, challenge, "md5").hexdigest() == proof
        return AuthResult(success=is_right, handled=is_right, auth_data=user)

    async def auth_XOAUTH2(self, _: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        return AuthResult(success=False, handled=False)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        self._server.said.append(f"MAIL {arg}".encode())
        if self._server.passwords and not (self.session and self.session.authenticated):
            await self.push("530 5.7.0 Authentication required")
        elif not await self._fails("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        if not await self._fails("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if not await self._fails("DATA"):
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802
        if not await self._fails("QUIT"):
            await super().smtp_QUIT(arg)


@dataclass
class _Handler:
    server: LoopbackMailServer

    async def handle_DATA(self, server: _Conversation, session: Session, sent: Envelope) -> str:  # noqa: N802
        assert isinstance(sent.content, bytes)
        fault = self.server.faults.get("text")
        if fault in ("refuse", "later"):
            return REFUSED if fault == "refuse" else LATER
        received = Received(
            str(sent.mail_from), tuple(sent.rcpt_tos), sent.content, session.auth_data
        )
        self.server.mails.append(received)
        if fault and await server._fails("text"):
            return "250 never heard"
        return "250 Taken"


@dataclass
class _Authenticator:
    server: LoopbackMailServer

    def __call__(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        user = data.login.decode()
        if self.server.passwords.get(user) != data.password:
            return AuthResult(success=False, handled=False)
        return AuthResult(success=True, auth_data=user)


class ScriptedServer:
    """A listener that says what it is told to each who comes, and no more."""

    def __init__(self, *said: bytes, then_waits: bool = False) -> None:
        self._said = said
        self._then_waits = then_waits
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.heard = b""
        self._end = threading.Event()

    def __enter__(self) -> ScriptedServer:
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            connection, _ = self._listening.accept()
            with connection:
                for each in self._said:
                    if each.startswith(b"<"):
                        self.heard += connection.recv(65_536)
                    else:
                        connection.sendall(each)
                if self._then_waits:
                    while more := connection.recv(65_536):
                        self.heard += more
