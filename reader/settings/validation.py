"""What a settings file says, compared with the table of what may be set; imported where one is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reader.settings import SETTINGS, TABLES, Setting, Value, to_toml

_PASSWORD = re.compile(r"mail\.(?!password_command$)\w*(pass|secret|token)\w*", re.IGNORECASE)
_PASSWORD_REFUSED = (
    "a password is not read from this file; take it out, and set the variable "
    "PAPER_READER_SMTP_PASSWORD, or mail.password_command to a command that prints it"
)
_BEFORE_AT = re.compile(r"[^\s@]*:[^\s@]*@")
"""What may be a name and a password, of a server."""


@dataclass(slots=True)
class WrittenSettings:
    """What is used of a settings file, and what is wrong with it."""

    values: dict[str, Value] = field(default_factory=dict)
    tables: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    """The tables of `TABLES`, each with names and texts."""
    wrong: dict[str, str] = field(default_factory=dict)
    """What is wrong with a name that the file sets, as a sentence without its full stop."""


def validate_settings(
    written: Mapping[str, Any],
    before: Mapping[str, Value] | None,
    table: Iterable[Setting] = SETTINGS,
) -> WrittenSettings:
    """Compare a file with the table.

    Args:
        written: the file, as tomllib reads it.
        before: the values that stay in force where there is a mistake; None for the defaults.
        table: all settings.
    """
    found = WrittenSettings()
    names = dict(_flat(written))
    for setting in table:
        if setting.name not in names:
            continue
        value, problem = _validated(setting, names.pop(setting.name))
        if problem:
            value = before[setting.name] if before else value
            found.wrong[setting.name] = f"{problem}; {_in_sentence(value)} is used"
        found.values[setting.name] = value
    _refuse_second_way(found)
    found.tables = {name: {} for name in TABLES}
    for name, value in names.items():
        found.wrong |= _enter(found.tables, name, value)
    return found


def _refuse_second_way(found: WrittenSettings) -> None:
    """Mail goes one way: of two that are set, the server stays."""
    if found.values.get("mail.server") and found.values.get("mail.sendmail"):
        found.values["mail.sendmail"] = ""
        found.wrong["mail.sendmail"] = (
            "mail.sendmail and mail.server are both set, but only one of them can send the mail; "
            "mail.server is used"
        )


def _enter(
    tables: Mapping[str, dict[str, tuple[str, ...]]], name: str, value: object
) -> dict[str, str]:
    """Take a name that is no setting into its table; else return what is wrong with it."""
    table, _, entry = name.partition(".")
    texts = (value,) if isinstance(value, str) else value
    if _PASSWORD.fullmatch(name):
        return {name: f"{name}: {_PASSWORD_REFUSED}"}
    if table not in TABLES or not entry:
        return {name: f"there is no setting {name}; there are {_known()}"}
    if not isinstance(texts, list | tuple) or not all(isinstance(each, str) for each in texts):
        return {name: f"{name} must be text in quotes, or a list of such"}
    tables[table][entry] = tuple(texts)
    return {}


def _validated(setting: Setting, written: object) -> tuple[Value, str]:
    """Validate a value.

    Returns:
        The value to use: the written one, the nearest one in bounds, or the default. And the
        problem as a sentence that begins with the name; empty if there is none.
    """
    problem, value = "", setting.default
    match setting.default:
        case bool():
            if isinstance(written, bool):
                return written, ""
            problem = "must be true or false, without quotes"
        case int():
            if isinstance(written, int) and not isinstance(written, bool):
                return _bounded(setting, written)
            problem = "must be a whole number"
        case str():
            if isinstance(written, str):
                return _validated_text(setting, written)
            problem = "must be text in quotes"
        case _:
            if isinstance(written, list) and all(isinstance(each, str) for each in written):
                return tuple(written), ""
            problem = "must be a list of texts in quotes"
    return value, f"{setting.name} {problem}"


def _bounded(setting: Setting, written: int) -> tuple[Value, str]:
    value = min(max(written, setting.least), setting.most)
    if value == written:
        return value, ""
    # Python refuses to convert a number of too many digits.
    said = str(written) if abs(written) < 10**12 else "a number of many digits"
    bounds = f"must be from {setting.least} to {setting.most}"
    return value, f"{setting.name} is {said}, but {bounds}"


def _validated_text(setting: Setting, value: str) -> tuple[Value, str]:
    problem = ""
    if setting.check and (wrong := setting.check(value)):
        problem = f"which {wrong}"
    elif setting.choices and value not in setting.choices:
        problem = f"but must be one of {', '.join(setting.choices)}"
    if not problem:
        return value, ""
    shown = _BEFORE_AT.sub("…@", value) if setting.name.startswith("mail.") else value
    return setting.default, f"{setting.name} is “{shown}”, {problem}"


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
    return (value or "none") if isinstance(value, str) else to_toml(value)
