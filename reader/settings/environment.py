"""The environment: places of files, tokens, and the date of today."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from reader.errors import ConfigError
from reader.paper import FIRST_DAY
from reader.system.files import read_regular, reason

_APPLICATION = "paper-reader"
_LONGEST_TOKEN = 4096
_LAST_DAY = date(9998, 12, 31)
"""The last day that is followed by a week, a month and a year."""


class Places(NamedTuple):
    """The places of files; nothing is created before it is written to."""

    config: Path
    """The settings, a TOML file."""
    library: Path
    """The folder of the library."""
    archive: Path
    """The cache of listings, an SQLite file."""

    @property
    def metadata(self) -> Path:
        """The cache of what others than the feed know of papers, an SQLite file."""
        return self.archive.with_name("imprints.sqlite")

    @property
    def journal_pointer(self) -> Path:
        """The file that names the folder of the journals, where that is not in the library's."""
        return self.library / "journal-folder"

    @property
    def has_metadata(self) -> bool:
        """Whether that cache is there; where it cannot be told, whoever reads it says why."""
        try:
            self.metadata.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            pass
        return True


def places(environment: Mapping[str, str] = os.environ) -> Places:
    """The places of files: the usual folders of the system, or all below PAPER_READER_HOME.

    Raises:
        ConfigError: PAPER_READER_HOME is no usable folder, or the account has no home.
    """
    if home := environment.get("PAPER_READER_HOME"):
        root = _folder(home)
        return Places(root / "config.toml", root, root / "cache" / "archive.sqlite")
    return Places(
        _of_account("config") / "config.toml",
        _of_account("data"),
        _of_account("cache") / "archive.sqlite",
    )


def log_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of the log of internal errors; raises as `places` does."""
    if home := environment.get("PAPER_READER_HOME"):
        return _folder(home) / "log"
    return _of_account("state") / "log"


def secrets(environment: Mapping[str, str] = os.environ) -> list[str]:
    """All tokens, keys and passwords, which must never be shown or logged."""
    names = ("HF_TOKEN", "S2_API_KEY", "PAPER_READER_SMTP_PASSWORD")
    found = [environment.get(name, "").strip() for name in names]
    file = _token_file(environment)
    # A pipe can be read only once, so it is not read here.
    with contextlib.suppress(OSError, ValueError, RuntimeError, KeyError):
        if file and file[1].expanduser().is_file():
            found.append(_token(file[1]) or "")
    return [secret for secret in found if secret]


def token(environment: Mapping[str, str] = os.environ) -> str | None:
    """The Hugging Face token, from its variable or from the token file; None if there is none."""
    if value := environment.get("HF_TOKEN", "").strip():
        return value
    file = _token_file(environment)
    try:
        return _token(file[1]) if file else None
    except (OSError, ValueError, RuntimeError, KeyError):
        # No list needs a token; `token_problem` reports this.
        return None


def token_problem(environment: Mapping[str, str] = os.environ) -> str | None:
    """Why no token can be read from the token file, in a sentence; None if there is no file."""
    if environment.get("HF_TOKEN", "").strip() or not (file := _token_file(environment)):
        return None
    variable, path = file
    try:
        # A pipe can be read only once, so it is not read here.
        if not (_is_of_the_shell(path) and path.is_fifo()):
            _token(path)
    except (FileNotFoundError, NotADirectoryError):
        # Without a login there is no token file.
        return None
    except OSError as error:
        why = reason(error)
    except UnicodeDecodeError:
        why = "it is not UTF-8"
    except (RuntimeError, KeyError):
        why = "it cannot be told whose home that is"
    except ValueError as error:
        why = str(error)
    else:
        return None
    return f"there is no token in {path}: {why}; the service is asked without one. See {variable}"


def scholar_key(environment: Mapping[str, str] = os.environ) -> str | None:
    """The API key for Semantic Scholar; None if there is none."""
    return environment.get("S2_API_KEY", "").strip() or None


def today(environment: Mapping[str, str] = os.environ) -> date:
    """The current day in UTC, as the service counts days; PAPER_READER_TODAY overrides it.

    Raises:
        ConfigError: PAPER_READER_TODAY is no date, or out of range.
    """
    written = environment.get("PAPER_READER_TODAY")
    if not written:
        return datetime.now(UTC).date()
    day = parse_iso_day(written)
    if day is None:
        raise ConfigError(f"PAPER_READER_TODAY is “{written}”, which is no date such as 2025-03-14")
    if not FIRST_DAY <= day <= _LAST_DAY:
        raise ConfigError(
            f"PAPER_READER_TODAY is {written}, but the Daily Papers begin on {FIRST_DAY}, and "
            f"nothing is known of days after {_LAST_DAY}"
        )
    return day


def environment_problems(environment: Mapping[str, str] = os.environ) -> list[str]:
    """What is wrong with the variables that are no settings, in sentences."""
    found = []
    try:
        today(environment)
    except ConfigError as error:
        found.append(str(error))
    if problem := token_problem(environment):
        found.append(problem)
    return found


def local_today(environment: Mapping[str, str] = os.environ) -> date:
    """The current day in local time; PAPER_READER_TODAY overrides it; raises as `today` does."""
    if environment.get("PAPER_READER_TODAY"):
        return today(environment)
    return datetime.now().astimezone().date()


def parse_iso_day(written: str) -> date | None:
    """Parse a day that is written as YYYY-MM-DD; None for anything else.

    >>> parse_iso_day("2025-03-14"), parse_iso_day("2025-W11-5")
    (datetime.date(2025, 3, 14), None)
    """
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if day.isoformat() == written else None


def _token_file(environment: Mapping[str, str]) -> tuple[str, Path] | None:
    """The environment variable that names the token file, and the file."""
    if name := environment.get("HF_TOKEN_PATH"):
        return "HF_TOKEN_PATH", Path(name)
    if home := environment.get("HF_HOME"):
        return "HF_HOME", Path(home) / "token"
    return None


def _token(file: Path) -> str | None:
    # Most people have no token file.
    from reader.system.pipes import read_named

    read = read_named if _is_of_the_shell(file) else read_regular
    content = read(file.expanduser(), _LONGEST_TOKEN + 1)
    if len(content) > _LONGEST_TOKEN:
        raise ValueError("it is too long for a token")
    return content.decode("utf-8-sig").strip() or None


def _is_of_the_shell(file: Path) -> bool:
    """The shell has made it, for what a command prints."""
    return str(file).startswith(("/dev/fd/", "/proc/"))


def _of_account(kind: str) -> Path:
    """A folder of the system for this program: for its ``config``, ``data``, ``cache``, ``state``.

    Raises:
        ConfigError: the account has no home folder.
    """
    # Imported late: where all is in one folder, nobody has to be asked.
    import platformdirs

    try:
        found: Path = getattr(platformdirs, f"user_{kind}_path")(_APPLICATION)
    except (RuntimeError, KeyError, OSError) as error:
        # In containers, programs run under user ids without an account.
        raise ConfigError(
            "this account has no home folder, in which settings, marks and lists could be; set "
            "PAPER_READER_HOME to a folder for them, or HOME"
        ) from error
    return found


def _folder(written: str) -> Path:
    try:
        return Path(written).expanduser().absolute()
    except (RuntimeError, KeyError) as error:
        why = "it cannot be told whose home that is"
        raise ConfigError(f"PAPER_READER_HOME is “{written}”, which is no folder: {why}") from error
    except OSError as error:
        why = "the folder that it is in is not there any more"
        raise ConfigError(f"PAPER_READER_HOME is “{written}”, but {why}") from error
