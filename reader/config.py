"""The environment, and where files live."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import platformdirs

from reader.errors import ConfigError
from reader.files import reason, refuse_special
from reader.pipes import read_named

_APPLICATION = "paper-reader"
_LONGEST_TOKEN = 65536
_OF_THE_SHELL = ("/dev/fd/", "/proc/")


@dataclass(frozen=True, slots=True)
class Places:
    """Where things live; nothing is created before it is written to."""

    config: Path
    """The settings, a TOML file."""
    library: Path
    """The folder of the library."""
    archive: Path
    """The cache of listings, an SQLite file."""


def places(environment: Mapping[str, str] = os.environ) -> Places:
    """Where things live: the system's usual folders, or all under PAPER_READER_HOME.

    Raises:
        ConfigError: there is no telling which folder PAPER_READER_HOME is.
    """
    if home := environment.get("PAPER_READER_HOME"):
        root = _folder(home)
        return Places(root / "config.toml", root, root / "cache" / "archive.sqlite")
    return Places(
        platformdirs.user_config_path(_APPLICATION) / "config.toml",
        platformdirs.user_data_path(_APPLICATION),
        platformdirs.user_cache_path(_APPLICATION) / "archive.sqlite",
    )


def log_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the log of the program's mistakes is kept; raises as `places` does."""
    if home := environment.get("PAPER_READER_HOME"):
        return _folder(home) / "log"
    return platformdirs.user_state_path(_APPLICATION) / "log"


def secrets(environment: Mapping[str, str] = os.environ) -> list[str]:
    """What must never be shown or logged: tokens, keys and passwords."""
    names = ("HF_TOKEN", "S2_API_KEY", "PAPER_READER_SMTP_PASSWORD")
    found = [environment.get(name, "").strip() for name in names]
    file = token_file(environment)
    # One that comes out of a pipe comes only once.
    if file and file.is_file():
        found.append(token(environment) or "")
    return [secret for secret in found if secret]


def token(environment: Mapping[str, str] = os.environ) -> str | None:
    """The reader's Hugging Face token, from the variable or from the file that one names."""
    if value := environment.get("HF_TOKEN", "").strip():
        return value
    file = token_file(environment)
    if file is None or token_problem(environment):
        return None
    try:
        return read_named(file, _LONGEST_TOKEN).decode().strip() or None
    except (OSError, UnicodeDecodeError):
        # It is needed for no list.
        return None


def token_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file that a variable names for the token, whether it is there or not."""
    try:
        if name := environment.get("HF_TOKEN_PATH"):
            return Path(name).expanduser()
        if home := environment.get("HF_HOME"):
            return Path(home).expanduser() / "token"
    except RuntimeError:
        # A ~ that stands for nobody's home.
        pass
    return None


def token_problem(environment: Mapping[str, str] = os.environ) -> str | None:
    """Why the file of the token is none, in a sentence; None where it is not there at all."""
    file = token_file(environment)
    if environment.get("HF_TOKEN", "").strip() or not file:
        return None
    try:
        # What a command prints comes out of a pipe that the shell has named.
        if not str(file).startswith(_OF_THE_SHELL):
            refuse_special(file, file.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    except OSError as error:
        return f"there is no token in {file}: {reason(error)}; the service is asked without one"
    return None


def scholar_key(environment: Mapping[str, str] = os.environ) -> str | None:
    """The reader's key for Semantic Scholar."""
    return environment.get("S2_API_KEY", "").strip() or None


def today(environment: Mapping[str, str] = os.environ) -> date:
    """What day it is where the service counts days: in UTC.

    Raises:
        ConfigError: PAPER_READER_TODAY is no date.
    """
    written = environment.get("PAPER_READER_TODAY")
    if not written:
        return datetime.now(UTC).date()
    if day := iso_day(written):
        return day
    raise ConfigError(f"PAPER_READER_TODAY is “{written}”, which is no date such as 2025-03-14")


def local_today(environment: Mapping[str, str] = os.environ) -> date:
    """What day it is where the reader is, unless PAPER_READER_TODAY says; raises as `today`."""
    if environment.get("PAPER_READER_TODAY"):
        return today(environment)
    return datetime.now().astimezone().date()


def iso_day(written: str) -> date | None:
    """The day that is written as YYYY-MM-DD, or None where it is not.

    >>> iso_day("2025-03-14"), iso_day("2025-W11-5"), iso_day("2025-13-40")
    (datetime.date(2025, 3, 14), None, None)
    """
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if day.isoformat() == written else None


def _folder(written: str) -> Path:
    try:
        return Path(written).expanduser().absolute()
    except (RuntimeError, OSError) as error:
        raise ConfigError(
            f"PAPER_READER_HOME is “{written}”, which is no folder: {_lower(str(error))}"
        ) from error


def _lower(text: str) -> str:
    """As it stands in the middle of a sentence."""
    return text[:1].lower() + text[1:].rstrip(".")
