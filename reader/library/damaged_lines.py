"""Copies of journal lines that could not be read, kept for whoever wants to look at them."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from reader.system.files import (
    PRIVATE,
    make_folder,
    open_binary,
    read_regular,
    replace_file,
    sync,
    write_all,
)


class DamagedLines:
    """Copies of damaged journal lines, in the folder ``damaged``: one file for each journal."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "damaged"
        self._waiting: dict[str, dict[bytes, None]] = {}

    def path(self, name: str) -> Path:
        """Return the file for the damaged lines of a journal."""
        return self._folder / f"{name}.jsonl"

    def collect(self, name: str, lines: Iterable[bytes]) -> int:
        """Collect damaged lines, which `save` will write.

        Returns:
            How many lines of this journal are waiting to be written.
        """
        waiting = self._waiting.setdefault(name, {})
        waiting |= dict.fromkeys(lines)
        return len(waiting)

    def save(self) -> None:
        """Write the lines that were collected, each once.

        Raises:
            OSError: it cannot be written.
        """
        for name, lines in self._waiting.items():
            held = self._held(name)
            if new := b"".join(line + b"\n" for line in lines if line not in held):
                self._append(self.path(name), new)
        self._waiting.clear()

    def holds(self, name: str, lines: Iterable[bytes]) -> bool:
        """Whether all these lines of a journal have been saved."""
        return self._held(name).issuperset(lines)

    def move_in(self, path: Path) -> None:
        """Move a whole file into the folder, which may be on another disk."""
        make_folder(self._folder)
        target = self._folder / f"{path.stem}.{os.urandom(2).hex()}{path.suffix}"
        try:
            path.replace(target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            replace_file(target, read_regular(path), PRIVATE)
            path.unlink()

    def _held(self, name: str) -> set[bytes]:
        try:
            return set(read_regular(self.path(name)).split(b"\n"))
        except FileNotFoundError:
            return set()

    def _append(self, path: Path, content: bytes) -> None:
        make_folder(self._folder)
        descriptor = open_binary(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            write_all(descriptor, content)
            sync(descriptor)
        finally:
            os.close(descriptor)
