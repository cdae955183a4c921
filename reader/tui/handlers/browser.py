"""The reader's browser: which it is, and how it is started."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reader.system import threads
from reader.text import links
from reader.tui.handlers.editor import ended

PATIENCE = 1.0
"""Seconds after which a browser that still runs has taken the address."""

_IN_TERMINAL = frozenset(
    ("browsh", "carbonyl", "cha", "chawan", "edbrowse", "elinks", "links", "links2", "lynx",
     "retawq", "w3m", "www-browser")
)  # fmt: skip
"""Browsers that draw on the terminal."""
_OF_THE_DESKTOP = (
    *("xdg-open", "wslview", "x-www-browser", "gnome-open"),
    *("firefox", "chromium", "chromium-browser", "google-chrome"),
)


@dataclass(frozen=True, slots=True)
class Browser:
    """A command that opens an address."""

    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """For a sentence."""
        return Path(self.words[0]).name

    @property
    def is_in_terminal(self) -> bool:
        """It needs the terminal for itself."""
        return self.name.removesuffix(".exe") in _IN_TERMINAL


@dataclass(frozen=True, slots=True)
class OpenOutcome:
    """What came of the browsers that were started so far."""

    problems: tuple[str, ...] = ()
    """What went wrong with each of them, where none took the address; without full stops."""
    turn: Browser | None = None
    """Whose turn it is, where that one needs the terminal."""
    rest: tuple[Browser, ...] = ()
    """Those who come after it."""

    @property
    def problem(self) -> str:
        """All of it in one sentence, without its full stop; empty where one took the address."""
        return "; ".join(self.problems)


def open_address(address: str) -> OpenOutcome:
    """Open a web page in the reader's browser; not for the event loop, as it may take its time."""
    if why := refusal(address):
        return OpenOutcome((why,))
    browsers, problems = _browsers(address)
    return go_on(browsers, problems)


def refusal(address: str) -> str:
    """Why an address is not opened, without a full stop; empty where it may be."""
    if links.address(address) != address:
        return f"{links.without_password(address)} is not a web address; not opened"
    if not links.openable(address):
        where = f"It leads to {links.host(address)}, with what looks like a password before that"
        return f"{where}; not opened"
    return ""


def go_on(browsers: Sequence[Browser], problems: Sequence[str] = ()) -> OpenOutcome:
    """Start these in turn, until one takes the address or needs the terminal.

    Args:
        browsers: those whose turn has not come.
        problems: with those before them.
    """
    known_problems = list(problems)
    for number, browser in enumerate(browsers):
        if browser.is_in_terminal:
            return OpenOutcome(tuple(known_problems), browser, tuple(browsers[number + 1 :]))
        problem = _start(browser)
        if not problem:
            return OpenOutcome()
        known_problems.append(problem)
    return OpenOutcome(tuple(known_problems or ["There is no browser here"]))


def _start(browser: Browser) -> str:
    """Start one that has a window of its own; what is wrong, empty where nothing is."""
    try:
        # Its words must not be written over the screen.
        running = subprocess.Popen(
            browser.words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return f"{browser.name} could not be started ({why.lower()})"
    try:
        code = running.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        # Some stay in the foreground; whoever is not waited for becomes a zombie.
        threads.start_thread(running.wait, "browser")
        return ""
    return f"{browser.name} {ended(code)}" if code else ""


def _browsers(address: str) -> tuple[list[Browser], list[str]]:
    """What may open the address, in turn, and what of BROWSER cannot be read."""
    if named := os.environ.get("BROWSER", "").strip():
        browsers, problems = [], []
        for command in filter(None, map(str.strip, named.split(os.pathsep))):
            try:
                words = list(_words(command, address))
            except ValueError as error:
                problems.append(f"BROWSER has “{command}”, which is no command ({error})".lower())
                continue
            if words:
                browsers.append(Browser(tuple(words)))
        return browsers, problems
    return [Browser((*words, address)) for words in _usual()], []


def _words(command: str, address: str) -> Iterator[str]:
    """The words of a command in BROWSER: %s stands for the address, which else comes last.

    An ampersand at the end asks for what is done in any case: nobody waits for it.
    """
    words = shlex.split(command)
    if words and words[-1].endswith("&"):
        last = words.pop().removesuffix("&")
        words += [last] if last else []
    if not words:
        return
    yield from (word.replace("%s", address) for word in words)
    if not any("%s" in word for word in words):
        yield address


def _usual() -> Iterator[tuple[str, ...]]:
    """The desktop's own ways to open an address, where there is a desktop."""
    if sys.platform == "darwin":
        yield ("open",)
    elif sys.platform == "win32":
        yield ("rundll32", "url.dll,FileProtocolHandler")
    elif os.environ.get("TERMUX_VERSION"):
        yield ("termux-open-url",)
    elif any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"))):
        yield from ((name,) for name in _OF_THE_DESKTOP if shutil.which(name))
