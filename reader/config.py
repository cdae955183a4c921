"""Settings, the environment, and where files live."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import platformdirs

from reader.errors import ConfigError
from reader.files import reason, replace_file

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


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set."""

    name: str
    default: str
    meaning: str
    choices: tuple[str, ...] = ()
    """What it may be; empty where any text will do."""
    environment: str | None = None
    """The variable that goes before the file."""


SETTINGS = (
    Setting(
        "theme",
        "auto",
        "Colours of the app. With auto, light where COLORFGBG says that the terminal is light.",
        ("auto", "dark", "light"),
    ),
    Setting(
        "endpoint",
        "https://huggingface.co",
        "The service that the lists come from.",
        environment="HF_ENDPOINT",
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force."""

    values: Mapping[str, str]
    sources: Mapping[str, str]
    """Where each value comes from: ``default``, the file, or a variable."""
    problems: tuple[str, ...] = ()
    """What is wrong with the file, in sentences; the default stands in for it."""

    @property
    def theme(self) -> str:
        """Which colours: ``auto``, ``dark`` or ``light``."""
        return self.values["theme"]

    @property
    def endpoint(self) -> str:
        """The base of every request to the service."""
        return self.values["endpoint"]


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


def settings(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """What the file and the environment say; a mistake in the file never keeps the app shut."""
    text, problems = _text(path)
    written: dict[str, Any] = {}
    if text:
        # Most people have no such file, and every command comes by here.
        import tomllib

        try:
            written = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            problems.append(f"{path} is not TOML: {_lower(str(error))}; the defaults are used")
    values, sources = {}, {}
    for setting in SETTINGS:
        values[setting.name], sources[setting.name] = setting.default, "default"
        if setting.name in written:
            value = written.pop(setting.name)
            if problem := _problem(setting, value):
                line = _line(text, setting.name)
                problems.append(f"{path}, line {line}: {problem}; {setting.default} is used")
            else:
                values[setting.name] = value
                sources[setting.name] = str(path)
        if variable := _variable(setting, environment):
            values[setting.name], sources[setting.name] = variable
    known = ", ".join(setting.name for setting in SETTINGS)
    problems += [
        f"{path}, line {_line(text, name)}: there is no setting {name}; there are {known}"
        for name in written
    ]
    return Settings(values, sources, tuple(problems))


def template() -> str:
    """A settings file to start from, every line a comment."""
    parts = ["# The settings of paper-reader. Take the # from a line to change what it says."]
    for setting in SETTINGS:
        parts.append(f"\n# {setting.meaning}")
        if setting.choices:
            parts.append(f"# One of {', '.join(setting.choices)}.")
        if setting.environment:
            parts.append(f"# The variable {setting.environment} goes before it.")
        parts.append(f'# {setting.name} = "{setting.default}"')
    return "\n".join(parts) + "\n"


def write_template(path: Path) -> None:
    """Put the template where no settings file is yet.

    Raises:
        ConfigError: there is one, or it cannot be written.
    """
    try:
        if path.exists():
            raise ConfigError(f"{path} is there already; it was left as it is")
        replace_file(path, template().encode())
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {reason(error)}") from error


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


def _text(path: Path) -> tuple[str, list[str]]:
    try:
        return path.read_text("utf-8-sig"), []
    except (FileNotFoundError, NotADirectoryError):
        return "", []
    except UnicodeDecodeError:
        return "", [f"{path} is not UTF-8; the defaults are used"]
    except OSError as error:
        return "", [f"{path} cannot be read: {reason(error)}; the defaults are used"]


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


def _variable(setting: Setting, environment: Mapping[str, str]) -> tuple[str, str] | None:
    name = setting.environment
    value = environment.get(name, "").strip() if name else ""
    return (value, name) if name and value else None


def _problem(setting: Setting, value: Any) -> str | None:
    if not isinstance(value, str):
        return f"{setting.name} must be text in quotes"
    if setting.choices and value not in setting.choices:
        return f"{setting.name} is “{value}”, but must be one of {', '.join(setting.choices)}"
    return None


def _line(text: str, name: str) -> int:
    found = re.search(rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(name)}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1
