"""The log: mistakes of the program itself, with their tracebacks, for whoever mends them."""

from __future__ import annotations

import os
import re
import threading
import traceback
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from reader import __version__
from reader.errors import MistakeError
from reader.system.files import open_regular, read_regular, reason, replace_file, write_all
from reader.text import clean

FILE = "paper-reader.log"
MOST = 1_000_000
"""Bytes of the file; where more would be in it, its older half goes."""
_MOST_OF_ONE = 60_000
"""Characters of one traceback, of which the middle goes."""
_SHORTEST_SECRET = 4
_SECRET = re.compile(
    r"(?i)(?<=bearer )[^\s'\"]+|\bhf_[a-z0-9]{6,}|(?<=://)[^\s/@'\"]+(?=@)", re.ASCII
)
"""What is a token by its looks, and what stands before the host in an address."""


class Log:
    """A file that is made with the first mistake; any thread may write to it."""

    def __init__(self, folder: Callable[[], Path], secrets: Callable[[], Iterable[str]]) -> None:
        """Remember where it is.

        Args:
            folder: gives its folder; asked when something is written.
            secrets: gives what must not be in it.
        """
        self._folder = folder
        self._secrets = secrets
        self._known: set[str] = set()
        self._turn = threading.Lock()

    def write(self, error: BaseException) -> Path:
        """Add a mistake; one that this run has written already with the time alone.

        Returns:
            The file.

        Raises:
            OSError: it cannot be written.
            ReaderError: there is no telling where it is.
        """
        path = self._folder() / FILE
        text = _safe("".join(traceback.format_exception(error)), self._secrets())
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        thread = threading.current_thread().name
        with self._turn:
            again = text in self._known
            self._known.add(text)
            said = f"again: {text.splitlines()[-1]}\n" if again else f"{thread}\n{text}\n"
            _append(path, clean(f"{now}  paper-reader {__version__}  {said}").encode())
        return path


def keep_in(folder: Callable[[], Path], secrets: Callable[[], Iterable[str]] = lambda: ()) -> None:
    """From now on the log is in this folder; see `Log`."""
    global _log
    _log = Log(folder, secrets)


def mistake(error: BaseException) -> MistakeError:
    """Write a mistake of the program to the log; what a person is told of it."""
    from reader.errors import ReaderError

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


_log: Log | None = None


def _safe(text: str, secrets: Iterable[str]) -> str:
    """A traceback of bounded length, with nothing in it that must stay secret."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "…")
    text = _SECRET.sub("…", text)
    if len(text) > _MOST_OF_ONE:
        half = _MOST_OF_ONE // 2
        text = f"{text[:half]}\n…\n{text[-half:]}"
    return text


def _append(path: Path, entry: bytes) -> None:
    missing = [each for each in path.parents if not each.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
    descriptor = open_regular(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        if os.fstat(descriptor).st_size + len(entry) <= MOST:
            write_all(descriptor, entry)
            return
    finally:
        os.close(descriptor)
    newer = read_regular(path)[-MOST // 2 :].partition(b"\n")[2]
    replace_file(path, newer + entry, 0o600)
