"""Where a key and a command go: `python -m tests.footsteps`.

Counted are calls of functions under `reader/` on the main thread, as `sys.setprofile` tells them:
how many files are entered, and how often a call goes from one file to another. A key is followed
from its event to the last repaint of the row, a command from its first import to its end.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # A command is followed from its first import on, so nothing of it may be imported before.
    from tests.feed_server import FeedServer

PACKAGE = str(Path(__file__).parents[1] / "reader")


@dataclass
class Footsteps:
    """The files that were entered, one after another."""

    path: list[str] = field(default_factory=list)

    @property
    def files(self) -> frozenset[str]:
        return frozenset(self.path)

    @property
    def changes(self) -> int:
        """How often a call goes to another file than the one before it."""
        return sum(here != there for here, there in zip(self.path, self.path[1:], strict=False))

    def __str__(self) -> str:
        return f"{len(self.files)} files, {self.changes} changes of file"


@contextmanager
def followed() -> Iterator[Footsteps]:
    """Follow this thread."""
    steps = Footsteps()

    def profile(frame: FrameType, event: str, _: Any) -> None:
        name = frame.f_code.co_filename
        if event == "call" and name.startswith(PACKAGE):
            steps.path.append(name)

    sys.setprofile(profile)
    try:
        yield steps
    finally:
        sys.setprofile(None)


def of_key(key: str, home: Path, server: FeedServer) -> Footsteps:
    """Those of a key on a day's list, after the same key was pressed once."""
    from tests.tui.driving import opened

    async def pressed() -> Footsteps:
        async with opened(home, server) as desk:
            # What is imported with the first key is not on the way of the others.
            await desk.press(key)
            with followed() as steps:
                await desk.press(key)
            # What comes behind the last line that is drawn is the wait for it.
            drawn = [at for at, name in enumerate(steps.path) if name.endswith("/row_list.py")]
            return Footsteps(steps.path[: drawn[-1] + 1])

    return asyncio.run(pressed())


def of_command(*arguments: str, home: Path, endpoint: str, today: str) -> Footsteps:
    """Those of a command, in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.footsteps", *arguments],
        env=os.environ
        | {
            "PAPER_READER_HOME": str(home),
            "PAPER_READER_TODAY": today,
            "HF_ENDPOINT": endpoint,
        },
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    return Footsteps(ran.stderr.rpartition("\n\n")[2].split())


def of_commands(home: Path, server: FeedServer) -> Iterator[tuple[str, Footsteps]]:
    """Those of the commands that are held to a limit, on today's list of five papers."""
    from tests.feed_items import items
    from tests.tui.driving import TODAY

    today = TODAY.isoformat()
    server.days[today] = items(5, today)
    for command in (
        "list",
        "list --offline",
        "list --json",
        f"mark --star {items(1, today)[0]['paper']['id']}",
        "list --json --offline",
        "export",
    ):
        steps = of_command(*command.split(), home=home, endpoint=server.url, today=today)
        yield command, steps


def follow_command() -> None:
    """Run the command of the arguments in this process, and tell its footsteps at the end."""
    with followed() as steps:
        import reader.cli

        try:
            reader.cli.main()
        except SystemExit as end:
            code = end.code
    print("\n", *steps.path, sep="\n", file=sys.stderr)
    sys.exit(code)


def main() -> None:
    """Print the figures."""
    from tests.feed_server import FeedServer
    from tests.tui.driving import TODAY, two_days

    with FeedServer(today=TODAY) as server, TemporaryDirectory() as folder:
        two_days(server)
        home = Path(folder)
        print("r:", of_key("r", home / "key", server))
        for command, steps in of_commands(home, server):
            print(f"{command}:", steps)


if __name__ == "__main__":
    follow_command() if len(sys.argv) > 1 else main()
