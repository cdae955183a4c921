"""A digest as a mail: headers that nobody can add to, and the same bytes for the same digest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from reader.settings.mail_account import MailAddress
from reader.text import clean, clean_line

if TYPE_CHECKING:
    from email.message import EmailMessage

MOST_SUBJECT = 150
"""Characters of a subject; list views show half of them, and the library folds it slowly."""
ANONYMOUS = MailAddress("digest@paper-reader.invalid", "paper-reader")
"""Who sends a mail that stays on this machine, and who gets it, where the settings name nobody."""

_DOMAIN = "paper-reader.invalid"
_MOST_NAME = 24
"""Characters of the name of a digest in an id, which is at most 70 long: the library encodes longer
words of `References`, so that no thread comes about."""
_ENCODED_WORD = re.compile(r"=(?=\?)")


class MessageIdentity(NamedTuple):
    """By what mail programs know a digest, each with its brackets."""

    message_id: str
    """The same for the same digest, so that one that is sent twice is shown once."""
    thread_id: str
    """That of the week. There need be no such message for its answers to be one thread."""
    list_id: str
    """By which it is filtered into a folder: RFC 2919."""


class MessageParts(NamedTuple):
    """What a mail says, twice."""

    plain: str
    html: str


def message_identity(name: str, day: date, machine: str, papers: Iterable[str]) -> MessageIdentity:
    """By what a digest is known.

    Args:
        name: that of the digest, such as ``daily``.
        day: the one on which it was put together.
        machine: the name of this machine in the library.
        papers: the ids of the papers that are new in it; two digests of a day differ in them.
    """
    year, week, _ = day.isocalendar()
    own = _hashed(name, machine, day.isoformat(), *papers)
    label = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_MOST_NAME].strip("-")
    if label != name:
        # Two names that are spelled alike in these letters are two lists.
        label = f"{label or 'digest'}-{_hashed(name)[:6]}"
    return MessageIdentity(
        f"<{day.isoformat()}.{own}@{_DOMAIN}>",
        f"<{year}-W{week:02}.{_hashed(name, machine)}@{_DOMAIN}>",
        f"<{label}.{_DOMAIN}>",
    )


def message(
    parts: MessageParts,
    *,
    subject: str,
    sender: MailAddress,
    recipient: MailAddress,
    identity: MessageIdentity,
    moment: datetime,
) -> EmailMessage:
    """Put a mail together; the same values give the same bytes.

    Args:
        parts: what it says.
        subject: any text; what cannot stand in a header is left out, and it is cut.
        sender: who sends it.
        recipient: who gets it.
        identity: by what it is known.
        moment: when it was put together, with its time zone.

    Raises:
        ValueError: the moment has no time zone.
    """
    from email.message import EmailMessage
    from email.policy import SMTP
    from email.utils import format_datetime

    if moment.tzinfo is None:
        raise ValueError("a mail says in which time zone it was written")
    made = EmailMessage(SMTP)
    made["Date"] = format_datetime(moment.replace(microsecond=0))
    made["From"] = _header_address(sender)
    made["To"] = _header_address(recipient)
    made["Subject"] = _words(subject, MOST_SUBJECT)
    made["Message-ID"] = identity.message_id
    made["In-Reply-To"] = identity.thread_id
    made["References"] = identity.thread_id
    made["List-Id"] = identity.list_id
    made["Auto-Submitted"] = "auto-generated"  # no vacation replies: RFC 3834
    _set_body(made, parts)
    return made


def message_bytes(made: EmailMessage, line_end: str = "\r\n") -> bytes:
    """A mail as it is sent, or with the line ends of files on this system."""
    from email.policy import SMTP

    return made.as_bytes(policy=SMTP.clone(linesep=line_end))


def addresses(made: EmailMessage) -> tuple[str, str]:
    """From whom a mail is, and to whom, as a server is told it."""
    sender, recipient = (made[name].addresses[0].addr_spec for name in ("From", "To"))
    return sender, recipient


def _set_body(made: EmailMessage, parts: MessageParts) -> None:
    made.set_content(_body(parts.plain), cte="quoted-printable")
    made.add_alternative(_body(parts.html), subtype="html", cte="quoted-printable")
    # It would be random. No line of quoted-printable text can be it, as = is escaped there.
    made.set_boundary(f"=_{_hashed(made['Message-ID'])}")


def _header_address(of: MailAddress) -> object:
    from email.headerregistry import Address

    return Address(_words(of.name, MOST_SUBJECT), of.local, of.host)


def _words(text: str, most: int) -> str:
    """A text as it may be in a header.

    What looks like an encoded word, as RFC 2047 has them, would be decoded: a blank makes it none.
    """
    return _ENCODED_WORD.sub("= ", clean_line(text, most))


def _body(text: str) -> str:
    """A text without what harms a terminal; a mail program may pass it on as it is."""
    return f"{clean(text).rstrip()}\n"


def _hashed(*words: str) -> str:
    told = "\0".join(words).encode("utf-8", "surrogatepass")
    return blake2b(told, digest_size=8).hexdigest()
