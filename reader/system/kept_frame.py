"""The first frame, kept from the last time, so that it is on the screen before the app is loaded.

The app draws over it as soon as it runs. It is shown only where the app would show the same: on the
same day, in the same terminal, with files that nobody has touched since.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

NAME = "first-frame"
ALTERNATE_SCREEN = "\x1b[?1049h"
_LEAVE = b"\x1b[?25h\x1b[?1049l"
_FIRST_LINE = "paper-reader first frame 1"
_LONGEST = 2_000_000
"""Bytes of the file; a longer one is none of ours."""
_NAMES = {
    *("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR", "COLUMNS", "LINES", "TMUX", "SSH_TTY"),
    *("LANG", "LC_ALL", "LC_CTYPE", "LANGUAGE", "TZ", "HF_ENDPOINT"),
}
"""Environment variables on which depends what is shown; with those that begin so:"""
_PREFIXES = ("PAPER_READER_", "TEXTUAL_")
_SECRET = "PASSWORD"


class PaintedFrame:
    """A frame that is on the screen, and how the terminal was before."""

    def __init__(self, terminal: int, attributes: list[Any], paper: str) -> None:
        self._terminal = terminal
        self.attributes = attributes
        """Of the terminal, as `termios.tcgetattr` gives them."""
        self.paper = paper
        """The id of the paper under the cursor."""
        self.is_ours = True
        """The app has not taken the terminal."""

    def hand_over(self) -> None:
        """Leave the terminal to the app, which puts it back at its end."""
        self.is_ours = False

    def release(self) -> None:
        """Put the terminal back as it was, unless the app has it."""
        if not self.is_ours:
            return
        import termios

        self.is_ours = False
        with contextlib.suppress(OSError, termios.error):
            _write(2, _LEAVE)
            termios.tcsetattr(self._terminal, termios.TCSANOW, self.attributes)


painted: PaintedFrame | None = None
"""The frame that this process has painted."""


def is_on_screen() -> bool:
    """Whether a frame stands there, and the app has not taken the terminal yet."""
    return painted is not None and painted.is_ours


def frame_file(environment: Mapping[str, str] = os.environ) -> str:
    """Where the frame is kept: among what can be fetched or made again."""
    if home := environment.get("PAPER_READER_HOME"):
        return os.path.abspath(os.path.join(os.path.expanduser(home), "cache", NAME))  # noqa: PTH100, PTH111, PTH118
    import platformdirs

    return os.path.join(platformdirs.user_cache_dir("paper-reader"), NAME)  # noqa: PTH118


def release() -> None:
    """Put the terminal back as it was where a frame was painted, unless the app has it."""
    if painted:
        painted.release()


def paint(version: str) -> None:
    """Paint the frame that was kept, where the app would come to show the same.

    Args:
        version: of the program, which was started without arguments.
    """
    global painted
    if os.name != "posix" or os.environ.get("TERM") in (None, "dumb", "unknown"):
        return
    if os.environ.get("TEXTUAL_DRIVER"):
        # Then it is no terminal that the app draws on.
        return
    # What goes wrong costs no more than the frame.
    with contextlib.suppress(OSError, ValueError, RuntimeError, KeyError, ImportError):
        if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
            return
        header, _, frame = _read(frame_file()).partition(b"\n\n")
        lines = header.decode("utf-8", "surrogateescape").split("\n")
        if lines[0] != _FIRST_LINE or lines[2:] != _state(version, _paths(lines)):
            return
        painted = _painted(frame, lines[1].removeprefix("paper "))
        atexit.register(painted.release)


def keep(version: str, paper: str, frame: str, paths: Iterable[str]) -> bytes:
    """What is to be written to `frame_file`.

    Args:
        version: of the program.
        paper: the id of the paper under the cursor.
        frame: the lines of the screen, as they are written to the terminal.
        paths: the files and folders from which the frame was made, as they are now.

    Returns:
        Nothing where a path cannot be written down.
    """
    paths = list(paths)
    if any("\n" in path for path in paths):
        return b""
    lines = [_FIRST_LINE, f"paper {paper}", *_state(version, paths)]
    return "\n".join(lines).encode("utf-8", "surrogateescape") + b"\n\n" + frame.encode()


def _painted(frame: bytes, paper: str) -> PaintedFrame:
    import termios

    terminal = sys.stdin.fileno()
    attributes = termios.tcgetattr(terminal)
    quiet: list[Any] = list(attributes)
    # As the app will have it, so that nothing that is typed by now shows, or waits for a line's
    # end. Only ctrl+c goes on to interrupt, as nobody else would look at it yet.
    quiet[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    quiet[6] = [*attributes[6]]
    quiet[6][termios.VMIN] = 1
    termios.tcsetattr(terminal, termios.TCSANOW, quiet)
    found = PaintedFrame(terminal, attributes, paper)
    try:
        _write(2, ALTERNATE_SCREEN.encode() + b"\x1b[?25l\x1b[H" + frame)
    except OSError:
        found.release()
        raise
    return found


def _state(version: str, paths: Iterable[str]) -> list[str]:
    """All that the frame depends on, in lines."""
    size = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1)
    now = time.time()
    days = [time.strftime("%Y-%m-%d", moment) for moment in (time.gmtime(now), time.localtime(now))]
    variables = (
        f"variable {name}={value!r}"
        for name, value in sorted(os.environ.items())
        if name in _NAMES or (name.startswith(_PREFIXES) and _SECRET not in name)
    )
    return [
        f"version {version} {sys.version_info[:2]} {os.path.realpath(sys.prefix)!r}",
        f"days {days}",
        f"size {size.columns} {size.lines}",
        *variables,
        *(f"file {_signature(path)} {path}" for path in paths),
    ]


def _paths(lines: Iterable[str]) -> list[str]:
    return [line.split(" ", 2)[2] for line in lines if line.startswith("file ")]


def _signature(path: str) -> str:
    """What changes with a file, or with any file of a folder."""
    try:
        found = os.stat(path)  # noqa: PTH116 - pathlib takes longer to load than this to run
    except (FileNotFoundError, NotADirectoryError):
        return "none"
    sign = f"{found.st_mtime_ns}:{found.st_size}:{found.st_ino}"
    if not os.path.isdir(path):  # noqa: PTH112
        return sign
    with os.scandir(path) as entries:
        inside = [(each.name, each.stat()) for each in entries]
    files = sorted((name, each.st_mtime_ns, each.st_size) for name, each in inside)
    return repr([sign, *files]).replace(" ", "").replace("\\n", "?")


def _read(path: str) -> bytes:
    """Read a file of this user alone."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        found = os.fstat(descriptor)
        if found.st_uid != os.getuid() or found.st_mode & 0o170077 != 0o100000:
            raise OSError("the file is not ours")
        return os.read(descriptor, _LONGEST)
    finally:
        os.close(descriptor)


def _write(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]
