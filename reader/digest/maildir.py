"""Puts a mail into a Maildir, once: https://cr.yp.to/proto/maildir.html."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from reader.errors import DeliveryError
from reader.system.files import PRIVATE, open_binary, reason, sync, sync_folder, write_all

FOLDERS = ("tmp", "new", "cur")


def put_into_maildir(content: bytes, message_id: str, moment: datetime, folder: Path) -> None:
    """Deliver a mail; one that is there already, read or not, is left as it is.

    Args:
        content: the mail, with the line ends of files.
        message_id: by which it is known.
        moment: that of its header, by which folders are sorted.
        folder: the Maildir.

    Raises:
        DeliveryError: it is no Maildir, or it cannot be written; nothing is left there then.
    """
    try:
        folder = folder.expanduser()
        _refuse_other(folder)
        if mark(message_id) in _marks(folder):
            return
        _write(content, f"{int(moment.timestamp())}.{mark(message_id)}.paper-reader", folder)
    except RuntimeError as error:
        raise DeliveryError(f"{folder}: it cannot be told whose home that is") from error
    except OSError as error:
        raise DeliveryError(f"no mail can be put into {folder}: {reason(error)}") from error


def mark(message_id: str) -> str:
    """The part of the name of a file that tells which mail it is."""
    return f"R{blake2b(message_id.encode(), digest_size=10).hexdigest()}"


def _refuse_other(folder: Path) -> None:
    """Raise where a folder is no Maildir."""
    if not folder.exists():
        why = f"there is no folder {folder}"
    elif missing := [name for name in FOLDERS if not (folder / name).is_dir()]:
        why = f"{folder} is no Maildir, as it has no folder {' and no '.join(missing)}"
    else:
        return
    folders = " ".join(f'"{folder / name}"' for name in FOLDERS)
    raise DeliveryError(why, f"this makes one: mkdir -p {folders}")


def _marks(folder: Path) -> Iterator[str]:
    """Of all mails that are there, the second part of the name.

    Behind it, mail programs write their own: the size, a number, and flags.
    """
    for name in FOLDERS[1:]:
        with os.scandir(folder / name) as entries:
            for entry in entries:
                yield entry.name.split(".", 2)[1] if "." in entry.name else ""


def _write(content: bytes, name: str, folder: Path) -> None:
    """Write a mail, sync it, and give it its name in ``new``, unless something has that name."""
    # Each try has a name of its own, as one that was killed may have left what it had written.
    temporary = folder / "tmp" / f"{name}.{os.urandom(4).hex()}"
    target = folder / "new" / name
    try:
        descriptor = open_binary(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        try:
            write_all(descriptor, content)
            sync(descriptor)
        finally:
            os.close(descriptor)
        try:
            os.link(temporary, target)
        except FileExistsError:
            # Another process has delivered it in the meantime.
            return
        except OSError:
            # Some file systems have no second names.
            if not target.exists():
                temporary.rename(target)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
    sync_folder(target.parent)
