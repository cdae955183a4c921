"""What the reader has typed on the lines for typing, kept so that it can be brought back."""

from __future__ import annotations

import contextlib
import os
import threading
from collections import defaultdict
from pathlib import Path

from reader.system.files import (
    PRIVATE,
    keep_private,
    make_folder,
    open_regular,
    read_regular,
    replace_file,
)

FILE = "typed.txt"
"""Its name, beside the archive; it may be deleted at any time."""

_MOST = 200
"""Lines of each kind that are kept."""


class PromptHistory:
    """Lines by the kind of question that they answered, the latest last.

    Where the file cannot be read or written, they are remembered for this run alone.
    """

    def __init__(self, path: Path) -> None:
        """Remember where the file is; it is not read yet."""
        self._path = path
        self._lines: dict[str, list[str]] = defaultdict(list)
        self._is_read = False
        self._turn = threading.Lock()

    def of(self, kind: str) -> list[str]:
        """The lines of a kind, as far as they are known; the same list when there are more."""
        return self._lines[kind]

    def add(self, kind: str, text: str) -> None:
        """Remember a line as the latest of its kind, in this run."""
        _add(self._lines[kind], text)

    def read(self) -> None:
        """Learn once what was typed in earlier runs; for a thread, as all about the file."""
        with self._turn:
            if self._is_read:
                return
            self._is_read = True
            keep_private(self._path)
            # Of a line that stands more than once the last place counts.
            earlier: dict[str, dict[str, None]] = defaultdict(dict)
            with contextlib.suppress(OSError):
                for line in _lines(self._path):
                    kind, _, text = line.partition("\t")
                    earlier[kind].pop(text, None)
                    earlier[kind][text] = None
            for kind, lines in earlier.items():
                known = self._lines[kind]
                known[:0] = [line for line in list(lines)[-_MOST:] if line not in known]
            if any(len(lines) > 2 * _MOST for lines in earlier.values()):
                self._write_anew()

    def keep(self, kind: str, text: str) -> None:
        """Have a line known in later runs."""
        with self._turn, contextlib.suppress(OSError):
            make_folder(self._path.parent)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            descriptor = open_regular(self._path, flags, PRIVATE)
            with os.fdopen(descriptor, "a", encoding="utf-8", errors="replace") as file:
                file.write(f"{kind}\t{text}\n")

    def _write_anew(self) -> None:
        known = list(self._lines.items())
        lines = (f"{kind}\t{text}\n" for kind, texts in known for text in texts)
        with contextlib.suppress(OSError):
            replace_file(self._path, "".join(lines).encode("utf-8", "replace"), PRIVATE)


def _lines(path: Path) -> list[str]:
    return read_regular(path).decode("utf-8", "replace").splitlines()


def _add(lines: list[str], text: str) -> None:
    """Put a line last; it stands only once."""
    if text in lines:
        lines.remove(text)
    lines.append(text)
