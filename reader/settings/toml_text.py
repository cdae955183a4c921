"""The text of the settings file: what it says, and on which line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any


def parsed(path: Path, text: str, problems: list[str]) -> dict[str, Any]:
    """What a file says; nothing where it is not TOML, which is added to the problems."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # A number of too many digits is a ValueError too.
        mistake = f"{str(error)[:1].lower()}{str(error)[1:].rstrip('.')}"
        problems.append(f"{path} is not TOML: {mistake}; the defaults are used")
        return {}


def line_of(text: str, name: str) -> int:
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
