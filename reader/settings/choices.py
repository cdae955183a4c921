"""What was chosen on the screen, remembered for the next start in a file beside the log.

It is a convenience: a file that cannot be read or written costs no more than the choices.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from reader.settings import TEXTUAL_THEMES
from reader.settings.environment import log_folder
from reader.system.files import PRIVATE, read_regular, replace_file

NAME = "state.json"
_LONGEST = 64_000
"""Bytes of the file; a longer one is none of ours."""
_ALLOWED = {
    "layout": ("split", "titles", "dense", "abstract"),
    "sort": ("feed", "upvotes", "newest", "comments"),
    "fold": ("", "topic", "organization"),
    "theme": ("", "dark", "light", *TEXTUAL_THEMES),
}
_MOST_MOVED = 1000


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices that count where the settings are silent."""

    layout: str = "split"
    sort: str = "feed"
    fold: str = ""
    side: int = 0
    """Cells by which the list was made wider."""
    stacked: int = 0
    """Lines by which it was made higher."""
    theme: str = ""
    """Empty where none was chosen."""


def choices_file() -> Path:
    """Where they are remembered; raises as `environment.places` does."""
    return log_folder().parent / NAME


def read_choices(path: Path) -> Choices:
    """Read the choices; those that are missing or make no sense are as at the first start."""
    try:
        content = read_regular(path)
        written = json.loads(content) if len(content) <= _LONGEST else {}
    except (OSError, ValueError, RecursionError):
        return Choices()
    if not isinstance(written, dict):
        return Choices()
    names = {field.name for field in fields(Choices)}
    known = {name: value for name, value in written.items() if name in names}
    return Choices(**{name: value for name, value in known.items() if _is_valid(name, value)})


def write_choices(path: Path, choices: Choices) -> None:
    """Remember the choices, as far as the file can be written."""
    content = json.dumps(asdict(choices), indent=1).encode()
    with contextlib.suppress(OSError):
        replace_file(path, content + b"\n", PRIVATE)


def _is_valid(name: str, value: Any) -> bool:
    if name in ("side", "stacked"):
        return type(value) is int and abs(value) <= _MOST_MOVED
    if not isinstance(value, str):
        return False
    return value in _ALLOWED[name]
