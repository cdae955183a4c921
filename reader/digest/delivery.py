"""Where a digest goes: by a server, by a command, or into a Maildir."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reader.digest.message import ANONYMOUS, addresses, message_bytes
from reader.errors import ConfigError, DeliveryError
from reader.settings.mail_account import PASSWORD_VARIABLE, MailAccount, MailAddress, MailServer

if TYPE_CHECKING:
    from email.message import EmailMessage

    from reader.digest.smtp import Login


@dataclass(frozen=True, slots=True)
class ByServer:
    """By SMTP."""

    server: MailServer
    account: MailAccount
    """Who logs in."""


@dataclass(frozen=True, slots=True)
class ByCommand:
    """By a program such as ``msmtp``."""

    command: str


@dataclass(frozen=True, slots=True)
class IntoMaildir:
    """Into a folder on this machine."""

    folder: Path


Destination = ByServer | ByCommand | IntoMaildir


def mail_destination(account: MailAccount) -> ByServer | ByCommand:
    """The way that mail goes by the settings.

    Raises:
        ConfigError: they name none; the message has the lines to write into the file.
    """
    if account.server:
        return ByServer(account.server, account)
    if account.sendmail:
        return ByCommand(account.sendmail)
    to = f'  to = "{account.to.address if account.to else "me@example.org"}"\n'
    raise ConfigError(
        f"no mail can be sent yet; in {account.settings_file} the table [mail] has to say\n\n"
        f'{to}  server = "smtp.example.org:587"\n  user = "me@example.org"\n'
        '  password_command = "pass show mail"\n\n'
        f"or, where a program such as msmtp sends your mail,\n\n"
        f'{to}  sendmail = "msmtp -t"\n\n'
        "Nothing was sent; run this again then"
    )


def correspondents(account: MailAccount, written: str | None) -> tuple[MailAddress, MailAddress]:
    """Who sends a mail, and who gets it.

    Args:
        account: the settings.
        written: the address of the command line, ``me`` for the reader; None for a Maildir, which
            needs none.

    Raises:
        ConfigError: it is no address, or ``me`` is asked for and the settings name nobody.
    """
    if written is None:
        return account.sender or ANONYMOUS, account.to or ANONYMOUS
    recipient = account.recipient(written)
    return account.sender or recipient, recipient


def deliver(message: EmailMessage, destination: Destination) -> None:
    """Deliver a digest, to whom its headers name.

    Raises:
        DeliveryError: it was not delivered, or that cannot be known, which `perhaps_taken` says.
            Either way the same message may be delivered again: who gets it sees it once.
    """
    # Each imports what the others do not need, and the server most.
    match destination:
        case ByServer(server, account):
            from reader.digest.smtp import Envelope, send_by_smtp

            login = _login(account) if account.user else None
            send_by_smtp(Envelope(message_bytes(message), *addresses(message)), server, login)
        case ByCommand(command):
            from reader.digest.sendmail import send_by_command

            send_by_command(message_bytes(message, "\n"), command)
        case IntoMaildir(folder):
            from reader.digest.maildir import put_into_maildir

            moment = message["Date"].datetime
            put_into_maildir(message_bytes(message, "\n"), message["Message-ID"], moment, folder)


def _login(account: MailAccount) -> Login:
    from reader.digest.smtp import Login

    if account.password_command:
        from reader.digest.sendmail import password_of_command

        return Login(account.user, password_of_command(account.password_command))
    if account.password:
        return Login(account.user, account.password.encode("utf-8", "surrogateescape"))
    raise DeliveryError(
        f"there is no password for {account.user}",
        f"set the variable {PASSWORD_VARIABLE}, or mail.password_command to a command that "
        "prints it",
    )
