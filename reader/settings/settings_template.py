"""A settings file to start from, made from the table of all settings."""

from __future__ import annotations

from pathlib import Path

from reader.errors import ConfigError
from reader.settings import SETTINGS, TABLES, to_toml
from reader.system.files import PRIVATE, reason, replace_file


def settings_template() -> str:
    """The text of a settings file in which every setting is a comment with its default."""
    parts = ["# The settings of paper-reader. Take the # from a line to change what it says."]
    table = ""
    for setting in sorted(SETTINGS, key=lambda each: each.name.rpartition(".")[0]):
        before, _, name = setting.name.rpartition(".")
        if before != table:
            table = before
            parts.append(f"\n[{table}]")
        parts.append(f"\n# {setting.meaning}")
        if setting.choices:
            parts.append(f"# One of {', '.join(setting.choices)}.")
        if isinstance(setting.default, bool):
            parts.append("# true or false.")
        elif isinstance(setting.default, int):
            parts.append(f"# From {setting.least} to {setting.most}.")
        if setting.environment:
            parts.append(f"# The variable {setting.environment} goes before it.")
        parts.append(f"# {name} = {to_toml(setting.default)}")
    for name, (meaning, example) in TABLES.items():
        parts.append(f"\n# {meaning}\n[{name}]\n# {example}")
    return "\n".join(parts) + "\n"


def write_template(path: Path) -> None:
    """Write the template to a file that does not exist yet.

    Raises:
        ConfigError: the file exists, or it cannot be written.
    """
    try:
        if path.exists():
            raise ConfigError(f"{path} is there already; it was left as it is")
        replace_file(path, settings_template().encode(), PRIVATE)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {reason(error)}") from error
