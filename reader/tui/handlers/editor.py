"""A text in the reader's own editor, the terminal handed over and taken back."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from textual.app import App, SuspendNotSupported

from reader.library import notes
from reader.system.files import reason
from reader.tui.parts.terminal_handover import handed_over


class EditorError(Exception):
    """The text could not be edited; the message says why."""


@dataclass(frozen=True, slots=True)
class EditResult:
    """What an editor made of a text."""

    text: str
    """All that is in the file."""
    file: Path
    """Where it stays until it is in the library."""
    left: tuple[Path, ...]
    """What the editor has left beside it."""

    def is_saved(self) -> None:
        """The text is in the library, and the file goes."""
        with contextlib.suppress(OSError):
            if self.file.read_bytes() == self.text.encode():
                self.file.unlink()


def edited(app: App[object], text: str, name: str, home: Path) -> EditResult:
    """What a text is after the reader has edited it.

    The file that the editor is given lies beside the library, so that whatever ends the editor or
    the app, what was written in it is still there.

    Args:
        app: gives the terminal away until the editor is left.
        text: what the editor shows at first.
        name: of the file, for the editor's title line; letters, digits, points and hyphens.
        home: the folder of the library.

    Raises:
        EditorError: there is no editor, or it ended with an error; nothing was changed, and the
            message says where the text is.
    """
    command = editor_command()
    try:
        path = notes.new_draft(home, name, text)
    except OSError as error:
        raise EditorError(f"the note could not be given to the editor: {reason(error)}") from error
    problem = hand_over(app, [*command, str(path)])
    left = _left_beside(path, text)
    after: str | None = None
    try:
        after = path.read_bytes().decode()
    except UnicodeDecodeError:
        problem = problem or "what the editor wrote is no UTF-8"
    except OSError as error:
        problem = problem or f"{path} cannot be read any more: {reason(error)}"
    if after is not None and not problem:
        return EditResult(after, path, left)
    if after == text:
        # Nobody has written anything in it.
        path.unlink(missing_ok=True)
    where = f", and what was written is in {path}" if path.exists() else ""
    swap = f" (beside it {' and '.join(each.name for each in left)})" if left else ""
    raise EditorError(f"{problem}; the note is as it was{where}{swap}")


def editor_command() -> list[str]:
    """The command of the reader's editor.

    Raises:
        EditorError: what the environment says is none.
    """
    written = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        return shlex.split(written)
    except ValueError as error:
        raise EditorError(f"EDITOR is {written}, which is no command ({error})") from error


def _left_beside(path: Path, text: str) -> tuple[Path, ...]:
    """What the editor has left beside the file; its copy of the text that it was given goes."""
    left = []
    for each in notes.editor_leftovers(path):
        with contextlib.suppress(OSError):
            if each.name.endswith("~") and each.read_bytes() == text.encode():
                each.unlink()
                continue
        left.append(each)
    return tuple(left)


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
                with handed_over():
                    code = subprocess.run(command, check=False).returncode
                problem = f"{Path(command[0]).name} {ended(code)}" if code else ""
            except OSError as error:
                problem = f"{command[0]} cannot be started ({reason(error)}); set {setting}"
    except SuspendNotSupported:
        problem = f"{Path(command[0]).name} cannot have this terminal"
    return problem


def ended(code: int) -> str:
    """How a program ended, by its status, in words behind its name."""
    if code > 0:
        return f"ended with {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
