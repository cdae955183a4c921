"""Which machine this is: a random id that stands in its stamps and names its journal.

Two homes must never share one, or their journals would overwrite each other where they meet. So
a home remembers where its id was made, and gives itself a new one when it has been copied.
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
"""What an id looks like."""


class _Origin(NamedTuple):
    """Where an id was made."""

    file: str
    """The number that the file system gave the lock file, which a copy of it does not have."""
    host: str
    home: str

    def is_copied(self, here: _Origin) -> bool:
        """One sign alone says little: hosts change names, and some disks their numbers."""
        return self.file != here.file and (self.host, self.home) != (here.host, here.home)


def known_id(home: Path) -> str | None:
    """This machine's id; None where it has none yet, or where the home is a copy.

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
    # An editor may have left its marks on it.
    name = name.strip()
    return name if ID.fullmatch(name) else None


def give_id(home: Path) -> str:
    """This machine's id, made now where there is none; to be called under the lock.

    Raises:
        OSError: it cannot be kept.
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
