"""A text in the reader's own editor, the terminal handed over and taken back."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported

from reader.files import reason


class EditorError(Exception):
    """The text could not be edited; the message says why."""


def edited(app: App[object], text: str, name: str) -> str:
    """What a text is after the reader has edited it.

    Args:
        app: gives the terminal away until the editor is left.
        text: what the editor shows at first.
        name: of the file, for the editor's title line; letters, digits, points and hyphens.

    Raises:
        EditorError: there is no editor, or it ended with an error; nothing was changed.
    """
    written = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        command = shlex.split(written)
    except ValueError as error:
        raise EditorError(f"EDITOR is {written}, which is no command ({error})") from error
    try:
        with tempfile.TemporaryDirectory(prefix="paper-reader-") as folder:
            path = Path(folder) / f"{name}.md"
            path.write_text(text, "utf-8")
            if problem := hand_over(app, [*command, str(path)]):
                raise EditorError(f"{problem}; the note is as it was")
            return path.read_text("utf-8", "replace")
    except OSError as error:
        raise EditorError(f"the note could not be given to the editor: {reason(error)}") from error


def hand_over(app: App[object], command: list[str], setting: str = "EDITOR") -> str:
    """Have a program use the terminal until it is left.

    Args:
        app: gives the terminal away for so long.
        command: the program.
        setting: the variable that names it.

    Returns:
        What went wrong, empty where nothing did.
    """
    problem = ""
    try:
        with app.suspend():
            # Whatever is raised in here would leave the app hanging:
            # https://github.com/Textualize/textual/issues/6692
            try:
                code = subprocess.run(command, check=False).returncode
                problem = f"{Path(command[0]).name} {ended(code)}" if code else ""
            except OSError as error:
                problem = f"{command[0]} cannot be started ({reason(error)}); set {setting}"
    except SuspendNotSupported:
        problem = f"this terminal cannot be handed over to {Path(command[0]).name}"
    return problem


def ended(code: int) -> str:
    """How a program ended, by its status, in words behind its name."""
    if code > 0:
        return f"ended with {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
