"""The log: mistakes of the program itself, with their tracebacks, for a bug report."""

from __future__ import annotations

import os
import re
import threading
from typing import TYPE_CHECKING

from reader import __version__
from reader.errors import MistakeError
from reader.text import clean, late_pattern

# What writes is imported when there is something to write, which is hardly ever.
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

FILE_NAME = "paper-reader.log"
MAX_BYTES = 1_000_000
"""The size of the file; when it would grow beyond that, its older half is dropped."""
_MAX_TRACEBACK = 60_000
"""The length of one traceback in characters; of a longer one the middle is dropped."""
_SHORTEST_SECRET = 4
_SECRET = late_pattern(
    r"(?i)(?<=bearer )[^\s'\"]+|\bhf_[a-z0-9]{6,}|(?<=://)[^\s/@'\"]+(?=@)", re.ASCII
)
"""What looks like a token, and the user name and password in a URL."""


class MistakeLog:
    """The log file, made when the first mistake is written. Safe to use from any thread."""

    def __init__(self, folder: Callable[[], Path], secrets: Callable[[], Iterable[str]]) -> None:
        """Remember where the file belongs; nothing is written yet.

        Args:
            folder: returns its folder; called whenever something is written.
            secrets: returns texts that must never be in it.
        """
        self._folder = folder
        self._secrets = secrets
        self._known: set[str] = set()
        self._turn = threading.Lock()

    def write(self, error: BaseException) -> Path:
        """Add a mistake; one that this run has written already takes a single line.

        Returns:
            The file.

        Raises:
            OSError: it cannot be written.
            ReaderError: its folder cannot be found out.
        """
        import traceback
        from datetime import UTC, datetime

        path = self._folder() / FILE_NAME
        text = _safe("".join(traceback.format_exception(error)), self._secrets())
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        thread = threading.current_thread().name
        with self._turn:
            again = text in self._known
            self._known.add(text)
            said = f"again: {text.splitlines()[-1]}\n" if again else f"{thread}\n{text}\n"
            _append(path, clean(f"{now}  paper-reader {__version__}  {said}").encode())
        return path


def set_folder(
    folder: Callable[[], Path], secrets: Callable[[], Iterable[str]] = lambda: ()
) -> None:
    """Set the folder that the log is in from now on; see `MistakeLog`."""
    global _log
    _log = MistakeLog(folder, secrets)


def record_mistake(error: BaseException) -> MistakeError:
    """Write a mistake of the program to the log, and return the error to show to the person."""
    from reader.errors import ReaderError
    from reader.system.files import reason

    kind = type(error).__name__
    what = f"this is a mistake of paper-reader ({kind})"
    saved = "What was shown as done is saved"
    if _log is None:
        return MistakeError(f"{what}. {saved}")
    try:
        return MistakeError(f"{what}; its traceback is in {_log.write(error)}. {saved}")
    except OSError as problem:
        return MistakeError(f"{what}; the log cannot be written: {reason(problem)}. {saved}")
    except ReaderError as problem:
        return MistakeError(f"{what}; the log cannot be written: {problem}. {saved}")


_log: MistakeLog | None = None


def _safe(text: str, secrets: Iterable[str]) -> str:
    """A traceback cut to its length limit, with every secret replaced."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "…")
    text = _SECRET.sub("…", text)
    if len(text) > _MAX_TRACEBACK:
        half = _MAX_TRACEBACK // 2
        text = f"{text[:half]}\n…\n{text[-half:]}"
    return text


def _append(path: Path, entry: bytes) -> None:
    from reader.system.files import open_regular, read_regular, replace_file, write_all

    missing = [each for each in path.parents if not each.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
    descriptor = open_regular(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        if os.fstat(descriptor).st_size + len(entry) <= MAX_BYTES:
            write_all(descriptor, entry)
            return
    finally:
        os.close(descriptor)
    newer = read_regular(path)[-MAX_BYTES // 2 :].partition(b"\n")[2]
    replace_file(path, newer + entry, 0o600)
