"""How the settings have mail sent: from whom to whom, by which server or command."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from reader.errors import ConfigError
from reader.settings import Settings

PASSWORD_VARIABLE = "PAPER_READER_SMTP_PASSWORD"
ME = "me"
"""What stands for the address of `mail.to` on a command line."""

_LONGEST_ADDRESS, _LONGEST_LOCAL, _LONGEST_HOST = 254, 64, 253
"""RFC 5321, section 4.5.3.1, and what goes into a path of SMTP between its brackets."""
_LONGEST_NAME = 100
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?", re.IGNORECASE)
_LITERAL = re.compile(r"\[([0-9A-Fa-f:.]{2,45})\]")
_HIGHEST_PORT = 65535


class MailAddress(NamedTuple):
    """An address, and whose it is."""

    address: str
    """In ASCII, as it is in the protocols."""
    name: str = ""

    @property
    def local(self) -> str:
        """What is before the @."""
        return self.address.rpartition("@")[0]

    @property
    def host(self) -> str:
        """What is behind the @."""
        return self.address.rpartition("@")[2]


class MailServer(NamedTuple):
    """A server, in ASCII, and its port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class MailAccount:
    """What the settings and the environment say of mail."""

    to: MailAddress | None = None
    sender: MailAddress | None = None
    """`mail.from`, else the user where that is an address, else `to`."""
    server: MailServer | None = None
    user: str = ""
    """Who logs in; empty where nobody does."""
    password: str = field(default="", repr=False)
    """That of the environment."""
    password_command: str = ""
    sendmail: str = ""
    settings_file: Path = Path("config.toml")

    def recipient(self, written: str) -> MailAddress:
        """The address that is meant on a command line: one that is typed there, or `ME`.

        Raises:
            ConfigError: it is no address, or `mail.to` is not set.
        """
        if written != ME:
            try:
                return parse_address(written)
            except ValueError as error:
                raise ConfigError(f"“{written}” {error}; nothing was sent") from error
        if self.to:
            return self.to
        raise ConfigError(
            f"“{ME}” stands for mail.to, which is not set; in {self.settings_file} the table "
            '[mail] has to say\n\n  to = "me@example.org"\n\nor name the address; nothing was sent'
        )


def mail_account(settings: Settings, environment: Mapping[str, str] = os.environ) -> MailAccount:
    """What is set; a mistake in the settings was told when they were read."""
    texts = {name: str(settings.values[f"mail.{name}"]) for name in _NAMES}
    to, written = (parse_address(texts[name]) if texts[name] else None for name in ("to", "from"))
    of_user = None if address_problem(texts["user"]) else parse_address(texts["user"])
    sender = written or of_user or to
    password = environment.get(PASSWORD_VARIABLE, "").strip("\r\n")
    has_password = bool(texts["password_command"] or password)
    user = texts["user"] or (sender.address if sender and has_password else "")
    return MailAccount(
        to,
        sender,
        parse_server(texts["server"]) if texts["server"] else None,
        user,
        password,
        texts["password_command"],
        texts["sendmail"],
        settings.path,
    )


_NAMES = ("to", "from", "server", "user", "password_command", "sendmail")


def parse_address(text: str) -> MailAddress:
    """Parse an address, ``me@example.org`` or ``My Name <me@example.org>``.

    Raises:
        ValueError: it is none; the message is the end of a sentence about it.
    """
    text = text.strip()
    name, bracket, address = text.rpartition("<")
    if bracket:
        address = address.removesuffix(">") if address.endswith(">") else ""
    name = name.strip().removeprefix('"').removesuffix('"').strip()
    local, at, host = address.rpartition("@")
    if not at or any(each.isspace() for each in address):
        raise ValueError("is no address such as me@example.org")
    if not local.isascii():
        raise ValueError("has a letter before its @ that is not ASCII, which few servers take")
    if not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL or local.startswith("-"):
        raise ValueError("is no address such as me@example.org")
    if not name.isprintable() or set(name) & set('<>"\\'):
        raise ValueError("has a name with a sign in it that no name has")
    if len(name) > _LONGEST_NAME:
        raise ValueError(f"has a name of more than {_LONGEST_NAME} characters")
    found = MailAddress(f"{local}@{_host(host)}", name)
    if len(found.address) > _LONGEST_ADDRESS:
        raise ValueError("is too long for an address")
    return found


def parse_server(text: str) -> MailServer:
    """Parse a server and its port, ``smtp.example.org:587`` or ``[::1]:587``.

    Raises:
        ValueError: it is none; the message is the end of a sentence about it.
    """
    example = "smtp.example.org:587"
    text = text.strip()
    if "://" in text or "/" in text or "@" in text:
        raise ValueError(f"is more than a server and its port, such as {example}")
    host, colon, port = text.rpartition(":")
    if not colon or ("[" in text and not host.endswith("]")):
        raise ValueError(f"has no port, as in {example}")
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) <= _HIGHEST_PORT:
        raise ValueError(f"has no port from 1 to {_HIGHEST_PORT}, as in {example}")
    if literal := _LITERAL.fullmatch(host):
        return MailServer(literal[1], int(port))
    return MailServer(_host(host), int(port))


def address_problem(text: str) -> str | None:
    """What is wrong with an address, as the end of a sentence; None if nothing is."""
    try:
        parse_address(text)
    except ValueError as error:
        return str(error)
    return None


def server_problem(text: str) -> str | None:
    """What is wrong with a server, as the end of a sentence; None if nothing is."""
    try:
        parse_server(text)
    except ValueError as error:
        return str(error)
    return None


def sendmail_problem(text: str) -> str | None:
    """What is wrong with a command, as the end of a sentence; None if nothing is."""
    import shlex

    try:
        return None if shlex.split(text) else "is no command"
    except ValueError:
        return "has a quote that is not closed"


def _host(text: str) -> str:
    """The name of a host in ASCII; of other letters, as IDNA writes them.

    Raises:
        ValueError: it is none.
    """
    try:
        name = text.encode("idna").decode() if text[: _LONGEST_HOST + 1] == text else ""
    except UnicodeError:
        name = ""
    if name and all(map(_LABEL.fullmatch, name.split("."))) and len(name) <= _LONGEST_HOST:
        return name
    raise ValueError("has no name of a host such as example.org")
