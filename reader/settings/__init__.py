"""The settings: read from the file and the environment, each with its source."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reader.settings.settings_table import SETTINGS, TABLES, Setting, Value, to_toml
from reader.system.files import read_regular, reason


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run."""

    path: Path
    """The settings file."""
    values: Mapping[str, Value]
    sources: Mapping[str, str]
    """The source of each value: ``default``, the file, or an environment variable."""
    tables: Mapping[str, Mapping[str, tuple[str, ...]]]
    """The tables of `TABLES`, each with names and texts."""
    problems: tuple[str, ...] = ()
    """What is wrong with the file, in sentences; defaults are used instead."""
    _text: str = field(default="", repr=False)

    @property
    def theme(self) -> str:
        """The colours: ``auto``, ``dark`` or ``light``."""
        return str(self.values["theme"])

    @property
    def symbols(self) -> str:
        """The character set of the app: ``auto``, ``unicode`` or ``ascii``."""
        return str(self.values["symbols"])

    @property
    def endpoint(self) -> str:
        """The base URL of the service."""
        return str(self.values["endpoint"])

    @property
    def queue_days(self) -> int:
        """How many days the queue goes back when it is opened first."""
        return int(str(self.values["queue_days"]))

    def is_on(self, name: str) -> bool:
        """Whether a setting of the kind yes or no is on."""
        return self.values[name] is True

    @property
    def citation_key(self) -> str:
        """The pattern of new citation keys."""
        return str(self.values["citation.key"])

    @property
    def citation_copy(self) -> str:
        """How a citation is copied: ``latex``, ``markdown`` or ``key``."""
        return str(self.values["citation.copy"])

    @property
    def bibliography_files(self) -> tuple[str, ...]:
        """The reader's own bibliographies, as the file names them."""
        files = self.values["bibliography.files"]
        return files if isinstance(files, tuple) else ()

    def where(self, name: str) -> str:
        """The file and line of a name such as ``keys.read``, for an error message."""
        return f"{self.path}, line {_line(self._text, name)}"


def read_settings(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the file and the environment; a mistake in the file is a problem, never an error."""
    text, problems = _text(path)
    written: dict[str, Any] = {}
    if text:
        # Imported here because every command reads the settings, and most people have no file.
        import tomllib

        try:
            written = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            # A number of too many digits is a ValueError too.
            problems.append(f"{path} is not TOML: {_lower(str(error))}; the defaults are used")
    names = dict(_flat(written))
    values: dict[str, Value] = {}
    sources: dict[str, str] = {}
    for setting in SETTINGS:
        values[setting.name], sources[setting.name] = setting.default, "default"
        if setting.name in names:
            value, problem = setting.validate(names.pop(setting.name))
            values[setting.name] = value
            if problem:
                where = f"{path}, line {_line(text, setting.name)}"
                problems.append(f"{where}: {problem}; {_in_sentence(value)} is used")
            if not problem or value != setting.default:
                sources[setting.name] = str(path)
        if variable := _variable(setting, environment):
            values[setting.name], sources[setting.name] = variable
    tables: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in TABLES}
    for name, value in names.items():
        table, _, entry = name.partition(".")
        texts = (value,) if isinstance(value, str) else value
        where = f"{path}, line {_line(text, name)}"
        if table not in TABLES or not entry:
            problems.append(f"{where}: there is no setting {name}; there are {_known()}")
        elif isinstance(texts, list | tuple) and all(isinstance(each, str) for each in texts):
            tables[table][entry] = tuple(texts)
        else:
            problems.append(f"{where}: {name} must be text in quotes, or a list of such")
    return Settings(path, values, sources, tables, tuple(problems), text)


def _text(path: Path) -> tuple[str, list[str]]:
    try:
        return read_regular(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), []
    except (FileNotFoundError, NotADirectoryError):
        return "", []
    except UnicodeDecodeError:
        return "", [f"{path} is not UTF-8; the defaults are used"]
    except OSError as error:
        return "", [f"{path} cannot be read: {reason(error)}; the defaults are used"]


def _flat(written: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The names, each with that of its table, and their values."""
    for name, value in written.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", each) for inner, each in value.items())
        else:
            yield name, value


def _known() -> str:
    return ", ".join((*(setting.name for setting in SETTINGS), *(f"[{name}]" for name in TABLES)))


def _in_sentence(value: Value) -> str:
    """A value inside a sentence: a text has no quotes."""
    return value if isinstance(value, str) else to_toml(value)


def _lower(text: str) -> str:
    """A message inside a sentence: no capital, no full stop."""
    return text[:1].lower() + text[1:].rstrip(".")


def _variable(setting: Setting, environment: Mapping[str, str]) -> tuple[str, str] | None:
    name = setting.environment
    value = environment.get(name, "").strip() if name else ""
    return (value, name) if name and value else None


def _line(text: str, name: str) -> int:
    """The number of the line that sets a name, below the header of its table if it has one."""
    table, _, entry = name.rpartition(".")
    start = 0
    if table:
        header = re.search(rf"^[ \t]*\[[ \t]*{re.escape(table)}[ \t]*\]", text, re.MULTILINE)
        start = header.end() if header else 0
        entry = entry if header else name
    form = rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(entry)}(?![\w-])"
    found = re.compile(form, re.MULTILINE).search(text, start)
    return text.count("\n", 0, found.start()) + 1 if found else 1
