"""Copies of the damaged lines of journals, kept so that nothing is silently skipped."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from reader.system.files import make_folder, open_binary, read_regular, sync, write_all


class DamagedLines:
    """The folder ``damaged`` in a home: a file for each journal that lines were damaged of."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "damaged"
        self._met: dict[str, dict[bytes, None]] = {}

    def path(self, name: str) -> Path:
        """Where the damaged lines of a journal are kept."""
        return self._folder / f"{name}.jsonl"

    def meet(self, name: str, lines: Iterable[bytes]) -> int:
        """Take note of damaged lines, which `keep` is going to write.

        Returns:
            How many of this journal wait to be written.
        """
        met = self._met.setdefault(name, {})
        met |= dict.fromkeys(lines)
        return len(met)

    def keep(self) -> None:
        """Write every line that was met, each once.

        Raises:
            OSError: it cannot be written.
        """
        for name, lines in self._met.items():
            held = self._held(name)
            if new := b"".join(line + b"\n" for line in lines if line not in held):
                self._append(self.path(name), new)
        self._met.clear()

    def holds(self, name: str, lines: Iterable[bytes]) -> bool:
        """All these lines of a journal are kept."""
        return self._held(name).issuperset(lines)

    def take_in(self, path: Path) -> None:
        """Move a whole file here."""
        make_folder(self._folder)
        path.replace(self._folder / f"{path.stem}.{os.urandom(2).hex()}{path.suffix}")

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
