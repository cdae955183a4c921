"""What was chosen on the screen, remembered for the next start in a file beside the log.

It is a convenience: a file that cannot be read or written costs no more than the choices.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from reader.settings import TERMINAL_THEMES, TEXTUAL_THEMES
from reader.settings.environment import log_folder, parse_iso_day
from reader.system.files import PRIVATE, read_regular, replace_file

NAME = "state.json"
_LONGEST = 64_000
"""Bytes of the file; a longer one is none of ours."""
_ALLOWED = {
    "layout": ("split", "titles", "dense", "abstract"),
    "sort": ("feed", "upvotes", "newest", "comments"),
    "fold": ("", "topic", "organization"),
    "theme": ("", "dark", "light", *TERMINAL_THEMES, *TEXTUAL_THEMES),
}
_LISTS = ("recent", "hints")
"""What is a list of texts."""
_MOST_MOVED = 1000
_MOST_KEPT = 50
"""Terminals that are remembered."""
_LONGEST_NAME = 200


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
    backgrounds: Mapping[str, str] = field(default_factory=dict)
    """What terminals said of themselves, ``dark`` or ``light``, by `terminal_name`."""
    recent: tuple[str, ...] = ()
    """The ids of commands, the last used first."""
    first_day: str = ""
    """The day of the first start, in ISO form; empty where marks are older than that is known."""
    hints: tuple[str, ...] = ()
    """The ids of the hints of that day that were shown."""

    def with_background(self, terminal: str, background: str) -> Choices:
        """With what a terminal has said; empty where it says nothing."""
        others = {name: each for name, each in self.backgrounds.items() if name != terminal}
        said = {terminal: background} if background else {}
        kept = dict(list((said | others).items())[:_MOST_KEPT])
        return replace(self, backgrounds=kept)


def terminal_name(environment: Mapping[str, str] = os.environ) -> str:
    """The kind of terminal that the program runs in, as far as its environment tells."""
    names = ("TERM_PROGRAM", "TERM", "COLORTERM")
    parts = [environment.get(name, "") for name in names]
    # Another program may stand between, and answer for itself.
    parts += [name for name in ("TMUX", "STY", "SSH_TTY") if environment.get(name)]
    return " ".join(filter(None, parts))[:_LONGEST_NAME]


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
    valid = {name: value for name, value in known.items() if _is_valid(name, value)}
    valid |= {name: tuple(valid[name]) for name in _LISTS if name in valid}
    return Choices(**valid)


def write_choices(path: Path, choices: Choices) -> None:
    """Remember the choices, as far as the file can be written."""
    content = json.dumps(asdict(choices), indent=1).encode()
    with contextlib.suppress(OSError):
        replace_file(path, content + b"\n", PRIVATE)


def _is_valid(name: str, value: Any) -> bool:
    if name in ("side", "stacked"):
        return type(value) is int and abs(value) <= _MOST_MOVED
    if name == "backgrounds":
        return isinstance(value, dict) and all(each in ("dark", "light") for each in value.values())
    if name in _LISTS:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if name == "first_day":
        return isinstance(value, str) and (not value or parse_iso_day(value) is not None)
    return isinstance(value, str) and value in _ALLOWED[name]
