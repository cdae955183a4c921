"""An SQLite file that is a cache: shared by processes, and recreated where it is damaged."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from reader.errors import ArchiveError
from reader.system.files import (
    PRIVATE,
    keep_private,
    locked,
    make_folder,
    open_binary,
    probe_folder,
    reason,
    refuse_special,
)

T = TypeVar("T")

_BUSY = 4.0
"""Seconds to wait for another process; together with those for the network fewer than 30."""


class CacheFile(NamedTuple):
    """The path of a cache and the schema of its tables.

    Every transaction opens the file anew, so any thread may start one. A file that is damaged, or
    of another version, is deleted and created again.
    """

    path: Path
    version: int
    """Stored in the file as SQLite's ``user_version``; not 0."""
    schema: str
    """SQL that creates the tables; does nothing where they are there."""
    validate: Callable[[sqlite3.Connection], object]
    """Reads every row; raises where one cannot be what this program wrote."""
    is_read_only: bool = False
    """Nothing is changed, made or waited for: what cannot be read at once is an error."""

    def read(self, work: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        """Run `work` in a transaction and return its result; `nothing` where there is no file yet.

        Raises:
            ArchiveError: the file cannot be read.
        """
        with self._explained():
            if not self.path.exists():
                return nothing
        return self.do(work)

    def do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in one transaction, creating the file where there is none.

        Where the file turns out to be damaged, it is recreated, and `work` is run once more.

        Raises:
            ArchiveError: the file cannot be used; it is as it was.
        """
        with self._explained():
            try:
                return self._attempt(work)
            except (sqlite3.Error, ValueError, TypeError) as error:
                if self.is_read_only or not is_damage(error):
                    raise
            self._renew()
            return self._attempt(work)

    @contextlib.contextmanager
    def kept_open(self) -> Iterator[None]:
        """Keep one connection open during the block, for many transactions in a row.

        Whenever its last connection is closed, SQLite copies its log into the file and waits for
        the disk; this makes it do so only once.

        Raises:
            ArchiveError: the file cannot be used.
        """
        with self._explained():
            self.do(_version)
            database = self._connect()
            # A connection counts once it has read.
            _version(database)
        with contextlib.closing(database):
            yield

    def problems(self) -> list[str]:
        """Read the whole file; return what is wrong with it, in sentences that say what to do.

        Where there is no file yet, return why it could not be created.
        """
        try:
            with self._explained():
                if not self.path.exists():
                    probe_folder(self.path.parent)
                elif wrong := self._wrong():
                    return [
                        f"the archive {self.path} {wrong}; it holds only what can be fetched "
                        "again, and paper-reader doctor --repair throws it away"
                    ]
                else:
                    self._attempt(_begin)
        except ArchiveError as error:
            return [str(error)]
        return []

    def renew(self) -> None:
        """Delete the file where it is damaged.

        Raises:
            ArchiveError: it cannot be deleted.
        """
        with self._explained():
            self._renew()

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with contextlib.closing(self._connect()) as database, database:
            return work(database)

    def _connect(self) -> sqlite3.Connection:
        with contextlib.suppress(FileNotFoundError):
            # SQLite takes a pipe for an empty file.
            refuse_special(self.path, self.path.stat().st_mode)
        if self.is_read_only:
            return self._connect_read_only()
        self._make_private()
        database = sqlite3.connect(self.path, timeout=_BUSY)
        try:
            if _version(database) != self.version:
                with locked(self._lock):
                    self._set_up(database)
            # What a power cut destroys in a cache can be fetched again.
            database.execute("PRAGMA synchronous = OFF")
        except BaseException:
            database.close()
            raise
        return database

    def _connect_read_only(self) -> sqlite3.Connection:
        log = self.path.with_name(self.path.name + "-wal")
        # With its log empty nobody is writing; without `immutable` SQLite would make files.
        mode = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
        database = sqlite3.connect(f"{self.path.absolute().as_uri()}?{mode}", timeout=0, uri=True)
        try:
            if (version := _version(database)) != self.version:
                raise _ForeignError(f"it is of version {version}")
        except BaseException:
            database.close()
            raise
        return database

    def _make_private(self) -> None:
        """Make the file, its folder and the files that SQLite puts beside it private to the user.

        SQLite itself would follow the umask. The permissions are changed without opening the file,
        as closing it would release the locks of other connections.
        """
        make_folder(self.path.parent)
        keep_private(self.path.parent)
        if not self.path.exists():
            with locked(self._lock):
                os.close(open_binary(self.path, os.O_RDWR | os.O_CREAT, PRIVATE))
        for each in (*self._all, self._lock):
            keep_private(each)

    def _set_up(self, database: sqlite3.Connection) -> None:
        match _version(database):
            case 0:
                database.execute("PRAGMA journal_mode = WAL")
                database.executescript(
                    f"BEGIN IMMEDIATE; {self.schema} PRAGMA user_version = {self.version}; COMMIT;"
                )
            case version if version != self.version:
                raise _ForeignError(f"it is of version {version}")

    def _renew(self) -> None:
        """Delete a damaged file, unless another process has already done so."""
        with locked(self._lock):
            if self._wrong():
                for each in self._all:
                    each.unlink(missing_ok=True)

    def _wrong(self) -> str:
        """What is wrong with the file, which exists; empty where nothing is."""
        if self.path.exists() and not (self.path.is_file() or self.path.is_dir()):
            return "is no file"
        if self.path.is_file() and not self.path.stat().st_size:
            # It is set up when it is next used.
            return ""
        try:
            with contextlib.closing(sqlite3.connect(self.path, timeout=_BUSY)) as database:
                if (version := _version(database)) not in (0, self.version):
                    return f"was made by another version of paper-reader, as {version}"
                (verdict,) = database.execute("PRAGMA integrity_check(1)").fetchone()
                self.validate(database)
                return "" if version and verdict == "ok" else "is damaged"
        except (sqlite3.Error, ValueError, TypeError) as error:
            if not is_damage(error):
                raise
            return "is damaged"

    @property
    def _all(self) -> list[Path]:
        """The file, and what SQLite puts beside it."""
        return [self.path.with_name(self.path.name + suffix) for suffix in ("", "-wal", "-shm")]

    @property
    def _lock(self) -> Path:
        return self.path.with_suffix(".lock")

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, ValueError) as error:
            raise ArchiveError(
                f"the archive {self.path} cannot be used: {_message(error)}; "
                "your marks are not in it and are safe"
            ) from error


class _ForeignError(sqlite3.DatabaseError):
    """A cache that another version of this program made."""


def _begin(database: sqlite3.Connection) -> None:
    """Begin a write transaction, and write nothing."""
    database.execute("BEGIN IMMEDIATE")
    database.rollback()


def _version(database: sqlite3.Connection) -> int:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return int(version)


def _message(error: Exception) -> str:
    return reason(error) if isinstance(error, OSError) else str(error).lower()


def is_damage(error: Exception) -> bool:
    """Whether an error says that the file holds what this program never wrote."""
    if not isinstance(error, sqlite3.Error):
        # A text, a time or a number that cannot be decoded; SQLite does not check that.
        return True
    # Without a code it is Python that could not decode a text of SQLite's.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    return code in (
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_ERROR,  # a table or a column is missing
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_CONSTRAINT,
    )
