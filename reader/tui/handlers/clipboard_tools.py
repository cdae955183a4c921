"""Programs that put a text on a clipboard and say whether they could."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_PATIENCE = 3.0
"""Seconds after which a tool is given up: one may wait for a display that does not answer."""
_OVER_SSH = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")


@dataclass(frozen=True, slots=True)
class ClipboardTool:
    """A way to copy."""

    where: str
    """Where the text is then, in words behind “copied”."""
    commands: tuple[tuple[str, ...], ...]
    """Tried in turn; each reads the text from its standard input."""
    encoding: str = "utf-8"

    def take(self, text: str) -> bool:
        """Copy a text; whether it says that this worked."""
        return any(self._run(command, text) for command in self.commands)

    def _run(self, command: tuple[str, ...], text: str) -> bool:
        try:
            # Some stay behind to hold the text, with whatever pipe they were given; and none may
            # write over the screen.
            done = subprocess.run(
                command,
                input=text.encode(self.encoding, "replace"),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                timeout=_PATIENCE,
                start_new_session=True,
            )
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0


_TMUX = ClipboardTool(
    "in tmux's buffer",
    # With -w the terminal around it is asked as well, since tmux 3.2.
    (("tmux", "load-buffer", "-w", "-"), ("tmux", "load-buffer", "-")),
)
_PASTEBOARD = ClipboardTool("by pbcopy", (("pbcopy",),))
_WINDOWS = ClipboardTool("by clip.exe", (("clip.exe",),), "utf-16")
_ANDROID = ClipboardTool("by termux-clipboard-set", (("termux-clipboard-set",),))
_WAYLAND = ClipboardTool("by wl-copy", (("wl-copy",),))
_X11 = (
    ClipboardTool("by xclip", (("xclip", "-selection", "clipboard"),)),
    ClipboardTool("by xsel", (("xsel", "--clipboard", "--input"),)),
)


def tools(environment: Mapping[str, str] = os.environ) -> tuple[ClipboardTool, ...]:
    """The ways to copy that there are here, those of one desktop in turn behind tmux's own."""
    return tuple(tool for tool in _fitting(environment) if shutil.which(tool.commands[0][0]))


def copied(text: str, ways: tuple[ClipboardTool, ...]) -> str:
    """Copy a text; where it is then, in words, empty where no way is known to have worked.

    tmux keeps what it was given beside the clipboard of a desktop, so that both are tried; of
    those of a desktop one is enough.
    """
    where = []
    if _TMUX in ways and _TMUX.take(text):
        where.append(_TMUX.where)
    of_desktop = (tool for tool in ways if tool is not _TMUX)
    if taken := next((tool for tool in of_desktop if tool.take(text)), None):
        where.append(taken.where)
    return " and ".join(where)


def _fitting(environment: Mapping[str, str]) -> Iterator[ClipboardTool]:
    if environment.get("TMUX"):
        yield _TMUX
    if sys.platform == "darwin":
        # Over SSH it would be the clipboard of a machine that nobody sits at.
        if not any(map(environment.get, _OVER_SSH)):
            yield _PASTEBOARD
        return
    if environment.get("WAYLAND_DISPLAY"):
        yield _WAYLAND
    if environment.get("DISPLAY"):
        yield from _X11
    if environment.get("TERMUX_VERSION"):
        yield _ANDROID
    if sys.platform == "win32" or environment.get("WSL_DISTRO_NAME"):
        yield _WINDOWS
