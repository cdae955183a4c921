"""How far a long command is: one line that is drawn again, or where that cannot be, a few lines."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from reader.cli.output import say
from reader.cli.paper_output import counted
from reader.text.cell_width import truncate_cells

if TYPE_CHECKING:
    from reader.listings.backfill import Progress

_BAR = 20
"""Columns."""
_REDRAWN = 0.1
"""Seconds between two drawings, so that drawing costs nothing."""
_SAID = 60.0
"""Seconds between two lines where nothing can be drawn."""
_NOTICED = 2.5
"""Seconds; shorter waits need no words."""
_CLEAR = "\r\x1b[2K"


class ProgressLine:
    """The line, from `with` to the end of it.

    It is drawn on stderr where that is a terminal that can go back in its line; elsewhere a wait
    is said when it begins, and now and then how far it is. It has no colours.

    Attributes:
        kept: how many days were kept when that was last told.
    """

    kept = 0

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._last = float("-inf")
        self._waiting = False
        self._drawn = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            _draw("")

    def show(self, progress: Progress) -> None:
        """Show how far it is, unless that was done a moment ago."""
        self.kept = progress.kept
        now = self._clock()
        waits = progress.wait is not None and progress.wait.seconds >= _NOTICED
        news = waits and not self._waiting
        self._waiting = waits
        if not news and now - self._last < (_REDRAWN if self._drawn else _SAID):
            return
        if self._drawn:
            _draw(line(progress, now - self._began))
        elif news or self._last > float("-inf"):
            say(words(progress, now - self._began))
        self._last = now


def line(progress: Progress, seconds: float) -> str:
    """A bar, and in words how far it is after so many seconds."""
    if progress.wait and progress.wait.seconds >= _NOTICED:
        return words(progress, seconds)
    filled = round(_BAR * progress.done / max(1, progress.days))
    full, empty = ("█", "░") if _has("█░") else ("#", ".")
    return f"{full * filled}{empty * (_BAR - filled)} {words(progress, seconds)}"


def words(progress: Progress, seconds: float) -> str:
    """How far it is after so many seconds, how fast, and how long it may still take."""
    said = [f"{progress.done:,} of {counted(progress.days, 'day')}"]
    wait = progress.wait
    if wait and wait.seconds >= _NOTICED:
        return f"{said[0]}, waiting {_clock_time(wait.seconds)}: {wait.reason}"
    said.append(counted(progress.papers))
    if progress.done and seconds:
        rate = progress.done / seconds
        said.append(f"{rate:.1f} days/s" if rate >= 1 else f"{rate * 60:.1f} days/min")
        said.append(f"{_clock_time((progress.days - progress.done) / rate)} left")
    return ", ".join(said)


def _clock_time(seconds: float) -> str:
    """Minutes and seconds, and hours where there are any.

    >>> _clock_time(214), _clock_time(3661.2)
    ('3:34', '1:01:02')
    """
    minutes, rest = divmod(int(-(-seconds // 1)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _draw(text: str) -> None:
    """Put a text in place of what is in the line of the cursor."""
    with contextlib.suppress(OSError):
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
        sys.stderr.write(_CLEAR + truncate_cells(text, max(1, columns - 1)))
        sys.stderr.flush()


def _has(text: str) -> bool:
    """Whether stderr has these characters."""
    try:
        text.encode(sys.stderr.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
