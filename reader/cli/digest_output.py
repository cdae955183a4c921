"""Where a digest goes: to the screen, into a file, or as a mail; and what feeds remember."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reader.cli.output import counted, print_document, print_remark
from reader.digest.formats import FORMATS
from reader.errors import ReaderError

if TYPE_CHECKING:
    from reader.digest import Digest
    from reader.digest.delivery import Destination
    from reader.digest.feeds import EntryDates
    from reader.digest.message import MessageIdentity
    from reader.settings.mail_account import MailAccount, MailAddress

FEEDS_FILE = "feeds.json"
"""In the cache: when the entries of feeds were added and changed."""


@dataclass(frozen=True, slots=True)
class TextOutput:
    """The screen, or a file that is replaced whole."""

    form: str
    path: Path | None

    def put(self, digest: Digest, *_: object) -> None:
        """Write a digest; raises as `put_text` does."""
        self.put_text(FORMATS[self.form].write(digest))
        if self.path:
            print_remark(f"{counted(len(digest.papers))} written to {self.path}")

    def put_text(self, text: str) -> None:
        """Write any text; a file that has it already stays as it is.

        Raises:
            ReaderError: the file cannot be written; it is as it was.
        """
        if self.path is None:
            print_document(text)
            return
        from reader.system.files import read_regular, reason
        from reader.system.pipes import replace_named

        path, content = self.path.expanduser(), text.encode("utf-8", "replace")
        if not path.parent.is_dir():
            raise ReaderError(f"{path} cannot be written: there is no folder {path.parent}")
        try:
            if not (path.is_file() and read_regular(path) == content):
                replace_named(path, content)
        except OSError as error:
            raise ReaderError(f"{path} cannot be written: {reason(error)}") from error


@dataclass(frozen=True, slots=True)
class MailOutput:
    """A mail, by whatever way."""

    destination: Destination
    sender: MailAddress
    recipient: MailAddress

    def put(self, digest: Digest, identity: MessageIdentity, moment: datetime) -> None:
        """Send a digest.

        Raises:
            DeliveryError: it was not delivered, or that cannot be known.
        """
        from reader.digest.delivery import IntoMaildir, deliver
        from reader.digest.mail_parts import mail_parts
        from reader.digest.message import MessageParts, message

        _, week, _ = digest.day.isocalendar()
        mail = message(
            MessageParts(*mail_parts(digest)),
            # The day would part the mails of a week, which some programs thread by their subject.
            subject=f"{digest.title}, week {week}",
            sender=self.sender,
            recipient=self.recipient,
            identity=identity,
            moment=moment,
        )
        deliver(mail, self.destination)
        to = self.destination
        where = to.folder if isinstance(to, IntoMaildir) else self.recipient.address
        print_remark(f"{counted(len(digest.papers))} sent to {where}")


def mail_output(account: MailAccount, address: str | None, maildir: Path | None) -> MailOutput:
    """The way to an address or into a Maildir.

    Raises:
        ConfigError: the settings name no way, or the address is none.
    """
    from reader.digest.delivery import IntoMaildir, correspondents, mail_destination

    if maildir:
        return MailOutput(IntoMaildir(maildir.expanduser()), *correspondents(account, None))
    # Where nothing is set, it is said first, with all the lines that are missing.
    destination = mail_destination(account)
    return MailOutput(destination, *correspondents(account, address))


def read_entry_dates(file: Path, feed: str) -> dict[str, EntryDates]:
    """When the entries of a feed were added and changed; empty where that is not known."""
    from reader.digest.feeds import EntryDates

    found = _feeds(file).get(feed)
    if not isinstance(found, dict):
        return {}
    dates = {}
    for paper, said in found.items():
        try:
            published, updated, mark = said
            published, updated = map(datetime.fromisoformat, (published, updated))
            made = EntryDates(published, updated, str(mark))
        except (TypeError, ValueError):
            continue
        if made.published.tzinfo and made.updated.tzinfo:
            dates[paper] = made
    return dates


def write_entry_dates(file: Path, feed: str, dates: Mapping[str, EntryDates]) -> None:
    """Remember them.

    Raises:
        OSError: they cannot be written.
    """
    from reader.system.files import PRIVATE, locked, replace_file

    with locked(file.with_suffix(".lock")):
        feeds = _feeds(file)
        feeds[feed] = {
            paper: [each.published.isoformat(), each.updated.isoformat(), each.mark]
            for paper, each in sorted(dates.items())
        }
        replace_file(file, json.dumps(feeds, ensure_ascii=False).encode(), PRIVATE)


def _feeds(file: Path) -> dict[str, object]:
    from reader.system.files import read_regular

    try:
        read = json.loads(read_regular(file))
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
