"""The environment, and where files live."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import platformdirs

from reader.errors import ConfigError

_APPLICATION = "paper-reader"


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
        ConfigError: there is no telling which folder PAPER_READER_HOME is, or where the home of
            the account is.
    """
    if home := environment.get("PAPER_READER_HOME"):
        root = _folder(home)
        return Places(root / "config.toml", root, root / "cache" / "archive.sqlite")
    return Places(
        _of_account(platformdirs.user_config_path) / "config.toml",
        _of_account(platformdirs.user_data_path),
        _of_account(platformdirs.user_cache_path) / "archive.sqlite",
    )


def token(environment: Mapping[str, str] = os.environ) -> str | None:
    """The reader's Hugging Face token, from the variable or from the file that one names."""
    if value := environment.get("HF_TOKEN", "").strip():
        return value
    if name := environment.get("HF_TOKEN_PATH"):
        file = Path(name)
    elif home := environment.get("HF_HOME"):
        file = Path(home) / "token"
    else:
        return None
    try:
        return file.expanduser().read_text("utf-8").strip() or None
    except (OSError, UnicodeDecodeError, RuntimeError):
        # It is needed for no list; a RuntimeError is a ~ that stands for nobody's home.
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


def _of_account(folder: Callable[[str], Path]) -> Path:
    """One of the folders that the system has for programs.

    Raises:
        ConfigError: the account has no home in which they could be.
    """
    try:
        return folder(_APPLICATION)
    except (RuntimeError, KeyError, OSError) as error:
        # Containers run programs under numbers that no account has.
        raise ConfigError(
            "this account has no home folder, in which settings, marks and lists could be; set "
            "PAPER_READER_HOME to a folder for them, or HOME"
        ) from error


def _folder(written: str) -> Path:
    try:
        return Path(written).expanduser().absolute()
    except (RuntimeError, KeyError) as error:
        why = "it cannot be told whose home that is"
        raise ConfigError(f"PAPER_READER_HOME is “{written}”, which is no folder: {why}") from error
    except OSError as error:
        why = "the folder that it is in is not there any more"
        raise ConfigError(f"PAPER_READER_HOME is “{written}”, but {why}") from error
