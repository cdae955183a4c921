"""The desktop around the terminal: its browser and its clipboard."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys

from reader import threads
from reader.text import address as web_address

_CLIPBOARDS = {
    "WAYLAND_DISPLAY": ("wl-copy",),
    "DISPLAY": ("xclip", "-selection", "clipboard"),
}


def open_address(address: str) -> str | None:
    """Open a web page in the reader's browser; not for the event loop, as it may take its time.

    Returns:
        None where a browser took it, else a sentence that says why not.
    """
    if web_address(address) != address:
        return f"{address} is not a web address; it was not opened"
    try:
        if _started(address):
            return None
    except (OSError, ValueError) as error:
        return f"The browser could not be started ({error})"
    return "There is no browser here"


def _started(address: str) -> bool:
    for command in filter(None, os.environ.get("BROWSER", "").split(os.pathsep)):
        words = shlex.split(command)
        at = [word.replace("%s", address) for word in words]
        # Its words must not be written over the screen.
        browser = subprocess.Popen(
            at if at != words else [*words, address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        # Some browsers stay in the foreground; whoever is not waited for becomes a zombie.
        threads.start(browser.wait, "browser")
        return True
    if sys.platform.startswith("linux") and not any(map(os.environ.get, _CLIPBOARDS)):
        # Over SSH `webbrowser` would start a text browser in this very terminal.
        return False
    import webbrowser

    return webbrowser.open(address)


def copy(text: str) -> None:
    """Hand a text to the desktop's own clipboard, where there is one.

    The terminal is asked as well (OSC 52), by the caller; neither says whether it worked.
    """
    command: tuple[str, ...] | None = None
    if sys.platform == "darwin":
        command = ("pbcopy",)
    else:
        found = (tool for name, tool in _CLIPBOARDS.items() if os.environ.get(name))
        command = next((tool for tool in found if shutil.which(tool[0])), None)
    if command:
        # Whether it works is not known, and what it says must not be written over the screen.
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(
                command,
                input=text.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                timeout=5,
            )
