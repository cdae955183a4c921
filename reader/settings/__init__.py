"""The settings in force: what is set, and where it comes from."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reader.settings.settings_table import SETTINGS, TABLES, Setting, Value, as_written
from reader.system.files import read_regular, reason


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force."""

    path: Path
    """The file."""
    values: Mapping[str, Value]
    sources: Mapping[str, str]
    """Where each value comes from: ``default``, the file, or a variable."""
    tables: Mapping[str, Mapping[str, tuple[str, ...]]]
    """The free tables; each value one text or several."""
    problems: tuple[str, ...] = ()
    """What is wrong with the file, in sentences; the default stands in for it."""
    _text: str = field(default="", repr=False)

    @property
    def theme(self) -> str:
        """Which colours: ``auto``, ``dark`` or ``light``."""
        return str(self.values["theme"])

    @property
    def symbols(self) -> str:
        """Which signs: ``auto``, ``unicode`` or ``ascii``."""
        return str(self.values["symbols"])

    @property
    def endpoint(self) -> str:
        """The base of every request to the service."""
        return str(self.values["endpoint"])

    @property
    def queue_days(self) -> int:
        """How many days the queue goes back when it is opened first."""
        return int(str(self.values["queue_days"]))

    def on(self, name: str) -> bool:
        """Whether a setting of the yes/no kind is on."""
        return self.values[name] is True

    @property
    def citation_key(self) -> str:
        """What new citation keys are made of."""
        return str(self.values["citation.key"])

    @property
    def citation_copy(self) -> str:
        """How a citation is copied: ``latex``, ``markdown`` or ``key``."""
        return str(self.values["citation.copy"])

    @property
    def bibliography_files(self) -> tuple[str, ...]:
        """The reader's own bibliographies, as they are written in the file."""
        files = self.values["bibliography.files"]
        return files if isinstance(files, tuple) else ()

    def where(self, name: str) -> str:
        """Where the file says something of a name such as ``keys.read``."""
        return f"{self.path}, line {_line(self._text, name)}"


def read_settings(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """What the file and the environment say; a mistake in the file never keeps the app shut."""
    text, problems = _text(path)
    written: dict[str, Any] = {}
    if text:
        # Most people have no such file, and every command comes by here.
        import tomllib

        try:
            written = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            # A number of too many digits is a ValueError, as is all that is no TOML.
            problems.append(f"{path} is not TOML: {_lower(str(error))}; the defaults are used")
    names = dict(_flat(written))
    values: dict[str, Value] = {}
    sources: dict[str, str] = {}
    for setting in SETTINGS:
        values[setting.name], sources[setting.name] = setting.default, "default"
        if setting.name in names:
            value, problem = setting.judged(names.pop(setting.name))
            values[setting.name] = value
            if problem:
                where = f"{path}, line {_line(text, setting.name)}"
                problems.append(f"{where}: {problem}; {_said(value)} is used")
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
    """Names with those of their tables before them, and values."""
    for name, value in written.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", each) for inner, each in value.items())
        else:
            yield name, value


def _known() -> str:
    return ", ".join((*(setting.name for setting in SETTINGS), *(f"[{name}]" for name in TABLES)))


def _said(value: Value) -> str:
    """A value in the middle of a sentence: text without its quotes."""
    return value if isinstance(value, str) else as_written(value)


def _lower(text: str) -> str:
    """As it stands in the middle of a sentence."""
    return text[:1].lower() + text[1:].rstrip(".")


def _variable(setting: Setting, environment: Mapping[str, str]) -> tuple[str, str] | None:
    name = setting.environment
    value = environment.get(name, "").strip() if name else ""
    return (value, name) if name and value else None


def _line(text: str, name: str) -> int:
    """The line where a name is set: below the header of its table, if it has one."""
    table, _, entry = name.rpartition(".")
    start = 0
    if table:
        header = re.search(rf"^[ \t]*\[[ \t]*{re.escape(table)}[ \t]*\]", text, re.MULTILINE)
        start = header.end() if header else 0
        entry = entry if header else name
    form = rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(entry)}(?![\w-])"
    found = re.compile(form, re.MULTILINE).search(text, start)
    return text.count("\n", 0, found.start()) + 1 if found else 1
