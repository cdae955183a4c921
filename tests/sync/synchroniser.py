"""Carries files between folders as bad synchronisers do: late, in parts, out of order, twice."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path


class Synchroniser:
    """Takes versions of journals out of folders, and delivers each to the others some time."""

    def __init__(self, folders: Sequence[Path], chance: random.Random) -> None:
        """Deliver nothing yet.

        Args:
            folders: one of each machine; of a journal only the folder of its own machine is read.
            chance: decides what happens when.
        """
        self._folders = folders
        self._chance = chance
        self._under_way: list[tuple[int, str, bytes]] = []

    def collect(self, source: int, name: str) -> None:
        """Take a file as it is now; each of the other folders will get it, or a part of it."""
        path = self._folders[source] / name
        if not path.exists():
            return
        content = path.read_bytes()
        for target in range(len(self._folders)):
            if target != source:
                self._under_way.append((target, name, content))
                if not self._chance.randrange(3):
                    self._under_way.append((target, name, self._part(content)))
                if not self._chance.randrange(4):
                    self._under_way.append((target, name, content))

    def deliver(self, count: int) -> None:
        """Deliver some of what is under way, in any order."""
        self._chance.shuffle(self._under_way)
        for target, name, content in self._under_way[:count]:
            folder = self._folders[target]
            folder.mkdir(parents=True, exist_ok=True)
            partial = folder / f".syncthing.{name}.tmp"
            partial.write_bytes(self._part(content))
            (folder / f"{name}.part").write_bytes(self._part(content))
            partial.write_bytes(self._dressed(content))
            partial.replace(folder / name)
        del self._under_way[:count]

    def settle(self, names: Sequence[str]) -> None:
        """Deliver everything, and the last version of each file at the end."""
        self.deliver(len(self._under_way))
        for source, name in enumerate(names):
            path = self._folders[source] / name
            for target, folder in enumerate(self._folders):
                if target != source and path.exists():
                    (folder / name).write_bytes(path.read_bytes())

    def _part(self, content: bytes) -> bytes:
        return content[: self._chance.randrange(len(content) + 1)]

    def _dressed(self, content: bytes) -> bytes:
        """The same in the line ends, or behind the mark, of another system."""
        match self._chance.randrange(6):
            case 0:
                return content.replace(b"\n", b"\r\n")
            case 1:
                return b"\xef\xbb\xbf" + content
        return content
