"""A TinyDB storage that replaces its file atomically, with a checksum."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from reader.library.checkpoint import sealed, unsealed
from reader.system.files import read_regular, replace_file


class SealedStorage(Storage):
    """A TinyDB storage that replaces its file atomically.

    TinyDB's own storage overwrites the old bytes: one kill in ten leaves a broken file, and a full
    disk loses all of it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return all tables, or None if there is no file yet.

        Raises:
            OSError: the file cannot be read.
            ValueError: the file is damaged.
        """
        try:
            return unsealed(read_regular(self._path))
        except FileNotFoundError:
            return None

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace the file.

        Raises:
            OSError: the file is unchanged.
        """
        replace_file(self._path, sealed(data), 0o600)
