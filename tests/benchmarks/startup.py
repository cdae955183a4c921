"""From the command to the first frame, against a bare app: `python -m tests.benchmarks.startup`.

Both run in a pseudo-terminal, in turns, and are timed from their start to the moment at which a
known text is on the screen. Both are compiled before, as what pip has installed is.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.terminal import Terminal

ROUNDS = 15
GOAL = 1.15

BARE = """
from textual.app import App
from textual.widgets import Input, Static
class Bare(App):
    def compose(self):
        yield Static("a first frame")
        yield Input()
Bare().run()
"""


def first_frame(command: list[str], env: dict[str, str], text: str) -> float:
    """Seconds."""
    started = time.perf_counter()
    with Terminal(command, env) as terminal:
        terminal.wait_for(text)
        return time.perf_counter() - started


def main() -> None:
    """Print the medians and their ratio."""
    bare: list[float] = []
    ours: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {
            "PAPER_READER_HOME": home,
            "TMPDIR": home,
            "PYTHONPYCACHEPREFIX": str(Path(home, "compiled")),
        }
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        for number in range(ROUNDS + 1):
            times = (
                first_frame([sys.executable, "-c", BARE], env, "a first frame"),
                first_frame([sys.executable, "-m", "reader", "--sample"], env, "UI-MOPD"),
            )
            # The first start of each has to compile.
            if number:
                bare.append(times[0])
                ours.append(times[1])
    ratio = statistics.median(ours) / statistics.median(bare)
    print(f"bare Textual app   {statistics.median(bare) * 1000:6.0f} ms")
    print(f"paper-reader       {statistics.median(ours) * 1000:6.0f} ms")
    print(f"ratio              {ratio:6.2f}     goal: at most {GOAL}")


if __name__ == "__main__":
    main()
