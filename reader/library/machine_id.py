"""The id of this machine: random, used in its stamps and as the name of its journal.

Two homes must never share an id, or their journals would overwrite each other in a synchronised
folder. So a home records where its id was made, and gets a new one after it was copied.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from reader.system.files import read_regular, replace_file

LOCK = "library.lock"
_FILE = "machine"
ID = re.compile(r"[0-9a-z]{1,32}", re.ASCII)
"""The pattern of an id."""


class _Origin(NamedTuple):
    """Where an id was made."""

    file: str
    """The inode number of the lock file, which a copy does not have."""
    host: str
    home: str

    def is_copied(self, here: _Origin) -> bool:
        """Whether this home is a copy.

        One difference alone says little: hosts are renamed, and some disks change inode numbers.
        """
        return self.file != here.file and (self.host, self.home) != (here.host, here.home)


def known_id(home: Path) -> str | None:
    """Return this machine's id; None if it has none yet, or if the home is a copy.

    Raises:
        OSError: the file cannot be read.
    """
    try:
        said = read_regular(home / _FILE).decode("utf-8-sig", "replace")
        name, *origin = said.splitlines()
    except (FileNotFoundError, ValueError):
        return None
    made = origin[0].split("\t") if origin else []
    if len(made) == len(_Origin._fields) and _Origin(*made).is_copied(_here(home)):
        return None
    # An editor may have added white space.
    name = name.strip()
    return name if ID.fullmatch(name) else None


def give_id(home: Path) -> str:
    """Return this machine's id, and make one if there is none; only under the lock.

    Raises:
        OSError: it cannot be written.
    """
    if name := known_id(home):
        return name
    name = os.urandom(4).hex()
    origin = "\t".join(_here(home))
    replace_file(home / _FILE, f"{name}\n{origin}\n".encode("utf-8", "replace"), 0o600)
    return name


def _here(home: Path) -> _Origin:
    try:
        number = str((home / LOCK).stat().st_ino)
    except OSError:
        number = ""
    host = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return _Origin(number, host, " ".join(str(home.resolve()).split()))
