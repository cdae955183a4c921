"""Things that may stand where a file should be, and are none."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path


def make_socket(path: Path) -> None:
    """A socket that nobody listens at any more.

    It is named from within its folder: the address of a socket holds some hundred bytes, and
    the folders of a test may be longer than that, as `unix(7)` says.
    """
    with socket.socket(socket.AF_UNIX) as made, contextlib.chdir(path.parent):
        made.bind(path.name)
